"""Jobs are run beside the requests: one at a time in each process, by a thread that is there while something waits.

A process that is stopped gives its job back; one that dies is found out by its silence, and the job is begun again elsewhere or after the
next start.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Event, Lock, Thread
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from features.errors import ProfilingRefused, RecordError, WindowError
from models.errors import ModelError
from service.api.answers import ScoresAsked, score_rows
from service.api.job_parts import Part, parts_of
from service.api.rows import records_of
from service.api.scores import data_kind
from service.api.scoring import Scored, Scorer, refused_rows
from service.domain.errors import ServiceError, StoreUnavailable
from service.domain.jobs import MOST_ATTEMPTS, Job, Outcome
from service.domain.sight import Errand, Task
from service.edge.active import ActiveModel
from service.edge.context import Service
from service.edge.json_bodies import read_body
from service.edge.problems import Kind, Problem, Refused, kind_of
from service.logs import LOG, place_of
from service.store import jobs, legal
from service.store.assessed import assessed
from service.store.youths import youths_known

_SENT_HERE: Final = Errand(Task.SCORING)
WOKEN_EVERY_SECONDS: Final = 60
"""How often a served process looks for jobs that others left behind, and for those that are to be forgotten."""


class TakenAway(Exception):
    """The job was deleted or taken over, or the service stops: nothing more is to be done about it here."""


class Worker:
    """Runs the jobs of an installation that wait, whoever asked for them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._stopping = Event()
        self._is_wanted = False
        self._thread: Thread | None = None

    def wake(self) -> None:
        """See to it that somebody looks for jobs from now on; does not wait."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None and not self._stopping.is_set():
                self._thread = Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Wait until nothing waits any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Give back what is being done, and do nothing more."""
        self._stopping.set()
        self.rest()

    def _work(self) -> None:
        while self._go_on():
            try:
                for job in self._taken():
                    self._do(job)
            except ServiceError as error:  # the next one who asks, or the next minute, tries again
                LOG.warning("jobs.not_done", **place_of(error))

    def _go_on(self) -> bool:
        with self._lock:
            goes_on = self._is_wanted and not self._stopping.is_set()
            self._is_wanted = False
            if not goes_on:
                self._thread = None
            return goes_on

    def _taken(self) -> Iterator[Job]:
        """Each job that waits, as this process's own; those that are to be forgotten are."""
        service = self._service
        while not self._stopping.is_set():
            with service.store.read() as work:
                if not jobs.is_anything_to_do(work, at=service.now()):
                    return
            with service.store.begin() as work:
                jobs.forget_old(work, at=service.now())
                job = jobs.take(work, at=service.now())
            if job is not None:
                yield job

    def _do(self, job: Job) -> None:
        try:
            problem = self._why_not(job)
        except TakenAway:
            with self._service.store.begin() as work:
                jobs.give_back(work, job)
            return
        told = None if problem is None else json.dumps(problem.content)
        with self._service.store.begin() as work:
            jobs.finish(work, job, problem=told, at=self._service.now())

    def _why_not(self, job: Job) -> Problem | None:
        """Score the job's youths; what hinders it is told as it would have been at once."""
        if job.attempt > MOST_ATTEMPTS:
            return Problem(
                Kind.DEFECT, f"It was begun {MOST_ATTEMPTS} times and never ended. Send fewer youths at a time."
            )
        try:
            self._score(job)
        except Refused as refused:
            return refused.problem
        except StoreUnavailable:
            raise
        except (ServiceError, ProfilingRefused, WindowError, RecordError, ModelError) as error:
            return Problem(kind_of(error), str(error))
        except TakenAway:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a thread: every failure must end in an answer and a line of log
            LOG.error("job.defect", **place_of(error))
            return Problem(
                Kind.DEFECT, "The operator's log names the place. Try again; if it stays, tell the operator."
            )
        return None

    def _score(self, job: Job) -> None:
        service = self._service
        with service.store.read() as work:
            raw, active = jobs.records(work, job), service.models.now(work)
        if raw is None:
            raise TakenAway
        asked = read_body(ScoresAsked, raw)
        data = data_kind(service, asked.data)
        for part in parts_of(asked, data):
            if self._stopping.is_set():
                raise TakenAway
            scorer = self._scorer(active, part)
            try:
                scored = scorer.score(part.given, as_of=asked.as_of)
            except Refused:  # told by the places of the whole body
                raise refused_rows(records_of(asked.records, data), asked.as_of) from None
            self._keep(job, outcomes_of(job, part, scored, scorer), active.model_id)

    def _scorer(self, active: ActiveModel, part: Part) -> Scorer:
        """The model that the job began with, and what permits it and is known of the youths by now."""
        service, youths = self._service, set(part.numbers)
        with service.store.read() as work:
            permits = legal.permits(work, at=service.now())
            known = youths_known(work, _SENT_HERE, youth_ids=youths)
            return Scorer(active, permits, known, assessed(work, _SENT_HERE, youth_ids=youths))

    def _keep(self, job: Job, found: list[Outcome], model_id: str) -> None:
        with self._service.store.begin() as work:
            if not jobs.keep(work, job, found, model_id=model_id, at=self._service.now()):
                raise TakenAway
        self._service.metrics.scored.inc(sum(one.score is not None for one in found))


def outcomes_of(job: Job, part: Part, scored: Scored, scorer: Scorer) -> list[Outcome]:
    """What came of each youth of a part, as it will be told."""
    rows: list[dict[str, Any]] = score_rows(scored.columns, with_judgement=job.with_judgement, assessed=scorer.assessed)
    told = [Outcome(part.numbers[row["youth_id"]], row["youth_id"], score=json.dumps(row)) for row in rows]
    left_out = [(part.given.youths[index][0], why) for index, why in scored.left_out]
    return told + [Outcome(part.numbers[youth_id], youth_id, why=why) for youth_id, why in left_out]


def while_served(worker: Worker) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """The lifespan of an application that runs jobs: what was left over is begun again, and what runs at the end is given back."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_keep_awake(worker))
        try:
            yield
        finally:
            ticking.cancel()
            await run_in_threadpool(worker.stop)

    return lifespan


async def _keep_awake(worker: Worker) -> None:
    while True:
        worker.wake()
        await asyncio.sleep(WOKEN_EVERY_SECONDS)
