"""The worked examples of the guide, run on every engine; no indicator is without one."""

from __future__ import annotations

from typing import Any

import pytest

from features import catalogue
from service.commands.guide import DRAWN, read_pictures
from tests.lib.spec import Picture, Spec

PICTURES = read_pictures()


def picture_of(name: str, drawn: dict[str, Any]) -> Picture:
    gives = {youth: None if value == "missing" else value for youth, value in drawn["gives"].items()}
    tables = {table: drawn[table] for table in DRAWN if table in drawn}
    return Picture(as_of=drawn["as_of"].isoformat(), indicator=name, gives=gives, **tables)


@pytest.mark.parametrize("name", PICTURES)
def test_the_worked_example_of_an_indicator_is_what_it_gives(spec: Spec, name: str) -> None:
    spec.show(picture_of(name, PICTURES[name]))


def test_each_indicator_has_a_worked_example_and_no_other_has() -> None:
    assert set(PICTURES) == set(catalogue.NAMES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_worked_example_gives_a_value(name: str) -> None:
    assert any(value != "missing" for value in PICTURES[name]["gives"].values())


@pytest.mark.parametrize(
    "name", [item.name for item in catalogue.INDICATORS if item.tables and item.name != "history_months"]
)
def test_a_worked_example_shows_when_the_value_is_missing(name: str) -> None:
    said = list(PICTURES[name]["gives"].values())
    assert "missing" in said or name == "risk_report_open"  # missing only without the table: a picture of its own
