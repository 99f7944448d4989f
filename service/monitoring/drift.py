"""How this week differs from the same school weeks a year earlier: a report for people and a summary for the run.

    python -m service.monitoring.drift --reference FILE --current FILE --out FOLDER

The only door to Evidently, and a process of its own: the library is heavy, so the service never loads it. It opens no connection.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import pandas as pd

os.environ["DO_NOT_TRACK"] = "1"  # before the import below: the library would else write a user id and report home

from evidently import DataDefinition, Dataset, Report
from evidently.metrics import DriftedColumnsCount, ValueDrift

from features import exits
from service.frames import declared_in, read_frame
from service.monitoring.methods import (
    DISTANCE,
    DRIFT_SHARE,
    FEWEST_ROWS,
    METHOD,
    MISSING_THRESHOLD,
    THRESHOLD,
    Column,
    Fate,
    Side,
    columns_of,
)
from service.monitoring.shifts import normed
from service.monitoring.tallies import tally

HTML, JSON = "drift.html", "drift.json"
FORMAT: Final = 1


def run(*, reference: Path, current: Path, out: Path) -> None:
    """Compare two Parquet frames and write `drift.html` and `drift.json` into a folder."""
    before, now = read_frame(reference, "reference"), read_frame(current, "current")
    summary, page = compare(before, now)
    summary["data"] = {"reference": declared_in(reference, before), "current": declared_in(current, now)}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in ((HTML, page), (JSON, json.dumps(summary, indent=1, ensure_ascii=False) + "\n")):
        part = out / f".{name}.part"
        part.write_text(content, encoding="utf-8")
        part.replace(out / name)


def compare(reference: pd.DataFrame, current: pd.DataFrame) -> tuple[dict[str, Any], str]:
    """The summary and the page of two frames of the same kind; never fails for what a column holds."""
    columns = columns_of(reference, current)
    compared = [column for column in columns if column.fate is Fate.COMPARED]
    values, page = _measured(compared) if compared else ({}, _page_without_columns(columns))
    summary = _summary(reference, current, columns, values)
    return summary | {"distances": _side_by_side(compared)}, page


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the process."""
    parser = argparse.ArgumentParser(
        prog="python -m service.monitoring.drift", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    for name in ("reference", "current", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    exits.run("service.monitoring.drift", **vars(parser.parse_args(arguments)))


def _measured(columns: Sequence[Column]) -> tuple[dict[str, float], str]:
    """The index of each column, and Evidently's own page."""
    names = [column.name for column in columns]
    methods = {
        "num_method": METHOD, "cat_method": METHOD, "num_threshold": THRESHOLD, "cat_threshold": THRESHOLD,
    }  # fmt: skip
    metrics = [
        DriftedColumnsCount(columns=names, drift_share=DRIFT_SHARE, **methods),
        *(ValueDrift(column=name, method=METHOD, threshold=THRESHOLD) for name in names),
    ]
    snapshot = Report(metrics).run(*_sides(columns))
    found = {
        metric["config"]["column"]: float(metric["value"])
        for metric in snapshot.dict()["metrics"]
        if metric["config"]["type"].endswith(":ValueDrift")
    }
    return found, str(snapshot.get_html_str(as_iframe=False))


def _distances(columns: Sequence[Column]) -> dict[str, float]:
    """Evidently's own earth mover's distance of each column of numbers, in standard deviations of the reference."""
    numbers = [column for column in columns if column.is_number]
    if not numbers:
        return {}
    metrics = [ValueDrift(column=column.name, method=DISTANCE, threshold=THRESHOLD) for column in numbers]
    snapshot = Report(metrics).run(*_sides(numbers))
    return {metric["config"]["column"]: float(metric["value"]) for metric in snapshot.dict()["metrics"]}


def _sides(columns: Sequence[Column]) -> list[Dataset]:
    """The present and the earlier side as Evidently takes them."""
    numbers = [column.name for column in columns if column.is_number]
    categories = [column.name for column in columns if not column.is_number]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    return [
        Dataset.from_pandas(
            pd.DataFrame({column.name: getattr(column, side) for column in columns}), data_definition=definition
        )
        for side in ("current", "reference")
    ]


def _side_by_side(columns: Sequence[Column]) -> dict[str, Any]:
    """Of each column of numbers the distance that the weekly watch works with, and Evidently's own of the same values."""
    theirs = _distances(columns)
    ours = {
        column.name: normed(tally(column.current), tally(column.reference)) for column in columns if column.is_number
    }
    told = {name: {"ours": round(far, 9), "evidently": round(theirs[name], 9)} for name, far in ours.items()}
    return {"method": DISTANCE, "columns": told}


def _summary(
    reference: pd.DataFrame, current: pd.DataFrame, columns: Sequence[Column], values: Mapping[str, float]
) -> dict[str, Any]:
    rows = [_row(column, values.get(column.name)) for column in columns]
    compared = [row for row in rows if row["fate"] == Fate.COMPARED]
    drifted = [row["column"] for row in rows if row["drifted"]]
    return {
        "format": FORMAT,
        "state": "compared" if compared else "nothing_to_compare",
        "rows": {"reference": len(reference), "current": len(current)},
        "as_of": {"reference": _days(reference), "current": _days(current)},
        "method": METHOD,
        "threshold": THRESHOLD,
        "missing_threshold": MISSING_THRESHOLD,
        "fewest_rows": FEWEST_ROWS,
        "drift_share": DRIFT_SHARE,
        "compared": len(compared),
        "drifted": drifted,
        "is_drifted": bool(compared) and sum(row["drifted"] for row in compared) / len(compared) >= DRIFT_SHARE,
        "left_out": {row["column"]: row["fate"] for row in rows if row["fate"] != Fate.COMPARED},
        "columns": rows,
    }


def _row(column: Column, value: float | None) -> dict[str, Any]:
    return {
        "column": column.name,
        "fate": str(column.fate),
        "kind": "number" if column.is_number else "category",
        "value": None if value is None else round(value, 6),
        "drifted": column.missing_drifted or (value is not None and value >= THRESHOLD),
        "missing_drifted": column.missing_drifted,
        "reference": _told(column.reference_side),
        "current": _told(column.current_side),
    }


def _told(side: Side) -> dict[str, float]:
    return {
        "rows": side.rows,
        "missing_share": round(side.missing_share, 6),
        "infinite_share": round(side.infinite_share, 6),
    }


def _days(frame: pd.DataFrame) -> list[str]:
    return sorted({str(pd.Timestamp(day).date()) for day in frame["as_of"].unique()}) if "as_of" in frame else []


def _page_without_columns(columns: Sequence[Column]) -> str:
    """A page in place of Evidently's, which cannot be drawn without a column."""
    rows = "".join(f"<li>{escape(column.name)}: {escape(str(column.fate))}</li>" for column in columns)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Drift</title></head><body><h1>Drift</h1>'
        f"<p>There is no column that both frames hold with enough values; nothing was compared.</p><ul>{rows}</ul></body></html>"
    )


if __name__ == "__main__":
    main()
