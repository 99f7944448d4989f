"""The generated pages of the guide are what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from features import catalogue, records
from service.commands import guide


def test_making_the_pages_anew_leaves_the_tree_as_it_is(tmp_path: Path) -> None:
    guide.run(out=tmp_path, check=False)
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made
    assert made == {name: (guide.GUIDE / name).read_text("utf-8") for name in made}


def test_a_page_that_was_edited_by_hand_is_told_by_name(tmp_path: Path) -> None:
    guide.run(out=tmp_path, check=False)
    guide.run(out=tmp_path, check=True)
    (tmp_path / "records.md").write_text("by hand", "utf-8")
    with pytest.raises(guide.GuideIsStale, match=r"^records\.md: differs .* `make docs`"):
        guide.run(out=tmp_path, check=True)


def test_every_indicator_and_every_column_is_on_its_page() -> None:
    indicators, columns = guide.indicator_page(), guide.records_page()
    assert [name for name in catalogue.NAMES if f"\n## {name}\n" not in indicators] == []
    assert [table.name for table in records.TABLES if f"\n### {table.name}\n" not in columns] == []
    assert [name for table in records.TABLES for name in table.names if f"| `{name}` |" not in columns] == []
