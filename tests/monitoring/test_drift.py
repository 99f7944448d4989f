"""The drift report on columns as they come: fixed methods, nothing dropped in silence, no connection, no one named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from service.domain.errors import DriftFailed
from service.frames import declared_in, declared_table
from service.monitoring.methods import FEWEST_ROWS, THRESHOLD, Fate, columns_of
from service.monitoring.process import FRAME_POLICY, compare_files
from service.monitoring.shifts import normed
from service.monitoring.tallies import tally
from tests.lib.chromium import chromium

ROOT = Path(__file__).parents[2]
WITHOUT_SOCKETS = """
import socket, sys
def refuse(*_a, **_k): raise AssertionError("a connection was attempted")
socket.socket.connect = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
from service.monitoring.drift import main
folder = sys.argv[1]
for current, out in (("current", "out"), ("current", "again"), ("none", "none"), ("one", "one")):
    main(["--reference", f"{folder}/reference.parquet", "--current", f"{folder}/{current}.parquet", "--out", f"{folder}/{out}"])
"""


def frame(rows: int, *, moved: float, seed: int) -> pd.DataFrame:
    """A frame with every kind of column that has ever broken a report."""
    rng = np.random.default_rng(seed)
    nothing = moved > 0
    made = pd.DataFrame(
        {
            "youth_id": [f"secret-{number}" for number in range(rows)],
            "as_of": pd.Timestamp("2026-11-16"),
            "institution_id": "secret-school",
            "reasons": "[]",
            "steady": rng.normal(size=rows),
            "moved": rng.normal(moved, 1, rows),
            "whole": pd.array(rng.poisson(3, rows), dtype="Int16"),
            "constant": 1.0,
            "constant_now": 1.0 if nothing else rng.normal(size=rows),
            "empty": np.nan,
            "vanished": np.nan if nothing else rng.normal(size=rows),
            "infinite": np.where(rng.random(rows) < 0.3 * moved, np.inf, rng.normal(size=rows)),
            "category": pd.Categorical(rng.choice(list("ab"), rows)),
            "truth": pd.array(rng.random(rows) < 0.5, dtype="boolean"),
            "name_like": [f"{seed}-{number}" for number in range(rows)],
        }
    )
    made.loc[0, ["whole", "truth"]] = pd.NA
    return made.assign(**{"only_now" if nothing else "only_before": rng.normal(size=rows)})


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Summary, page and folder of several comparisons, made in one process in which no connection can be opened."""
    folder = tmp_path_factory.mktemp("drift")
    frame(900, moved=0.0, seed=1).to_parquet(folder / "reference.parquet")
    current = frame(300, moved=1.0, seed=2)
    for name, rows in (("current", 300), ("none", 0), ("one", 1)):
        current.head(rows).to_parquet(folder / f"{name}.parquet")
    subprocess.run([sys.executable, "-c", WITHOUT_SOCKETS, str(folder)], check=True, cwd=ROOT, capture_output=True)
    summary = json.loads((folder / "out" / "drift.json").read_text(encoding="utf-8"))
    return summary, (folder / "out" / "drift.html").read_text(encoding="utf-8"), folder


def test_what_moved_is_called_drifted_and_what_did_not_is_not(report):
    summary, _, _ = report
    assert summary["drifted"] == ["moved", "constant_now", "vanished", "infinite"]
    values = {row["column"]: row["value"] for row in summary["columns"] if row["value"] is not None}
    assert values["moved"] > THRESHOLD > values["steady"]
    assert set(values) >= {"steady", "moved", "whole", "constant_now", "infinite", "category", "truth"}


def test_every_column_that_is_not_compared_is_named_with_its_reason(report):
    summary, _, _ = report
    assert summary["left_out"] == {
        "reasons": "not_a_measurement",
        "constant": "constant",
        "empty": "empty",
        "vanished": "too_few",
        "name_like": "too_many_categories",
        "only_now": "only_in_current",
        "only_before": "only_in_reference",
    }
    told = {row["column"] for row in summary["columns"]}
    assert told >= set(frame(60, moved=1.0, seed=3)) - {"youth_id", "as_of", "institution_id"}


