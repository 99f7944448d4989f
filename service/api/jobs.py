"""Jobs over HTTP: many youths are sent at once, scored after the answer, fetched page by page and forgotten after a day.

A job is seen by who asked for it and by nobody else.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from features.permission import Phase, check_may_profile
from features.records import TABLES
from features.vocabulary import DataKind, YouthId
from service.api import examples
from service.api.answers import JUDGEMENT, LeftOut, ScoreRow, ScoresAsked, Told
from service.api.job_parts import numbers_of
from service.api.openapi import BELOW, needs, takes, tells
from service.api.scores import data_kind
from service.api.working import Worker
from service.domain.access import Act, Actor, Scope, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.jobs import MOST_OF_ACTOR, MOST_OF_ALL, MOST_YOUTHS, Job, JobState, Outcome
from service.edge import context
from service.edge.actors import ApiActor
from service.edge.json_bodies import read_body
from service.edge.once import Once, Way, do_once
from service.edge.problems import Kind, Place, Refused
from service.store import audit, jobs, legal
from service.store.unit_of_work import Work

PATH: Final = f"{BELOW}/jobs"
ASK_AGAIN_SECONDS: Final = 2
BUSY_SECONDS: Final = 60
router = APIRouter(prefix=BELOW, tags=["jobs"])
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="the job's id")]


async def _worker(request: Request) -> Worker:
    found: Worker = request.app.state.worker
    return found


AWorker = Annotated[Worker, Depends(_worker)]


class ProblemTold(Told):
    """Why a job failed: the problem that POST /scores would have answered with."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


class JobTold(Told):
    """A job: `done` of its `of` youths have been looked at. After `forgotten_at` nothing of it is kept."""

    job_id: str
    state: JobState
    done: int
    of: int
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    forgotten_at: datetime
    model_id: str | None
    problem: ProblemTold | None


class JobScoresTold(Told):
    """A page of what came of a job, in the order in which its youths were sent; `next` is the cursor of the page after it."""

    scores: list[ScoreRow]  # type: ignore[valid-type]  # made from declarations
    model_id: str
    left_out: list[LeftOut]
    next: Annotated[str | None, Field(description="None on the last page")]


@router.post(
    "/jobs",
    status_code=202,
    responses=tells(
        examples.JOB_ASKED,
        *(Kind.INVALID_JSON, Kind.FORBIDDEN, Kind.INVALID_BODY, Kind.KEY_REUSED, Kind.TOO_MANY),
        status=202,
    ),
    openapi_extra=takes(ScoresAsked, examples.SCORES_ASKED) | needs(Act.SCORE),
    response_model=JobTold,
    summary="Have many youths scored",
)
def asked_for(service: context.Asked, actor: ApiActor, once: Once, worker: AWorker) -> Response:
    """Scores of 1 to 20,000 youths, computed after this answer; what is sent is kept encrypted until then, and then deleted."""
    check_may(actor, Act.SCORE)
    with service.jobs_lane:
        asked = read_body(ScoresAsked, once.raw)
        count = len(numbers_of(asked))
    if count > MOST_YOUTHS:
        place = Place("/records/youths", f"rows of at most {MOST_YOUTHS:,} youths")
        raise Refused(Kind.INVALID_BODY, "Send the rest in further jobs.", [place])
    data = data_kind(service, asked.data)

    def act(work: Work) -> Job:
        _check_permitted(work, asked, data, service.now())
        _check_not_too_many(work, actor)
        wanted = Job(secrets.token_hex(8), actor.actor_id, count, Scope.JUDGEMENT in actor.scopes, service.now())
        jobs.add(work, wanted, once.raw)
        audit.append(work, Event(service.now(), actor, "job.asked", detail={"job": wanted.job_id, "youths": count}))
        return wanted

    job, status = do_once(service, actor, once, Way(act, 202, attrgetter("job_id"), jobs.by_id))
    worker.wake()
    answer = _answer(job, status=status)
    answer.headers["location"] = f"{PATH}/{job.job_id}"
    return answer


@router.get(
    "/jobs/{job_id}",
    responses=tells(examples.JOB, Kind.FORBIDDEN, Kind.NOT_FOUND),
    response_model=JobTold,
    openapi_extra=needs(Act.SCORE),
    summary="How far a job is",
)
def looked_at(service: context.Asked, actor: ApiActor, job_id: JobId, worker: AWorker) -> Response:
    """Where the job is; while it is not over, Retry-After says when to ask again."""
    check_may(actor, Act.SCORE)
    with service.store.read() as work:
        job = _own(work, actor, job_id, service.now())
    if not job.is_over:
        worker.wake()
    return _answer(job)


