"""Canaries: made-up rows with the answers a model gave when it was signed, asked again wherever it is loaded.

The rows belong to nobody: each takes a bin of every shape in turn. If other libraries or another machine give other answers, the
bundle is refused rather than trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from features import catalogue
from models.risk import RiskModel
from models.tables import Floats, ShapeTable

ROWS: Final = 8
CLOSE: Final = 1e-9
"""How far an answer may lie from the signed one."""
_ANSWERS: Final = ("raw_logit", "risk", "risk_low", "risk_high")
_DAY: Final = np.datetime64("2020-01-06", "s")
"""A Monday; what a row's day is changes no answer but an order by chance."""

Said = dict[str, Mapping[str, list[float] | list[float | None]]]


def canaries(model: RiskModel) -> Said:
    """Rows as lists by indicator, missing as None, and what the model answers to them."""
    rows = {table.indicator: _values(table, number) for number, table in enumerate(model.tables)}
    told = {name: [None if np.isnan(value) else float(value) for value in values] for name, values in rows.items()}
    return {"rows": told, "answers": _answers(model, rows)}


def changed(model: RiskModel, said: Mapping[str, Any]) -> bool:
    """Whether the model answers otherwise to the canaries than was said."""
    rows = {name: np.array(values, dtype=np.float64) for name, values in said["rows"].items()}
    now, then = _answers(model, rows), said["answers"]
    return not all(np.allclose(now[name], then[name], rtol=0.0, atol=CLOSE) for name in _ANSWERS)


def is_whole(said: Any) -> bool:
    """Whether something read from a file has the form of canaries."""
    if not (
        isinstance(said, dict)
        and set(said) == {"rows", "answers"}
        and all(isinstance(part, dict) for part in said.values())
    ):
        return False
    lists = [*said["rows"].values(), *said["answers"].values()]
    return set(said["answers"]) == set(_ANSWERS) and all(_is_column(cells) for cells in lists)


def _is_column(cells: Any) -> bool:
    return (
        isinstance(cells, list)
        and len(cells) == ROWS
        and all(cell is None or isinstance(cell, int | float) for cell in cells)
    )


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


def _answers(model: RiskModel, rows: Mapping[str, Floats]) -> dict[str, list[float]]:
    nothing = dict.fromkeys(catalogue.NAMES, np.full(ROWS, np.nan))
    assessed = model.assess({"as_of": np.full(ROWS, _DAY), **nothing, **rows})
    return {name: getattr(assessed, name).tolist() for name in _ANSWERS}
