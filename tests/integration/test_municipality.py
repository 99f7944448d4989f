"""The synthetic municipality, judged from what it writes."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from features.asof import known_on, residents
from features.calendar import cut
from features.checking import check_records
from features.errors import WindowError
from features.mapping import read_mapping
from features.population import ages
from features.reading import read_records
from features.records import ATTENDANCE, BY_NAME, TABLES
from features.vocabulary import KNOWN_NEXT_STEPS
from tests.lib.town_measures import Town, measure
from training.municipality import SimulationSummary, simulate
from training.municipality.calibration import CALIBRATION, Quantity
from training.municipality.hazards import HELP_HAZARD_RATIO
from training.municipality.weeks import LOOKS

AUTUMN, SUMMER, SPRING = date(2026, 11, 16), date(2026, 7, 20), date(2026, 4, 13)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town of the usual size, in November."""
    summary = simulate(youths=4500, seed=7, last=AUTUMN, out=tmp_path_factory.mktemp("town"))
    return Town(summary.records, AUTUMN, 4500)


@pytest.fixture(scope="module")
def measured(town: Town) -> dict[str, float]:
    return measure(town)


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> SimulationSummary:
    """A small town in the summer holidays, with its messy CSV."""
    return simulate(youths=300, seed=11, last=SUMMER, out=tmp_path_factory.mktemp("summer"), messy_csv=True)


@pytest.mark.parametrize("quantity", CALIBRATION, ids=lambda quantity: quantity.name)
def test_each_quantity_of_the_calibration_is_within_tolerance(quantity: Quantity, measured: dict[str, float]):
    assert quantity.holds(measured[quantity.name]), f"{quantity.name}: measured {measured[quantity.name]:.4f}"


def test_every_measure_is_declared_in_the_calibration(measured: dict[str, float]):
    assert set(measured) == {quantity.name for quantity in CALIBRATION}


@pytest.mark.parametrize("youths", [50, 253])
@pytest.mark.parametrize("last", [SPRING, date(2028, 2, 29)])
def test_there_are_exactly_as_many_residents_of_14_to_18_as_asked_for(tmp_path: Path, youths: int, last: date):
    summary = simulate(youths=youths, seed=5, last=last, out=tmp_path)
    known = known_on(read_records(summary.records), last)
    assert ages(residents(known), last).between(14, 18).sum() == youths == summary.residents_14_18


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path):
    hashes = []
    for number, seed in enumerate((3, 3, 4)):
        simulate(youths=120, seed=seed, last=SPRING, out=tmp_path / str(number), messy_csv=True)
        hashes.append(_hashes(tmp_path / str(number)))
    assert hashes[0] == hashes[1]
    assert {name for name in hashes[0] if hashes[0][name] == hashes[2].get(name)} <= SAME_FOR_ALL_SEEDS


# calendar, organisation chart and descriptions do not depend on chance
SAME_FOR_ALL_SEEDS = {
    "records/delivery.json", "records/areas.parquet", "records/districts.parquet", "records/institutions.parquet",
    "records/school_days.parquet", "records/counsellors.parquet", "truth/effects.json", "csv/delivery.json", "csv/mapping.toml",
    "csv/omraader_01.csv", "csv/distrikter_01.csv", "csv/institutioner_01.csv", "csv/skoledage_01.csv", "csv/vejledere_01.csv",
}  # fmt: skip


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(("youths", "last"), [(49, AUTUMN), (300, date(2011, 12, 31)), (300, date(2091, 1, 1))])
def test_a_town_too_small_or_out_of_time_is_refused_and_nothing_is_written(tmp_path: Path, youths: int, last: date):
    with pytest.raises(WindowError, match="allowed is"):
        simulate(youths=youths, seed=1, last=last, out=tmp_path / "town")
    assert not (tmp_path / "town").exists()


def test_a_delivery_has_no_faults(summer: SimulationSummary):
    assert check_records(read_records(summer.records)).report.faults == ()


def test_every_table_of_the_format_is_there_and_declared_synthetic(summer: SimulationSummary):
    assert set(summer.rows) == set(BY_NAME)
    assert all(rows > 0 for rows in summer.rows.values())
    told = json.loads((summer.records / "delivery.json").read_text(encoding="utf-8"))
    assert told["data"] == "synthetic"
    assert told["delivered_on"] == SUMMER.isoformat()


def test_the_messy_csv_reads_back_as_the_parquet(summer: SimulationSummary):
    folder = summer.records.parent / "csv"
    records = read_records(summer.records)
    foreign = read_records(folder, mapping=read_mapping(folder / "mapping.toml"))
    for name, frame in records.tables.items():
        columns = list(frame.columns)
        pd.testing.assert_frame_equal(
            foreign.tables[name][columns].sort_values(columns, ignore_index=True),
            frame.sort_values(columns, ignore_index=True),
        )
    pd.testing.assert_frame_equal(_attendance(foreign.attendance), _attendance(pq.read_table(records.attendance[0])))


