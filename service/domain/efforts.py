"""Efforts recorded here: a step of the ladder, a plan that grows with the step, a day to look again, and what came of it.

Steps 5 and 6 have no kinds here, so that none can be recorded. Nothing of an effort reaches the model: it is no record, and the lake has
no table of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import CounsellorId, InterventionKind, YouthId
from service.domain.access import Actor
from service.domain.errors import MoveRefused, WrongUse
from service.domain.written import written, written_line

PLANNED_FROM: Final = 3
"""The step from which an effort has a goal, the youth's own wish and a way down."""
PLANNED: Final = ("goal", "wish", "way_down")
FIRST_LOOK: Final = timedelta(days=14)
LONGEST_AHEAD: Final = timedelta(days=183)
"""Longer than half a year nobody waits before looking again."""
EARLIEST_START: Final = timedelta(days=60)
LONGEST_TEXT: Final = 500
LONGEST_LINE: Final = 200
UNDO_WITHIN: Final = timedelta(hours=1)
"""How long somebody can take back what they recorded by mistake."""


class EffortResult(StrEnum):
    """What came of an effort: det hjalp, det hjalp noget, det hjalp ikke, det blev ikke prøvet."""

    HELPED = "helped"
    PARTLY = "partly"
    NO_EFFECT = "no_effect"
    NOT_TRIED = "not_tried"


class EffortState(StrEnum):
    """Where an effort is."""

    OPEN = "open"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"


class EffortMove(StrEnum):
    """What happened to an effort."""

    START = "start"
    CHANGE = "change"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Plan:
    """What somebody plans, and may change: who looks again and when, and from step 3 what for and how it is to end."""

    counsellor_id: CounsellorId
    follow_up_on: date
    goal: str = ""
    wish: str = ""
    way_down: str = ""


@dataclass(frozen=True)
class WantedEffort:
    """An effort that somebody wants to begin; `reason`: of a step up, in a line."""

    kind: InterventionKind
    started_on: date
    plan: Plan
    reason: str = ""


@dataclass(frozen=True)
class StoredEffort:
    """An effort as the store keeps it; `version` grows with each move.

    `result`, `note`: of the latest follow-up. `ended_on`: of one that is closed.
    """

    number: int
    youth_id: YouthId
    step: int
    kind: InterventionKind
    started_on: date
    plan: Plan
    reason: str
    actor_id: str
    at: datetime
    state: EffortState = EffortState.OPEN
    version: int = 1
    result: EffortResult | None = None
    note: str = ""
    ended_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look again."""
        return self.state is EffortState.OPEN


@dataclass(frozen=True)
class MovedEffort:
    """A line of an effort's history: who did what when, and the effort as it was then."""

    number: int
    at: datetime
    actor_id: str
    move: EffortMove
    after: StoredEffort


@dataclass(frozen=True)
class Followed:
    """How it goes; `next_on` is missing where the effort is over."""

    result: EffortResult
    note: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class WantedPlan:
    """Another plan that somebody wants for an effort; `version` is the one they saw."""

    number: int
    version: int
    plan: Plan


@dataclass(frozen=True)
class WantedFollowUp:
    """How somebody found that an effort goes; `version` is the one they saw."""

    number: int
    version: int
    followed: Followed


@dataclass(frozen=True)
class Tried:
    """An effort made before, here or elsewhere, as far as a step up is judged by it."""

    step: int
    started_on: date
    is_open: bool


class PlanLacks(WrongUse):
    """A plan lacks what its step asks for; `fields` says what."""

    def __init__(self, words: str, fields: tuple[str, ...]) -> None:
        super().__init__(words)
        self.fields = fields


def is_step_up(step: int, tried: Iterable[Tried]) -> bool:
    """Whether a step is higher than where the youth is: on the highest step that is open, else on the one begun last.

    One may start at any step, so that the first effort of all is none.
    """
    before = list(tried)
    now = [one.step for one in before if one.is_open]
    if now:
        return step > max(now)
    last = max(before, key=lambda one: (one.started_on, one.step), default=None)
    return last is not None and step > last.step


