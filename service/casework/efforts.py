"""Efforts on the ladder: planned, looked at again, ended, and taken back when they were recorded by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from features.vocabulary import InterventionResult, YouthId
from service.casework.flag_moves import take_up_all
from service.casework.routes import check_is_counsellor, organisation_now, place_now
from service.casework.seeing import check_may_act, local_day
from service.domain.access import Act, Actor
from service.domain.audit import Event
from service.domain.efforts import (
    EffortMove,
    EffortResult,
    EffortState,
    MovedEffort,
    Plan,
    StoredEffort,
    Tried,
    WantedEffort,
    WantedFollowUp,
    WantedPlan,
    check_may_take_back,
    check_open,
    followed_effort,
    sound_effort,
    sound_plan,
)
from service.domain.errors import MoveRefused, Outdated, UnknownThing, WrongUse
from service.domain.help import HERNING, Effort, table_on
from service.domain.routing import recused_for
from service.domain.sight import OneYouth, Sight
from service.domain.situation import RecordedEffort
from service.store import audit, efforts
from service.store.unit_of_work import Work
from service.store.youths import youth_facts

_CAME_OF_IT: Final[Mapping[EffortResult | None, InterventionResult]] = {
    EffortResult.HELPED: InterventionResult.HELPED,
    EffortResult.PARTLY: InterventionResult.PARTLY,
    EffortResult.NO_EFFECT: InterventionResult.NO_EFFECT,
}


def start_effort(work: Work, actor: Actor, youth_id: YouthId, *, wanted: WantedEffort, at: datetime) -> StoredEffort:
    """Store an effort, and take up the youth's flags that nobody had begun with; one sent twice is stored once.

    Raises: NotPermitted if the actor records none; UnknownThing if the youth is not the actor's to see; PlanLacks, WrongUse for a plan
    that cannot be.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    today = local_day(at)
    step = table_on(HERNING, today).steps[wanted.kind]
    sound = sound_effort(wanted, step, tried=tried_before(work, seen), today=today)
    _check_looks_again(work, seen, sound.plan, on=today)
    there = next((one for one in efforts.of_youth(work, seen) if _is_same(one, sound)), None)
    if there is not None:
        return there
    begun = (sound.kind, sound.started_on, sound.plan, sound.reason)
    started = efforts.start(work, StoredEffort(0, youth_id, step, *begun, actor.actor_id, at))
    audit.append(work, Event(at, actor, "effort.started", youth_id, {"kind": str(sound.kind), "step": step}))
    take_up_all(work, seen)
    return started


def change_plan(work: Work, actor: Actor, youth_id: YouthId, *, wanted: WantedPlan, at: datetime) -> StoredEffort:
    """Store another plan for an open effort.

    Its kind stays: another kind is another effort.
    Raises: NotPermitted, UnknownThing; Outdated if somebody else changed it; PlanLacks, WrongUse; MoveRefused if it is no longer open.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    effort = effort_seen(work, seen, number=wanted.number, version=wanted.version)
    check_open(effort)
    sound = sound_plan(wanted.plan, effort.step, today=local_day(at))
    _check_looks_again(work, seen, sound, on=local_day(at))
    return _store(work, seen, EffortMove.CHANGE, replace(effort, plan=sound, version=effort.version + 1))


def follow_up(work: Work, actor: Actor, youth_id: YouthId, *, wanted: WantedFollowUp, at: datetime) -> StoredEffort:
    """Store how an effort goes, and when to look again; without such a day it is over.

    Raises: NotPermitted, UnknownThing; Outdated if somebody else changed it; MoveRefused if it is no longer open; WrongUse.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    effort = effort_seen(work, seen, number=wanted.number, version=wanted.version)
    after, move = followed_effort(effort, wanted.followed, today=local_day(at))
    return _store(work, seen, move, after)


