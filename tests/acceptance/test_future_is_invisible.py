"""From records to flags: nothing known at or after the cut changes a byte of what a command writes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from features.calendar import cut
from features.records import BY_NAME
from service.__main__ import app

AS_OF = "2026-06-01"
INSTANT = pd.Timestamp(cut(date.fromisoformat(AS_OF))).tz_localize(None)


def delete(frame: pd.DataFrame, future: pd.Series) -> pd.DataFrame:
    return frame[~future]


def falsify(frame: pd.DataFrame, future: pd.Series) -> pd.DataFrame:
    """Turn the future into nonsense, faulty rows among it."""
    false = frame.copy()
    for column, lie in {"unlawful": 19, "scheduled": 1, "sick": 7, "status": "abroad", "kind": "declined"}.items():
        if column in false:
            false.loc[future, column] = lie
    for column in ("ended_on", "expected_end_on", "withdrawn_on"):
        if column in false:
            false.loc[future, column] = date(1999, 1, 1)
    return false


def in_the_future(name: str, frame: pd.DataFrame) -> pd.Series:
    table = BY_NAME[name]
    future = pd.Series(False, index=frame.index)
    if "known_at" in frame:
        known = pd.to_datetime(frame["known_at"])
        known = known.dt.tz_localize(None) if known.dt.tz is not None else known
        future |= known >= INSTANT
        if table.happened:
            future |= known.isna() & (pd.to_datetime(frame[table.happened]) >= pd.Timestamp(AS_OF))
    return future


@pytest.fixture(scope="module")
def outputs(town, var, tmp_path_factory):
    """What the commands write from a folder of records; called in this process, because starting one takes longer than its work."""
    runner = CliRunner(env={"ALLESKALMED_VAR": str(var)})

    def run(*words: object) -> None:
        told = runner.invoke(app, [*map(str, words)])
        assert told.exit_code == 0, told.output

    def make(records: Path) -> dict[str, bytes]:
        out = tmp_path_factory.mktemp("out")
        common = ("--records", records, "--as-of", AS_OF)
        run("indicators", *common, "--out", out / "indicators.parquet")
        run("score", *common, "--bundle", town.bundle, "--out", out / "scores.parquet")
        run("flags", *common, "--scores", out / "scores.parquet", "--out", out / "flags.parquet")
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}

    return make


@pytest.fixture(scope="module")
def honest(outputs, town):
    return outputs(town.records)


@pytest.mark.parametrize("change", [delete, falsify])
def test_the_future_changes_no_byte(change, outputs, honest, town, tmp_path):
    shutil.copytree(town.records, tmp_path / "records")
    changed = 0
    for path in sorted((tmp_path / "records").glob("*.parquet")):
        frame = pd.read_parquet(path)
        future = in_the_future(path.stem, frame)
        changed += int(future.sum())
        if future.any():
            dtypes = frame.dtypes
            change(frame, future).astype(dtypes).to_parquet(path, index=False)
    assert changed > 10_000
    assert outputs(tmp_path / "records") == honest


def test_the_past_changes_what_is_written(outputs, honest, town, tmp_path):
    shutil.copytree(town.records, tmp_path / "records")
    path = tmp_path / "records" / "attendance.parquet"
    frame = pd.read_parquet(path)
    frame.assign(unlawful=frame["unlawful"].mask(~in_the_future("attendance", frame), 0)).to_parquet(path, index=False)
    changed = outputs(tmp_path / "records")
    assert [name for name in changed if changed[name] == honest[name]] == []


def test_order_and_parts_change_no_byte(outputs, honest, town, tmp_path):
    shutil.copytree(town.records, tmp_path / "records")
    path = tmp_path / "records" / "attendance.parquet"
    frame = pd.read_parquet(path)
    shuffled = frame.iloc[np.random.default_rng(1).permutation(len(frame))]
    path.unlink()
    parts = tmp_path / "records" / "attendance"
    parts.mkdir()
    for number, rows in enumerate(np.array_split(np.arange(len(frame)), 7)):
        shuffled.iloc[rows].to_parquet(parts / f"part-{number}.parquet", index=False, row_group_size=50_001)
    assert outputs(tmp_path / "records") == honest
