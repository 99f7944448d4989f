"""Kladder: where a longer form is kept while it is typed, by htmx every other second, or by a button where there is no script."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from features.calendar import LOCAL
from service.casework.drafts import drop_draft, keep_draft
from service.domain.drafts import Draft, DraftOf, Form
from service.texts.case_wording import say_clock
from service.texts.dates import day
from service.web.meeting_views import DraftBox
from service.web.reading import SignedIn, Somebody, go_to
from service.web.rendering import environment
from service.web.typed import Number, TypedForm
from service.web.youth_sight import youth_of

router = APIRouter(include_in_schema=False)
_PLACES = {
    Form.NETWORK: "moeder/nyt/network",
    Form.DISCUSSION: "moeder/nyt/discussion",
    Form.MEETING: "moeder/{of}/ret",
    Form.PLAN: "",
    Form.CLOSING: "",
}
"""Where a form is found again, below the youth's page."""


@router.post("/unge/{key}/kladde/{form}/{of}")
def store_draft(reader: Somebody, key: str, form: Form, of: Number, typed: TypedForm) -> Response:
    """Keep what has been typed until now; a script is told when, a browser without one is sent back to the form."""
    draft = DraftOf(youth_of(reader, key), form, of)
    with reader.service.store.begin() as work:
        keep_draft(work, reader.actor, draft, typed=typed, at=reader.at)
    if "hx-request" not in reader.request.headers:
        return go_to(f"{_place(key, draft)}?gjort=drafted")
    told = reader.say("draft.kept", clock=say_clock(reader.at, reader.language))
    return HTMLResponse(environment(reader.language).get_template("draft_kept.html.j2").render(told=told))


@router.post("/unge/{key}/kladde/{form}/{of}/vaek")
def throw_draft_away(reader: Somebody, key: str, form: Form, of: Number) -> Response:
    """Throw a draft away, and open the form as it was before."""
    draft = DraftOf(youth_of(reader, key), form, of)
    with reader.service.store.begin() as work:
        drop_draft(work, reader.actor, draft, at=reader.at)
    return go_to(f"{_place(key, draft)}?gjort=undrafted")


def box_of(reader: SignedIn, key: str, of: DraftOf, found: Draft | None) -> DraftBox:
    """Where a form's draft is kept, and that what is shown is one."""
    href = f"/unge/{key}/kladde/{of.form}/{of.of}"
    if found is None:
        return DraftBox(href)
    on, clock = day(found.at.astimezone(LOCAL).date(), reader.language), say_clock(found.at, reader.language)
    return DraftBox(href, reader.say("draft.found.from", on=on, clock=clock))


def _place(key: str, of: DraftOf) -> str:
    return f"/unge/{key}/{_PLACES[of.form].format(of=of.of)}".rstrip("/")
