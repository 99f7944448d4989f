"""Mapping files: what they may say, and that the samples that ship with the guide can be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import service
from features.checking import check_records
from features.errors import MappingError, StructureFault
from features.mapping import read_mapping
from features.reading import read_records
from tests.lib.sound_delivery import sound, write_csv

SAMPLES = Path(service.__file__).parent / "guide" / "samples"


def test_the_semicolon_sample_reads_as_it_is_meant() -> None:
    folder = SAMPLES / "fravaer_semicolon"
    records = read_records(folder, mapping=read_mapping(folder / "mapping.toml"))
    assert check_records(records).report.faults == ()
    assert list(records.tables["youths"]["district_id"].fillna("")) == ["Nord", "Sønderkær", ""]
    assert list(records.tables["spells"]["status"]) == ["compulsory_school", "tenth_grade", *["vocational_basic"] * 2]
    assert records.tables["spells"].loc[3, "end_reason"] == "interrupted"
    assert records.tables["spells"].loc[3, "known_at"] == pd.Timestamp("2026-02-03 13:05")
    assert records.attendance.column("unlawful").to_pylist() == [0, 0, 2, 0, 0, 5]
    assert set(records.attendance.column("institution_id").to_pylist()) == {"Åbrinkskolen", "Søndergade; afdeling 2"}
    assert [records.origins["attendance"].place(row) for row in (3, 4, 5)] == [
        ("fravaer_2026u06.csv", 5), ("fravaer_2026u07.csv", 2), ("fravaer_2026u07.csv", 4),
    ]  # fmt: skip


def test_the_comma_sample_reads_as_it_is_meant() -> None:
    folder = SAMPLES / "elevregister_comma"
    records = read_records(folder, mapping=read_mapping(folder / "mapping.toml"))
    assert check_records(records).report.faults == ()
    youths, spells = records.tables["youths"], records.tables["spells"]
    assert list(youths["sex"].fillna("")) == ["F", "M", ""]
    assert youths.loc[1, "moved_in_on"] == pd.Timestamp("2025-08-01")
    assert spells.loc[0, "institution_id"] == "Byens Gymnasium Afdeling Nord"
    assert spells.loc[1, "hours_per_week"] == 7.5
    assert list(spells["retracted"]) == [False, False, False, True, False]
    assert spells.loc[4, "known_at"] == pd.Timestamp("2025-08-10 06:00")


BROKEN = {
    "[source": "got no valid TOML",
    "sources = 1": "got 'sources', allowed are 'source', 'tables'. Did you mean 'source'?",
    "source = 1": "source must be a table of entries",
    "[source]\nname = 1": "source.name must be a text",
    '[source]\nseparator = ";"': "got source.'separator'",
    '[source]\ndelimiter = "|"': "delimiter '|', allowed are ',', ';'",
    '[source]\nencoding = "utf-16"': "encoding 'utf-16'",
    '[source]\ndate_format = "mm/dd/yyyy"': "date_format 'mm/dd/yyyy', allowed are 'yyyy-mm-dd'",
    '[tables.attendence]\nfile = "a.csv"': "'attendence'.*Did you mean 'attendance'?",
    '[tables.attendance]\nfile = "../a.csv"': "without a folder",
    '[tables.attendance]\nfiles = "a.csv"': "got tables.attendance.'files'",
    '[tables.attendance.columns]\nulovligt = "unlawfull"': "'unlawfull'.*Did you mean 'unlawful'?",
    '[tables.attendance.columns]\na = "sick"\nb = "sick"': "sends two headings to one column",
    '[tables.spells.values.state]\na = "fgu"': "got tables.spells.values.'state'",
    '[tables.spells.values.status]\na = "fgu2"': "'fgu2', allowed are 'compulsory_school'",
}


@pytest.mark.parametrize("content", BROKEN)
def test_a_mapping_that_cannot_be_followed_says_where_and_what_is_allowed(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(content)
    with pytest.raises(MappingError) as refusal:
        read_mapping(path)
    start, _, hint = BROKEN[content].partition(".*")
    assert start in str(refusal.value)
    assert hint in str(refusal.value)
    assert str(refusal.value).startswith("mapping.toml: ")
    assert refusal.value.exit_code == 2


def test_a_mapping_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes("# fravær".encode("utf-16"))
    with pytest.raises(MappingError, match="not UTF-8"):
        read_mapping(path)


def test_one_file_for_two_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('[tables.youths]\nfile = "*.csv"\n[tables.spells]\nfile = "spells.csv"\n')
    with pytest.raises(MappingError, match=r"spells.csv: the mapping sends it to youths and spells"):
        read_records(write_csv(tmp_path, sound()), mapping=read_mapping(path))


def test_a_mapped_heading_that_is_absent_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('[tables.spells]\nfile = "spells.csv"\n[tables.spells.columns]\n"Forløb" = "status"\n')
    folder = write_csv(tmp_path, sound())
    spells = folder / "spells.csv"
    spells.write_bytes(spells.read_bytes().replace(b",status,", b",Forloeb,", 1))
    with pytest.raises(StructureFault, match=r"foreign column 'Forloeb'.*Did you mean 'Forløb'"):
        read_records(folder, mapping=read_mapping(path))
    spells.write_bytes(spells.read_bytes().replace(b",Forloeb,", b",grade,", 1))
    with pytest.raises(StructureFault, match=r"'status' .* is missing; the mapping expects it under 'Forløb'"):
        read_records(folder, mapping=read_mapping(path))


def test_a_mapping_is_for_text_files_only(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, sound())
    (folder / "fravaer.parquet").write_bytes(b"")
    path = tmp_path / "mapping.toml"
    path.write_text('[tables.attendance]\nfile = "fravaer.*"\n')
    with pytest.raises(MappingError, match="a mapping is for CSV files"):
        read_records(folder, mapping=read_mapping(path))


@pytest.mark.parametrize("text", ["a = " + "[" * 3_000, "a = " + "9" * 5_000], ids=["brackets", "digits"])
def test_a_mapping_file_without_end_is_refused_in_words(tmp_path, text):
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(MappingError, match="no mapping needs"):
        read_mapping(tmp_path / "m.toml")
