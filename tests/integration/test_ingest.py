"""A delivery from the folder to the lake: what is taken, refused, or waits; and that whatever stops it can be done again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from features.build import build_with_report, join_parts
from features.errors import MappingError, RecordError, StructureFault, TooManyFaults
from features.parts import measure_part
from features.reading import read_records
from service.domain.audit import Line
from service.domain.delivery import Delivered, DeliveryState
from service.domain.errors import DeliveryRefused, UnknownThing
from service.ingest.inbox import take_inbox, tidy, waiting_folders
from service.ingest.taking import Asked, Intake, accept, ingest
from service.settings import Mode
from service.store import audit, deliveries
from service.store.raw_deliveries import content_hash
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.small_town import MONDAY, write_small_town
from tests.lib.sound_delivery import Tables, fingerprint, sound, write_csv, write_parquet

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
DELIVERY = {"format": 1, "data": "synthetic", "source": "test", "delivered_on": "2026-11-15"}


@pytest.fixture
def light(tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite alone, where the database does not matter."""
    with migrated(f"sqlite:///{tmp_path / 'light.db'}") as store:
        yield store


@pytest.fixture
def intake(light: Store, tmp_path: Path) -> Intake:
    return Intake(tmp_path / "home", Mode.SYNTHETIC, light, bytes(32))


def delivered(folder: Path, tables: Tables | None = None, **declared: object) -> Path:
    write_parquet(folder, tables or sound())
    (folder / "delivery.json").write_text(json.dumps({**DELIVERY, **declared}))
    return folder


def changed(table: str, rows: slice, **cells: str) -> Tables:
    """The sound delivery with some cells of some rows changed."""
    tables = sound()
    tables[table][rows] = [{**row, **cells} for row in tables[table][rows]]
    return tables


def state(intake: Intake, folder: Path) -> Delivered | None:
    with intake.store.read() as work:
        return deliveries.find(work, content_hash(folder))


def trail(intake: Intake) -> list[Line]:
    with intake.store.read() as work:
        return list(audit.lines(work))


def test_a_delivery_is_kept_raw_checked_laid_into_the_lake_and_told(store: Store, tmp_path: Path) -> None:
    intake = Intake(tmp_path / "home", Mode.SYNTHETIC, store, bytes(32))
    folder = delivered(tmp_path / "delivery")
    before = fingerprint(folder)
    taken = ingest(intake, folder, Asked(MONDAY), at=AT).delivered
    assert (taken.state, taken.lake_version, taken.received_for, taken.source) == (
        DeliveryState.TAKEN,
        1,
        MONDAY,
        "test",
    )
    assert taken.rows["attendance"] == taken.counts["new"]["attendance"] == 600
    assert intake.raw.find(taken.content_hash) is not None
    assert intake.lake.records(1, as_of=MONDAY).attendance.num_rows == 600
    assert state(intake, folder) == taken
    assert [(line.action, json.loads(line.detail)["delivery"]) for line in trail(intake)] == [
        ("delivery.taken", taken.content_hash)
    ]
    assert fingerprint(folder) == before


def test_delivered_twice_is_taken_once_even_under_other_names(intake: Intake, tmp_path: Path) -> None:
    first = ingest(intake, delivered(tmp_path / "delivery"), Asked(MONDAY), at=AT)
    again = ingest(intake, delivered(tmp_path / "the same again"), Asked(TUESDAY), at=AT + timedelta(days=1))
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.delivered == first.delivered
    assert intake.lake.newest() == 1
    assert len(list(intake.raw.folder.iterdir())) == len(trail(intake)) == 1


@pytest.mark.parametrize(
    ("mode", "data", "is_let_in"),
    [
        (Mode.SYNTHETIC, "real", False),
        (Mode.DEMO, "real", False),
        (Mode.DEMO, "public", True),
        (Mode.REAL, "synthetic", False),
        (Mode.REAL, "public", False),
        (Mode.REAL, "real", True),
        (Mode.REAL, None, False),
        (Mode.DEMO, None, False),
    ],
)
def test_an_installation_takes_in_only_what_is_declared_as_it_is(
    intake: Intake, tmp_path: Path, mode: Mode, data: str | None, is_let_in: bool
) -> None:
    folder = delivered(tmp_path / "delivery", **({"data": data} if data else {}))
    if data is None:
        (folder / "delivery.json").unlink()
    intake = replace(intake, mode=mode)
    if is_let_in:
        assert ingest(intake, folder, Asked(MONDAY), at=AT).delivered.state is DeliveryState.TAKEN
        return
    with pytest.raises(DeliveryRefused, match=f"got {data or 'undeclared'}, allowed in mode {mode}"):
        ingest(intake, folder, Asked(MONDAY), at=AT)
    assert intake.lake.newest() == 0


