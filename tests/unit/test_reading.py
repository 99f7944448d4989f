"""Records as they come: every accepted way to write a table gives the same table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from features.checking import check_records
from features.errors import FeaturesError, StructureFault
from features.mapping import ForeignMapping, mapping_from
from features.reading import as_records, read_records
from features.records import BY_NAME, DTYPES, TABLES, Records
from features.stream import Codes, opened, read
from features.typed import frame_of, schema_of
from features.vocabulary import DataKind
from tests.lib.sound_delivery import Tables, arrow_of, sound, write_csv, write_parquet

SLASHES = mapping_from({"source": {"date_format": "dd/mm/yyyy"}}, file="test")
DOTS = mapping_from({"source": {"date_format": "dd.mm.yyyy"}}, file="test")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return read_records(write_parquet(tmp_path_factory.mktemp("sound"), _few()))


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, expected: Records, delimiter: str, encoding: str) -> None:
    _same(read_records(write_csv(tmp_path, _few(), delimiter=delimiter, encoding=encoding)), expected)


@pytest.mark.parametrize(
    ("form", "mapping"),
    [("%d-%m-%Y", None), ("%Y-%m-%d 00:00:00", None), ("%d/%m/%Y", SLASHES), ("%d.%m.%Y", DOTS), ("%Y-%m-%d", DOTS)],
)
def test_days_may_be_written_as_danish_systems_write_them(
    tmp_path: Path, expected: Records, form: str, mapping: ForeignMapping | None
) -> None:
    _same(read_records(write_csv(tmp_path, _rewritten("_on", "on", form=form)), mapping=mapping), expected)


@pytest.mark.parametrize(
    ("form", "mapping"),
    [("%d-%m-%Y %H:%M", None), ("%d.%m.%Y %H.%M", DOTS), ("%Y-%m-%dT%H:%M:%S.000", None), ("%d/%m/%Y %H:%M", SLASHES)],
)
def test_instants_may_be_written_as_danish_systems_write_them(
    tmp_path: Path, expected: Records, form: str, mapping: ForeignMapping | None
) -> None:
    _same(read_records(write_csv(tmp_path, _rewritten("_at", form=form)), mapping=mapping), expected)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-01-05 06:00", "2026-01-05 05:00"),
        ("2026-07-05 06:00", "2026-07-05 04:00"),
        ("2026-07-05", "2026-07-04 22:00"),
        ("2026-07-05T06:00:00Z", "2026-07-05 06:00"),
        ("2026-07-05T06:00:00+02:00", "2026-07-05 04:00"),
        ("2026-07-05 06:00:00.123456-0330", "2026-07-05 09:30:00.123456"),
        ("2026-03-29 02:30", "2026-03-29 01:00"),
        ("2026-10-25 02:30", "2026-10-25 01:30"),
    ],
    ids=[
        "winter",
        "summer",
        "day alone",
        "Zulu",
        "offset",
        "offset west",
        "hour that is skipped",
        "hour that comes twice",
    ],
)
def test_an_instant_without_zone_in_csv_is_danish_time(tmp_path: Path, written: str, utc: str) -> None:
    tables = _few()
    tables["spells"][0]["known_at"] = written
    assert read_records(write_csv(tmp_path, tables)).tables["spells"]["known_at"][0] == pd.Timestamp(utc)


@pytest.mark.parametrize("written", ["7,5", "7.5", " 7,50 ", "+7,5"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_decimal_comma_is_a_decimal_point(tmp_path: Path, written: str, delimiter: str) -> None:
    tables = _few()
    tables["spells"][0]["hours_per_week"] = written
    assert read_records(write_csv(tmp_path, tables, delimiter=delimiter)).tables["spells"]["hours_per_week"][0] == 7.5


@pytest.mark.parametrize(
    ("written", "meant"), [("true", True), ("JA", True), ("1", True), ("nej", False), ("False", False), ("", False)]
)
def test_true_and_false_may_be_danish(tmp_path: Path, written: str, meant: bool) -> None:
    tables = _few()
    tables["spells"][0]["retracted"] = written
    assert read_records(write_csv(tmp_path, tables)).tables["spells"]["retracted"][0] == meant


def test_blanks_around_cells_and_blank_lines_mean_nothing(tmp_path: Path, expected: Records) -> None:
    folder = write_csv(tmp_path, _few())
    for path in folder.glob("*.csv"):
        lines = path.read_text().splitlines()
        path.write_text(
            "\n".join([lines[0], *(" " + line.replace(",", " , ") + " \n" for line in lines[1:])]) + "\n\n,,\n"
        )
    _same(read_records(folder), expected)


def test_parts_of_a_table_are_read_as_one(tmp_path: Path, expected: Records) -> None:
    tables = _few()
    write_csv(tmp_path, {"youths": tables["youths"]})
    for name in ("spells", "attendance", "interventions", "school_days"):
        half = len(tables[name]) // 2
        for part, rows in (("a", tables[name][:half]), ("b", tables[name][half:])):
            write_csv(tmp_path / name, {name: rows}, name=f"{part}.csv")
    _same(read_records(tmp_path), expected)


def test_attendance_in_parquet_stays_in_its_files(tmp_path: Path) -> None:
    write_parquet(tmp_path, {name: rows for name, rows in _few().items() if name != "attendance"})
    for part in ("b", "a"):
        write_parquet(tmp_path / "attendance", {"attendance": _few()["attendance"]})
        (tmp_path / "attendance" / "attendance.parquet").rename(tmp_path / "attendance" / f"{part}.parquet")
    assert read_records(tmp_path).attendance == tuple(tmp_path / "attendance" / f"{part}.parquet" for part in "ab")


def test_every_table_comes_in_declared_columns_and_types(expected: Records) -> None:
    assert expected.contained == frozenset(_few())
    for table in TABLES:
        if table.name != "attendance":
            types = {name: str(dtype) for name, dtype in expected.tables[table.name].dtypes.items()}
            assert types == {column.name: DTYPES[column.kind] for column in table.columns}


def _cast(name: str, column: str, arrow: pa.DataType) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        rows = pq.read_table(folder / f"{name}.parquet")
        number = rows.column_names.index(column)
        cells = rows.column(column)
        if pa.types.is_dictionary(arrow):
            cells = cells.dictionary_encode()
        cells = pa.nulls(len(cells)) if pa.types.is_null(arrow) else cells.cast(arrow)
        pq.write_table(rows.set_column(number, column, cells), folder / f"{name}.parquet")

    return spoil


def _empty(name: str, column: str, arrow: pa.DataType) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        rows = pq.read_table(folder / f"{name}.parquet")
        cells = pa.nulls(len(rows), arrow)
        pq.write_table(rows.set_column(rows.column_names.index(column), column, cells), folder / f"{name}.parquet")

    return spoil


ACCEPTED = {
    "large text": _cast("youths", "youth_id", pa.large_string()),
    "text view": _cast("spells", "status", pa.string_view()),
    "dictionary": _cast("spells", "status", pa.dictionary(pa.int32(), pa.string())),
    "nothing but missing": _cast("interventions", "result", pa.null()),
    "nothing but missing numbers": _empty("interventions", "result", pa.float64()),
    "nothing but missing instants": _empty("interventions", "result", pa.timestamp("ns")),
    "nothing but missing coded numbers": _empty("interventions", "result", pa.dictionary(pa.int32(), pa.float64())),
    "no day but missing texts": _empty("interventions", "ended_on", pa.string()),
    "day of 64 bits": _cast("spells", "started_on", pa.date64()),
    "day as midnight": _cast("spells", "started_on", pa.timestamp("ns")),
    "instant in milliseconds": _cast("spells", "known_at", pa.timestamp("ms", tz="UTC")),
    "instant in nanoseconds": _cast("spells", "known_at", pa.timestamp("ns", tz="Europe/Copenhagen")),
    "instant without zone": _cast("spells", "known_at", pa.timestamp("us")),
    "count of 8 bits": _cast("interventions", "step", pa.uint8()),
    "count of 64 bits": _cast("interventions", "step", pa.int64()),
    "count as float": _cast("interventions", "step", pa.float64()),
    "number of 32 bits": _cast("spells", "hours_per_week", pa.float32()),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_parquet_types_that_hold_the_same_are_accepted(tmp_path: Path, expected: Records, name: str) -> None:
    folder = write_parquet(tmp_path, _few())
    ACCEPTED[name](folder)
    read = read_records(folder)
    for table, frame in expected.tables.items():
        pd.testing.assert_frame_equal(read.tables[table], frame)


@pytest.mark.parametrize(
    "arrow", [pa.float64(), pa.timestamp("ns"), pa.string(), pa.dictionary(pa.int32(), pa.float64())]
)
@pytest.mark.parametrize("column", ["known_at", "retracted"])
def test_attendance_may_hold_columns_of_nothing_in_any_type(tmp_path: Path, column: str, arrow: pa.DataType) -> None:
    folder = write_parquet(tmp_path, sound())
    _empty("attendance", column, arrow)(folder)
    records = read_records(folder)
    assert check_records(records).report.faults == ()
    assert _streamed(records) == len(sound()["attendance"])


def test_a_column_of_another_type_that_holds_something_at_its_end_is_refused(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, sound())
    rows = pq.read_table(folder / "attendance.parquet")
    cells = pa.array([*[None] * (len(rows) - 1), 1.5])
    number = rows.column_names.index("retracted")
    pq.write_table(rows.set_column(number, "retracted", cells), folder / "attendance.parquet", row_group_size=100)
    with pytest.raises(StructureFault, match="column 'retracted': got the type double, allowed is true or false"):
        read_records(folder)


def test_a_nameless_index_that_pandas_wrote_is_passed_over(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, sound())
    for name in ("youths", "attendance"):
        frame = pd.read_parquet(folder / f"{name}.parquet").astype({"known_at": "datetime64[ns, UTC]"})
        frame.set_axis([f"row {number}" for number in range(len(frame))]).to_parquet(folder / f"{name}.parquet")
        assert "__index_level_0__" in pq.read_schema(folder / f"{name}.parquet").names
    records = read_records(folder)
    assert check_records(records).report.faults == ()
    assert _streamed(records) == len(sound()["attendance"])


def test_a_foreign_column_named_like_an_index_is_refused(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, _few())
    rows = pq.read_table(folder / "youths.parquet").append_column("__index_level_0__", pa.array(range(6)))
    pq.write_table(rows, folder / "youths.parquet")
    with pytest.raises(StructureFault, match="foreign column"):
        read_records(folder)


def test_coded_texts_may_be_views() -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([1, None, 0]), pa.array(["a", "b"]).cast(pa.string_view()))
    districts = pd.Series(coded, dtype=pd.ArrowDtype(coded.type))
    youths = pd.DataFrame({"youth_id": ["x", "y", "z"], "birth_on": [date(2010, 5, 1)] * 3, "district_id": districts})
    read = as_records({"youths": youths, "spells": _spells()}).tables["youths"]["district_id"]
    assert read.isna().tolist() == [False, True, False]
    assert read.dropna().tolist() == ["b", "a"]


@pytest.mark.parametrize(
    ("column", "given", "read"),
    [
        ("grade", [9.0, None, 10.0], [9, pd.NA, 10]),
        ("hours_per_week", [7, None, 8], [7.0, float("nan"), 8.0]),
        ("retracted", pd.Series([True, None, False], dtype="object"), [True, False, False]),
        ("ended_on", [float("nan")] * 3, [pd.NaT] * 3),
        ("known_at", pd.Series([None] * 3, dtype="str"), [pd.NaT] * 3),
        ("end_reason", pd.Series([pd.NaT] * 3), [float("nan")] * 3),
        ("end_reason", pd.Categorical([None] * 3), [float("nan")] * 3),
        ("institution_id", pd.array([pd.NA] * 3, dtype="Int64"), [float("nan")] * 3),
    ],
)
def test_frames_may_hold_what_pandas_makes_of_gaps(column: str, given: object, read: list[object]) -> None:
    spells = _spells().assign(**{column: given})
    cells = as_records({"youths": _youths(), "spells": spells}).tables["spells"][column]
    pd.testing.assert_series_equal(cells, pd.Series(read, name=column, dtype=cells.dtype))


def test_a_day_with_a_time_and_a_broken_count_are_faults_of_their_rows(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, sound())
    spells = pq.read_table(folder / "spells.parquet")
    days = [pd.Timestamp("2025-08-11 08:00"), *[pd.Timestamp("2025-08-11")] * (len(spells) - 1)]
    pq.write_table(spells.set_column(1, "started_on", pa.array(days)), folder / "spells.parquet")
    efforts = pq.read_table(folder / "interventions.parquet")
    steps = pa.array([3.5, *[3.0] * (len(efforts) - 1)])
    pq.write_table(
        efforts.set_column(efforts.column_names.index("step"), "step", steps), folder / "interventions.parquet"
    )
    told = [str(fault) for fault in check_records(read_records(folder)).report.faults]
    assert len(told) == 2
    assert told[0].startswith("spells.parquet, row 2, column 'started_on': got '2025-08-11 08:00:00'")
    assert told[1].startswith(
        "interventions.parquet, row 2, column 'step': got '3.5', allowed a whole number from 1 to 4"
    )


def test_a_day_given_as_instant_in_parquet_is_its_danish_midnight(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, _few())
    spells = pq.read_table(folder / "spells.parquet")
    days = pa.array([date(2025, 8, 12)] * len(spells))
    pq.write_table(
        spells.set_column(spells.column_names.index("known_at"), "known_at", days), folder / "spells.parquet"
    )
    assert set(read_records(folder).tables["spells"]["known_at"]) == {pd.Timestamp("2025-08-11 22:00")}


def test_frames_give_the_same_records_as_files(expected: Records) -> None:
    frames = {name: frame_of(BY_NAME[name], _whole(name, rows)) for name, rows in _few().items()}
    read = as_records(frames)
    for name, frame in expected.tables.items():
        pd.testing.assert_frame_equal(read.tables[name], frame)
    assert read.attendance.num_rows == len(_few()["attendance"])
    assert read.delivery.data is DataKind.UNDECLARED


def test_frames_may_leave_out_optional_columns_and_hold_plain_python() -> None:
    read = as_records(
        {
            "youths": pd.DataFrame({"youth_id": ["a"], "birth_on": [date(2010, 5, 1)]}),
            "spells": pd.DataFrame(
                {"youth_id": ["a"], "started_on": [date(2025, 8, 11)], "status": ["fgu"], "ended_on": [None]}
            ),
        }
    )
    assert read.tables["spells"].loc[0, "started_on"] == pd.Timestamp("2025-08-11")
    assert check_records(read).report.faults == ()


@pytest.mark.parametrize("name", [table.name for table in TABLES if not table.required])
def test_a_frame_of_nothing_is_an_empty_table(name: str) -> None:
    read = as_records({"youths": _youths(), "spells": _spells(), name: pd.DataFrame()})
    assert name in read.contained
    tally = next(tally for tally in check_records(read).report.tallies if tally.table == name)
    assert (tally.rows, tally.faults) == (0, 0)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Copenhagen"])
@pytest.mark.parametrize("shown_in", ["UTC", "Europe/Copenhagen"])
def test_days_given_as_midnights_in_denmark_or_in_utc_are_days(zone: str, shown_in: str) -> None:
    days = ["2025-08-11", "2026-01-05", "2026-03-29"]
    midnights = pd.Series(pd.to_datetime(days)).dt.tz_localize(zone).dt.tz_convert(shown_in)
    read = as_records({"youths": _youths(), "spells": _spells().assign(started_on=midnights)})
    assert read.tables["spells"]["started_on"].tolist() == [pd.Timestamp(day) for day in days]
    assert check_records(read).report.faults == ()


def test_days_given_as_instants_of_other_hours_are_refused_once() -> None:
    hours = pd.Series(pd.to_datetime(["2025-08-11 06:00"] * 3)).dt.tz_localize("UTC")
    with pytest.raises(StructureFault, match=r"'started_on': got instants .* none of them at midnight"):
        as_records({"youths": _youths(), "spells": _spells().assign(started_on=hours)})


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ({"youth": pd.DataFrame()}, "got a table 'youth'.*Did you mean 'youths'"),
        ({"youths": pd.DataFrame({"youth_id": ["a"]})}, "required table 'spells'"),
        ({"youths": pd.DataFrame(), "spells": pd.DataFrame()}, "youths: the required table has no rows"),
        ({"youths": pd.DataFrame({"youth_id": ["a", 1]}), "spells": pd.DataFrame()}, "youths: .* mixes types"),
    ],
)
def test_frames_are_refused_as_files_are(frames: dict[str, pd.DataFrame], message: str) -> None:
    with pytest.raises(StructureFault, match=message):
        as_records(frames)


def test_records_and_paths_are_taken_as_they_are(tmp_path: Path, expected: Records) -> None:
    assert as_records(expected) is expected
    assert as_records(str(write_parquet(tmp_path, _few()))).contained == expected.contained


def test_a_folder_of_a_folder_names_the_right_one(tmp_path: Path) -> None:
    write_csv(tmp_path / "records", _few())
    with pytest.raises(StructureFault, match="a folder 'records'"):
        read_records(tmp_path)


HEADER = b"youth_id,birth_on,district_id,known_at\n"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=200).map(lambda tail: HEADER + tail),
        st.text(alphabet='ab,;"\n\r0129-:.+ZT \u00e6', max_size=200).map(lambda tail: HEADER + tail.encode()),
    )
)
@example(content=HEADER + b'"')
@example(content=HEADER + b'a,"2010-05-01\n')
@example(content=HEADER + b"a,0001-01-01,x,0001-01-01T00:00:00+14:00\n")
@example(content=HEADER + b"a,9999-12-31,x,9999-12-31T23:59:59-14:00\n")
@example(content=b"\xef\xbb\xbf" + HEADER + b"a,2010-05-01,x,\n")
@example(content=b"youth_id\r\rbirth_on\n")
def test_arbitrary_bytes_are_read_or_refused_but_never_crash(content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = write_csv(Path(name), {"spells": _few()["spells"]})
        (folder / "youths.csv").write_bytes(content)
        for form in ("csv", "parquet"):
            (folder / f"attendance.{form}").write_bytes(content)
            try:
                outcome: object = check_records(read_records(folder)).report.tallies
            except FeaturesError as refusal:
                outcome = refusal
            assert outcome
            (folder / f"attendance.{form}").unlink()


def _youths() -> pd.DataFrame:
    return pd.DataFrame({"youth_id": ["x", "y", "z"], "birth_on": [date(2010, 5, 1)] * 3})


def _spells() -> pd.DataFrame:
    return pd.DataFrame(
        {"youth_id": ["x", "y", "z"], "started_on": [date(2025, 8, 11)] * 3, "status": ["fgu"] * 3, "ended_on": None}
    )


def _streamed(records: Records) -> int:
    """Rows of attendance that a pass over its files sees."""
    codes = Codes(pd.Index([f"y{number:03d}" for number in range(300)]))
    with opened(records.attendance) as batches:
        return sum(len(rows.youth) for rows in read(batches, codes))


def _few() -> Tables:
    """The first rows of a sound delivery, with something in every kind of cell."""
    tables = {name: rows[:6] for name, rows in sound().items()}
    tables["spells"][1].update(
        ended_on="2026-01-31", end_reason="interrupted", hours_per_week="7.5", known_at="2026-02-03T14:05:00"
    )
    tables["spells"][2].update(retracted="true")
    return tables


def _rewritten(*endings: str, form: str) -> Tables:
    def rewrite(name: str, cell: str) -> str:
        touched = cell and (name in endings or name.endswith(endings[0]))
        return pd.Timestamp(cell).strftime(form) if touched else cell

    return {
        table: [{name: rewrite(name, cell) for name, cell in row.items()} for row in rows]
        for table, rows in _few().items()
    }


def _whole(name: str, rows: list[dict[str, str]]) -> pa.Table:
    given = arrow_of(name, rows)
    schema = schema_of(BY_NAME[name])
    columns = [
        given[field.name] if field.name in given.column_names else pa.nulls(len(rows), field.type) for field in schema
    ]
    return pa.table(columns, schema=schema)


def _same(read: Records, expected: Records) -> None:
    assert check_records(read).report.faults == ()
    for name, frame in expected.tables.items():
        pd.testing.assert_frame_equal(read.tables[name], frame)
    attendance = _whole("attendance", _few()["attendance"])
    pd.testing.assert_frame_equal(
        frame_of(BY_NAME["attendance"], read.attendance), frame_of(BY_NAME["attendance"], attendance)
    )
