"""Lists and cases over HTTP: facts, for whoever may see them; judgement is asked for elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse

from features.calendar import monday_of_week
from features.vocabulary import YouthId
from service.api import examples
from service.api.answers import CaseTold, ListTold
from service.api.flags import flag_content, is_published
from service.api.openapi import BELOW, needs, tells
from service.casework.looking import count_look
from service.casework.seeing import check_may_see, check_may_see_list, hidden_from
from service.domain.access import Act, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.night import YouthFacts, without_place
from service.domain.sight import Sight
from service.domain.volume import Look, Looked
from service.edge.actors import ApiActor
from service.edge.context import Asked
from service.edge.problems import Kind
from service.edge.volume import counted
from service.sheets.json_list import facts_content, list_content
from service.store import casework, flags, lists
from service.store.assessed import is_assessed
from service.store.identities import has_protected_address
from service.store.nights import published
from service.store.publication import risk_from
from service.store.unit_of_work import Work
from service.store.youths import youth_facts
from service.texts.dates import Language
from service.texts.wording import say_fact

router = APIRouter(prefix=BELOW, tags=["lists"])
Tongue = Annotated[Language, Query(description="what people read")]


@router.get(
    "/weekly-lists/{district}/{week}",
    responses=tells(examples.LIST, Kind.FORBIDDEN, Kind.NOT_FOUND),
    response_model=ListTold,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="A week's list as it was published",
)
def weekly_list(
    service: Asked,
    actor: ApiActor,
    district: Annotated[str, Path(max_length=80, description="a district's id, `area:ID` or `central`")],
    week: Annotated[str, Path(pattern=r"^\d{4}-W\d{2}$", description="an ISO week, as 2026-W47")],
    language: Tongue = Language.DA,
) -> JSONResponse:
    """The list of a place as the night of the week's Monday published it: facts only, deadlines first.

    A counsellor is not told of youths she has a conflict of interest in, only how many they are.
    """
    check_may(actor, Act.SEE_YOUTHS)
    monday = monday_of_week(week)
    seen = check_may_see_list(actor, district, at=service.now())
    if service.now() < risk_from(monday):
        raise UnknownThing("list: got a week that is not published yet, allowed is one since its Monday 06:00.")
    with service.store.read() as work:
        found = lists.published_list(work, seen, week=week)
        hidden = hidden_from(work, actor, [youth.youth_id for youth in found.weekly.youths], at=service.now())
    weekly = found.weekly.without(hidden)
    detail: dict[str, str | int] = {
        "run_id": found.run.run_id,
        "place": weekly.place,
        "week": weekly.week,
        "youths": len(weekly.youths),
    }
    service.looks.write(Event(service.now(), actor, "list.looked", detail=detail))
    return JSONResponse(
        {
            **list_content(weekly, language, hidden=len(hidden)),
            "run_id": found.run.run_id,
            "published_at": found.run.published_at.isoformat() if found.run.published_at else None,
        }
    )


@router.get(
    "/youths/{youth_id}",
    responses=tells(examples.CASE, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.TOO_MANY_LOOKS),
    response_model=CaseTold,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="The case of a youth",
)
def case(
    service: Asked,
    actor: ApiActor,
    youth_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="the youth's pseudonym")],
    language: Tongue = Language.DA,
) -> JSONResponse:
    """Facts, flags and contacts of a youth by the published night and what has been done since."""
    check_may(actor, Act.SEE_YOUTHS)
    youth = YouthId(youth_id)
    with counted(service, actor) as work:
        seen = check_may_see(work, actor, youth, at=service.now())
        count_look(work, Look(actor, Looked.CASE, youth, service.now()), service.settings.look_limits)
        told = _case(work, seen, language)
    detail = {"why": str(seen.why), "run_id": str(told["run_id"])}
    service.looks.write(Event(service.now(), actor, "youth.looked", youth, detail))
    return JSONResponse(told)


def _case(work: Work, seen: Sight, language: Language) -> dict[str, Any]:
    found, run = youth_facts(work, seen), published(work)
    is_protected = has_protected_address(work, seen)
    if found is None or run is None:
        raise UnknownThing("youth: got one of whom the published night knows nothing. Look the youth up again.")
    return {
        "youth_id": seen.youth_id,
        "run_id": run.run_id,
        "as_of": run.business_on.isoformat(),
        "data": run.data,
        **_standing(without_place(found) if is_protected else found),
        "tovholder_id": casework.tovholder_of(work, seen),
        "facts": _facts(found, language),
        "flags": [
            flag_content(flag, is_protected=is_protected)
            for flag in flags.of_youth(work, seen)
            if is_published(flag, seen.at)
        ],
        "contacts": [
            {"kind": str(one.kind), "contacted_on": one.contacted_on.isoformat(), "actor_id": one.actor_id}
            for one in casework.contacts_of(work, seen)
        ],
        "own_assessment_recorded": is_assessed(work, seen),
    }


def _standing(found: YouthFacts) -> dict[str, Any]:
    until_on = found.situation.last_attendance_on
    return {
        "age_years": found.situation.age_years,
        "district_id": found.district_id,
        "area_id": found.area_id,
        "school_id": found.school_id,
        "counsellor_id": found.counsellor_id,
        "queue": found.queue,
        "routed_by": found.routed_by,
        "in_target_group": found.in_target_group,
        "coverage": str(found.coverage),
        "data_until_on": until_on.isoformat() if until_on else None,
    }


def _facts(found: YouthFacts, language: Language) -> dict[str, Any]:
    return {
        name: facts_content(facts, tuple(say_fact(fact, language) for fact in facts))
        for name, facts in (
            ("changed", found.facts.changed),
            ("figures", found.facts.figures),
            ("goes_well", found.facts.goes_well),
        )
    }