def test_missing_and_infinite_cells_are_told_for_both_sides(report):
    rows = {row["column"]: row for row in report[0]["columns"]}
    assert rows["vanished"]["current"]["missing_share"] == 1.0
    assert rows["vanished"]["missing_drifted"]
    assert rows["infinite"]["current"]["infinite_share"] > 0.2
    assert rows["infinite"]["reference"]["infinite_share"] == 0.0


def test_methods_and_thresholds_are_fixed_and_written_down(report):
    assert (report[0]["method"], report[0]["threshold"], report[0]["fewest_rows"]) == ("psi", 0.2, FEWEST_ROWS)


def test_our_own_distance_is_evidentlys_on_the_same_values(report):
    summary, _, folder = report
    told = summary["distances"]["columns"]
    before, now = (pd.read_parquet(folder / f"{name}.parquet") for name in ("reference", "current"))
    assert set(told) == {"steady", "moved", "whole", "infinite"}
    for name, both in told.items():
        assert both["ours"] == pytest.approx(both["evidently"], abs=1e-6)
        mine = normed(tally(now[name]), tally(before[name]))
        assert both["evidently"] == pytest.approx(mine, abs=1e-6)
    assert told["moved"]["ours"] > 0.8


def test_the_summary_says_what_both_sides_were_made_from(report, tmp_path):
    assert report[0]["data"] == {"reference": ["undeclared"], "current": ["undeclared"]}
    told = pd.DataFrame({"data": ["synthetic", "public", "synthetic"]})
    assert declared_in(tmp_path / "none.parquet", told) == ["public", "synthetic"]
    silent = told.drop(columns="data")
    pq.write_table(declared_table(silent, "real"), tmp_path / "said.parquet")
    assert declared_in(tmp_path / "said.parquet", silent) == ["real"]


def test_nobody_is_named_in_report_or_summary(report):
    summary, page, _ = report
    for word in ("secret-", "youth_id", "institution_id"):
        assert word not in page
        assert word not in json.dumps(summary)


@pytest.mark.browser
def test_the_page_loads_nothing_from_anywhere(report):
    folder = report[2]
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / "out" / "drift.html").as_uri())
        page.wait_for_selector("text=Drift", timeout=30_000)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_the_same_frames_give_the_same_summary(report):
    folder = report[2]
    assert (folder / "again" / "drift.json").read_bytes() == (folder / "out" / "drift.json").read_bytes()


@pytest.mark.parametrize("name", ["none", "one"])
def test_a_frame_with_next_to_no_rows_gives_a_page_that_says_so(report, name):
    folder = report[2] / name
    assert json.loads((folder / "drift.json").read_text(encoding="utf-8"))["state"] == "nothing_to_compare"
    assert "nothing was compared" in (folder / "drift.html").read_text(encoding="utf-8")


def test_a_broken_file_is_refused_in_words(tmp_path):
    (tmp_path / "reference.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(DriftFailed, match="no Parquet or is cut short"):
        compare_files(tmp_path / "reference.parquet", tmp_path / "reference.parquet", out=tmp_path)


def test_no_other_process_loads_the_library():
    others = [
        "service.__main__",
        "service.commands.drift",
        "service.batch.nightly",
        "service.monitoring.weekly",
        "service.app",
    ]
    code = f"""
import importlib, sys
for name in {others}:
    importlib.import_module(name)
    if "evidently" in sys.modules:
        sys.exit(name + " loads it")
print("none of", {len(others)})
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("none of 5\n", "")


def test_few_cells_are_not_compared_however_different():
    few = pd.DataFrame({"x": np.zeros(FEWEST_ROWS - 1)})
    many = pd.DataFrame({"x": np.arange(500.0)})
    assert columns_of(many, few)[0].fate is Fate.TOO_FEW
    assert columns_of(many, many)[0].fate is Fate.COMPARED


def test_the_report_runs_in_a_sandbox_without_a_network():
    assert FRAME_POLICY.startswith("sandbox allow-scripts;")
    assert "default-src 'none'" in FRAME_POLICY
    assert "http" not in FRAME_POLICY