def _attendance(table) -> pd.DataFrame:
    frame = table.select(list(ATTENDANCE.names)).to_pandas()
    for name in ("youth_id", "institution_id"):
        frame[name] = frame[name].astype("str")
    frame["known_at"] = pd.to_datetime(frame["known_at"], utc=True).dt.tz_localize(None).dt.as_unit("s")
    return frame.sort_values(["youth_id", "on", "institution_id", "known_at"], ignore_index=True)


def test_the_csv_is_danish_and_as_offices_write_it(summer: SimulationSummary):
    text = (summer.records.parent / "csv" / "forloeb_01.csv").read_bytes().decode("windows-1252")
    heading, first = text.split("\r\n")[:2]
    assert {"Forløb", "Startdato", "Ophørsårsag"} <= set(heading.split(";"))
    assert any(len(cell) == 10 and cell[2] == cell[5] == "-" for cell in first.replace('"', "").split(";"))


def test_nothing_is_known_on_or_after_the_last_day(town: Town):
    last = pd.Timestamp(cut(AUTUMN)).tz_localize(None)
    for table in TABLES:
        names = pq.read_schema(town.records / f"{table.name}.parquet").names
        if "known_at" in names:
            known = pq.read_table(town.records / f"{table.name}.parquet", columns=["known_at"])["known_at"]
            assert known.to_pandas().max() < last
        if table.happened and table.name != "spells":
            happened = pq.read_table(town.records / f"{table.name}.parquet", columns=[table.happened])[table.happened]
            assert pd.Timestamp(happened.to_pandas().max()) < pd.Timestamp(AUTUMN)


def test_attendance_is_sorted_dictionary_encoded_and_in_large_row_groups(town: Town):
    file = pq.ParquetFile(town.records / "attendance.parquet")
    groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    assert set(groups[:-1]) == {1_000_000}
    column = file.metadata.row_group(0).column(0)
    assert "RLE_DICTIONARY" in column.encodings
    rows = pq.read_table(town.records / "attendance.parquet", columns=["youth_id", "on"])
    youth = rows["youth_id"].combine_chunks()
    words = np.array(youth.dictionary.to_pylist())
    rank = np.argsort(np.argsort(words))[youth.indices.to_numpy()]
    order = rank.astype(np.int64) * 100_000 + rows["on"].cast("int32").to_numpy()
    assert (np.diff(order) >= 0).all()


def test_attendance_comes_late_is_corrected_and_taken_back(town: Town):
    rows = pq.read_table(town.records / "attendance.parquet").slice(0, 4_000_000)
    on, known = rows["on"].cast("int32").to_numpy(), rows["known_at"].cast("int64").to_numpy()
    lag = known // 86_400_000_000 - on
    assert 0.95 < (lag == 1).mean() < 0.995
    assert 0.003 < (lag >= 5).mean() < 0.03
    youth, place = (rows[name].combine_chunks().indices.to_numpy() for name in ("youth_id", "institution_id"))
    again = (np.diff(youth) == 0) & (np.diff(on) == 0) & (np.diff(place) == 0)
    first, second = np.flatnonzero(again), np.flatnonzero(again) + 1
    unlawful, sick = rows["unlawful"].to_numpy(), rows["sick"].to_numpy()
    corrected = (unlawful[first] > 0) & (unlawful[second] == 0) & (sick[second] == unlawful[first])
    assert corrected.sum() > 1000
    assert (known[second] > known[first]).all()
    retracted = pq.read_table(town.records / "attendance.parquet", columns=["retracted"])["retracted"].to_numpy()
    assert 100 < retracted.sum() < 2000


def test_only_those_who_deliver_attendance_do(town: Town):
    institutions = town.table("institutions").set_index("institution_id")
    seen = set(
        pq.read_table(town.records / "attendance.parquet", columns=["institution_id"])["institution_id"]
        .unique()
        .to_pylist()
    )
    assert seen == set(institutions.index[institutions["delivers_attendance"]])
    assert not institutions.loc[
        institutions["kind"].isin(["private_school", "boarding_school"]), "delivers_attendance"
    ].any()
    education = institutions["kind"].isin(["upper_secondary", "vocational", "fgu"])
    assert institutions.loc[education, "delivers_attendance"].mean() < 0.5


def test_newcomers_have_no_history_before_they_moved_in(town: Town):
    moved = town.youths["moved_in_on"].dropna()
    assert len(moved) > 0.05 * len(town.youths)
    first_spell = town.spells.groupby("youth_id")["started_on"].min().reindex(moved.index)
    assert (first_spell.dropna() >= moved[first_spell.notna()]).all()
    years = town.pupil_years.merge(moved.rename("moved_in_on"), left_on="youth_id", right_index=True)
    assert (years["year"] >= years["moved_in_on"].dt.year - 1).all()