def take_back_effort(work: Work, actor: Actor, youth_id: YouthId, *, number: int, at: datetime) -> StoredEffort:
    """Take back the latest thing that the actor did to an effort, within the hour; what was done stays in its history.

    Raises: NotPermitted, UnknownThing; MoveRefused if it is another's, too late, or was itself a taking back.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    told = [moved for moved in efforts.history_of(work, seen) if moved.number == number]
    if not told:
        raise _unknown()
    latest = told[-1]
    if latest.move is EffortMove.TAKE_BACK:
        raise MoveRefused("effort: got one whose latest move was taken back already, allowed is once.")
    check_may_take_back(latest.actor_id, latest.at, actor=actor, at=at)
    before = told[-2].after if len(told) > 1 else replace(latest.after, state=EffortState.TAKEN_BACK)
    return _store(work, seen, EffortMove.TAKE_BACK, replace(before, number=number, version=latest.after.version + 1))


def effort_seen(work: Work, seen: OneYouth, *, number: int, version: int) -> StoredEffort:
    """The effort as somebody saw it.

    Raises: UnknownThing if the youth has none of that number; Outdated if it has been changed since.
    """
    effort = efforts.by_number(work, seen, number=number)
    if effort is None or effort.state is EffortState.TAKEN_BACK:
        raise _unknown()
    if effort.version != version:
        raise Outdated(f"effort: got version {version}, it is at {effort.version}; somebody has changed it since.")
    return effort


def tried_before(work: Work, seen: OneYouth) -> tuple[Tried, ...]:
    """Every effort made with a youth, recorded here or elsewhere, as far as a step up is judged by it."""
    facts = youth_facts(work, seen)
    return steps_tried(efforts.of_youth(work, seen), () if facts is None else facts.situation.efforts)


def steps_tried(here: Iterable[StoredEffort], recorded: Iterable[RecordedEffort]) -> tuple[Tried, ...]:
    """The same of what has been read."""
    return (*(Tried(one.step, one.started_on, one.is_open) for one in here), *_recorded(recorded))


def efforts_for_help(here: Iterable[StoredEffort]) -> tuple[Effort, ...]:
    """Efforts recorded here as a suggestion of help reads them, in the order in which they began; what was not tried is none."""
    tried = [one for one in here if one.result is not EffortResult.NOT_TRIED]
    return tuple(
        Effort(one.kind, one.is_open, _CAME_OF_IT.get(one.result))
        for one in sorted(tried, key=lambda one: one.started_on)
    )


def _recorded(records: Iterable[RecordedEffort]) -> Iterable[Tried]:
    return (Tried(step_of(one), one.started_on, one.ended_on is None) for one in records)


def step_of(effort: RecordedEffort) -> int:
    """The step of an effort of the records, by the ladder in force when it began, or by the first there was."""
    return table_on(HERNING, max(effort.started_on, HERNING[0].valid_from_on)).steps[effort.kind]


def _is_same(there: StoredEffort, wanted: WantedEffort) -> bool:
    return there.is_open and (there.kind, there.started_on, there.plan) == (wanted.kind, wanted.started_on, wanted.plan)


def _check_looks_again(work: Work, seen: Sight, plan: Plan, *, on: date) -> None:
    """Pass if the counsellor of a plan can look again.

    Raises: WrongUse.
    """
    organisation = organisation_now(work, on=on)
    check_is_counsellor(organisation, plan.counsellor_id, "effort")
    if plan.counsellor_id in recused_for(place_now(work, seen), organisation):
        raise WrongUse("effort: got a counsellor with a conflict of interest, allowed is anybody else. Choose another.")


def _store(work: Work, seen: Sight, move: EffortMove, after: StoredEffort) -> StoredEffort:
    efforts.store_move(work, MovedEffort(after.number, seen.at, seen.actor.actor_id, move, after))
    detail: Mapping[str, str | int] = {"number": after.number, "move": str(move), "version": after.version}
    audit.append(work, Event(seen.at, seen.actor, "effort.moved", seen.youth_id, detail))
    return after


def _unknown() -> UnknownThing:
    return UnknownThing("effort: got a number that none of this youth has, allowed are those of the page.")
