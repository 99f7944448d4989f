"""Where a longer form's draft is kept, and what is said of one that was found."""

from __future__ import annotations

from dataclasses import dataclass

from features.calendar import LOCAL
from service.domain.drafts import Draft, DraftOf
from service.texts.case_wording import say_clock
from service.texts.dates import day
from service.web.reading import SignedIn


@dataclass(frozen=True)
class DraftBox:
    """Where a form's draft is kept; `told`: that what is shown is a draft, empty if it is not."""

    href: str
    told: str = ""


def draft_href(youth_href: str, of: DraftOf) -> str:
    """Where the draft of a form is kept, below the youth's page."""
    return f"{youth_href}/kladde/{of.form}/{of.of}"


def box_of(reader: SignedIn, key: str, of: DraftOf, found: Draft | None) -> DraftBox:
    """Where a form's draft is kept, and that what is shown is one."""
    href = draft_href(f"/unge/{key}", of)
    return DraftBox(href, say_found(reader, found)) if found else DraftBox(href)


def say_found(reader: SignedIn, found: Draft) -> str:
    """When the reader typed a draft."""
    on, clock = day(found.at.astimezone(LOCAL).date(), reader.language), say_clock(found.at, reader.language)
    return reader.say("draft.found.from", on=on, clock=clock)