def test_a_youth_of_compulsory_age_at_a_municipal_school_has_eight_school_years_of_history(town: Town):
    stayers = town.youths[town.youths["moved_in_on"].isna() & (town.youths["birth_on"].dt.year == AUTUMN.year - 16)]
    years = town.pupil_years[town.pupil_years["youth_id"].isin(stayers.index)].groupby("youth_id").size()
    assert (years == 8).mean() > 0.75


def test_interruptions_are_heard_of_days_to_months_late(town: Town):
    spells = town.spells[town.spells["end_reason"] == "interrupted"]
    days = (spells["known_at"] - spells["ended_on"]).dt.total_seconds() / 86_400
    assert (days > 0).all()
    assert 5 < days.median() < 15
    assert 0.03 < (days > 60).mean() < 0.15


def test_some_come_back_after_an_interruption(town: Town):
    spells = town.spells[town.spells["status"].isin(["upper_secondary", "vocational_basic", "fgu"])]
    broken = spells[spells["end_reason"] == "interrupted"].groupby("youth_id")["ended_on"].min()
    last_start = spells.groupby("youth_id")["started_on"].max().reindex(broken.index)
    assert 0.2 < (last_start > broken).mean() < 0.8


def test_the_summer_has_leavers_with_and_without_a_known_next_step(summer: SimulationSummary):
    known = known_on(read_records(summer.records), SUMMER)
    spells = known["spells"]
    school = spells["status"].isin(["compulsory_school", "tenth_grade", "boarding_school"])
    left = spells[school & (spells["end_reason"] == "completed") & (spells["ended_on"] >= pd.Timestamp(2026, 6, 1))]
    active = set(spells.loc[spells["ended_on"].isna() & (spells["status"] != "none"), "youth_id"])
    leavers = set(left["youth_id"]) - active
    steps = known["next_steps"]
    ahead = steps[(steps["starts_on"] >= pd.Timestamp(SUMMER)) & steps["kind"].isin(list(KNOWN_NEXT_STEPS))]
    told = set(known.planned["youth_id"]) | set(ahead["youth_id"])
    assert len(leavers & told) > 20
    assert len(leavers - told) > 0
    assert (known.planned["started_on"] >= pd.Timestamp(SUMMER)).all()
    assert len(known.planned) > 20


def test_each_youth_of_the_target_group_has_exactly_one_tovholder(town: Town):
    assignments = town.table("assignments")
    tovholder = assignments[assignments["role"] == "tovholder"]
    assert len(tovholder) > 50
    assert tovholder["scope_id"].is_unique
    assert {"cover", "recused", "regular"} <= set(assignments["role"])


def test_truth_is_kept_apart_and_states_the_effect_of_help(town: Town):
    truth = town.records.parent / "truth"
    youths = pd.read_parquet(truth / "youths.parquet")
    assert set(youths["latent_type"]) == {
        "none",
        "steady",
        "early_starter",
        "late_starter",
        "early_desister",
        "illness_episode",
    }
    assert (
        json.loads((truth / "effects.json").read_text(encoding="utf-8"))["intervention_hazard_ratio"]
        == HELP_HAZARD_RATIO
    )
    declared = {column.name for table in TABLES for column in table.columns}
    assert declared.isdisjoint({"latent_type", "burden", "weekly_hazard", "hazard_180_days"})


def test_the_truth_of_the_last_day_is_that_of_its_latest_look(town: Town):
    truth = town.records.parent / "truth"
    youths = pd.read_parquet(truth / "youths.parquet").set_index("youth_id")["hazard_180_days"]
    looks = pd.read_parquet(truth / "hazards.parquet")
    assert looks["as_of"].nunique() == LOOKS
    latest = looks[looks["as_of"] == looks["as_of"].max()].set_index("youth_id")["hazard_180_days"]
    pd.testing.assert_series_equal(latest, youths[youths > 0], check_like=True)


@pytest.mark.parametrize(
    ("latent", "low", "high"), [("early_starter", 0.08, 0.5), ("late_starter", 0.0, 0.10), ("none", 0.0, 0.08)]
)
def test_latent_types_differ_in_the_early_grades_as_their_names_say(town: Town, latent: str, low: float, high: float):
    youths = pd.read_parquet(town.records.parent / "truth" / "youths.parquet").set_index("youth_id")
    years = town.pupil_years[town.pupil_years["grade"].between(2, 5)]
    own = years[years["youth_id"].isin(youths.index[youths["latent_type"] == latent])]
    assert low <= own["share"].mean() <= high
