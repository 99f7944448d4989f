"""The indicator frame as a whole: who is in it, what is dropped, and what may not change it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features import stream
from features.build import build_indicators, build_with_report
from features.errors import StructureFault, TooManyFaults, WindowError
from features.indicators import check_indicators

AS_OF = date(2026, 3, 4)
DATES = [date(2025, 11, 3), date(2026, 1, 5), AS_OF]


def school_days(count: int, *, before: date = AS_OF) -> list[date]:
    """The last weekdays before a date."""
    days = (before - timedelta(days=back) for back in range(1, 2 * count + 7))
    return sorted([day for day in days if day.weekday() < 5][:count])


def attendance_of(youth_id: str, days: list[date], **columns: Any) -> pd.DataFrame:
    """One row a day; every column takes one value or one for each day."""
    defaults = {"institution_id": "S1", "scheduled": 6, "sick": 0, "permitted": 0, "unlawful": 0, "known_at": pd.NaT}
    return pd.DataFrame({"youth_id": youth_id, "on": pd.to_datetime(days), **(defaults | columns)}).assign(
        retracted=columns.get("retracted", False)
    )


def tables(attendance: pd.DataFrame | None = None, **others: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Anna and Bilal in the same school since 2022, with the attendance given."""
    given = {
        "youths": pd.DataFrame(
            {"youth_id": ["anna", "bilal"], "birth_on": pd.Timestamp(2010, 5, 1), "district_id": "D"}
        ),
        "spells": pd.DataFrame(
            {
                "youth_id": ["anna", "bilal"],
                "started_on": pd.Timestamp(2022, 8, 1),
                "ended_on": pd.NaT,
                "status": "compulsory_school",
                "institution_id": "S1",
                "end_reason": None,
            }
        ),
        **others,
    }
    return given if attendance is None else given | {"attendance": attendance}


def course(seed: int, youths: int = 8, days: int = 160) -> pd.DataFrame:
    """Attendance of several youths at several schools, with late corrections, retractions and conflicting twins."""
    random = np.random.default_rng(seed)
    pieces = []
    for number in range(youths):
        on = [day for day in school_days(days) if random.random() < 0.9]
        missed = np.where(random.random(len(on)) < 0.15, random.integers(1, 7, len(on)), 0)
        known = pd.to_datetime(on) + pd.to_timedelta(random.integers(8, 400, len(on)), unit="h")
        school = np.where(np.arange(len(on)) < 100, f"S{number % 3}", f"S{(number + 1) % 3}")
        own = attendance_of(f"youth-{number:02}", on, unlawful=missed, known_at=known, institution_id=school)
        late = own.sample(frac=0.1, random_state=number).assign(unlawful=0)
        late["known_at"] += pd.to_timedelta(random.integers(0, 3000, len(late)), unit="h")
        taken_back = own.sample(frac=0.05, random_state=number + 50).assign(retracted=True)
        taken_back["known_at"] += pd.to_timedelta(random.integers(1, 3000, len(taken_back)), unit="h")
        twice = own.sample(frac=0.02, random_state=number + 99)
        elsewhere = own.sample(frac=0.05, random_state=number + 150).assign(institution_id="S9")
        unknown = own.iloc[[3]].assign(known_at=pd.NaT, on=pd.Timestamp(on[3]) - pd.Timedelta(days=1000))
        pieces.append(pd.concat([own, late, taken_back, twice, elsewhere, unknown]))
    together = pd.concat(pieces)
    clash = together.sample(n=4, random_state=seed).assign(permitted=0, sick=0, scheduled=7)
    return pd.concat([together, clash]).sort_values(["youth_id", "on"], kind="stable", ignore_index=True)


