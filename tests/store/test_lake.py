"""The records lake: what which night sees, and that no later event changes it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from features.calendar import cut
from features.vocabulary import DataKind
from service.domain.errors import DeliveryRefused, IntegrityBroken, LockHeld, WrongUse
from service.store import lake_news, records_lake
from service.store.lake_rows import SHARDS, shard_of
from service.store.records_lake import MOST_FILES, Lake
from tests.lib.lakes import SPELLS, YOUTHS, files, present, seen, take, told

MONDAY, TUESDAY, WEDNESDAY = "2026-11-16", "2026-11-17", "2026-11-18"
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def of(lake: Lake, as_of: str, *, version: int | None = None, table: str = "attendance") -> pd.DataFrame:
    """What the night of `as_of` sees in a table."""
    records = lake.records(version or lake.newest(), as_of=date.fromisoformat(as_of))
    return seen(records, as_of).get(table, pd.DataFrame())


def test_an_empty_lake_holds_nothing_and_says_so(lake: Lake) -> None:
    records = lake.records(lake.newest(), as_of=date(2026, 11, 16))
    assert (lake.newest(), records.contained, records.attendance) == (0, frozenset(), None)
    assert not lake.folder.exists()


def test_a_delivery_is_seen_by_the_night_that_takes_it_and_by_none_before(lake: Lake) -> None:
    take(lake, told(attendance=[present("anna", "2026-11-11", known_at="2026-11-12T06:00")]), night=TUESDAY)
    assert len(of(lake, MONDAY)) == 0
    assert len(of(lake, TUESDAY)) == 1
    assert lake.records(1, as_of=date(2026, 11, 16)).contained == frozenset()


def test_a_missing_known_at_is_the_last_microsecond_before_the_nights_cut(lake: Lake) -> None:
    take(lake, told(attendance=[present("anna", "2026-11-11")]), night=TUESDAY)
    known = of(lake, TUESDAY)["known_at"].iloc[0]
    assert known == pd.Timestamp(cut(date(2026, 11, 17))).tz_localize(None) - pd.Timedelta(1, "us")


def test_a_spell_with_an_end_and_no_known_at_is_one_version_of_its_night(lake: Lake) -> None:
    ended = {**SPELLS[0], "ended_on": "2026-11-10", "end_reason": "interrupted", "known_at": None}
    take(lake, told(spells=[ended]), night=TUESDAY)
    assert len(lake.records(1, as_of=date(2026, 11, 17)).tables["spells"]) == 1
    assert of(lake, TUESDAY, table="spells")["end_reason"].tolist() == ["interrupted"]


def test_a_first_load_was_received_when_it_was_known(lake: Lake) -> None:
    rows = [
        present("anna", "2026-11-11", known_at="2026-11-15T22:59:59.999999"),  # the last instant of Sunday in Denmark
        present("anna", "2026-11-12", known_at="2026-11-15T23:00:00.000000"),
        present("anna", "2026-11-13"),
    ]
    take(lake, told(attendance=rows), night=None)
    received = {
        day: lake.records(1, as_of=date.fromisoformat(day)).attendance for day in ("2026-11-14", MONDAY, TUESDAY)
    }
    assert [len(rows["on"]) for rows in received.values() if rows is not None] == [1, 2, 3]
    assert of(lake, "2026-11-14")["on"].tolist() == [pd.Timestamp("2026-11-13")]


def test_a_first_load_splits_an_ended_spell_without_known_at_into_its_start_and_its_end(lake: Lake) -> None:
    ended = {**SPELLS[0], "ended_on": "2026-11-10", "end_reason": "interrupted", "known_at": None}
    take(lake, told(spells=[ended]), night=None)
    assert of(lake, "2026-11-10", table="spells")["ended_on"].isna().all()
    assert of(lake, "2026-11-11", table="spells")["ended_on"].notna().all()


def test_delivering_twice_makes_no_version_and_no_file(lake: Lake) -> None:
    delivery = told(attendance=[present("anna", "2026-11-11")])
    first = take(lake, delivery, night=MONDAY, content="a" * 64)
    before = files(lake.folder)
    assert take(lake, delivery, night=TUESDAY, content="a" * 64) == first
    assert files(lake.folder) == before


@pytest.mark.parametrize("known_at", [None, "2026-11-12T06:00"])
def test_a_row_that_says_nothing_new_keeps_the_instant_at_which_it_was_first_known(
    lake: Lake, known_at: str | None
) -> None:
    delivery = told(attendance=[present("anna", "2026-11-11", known_at=known_at)])
    take(lake, delivery, night=MONDAY)
    first = of(lake, MONDAY)["known_at"].tolist()
    before = files(lake.folder / "attendance")
    take(lake, delivery, night=TUESDAY)
    assert of(lake, TUESDAY)["known_at"].tolist() == first
    assert files(lake.folder / "attendance") == before


@pytest.mark.parametrize("known_at", [None, "2026-11-12T06:00"])
def test_a_correction_is_seen_from_its_own_night_on_even_under_the_same_known_at(
    lake: Lake, known_at: str | None
) -> None:
    for night, unlawful in ((MONDAY, 6), (TUESDAY, 0)):
        take(lake, told(attendance=[present("anna", "2026-11-11", unlawful=unlawful, known_at=known_at)]), night=night)
    assert of(lake, MONDAY)["unlawful"].tolist() == [6]
    assert of(lake, TUESDAY)["unlawful"].tolist() == [0]


def test_of_two_deliveries_of_one_night_the_later_one_stands(lake: Lake) -> None:
    for unlawful in (6, 2):
        take(lake, told(attendance=[present("anna", "2026-11-11", unlawful=unlawful)]), night=MONDAY)
    assert of(lake, MONDAY)["unlawful"].tolist() == [2]
    assert of(lake, MONDAY, version=1)["unlawful"].tolist() == [6]


def test_a_retraction_takes_a_row_back_from_its_own_night_on(lake: Lake) -> None:
    take(lake, told(attendance=[present("anna", "2026-11-11", known_at="2026-11-12T06:00")]), night=MONDAY)
    retraction = present("anna", "2026-11-11", known_at="2026-11-16T12:00", retracted=True)
    take(lake, told(attendance=[retraction]), night=TUESDAY)
    assert len(of(lake, MONDAY)) == 1
    assert len(of(lake, TUESDAY)) == 0


def test_what_came_back_after_a_retraction_is_news(lake: Lake) -> None:
    row = present("anna", "2026-11-11")
    take(lake, told(attendance=[row]), night=MONDAY)
    take(
        lake,
        told(attendance=[present("anna", "2026-11-11", known_at="2026-11-16T12:00", retracted=True)]),
        night=TUESDAY,
    )
    take(lake, told(attendance=[row]), night=WEDNESDAY)
    assert [len(of(lake, night)) for night in (MONDAY, TUESDAY, WEDNESDAY)] == [1, 0, 1]


def test_the_organisation_is_told_whole_and_a_calendar_day_by_day(lake: Lake) -> None:
    districts = [{"district_id": "D1", "name": "Nord"}, {"district_id": "D2", "name": "Syd"}]
    days = [
        {"institution_id": "default", "on": "2026-11-16", "possible": 6},
        {"institution_id": "default", "on": "2026-11-17", "possible": 6},
    ]
    take(lake, told(districts=districts, school_days=days), night=MONDAY)
    take(lake, told(districts=districts[:1], school_days=[{**days[1], "possible": 0}]), night=TUESDAY)
    assert of(lake, MONDAY, table="districts")["district_id"].tolist() == ["D1", "D2"]
    assert of(lake, TUESDAY, table="districts")["district_id"].tolist() == ["D1"]
    assert sorted(of(lake, TUESDAY, table="school_days")["possible"]) == [0, 6]
    assert sorted(of(lake, MONDAY, table="school_days")["possible"]) == [6, 6]


def test_shards_part_the_youths_and_hold_whole_lives(lake: Lake) -> None:
    names = [f"y{number}" for number in range(150)]
    youths = [{**YOUTHS[0], "youth_id": name} for name in names]
    days = [present(name, f"2026-11-{day:02}") for day in (9, 10, 11) for name in names]  # not by youth
    take(lake, told(youths=youths, attendance=days), night=MONDAY)
    bunches = [tuple(range(first, first + 16)) for first in range(0, SHARDS, 16)]
    parts = [lake.records(1, as_of=date(2026, 11, 16), shard=bunch) for bunch in bunches]
    assert sorted(name for part in parts for name in part.tables["youths"]["youth_id"]) == sorted(names)
    assert sum(part.attendance.num_rows for part in parts if part.attendance is not None) == len(days)
    for bunch, part in zip(bunches, parts, strict=True):
        assert {shard_of(name) for name in part.tables["youths"]["youth_id"]} <= set(bunch)
    one = lake.records(1, as_of=date(2026, 11, 16), shard=shard_of("y7")).tables["youths"]["youth_id"].tolist()
    assert one == sorted(name for name in names if shard_of(name) == shard_of("y7"))
    everybody = lake.records(1, as_of=date(2026, 11, 16)).attendance["youth_id"].to_pylist()
    assert sum(one != other for one, other in pairwise(everybody)) == len(names) - 1


def test_the_shard_of_a_youth_never_changes() -> None:
    assert [shard_of(name) for name in ("anna", "bilal", "Y-0001")] == [12, 40, 6]


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    delivery = told(attendance=[present("anna", "2026-11-11"), present("bilal", "2026-11-11")])
    for name in ("one", "other"):
        take(Lake(tmp_path / name), delivery, night=MONDAY)
    assert files(tmp_path / "one") == files(tmp_path / "other")  # data files are named by their hash


def test_merging_files_changes_no_answer_not_even_of_versions_whose_files_are_gone(lake: Lake) -> None:
    monday = date(2026, 11, 16)
    nights = [monday + timedelta(days=number) for number in range(MOST_FILES + 3)]
    for number, night in enumerate(nights):
        take(
            lake,
            told(attendance=[present("anna", "2026-11-11", unlawful=number % 7), present("bilal", str(night))]),
            night=str(night),
        )
    asked = [(version, str(night)) for version in (1, 6, lake.newest()) for night in nights[::5]]
    before = [of(lake, night, version=version).to_csv() for version, night in asked]
    newest = lake.compact(lake.newest(), at=LATER)
    assert len(list((lake.folder / "attendance").glob("*.parquet"))) < MOST_FILES
    assert newest == len(nights) + 1
    assert [of(lake, night, version=version).to_csv() for version, night in asked] == before
    assert of(lake, str(nights[-1]), version=newest).to_csv() == of(lake, str(nights[-1]), version=newest - 1).to_csv()
    assert lake.verify(newest) == lake.verify(1) > 0


def test_files_of_a_version_that_was_the_newest_till_just_now_are_left_for_a_while(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_lake, "MOST_FILES", 1)
    for night in (MONDAY, TUESDAY):
        take(lake, told(attendance=[present("anna", night)]), night=night)
    old = [lake.folder / file.path for file in lake.version(2).of_table("attendance")]
    for path in old:
        os.utime(path, (1, 1))  # taken long ago
    now = datetime.fromtimestamp(lake.versions.place(2).stat().st_mtime, UTC)
    lake.compact(2, at=now + timedelta(days=1))
    assert [path.exists() for path in old] == [True, True]
    lake.compact(3, at=now + timedelta(days=3))
    assert [path.exists() for path in old] == [False, False]
    assert len(of(lake, WEDNESDAY, version=2)) == 2


def test_files_that_readers_may_still_hold_are_left_for_a_while(lake: Lake) -> None:
    take(lake, told(), night=MONDAY)
    orphan = lake.folder / "spells" / "00000002-0123456789abcdef.parquet"
    orphan.write_bytes(b"left by a kill")
    now = datetime.fromtimestamp(orphan.stat().st_mtime, UTC)
    lake.compact(1, at=now)
    assert orphan.exists()
    lake.compact(1, at=now + timedelta(days=3))
    assert not orphan.exists()
    assert len(of(lake, MONDAY, table="spells")) == 1


@pytest.mark.parametrize("place", ["lake.file_written", "lake.files_written"])
def test_a_kill_before_the_version_is_there_leaves_the_last_one_and_the_next_try_heals(lake: Lake, place: str) -> None:
    take(lake, told(), night=MONDAY)
    found = lake.compare(told(attendance=[present("anna", "2026-11-11")]), received_for=date(2026, 11, 17))

    def die(here: str) -> None:
        if here == place:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lake.take(found, content_hash="b" * 64, mark=die)
    assert lake.newest() == 1
    assert lake.verify(1) == 2
    assert lake.take(found, content_hash="b" * 64) == 2
    assert len(of(lake, TUESDAY)) == 1


def test_a_writer_who_comes_second_changes_nothing(lake: Lake) -> None:
    contact = {"youth_id": "anna", "contacted_on": "2026-11-11", "kind": "reached"}
    first = lake.compare(told(), received_for=date(2026, 11, 16))
    second = lake.compare(told(contacts=[contact]), received_for=date(2026, 11, 16))
    lake.take(first, content_hash="a" * 64)
    with pytest.raises(LockHeld, match="one writer"):
        lake.take(second, content_hash="b" * 64)
    assert lake.newest() == 1


def test_data_of_another_kind_and_deliveries_for_past_nights_are_refused(lake: Lake) -> None:
    take(lake, told(), night=None)
    with pytest.raises(DeliveryRefused, match="got public, allowed in this lake is synthetic"):
        take(lake, told(data=DataKind.PUBLIC), night=MONDAY)
    take(lake, told(), night=TUESDAY)
    with pytest.raises(DeliveryRefused, match="past nights would change"):
        take(lake, told(), night=MONDAY)
    with pytest.raises(DeliveryRefused, match="without --historic"):
        take(lake, told(), night=None)
    with pytest.raises(WrongUse, match="there is no version 9"):
        lake.records(9, as_of=date(2026, 11, 16))


def test_a_changed_or_missing_file_is_named(lake: Lake) -> None:
    take(lake, told(), night=MONDAY)
    take(lake, told(attendance=[present("anna", "2026-11-11")]), night=TUESDAY)
    path = next((lake.folder / "spells").glob("*.parquet"))
    sound = path.read_bytes()
    path.write_bytes(sound[:-9] + b"X" + sound[-8:])
    with pytest.raises(IntegrityBroken, match=r"spells/00000001.*changed"):
        lake.verify(2)
    path.unlink()
    with pytest.raises(IntegrityBroken, match="missing"):
        lake.verify(2)
    path.write_bytes(sound)
    version = lake.versions.folder / "00000001.json"
    version.write_text(version.read_text().replace('"source": "test"', '"source": "tost"'))
    with pytest.raises(IntegrityBroken, match="version 2 does not follow version 1"):
        lake.verify(2)


def test_large_deliveries_are_compared_shard_by_shard_with_the_same_result(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"y{number}" for number in range(60)]
    take(lake, told(attendance=[present(name, "2026-11-11") for name in names]), night=MONDAY)
    again = told(attendance=[present(name, "2026-11-11", unlawful=int(name == "y7")) for name in [*names, "y99"]])
    whole = lake.compare(again, received_for=date(2026, 11, 17)).tables[1]
    monkeypatch.setattr(lake_news, "AT_ONCE", 10)
    parted = lake.compare(again, received_for=date(2026, 11, 17)).tables[1]
    assert whole.rows["youth_id"].to_pylist() == parted.rows["youth_id"].to_pylist() == ["y7", "y99"]
    assert (
        (whole.repeats, whole.standing, whole.rewritten)
        == (parted.repeats, parted.standing, parted.rewritten)
        == (59, 60, 1)
    )


@pytest.mark.parametrize(
    ("before", "after", "rewritten"),
    [
        ({}, {"ended_on": "2026-11-10", "end_reason": "completed"}, 0),  # an end that is told
        ({"ended_on": "2026-11-10", "end_reason": "completed"}, {}, 1),  # an end that is taken back
        ({"ended_on": "2026-11-10"}, {"ended_on": "2026-11-09"}, 1),
        ({"grade": 8}, {"grade": 9}, 0),  # brought up to date
        ({}, {"retracted": True, "known_at": "2026-11-16T12:00"}, 1),
        ({"known_at": "2026-11-14"}, {"retracted": True, "known_at": "2026-11-13"}, 0),  # older news change nothing that stands
    ],
)  # fmt: skip
def test_only_what_takes_back_or_rewrites_counts_as_such(
    lake: Lake, before: dict[str, str], after: dict[str, str], rewritten: int
) -> None:
    take(lake, told(spells=[{**SPELLS[0], "known_at": None, **before}]), night=MONDAY)
    found = lake.compare(told(spells=[{**SPELLS[0], "known_at": None, **after}]), received_for=date(2026, 11, 17))
    assert {table.table: table.rewritten for table in found.tables}["spells"] == rewritten
