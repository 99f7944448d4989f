"""All pages and the files they are made with, added to the application in one place."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service.web import (
    about_page,
    audit_pages,
    break_glass_pages,
    call_page,
    cover_pages,
    draft_pages,
    effect_page,
    follow_up_acts,
    follow_up_pages,
    handover_pages,
    help_pages,
    identity_pages,
    ladder_page,
    list_acts,
    list_pages,
    meeting_form_pages,
    meeting_pages,
    mine_pages,
    model_pages,
    operating_pages,
    overview_pages,
    reference_page,
    rights_pages,
    said_page,
    shadow_pages,
    sign_in_pages,
    watch_pages,
    year_pages,
    youth_acts,
    youth_pages,
)
from service.web.vendoring import STATIC

ROUTERS: Final = (
    about_page.router,
    reference_page.router,
    sign_in_pages.router,
    operating_pages.router,
    youth_pages.router,
    youth_acts.router,
    meeting_form_pages.router,
    meeting_pages.router,
    draft_pages.router,
    effect_page.router,
    handover_pages.router,
    cover_pages.router,
    call_page.router,
    identity_pages.router,
    follow_up_pages.router,
    follow_up_acts.router,
    ladder_page.router,
    break_glass_pages.router,
    list_acts.router,
    list_pages.router,
    year_pages.router,
    overview_pages.router,
    model_pages.router,
    shadow_pages.router,
    watch_pages.router,
    mine_pages.router,
    help_pages.router,
    audit_pages.router,
    rights_pages.router,
    said_page.router,
)


def add_pages(app: FastAPI) -> None:
    """Let the application answer people."""
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
