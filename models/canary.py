"""Canaries: made-up rows with the answers a model gave when it was signed, asked again wherever it is loaded.

The rows belong to nobody: each takes a bin of every shape in turn, or a course of absence. If other libraries or another machine give
other answers, the bundle is refused rather than trusted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np

from features import catalogue
from models.onset import OnsetMixture, call_mixture
from models.risk import RiskModel
from models.scores import POSTERIORS
from models.starters import histories_of
from models.tables import Floats, ShapeTable

ROWS: Final = 8
CLOSE: Final = 1e-9
"""How far an answer may lie from the signed one."""
ANSWERS: Final = ("raw_logit", "risk", "risk_low", "risk_high")
ONSET: Final = "onset"
"""The name that the mixture's canaries have among those of the regimes."""
_DAY: Final = np.datetime64("2020-01-06", "s")
"""A Monday; what a row's day is changes no answer but an order by chance."""
_LESSONS: Final = 400.0
_TURNS: Final = (0, 2, 4, 6, 7, 8, 9, 10)
"""Grades from which the canaries of a mixture miss more; the last never does."""

Said = dict[str, Mapping[str, list[float | None]]]


def canaries(model: RiskModel) -> Said:
    """Rows as lists by indicator and what the model answers to them; missing is None."""
    rows = {table.indicator: _values(table, number) for number, table in enumerate(model.tables)}
    return _said(rows, _answers(model, rows))


def onset_canaries(mixture: OnsetMixture) -> Said:
    """As `canaries`, of the posteriors that a mixture gives."""
    rows = _courses()
    return _said(rows, _posteriors(mixture, rows))


def changed(model: RiskModel, said: Mapping[str, Any]) -> bool:
    """Whether the model answers otherwise to the canaries than was said."""
    return _differ(_answers(model, _read(said["rows"])), said)


def onset_changed(mixture: OnsetMixture, said: Mapping[str, Any]) -> bool:
    """As `changed`; a mixture of another form, which cannot answer, is another one."""
    try:
        return _differ(_posteriors(mixture, _read(said["rows"])), said)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return True


def is_whole(said: Any, answers: Collection[str] = ANSWERS) -> bool:
    """Whether something read from a file has the form of canaries."""
    if not (isinstance(said, dict) and set(said) == {"rows", "answers"}):
        return False
    rows, told = said["rows"], said["answers"]
    if not (isinstance(rows, dict) and isinstance(told, dict) and set(told) == set(answers)):
        return False
    return all(map(_is_column, [*rows.values(), *told.values()]))


def _is_column(cells: Any) -> bool:
    is_list = isinstance(cells, list) and len(cells) == ROWS
    return is_list and all(cell is None or isinstance(cell, int | float) for cell in cells)


def _differ(now: Mapping[str, Floats], said: Mapping[str, Any]) -> bool:
    then = _read(said["answers"])
    return not all(np.allclose(now[name], then[name], rtol=0.0, atol=CLOSE, equal_nan=True) for name in then)


def _said(rows: Mapping[str, Floats], answers: Mapping[str, Floats]) -> Said:
    return {"rows": _written(rows), "answers": _written(answers)}


def _written(columns: Mapping[str, Floats]) -> dict[str, list[float | None]]:
    return {name: [None if np.isnan(cell) else float(cell) for cell in cells] for name, cells in columns.items()}


def _read(columns: Mapping[str, Sequence[float | None]]) -> dict[str, Floats]:
    return {name: np.array(cells, dtype=np.float64) for name, cells in columns.items()}


def _courses() -> dict[str, Floats]:
    """One course a row: little absence, and much from a grade on."""
    turns = np.array(_TURNS)
    missed = {
        f"missed_lessons_grade_{grade}": _LESSONS * np.where(turns <= grade, 0.3, 0.04) for grade in catalogue.GRADES
    }
    scheduled = {f"scheduled_lessons_grade_{grade}": np.full(ROWS, _LESSONS) for grade in catalogue.GRADES}
    depth = {"history_months": np.full(ROWS, 110.0), "onset_level_early": np.where(turns < 5, 0.3, 0.04)}
    return {**missed, **scheduled, **depth}


def _posteriors(mixture: OnsetMixture, rows: Mapping[str, Floats]) -> dict[str, Floats]:
    told = call_mixture(mixture, histories_of(rows))
    return {name: told[name].to_numpy(dtype=np.float64) for name in POSTERIORS}


def _values(table: ShapeTable, number: int) -> Floats:
    """A value in each of ROWS bins, other bins for other tables; the last bin is that of a missing value."""
    edges = table.edges
    inside = (
        np.concatenate([[edges[0] - 1.0], (edges[1:] + edges[:-1]) / 2, [edges[-1] + 1.0]])
        if len(edges)
        else np.zeros(1)
    )
    bins = np.append(inside, np.nan)
    values: Floats = bins[(np.arange(ROWS) * 5 + 3 * number) % len(bins)]
    return values


def _answers(model: RiskModel, rows: Mapping[str, Floats]) -> dict[str, Floats]:
    nothing = dict.fromkeys(catalogue.NAMES, np.full(ROWS, np.nan))
    assessed = model.assess({"as_of": np.full(ROWS, _DAY), **nothing, **rows})
    return {name: getattr(assessed, name) for name in ANSWERS}
