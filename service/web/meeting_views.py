"""What the pages of meetings and drafts show, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.drafts import Typed
from service.texts.meeting_wording import Difference, WordedAgreement, WordedMeeting
from service.web.draft_box import DraftBox
from service.web.views import Choice


@dataclass(frozen=True)
class MeetingsPage:
    """A youth's meetings, and the agreements that somebody still has to ask about, each with its meeting's address."""

    href: str
    youth: str
    may_act: bool
    meetings: tuple[WordedMeeting, ...]
    waiting: tuple[tuple[str, WordedAgreement], ...]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting; `typed`: an agreement that could not be stored, as it was typed."""

    href: str
    youth: str
    may_act: bool
    meeting: WordedMeeting
    agreements: tuple[WordedAgreement, ...]
    longest_line: int
    longest_what: int
    earliest: str
    typed: Mapping[str, str]
    is_wrong: bool = False


@dataclass(frozen=True)
class MeetingFormPage:
    """A meeting's form: what stands in its fields, and what is offered. `action`: where it is sent.

    `theirs`: who changed the meeting meanwhile, and in what it differs from what was typed.
    """

    action: str
    back: str
    youth: str
    title: str
    kind: str
    typed: Typed
    draft: DraftBox
    chairs: tuple[Choice, ...]
    professions: tuple[Choice, ...]
    consents: tuple[Choice, ...]
    states: tuple[Choice, ...]
    is_of_age: bool
    is_wrong: bool = False
    theirs: tuple[str, tuple[Difference, ...]] | None = None

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> tuple[str, ...]:
        """Everything that is ticked in a field."""
        return self.typed.get(name, ())


@dataclass(frozen=True)
class InvitationPage:
    """An invitation to print or copy; nothing in it but the meeting's own words."""

    href: str
    when: str
    venue: str
    agenda: tuple[str, ...]
    share: str
    people: tuple[str, ...]
    ask: str
