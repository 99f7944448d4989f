"""Scores without frames: what a few youths are told over HTTP is what the night's frame says, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from features import catalogue
from features.indicators import IndicatorRows
from models import scores
from models.scores import COLUMNS, check_cells
from models.scoring import score_rows, score_youths
from tests.lib.small_bundle import now, small_bundle


def rows_of(frame: pd.DataFrame) -> IndicatorRows:
    """The rows that a frame is made of, in its order, of youths in theirs."""
    youths = pd.Index(sorted(frame["youth_id"]), dtype="str")
    return IndicatorRows(
        youths,
        youths.get_indexer(pd.Index(frame["youth_id"])).astype(np.int64),
        frame["as_of"].to_numpy(),
        frame["age_years"].to_numpy(dtype=np.int16),
        frame["status"].cat.codes.to_numpy(),
        frame["institution_id"].to_numpy(dtype=object),
        frame["regime"].cat.codes.to_numpy().astype(np.int64),
        frame["coverage"].to_numpy(),
        np.array([frame[name].to_numpy() for name in catalogue.NAMES]),
    )


@pytest.fixture(scope="module")
def mixed() -> pd.DataFrame:
    """600 youths, in no order, some too little known and some of another age or status."""
    frame = now().sample(frac=1, random_state=5).reset_index(drop=True)
    frame.loc[::7, "coverage"] = 0.1
    frame.loc[::11, "age_years"] = 30
    frame.loc[::13, "status"] = None
    return frame


def told(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """A score frame's cells as plain values, missing ones as None."""
    cells = frame.astype(object).where(frame.notna(), None)
    days = {name: [None if day is None else day.date() for day in cells[name]] for name in ("as_of", "onset_on")}
    return {name: cells[name].tolist() for name in COLUMNS} | days


def plain(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Columns with None for NaN."""
    return {name: [None if cell != cell else cell for cell in cells] for name, cells in columns.items()}  # noqa: PLR0124 - only NaN differs from itself


def test_rows_are_scored_as_their_frame_is(mixed: pd.DataFrame):
    rows = rows_of(mixed)
    pd.testing.assert_frame_equal(rows.frame, mixed, check_exact=True)
    expected = told(score_youths(small_bundle(), mixed, data="synthetic"))
    assert 300 < len(expected["risk"]) < len(mixed)
    assert 0 < sum(risk is None for risk in expected["risk"]) < len(expected["risk"])
    assert plain(score_rows(small_bundle(), rows, data="synthetic")) == expected


def test_rows_are_narrowed_to_youths_as_their_frame_is(mixed: pd.DataFrame):
    youths = pd.Index(sorted(mixed["youth_id"])[::3])
    found = plain(score_rows(small_bundle(), rows_of(mixed), youths=youths))
    assert found == told(score_youths(small_bundle(), mixed, youths=youths))
    assert found["youth_id"]


def test_nobody_within_the_population_is_an_empty_answer(mixed: pd.DataFrame):
    found = score_rows(small_bundle(), replace(rows_of(mixed), age_years=np.full(len(mixed), 40, np.int16)))
    assert found == {name: [] for name in COLUMNS}


BROKEN: dict[str, tuple[str, Any]] = {
    "a risk over 1": ("risk", 1.5),
    "a risk under its interval": ("risk_low", 0.999999),
    "a risk without an upper end": ("risk_high", float("nan")),
    "a band without a risk": ("risk", float("nan")),
    "a risk without a band": ("band", "not_assessed"),
    "no coverage": ("coverage", float("nan")),
    "coverage under 0": ("coverage", -0.1),
    "no youth": ("youth_id", None),
    "a horizon of no day": ("horizon_days", 0),
    "a posterior over 1": ("profile_late", 1.01),
}


@pytest.mark.parametrize(("name", "value"), BROKEN.values(), ids=BROKEN.keys())
def test_cells_that_break_the_contract_are_refused(name: str, value: Any):
    cells = score_rows(small_bundle(), rows_of(now()))
    first = next(place for place, risk in enumerate(cells["risk"]) if risk == risk)  # noqa: PLR0124 - NaN differs from itself
    cells[name][first] = value
    with pytest.raises((SchemaError, SchemaErrors)):
        check_cells(cells)


def test_a_youth_who_is_there_twice_is_refused():
    cells = score_rows(small_bundle(), rows_of(now()))
    with pytest.raises((SchemaError, SchemaErrors)):
        check_cells({name: [*column, column[0]] for name, column in cells.items()})


def test_sound_cells_do_not_ask_the_schema(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scores, "SCHEMA", None)
    assert score_rows(small_bundle(), rows_of(now()))["youth_id"]