def test_a_few_faulty_rows_are_left_out_and_named_in_quarantine(intake: Intake, tmp_path: Path) -> None:
    folder = delivered(tmp_path / "delivery", changed("attendance", slice(3), unlawful="9"))
    taken = ingest(intake, folder, Asked(MONDAY), at=AT).delivered
    assert (taken.counts["faulty"], taken.rows["attendance"]) == ({"attendance": 3}, 597)
    assert intake.lake.records(1, as_of=MONDAY).attendance.num_rows == 597
    report = json.loads(next(intake.quarantine.folder.iterdir()).read_text())
    assert {(fault["file"], fault["line"], fault["got"]) for fault in report["faults"]} >= {
        ("attendance.parquet", 2, "9")
    }
    assert "y000" not in json.dumps(report)


@pytest.mark.parametrize("form", ["parquet", "csv", "parts"])
def test_too_many_faulty_rows_refuse_the_delivery_whole_and_change_nothing(
    intake: Intake, tmp_path: Path, form: str
) -> None:
    tables = changed("attendance", slice(30), unlawful="9")
    folder = delivered(tmp_path / "delivery", tables)
    if form == "csv":
        (folder / "attendance.parquet").unlink()
        write_csv(folder, {"attendance": tables["attendance"]})
    elif form == "parts":
        (folder / "attendance").mkdir()
        rows = pq.read_table(folder / "attendance.parquet")
        (folder / "attendance.parquet").unlink()
        for number in range(2):
            pq.write_table(rows.slice(300 * number, 300), folder / "attendance" / f"part-{number}.parquet")
    with pytest.raises(TooManyFaults, match="attendance: 30 of 600 rows"):
        ingest(intake, folder, Asked(MONDAY), at=AT)
    found = state(intake, folder)
    assert found is not None and (found.state, found.reasons) == (DeliveryState.REFUSED, ("TooManyFaults",))
    assert intake.lake.newest() == 0
    assert len(json.loads(next(intake.quarantine.folder.iterdir()).read_text())["faults"]) >= 30
    assert [line.action for line in trail(intake)] == ["delivery.refused"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"PAR1 and then nothing", b"\x00" * 4096])
def test_broken_files_refuse_the_delivery_and_a_whole_one_is_taken_after(
    intake: Intake, tmp_path: Path, content: bytes
) -> None:
    folder = delivered(tmp_path / "delivery")
    whole = (folder / "attendance.parquet").read_bytes()
    (folder / "attendance.parquet").write_bytes(content or whole[: len(whole) // 2])
    with pytest.raises(StructureFault, match=r"attendance.parquet: the file is no Parquet file or is cut short"):
        ingest(intake, folder, Asked(MONDAY), at=AT)
    assert intake.lake.newest() == 0
    (folder / "attendance.parquet").write_bytes(whole)
    assert ingest(intake, folder, Asked(MONDAY), at=AT).delivered.lake_version == 1


# What is unusual


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (
            changed("youths", slice(20), district_id="Syd"),
            "youths: 20 of 300 standing facts would be taken back or changed",
        ),
        (changed("attendance", slice(200), unlawful="0"), "attendance: 200 of 600"),
        (changed("spells", slice(40), retracted="true", known_at="2026-11-15T12:00:00"), "spells: 40 of 300"),
    ],
)
def test_what_would_rewrite_much_of_what_stands_waits_for_a_human_yes(
    intake: Intake, tmp_path: Path, tables: Tables, words: str
) -> None:
    ingest(intake, delivered(tmp_path / "first"), Asked(None), at=AT)
    folder = delivered(tmp_path / "second", tables)
    waiting = ingest(intake, folder, Asked(TUESDAY), at=AT).delivered
    assert waiting.state is DeliveryState.WAITING
    assert any(words in reason for reason in waiting.reasons)
    assert intake.lake.newest() == 1
    assert ingest(intake, folder, Asked(TUESDAY), at=AT).is_repeat
    taken = accept(intake, waiting.content_hash[:12], Asked(TUESDAY), at=AT).delivered
    assert (taken.state, taken.lake_version) == (DeliveryState.TAKEN, 2)
    assert [line.action for line in trail(intake)] == ["delivery.taken", "delivery.waiting", "delivery.taken"]
    assert [path.suffix for path in intake.raw.folder.iterdir()] == [".raw", ".raw"]
    with pytest.raises(UnknownThing, match="0 waiting deliveries"):
        accept(intake, waiting.content_hash[:12], Asked(TUESDAY), at=AT)


