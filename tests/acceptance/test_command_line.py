"""The commands as a stranger types them: what they promise, what they print, how they end."""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from features.indicators import COLUMNS, check_indicators
from models.scores import check_scores
from tests.acceptance.conftest import LAST, WEEK

SERVICE = ["check", "indicators", "score", "flags", "weekly-list", "demo"]
WORKSHOP = ["simulate", "fit", "evaluate", "publish"]
FLAG_COLUMNS = [
    "flag_id", "youth_id", "as_of", "source", "rule", "due_on", "counsellor_id", "queue", "routed_by", "district_id",
    "area_id", "rank_within_capacity", "cut_off",
]  # fmt: skip


def fingerprint(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(
    ("program", "name"), [("alleskalmed", n) for n in SERVICE] + [("alleskalmed-train", n) for n in WORKSHOP]
)
def test_help_fits_80_columns_and_shows_an_example(command, program, name):
    told = command(program, name, "--help").stdout
    assert "Example:" in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.alone
def test_help_answers_in_half_a_second():
    program = Path(sys.executable).parent / "alleskalmed"

    def once() -> float:
        start = time.perf_counter()
        subprocess.run([program, "weekly-list", "--help"], capture_output=True, check=True)
        return time.perf_counter() - start

    assert statistics.median(once() for _ in range(5)) < 0.5


@pytest.mark.parametrize("words", [["nonsense"], ["indicators", "--as-of", "yesterday"], ["score"]])
def test_wrong_use_ends_with_2(command, words):
    assert "Traceback" not in command("alleskalmed", *words, code=2).stderr


def test_a_folder_that_is_no_delivery_ends_with_3(command, tmp_path):
    told = command("alleskalmed", "check", tmp_path, code=3)
    assert "youths" in told.stdout + told.stderr


def test_check_takes_the_town_and_changes_nothing(command, town):
    before = fingerprint(town.records)
    report = json.loads(command("alleskalmed", "check", town.records, "--json").stdout)
    assert report
    assert fingerprint(town.records) == before


def test_the_indicators_keep_their_contract(town):
    frame = pd.read_parquet(town.indicators)
    assert tuple(frame.columns) == COLUMNS
    assert len(check_indicators(frame)) > 900


def test_the_scores_keep_their_contract(town):
    scores = check_scores(pd.read_parquet(town.scores))
    assert set(scores["data"]) == {"synthetic"}
    assessed = scores[scores["band"] != "not_assessed"]
    assert len(assessed) > 500
    assert (assessed["risk_low"] <= assessed["risk"]).all()
    assert (assessed["risk"] <= assessed["risk_high"]).all()


def test_every_flag_has_exactly_one_owner_or_queue(town):
    flags = pd.read_parquet(town.flags)
    assert list(flags.columns[: len(FLAG_COLUMNS)]) == FLAG_COLUMNS
    assert len(flags) > 0
    assert (flags["counsellor_id"].notna() ^ flags["queue"].notna()).all()
    assert not flags.loc[flags["source"] != "risk", "cut_off"].any()
    assert flags.loc[flags["source"] == "risk", "due_on"].isna().all()


def test_the_same_records_and_seed_give_the_same_bundle(command, town, tmp_path):
    command("alleskalmed-train", "fit", "--records", town.records, "--until", LAST, "--out", tmp_path / "again")
    assert fingerprint(tmp_path / "again") == fingerprint(town.bundle)


def test_a_bundle_that_was_touched_ends_with_5(command, town, tmp_path):
    shutil.copytree(town.bundle, tmp_path / "touched")
    model = tmp_path / "touched" / "model.joblib"
    model.write_bytes(model.read_bytes()[:-1] + b"\x00")
    command("alleskalmed", "bundle", "verify", tmp_path / "touched", code=5)
    command(
        "alleskalmed", "score", "--records", town.records, "--bundle", tmp_path / "touched", "--as-of", LAST,
        "--out", tmp_path / "scores.parquet", code=5,
    )  # fmt: skip
    assert not (tmp_path / "scores.parquet").exists()


def test_flags_without_scores_are_the_duties_alone(command, town, tmp_path):
    out = tmp_path / "flags.parquet"
    command("alleskalmed", "flags", "--records", town.records, "--as-of", LAST, "--out", out)
    duties, all_flags = pd.read_parquet(out), pd.read_parquet(town.flags)
    assert "risk" not in set(duties["source"])
    with_scores = all_flags[all_flags["source"] != "risk"].reset_index(drop=True)
    pd.testing.assert_frame_equal(duties.reset_index(drop=True), with_scores, check_dtype=False)


@pytest.mark.parametrize("form", ["table", "csv", "xlsx", "html", "json"])
def test_the_list_comes_in_every_format_without_judgement(command, town, tmp_path, form):
    out = tmp_path / f"list.{form}"
    flags = pd.read_parquet(town.flags)
    district = flags["district_id"].dropna().iloc[0]
    command(
        "alleskalmed", "weekly-list", "--district", district, "--week", WEEK, "--records", town.records,
        "--flags", town.flags, "--scores", town.scores, "--format", form, "--out", out,
    )  # fmt: skip
    written = out.read_bytes()
    assert len(written) > 200
    if form != "xlsx":
        for word in (
            b"risk_low",
            b"raw_logit",
            b"contribution",
            b"rank_within_capacity",
            b"early_starter",
            b"late_starter",
        ):
            assert word not in written


def test_data_declared_real_are_refused_without_a_basis(command, town, tmp_path):
    real = tmp_path / "real"
    shutil.copytree(town.records, real)
    declared = json.loads((real / "delivery.json").read_text(encoding="utf-8"))
    (real / "delivery.json").write_text(json.dumps({**declared, "data": "real"}), encoding="utf-8")
    out = tmp_path / "indicators.parquet"
    told = command("alleskalmed", "indicators", "--records", real, "--as-of", LAST, "--out", out, code=3)
    assert "legal basis" in told.stderr
    assert not out.exists()
    command("alleskalmed", "flags", "--records", real, "--as-of", LAST, "--out", tmp_path / "flags.parquet")
