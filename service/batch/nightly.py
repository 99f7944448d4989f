"""The night: one list of steps, a run for each business date, published by one turn of the pointer.

Each step reads what earlier ones left in the run's folder, leaves its own there and is then remembered as done, so that a night that was
stopped anywhere goes on from its first undone step (`--resume`) or is simply begun anew. Until the pointer turns, in the one transaction
of `publish`, people see the list of the night before; from then on the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from service.batch.dates import nights_to_run
from service.batch.deliveries import check_quality, take_deliveries
from service.batch.drift import draw_drift
from service.batch.judgement import build_indicators, pass_gate, score
from service.batch.lists import decide_duties, decide_lists, publish_lists
from service.batch.night import ARTEFACTS, Counts, House, Night, Told, open_night
from service.batch.report import Report, StepReport, in_words
from service.batch.said import say_what_happened
from service.batch.shadow import score_beside
from service.batch.watch import watch
from service.domain.errors import StoreUnavailable
from service.domain.night import Run, RunState
from service.store import nights
from service.store.locks import hold
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Step:
    """One step: doing it again leaves the same."""

    name: str
    work: Callable[[Night], Counts]


UNWATCHED: Final = (
    Step("ingest", take_deliveries),  # what lies in the inbox → the lake; fixes the version that is read
    Step("quality", check_quality),  # whether the records can be trusted, and what was left out
    Step("duties", decide_duties),  # engine A, before and without any score
    Step("gate", pass_gate),  # whether, for whom and with which bundle anybody may be profiled
    Step("indicators", build_indicators),  # by shard, in processes
    Step("scores", score),
    Step("flags", decide_lists),  # duties and risk, routed; every place's list
    Step("publish", publish_lists),  # one transaction
    Step("said", say_what_happened),  # lists that are old enough, against what happened
    Step("shadow", score_beside),  # a candidate in silence, if one is on trial; what it says reaches no list
)
"""The night but for what looks back over years, which takes longer than all else."""
STEPS: Final = (
    *UNWATCHED,
    Step("watch", watch),  # what is measured of the service itself, and how each series then stands
    Step("drift", draw_drift),  # in a process of its own
)
"""The night."""


@dataclass(frozen=True)
class Asked:
    """What is to be run: today's night and every missed one, or the one of `day`; `goes_on`: from where the last one stopped."""

    today: date
    day: date | None = None
    goes_on: bool = False


def run_nights(house: House, asked: Asked, *, steps: Sequence[Step] = STEPS) -> Iterator[Report]:
    """Run what is due, one night after the other, and report each.

    `steps`: a demonstration leaves out those after the list where they would take minutes.

    Raises: LockHeld if a night is running; WrongUse if a date may not be run; whatever stops a step, after it was written down.
    """
    with hold(house.store, house.settings.folders.lock, at=house.clock.at) as fence:
        house.mark("lock.held")
        left = _left_unfinished(house) if asked.goes_on else None
        if left is not None:
            yield _go_on(house, left, fence=fence, steps=steps)
        with house.store.read() as work:
            published, again = nights.published(work), nights.published_for(work, asked.day or asked.today)
        if again is not None:
            if left is None or left.run_id != again.run_id:
                yield Report(again.run_id, again.business_on, "unchanged", content_hash=again.content_hash)
            return
        due = nights_to_run(asked.today, published_on=published.business_on if published else None, asked=asked.day)
        for place in range(len(due)):
            yield _run_one(house, due[place:], fence=fence, steps=steps)


def _left_unfinished(house: House) -> Run | None:
    """The last run, if a step of it is still to be done."""
    with house.store.read() as work:
        published = nights.published(work)
        if published is not None and published.finished_at is None:
            return published
        left = nights.unfinished(work)
    is_overtaken = left is not None and published is not None and left.business_on <= published.business_on
    return None if is_overtaken else left


