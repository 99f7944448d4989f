"""Letting go of what has been kept long enough, table by table; first looked at, then done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from features.calendar import LOCAL
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.retention import Limits
from service.domain.sight import Errand, Task
from service.operating.erasing import erase_by_age
from service.settings import Settings
from service.store import audit, drafts, holds, retention
from service.store.lake_retention import ages, drop_days, months_before
from service.store.records_lake import Lake
from service.store.unit_of_work import Store


@dataclass(frozen=True)
class Outlived:
    """How much has been kept long enough; `held`: youths of whom nothing goes, because of a legal hold."""

    attendance_days: int
    scores: int
    run_flags: int
    weekly_cuts: int
    matured: int
    shadow_scores: int
    openings: int
    looks: int
    youths: int
    held: int


def outlived(settings: Settings, store: Store, limits: Limits, *, at: datetime) -> Outlived:
    """What would go now; nothing is changed."""
    on, lake = at.astimezone(LOCAL).date(), Lake(settings.folders.lake)
    with store.read() as work:
        held = holds.held(work, Errand(Task.RIGHTS))
        counts = retention.judgement_before(work, limits.judgement_from(on), held=held)
        looks = retention.looks_before(work, _start(limits.judgement_from(on)), held=held)
    days = sum(month["days"] for month in months_before(lake, limits.attendance_from(on), held=held))
    return Outlived(days, **counts, looks=looks, youths=len(_past(lake, limits, on, held)), held=len(held))


def let_go(settings: Settings, store: Store, limits: Limits, *, actor: Actor, at: datetime) -> Outlived:
    """Let it go; the caller holds the lock of the night. Given again, it ends what was broken off.

    Raises: NotPermitted; WrongUse while a delivery that names a youth who goes waits in the inbox.
    """
    check_may(actor, Act.LET_GO)
    found = outlived(settings, store, limits, at=at)
    on, lake = at.astimezone(LOCAL).date(), Lake(settings.folders.lake)
    first = limits.judgement_from(on)
    with store.begin() as work:
        held = holds.held(work, Errand(Task.RIGHTS))
        retention.keep_months(work, months_before(lake, limits.attendance_from(on), held=held))
        retention.drop_judgement(work, first, held=held)
        retention.erase_looks(work, _start(first), held=held)
        drafts.forget_old(work, at=at)
        audit.append(work, Event(at, actor, "retention.done", detail=vars(found)))
    drop_days(lake, limits.attendance_from(on), held=held)
    for youth_id in _past(lake, limits, on, held):
        erase_by_age(settings, store, youth_id, actor=actor, at=at)
    store.tidy()
    return found


def _past(lake: Lake, limits: Limits, on: date, held: frozenset[str]) -> list[str]:
    """Youths of whom everything goes."""
    return sorted(name for name, born, left in ages(lake) if name not in held and limits.is_past(born, left, on))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