def test_ends_that_are_told_at_the_end_of_a_school_year_wait_for_nobody(intake: Intake, tmp_path: Path) -> None:
    ingest(intake, delivered(tmp_path / "first"), Asked(None), at=AT)
    ended = changed("spells", slice(300), ended_on="2026-11-13", end_reason="completed", known_at="2026-11-14T06:00:00")
    assert (
        ingest(intake, delivered(tmp_path / "second", ended), Asked(TUESDAY), at=AT).delivered.state
        is DeliveryState.TAKEN
    )


def test_a_table_that_suddenly_lacks_more_than_half_of_its_usual_rows_waits(intake: Intake, tmp_path: Path) -> None:
    days = pd.Series([f"2026-11-{day:02}" for day in range(9, 15)])
    for number, day in enumerate(days):
        tables = {name: rows for name, rows in sound().items() if name in ("youths", "spells", "attendance")}
        tables["attendance"] = [{**row, "on": day, "known_at": ""} for row in tables["attendance"][::2]]
        if number == 5:
            tables["attendance"] = tables["attendance"][:140]
        found = ingest(
            intake,
            delivered(tmp_path / day, tables),
            Asked(MONDAY + timedelta(days=number)),
            at=AT + timedelta(days=number),
        )
    assert found.delivered.state is DeliveryState.WAITING
    assert found.delivered.reasons == (
        "attendance: got 140 rows, the last 5 deliveries of this source had 300 or more.",
    )


# Mappings


def test_a_mapping_is_remembered_for_its_source(intake: Intake, tmp_path: Path) -> None:
    def foreign(name: str, day: str) -> Path:
        folder = delivered(tmp_path / name)
        (folder / "attendance.parquet").unlink()
        rows = "".join(f"y{number:03};{day};Søndergård;6;0;0;1\r\n" for number in range(50))
        text = f"Elev;Dato;Skole;Mulige;Syg;Lovligt;Ulovligt\r\n{rows}"
        (folder / "fravaer.csv").write_bytes(text.encode("windows-1252"))
        return folder

    columns = {
        "Elev": "youth_id",
        "Dato": "on",
        "Skole": "institution_id",
        "Mulige": "scheduled",
        "Syg": "sick",
        "Lovligt": "permitted",
        "Ulovligt": "unlawful",
    }
    lines = "\n".join(f'"{theirs}" = "{ours}"' for theirs, ours in columns.items())
    mapping = tmp_path / "school.toml"
    mapping.write_text(f'[tables.attendance]\nfile = "fravaer*.csv"\n[tables.attendance.columns]\n{lines}\n')
    with pytest.raises(StructureFault, match=r"fravaer\.csv"):
        ingest(intake, foreign("first", "11-11-2026"), Asked(MONDAY), at=AT)
    with pytest.raises(MappingError, match="cannot be read"):
        ingest(intake, tmp_path / "first", Asked(MONDAY, tmp_path / "nowhere.toml"), at=AT)
    ingest(intake, tmp_path / "first", Asked(MONDAY, mapping), at=AT)
    mapping.unlink()
    second = ingest(intake, foreign("second", "12-11-2026"), Asked(TUESDAY), at=AT).delivered
    assert second.counts["new"]["attendance"] == 50


# The inbox


