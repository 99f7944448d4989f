"""What a weekly run measures of the sources: nothing of what is ordinary, and each fault where it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from service.domain.alarms import LINES, judge
from service.domain.watching import Level, Matter
from service.ingest.quarantine import Quarantine
from service.monitoring.school_weeks import WEEKS, SchoolWeeks
from service.monitoring.town_absence import measure_town
from service.monitoring.unknown_codes import measure_unknown, quarantined
from tests.lib.three_schools import LAST_WEEKS, MONDAY, measured, since, three_schools

WEEK = timedelta(weeks=1)
TWO_WEEKS_AGO, LAST_WEEK = LAST_WEEKS


@pytest.fixture(scope="module")
def tables():
    return three_schools()


@pytest.fixture(scope="module")
def ordinary(tables):
    return measured(tables)


def with_attendance(tables, attendance):
    return {**tables, "attendance": attendance}


def alarms(found):
    """The series that raise an alarm after two runs that measured the same."""
    once = judge((), found.values(), monday_on=MONDAY, breaks=())
    twice = judge(once, found.values(), monday_on=MONDAY + WEEK, breaks=())
    return {one.series for one in twice if one.level is not Level.FINE}


def test_an_ordinary_week_raises_nothing(ordinary):
    assert alarms(ordinary) == set()


def test_every_matter_of_the_sources_is_measured(ordinary):
    assert {matter for matter, _ in ordinary} == {
        Matter.SCHOOL_SILENT, Matter.SCHOOL_KINDS, Matter.SCHOOL_ABSENCE, Matter.TOWN_ABSENCE,
        Matter.DELAY, Matter.CORRECTIONS, Matter.NO_NEWS, Matter.UNKNOWN_CODE,
    }  # fmt: skip


@pytest.mark.parametrize(("from_on", "share", "is_silent"), [(LAST_WEEK, 1.0, False), (TWO_WEEKS_AGO, 0.0, True)])
def test_a_school_is_silent_when_two_of_its_weeks_did_not_come_and_one_may_be_late(tables, from_on, share, is_silent):
    attendance = tables["attendance"]
    found = measured(with_attendance(tables, attendance[~since(attendance, from_on)]))
    assert found[Matter.SCHOOL_SILENT, "S1"].value == share
    assert ((Matter.SCHOOL_SILENT, "S1") in alarms(found)) is is_silent
    assert (Matter.SCHOOL_SILENT, "S2") not in alarms(found)


def test_half_a_week_that_came_is_no_fall_of_absence(tables):
    attendance = tables["attendance"]
    found = measured(with_attendance(tables, attendance[~since(attendance, LAST_WEEK + timedelta(days=2))]))
    assert (Matter.SCHOOL_ABSENCE, "S1") not in found


def test_a_school_that_lost_its_pupils_is_not_silent(tables):
    attendance, spells = tables["attendance"], tables["spells"]
    gone = (spells["institution_id"] == "S1") & (np.arange(len(spells)) >= 10)
    left = spells[gone].assign(ended_on=pd.Timestamp(TWO_WEEKS_AGO), known_at=pd.Timestamp(TWO_WEEKS_AGO))
    stay = ~(since(attendance, TWO_WEEKS_AGO) & attendance["youth_id"].isin(left["youth_id"]))
    found = measured({**tables, "attendance": attendance[stay], "spells": pd.concat([spells, left])})
    assert found[Matter.SCHOOL_SILENT, "S1"].value == pytest.approx(1.0, abs=0.05)


def test_kinds_that_are_swapped_are_seen_at_that_school_alone(tables):
    attendance = tables["attendance"].copy()
    here = since(attendance, TWO_WEEKS_AGO)
    attendance.loc[here, ["sick", "unlawful"]] = attendance.loc[here, ["unlawful", "sick"]].to_numpy()
    found = measured(with_attendance(tables, attendance))
    assert alarms(found) == {(Matter.SCHOOL_KINDS, "S1/sick"), (Matter.SCHOOL_KINDS, "S1/unlawful")}
    assert found[Matter.SCHOOL_KINDS, "S1/unlawful"].value == pytest.approx(0.8, abs=0.1)


def test_more_pupils_away_at_one_school_are_held_against_what_its_own_pupils_lead_to_expect(tables, ordinary):
    attendance = tables["attendance"].copy()
    monday, name = attendance["on"].dt.dayofweek == 0, attendance["youth_id"].str
    late, early = since(attendance, LAST_WEEK), since(attendance, TWO_WEEKS_AGO)
    more = monday & (late & name.endswith(("0", "3", "7")) | early & ~late & name.endswith(("1", "4", "8")))
    attendance.loc[more, ["sick", "unlawful"]] = (2, 0)
    found = measured(with_attendance(tables, attendance))
    raised, before = found[Matter.SCHOOL_ABSENCE, "S1"], ordinary[Matter.SCHOOL_ABSENCE, "S1"]
    assert raised.effect > 0.5
    assert raised.usual == pytest.approx(before.usual, abs=0.01)
    assert [subject for matter, subject in alarms(found) if matter is Matter.SCHOOL_ABSENCE] == ["S1"]


SHORT = (23, 40, 77, 90, 131, 146, WEEKS - 3, WEEKS - 1)
"""Weeks with a holiday, some of them among the last four, which none of the same weeks of earlier years had."""


def town(climb: float, *, short: Sequence[int] = ()) -> SchoolWeeks:
    """Three years of weeks with a winter in each, of one school; the last four climb. Of a short week a fifth fewer are away."""
    weeks = np.arange(WEEKS)
    share = 0.07 * (1 + 0.3 * np.cos(weeks * 2 * np.pi / 52)) * np.exp(np.random.default_rng(7).normal(0, 0.02, WEEKS))
    share[-4:] *= (1 + climb) ** np.arange(1, 5)
    share[list(short)] *= 0.8
    received, days = np.full((1, WEEKS), 20_000), np.full((1, WEEKS), 5)
    days[0, list(short)] = 4
    place = np.zeros((WEEKS, 4_000), np.int16)
    away = np.arange(4_000) < 4_000 * 3 * share[:, None]  # who misses anything misses a third of the week
    return SchoolWeeks(("S1",), weeks, place, away, received, days, days, (received * share)[None], True)


@pytest.mark.parametrize("short", [(), SHORT], ids=["whole_weeks", "short_weeks"])
@pytest.mark.parametrize(("climb", "is_told"), [(0.0, False), (0.05, True), (-0.05, True)])
def test_neither_season_nor_holiday_is_a_climb_of_the_towns_absence_and_a_twentieth_a_week_is_one(
    climb, is_told, short
):
    (found,) = measure_town(town(climb, short=short))
    assert found.n == 4_000
    assert found.effect == pytest.approx((1 + climb) ** 4 - 1, abs=0.06)
    assert (abs(found.effect) > LINES[Matter.TOWN_ABSENCE].watch and found.p < 1e-4) is is_told


def test_a_week_without_a_school_day_says_nothing_of_schools(tables):
    found = measured(tables, monday_on=date(2026, 10, 19))
    assert not {matter for matter, _ in found} & {Matter.SCHOOL_SILENT, Matter.SCHOOL_ABSENCE, Matter.SCHOOL_KINDS}


def test_what_became_known_later_changes_nothing_that_was_measured(tables):
    attendance, before = tables["attendance"], MONDAY - 2 * WEEK
    later = attendance[since(attendance, before - WEEK)].head(400)
    later = later.assign(sick=0, unlawful=2, known_at=pd.Timestamp(before) + pd.Timedelta(hours=5))
    assert measured(with_attendance(tables, pd.concat([attendance, later])), before) == measured(tables, before)


def test_without_attendance_the_other_tables_are_measured(tables):
    found = measured({name: rows for name, rows in tables.items() if name != "attendance"})
    assert {matter for matter, _ in found} == {Matter.DELAY, Matter.CORRECTIONS, Matter.NO_NEWS, Matter.UNKNOWN_CODE}


def test_a_school_under_another_number_is_an_unknown_code(tables):
    attendance = tables["attendance"].copy()
    attendance.loc[since(attendance, LAST_WEEK), "institution_id"] = "S9"
    found = measured(with_attendance(tables, attendance))
    assert found[Matter.UNKNOWN_CODE, "attendance/institution_id"].value == pytest.approx(1 / 6)
    told = pd.concat([tables["institutions"], pd.DataFrame({"institution_id": ["S9"], "kind": ["municipal_school"]})])
    found = measured({**with_attendance(tables, attendance), "institutions": told})
    assert found[Matter.UNKNOWN_CODE, "attendance/institution_id"].value == 0


def test_a_word_that_is_not_allowed_is_counted_where_it_stands(tables):
    contacts = tables["contacts"].copy()
    contacts.loc[contacts.index[-2:], "kind"] = "rang up"
    found = measured({**tables, "contacts": contacts})
    assert alarms(found) == {(Matter.UNKNOWN_CODE, "contacts/kind")}


def test_words_that_were_set_aside_on_arrival_count_once_a_day_and_are_seen_the_same_morning(tmp_path):
    fault = {"table": "spells", "column": "status", "rule": "unknown"}
    other = {"table": "spells", "column": "started_on", "rule": "too_late"}
    kept = {
        "2026-11-01_z": [fault],
        "2026-11-15_a": [fault, fault, other],
        "2026-11-15_b": [fault],
        "2026-11-16_c": [fault],
    }
    for name, faults in kept.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"faults": faults}))
    (found,) = quarantined(Quarantine(tmp_path).since(date(2026, 11, 2)))
    assert (found.subject, len(found.known)) == ("spells/status", 3)
    (told,) = [one for one in measure_unknown([found], {}, monday_on=MONDAY) if one.subject == found.subject]
    assert (told.value, told.n) == (1.0, 3)


def test_delays_that_double_are_later_than_usual(tables):
    contacts = tables["contacts"].copy()
    late = contacts["known_at"] >= pd.Timestamp(MONDAY - 13 * WEEK)
    contacts.loc[late, "known_at"] += contacts.loc[late, "known_at"] - contacts.loc[late, "contacted_on"]
    found = measured({**tables, "contacts": contacts})
    assert found[Matter.DELAY, "contacts/contacted_on"].value == pytest.approx(4.0, abs=0.2)
    assert alarms(found) == {(Matter.DELAY, "contacts/contacted_on")}


@pytest.mark.parametrize(("weeks", "is_told"), [(1, False), (3, True)])
def test_no_new_rows_are_told_when_they_are_missing_twice_as_long_as_ever(tables, weeks, is_told):
    contacts = tables["contacts"]
    found = measured({**tables, "contacts": contacts[contacts["known_at"] < pd.Timestamp(MONDAY - weeks * WEEK)]})
    assert found[Matter.NO_NEWS, "contacts"].is_fact
    assert ((Matter.NO_NEWS, "contacts") in alarms(found)) is is_told


def test_rows_that_are_taken_back_are_counted_against_those_received(tables, ordinary):
    attendance = tables["attendance"]
    again = attendance[since(attendance, LAST_WEEK)].assign(sick=0, unlawful=0)
    again["known_at"] += pd.Timedelta(hours=1)
    found = measured(with_attendance(tables, pd.concat([attendance, again])))[Matter.CORRECTIONS, "attendance"]
    assert ordinary[Matter.CORRECTIONS, "attendance"].value == 0
    assert found.value == pytest.approx(len(again) / found.n)
    assert found.p < 1e-9
