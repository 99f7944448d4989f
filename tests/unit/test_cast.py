"""The fixed cast tells the stories that its docstring promises, whatever the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from features.asof import known_on
from features.calendar import completed_years
from features.checking import check_records
from features.population import active_youths
from features.reading import read_records
from features.vocabulary import KNOWN_NEXT_STEPS
from tests.lib.cast import YOUTHS, cast_tables, write_cast

AUTUMN, SPRING, JULY, AUGUST = date(2026, 11, 23), date(2026, 3, 2), date(2026, 7, 27), date(2026, 8, 3)
LEAP = date(2028, 3, 1)


@pytest.mark.parametrize("last", [AUTUMN, SPRING, JULY, AUGUST, LEAP])
def test_the_cast_is_a_delivery_without_faults(tmp_path: Path, last: date):
    write_cast(tmp_path, last)
    records = read_records(tmp_path)
    assert check_records(records).report.faults == ()
    assert set(known_on(records, last)["youths"]["youth_id"]) == set(YOUTHS)


@pytest.mark.parametrize("last", [AUTUMN, SPRING, JULY, LEAP])
def test_gert_turned_18_the_day_before(last: date):
    youths = cast_tables(last)["youths"].set_index("youth_id")
    birth = youths.loc["gert", "birth_on"]
    assert completed_years(birth, last - timedelta(days=1)) == 18
    assert completed_years(birth, last - timedelta(days=2 + (last == LEAP))) == 17


def test_farah_has_no_records_and_gert_no_activity(tmp_path: Path):
    write_cast(tmp_path, AUTUMN)
    active = set(active_youths(known_on(read_records(tmp_path), AUTUMN)))
    assert active == {"anna", "bilal", "clara", "david", "emma"}


def test_bilal_is_late_clara_early_emma_back_and_anna_steady():
    rows = cast_tables(AUTUMN)["attendance"]
    rows["missed"] = rows["sick"] + rows["permitted"] + rows["unlawful"]
    rows["year"] = pd.to_datetime(rows["on"]).dt.year - (pd.to_datetime(rows["on"]).dt.month < 8)
    totals = rows.pivot_table(index="youth_id", columns="year", values=["missed", "scheduled"], aggfunc="sum")
    share = totals["missed"] / totals["scheduled"]
    assert (share.loc["anna"].dropna() < 0.05).all()
    assert (share.loc["bilal", 2019:2023] < 0.06).all()
    assert (share.loc["bilal", 2025:] > 0.2).all()
    assert (share.loc["clara"].dropna() > 0.15).all()
    assert share.loc["emma", 2025] > 0.3
    assert share.loc["emma", 2026] < 0.05
    assert share.loc["david"].notna().sum() == 1


@pytest.mark.parametrize("last", [JULY, AUGUST])
def test_in_summer_anna_david_and_emma_have_a_known_next_step_bilal_and_clara_have_none(tmp_path: Path, last: date):
    write_cast(tmp_path, last)
    known = known_on(read_records(tmp_path), last)
    assert not set(active_youths(known)) & {"anna", "bilal", "clara", "david", "emma"}
    steps = known["next_steps"]
    told = set(steps.loc[steps["kind"].isin(list(KNOWN_NEXT_STEPS)), "youth_id"]) | set(known.planned["youth_id"])
    assert told == {"anna", "david", "emma"}