def test_the_night_takes_what_lies_in_the_inbox_and_puts_it_away(intake: Intake, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    delivered(inbox / "b-late", changed("youths", slice(1), district_id="Syd"), delivered_on="2026-11-16")
    delivered(inbox / "c-early", delivered_on="2026-11-15")
    delivered(inbox / ".coming", changed("youths", slice(2), district_id="Syd"))
    delivered(inbox / "a-broken", data="real")
    nights = {date(2026, 11, 15): MONDAY, date(2026, 11, 16): TUESDAY, None: TUESDAY}
    found = take_inbox(intake, inbox, night_for=nights.__getitem__, at=AT)
    taken = [each.taken.delivered for each in found if each.taken]
    assert [each.received_for for each in taken] == [MONDAY, TUESDAY]
    assert [(each.exit_code, "got real" in each.refusal) for each in found if each.refusal] == [(3, True)]
    assert waiting_folders(inbox) == []
    assert {path.name for path in inbox.iterdir()} == {".coming", "done", "refused"}
    assert {path.name for path in (inbox / "done").iterdir()} == {
        f"2026-11-16_{each.content_hash[:16]}" for each in taken
    }
    assert tidy(intake, inbox, on=date(2026, 12, 15)) == 0
    assert tidy(intake, inbox, on=date(2026, 12, 16)) == 3 + 3  # folders and raw copies
    assert list((inbox / "done").iterdir()) == list(intake.raw.folder.iterdir()) == []


def test_what_waits_stays_in_the_inbox_until_a_person_has_said_yes(intake: Intake, tmp_path: Path) -> None:
    ingest(intake, delivered(tmp_path / "first"), Asked(None), at=AT)
    inbox = tmp_path / "inbox"
    delivered(inbox / "changed", changed("youths", slice(100), district_id="Syd"))
    for _ in range(2):
        (found,) = take_inbox(intake, inbox, night_for=lambda _: MONDAY, at=AT)
        assert found.taken is not None and found.taken.delivered.state is DeliveryState.WAITING
        assert [path.name for path in waiting_folders(inbox)] == ["changed"]
    accept(intake, found.taken.delivered.content_hash, Asked(TUESDAY), at=AT)
    (found,) = take_inbox(intake, inbox, night_for=lambda _: TUESDAY, at=AT)
    assert found.taken is not None and (found.taken.is_repeat, found.taken.delivered.lake_version) == (True, 2)
    assert waiting_folders(inbox) == []


# Stopped in the middle


PLACES = (
    "ingest.begun ingest.raw_kept ingest.checked lake.file_written lake.files_written lake.version_written ingest.in_lake ingest.registered"
).split()


@pytest.mark.parametrize("place", PLACES)
def test_stopped_anywhere_the_next_try_takes_the_delivery_once(intake: Intake, tmp_path: Path, place: str) -> None:
    folder = delivered(tmp_path / "delivery")

    def die(here: str) -> None:
        if here == place:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(replace(intake, mark=die), folder, Asked(MONDAY), at=AT)
    taken = ingest(intake, folder, Asked(TUESDAY), at=AT + timedelta(days=1)).delivered
    was_in_lake = place in ("lake.version_written", "ingest.in_lake", "ingest.registered")
    assert (taken.lake_version, taken.received_for) == (1, MONDAY if was_in_lake else TUESDAY)
    assert (intake.lake.newest(), len(list(intake.raw.folder.iterdir())), len(trail(intake))) == (1, 1, 1)
    assert intake.lake.verify(1) == 5


@pytest.mark.parametrize("place", ["raw", "lake", "quarantine"])
def test_a_folder_that_cannot_be_written_stops_it_and_nothing_is_half_there(
    intake: Intake, tmp_path: Path, place: str
) -> None:
    folder = delivered(tmp_path / "delivery", changed("attendance", slice(3), unlawful="9"))
    blocked = intake.home / place
    blocked.parent.mkdir(exist_ok=True)
    blocked.touch()  # a file where the folder should be: not even root can write below it
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        ingest(intake, folder, Asked(MONDAY), at=AT)
    blocked.unlink()
    assert ingest(intake, folder, Asked(MONDAY), at=AT).delivered.lake_version == 1


# The lake is what the folder was


def test_a_first_load_gives_the_indicators_of_the_folder_whole_and_by_shard(intake: Intake, tmp_path: Path) -> None:
    folder = write_small_town(tmp_path / "town")
    ingest(intake, folder, Asked(None), at=AT)
    expected = build_with_report(read_records(folder), as_of=MONDAY).frame
    whole = intake.lake.records(1, as_of=MONDAY)
    pd.testing.assert_frame_equal(build_with_report(whole, as_of=MONDAY).frame, expected)
    bunches = [tuple(range(first, first + 16)) for first in range(0, 64, 16)]
    parts = [measure_part(intake.lake.records(1, as_of=MONDAY, shard=bunch), as_of=MONDAY) for bunch in bunches]
    pd.testing.assert_frame_equal(join_parts(parts).frame, expected)


def test_refusals_say_no_id_and_no_value(intake: Intake, tmp_path: Path) -> None:
    refusals: Mapping[str, Tables] = {
        "faults": changed("attendance", slice(30), unlawful="9", youth_id="secret-77"),
        "cpr": changed("youths", slice(30), youth_id="0101101234"),
    }
    for name, tables in refusals.items():
        with pytest.raises(RecordError) as refused:
            ingest(intake, delivered(tmp_path / name, tables), Asked(MONDAY), at=AT)
        kept = "".join(path.read_text() for path in intake.quarantine.folder.iterdir())
        for text in (str(refused.value), kept, "".join(line.detail for line in trail(intake))):
            assert "secret-77" not in text
            assert "0101101234" not in text
    shutil.rmtree(intake.quarantine.folder)
