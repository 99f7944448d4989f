"""Scores: of records that are sent and not kept, and of youths the service knows, now and as they were."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Annotated, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse

from features.records import Records
from features.vocabulary import NOT_SCORED, DataKind, DistrictId, YouthId
from service.api import examples
from service.api.answers import HistoryAnswer, ScoresAnswer, ScoresAsked, plain_row, score_rows
from service.api.openapi import BELOW, needs, takes, tells
from service.api.rows import MOST_YOUTHS, records_of
from service.api.scoring import Given, Scored, Scorer
from service.casework.looking import count_look
from service.casework.seeing import check_may_see, local_day
from service.domain.access import Act, Actor, Assessed, Scope, check_may, may_see_judgement
from service.domain.audit import Event
from service.domain.errors import NotPermitted
from service.domain.sight import Errand, OneYouth, Sight, Task
from service.domain.volume import Look, Looked
from service.edge.actors import ApiActor
from service.edge.context import Asked, Service
from service.edge.json_bodies import JsonBytes, read_body
from service.edge.problems import Kind, Place, Refused
from service.edge.volume import counted
from service.settings import Mode
from service.store import casework, flags, legal
from service.store.assessed import assessed, is_assessed
from service.store.judgement import judgements
from service.store.lake_rows import shard_of
from service.store.records_lake import Lake
from service.store.unit_of_work import Work
from service.store.youths import youths_known

HANDFUL: Final = 100_000
"""Bytes of a body up to which requests are answered one after the other; a longer one would keep them waiting."""
router = APIRouter(prefix=BELOW, tags=["scores"])
OfYouth = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="the youth's pseudonym")]


@router.post(
    "/scores",
    responses=tells(examples.SCORES, Kind.INVALID_JSON, Kind.FORBIDDEN, Kind.INVALID_BODY, Kind.NO_MODEL),
    openapi_extra=takes(ScoresAsked, examples.SCORES_ASKED) | needs(Act.SCORE),
    response_model=ScoresAnswer,
    summary="Score records that are sent",
)
def scores(service: Asked, actor: ApiActor, raw: JsonBytes) -> JSONResponse:
    """Scores of 1 to 1,000 youths as known on a morning; the records are used for this answer and then forgotten."""
    check_may(actor, Act.SCORE)
    with service.lane if len(raw) <= HANDFUL else nullcontext():
        asked = read_body(ScoresAsked, raw)
        given = sent(asked, data_kind(service, asked.data))
        with service.store.read() as work:
            scorer = scorer_of(service, work, {youth_id for youth_id, _ in given.youths})
        return _answer(service, actor, scorer.score(given, as_of=asked.as_of), scorer)


@router.post(
    "/youths/{youth_id}/scores",
    responses=tells(examples.SCORES_NOW, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.NO_MODEL),
    response_model=ScoresAnswer,
    openapi_extra=needs(Act.SCORE),
    summary="Score a youth now",
)
def score_now(service: Asked, actor: ApiActor, youth_id: OfYouth) -> JSONResponse:
    """The score of one youth today, from everything that has been taken in; nothing is published by it."""
    check_may(actor, Act.SCORE)
    today, youth = local_day(service.now()), YouthId(youth_id)
    with service.store.read() as work:
        seen = check_may_see(work, actor, youth, at=service.now())
        scorer = scorer_of(service, work, {youth})
    lake = Lake(service.folders.lake)
    given = only(lake.records(lake.newest(), as_of=today, shard=shard_of(youth)), seen)
    return _answer(service, actor, scorer.score(given, as_of=today), scorer)


@router.get(
    "/youths/{youth_id}/scores",
    responses=tells(examples.HISTORY, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.TOO_MANY_LOOKS),
    response_model=HistoryAnswer,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="What the nights said of a youth",
)
def history(
    service: Asked,
    actor: ApiActor,
    youth_id: OfYouth,
    before: Annotated[date | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """Scores of the published nights, the latest first: judgement, for whoever may have it."""
    youth = YouthId(youth_id)
    with counted(service, actor) as work:
        seen = _check_may_judge(work, actor, youth, at=service.now())
        count_look(work, Look(actor, Looked.CASE, youth, service.now()), service.settings.look_limits)
        found = judgements(work, seen, before=before, limit=limit + 1)
        is_known = is_assessed(work, seen)
    service.looks.write(Event(service.now(), actor, "judgement.looked", youth, {"nights": len(found[:limit])}))
    rows = [plain_row(asdict(row)) | {"own_assessment_recorded": is_known} for row in found[:limit]]
    return JSONResponse({"scores": rows, "next": rows[-1]["as_of"] if len(found) > limit else None})


def sent(asked: ScoresAsked, data: DataKind) -> Given:
    """What was sent, to be scored.

    Raises: Refused for more youths than are taken at a time.
    """
    rows: Any = asked.records
    youths = [(YouthId(row.youth_id), row.district_id) for row in rows.youths]
    if len({youth_id for youth_id, _ in youths}) > MOST_YOUTHS:
        place = Place("/records/youths", f"rows of at most {MOST_YOUTHS:,} youths")
        raise Refused(Kind.INVALID_BODY, "Send the rest in further requests.", [place])
    return Given(records_of(rows, data), youths, any(row.status in NOT_SCORED for row in rows.spells))


def only(rows: Records, seen: OneYouth) -> Given:
    """The records of one youth, with everything that is about no youth."""
    youth_id = seen.youth_id
    tables = {name: _of_youth(table, youth_id) for name, table in rows.tables.items()}
    attendance = rows.attendance
    if isinstance(attendance, pa.Table):
        attendance = attendance.filter(pc.equal(attendance["youth_id"].cast(pa.string()), youth_id))
    districts = [DistrictId(name) if isinstance(name, str) else None for name in tables["youths"]["district_id"]]
    may_be_spared = bool(tables["spells"]["status"].isin(list(NOT_SCORED)).any())
    return Given(
        replace(rows, tables=tables, attendance=attendance),
        [(youth_id, name) for name in districts],
        may_be_spared,
        is_checked=True,
    )


def _of_youth(table: pd.DataFrame, youth_id: YouthId) -> pd.DataFrame:
    return table[table["youth_id"] == youth_id].reset_index(drop=True) if "youth_id" in table else table


def scorer_of(service: Service, work: Work, youths: Collection[str]) -> Scorer:
    """What scores, and what the store knows of those who are to be scored."""
    permits, sent_here = legal.permits(work, at=service.now()), Errand(Task.SCORING)
    known = youths_known(work, sent_here, youth_ids=youths)
    return Scorer(service.models.now(work), permits, known, assessed(work, sent_here, youth_ids=youths))


def _answer(service: Service, actor: Actor, scored: Scored, scorer: Scorer) -> JSONResponse:
    """The rows that the actor may have, once it is written down that they had them."""
    with_judgement, model_id = Scope.JUDGEMENT in actor.scopes, scorer.active.model_id
    youths = scored.columns["youth_id"]
    service.looks.write(
        *(
            Event(service.now(), actor, "scores.computed", youth, {"model_id": model_id, "judgement": with_judgement})
            for youth in youths
        ),
    )
    service.metrics.scored.inc(len(youths))
    left_out = [{"index": index, "why": why} for index, why in scored.left_out]
    rows = score_rows(scored.columns, with_judgement=with_judgement, assessed=scorer.assessed)
    return JSONResponse({"scores": rows, "model_id": model_id, "left_out": left_out})


def _check_may_judge(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> Sight:
    """The actor's sight of a youth whose judgement is open to them.

    Raises: UnknownThing if the youth is not to be seen; NotPermitted if the judgement is not open, yet or at all.
    """
    check_may(actor, Act.SEE_YOUTHS)
    seen = check_may_see(work, actor, youth_id, at=at)
    made = [Assessed(one.actor_id, one.at) for one in casework.assessments_of(work, seen)]
    newest = flags.newest_joined_at(work, seen)
    if not may_see_judgement(actor, seen.why, assessments=made, newest_flag_at=newest):
        raise NotPermitted(
            "scores: got somebody without an own assessment that stands, or a token without scores:judgement; allowed is either. "
            "Store your assessment of the youth first."
        )
    return seen


def data_kind(service: Service, told: str | None) -> DataKind:
    """What the records are: as declared, and never of the kind that this installation is not for."""
    is_real = service.settings.mode is Mode.REAL
    kind = DataKind(told) if told else DataKind.REAL if is_real else DataKind.SYNTHETIC
    if (kind is DataKind.REAL) is not is_real:
        allowed = "real" if is_real else "synthetic or public"
        raise Refused(
            Kind.PROFILING_REFUSED,
            f"This installation is in mode {service.settings.mode}; allowed are {allowed} data.",
            [Place("/data", allowed)],
        )
    return kind
