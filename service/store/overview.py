"""What a leader's page counts and names of the districts that are the leader's; no score is read here, and nobody's rank."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from features.calendar import LOCAL, monday_of_week
from features.vocabulary import REACHED, AssignmentScope, ContactKind, CounsellorId, YouthId
from service.domain.flag_life import OPEN, FlagState, Move
from service.domain.overview import CLOCKS, Clock, Load, Waiting
from service.domain.routing import SERVING_ROLES, Organisation
from service.domain.rules import Rule
from service.domain.sight import OnePlace, Overview
from service.store.flags import AT_ONCE
from service.store.tables import CONTACTS, FLAG_MOVES, FLAGS, WEEKLY_CUTS, YOUTHS
from service.store.unit_of_work import Work
from service.store.youths import facts_of

_INSTANT: Final = timedelta(microseconds=1)
"""A night moves at its cut, midnight sharp: what it saw was known on the day before."""
_MEETS: Final[Mapping[Rule, frozenset[ContactKind]]] = {
    Rule.CONTACT_5: REACHED,
    Rule.OFFER_30: frozenset({ContactKind.OFFER}),
}
Contacts = Mapping[YouthId, Sequence[tuple[date, ContactKind]]]


def clocks(work: Work, seen: Overview, *, since: date) -> tuple[Clock, ...]:
    """The deadlines of the two duties that fall on a day or later, with what was done about each."""
    due = (FLAGS.c.rule.in_([str(rule) for rule in CLOCKS]), FLAGS.c.due_on >= since)
    rows = work.rows(_mine(sa.select(FLAGS).where(*due), FLAGS, seen).order_by(FLAGS.c.due_on, FLAGS.c.flag_id))
    contacts = _contacts(work, seen, {YouthId(row.youth_id) for row in rows})
    moves = _moves(work, [row.flag_id for row in rows])
    return tuple(_clock(row, contacts.get(row.youth_id, ()), moves.get(row.flag_id, ())) for row in rows)


def below_the_line(work: Work, seen: Overview, *, weeks: int) -> tuple[tuple[date, frozenset[YouthId]], ...]:
    """Who was below the line of capacity, by the Monday of the list, the latest first."""
    latest = sa.select(WEEKLY_CUTS.c.week).distinct().order_by(WEEKLY_CUTS.c.week.desc()).limit(weeks)
    names = [row.week for row in work.rows(latest)]
    asked = sa.select(WEEKLY_CUTS.c.week, WEEKLY_CUTS.c.youth_id).where(
        WEEKLY_CUTS.c.week.in_(names), WEEKLY_CUTS.c.cut_off.is_(True)
    )
    found: dict[str, set[YouthId]] = {name: set() for name in names}
    for row in work.rows(_mine(asked, WEEKLY_CUTS, seen)):
        found[row.week].add(YouthId(row.youth_id))
    return tuple((monday_of_week(name), frozenset(found[name])) for name in names)


def with_open_flag(work: Work, _seen: Overview, *, youth_ids: Collection[YouthId]) -> frozenset[YouthId]:
    """Those of some youths of whom somebody has something open."""
    asked = sa.select(FLAGS.c.youth_id).where(FLAGS.c.state.in_(sorted(OPEN)))
    parts = (asked.where(FLAGS.c.youth_id.in_(some)) for some in _in_parts(sorted(youth_ids)))
    return frozenset(YouthId(row.youth_id) for part in parts for row in work.rows(part))


def loads(work: Work, seen: Overview, known: Organisation, *, on: date) -> tuple[Load, ...]:
    """What each counsellor who serves the districts, or has a youth there, has now, in the order of their names."""
    flags = work.rows(sa.select(FLAGS.c.counsellor_id, FLAGS.c.due_on).where(FLAGS.c.state.in_(sorted(OPEN))))
    open_flags = Counter(row.counsellor_id for row in flags)
    overdue = Counter(row.counsellor_id for row in flags if row.due_on is not None and row.due_on < on)
    asked = sa.select(YOUTHS.c.counsellor_id, sa.func.count().label("youths")).group_by(YOUTHS.c.counsellor_id)
    youths = {row.counsellor_id: row.youths for row in work.rows(asked)}
    here = {CounsellorId(row.counsellor_id) for row in work.rows(_mine(asked, YOUTHS, seen)) if row.counsellor_id}
    names = {key: row.name or str(key) for key, row in known.counsellors.items()}
    covering = defaultdict(list)
    for away, by in known.covers.items():
        covering[by].append(names.get(away, away))
    found = (
        Load(
            key,
            names[key],
            youths.get(key, 0),
            open_flags[key],
            overdue[key],
            known.counsellors[key].weekly_capacity,
            names.get(known.covers[key], known.covers[key]) if key in known.covers else "",
            tuple(sorted(covering[key])),
        )
        for key in (_counsellors(known, seen) | here) & set(known.counsellors)
    )
    return tuple(sorted(found, key=lambda load: (load.name, load.counsellor_id)))


def waiting_in(work: Work, seen: OnePlace) -> tuple[Waiting, ...]:
    """Youths with something open that only a queue holds, what is due first, then who has waited longest."""
    asked = sa.select(FLAGS).where(FLAGS.c.queue == seen.place, FLAGS.c.state.in_(sorted(OPEN)))
    by_youth: dict[YouthId, list[Any]] = defaultdict(list)
    for row in work.rows(asked.order_by(FLAGS.c.joined_at, FLAGS.c.flag_id)):
        by_youth[YouthId(row.youth_id)].append(row)
    found = (
        Waiting(
            youth_id,
            seen.place,
            tuple(dict.fromkeys(Rule(row.rule) for row in rows)),
            _local(rows[0].joined_at),
            min((row.due_on for row in rows if row.due_on), default=None),
        )
        for youth_id, rows in by_youth.items()
    )
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.since_on, one.youth_id)))


def _counsellors(known: Organisation, seen: Overview) -> set[CounsellorId]:
    """Those who serve the districts; without any named, everybody."""
    if seen.districts is None:
        return set(known.counsellors)
    serving = {key for district in seen.districts for key in known.serving.get(district, ())}
    assigned = {
        row.counsellor_id
        for district in seen.districts
        for row in known.by_scope.get((AssignmentScope.DISTRICT, district), ())
        if row.role in SERVING_ROLES
    }
    return serving | assigned


def _mine(query: sa.Select[Any], table: sa.Table, seen: Overview) -> sa.Select[Any]:
    return query if seen.districts is None else query.where(table.c.district_id.in_(sorted(seen.districts)))


def _contacts(work: Work, seen: Overview, youth_ids: Collection[YouthId]) -> Contacts:
    """Contacts of records and of people, by youth, the first first."""
    found: dict[YouthId, set[tuple[date, ContactKind]]] = defaultdict(set)
    for youth_id, facts in facts_of(work, seen, youth_ids=youth_ids).items():
        found[youth_id] |= {(one.contacted_on, one.kind) for one in facts.situation.contacts}
    for some in _in_parts(sorted(youth_ids)):
        for row in work.rows(sa.select(CONTACTS).where(CONTACTS.c.youth_id.in_(some))):
            found[YouthId(row.youth_id)].add((row.contacted_on, ContactKind(row.kind)))
    return {youth_id: sorted(told) for youth_id, told in found.items()}


def _moves(work: Work, flag_ids: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for some in _in_parts(flag_ids):
        asked = sa.select(FLAG_MOVES.c.flag_id, FLAG_MOVES.c.move, FLAG_MOVES.c.at)
        for row in work.rows(asked.where(FLAG_MOVES.c.flag_id.in_(some)).order_by(FLAG_MOVES.c.number)):
            found[row.flag_id].append(row)
    return found


def _clock(row: Any, contacts: Sequence[tuple[date, ContactKind]], moves: Sequence[Any]) -> Clock:
    rule, is_open = Rule(row.rule), FlagState(row.state) in OPEN
    met = [on for on, kind in contacts if on >= row.cause_on and kind in _MEETS[rule]]
    return Clock(
        YouthId(row.youth_id),
        rule,
        row.due_on,
        is_open,
        met_on=None if is_open else min(met, default=None),
        ended_on=None if is_open or not moves else _local(moves[-1].at - _INSTANT),
        is_documented=not is_open and row.last_move == Move.DOCUMENT,
        was_tried=any(row.cause_on <= on <= row.due_on and kind is ContactKind.ATTEMPT for on, kind in contacts),
        has_waited=any(one.move == Move.WAIT for one in moves),
        is_in_queue=row.queue is not None,
    )


def _local(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def _in_parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
