"""The API's own page, for whoever writes a system that calls it: made from the description, with no script and nothing from elsewhere."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.texts.dates import Language
from service.web.reference import reference_of
from service.web.rendering import environment

router = APIRouter(include_in_schema=False)
REFERENCE: Final = "/api/docs"


@router.get(REFERENCE)
def reference_page(request: Request) -> HTMLResponse:
    """Every operation of the API, with its parameters, shapes, examples and refusals; in English, as the code is."""
    page = environment(Language.EN).get_template("reference.html.j2")
    return HTMLResponse(page.render(page=reference_of(request.app.openapi())))
