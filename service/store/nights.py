"""Runs of the night: begun, step by step done, published or failed; and the pointer to the one that counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from service.domain.errors import UnknownThing
from service.domain.night import Run, RunState
from service.store.tables import MILESTONES, POINTERS, RUN_STEPS, RUNS
from service.store.unit_of_work import Work

PUBLISHED: Final = "published"
FIRST_NIGHT: Final = "first_night"
Counts = Mapping[str, int]


@dataclass(frozen=True)
class MadeFrom:
    """What a run was made from; what is not yet known is None."""

    lake_version: int | None = None
    model_id: str | None = None
    data: str | None = None


def start_run(work: Work, business_on: date, *, fence: int, at: datetime) -> Run:
    """A new run for a business date, numbered after those before it."""
    last = work.first(sa.select(sa.func.max(RUNS.c.attempt).label("attempt")).where(RUNS.c.business_on == business_on))
    attempt = (last.attempt or 0) + 1 if last else 1
    run = Run(f"{business_on}.{attempt}", business_on, attempt, RunState.BUILDING, fence, at)
    work.execute(sa.insert(RUNS).values(asdict(run)))
    return run


def take_over(work: Work, run: Run, *, fence: int) -> None:
    """Let an unfinished run go on under a new lock."""
    work.execute(sa.update(RUNS).where(RUNS.c.run_id == run.run_id).values(fence=fence, state=RunState.BUILDING))


def note_sources(work: Work, run: Run, made_from: MadeFrom) -> None:
    """Write down what a run is made from, as far as it is known."""
    known = {name: value for name, value in asdict(made_from).items() if value is not None}
    if known:
        work.execute(sa.update(RUNS).where(RUNS.c.run_id == run.run_id).values(known))


def step_done(work: Work, run: Run, step: str, *, counts: Counts, at: datetime) -> None:
    """Write down that a step is done, with what it counted; doing it again replaces what was written."""
    work.execute(sa.delete(RUN_STEPS).where(RUN_STEPS.c.run_id == run.run_id, RUN_STEPS.c.step == step))
    row = {"run_id": run.run_id, "step": step, "finished_at": at, "counts": json.dumps(dict(counts), sort_keys=True)}
    work.execute(sa.insert(RUN_STEPS).values(row))


def steps_done(work: Work, run: Run) -> dict[str, Counts]:
    """The steps that are done and what they counted, in the order they were done."""
    asked = sa.select(RUN_STEPS).where(RUN_STEPS.c.run_id == run.run_id)
    return {
        row.step: json.loads(row.counts) for row in work.rows(asked.order_by(RUN_STEPS.c.finished_at, RUN_STEPS.c.step))
    }


def finish_run(work: Work, run: Run, *, report: Mapping[str, Any], at: datetime, has_failed: bool = False) -> None:
    """End a run with its report; a published run stays published whatever came after it."""
    values: dict[str, Any] = {"finished_at": at, "report": json.dumps(dict(report), sort_keys=True, ensure_ascii=False)}
    if has_failed and run_of(work, run.run_id).state is not RunState.PUBLISHED:
        values["state"] = RunState.FAILED
    work.execute(sa.update(RUNS).where(RUNS.c.run_id == run.run_id).values(values))


def run_of(work: Work, run_id: str) -> Run:
    """A run by its id.

    Raises: UnknownThing if there is none.
    """
    found = work.first(sa.select(RUNS).where(RUNS.c.run_id == run_id))
    if found is None:
        raise UnknownThing("run: got an id that no run has. `alleskalmed nightly --json` and GET /runs tell the ids.")
    return _run(found)


def published(work: Work) -> Run | None:
    """The run whose list counts now; None before the first night."""
    found = work.first(_published().where(POINTERS.c.name == PUBLISHED))
    return None if found is None else _run(found)


_POINTED: Final = sa.select(POINTERS.c.run_id).where(POINTERS.c.name == PUBLISHED)


def published_id(work: Work) -> str | None:
    """The id of the run whose list counts now, and nothing else of it; None before the first night."""
    found = work.first(_POINTED)
    return None if found is None else str(found.run_id)


def published_for(work: Work, business_on: date) -> Run | None:
    """The run that was published for a business date; None if no night was."""
    asked = sa.select(RUNS).where(RUNS.c.business_on == business_on, RUNS.c.state == RunState.PUBLISHED)
    found = work.first(asked)
    return None if found is None else _run(found)


def latest_published(work: Work, *, until: date, since: date = date.min) -> Run | None:
    """The published run of the latest business date within two days, both included."""
    asked = sa.select(RUNS).where(RUNS.c.state == RunState.PUBLISHED, RUNS.c.business_on.between(since, until))
    found = work.first(asked.order_by(RUNS.c.business_on.desc()).limit(1))
    return None if found is None else _run(found)


def unfinished(work: Work) -> Run | None:
    """The latest run that was begun and neither published nor followed by one; None if there is none."""
    found = work.first(sa.select(RUNS).order_by(RUNS.c.started_at.desc(), RUNS.c.run_id.desc()).limit(1))
    return None if found is None or found.state == RunState.PUBLISHED else _run(found)


def runs(work: Work, *, before: str | None = None, limit: int = 50) -> list[Run]:
    """The latest runs first, by business date and attempt; `before`: the id of the last one already read."""
    asked = sa.select(RUNS)
    if before is not None:
        last = run_of(work, before)
        key = sa.tuple_(RUNS.c.business_on, RUNS.c.attempt)
        asked = asked.where(key < sa.tuple_(sa.literal(last.business_on), sa.literal(last.attempt)))
    asked = asked.order_by(RUNS.c.business_on.desc(), RUNS.c.attempt.desc()).limit(limit)
    return [_run(row) for row in work.rows(asked)]


def published_days(work: Work, *, limit: int) -> list[date]:
    """The latest business dates for which a night was published, the latest first."""
    asked = sa.select(RUNS.c.business_on).where(RUNS.c.state == RunState.PUBLISHED)
    return [row.business_on for row in work.rows(asked.order_by(RUNS.c.business_on.desc()).limit(limit))]


def first_night(work: Work) -> date | None:
    """The business date of the service's first published night; None before it."""
    found = work.first(sa.select(MILESTONES.c.happened_on).where(MILESTONES.c.name == FIRST_NIGHT))
    return None if found is None else found.happened_on


def _published() -> sa.Select[Any]:
    return sa.select(RUNS).join(POINTERS, POINTERS.c.run_id == RUNS.c.run_id)


def _run(row: Any) -> Run:
    values = {**row._mapping}
    return Run(**{**values, "state": RunState(row.state)})
