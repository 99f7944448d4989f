"""Every fault of the records format: its message, its exit code, and that nothing in the folder has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.checking import check_records, check_tables
from features.errors import MappingError, StructureFault, TooManyFaults
from features.faults import Fault, Rule
from features.masking import looks_like_cpr, shown
from features.reading import read_records
from features.vocabulary import Status
from service.commands import check
from tests.lib.sound_delivery import (
    DELIVERED_ON,
    Row,
    Tables,
    arrow_of,
    assignments,
    fingerprint,
    sound,
    write_csv,
    write_parquet,
)

WRITERS = {"csv": write_csv, "parquet": write_parquet}
DELIVERY = {"format": 1, "data": "synthetic", "source": "test", "delivered_on": str(DELIVERED_ON)}


def test_a_sound_folder_has_no_faults_in_either_form(tmp_path: Path) -> None:
    for form, write in WRITERS.items():
        report = check_records(read_records(_declared(write(tmp_path / form, sound())))).report
        assert report.faults == ()
        assert {tally.table: tally.rows for tally in report.tallies} == {
            name: len(rows) for name, rows in sound().items()
        }


# Faults of structure


def _replace(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


def _rename_column(old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "spells.csv"
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))

    return spoil


def _remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _wrong_type(name: str, column: str, array: pa.Array) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / f"{name}.csv").unlink()
        table = arrow_of(name, sound()[name][: len(array)])
        pq.write_table(table.set_column(table.column_names.index(column), column, array), folder / f"{name}.parquet")

    return spoil


def _twice(folder: Path) -> None:
    write_parquet(folder, {"youths": sound()["youths"]})


def _only_header(folder: Path) -> None:
    path = folder / "youths.csv"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def _mixed_parts(folder: Path) -> None:
    (folder / "attendance.csv").rename(folder / "moved")
    (folder / "attendance").mkdir()
    (folder / "moved").rename(folder / "attendance" / "a.csv")
    write_parquet(folder / "attendance", {"attendance": sound()["attendance"]})


def _foreign_folder(folder: Path) -> None:
    write_parquet(folder / "absences", {"attendance": sound()["attendance"]})


def _empty_folder(folder: Path) -> None:
    (folder / "contacts").mkdir()


def _cut_short(folder: Path) -> None:
    (folder / "attendance.csv").unlink()
    whole = write_parquet(folder, {"attendance": sound()["attendance"]}) / "attendance.parquet"
    whole.write_bytes(whole.read_bytes()[:-200])


STRUCTURE: dict[str, tuple[Callable[[Path], None], str]] = {
    "required table missing": (_remove("spells.csv"), "required table 'spells' .* is missing; got .*youths"),
    "required table empty": (_only_header, "youths: the required table has no rows"),
    "mandatory column missing": (_rename_column(",status,", ",grade,"), "column 'status' .* is missing"),
    "foreign column": (
        _rename_column("end_reason", "end_reasons"),
        "foreign column 'end_reasons'.*Did you mean 'end_reason'",
    ),
    "column twice": (_rename_column("end_reason", "status"), "2 columns for 'status'"),
    "column without name": (_rename_column("end_reason", ""), "column 6 has no name"),
    "denied column": (_rename_column("end_reason", "Mother Tongue"), "'Mother Tongue' .* may never be imported"),
    "denied column in Danish": (_rename_column("end_reason", "Oprindelse"), "'Oprindelse' .* may never be imported"),
    "CPR column": (_rename_column("youth_id", "CPR-nr."), "'CPR-nr.' holds identities.*pseudonymising import"),
    "no header row": (
        _replace("youths.csv", b"y000,2010-05-01,Nord\ny001,2010-05-01,Nord\n"),
        "none of the 3 headings",
    ),
    "empty file": (_replace("youths.csv", b""), "line 1 is empty"),
    "NUL bytes": (_replace("youths.csv", b"youth_id,birth_on\ny0\x000,2010-05-01\n"), "NUL bytes"),
    "UTF-16": (_replace("youths.csv", "youth_id,birth_on\n".encode("utf-16")), "UTF-16"),
    "another encoding": (
        _replace("youths.csv", b"youth_id,birth_on\n\x81\x8d,2010-05-01\n"),
        "neither UTF-8 nor Windows-1252",
    ),
    "line over 1 MiB": (_replace("youths.csv", b"youth_id,birth_on\n" + b"y" * (1 << 20) + b"y,2010-05-01\n"), "1 MiB"),
    "quotation mark never closed in the header": (_replace("youths.csv", b'youth_id,"birth_on\n1,2\n'), "never closed"),
    "broken Parquet": (
        _replace("areas.parquet", b"PAR1 nothing of the kind PAR1"),
        "areas.parquet: .* no Parquet file",
    ),
    "Parquet cut short": (_cut_short, "attendance.parquet: .* cut short"),
    "text where a count belongs": (
        _wrong_type("attendance", "unlawful", pa.array(["1", "2"])),
        "attendance.parquet, column 'unlawful': got the type string, allowed is an integer",
    ),
    "number where a text belongs": (
        _wrong_type("youths", "youth_id", pa.array([1, 2])),
        "'youth_id': got the type int64",
    ),
    "bytes that are no text": (
        _wrong_type("youths", "youth_id", pa.array([b"y\xff"]).view(pa.string())),
        "youths.parquet, column 'youth_id': a value cannot be held as text",
    ),
    "text where a date belongs": (
        _wrong_type("spells", "started_on", pa.array(["2025-08-11"])),
        "'started_on': got the type string, allowed is a date",
    ),
    "number where true or false belongs": (_wrong_type("spells", "retracted", pa.array([0, 1])), "true or false"),
    "table in two forms": (_twice, "youths: the table comes more than once, as youths.csv and youths.parquet"),
    "unknown table": (
        _replace("spels.csv", b"youth_id\ny000\n"),
        "spels.csv: the file looks like a table.*Did you mean 'spells'",
    ),
    "folder of no table": (_foreign_folder, "absences: the folder looks like a table"),
    "folder without parts": (_empty_folder, "contacts/: the folder holds no Parquet or CSV parts"),
    "parts of two kinds": (_mixed_parts, "attendance/: the folder mixes Parquet and CSV parts"),
    "delivery no JSON": (_replace("delivery.json", b"{"), "delivery.json: the file is no JSON"),
    "delivery no object": (_replace("delivery.json", b"[]"), "delivery.json: got no object"),
    "delivery of another format": (_replace("delivery.json", b'{"format": 2, "data": "real"}'), "format: allowed is 1"),
    "delivery of no kind": (
        _replace("delivery.json", b'{"format": 1, "data": "fake"}'),
        "data: allowed are synthetic, public",
    ),
    "delivery on no day": (
        _replace("delivery.json", b'{"format": 1, "data": "real", "delivered_on": "soon"}'),
        "delivered_on: allowed is a date",
    ),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_fault_of_structure_refuses_at_once_and_changes_nothing(tmp_path: Path, name: str) -> None:
    spoil, message = STRUCTURE[name]
    folder = write_csv(tmp_path / "records", sound())
    spoil(folder)
    before = fingerprint(folder)
    with pytest.raises(StructureFault, match=message) as refusal:
        check.run(folder, None, as_json=False)
    assert refusal.value.exit_code == 3
    assert fingerprint(folder) == before


def test_a_folder_that_is_not_there_is_a_fault_of_structure(tmp_path: Path) -> None:
    with pytest.raises(StructureFault, match="there is no such folder"):
        check.run(tmp_path / "nowhere", None, as_json=False)


def test_a_refusal_says_in_json_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_csv(tmp_path, sound())
    (folder / "spells.csv").unlink()
    with pytest.raises(StructureFault):
        check.run(folder, None, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["accepted"] is False
    assert "required table 'spells'" in printed["refusal"]


def test_a_denied_column_stays_denied_under_a_mapped_name(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, sound())
    path = folder / "youths.csv"
    path.write_bytes(path.read_bytes().replace(b"district_id", b"nationalitet", 1))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[tables.youths]\nfile = "youths.csv"\n[tables.youths.columns]\nnationalitet = "district_id"\n')
    with pytest.raises(StructureFault, match=r"'nationalitet' .* not even under a mapped name"):
        check.run(folder, mapping, as_json=False)


def test_files_that_are_no_tables_are_left_alone(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, sound())
    for name in ("README", "notes.txt", ".hidden.csv", "mapping.toml"):
        (folder / name).write_text("whatever\n")
    (folder / "pictures").mkdir()
    assert check_records(read_records(folder)).report.faults == ()


# Faults of a row: table, what stands in row 5 of the file (its fourth), column of the fault, rule, and words of the message


def _row(table: str, column: str, rule: Rule, *words: str, **cells: str) -> tuple[str, Row, str, Rule, tuple[str, ...]]:
    return table, cells, column, rule, words


EITHER_FORM = {
    "unknown status": _row(
        "spells",
        "status",
        Rule.UNKNOWN,
        "got 'upper_secundary'",
        "one of compulsory_school",
        "Did you mean 'upper_secondary'?",
        status="upper_secundary",
    ),
    "unknown end reason": _row(
        "spells", "end_reason", Rule.UNKNOWN, "completed, interrupted", ended_on="2026-01-01", end_reason="x"
    ),
    "unknown kind of effort": _row("interventions", "kind", Rule.UNKNOWN, "group_guidance", kind="magic"),
    "pseudonym with a blank": _row(
        "youths", "youth_id", Rule.VALUE, "a masked value of 5 characters", youth_id="a b c"
    ),
    "pseudonym too long": _row("youths", "youth_id", Rule.VALUE, "masked value of 65", youth_id="y" * 65),
    "pseudonym built like a CPR number": _row(
        "youths", "youth_id", Rule.CPR, "a masked value of 11 characters", "Deliver pseudonyms", youth_id="010110-4321"
    ),
    **{
        f"{column} of {table} built like a CPR number": _row(
            table, column, Rule.CPR, "a masked value of", "Deliver pseudonyms", **{column: number}
        )
        for table, column, number in (
            ("youths", "district_id", "0101101234"),
            ("assignments", "counsellor_id", "0101701234"),
            ("assignments", "scope_id", "010170-1234"),
        )
    },
    "control character": _row("attendance", "institution_id", Rule.VALUE, "control characters", institution_id="a\tb"),
    "nothing scheduled": _row("attendance", "scheduled", Rule.RANGE, "got 0", "from 1 to 20", scheduled="0"),
    "too much scheduled": _row("attendance", "scheduled", Rule.RANGE, "got 21", "from 1 to 20", scheduled="21"),
    "negative count": _row("attendance", "sick", Rule.RANGE, "got -1", sick="-1"),
    "hours out of range": _row(
        "spells", "hours_per_week", Rule.RANGE, "got 169", "from 0 to 168", hours_per_week="169"
    ),
    "step out of range": _row("interventions", "step", Rule.RANGE, "from 1 to 4", step="7"),
    "step recorded elsewhere": _row(
        "interventions",
        "step",
        Rule.ELSEWHERE,
        "got 5",
        "from 1 to 4",
        "steps 5 and 6 are recorded elsewhere",
        step="5",
    ),
    "step six recorded elsewhere": _row("interventions", "step", Rule.ELSEWHERE, "recorded elsewhere", step="6"),
    "date before 1990": _row(
        "spells", "started_on", Rule.TOO_EARLY, "got 1989-12-31", "1990-01-01 or later", started_on="1989-12-31"
    ),
    "date of no calendar": _row(
        "spells", "ended_on", Rule.TOO_LATE, "2100-12-31", "leave it empty", ended_on="9999-12-31"
    ),
    "date after the delivery": _row(
        "attendance", "on", Rule.AFTER_DELIVERY, "got 2026-03-02", "day of delivery (2026-03-01)", on="2026-03-02"
    ),
    "known after the delivery": _row(
        "attendance", "known_at", Rule.AFTER_DELIVERY, "day of delivery", known_at="2026-03-02T00:00:00"
    ),
    "date before birth": _row(
        "spells", "started_on", Rule.BEFORE_BIRTH, "the day of birth or later", started_on="2010-04-30"
    ),
    "absence over scheduled": _row(
        "attendance", "unlawful", Rule.OVER, "got 9", "0 to scheduled (6)", "Correct the count", unlawful="9"
    ),
    "sum of absence over scheduled": _row(
        "attendance", "unlawful", Rule.SUM_OVER, "sick + permitted + unlawful = 7", "0 to scheduled (6)", sick="4"
    ),
    "end before start": _row(
        "spells", "ended_on", Rule.ORDER, "the day of 'started_on' or later", ended_on="2025-08-10"
    ),
    "mandatory value missing": _row("attendance", "unlawful", Rule.MISSING, "got nothing", unlawful=""),
    "key missing": _row("spells", "started_on", Rule.MISSING, "got nothing", started_on=""),
    "retraction of unknown time": _row(
        "attendance", "known_at", Rule.MISSING, "got nothing", retracted="true", known_at=""
    ),
}
TEXT_ONLY = {
    "no day": _row("attendance", "on", Rule.UNREADABLE, "got '2026-02-31'", "yyyy-mm-dd", on="2026-02-31"),
    "American day": _row("attendance", "on", Rule.UNREADABLE, "got '02/28/2026'", "date_format", on="02/28/2026"),
    "no count": _row(
        "attendance", "sick", Rule.UNREADABLE, "got a masked word of 3 letters", "from 0 to 20", sick="two"
    ),
    "half a lesson": _row("attendance", "sick", Rule.UNREADABLE, "got '0.5'", sick="0.5"),
    "count beyond all": _row("attendance", "sick", Rule.UNREADABLE, "got '99999'", "from 0 to 20", sick="99999"),
    "thousands separator": _row("spells", "hours_per_week", Rule.UNREADABLE, "got '1.000,5'", hours_per_week="1.000,5"),
    "no instant": _row("spells", "known_at", Rule.UNREADABLE, "got '2025-08-12 25:00'", known_at="2025-08-12 25:00"),
    "neither true nor false": _row(
        "spells", "retracted", Rule.UNREADABLE, "got a masked word of 5 letters", "true or false", retracted="maybe"
    ),
    "CPR number in the wrong column": _row("attendance", "on", Rule.UNREADABLE, "a masked value", on="010110-4321"),
    "unreadable date of birth": _row("youths", "birth_on", Rule.UNREADABLE, "a masked value", birth_on="01-05-10"),
}
CASES = [(form, name) for form in WRITERS for name in EITHER_FORM] + [("csv", name) for name in TEXT_ONLY]


@pytest.mark.parametrize(("form", "name"), CASES)
def test_a_fault_of_a_row_is_told_with_its_place_and_leaves_the_rest(tmp_path: Path, form: str, name: str) -> None:
    table, cells, column, rule, words = {**EITHER_FORM, **TEXT_ONLY}[name]
    tables = {**sound(), **({"assignments": assignments()} if table == "assignments" else {})}
    tables[table] = [{**dict.fromkeys(cells, ""), **row} for row in tables[table]]
    tables[table][3].update(cells)
    folder = _declared(WRITERS[form](tmp_path / "records", tables))
    before = fingerprint(folder)
    checked = check_records(read_records(folder))
    told = [fault for fault in checked.report.faults if fault.column == column]
    assert [(fault.table, fault.file, fault.line, fault.rule) for fault in told] == [
        (table, f"{table}.{form}", 5, rule)
    ]
    assert all(word in str(told[0]) for word in (f"row 5, column '{column}'", *words)), str(told[0])
    assert checked.faulty_rows == {table: 1}
    if table != "attendance":
        assert len(checked.records.tables[table]) == len(tables[table]) - 1
    elif form == "csv":
        assert checked.records.attendance.num_rows == len(tables[table]) - 1
    assert fingerprint(folder) == before


@pytest.mark.parametrize("name", ["0000000001", "101101234", "3201101234", "A0101101234"])
def test_an_id_that_is_no_cpr_number_is_sound(tmp_path: Path, name: str) -> None:
    tables = sound()
    tables["attendance"][3]["institution_id"] = name
    tables["youths"][3]["district_id"] = name
    assert _faults(write_csv(tmp_path, tables)) == ()


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("youths", {"district_id": "Syd"}),
        ("spells", {"ended_on": "2026-01-31"}),
        ("attendance", {"sick": "3"}),
        ("attendance", {"retracted": "true"}),
        ("interventions", {"step": "2"}),
        ("school_days", {"possible": "0"}),
    ],
)
def test_two_different_rows_of_one_key_and_instant_are_a_fault_of_both(
    tmp_path: Path, form: str, table: str, cells: Row
) -> None:
    tables = sound()
    tables[table].append({**tables[table][3], **cells})
    faults = _faults(WRITERS[form](tmp_path, tables))
    assert [(fault.line, fault.rule) for fault in faults] == [
        (5, Rule.CONFLICT),
        (len(tables[table]) + 1, Rule.CONFLICT),
    ]
    assert "got two different rows, allowed one row for each" in str(faults[0])


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("table", list(sound()))
def test_equal_rows_are_no_fault(tmp_path: Path, form: str, table: str) -> None:
    tables = sound()
    tables[table].append(dict(tables[table][3]))
    assert _faults(WRITERS[form](tmp_path, tables)) == ()


@pytest.mark.parametrize("form", WRITERS)
def test_a_version_known_later_is_no_fault(tmp_path: Path, form: str) -> None:
    tables = sound()
    tables["attendance"].append({**tables["attendance"][3], "sick": "3", "known_at": "2026-02-10T06:00:00"})
    tables["spells"].append({**tables["spells"][3], "ended_on": "2026-01-31", "known_at": "2026-02-01T06:00:00"})
    assert _faults(WRITERS[form](tmp_path, tables)) == ()


def test_a_retracted_row_needs_only_its_key_and_when_it_was_retracted(tmp_path: Path) -> None:
    tables = sound()
    retraction = dict.fromkeys(tables["attendance"][0], "")
    kept = {name: tables["attendance"][3][name] for name in ("youth_id", "on", "institution_id")}
    tables["attendance"].append({**retraction, **kept, "known_at": "2026-02-10T06:00:00", "retracted": "true"})
    for form, write in WRITERS.items():
        assert _faults(write(tmp_path / form, tables)) == ()


def test_two_spells_of_one_kind_and_place_still_open_are_a_fault_only_without_a_date(tmp_path: Path) -> None:
    tables = sound()
    tables["spells"].append({**tables["spells"][3], "started_on": "2025-10-01", "known_at": "2025-10-02T06:00:00"})
    records = read_records(write_csv(tmp_path, tables))
    report = check_records(records).report
    assert [(fault.line, fault.rule) for fault in report.faults] == [(5, Rule.BOTH_OPEN), (302, Rule.BOTH_OPEN)]
    assert check_records(records, as_of=date(2026, 3, 1)).report.faults == ()


def test_a_spell_that_was_ended_in_its_last_version_is_not_open_twice(tmp_path: Path) -> None:
    tables = sound()
    tables["spells"].append({**tables["spells"][3], "started_on": "2025-10-01", "known_at": "2025-10-02T06:00:00"})
    tables["spells"].append({**tables["spells"][3], "ended_on": "2025-09-30", "known_at": "2025-10-02T06:00:00"})
    assert _faults(write_csv(tmp_path, tables)) == ()


@pytest.mark.parametrize("cells", ["y000,2010-05-01", "y000,2010-05-01,F,Nord,,more"])
def test_a_row_with_too_many_or_too_few_cells_is_a_fault(tmp_path: Path, cells: str) -> None:
    folder = write_csv(tmp_path, sound())
    path = folder / "youths.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:4], cells, *lines[4:]]) + "\n")
    (fault,) = _faults(folder)
    assert (fault.file, fault.line, fault.rule) == ("youths.csv", 5, Rule.TORN)
    assert f"got {cells.count(',') + 1} cells, allowed are 5" in str(fault)


def test_lines_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    tables = sound()
    tables["spells"][1]["institution_id"] = "Søndergård\nAfdeling 2"
    tables["spells"][4]["status"] = "wrong"
    folder = write_csv(tmp_path, tables)
    path = folder / "spells.csv"
    rows = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*rows[:4], b"", *rows[4:]]))
    assert [fault.line for fault in _faults(folder)] == [7]
    read = read_records(folder).tables["spells"]
    assert read.loc[1, "institution_id"] == "Søndergård Afdeling 2"


# How much is too much


@pytest.mark.parametrize("form", WRITERS)
def test_three_bad_rows_in_a_thousand_are_taken_and_each_is_reported(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = _thousand()
    for row in (10, 500, 999):
        tables["attendance"][row]["unlawful"] = "9"
    folder = WRITERS[form](tmp_path / "records", tables)
    before = fingerprint(folder)
    check.run(folder, None, as_json=False)
    printed = capsys.readouterr().out
    assert [f"attendance.{form}, row {line}, column 'unlawful'" in printed for line in (12, 502, 1001)] == [True] * 3
    assert "Can be taken in; 3 faulty rows are left out" in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert fingerprint(folder) == before


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(("faulty", "refused"), [(10, False), (11, True)])
def test_more_than_one_row_in_a_hundred_refuses(
    tmp_path: Path, form: str, faulty: int, refused: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = _thousand()
    for row in tables["attendance"][:faulty]:
        row["scheduled"] = "0"
    folder = WRITERS[form](tmp_path / "records", tables)
    before = fingerprint(folder)
    if refused:
        with pytest.raises(TooManyFaults, match="attendance: 11 of 1,000 rows") as refusal:
            check.run(folder, None, as_json=True)
        assert refusal.value.exit_code == 3
    else:
        check.run(folder, None, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["accepted"] is not refused
    assert len({fault["line"] for fault in printed["faults"]}) == faulty
    assert fingerprint(folder) == before


def test_all_faults_are_counted_though_not_all_are_named(tmp_path: Path) -> None:
    tables = sound()
    tables["school_days"] = [
        {**row, "on": str(date(2000 + year, 1, 1))} for year in range(6) for row in tables["school_days"]
    ]
    with pytest.raises(TooManyFaults) as refusal:
        check_records(read_records(write_csv(tmp_path, {**tables, "attendance": _all_wrong()})))
    report = refusal.value.report
    tally = next(tally for tally in report.tallies if tally.table == "attendance")
    assert (tally.rows, tally.faulty) == (1500, 1500)
    assert len([fault for fault in report.faults if fault.table == "attendance"]) == 1000


@pytest.mark.parametrize("column", ["F", "Nord"])
@pytest.mark.parametrize("last", [True, False])
def test_an_unclosed_quotation_mark_counts_every_row_it_swallows(tmp_path: Path, column: str, last: bool) -> None:
    tables = sound()
    if last:
        tables["youths"] = [
            {name: row[name] for name in ("youth_id", "birth_on", "sex", "district_id")} for row in tables["youths"]
        ]
    folder = write_csv(tmp_path, tables)
    path = folder / "youths.csv"
    start = path.read_bytes().find(b"y150")
    spoilt = path.read_bytes()[start:].replace(column.encode(), b'"' + column.encode(), 1)
    path.write_bytes(path.read_bytes()[:start] + spoilt)
    with pytest.raises(TooManyFaults, match="youths: 150 of 300 rows") as refusal:
        check_records(read_records(folder))
    assert [fault.line for fault in refusal.value.report.faults] == [152]


def test_two_stray_quotation_marks_do_not_lose_the_rows_between_them(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, sound())
    path = folder / "youths.csv"
    lines = path.read_text().splitlines()
    lines[10] = lines[10].replace("Nord", '"Nord')
    lines[13] = lines[13].replace("Nord", 'Nord"')
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(TooManyFaults, match="youths: 4 of 300 rows") as refusal:
        check_records(read_records(folder))
    assert "a cell over 4 lines with whole rows in it" in str(refusal.value.report.faults[0])


# What the future cannot do


@pytest.mark.parametrize("form", WRITERS)
def test_rows_that_cannot_be_seen_yet_are_not_judged(tmp_path: Path, form: str) -> None:
    tables = sound()
    known = {"known_at": "2026-02-20T00:00:00"}
    tables["attendance"] += [{**row, "scheduled": "0", **known} for row in tables["attendance"][:300]]
    tables["spells"] += [{**row, "status": "wrong", **known} for row in tables["spells"][:50]]
    tables["interventions"] += [{**row, "started_on": "2026-02-20", "kind": "wrong"} for row in tables["interventions"]]
    records = read_records(WRITERS[form](tmp_path, tables))
    checked = check_records(records, as_of=date(2026, 2, 20))
    assert checked.report.faults == ()
    assert {tally.table: tally.rows for tally in checked.report.tallies if tally.table != "school_days"} == {
        "youths": 300, "spells": 300, "attendance": 600, "interventions": 300,
    }  # fmt: skip
    with pytest.raises(TooManyFaults):
        check_records(records, as_of=date(2026, 2, 21))


def test_an_end_ahead_is_not_judged(tmp_path: Path) -> None:
    tables = sound()
    for row in tables["spells"]:
        row.update(known_at="", ended_on="2026-02-20", end_reason="wrong")
    records = read_records(write_csv(tmp_path, tables))
    assert check_records(records, as_of=date(2026, 2, 20)).report.faults == ()
    with pytest.raises(TooManyFaults):
        check_records(records, as_of=date(2026, 2, 21))


def test_attendance_of_unreadable_time_is_never_taken_as_known(tmp_path: Path) -> None:
    tables = sound()
    tables["attendance"][3].update(known_at="not yet")
    tables["attendance"][4].update(retracted="perhaps")
    tables["attendance"].append({**tables["attendance"][3], "on": "2026-02-20", "known_at": "later"})
    checked = check_tables(read_records(write_csv(tmp_path, tables)), as_of=date(2026, 2, 20))
    assert checked.faulty_rows == {"attendance": 2}
    assert checked.records.attendance.num_rows == 598


# Nothing that identifies


def test_no_message_carries_what_could_identify_somebody(tmp_path: Path) -> None:
    tables = sound()
    secrets = ("010110-4321", "3101094321", "karen.hansen@example.org", "+45 12 34 56 78", "1989-11-23")
    for number, secret in enumerate(secrets[:4]):
        tables["spells"][number]["status"] = secret
    tables["youths"][0]["birth_on"] = secrets[4]
    tables["youths"][1]["youth_id"] = "010110-4321"
    with pytest.raises(TooManyFaults) as refusal:
        check_records(read_records(write_csv(tmp_path, tables)))
    told = " ".join(str(fault) for fault in refusal.value.report.faults) + str(refusal.value)
    assert [secret for secret in secrets if secret in told] == []
    assert "y000" not in told
    assert told.count("a masked value") >= 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Upper-secundary", "'Upper-secundary'"),
        ("1.000,5", "'1.000,5'"),
        ("2026-02-30 25:00", "'2026-02-30 25:00'"),
        ("Karen", "a masked word of 5 letters"),
        ("pregnant", "a masked word of 8 letters"),
        ("Ida Holm", "a masked value of 8 characters"),
        ("upper_secondary Ib", "a masked value of 18 characters"),
        ("12345678", "a masked value of 8 characters"),
        ("01/01/10/4321", "a masked value of 13 characters"),
        ("1999-01-01 010110-4321", "a masked value of 22 characters"),
    ],
)
def test_a_value_is_shown_only_if_it_cannot_be_a_name_or_tell_about_a_person(text: str, told: str) -> None:
    assert shown(text, allowed=tuple(Status)) == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0101101234", True), ("010110-1234", True), ("610110-1234", True), ("101101234", True), ("3201101234", False),
     ("0113101234", False), ("OU13007659", False), ("12345678", False), ("0000000001", False), ("0001101234", False)],
)  # fmt: skip
def test_what_is_built_like_a_cpr_number(text: str, expected: bool) -> None:
    assert looks_like_cpr(text) is expected


def test_a_broken_mapping_is_wrong_use_and_not_wrong_data(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "records", sound())
    with pytest.raises(MappingError, match="cannot be read") as refusal:
        check.run(folder, tmp_path / "nowhere.toml", as_json=False)
    assert refusal.value.exit_code == 2


def _declared(folder: Path) -> Path:
    (folder / "delivery.json").write_text(json.dumps(DELIVERY))
    return folder


def _faults(folder: Path) -> tuple[Fault, ...]:
    return check_records(read_records(_declared(folder))).report.faults


def _thousand() -> Tables:
    tables = sound()
    first = tables["attendance"][0]
    tables["attendance"] = [
        {**first, "youth_id": f"y{number % 300:03d}", "on": str(date(2025, 9, 1 + number // 300))}
        for number in range(1000)
    ]
    return tables


def _all_wrong() -> list[Row]:
    first = sound()["attendance"][0]
    return [{**first, "youth_id": f"z{number}", "unlawful": "9"} for number in range(1500)]
