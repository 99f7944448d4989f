"""What each indicator adds to a score, as the model's own tables hold it: for a reader, and for a plot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

import numpy as np

from features import catalogue
from features.vocabulary import STATUSES
from models.risk import RiskModel
from models.tables import ShapeTable
from training.plots import Axis, Plot, Series, axis

KINDS: Final = "education_kind"
"""The indicator whose values are codes of a kind, and no amounts."""
ADDS: Final = "adds to the log-odds"
_YES_OR_NO: Final = "yes or no"


class Table(TypedDict):
    """A shape table, number for number: bin b holds values from edges[b - 1] to under edges[b]; the last bin is for a missing value.

    `lowest`, `highest`: of the bags; `usual`: median of the training rows.
    """

    edges: list[float]
    additions: list[float]
    lowest: list[float]
    highest: list[float]
    usual: float


class Shape(TypedDict):
    """One indicator. `kinds`: of codes alone, what each kind adds by regime. The axis `y` is the same for all of a model."""

    indicator: str
    words: str
    unit: str
    response: str
    tables: dict[str, Table]
    adds_nothing: bool
    x: Axis
    y: Axis
    kinds: NotRequired[list[dict[str, Any]]]


def shapes_of(models: Mapping[str, RiskModel]) -> list[Shape]:
    """The shape of every indicator that takes part in a model, in catalogue order."""
    found: dict[str, dict[str, ShapeTable]] = {}
    for regime, model in models.items():
        for table in model.tables:
            found.setdefault(table.indicator, {})[regime] = table
    spread = [bound for tables in found.values() for table in tables.values() for bound in _spread(table)]
    up = axis(ADDS, spread)
    return [_shape(item, found[item.name], up) for item in catalogue.INDICATORS if item.name in found]


def plot_of(shape: Shape) -> Plot:
    """The shape as steps over the values, a line a regime."""
    series = [_steps(name, table, shape["x"]) for name, table in shape["tables"].items()]
    says = f"{shape['words']}: steps of what a value {ADDS}, one line for each regime; a band shows how far the fit's bags differ."
    return {"title": shape["words"], "describes": says, "x": shape["x"], "y": shape["y"], "series": series}


def _spread(table: ShapeTable) -> tuple[float, float]:
    """The lowest and highest addition of any bag to a value that is known."""
    known = table.bags[:, :-1]
    return float(known.min()), float(known.max())


def _shape(item: catalogue.Indicator, tables: Mapping[str, ShapeTable], up: Axis) -> Shape:
    held = {regime: _table(table) for regime, table in tables.items()}
    shape: Shape = {
        "indicator": item.name,
        "words": item.reason[1],
        "unit": item.unit,
        "response": str(item.response),
        "tables": held,
        "adds_nothing": all(not table.bags.any() for table in tables.values()),
        "x": _across(item.unit, tables),
        "y": up,
    }
    if item.name == KINDS:
        codes = np.arange(len(STATUSES), dtype=np.float64)
        added = {regime: table.additions[table.codes(codes)].tolist() for regime, table in tables.items()}
        shape["kinds"] = [
            {"kind": str(kind), **{regime: added[regime][code] for regime in added}}
            for code, kind in enumerate(STATUSES)
        ]
    return shape


def _table(table: ShapeTable) -> Table:
    return {
        "edges": table.edges.tolist(),
        "additions": table.additions.tolist(),
        "lowest": table.bags.min(axis=0).tolist(),
        "highest": table.bags.max(axis=0).tolist(),
        "usual": table.usual,
    }


def _across(unit: str, tables: Mapping[str, ShapeTable]) -> Axis:
    if unit == _YES_OR_NO:
        return {"words": "no (0) or yes (1)", "ticks": [0.0, 1.0], "is_share": False}
    return axis(unit, _reach(tables), is_share="share" in unit, from_zero=False)


def _reach(tables: Mapping[str, ShapeTable]) -> list[float]:
    """From where to where the bins tell values apart, with a bin's room at both ends; not below zero if no edge is."""
    found: list[float] = []
    for table in tables.values():
        edges = [float(edge) for edge in table.edges] or [0.0]
        room = (edges[-1] - edges[0]) / len(edges) or 0.5
        found += [edges[0] - room if edges[0] < 0 else max(edges[0] - room, 0.0), edges[-1] + room]
    return found


def _steps(regime: str, table: Table, x: Axis) -> Series:
    heights, lowest, highest = (table["additions"][:-1], table["lowest"][:-1], table["highest"][:-1])
    across = [x["ticks"][0], *table["edges"], x["ticks"][-1]]
    points = list(zip(across, [*heights, heights[-1]], strict=True))
    spans = list(zip([*lowest, lowest[-1]], [*highest, highest[-1]], strict=True))
    return {"name": regime.replace("_", " "), "style": "steps", "points": points, "spans": spans}