@router.get(
    "/jobs/{job_id}/scores",
    responses=tells(examples.JOB_SCORES, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.NOT_READY),
    response_model=JobScoresTold,
    openapi_extra=needs(Act.SCORE),
    summary="What came of a job",
)
def fetched(
    service: context.Asked,
    actor: ApiActor,
    job_id: JobId,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$", description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> JSONResponse:
    """The scores as POST /scores would tell them, and who was left out; refused until the job is done."""
    check_may(actor, Act.SCORE)
    with service.store.read() as work:
        job = _own(work, actor, job_id, service.now())
        if job.state is not JobState.DONE:
            headers = {} if job.is_over else {"retry-after": str(ASK_AGAIN_SECONDS)}
            raise Refused(Kind.NOT_READY, f"The job is {job.state}; ask for the job itself.", headers=headers)
        found = jobs.outcomes(work, job, after=int(cursor) if cursor else -1, limit=limit + 1)
    page, with_judgement = found[:limit], job.with_judgement and Scope.JUDGEMENT in actor.scopes
    _note(service, actor, job, page, with_judgement=with_judgement)
    return JSONResponse(
        {
            "scores": [_score(one.score, with_judgement=with_judgement) for one in page if one.score is not None],
            "model_id": job.model_id,
            "left_out": [{"index": one.number, "why": one.why} for one in page if one.why is not None],
            "next": str(page[-1].number) if len(found) > limit else None,
        }
    )


@router.delete(
    "/jobs/{job_id}",
    status_code=204,
    responses=tells(None, Kind.FORBIDDEN, Kind.NOT_FOUND, status=204),
    response_class=Response,
    openapi_extra=needs(Act.SCORE),
    summary="Stop a job and forget it",
)
def forgotten(service: context.Asked, actor: ApiActor, job_id: JobId) -> Response:
    """Whatever state the job is in, nothing of it is kept."""
    check_may(actor, Act.SCORE)
    with service.store.begin() as work:
        job = _own(work, actor, job_id, service.now())
        jobs.forget(work, job.job_id)
        audit.append(work, Event(service.now(), actor, "job.forgotten", detail={"job": job.job_id}))
    return Response(status_code=204)


def _check_permitted(work: Work, asked: ScoresAsked, data: DataKind, at: datetime) -> None:
    """Pass if such records may be profiled: what may not be is not kept for a moment.

    Raises: ProfilingRefused by the gate.
    """
    sent = frozenset(table.name for table in TABLES if getattr(asked.records, table.name) is not None)
    check_may_profile(data, Phase.OPERATION, tables=sent, on=asked.as_of, permits=legal.permits(work, at=at))


def _check_not_too_many(work: Work, actor: Actor) -> None:
    by_actor, in_all = jobs.count_waiting(work)
    if by_actor.get(actor.actor_id, 0) >= MOST_OF_ACTOR or in_all >= MOST_OF_ALL:
        detail = f"Allowed are {MOST_OF_ACTOR} jobs of one caller at a time, and {MOST_OF_ALL} in all. Wait until one is over."
        raise Refused(Kind.TOO_MANY, detail, headers={"retry-after": str(BUSY_SECONDS)})


def _own(work: Work, actor: Actor, job_id: str, at: datetime) -> Job:
    job = jobs.by_id(work, job_id)
    if job is None or job.actor_id != actor.actor_id or job.forgotten_at <= at:
        raise UnknownThing("job: got one that there is not, or not any more, or that is not yours. Ask for a new one.")
    return job


def _answer(job: Job, *, status: int = 200) -> Response:
    told = {name: getattr(job, name) for name in JobTold.model_fields}
    told["problem"] = None if job.problem is None else json.loads(job.problem)
    headers = {} if job.is_over else {"retry-after": str(ASK_AGAIN_SECONDS)}
    return JSONResponse(JobTold(**told).model_dump(mode="json"), status_code=status, headers=headers)


def _score(score: str, *, with_judgement: bool) -> dict[str, Any]:
    """A score as it was kept, without what a token of fewer scopes may not have."""
    row: dict[str, Any] = json.loads(score)
    hidden = () if with_judgement else (*JUDGEMENT, "own_assessment_recorded")
    return {name: value for name, value in row.items() if name not in hidden}


def _note(service: context.Service, actor: Actor, job: Job, page: list[Outcome], *, with_judgement: bool) -> None:
    detail = {"model_id": job.model_id, "judgement": with_judgement, "job": job.job_id}
    scored = [one for one in page if one.score is not None]
    service.looks.write(
        *(Event(service.now(), actor, "scores.computed", YouthId(one.youth_id), detail) for one in scored)
    )
