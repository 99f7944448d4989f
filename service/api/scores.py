"""Scores: of records that are sent and not kept, and of youths the service knows, now and as they were."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse

from features.permission import Phase, check_may_profile
from features.vocabulary import DataKind, YouthId
from service.api import examples
from service.api.answers import ScoresAnswer, ScoresAsked, score_rows
from service.api.openapi import BELOW, takes, tells
from service.api.rows import MOST_YOUTHS, records_of
from service.api.scoring import Scored, score_records
from service.domain.access import Act, Actor, Scope, check_may
from service.domain.audit import Event
from service.edge.actors import ApiActor
from service.edge.context import Service, service_of
from service.edge.json_bodies import JsonBytes, read_body
from service.edge.looks import looked
from service.edge.problems import Kind, Place, Refused
from service.settings import Mode
from service.store.assessed import assessed

router = APIRouter(prefix=BELOW, tags=["scores"])
Asked = Annotated[Service, Depends(service_of)]


@router.post(
    "/scores",
    responses=tells(examples.SCORES, Kind.INVALID_JSON, Kind.FORBIDDEN, Kind.INVALID_BODY, Kind.NO_MODEL),
    openapi_extra=takes(ScoresAsked, examples.SCORES_ASKED),
    response_model=ScoresAnswer,
    summary="Score records that are sent",
)
def scores(service: Asked, actor: ApiActor, raw: JsonBytes) -> JSONResponse:
    """Scores of 1 to 1,000 youths as known on a morning; the records are used for this answer and then forgotten."""
    check_may(actor, Act.SCORE)
    asked = read_body(ScoresAsked, raw)
    _check_number(asked)
    records = records_of(asked.records, _data_kind(service, asked.data))
    with service.store.read() as work:
        active = service.models.now(work)
    check_may_profile(records.delivery.data, Phase.OPERATION, tables=records.contained, on=asked.as_of)
    scored = score_records(active.bundle, records, as_of=asked.as_of, levels=active.levels, spared={})
    return _answer(service, actor, scored, active.model_id)


def _answer(service: Service, actor: Actor, scored: Scored, model_id: str) -> JSONResponse:
    """The rows that the actor may have, once it is written down that they had them."""
    with_judgement = Scope.JUDGEMENT in actor.scopes
    youths = scored.frame["youth_id"].tolist()
    if with_judgement:
        looked(service, *computed(actor, youths, model_id, at=service.now()))
    with service.store.read() as work:
        known = assessed(work, youths) if with_judgement else ()
    service.metrics.scored.inc(len(youths))
    left_out = [{"index": index, "why": why} for index, why in scored.left_out]
    rows = score_rows(scored.frame, with_judgement=with_judgement, assessed=known)
    return JSONResponse({"scores": rows, "model_id": model_id, "left_out": left_out})


def computed(actor: Actor, youths: list[YouthId], model_id: str, *, at: datetime) -> list[Event]:
    """That a system had the judgement of each of the youths."""
    detail: dict[str, Any] = {"model_id": model_id}
    return [Event(at, actor, "scores.computed", youth_id, detail) for youth_id in youths]


def _check_number(asked: ScoresAsked) -> None:
    youths = {row.youth_id for row in asked.records.youths}  # type: ignore[attr-defined]  # a model made from declarations
    if len(youths) > MOST_YOUTHS:
        raise Refused(
            Kind.INVALID_BODY,
            "Send the rest in further requests.",
            [Place("/records/youths", f"rows of at most {MOST_YOUTHS:,} youths")],
        )


def _data_kind(service: Service, told: str | None) -> DataKind:
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