def sound_effort(wanted: WantedEffort, step: int, *, tried: Iterable[Tried], today: date) -> WantedEffort:
    """The effort as it begins.

    Raises: PlanLacks naming what is missing; WrongUse for a day or length that cannot be.
    """
    reason = written_line(wanted.reason, most=LONGEST_LINE, what="reason")
    plan = _trimmed(wanted.plan)
    _check_lacks(step, (*_lacking(plan, step), *(["reason"] if is_step_up(step, tried) and not reason else [])))
    check_start(wanted.started_on, today)
    check_next(plan.follow_up_on, today)
    return replace(wanted, plan=plan, reason=reason)


def sound_plan(plan: Plan, step: int, *, today: date) -> Plan:
    """Another plan of an effort as it is kept.

    Raises: PlanLacks naming what is missing; WrongUse for a day or length that cannot be.
    """
    kept = _trimmed(plan)
    _check_lacks(step, _lacking(kept, step))
    check_next(kept.follow_up_on, today)
    return kept


def _trimmed(plan: Plan) -> Plan:
    goal, wish, way_down = (written(getattr(plan, name), most=LONGEST_TEXT, what=name) for name in PLANNED)
    return replace(plan, goal=goal, wish=wish, way_down=way_down)


def _lacking(plan: Plan, step: int) -> tuple[str, ...]:
    return tuple(name for name in PLANNED if step >= PLANNED_FROM and not getattr(plan, name))


def _check_lacks(step: int, lacking: tuple[str, ...]) -> None:
    if lacking:
        raise PlanLacks(f"plan: got nothing for {', '.join(lacking)}, which step {step} asks for.", lacking)


def check_start(day: date, today: date) -> None:
    """Pass if an effort can have begun on a day, or is to begin on it.

    Raises: WrongUse.
    """
    if not today - EARLIEST_START <= day <= today + LONGEST_AHEAD:
        raise WrongUse(
            f"effort: got a first day that is not within {EARLIEST_START.days} days before and {LONGEST_AHEAD.days} after today."
        )


def check_next(day: date, today: date) -> None:
    """Pass if somebody can look again on a day.

    Raises: WrongUse.
    """
    if not today <= day <= today + LONGEST_AHEAD:
        raise WrongUse(
            f"follow-up: got a day that is not within {LONGEST_AHEAD.days} days from today. Choose one nearer."
        )


def followed_effort(effort: StoredEffort, followed: Followed, *, today: date) -> tuple[StoredEffort, EffortMove]:
    """The effort after somebody has looked: open with a new day, or closed.

    Raises: MoveRefused if it is no longer open; WrongUse for a day or length that cannot be.
    """
    check_open(effort)
    looked = replace(
        effort,
        result=followed.result,
        note=written(followed.note, most=LONGEST_TEXT, what="note"),
        version=effort.version + 1,
    )
    if followed.next_on is None:
        return replace(looked, state=EffortState.CLOSED, ended_on=today), EffortMove.CLOSE
    check_next(followed.next_on, today)
    return replace(looked, plan=replace(effort.plan, follow_up_on=followed.next_on)), EffortMove.FOLLOW_UP


def check_open(effort: StoredEffort) -> None:
    """Pass if the effort is open.

    Raises: MoveRefused.
    """
    if not effort.is_open:
        raise MoveRefused(f"effort: got one that is {effort.state}, allowed is an open one. Start a new one.")


def check_may_take_back(recorded_by: str, recorded_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Pass if somebody may take back what was recorded: the same person, within the hour.

    Raises: MoveRefused.
    """
    if not may_take_back(recorded_by, recorded_at, actor=actor, at=at):
        raise MoveRefused(
            "take back: got what somebody else recorded, or more than an hour ago; allowed is one's own within the hour. "
            "Record what is right beside it."
        )


def may_take_back(recorded_by: str, recorded_at: datetime, *, actor: Actor, at: datetime) -> bool:
    """Whether somebody may take back what was recorded."""
    return recorded_by == actor.actor_id and recorded_at <= at <= recorded_at + UNDO_WITHIN


def by_step(steps: Mapping[InterventionKind, int]) -> Mapping[int, tuple[InterventionKind, ...]]:
    """The kinds of each step of the ladder, the least intrusive step first."""
    return {step: tuple(kind for kind, of in steps.items() if of == step) for step in sorted(set(steps.values()))}
