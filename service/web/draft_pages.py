"""Kladder: where a longer form is kept while it is typed, by htmx every other second, or by a button where there is no script."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from service.casework.drafts import drop_draft, keep_draft
from service.domain.drafts import DraftOf, Form, Typed
from service.texts.case_wording import say_clock
from service.web.reading import Somebody, go_to
from service.web.rendering import environment
from service.web.typed import Number, TypedForm, value
from service.web.youth_sight import youth_of

router = APIRouter(include_in_schema=False)
_PLACES: Final = {
    Form.NETWORK: "moeder/nyt/network",
    Form.DISCUSSION: "moeder/nyt/discussion",
    Form.MEETING: "moeder/{of}/ret",
    Form.EFFORT: "opfoelgning/indsats",
    Form.PLAN: "opfoelgning/indsats/{of}",
    Form.CLOSING: "opfoelgning",
}
"""Where a form is found again, below the youth's page."""


@router.post("/unge/{key}/kladde/{form}/{of}")
def store_draft(reader: Somebody, key: str, form: Form, of: Number, typed: TypedForm) -> Response:
    """Keep what has been typed until now; a script is told when, a browser without one is sent back to the form."""
    draft = DraftOf(youth_of(reader, key), form, of)
    with reader.service.store.begin() as work:
        keep_draft(work, reader.actor, draft, typed=typed, at=reader.at)
    if "hx-request" not in reader.request.headers:
        return go_to(f"{_place(key, draft, typed)}gjort=drafted")
    told = reader.say("draft.kept", clock=say_clock(reader.at, reader.language))
    return HTMLResponse(environment(reader.language).get_template("draft_kept.html.j2").render(told=told))


@router.post("/unge/{key}/kladde/{form}/{of}/vaek")
def throw_draft_away(reader: Somebody, key: str, form: Form, of: Number, typed: TypedForm) -> Response:
    """Throw a draft away, and open the form as it was before."""
    draft = DraftOf(youth_of(reader, key), form, of)
    with reader.service.store.begin() as work:
        drop_draft(work, reader.actor, draft, at=reader.at)
    return go_to(f"{_place(key, draft, typed)}gjort=undrafted")


def _place(key: str, of: DraftOf, typed: Typed) -> str:
    """Where the form is found again; a new effort's is found by its kind."""
    place = f"/unge/{key}/{_PLACES[of.form].format(of=of.of)}"
    kind = quote(value(typed, "effort"), safe="")
    return f"{place}?slags={kind}&" if kind else f"{place}?"
