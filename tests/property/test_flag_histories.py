"""Over months made up at random: one owner for each flag, one tovholder, cooldown kept, nothing but new risk flags ever cut."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from features.calendar import add_working_days, monday_of
from features.vocabulary import REACHED, AssignmentRole
from service.domain.duties import decide_duties
from service.domain.flag_life import DECIDED, Move
from service.domain.flags import Source, flag_id
from service.domain.routing import recused_for, route_by_place, route_uncovered
from service.flagging import decide, route_all
from service.night import appointed, prepare
from service.situations import place_of
from tests.lib.desk import StoreDesk
from tests.lib.office_life import Office, history

SEEDS = st.integers(0, 29)


@given(SEEDS)
def test_every_open_flag_has_one_owner_who_is_here_or_one_queue_that_somebody_sees(seed):
    seen = Counter()
    for night in history(seed).nights:
        organisation = night.prepared.morning.situations.organisation
        queues = {f"area:{district.area_id}" for district in organisation.districts.values()} | {"central"}
        for flag in night.decided.flags:
            assert (flag.counsellor_id is None) != (flag.queue is None)
            assert flag.counsellor_id in organisation.counsellors if flag.queue is None else flag.queue in queues
            assert 1 <= flag.routed_by <= 5
            seen[flag.routed_by] += 1
        ids = [flag.flag_id for flag in night.decided.flags]
        assert len(ids) == len(set(ids))
        here = night.prepared.morning.situations.youths
        assert {flag.flag_id for flag in night.flags.values() if flag.is_open and flag.youth_id in here} <= set(ids)
    assert sum(seen.values()) > 0


@given(SEEDS)
def test_nobody_recused_owns_a_flag_and_a_giver_keeps_the_youth_until_the_receipt(seed):
    for night in history(seed).nights:
        situations = night.prepared.morning.situations
        organisation = situations.organisation
        routes = night.prepared.morning.routes
        for youth_id, item in situations.youths.items():
            place, found = place_of(item), routes[youth_id]
            assert found.counsellor_id not in recused_for(place, organisation)
            giver = organisation.held.get(youth_id)
            if giver in organisation.counsellors and giver not in recused_for(place, organisation):
                assert (route_uncovered(place, organisation).counsellor_id, found.routed_by) == (giver, 1)
                assert found.counsellor_id in {giver, *organisation.covers.values()}


@given(SEEDS)
def test_every_youth_of_the_target_group_has_one_tovholder_and_every_other_a_counsellor_or_a_queue(seed):
    office = history(seed).office
    for night in history(seed).nights:
        situations = night.prepared.morning.situations
        organisation = situations.organisation
        after = {item.youth_id: item.counsellor_id for item in appointed(night.prepared)}
        for youth_id in night.prepared.target_group:
            place = place_of(situations.youths[youth_id])
            may_be = organisation.counsellors.keys() - recused_for(place, organisation)
            one = after.get(youth_id) or organisation.tovholder(youth_id)
            assert one in may_be or route_by_place(place, organisation).queue is not None
        assert set(night.prepared.morning.routes) == set(situations.youths)
    standing = [item.youth_id for item in office.desk.tovholders if item.until_at is None]
    assert len(standing) == len(set(standing))


@given(SEEDS)
def test_no_risk_flag_is_raised_beside_an_open_one_nor_while_a_youth_is_left_alone(seed):
    for night in history(seed).nights:
        if night.before.chosen is not None:
            continue
        monday, memory = monday_of(night.as_of), night.before.memory
        raised = [flag for flag in night.decided.flags if flag.source is Source.RISK and flag.cause_on == monday]
        for flag in raised:
            earlier = [
                known
                for known in memory.flags.values()
                if known.youth_id == flag.youth_id and known.source is Source.RISK
            ]
            assert not any(known.is_open and known.flag_id != flag.flag_id for known in earlier)
            spoken = [
                row.contacted_on
                for row in night.prepared.morning.situations.youths[flag.youth_id].contacts
                if row.kind in REACHED
            ]
            assert all(weeks_between(day, night.as_of) >= 8 for day in spoken if day < night.as_of)
            assert all(weeks_between(known.ended_on, night.as_of) >= 4 for known in earlier if known.ended_on)


def weeks_between(first: date, last: date) -> int:
    """School weeks after the week of one day and before that of another, counted in another way: week by week, day by day."""
    weeks, monday = 0, first - timedelta(days=first.weekday()) + timedelta(weeks=1)
    while monday < last - timedelta(days=last.weekday()):
        weeks += any(
            is_open(monday + timedelta(days=number)) and not is_summer(monday + timedelta(days=number))
            for number in range(5)
        )
        monday += timedelta(weeks=1)
    return weeks


@given(SEEDS)
def test_capacity_cuts_new_risk_flags_alone(seed):
    for night in history(seed).nights:
        monday, capacity = monday_of(night.as_of), night.prepared.morning.situations.organisation.capacity
        cut = [flag for flag in night.decided.flags if flag.cut_off]
        assert all(flag.source is Source.RISK and flag.cause_on == monday for flag in cut)
        assert not {flag.flag_id for flag in cut} & {
            known.flag_id for known in night.before.memory.flags.values() if known.is_open
        }
        if night.before.chosen is None:
            shown = Counter(place.district_id for place in night.decided.cuts if not place.cut_off)
            assert all(number <= capacity.get(district_id, 0) for district_id, number in shown.items())


@given(SEEDS)
def test_a_duty_ends_by_being_met_or_documented_and_in_no_other_way(seed):
    office = history(seed).office
    for night in history(seed).nights:
        situations, in_force = night.prepared.morning.situations, night.prepared.morning.in_force
        standing = {
            flag_id(youth_id, duty.source, rule=duty.rule, cause_on=duty.cause_on)
            for youth_id, item in situations.youths.items()
            for duty in decide_duties(item, in_force)
        }
        documented = {key for key, flag in night.flags.items() if not flag.is_open and flag.last_move is Move.DOCUMENT}
        is_open = {flag.flag_id for flag in night.flags.values() if flag.is_open and flag.source in DECIDED}
        assert is_open == standing - documented
    ended = {moved.move for moved in office.desk.moves if office.desk.flags[moved.flag_id].source in DECIDED}
    assert not ended & {Move.CLOSE, Move.DISMISS}


@given(SEEDS)
def test_shuffled_scores_change_no_duty_row_and_no_owner(seed):
    office = history(seed).office
    for night in history(seed).nights:
        shuffled = night.scores.assign(
            risk=list(reversed(night.scores["risk"])),
            youth_id=office.random.sample(sorted(office.lives), len(night.scores)),
        )
        again = decide(night.prepared.morning, shuffled)
        duties = [
            [flag for flag in flags if flag.source is not Source.RISK] for flags in (night.decided.flags, again.flags)
        ]
        assert duties[0] == duties[1]
        owners = [
            {(flag.youth_id, flag.counsellor_id, flag.queue) for flag in flags if flag.source is not Source.RISK}
            for flags in (night.decided.flags, again.flags)
        ]
        assert owners[0] == owners[1]


@given(SEEDS)
@settings(max_examples=15)
def test_a_night_is_the_same_whatever_the_order_of_what_it_is_made_from(seed):
    for night in history(seed).nights:
        memory, recorded = night.before.memory, night.recorded
        turned = replace(
            memory,
            flags=dict(reversed(memory.flags.items())),
            tovholders=dict(reversed(memory.tovholders.items())),
            recusals=tuple(reversed(memory.recusals)),
        )
        organisation = replace(recorded.organisation, assignments=tuple(reversed(recorded.organisation.assignments)))
        again = prepare(
            replace(recorded, organisation=organisation),
            replace(night.before, memory=turned),
            night.prepared.morning.in_force,
            data="synthetic",
        )
        assert again.handovers == night.prepared.handovers
        assert route_all(again.morning.situations) == night.prepared.morning.routes
        assert decide(again.morning, night.scores) == night.decided


def test_the_histories_hold_what_they_are_about():
    """So that the properties above are not true of quiet months alone."""
    seen = Counter()
    for seed in range(12):
        office = history(seed).office
        for night in history(seed).nights:
            seen.update(f"step {flag.routed_by}" for flag in night.decided.flags)
            seen.update(f"{flag.source}" for flag in night.decided.flags)
            seen["cut"] += sum(flag.cut_off for flag in night.decided.flags)
            seen["handover"] += len(night.prepared.handovers)
            seen["held"] += len(night.prepared.morning.situations.organisation.held)
            seen["appointed"] += len(appointed(night.prepared))
            seen["covered"] += len(night.prepared.morning.situations.organisation.covers)
            assignments = night.prepared.morning.situations.organisation.assignments
            seen["recused"] += sum(row.role is AssignmentRole.RECUSED for row in assignments)
        seen.update(moved.move for moved in office.desk.moves)
        seen["merged"] += office.merged
    expected = [
        *(f"step {step}" for step in range(1, 6)),
        *Source,
        *Move,
        "cut",
        "handover",
        "held",
        "appointed",
        "covered",
        "recused",
        "merged",
    ]
    assert [name for name in expected if seen[str(name)] < 3] == []


def test_the_store_remembers_what_was_done_and_tells_it_the_same_long_after(store, tmp_path):
    desk = StoreDesk(store=store, folder=tmp_path)
    told = {night.as_of: night.before.memory for night in Office.open(26, desk, youths=6).nights()}
    assert len(told) > 30
    assert all(any(getattr(memory, name) for memory in told.values()) for name in ("handovers", "covers", "recusals"))
    assert {moved.move for moved in desk.moves} == set(Move)
    for as_of, memory in told.items():
        assert replace(memory, districts={}) == desk.told_again(as_of)


# Working days, reckoned from Easter by another way


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    return date(year, (h + k - 7 * m + 114) // 31, (h + k - 7 * m + 114) % 31 + 1)


def is_open(day: date) -> bool:
    """Whether a Danish municipal office is open."""
    from_easter = (day - easter(day.year)).days
    prayer_day = {26} if day.year < 2024 else set()
    moving = {-3, -2, 1, 39, 50} | prayer_day
    fixed = {(1, 1), (5, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}
    return day.weekday() < 5 and from_easter not in moving and (day.month, day.day) not in fixed


def is_summer(day: date) -> bool:
    """July, and the last days of June from its last Saturday."""
    saturdays = [date(day.year, 6, number) for number in range(1, 31) if date(day.year, 6, number).weekday() == 5]
    return saturdays[-1] <= day < date(day.year, 8, 1)


def test_clocks_of_working_days_are_right_over_ten_years():
    opened = [day for number in range(11 * 366) if is_open(day := date(2019, 12, 20) + timedelta(days=number))]
    assert len(opened) > 2_700
    for number in range(10 * 365 + 3):
        day = date(2020, 1, 1) + timedelta(days=number)
        after = bisect_right(opened, day)
        for working_days in (1, 5, 10):
            assert add_working_days(day, working_days) == opened[after + working_days - 1]


def test_the_days_of_easter_are_those_of_the_almanac():
    assert [str(easter(year)) for year in (2024, 2025, 2026, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
    ]
