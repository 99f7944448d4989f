"""Indicators by shard: the same bytes however the shards are bunched, and what is done is not done again."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from features.build import build_with_report, join_parts
from features.errors import ProfilingRefused
from features.levels import levels_of
from features.permission import NO_PERMITS, Permits, Stop, StopKind
from features.vocabulary import DistrictId, YouthId
from service.batch.artefacts import Artefacts
from service.batch.shards import Slices, bunches, measure, measure_shards
from service.store.lake_rows import SHARDS
from service.store.records_lake import Lake
from tests.lib.killed_nights import before_monday
from tests.lib.small_town import MONDAY


@pytest.fixture(scope="module")
def slices(tmp_path_factory: pytest.TempPathFactory) -> Slices:
    folder = tmp_path_factory.mktemp("shards")
    home = before_monday(folder / "var", f"sqlite:///{folder / 'store.db'}")
    return Slices(home.settings.folders.lake, 1, MONDAY, NO_PERMITS)


def kept(folder: Path) -> Artefacts:
    return Artefacts(folder, lambda _: None)


def written(slices: Slices, folder: Path, size: int, jobs: int = 1) -> list[str]:
    """The hashes of the frames made of bunches of a size, joined in any order."""
    parts = measure_shards(slices, kept(folder / "parts"), jobs=jobs, size=size)
    random.Random(size).shuffle(parts)
    files = kept(folder / "files")
    files.write_frame("indicators", join_parts(parts).frame, data="synthetic")
    files.write_frame("levels", levels_of(parts).frame, data="synthetic")
    return [files.sha256("indicators"), files.sha256("levels")]


def test_every_shard_is_in_one_bunch():
    for size in (1, 5, 16, 64):
        assert sorted(shard for bunch in bunches(size) for shard in bunch) == list(range(SHARDS))


def test_the_same_bytes_come_of_1_2_and_64_bunches_and_of_processes(slices, tmp_path):
    made = [written(slices, tmp_path / str(size), size) for size in (64, 32, 1)]
    made.append(written(slices, tmp_path / "processes", 32, jobs=2))
    assert made == [made[0]] * 4


def test_they_are_the_indicators_of_all_records_at_once(slices, tmp_path):
    files, records = kept(tmp_path), Lake(slices.lake).records(1, as_of=MONDAY)
    files.write_frame("all", build_with_report(records, as_of=MONDAY).frame, data="synthetic")
    assert written(slices, tmp_path, 32)[0] == files.sha256("all")


def test_only_what_is_left_is_measured_again(slices, tmp_path):
    parts, passed = kept(tmp_path), []
    measure_shards(slices, parts, jobs=1, size=16)
    (tmp_path / "part-16-31.joblib").unlink()
    again = Artefacts(tmp_path, passed.append)
    assert len(measure_shards(slices, again, jobs=1, size=16)) == 4
    assert passed.count("shard.measured") == 1


def test_nothing_is_measured_past_the_gate(slices):
    stopped = Permits(stops=frozenset({Stop(StopKind.ENGINE)}))
    with pytest.raises(ProfilingRefused):
        measure(Slices(slices.lake, 1, MONDAY, stopped), (0,))


def test_who_objects_or_lives_where_it_is_stopped_gets_no_indicators(slices):
    permits = Permits(
        stops=frozenset({Stop(StopKind.DISTRICT, DistrictId("D2"))}), objections=frozenset({YouthId("anna")})
    )
    _, part = measure(Slices(slices.lake, 1, date(2026, 11, 16), permits), range(SHARDS))
    _, everybody = measure(slices, range(SHARDS))
    rows = [set(join_parts([each]).frame["youth_id"]) for each in (part, everybody)]
    assert rows[1] - rows[0] == {"anna", "niels"}
