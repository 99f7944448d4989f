"""How the nights went, and whether the data have changed; of no youth."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from features.calendar import LOCAL
from service.domain.access import Act, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.night import Run
from service.monitoring.process import FRAME_POLICY
from service.store import documents, nights
from service.texts.case_wording import say_clock
from service.texts.dates import day, weekday
from service.web.freshness import stale
from service.web.reading import SignedIn, Somebody
from service.web.views import DriftPage, NightsPage, WordedNight

router = APIRouter(include_in_schema=False)
NIGHTS_SHOWN: Final = 30
REPORT: Final = "drift.html"


@router.get("/koersler")
def nights_page(reader: Somebody) -> Response:
    """The latest runs and the one whose list everybody sees."""
    check_may(reader.actor, Act.SEE_RUNS)
    reader.service.looks.write(Event(reader.at, reader.actor, "runs.looked"))
    with reader.service.store.read() as work:
        found, published = nights.runs(work, limit=NIGHTS_SHOWN), nights.published(work)
    told = reader.say("nights.published", on=weekday(published.business_on, reader.language)) if published else ""
    page = NightsPage(told, stale(published, reader), tuple(_night(run, reader) for run in found))
    return reader.page("nights.html.j2", page)


@router.get("/drift")
def drift_page(reader: Somebody) -> Response:
    """The latest report on changes in the data, in a frame that can reach nothing of ours."""
    check_may(reader.actor, Act.SEE_DRIFT)
    reader.service.looks.write(Event(reader.at, reader.actor, "drift.looked"))
    with reader.service.store.read() as work:
        run_id = documents.latest(work, name=REPORT)
        run = nights.run_of(work, run_id) if run_id else None
    told = reader.say("drift.of", on=day(run.business_on, reader.language)) if run else ""
    return reader.page("drift.html.j2", DriftPage(told))


@router.get("/drift/rapport")
def drift_report(reader: Somebody) -> Response:
    """The report itself, with a policy of its own: it runs scripts, so it has no origin.

    Raises: UnknownThing if there is none yet.
    """
    check_may(reader.actor, Act.SEE_DRIFT)
    with reader.service.store.read() as work:
        run_id = documents.latest(work, name=REPORT)
        content = documents.get(work, run_id, name=REPORT) if run_id else None
    if content is None:
        raise UnknownThing(
            "drift: got no report, allowed is one after a night that was published. Run the night first."
        )
    return HTMLResponse(content, headers={"content-security-policy": FRAME_POLICY})


def _night(run: Run, reader: SignedIn) -> WordedNight:
    at = run.published_at
    told = f"{day(at.astimezone(LOCAL).date(), reader.language)} {say_clock(at, reader.language)}" if at else "–"
    return WordedNight(
        weekday(run.business_on, reader.language),
        reader.say(f"run.{run.state}"),
        told,
        run.model_id or reader.say("nights.no_model"),
        _notes(run, reader),
    )


def _notes(run: Run, reader: SignedIn) -> tuple[str, ...]:
    """What kept the run, or a part of it, from being done."""
    report = json.loads(run.report)
    found = [(trouble["step"], trouble["words"]) for trouble in report.get("troubles", ())]
    if report.get("reason"):
        found.append((report.get("failed_at") or "–", report["reason"]))
    return tuple(reader.say("nights.note", step=step, words=words) for step, words in found)