def town(attendance: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables around `course`."""
    ids = sorted(set(attendance["youth_id"]))
    youths = pd.DataFrame({"youth_id": ids, "birth_on": pd.Timestamp(2009, 2, 28), "district_id": "D"})
    spells = tables()["spells"].iloc[[0] * len(ids)].assign(youth_id=ids, institution_id="S0")
    return {"youths": youths, "spells": spells, "attendance": attendance}


def in_folder(folder: Path, given: dict[str, pd.DataFrame], parts: list[pd.DataFrame], row_group_size: int) -> Path:
    """A records folder with attendance in parts."""
    (folder / "attendance").mkdir(parents=True)
    for name in ("youths", "spells"):
        given[name].to_parquet(folder / f"{name}.parquet", index=False)
    for number, part in enumerate(parts):
        rows = pa.Table.from_pandas(part, preserve_index=False)
        pq.write_table(rows, folder / "attendance" / f"part-{number:03}.parquet", row_group_size=row_group_size)
    return folder


def as_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as it would be written."""
    target = io.BytesIO()
    frame.to_parquet(target)
    return target.getvalue()


def value_of(frame: pd.DataFrame, youth_id: str, indicator: str) -> Any:
    """One cell."""
    return frame.set_index("youth_id").loc[youth_id, indicator]


def test_the_frame_keeps_its_contract_and_is_sorted_by_youth_and_date() -> None:
    frame = check_indicators(build_indicators(town(course(1)), as_of=DATES))
    assert len(frame) == 24
    assert frame[["youth_id", "as_of"]].equals(frame[["youth_id", "as_of"]].sort_values(["youth_id", "as_of"]))


def test_shares_are_lessons_missed_over_lessons_scheduled() -> None:
    missed = [0] * 15 + [3, 0, 6, 6, 6]
    frame = build_indicators(tables(attendance_of("anna", school_days(20), unlawful=missed)), as_of=AS_OF)
    assert value_of(frame, "anna", "absence_share_20d") == 21 / 120
    assert value_of(frame, "anna", "absence_share_10d") == 21 / 60
    assert value_of(frame, "anna", "unlawful_lessons_20d") == 21
    assert value_of(frame, "anna", "absence_spell_longest_60d") == 3
    assert value_of(frame, "anna", "absence_spell_days_current") == 3
    assert value_of(frame, "anna", "presence_gap_days") == 6  # Thursday, before a weekend and the Wednesday asked on
    assert value_of(frame, "anna", "part_day_share_60d") == 1 / 20
    assert value_of(frame, "anna", "attendance_age_days") == 1


def test_the_level_of_the_institution_is_that_of_everybody_else_there() -> None:
    days = school_days(5, before=date(2026, 3, 4))
    given = tables(
        pd.concat([attendance_of("anna", days, unlawful=3), attendance_of("bilal", days, unlawful=[6, 0, 0, 0, 0])])
    )
    frame = build_indicators(given, as_of=AS_OF)
    assert value_of(frame, "anna", "institution_gap_28d") == pytest.approx(0.5 - 0.2)
    assert value_of(frame, "bilal", "institution_gap_28d") == pytest.approx(0.2 - 0.5)


def test_rows_only_for_the_youths_asked_for_leave_the_level_as_it_is() -> None:
    given = town(course(2))
    everybody = build_indicators(given, as_of=DATES)
    some = build_with_report(given, as_of=DATES, youths=pd.Index(["youth-03", "youth-07", "nobody"])).frame
    expected = everybody[everybody["youth_id"].isin(["youth-03", "youth-07"])].reset_index(drop=True)
    assert as_bytes(some) == as_bytes(expected)


def test_several_dates_in_one_call_give_what_single_calls_give_to_the_byte() -> None:
    given = town(course(3))
    single = pd.concat([build_indicators(given, as_of=day) for day in DATES])
    single = single.sort_values(["youth_id", "as_of"], ignore_index=True)
    assert as_bytes(build_indicators(given, as_of=[*reversed(DATES), AS_OF])) == as_bytes(single)


def test_a_birthday_corrected_between_two_dates_leaves_the_earlier_date_alone() -> None:
    given = town(course(3))
    corrected = given["youths"].iloc[[0]].assign(birth_on=pd.Timestamp(2025, 6, 1), known_at=pd.Timestamp(2026, 1, 20))
    before = given["youths"].assign(known_at=pd.Timestamp(2020, 1, 1))
    given["youths"] = pd.concat([before, corrected])
    given["spells"] = given["spells"].iloc[1:]
    attendance = given["attendance"]
    given["attendance"] = attendance[(attendance["youth_id"] != "youth-00") | (attendance["on"] > "2025-05-28")]
    single = pd.concat([build_indicators(given, as_of=day) for day in DATES])
    together = build_indicators(given, as_of=DATES)
    assert as_bytes(together) == as_bytes(single.sort_values(["youth_id", "as_of"], ignore_index=True))


ORDERS: dict[str, Callable[[pd.DataFrame], list[pd.DataFrame]]] = {
    "as sorted": lambda rows: [rows],
    "youths backwards": lambda rows: [rows.sort_values("youth_id", ascending=False, kind="stable")],
    "days backwards": lambda rows: [rows.sort_values(["youth_id", "on"], ascending=[True, False], kind="stable")],
    "shuffled": lambda rows: [rows.sample(frac=1, random_state=5)],
    "a part for each month": lambda rows: [part for _, part in rows.groupby(rows["on"].dt.to_period("M"))],
    "parts cut within a youth": lambda rows: [rows.iloc[:500], rows.iloc[500:503], rows.iloc[503:]],
    "parts in another order": lambda rows: [rows.iloc[700:], rows.iloc[:700]],
}


@pytest.mark.parametrize("limit", [stream.IN_MEMORY_ROWS, 500], ids=["in memory", "through buckets on disk"])
@pytest.mark.parametrize("order", ORDERS)
def test_order_and_parts_and_batches_change_no_byte(
    order: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = course(4)
    expected = as_bytes(build_indicators(town(rows), as_of=DATES))
    monkeypatch.setattr(stream, "IN_MEMORY_ROWS", limit)
    for batch_rows, group in ((97, 250), (5000, 1000)):
        monkeypatch.setattr(stream, "BATCH_ROWS", batch_rows)
        folder = in_folder(tmp_path / str(batch_rows), town(rows), ORDERS[order](rows), row_group_size=group)
        assert as_bytes(build_indicators(folder, as_of=DATES)) == expected


def test_what_is_known_at_the_cut_or_happens_on_the_day_is_not_even_looked_at() -> None:
    known = pd.Timestamp(2026, 3, 1)
    past = attendance_of("anna", school_days(60), unlawful=1, known_at=known)
    cut = pd.Timestamp(2026, 3, 3, 23)  # 00:00 in Copenhagen, in UTC
    wrong = past.assign(scheduled=99, known_at=cut)
    ahead = attendance_of("anna", [AS_OF, AS_OF + timedelta(days=1)], unlawful=6, known_at=known)
    nobody = wrong.assign(youth_id=None)
    expected = build_with_report(tables(past), as_of=AS_OF)
    built = build_with_report(tables(pd.concat([past, wrong, ahead, nobody])), as_of=AS_OF)
    assert as_bytes(built.frame) == as_bytes(expected.frame)
    assert "attendance" not in built.faulty_rows
    seen = past.iloc[[0]].assign(known_at=cut - pd.Timedelta(microseconds=1), scheduled=99)
    assert build_with_report(
        tables(pd.concat([past, past.assign(youth_id="bilal"), seen])), as_of=AS_OF
    ).faulty_rows == {"attendance": 1}


FAULTS: dict[str, dict[str, Any]] = {
    "nothing scheduled": {"scheduled": 0},
    "more than a day holds": {"scheduled": 21},
    "a count below zero": {"sick": -1},
    "a kind over what was scheduled": {"permitted": 7},
    "kinds together over what was scheduled": {"sick": 3, "permitted": 2, "unlawful": 2},
    "a missing count": {"unlawful": pd.NA},
    "a missing youth": {"youth_id": None},
    "a missing institution": {"institution_id": None},
    "a missing day": {"on": pd.NaT},
    "a day before 1990": {"on": pd.Timestamp(1989, 12, 31)},
    "a day before birth": {"on": pd.Timestamp(2010, 4, 30)},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_is_dropped_and_counted(fault: str) -> None:
    sound = attendance_of("anna", school_days(120), unlawful=1)
    extra = attendance_of("anna", [date(2024, 5, 6)], unlawful=6).astype({"unlawful": "Int64"}).assign(**FAULTS[fault])
    built = build_with_report(tables(pd.concat([sound.astype({"unlawful": "Int64"}), extra])), as_of=AS_OF)
    assert built.faulty_rows == {"attendance": 1}
    assert as_bytes(built.frame) == as_bytes(build_indicators(tables(sound), as_of=AS_OF))


def test_different_rows_of_one_key_and_instant_are_both_faulty_and_equal_ones_count_once() -> None:
    known = pd.Timestamp(2026, 3, 2, 12)
    sound = attendance_of("anna", school_days(300), known_at=known)
    twice = build_with_report(tables(pd.concat([sound, sound.iloc[[-1]]])), as_of=AS_OF)
    assert "attendance" not in twice.faulty_rows
    assert as_bytes(twice.frame) == as_bytes(build_indicators(tables(sound), as_of=AS_OF))
    clash = build_with_report(tables(pd.concat([sound, sound.iloc[[-1]].assign(sick=1)])), as_of=AS_OF)
    assert clash.faulty_rows == {"attendance": 2}
    assert as_bytes(clash.frame) == as_bytes(build_indicators(tables(sound.iloc[:-1]), as_of=AS_OF))


@pytest.mark.parametrize(("faulty", "refused"), [(2, False), (3, True)])
def test_more_than_one_row_in_a_hundred_faulty_is_refused(faulty: int, refused: bool) -> None:
    sound = attendance_of("anna", school_days(200))
    sound.loc[: faulty - 1, "sick"] = 9
    if refused:
        with pytest.raises(TooManyFaults, match=r"attendance: got 3 faulty rows among the 200 seen, allowed is 1%"):
            build_indicators(tables(sound), as_of=AS_OF)
    else:
        assert build_with_report(tables(sound), as_of=AS_OF).faulty_rows == {"attendance": 2}


def test_a_retraction_needs_only_its_key() -> None:
    known = pd.Timestamp(2026, 3, 1)
    sound = attendance_of("anna", school_days(30), unlawful=1, known_at=known)
    counts = ["scheduled", "sick", "permitted", "unlawful"]
    bare = sound.iloc[[-1]].assign(known_at=known + pd.Timedelta(hours=1), retracted=True)
    bare = bare.astype(dict.fromkeys(counts, "Int64")).assign(**dict.fromkeys(counts, pd.NA))
    built = build_with_report(tables(pd.concat([sound.astype(dict.fromkeys(counts, "Int64")), bare])), as_of=AS_OF)
    assert "attendance" not in built.faulty_rows
    assert as_bytes(built.frame) == as_bytes(build_indicators(tables(sound.iloc[:-1]), as_of=AS_OF))


def test_an_assumed_instant_is_seen_the_next_morning_and_counted() -> None:
    rows = attendance_of("anna", school_days(3))
    built = build_with_report(tables(rows), as_of=AS_OF)
    assert value_of(built.frame, "anna", "attendance_age_days") == 1
    assert value_of(built.frame, "anna", "delivery_lag_days") == 0
    assert built.known_at_assumed["attendance"] == 3


@pytest.mark.parametrize(
    ("institutions", "regime"),
    [
        (None, "attendance"),  # named in attendance alone
        (
            pd.DataFrame({"institution_id": ["S1"], "kind": "fgu", "name": "", "delivers_attendance": True}),
            "attendance",
        ),
        (
            pd.DataFrame({"institution_id": ["S1"], "kind": "fgu", "name": "", "delivers_attendance": False}),
            "status_only",
        ),
    ],
)
def test_the_regime_follows_what_the_institution_delivers(institutions: pd.DataFrame | None, regime: str) -> None:
    others = {} if institutions is None else {"institutions": institutions}
    frame = build_indicators(tables(attendance_of("anna", school_days(5)), **others), as_of=AS_OF)
    assert value_of(frame, "anna", "regime") == regime
    assert value_of(frame, "bilal", "regime") == "status_only"


@pytest.mark.parametrize(("first", "regime"), [(90, "attendance"), (91, "status_only")])
def test_the_regime_attendance_needs_five_school_days_in_ninety_days(first: int, regime: str) -> None:
    days = [AS_OF - timedelta(days=back) for back in (first, 5, 4, 3, 2)]
    frame = build_indicators(tables(attendance_of("anna", days)), as_of=AS_OF)
    assert value_of(frame, "anna", "regime") == regime


def test_who_has_no_attendance_at_all_has_a_row_of_missing_values_and_no_history() -> None:
    frame = build_indicators(tables(), as_of=AS_OF)
    assert frame["absence_share_200d"].isna().all()
    assert frame["history_months"].eq(0).all()
    assert frame["coverage"].eq(1).all()  # no table of attendance, so nothing of it is wanting


def test_status_is_that_of_education_before_any_other_open_spell() -> None:
    spells = tables()["spells"]
    job = spells.assign(started_on=pd.Timestamp(2025, 8, 1), status="employment", institution_id="Shop")
    only_job = pd.concat([spells.iloc[[0]], job])
    frame = build_indicators(tables(spells=only_job), as_of=AS_OF)
    assert frame["status"].tolist() == ["compulsory_school", "employment"]
    assert frame["institution_id"].tolist() == ["S1", "Shop"]


def test_who_has_not_moved_in_yet_or_has_left_has_no_row() -> None:
    youths = tables()["youths"].assign(
        moved_in_on=[pd.Timestamp(AS_OF + timedelta(days=1)), pd.NaT],
        left_municipality_on=[pd.NaT, pd.Timestamp(AS_OF)],
    )
    assert build_indicators(tables(youths=youths), as_of=AS_OF)["youth_id"].tolist() == ["bilal"]
    next_day = build_indicators(tables(youths=youths), as_of=AS_OF + timedelta(days=1))
    assert next_day["youth_id"].tolist() == ["anna"]


def test_no_date_and_no_table_are_refused_in_words() -> None:
    with pytest.raises(WindowError, match="got nothing, allowed is a date"):
        build_indicators(tables(), as_of=[])
    with pytest.raises(StructureFault, match="spells"):
        build_indicators({"youths": tables()["youths"]}, as_of=AS_OF)
