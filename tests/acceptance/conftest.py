"""One small town, made and fitted through the command lines, for all acceptance tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lib.made_once import made_once, run_folder

ROOT = Path(__file__).parents[2]
LAST = "2026-11-16"
WEEK = "2026-W47"


@dataclass(frozen=True)
class Town:
    """Paths of a simulated town with its bundle, scores and flags."""

    folder: Path
    records: Path
    bundle: Path
    indicators: Path
    scores: Path
    flags: Path
    trusted: Path


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where keys and other things that programs make go, for this run."""
    folder = run_folder(tmp_path_factory) / "acceptance"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def command(var: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `alleskalmed` or `alleskalmed-train` as a user would, at 80 columns, and return what it said."""
    environment = {**os.environ, "ALLESKALMED_VAR": str(var), "COLUMNS": "80", "NO_COLOR": "1"}

    def run(name: str, *words: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).parent / name
        done = subprocess.run(
            [str(program), *map(str, words)],
            capture_output=True,
            text=True,
            cwd=var,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == code, f"{name} {words[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., object], var: Path) -> Town:
    """Made by the first worker that asks; never changed by a test."""
    folder = run_folder(tmp_path_factory) / "town"
    made = Town(
        folder,
        folder / "records",
        folder / "bundle",
        folder / "indicators.parquet",
        folder / "scores.parquet",
        folder / "flags.parquet",
        var / "keys" / "trusted",
    )
    made_once(folder, lambda _: _make(made, command))
    return made


def _make(town: Town, command: Callable[..., object]) -> None:
    town_of = ("--youths", 900, "--seed", 5, "--last", LAST, "--out", town.folder)
    command("alleskalmed-train", "simulate", *town_of)
    learned = ("--records", town.records, "--until", LAST, "--out", town.bundle)
    command("alleskalmed-train", "fit", *learned)
    common = ("--records", town.records, "--as-of", LAST)
    command("alleskalmed", "indicators", *common, "--out", town.indicators)
    command("alleskalmed", "score", *common, "--bundle", town.bundle, "--out", town.scores)
    command("alleskalmed", "flags", *common, "--scores", town.scores, "--out", town.flags)