def _go_on(house: House, run: Run, *, fence: int, steps: Sequence[Step]) -> Report:
    if run.state is not RunState.PUBLISHED:
        with house.store.begin() as work:
            nights.take_over(work, run, fence=fence)
    return _made(open_night(house, replace(run, fence=fence), (run.business_on,)), steps)


def _run_one(house: House, due: Sequence[date], *, fence: int, steps: Sequence[Step]) -> Report:
    with house.store.begin() as work:
        _give_up(work, nights.unfinished(work), at=house.clock.instant)
        run = nights.start_run(work, due[0], fence=fence, at=house.clock.instant)
    house.mark("run.started")
    return _made(open_night(house, run, due), steps)


def _give_up(work: Work, left: Run | None, *, at: datetime) -> None:
    """A run that was being built and is begun anew counts as failed."""
    if left is not None and left.state is RunState.BUILDING:
        nights.finish_run(work, left, report={"reason": "begun anew"}, at=at, has_failed=True)


def _made(night: Night, steps: Sequence[Step]) -> Report:
    """Do what is left of a run; a step that fails is written down and raised."""
    began = time.monotonic()
    with night.store.read() as work:
        done = nights.steps_done(work, night.run)
    told: list[StepReport] = []
    for step in steps:
        try:
            told.append(_left_over(night, step, done[step.name]) if step.name in done else _do(night, step))
        except Exception as error:  # one of the two edges: whatever stops a step is written down and raised again
            _write_down_failure(night, step, told, error)
            raise
    return _report(night, told, seconds=time.monotonic() - began)


def _do(night: Night, step: Step) -> StepReport:
    night.house.mark("step.begun")
    night.house.tell(Told(night.run.run_id, step.name))
    began = time.monotonic()
    counts = step.work(night)
    seconds = time.monotonic() - began
    with night.store.begin() as work:
        nights.step_done(work, night.run, step.name, counts=counts, at=night.house.clock.instant)
    night.house.mark("step.remembered")
    night.house.tell(Told(night.run.run_id, step.name, counts, seconds))
    return StepReport(step.name, counts, round(seconds, 3))


def _left_over(night: Night, step: Step, counts: Counts) -> StepReport:
    night.house.tell(Told(night.run.run_id, step.name, counts, is_left_over=True))
    return StepReport(step.name, counts, 0.0, is_left_over=True)


def _report(night: Night, told: Sequence[StepReport], *, seconds: float) -> Report:
    with night.store.read() as work:
        run = nights.run_of(work, night.run.run_id)
    sources = {
        "lake_version": run.lake_version,
        "model_id": run.model_id,
        "data": run.data,
        "permits_at": night.sources.permits_at.isoformat(),
        "artefacts": {name: night.artefacts.sha256(name) for name in ARTEFACTS if night.artefacts.has(name)},
    }
    report = Report(
        run.run_id,
        run.business_on,
        str(run.state),
        tuple(told),
        tuple(night.troubles),
        run.content_hash,
        seconds=round(seconds, 3),
        sources=sources,
    )
    _keep(night, report, has_failed=False)
    return report


def _write_down_failure(night: Night, step: Step, told: Sequence[StepReport], error: Exception) -> None:
    """As far as disk and database still allow; the failure itself is told by who catches it."""
    report = Report(
        night.run.run_id,
        night.as_of,
        str(RunState.FAILED),
        tuple(told),
        tuple(night.troubles),
        failed_at=step.name,
        reason=in_words(error),
    )
    try:
        _keep(night, report, has_failed=True)
    except (OSError, StoreUnavailable):
        return


def _keep(night: Night, report: Report, *, has_failed: bool) -> None:
    night.artefacts.write_json("report.json", report.as_json)
    night.house.mark("report.written")
    with night.store.begin() as work:
        at = night.house.clock.instant
        nights.finish_run(work, night.run, report=report.as_json, at=at, has_failed=has_failed)
    night.house.mark("report.kept")
