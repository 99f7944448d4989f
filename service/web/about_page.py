"""The public page about the list: for youths and parents and whoever asks, with nothing of any person."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from features.calendar import LOCAL
from features.permission import Stop, StopKind
from service.domain.said import Figures
from service.operating.bundles import active, decision_beside, figures_beside
from service.store import legal, matured
from service.store.bundles import ActiveBundle
from service.texts.about_wording import InUse, word_about
from service.web.reading import Reader, Visitor

router = APIRouter(include_in_schema=False)
ABOUT = "/om-listen"


@router.get(ABOUT)
def about_page(reader: Visitor) -> Response:
    """What the list is for, what it looks at and never looks at, how well it does, and what one may ask for."""
    with reader.service.store.read() as work:
        found, stops = active(work), legal.permits(work, at=reader.at).stops
        past = matured.latest_shown(work)
    in_use = None if found is None else in_use_of(found, past, reader)
    is_stopped = found is not None and bool({Stop(StopKind.ENGINE), Stop(StopKind.MODEL, found.model_id)} & stops)
    return reader.page("about.html.j2", word_about(in_use, reader.language, is_stopped=is_stopped))


def in_use_of(found: ActiveBundle, past: Figures | None, reader: Reader) -> InUse:
    """The model that scores with what was brought in beside it, and what became of those on past lists."""
    figures, decision = (
        beside(reader.service.settings, found.model_id) for beside in (figures_beside, decision_beside)
    )
    return InUse(found.bundle.manifest, found.since_at.astimezone(LOCAL).date(), figures, decision, past)
