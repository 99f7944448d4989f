"""The mapping that says which table speaks of a youth: whole, true, and the ground of access and erasure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from features.records import TABLES
from service.store.delivered_subjects import rows_in_files
from service.store.schema import METADATA
from service.store.subjects import mapping, names, without
from service.texts.catalogue import TEXTS

YOUTH_COLUMNS = {"youth_id"}


def test_every_table_of_the_store_says_whether_it_speaks_of_a_youth():
    assert set(mapping("store")) == set(METADATA.tables)


def test_every_table_of_the_lake_says_whether_it_speaks_of_a_youth():
    assert set(mapping("lake")) == {table.name for table in TABLES}


def columns() -> dict[str, dict[str, set[str]]]:
    store = {name: {column.name for column in table.columns} for name, table in METADATA.tables.items()}
    return {"store": store, "lake": {table.name: set(table.names) for table in TABLES}}


@pytest.mark.parametrize("of", ["store", "lake"])
def test_each_line_says_one_thing_and_names_columns_that_are_there(of: str):
    for name, speaks in mapping(of).items():
        assert sum(map(bool, (speaks.by, speaks.inside, speaks.none))) == 1, name
        assert {speaks.by, speaks.inside, *speaks.where} - {""} <= columns()[of][name], name
        assert not speaks.through or mapping(of)[speaks.through].by, name


@pytest.mark.parametrize("of", ["store", "lake"])
def test_a_table_with_a_youths_column_cannot_be_said_to_speak_of_none(of: str):
    silent = [name for name, speaks in mapping(of).items() if not speaks.by]
    assert [name for name in silent if columns()[of][name] & YOUTH_COLUMNS] == []


def test_whatever_can_be_handed_out_has_words():
    for of, found in columns().items():
        for name, speaks in mapping(of).items():
            if speaks.none:
                continue
            assert f"rights.table.{name}" in TEXTS
            told = {"by": found[name], "inside": set()}["by" if speaks.by else "inside"]
            assert {f"rights.column.{column}" for column in told} <= set(TEXTS)


def test_a_name_is_found_as_a_word_of_its_own_alone():
    assert names('{"youth":"y-1"}', "y-1")
    assert not names("y-10 xy-1 y-1_a", "y-1")


def test_a_text_is_left_without_its_entries_and_items_on_a_youth():
    told = {"y-1": 3, "others": [{"scope_id": "y-1", "role": "regular"}, {"scope_id": "y-2"}, "y-1"], "count": 2}
    assert without(told, "y-1") == {"others": [{"scope_id": "y-2"}], "count": 2}


def test_a_delivered_file_is_looked_through_whatever_its_form(tmp_path: Path):
    pd.DataFrame({"elev": ["y-1", "y-2"], "dage": [1, 2]}).to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_bytes("elev;skole\ny-1;Søskolen\ny-10;Å\n".encode("cp1252"))
    (tmp_path / "c.csv").write_text("elev\ny-2\n")
    assert rows_in_files(tmp_path, "y-1") == {
        "a.parquet": [{"elev": "y-1", "dage": 1}],
        "b.csv": [{"line": 2, "text": "y-1;Søskolen"}],
    }
