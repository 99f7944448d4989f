"""How the service itself is doing: the nights, the active model, drift."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from service.api import examples
from service.api.alarms import StandingTold, standing_told
from service.api.answers import Told
from service.api.openapi import BELOW, needs, tells
from service.domain.access import Act, check_may
from service.domain.errors import NoModel, UnknownThing
from service.domain.night import Run, RunState
from service.domain.said import shown
from service.edge.actors import ApiActor
from service.edge.context import Asked
from service.edge.problems import Kind
from service.operating.bundles import active
from service.operating.comparing import read_trial
from service.store import documents, matured, nights, watching

router = APIRouter(prefix=BELOW, tags=["nights"])


class RunTold(Told):
    """One run of the night for one business date; a published one never changes."""

    run_id: str
    business_on: date
    state: RunState
    started_at: datetime
    published_at: datetime | None
    finished_at: datetime | None
    lake_version: int | None
    model_id: str | None
    data: str | None
    content_hash: str | None
    report: dict[str, Any]


class RunsTold(Told):
    """A page of runs, the latest first; `next` is the cursor of the page after it, if there is one."""

    runs: list[RunTold]
    next: str | None


class ModelTold(Told):
    """The active model: what it was made from and with, as its signed manifest says."""

    model_id: str
    data: str
    active_since: datetime
    card: dict[str, Any]


class OnTrial(Told):
    """A candidate that scores in silence beside the active model."""

    model_id: str
    since_at: datetime


class TrialTold(Told):
    """The candidate on trial and its latest comparison with the active model, in counts; a count that could tell of somebody is null.

    `known_from_on`: from when something can be known of what happened. `seconds`: how long each took to score.
    """

    data: str | None
    on_trial: OnTrial | None
    run_id: str | None
    business_on: date | None
    known_from_on: date | None
    seconds: dict[str, float]
    compared: dict[str, Any] | None


class ValidationTold(Told):
    """The latest figures of what was said and what happened, and the run that counted them; what may not be shown is null."""

    run_id: str
    data: str | None
    figures: dict[str, Any]


class DriftTold(Told):
    """The latest drift summary and the run it belongs to, and how everything that is watched stands, fine or not."""

    run_id: str
    drift: dict[str, Any]
    standings: list[StandingTold]


@router.get(
    "/runs",
    responses=tells(examples.RUNS, Kind.FORBIDDEN),
    openapi_extra=needs(Act.SEE_RUNS),
    summary="The nights, the latest first",
)
def runs(
    service: Asked,
    actor: ApiActor,
    cursor: Annotated[str | None, Query(max_length=64, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunsTold:
    """Runs with their reports: counts by step, what was left out, how long it took."""
    check_may(actor, Act.SEE_RUNS)
    with service.store.read() as work:
        found = nights.runs(work, before=cursor, limit=limit + 1)
    page = [_told(run) for run in found[:limit]]
    return RunsTold(runs=page, next=page[-1].run_id if len(found) > limit else None)


@router.get(
    "/models/active",
    responses=tells(examples.ACTIVE, Kind.FORBIDDEN, Kind.NO_MODEL),
    openapi_extra=needs(Act.SEE_MODEL),
    summary="The active model",
)
def active_model(service: Asked, actor: ApiActor) -> ModelTold:
    """The model that scores since when, with its card."""
    check_may(actor, Act.SEE_MODEL)
    with service.store.read() as work:
        found = active(work)
    if found is None:
        raise NoModel("model: got no active bundle. Bring one in with `alleskalmed bundle add` and activate it.")
    return ModelTold(
        model_id=found.model_id, data=found.bundle.data, active_since=found.since_at, card=dict(found.bundle.manifest)
    )


@router.get(
    "/models/shadow",
    responses=tells(examples.TRIAL, Kind.FORBIDDEN),
    openapi_extra=needs(Act.SEE_MODEL),
    summary="The candidate on trial",
)
def shadow_model(service: Asked, actor: ApiActor) -> TrialTold:
    """How a candidate that scores in silence compares with the active model, in counts of many; nothing of any youth."""
    check_may(actor, Act.SEE_MODEL)
    with service.store.read() as work:
        return TrialTold(**read_trial(work).as_json)


@router.get(
    "/validations/latest",
    responses=tells(examples.VALIDATION, Kind.FORBIDDEN, Kind.NOT_FOUND),
    openapi_extra=needs(Act.SEE_DRIFT),
    summary="What was said and what happened",
)
def validation(service: Asked, actor: ApiActor) -> ValidationTold:
    """The lists of the last year that are old enough, beside what happened: in counts of many, none of them of fewer than five youths."""
    check_may(actor, Act.SEE_DRIFT)
    with service.store.read() as work:
        found = matured.latest_figures(work)
    if found is None:
        raise UnknownThing("said: no list is old enough yet. A list is looked back at after 11 months.")
    return ValidationTold(run_id=found[0].run_id, data=found[0].data, figures=asdict(shown(found[1])))


@router.get(
    "/drift/latest",
    responses=tells(examples.DRIFT, Kind.FORBIDDEN, Kind.NOT_FOUND),
    openapi_extra=needs(Act.SEE_DRIFT),
    summary="The latest drift",
)
def drift(service: Asked, actor: ApiActor) -> DriftTold:
    """This week's indicators, scores, coverage and flags against the same school weeks a year earlier."""
    check_may(actor, Act.SEE_DRIFT)
    with service.store.read() as work:
        run_id = documents.latest(work, name="drift.json")
        found = None if run_id is None else documents.get(work, run_id, name="drift.json")
        standings = [standing_told(one) for one in watching.standings(work)]
    if run_id is None or found is None:
        raise UnknownThing("drift: no published night has a report yet. Wait for the next one.")
    return DriftTold(run_id=run_id, drift=json.loads(found), standings=standings)


def _told(run: Run) -> RunTold:
    known = {name: getattr(run, name) for name in RunTold.model_fields if name != "report"}
    return RunTold(**known, report=json.loads(run.report))
