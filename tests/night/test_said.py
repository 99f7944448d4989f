"""What was said and what happened, counted again by plain loops over the lake and the runs: the same to the last digit."""

from __future__ import annotations

import math
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from features.calendar import cut
from models.rules import RULES
from service.batch.night import Clock, House, Night, open_night
from service.batch.said import say_what_happened
from service.domain.said import Figures
from service.domain.sight import AT_NIGHT
from service.store import frequencies, matured, nights
from service.store.matured_tables import MATURED, MATURED_FIGURES
from service.store.records_lake import Lake
from service.store.tables import RUNS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Store
from tests.lib.old_lists import NOW, SAID, old_home, run
from tests.lib.small_night import Home

HORIZON, GRACE, DELAY = timedelta(180), timedelta(60), timedelta(90)
ACTIVE = set(
    """compulsory_school tenth_grade boarding_school upper_secondary vocational_basic vocational_main fgu stu other_education
    employment other_activity""".split()
)
QUALIFIES = {"upper_secondary", "vocational_main", "stu", "other_education"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Looked:
    """What the service kept of the lists."""

    home: Home
    figures: Figures
    kept: list[Row]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """Two lists, and the night that looks back at them."""
    home = old_home(tmp_path_factory.mktemp("old") / "var")
    run(home, *SAID, NOW)
    return read(home)


def read(home: Home) -> Looked:
    store = home.open()
    with store.read() as work:
        found, kept = matured.latest_figures(work), matured.rows(work, AT_NIGHT)
    store.close()
    assert found is not None
    rows = [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in kept.to_dict("records")]
    return Looked(home, found[1], rows)


# The same again, in plain loops


def day_of(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def standing(home: Home, table: str, *, before: date) -> list[Row]:
    """Of each key of the table the version known last before a morning, its endings ahead left out."""
    lake = Lake(home.settings.folders.lake)
    frame = lake.records(lake.newest(), as_of=before).tables[table]
    moment = cut(before).replace(tzinfo=None) - (cut(before).utcoffset() or timedelta())
    last: dict[tuple[Any, ...], Row] = {}
    keys = {"youths": ("youth_id",), "spells": ("youth_id", "started_on", "status", "institution_id")}[table]
    for row in sorted(frame.to_dict("records"), key=lambda one: (not pd.isna(one["known_at"]), str(one["known_at"]))):
        if pd.isna(row["known_at"]) or row["known_at"] < moment:
            last[tuple(str(row[name]) for name in keys)] = row
    return [row for row in last.values() if not row.get("retracted")]


def lives(home: Home, *, before: date) -> tuple[dict[str, list[Row]], dict[str, date | None]]:
    """Spells by youth, as they were known before a morning, and when each youth left the municipality."""
    spells = defaultdict(list)
    for row in standing(home, "spells", before=before):
        began, ended = day_of(row["started_on"]), day_of(row["ended_on"])
        assert began is not None
        if began < before:
            known = ended if ended is not None and ended < before else None
            why = row["end_reason"] if known else None
            spells[row["youth_id"]].append({"began": began, "ended": known, "why": why, "status": row["status"]})
    left = {row["youth_id"]: day_of(row["left_municipality_on"]) for row in standing(home, "youths", before=before)}
    return spells, {name: day if day is not None and day < before else None for name, day in left.items()}


def what_happened(spells: Sequence[Row], left_on: date | None, *, as_of: date) -> tuple[int | None, date | None]:
    """1 and the day, 0, or nothing of whom it cannot be told."""
    losses = []
    for one in spells:
        ended = one["ended"]
        if one["status"] not in ACTIVE or ended is None or not as_of <= ended < as_of + HORIZON:
            continue
        if one["why"] == "completed" and one["status"] in QUALIFIES:
            continue
        days = [ended + timedelta(step) for step in range(1, 61)]
        covers = [other for other in spells if other["status"] in ACTIVE | {"exempt", "abroad"}]
        if not any(o["began"] <= day and (o["ended"] is None or day <= o["ended"]) for day in days for o in covers):
            losses.append(ended)
    first = min(losses, default=None)
    gone = [one["ended"] for one in spells if one["why"] == "moved_away" and one["ended"] >= as_of]
    gone += [left_on] if left_on is not None and left_on >= as_of else []
    until = first + GRACE if first else as_of + HORIZON - timedelta(1)
    if gone and min(gone) <= until:
        return None, None
    return (1, first) if first else (0, None)


def told(home: Home, day: date) -> Iterator[Row]:
    """Everybody scored on a day, from the runs and the lake."""
    spells, left = lives(home, before=day + HORIZON + GRACE + DELAY)
    store = home.open()
    with store.read() as work:
        ran = work.rows(sa.select(RUNS.c.run_id).where(RUNS.c.business_on == day))[0].run_id
        scores = work.rows(sa.select(SCORES).where(SCORES.c.run_id == ran).order_by(SCORES.c.youth_id))
        cuts = {row.youth_id: row for row in work.rows(sa.select(WEEKLY_CUTS).where(WEEKLY_CUTS.c.run_id == ran))}
        places = matured.places_of(work, run_id=ran)
    store.close()
    homes = {row["youth_id"]: row["district_id"] for row in standing(home, "youths", before=day)}
    for row in scores:
        cell = cuts.get(row.youth_id)
        outcome, ended = what_happened(spells.get(row.youth_id, ()), left.get(row.youth_id), as_of=day)
        district = cell.district_id if cell else homes[row.youth_id]
        yield {
            "run": ran, "youth": row.youth_id, "as_of": day, "risk": row.risk, "band": row.band, "regime": row.regime,
            "place": cell is not None and not cell.cut_off, "waits": cell is not None and cell.cut_off,
            "district": None if pd.isna(district) else district, "room": places.get(district, 0),
            "outcome": outcome, "ended": ended,
        }  # fmt: skip


@pytest.fixture(scope="module")
def counted(looked: Looked) -> list[Row]:
    return [row for day in SAID for row in told(looked.home, day)]


# What is the same


def test_every_youth_of_every_mature_list_is_kept_with_what_happened(looked: Looked, counted: list[Row]):
    kept = [(row["as_of"].date(), row["youth_id"], row["outcome"], day_of(row["ended_on"])) for row in looked.kept]
    assert kept == [(row["as_of"], row["youth"], row["outcome"], row["ended"]) for row in counted]
    assert {row["district_id"] for row in looked.kept} == {row["district"] for row in counted}
    assert len({row["known_by"] for row in looked.kept}) == 1
    assert {row["outcome"] for row in looked.kept} == {0, 1, None}


def test_counts_are_those_of_the_loops(looked: Looked, counted: list[Row]):
    figures = looked.figures
    assert (figures.lists, figures.first_on, figures.last_on) == (len(SAID), SAID[0], SAID[-1])
    assert figures.rows == len(counted)
    assert figures.youths == len({row["youth"] for row in counted})
    assert figures.people == len({row["youth"] for row in counted if row["outcome"] == 1})
    assert figures.events == sum(row["outcome"] == 1 for row in counted)
    assert figures.censored == len({row["youth"] for row in counted if row["outcome"] is None})
    assert figures.not_assessed == sum(row["band"] == "not_assessed" for row in counted)


def test_calibration_is_that_of_the_loops(looked: Looked, counted: list[Row]):
    assessed = [row for row in counted if row["outcome"] is not None and row["risk"] is not None]
    assert len(looked.figures.calibration) > 3
    for one in looked.figures.calibration:
        rows = [row for row in assessed if one.regime in ("", row["regime"]) and one.band in ("", row["band"])]
        events, expected = sum(row["outcome"] for row in rows), math.fsum(row["risk"] for row in rows)
        assert (one.n, one.events, one.expected) == (len(rows), events, expected)
        assert one.share is not None
        assert one.share.value == events / len(rows)
        assert one.ratio is not None
        assert one.ratio.value == events / expected


def test_what_lists_found_and_how_early_is_that_of_the_loops(looked: Looked, counted: list[Row]):
    known = [row for row in counted if row["outcome"] is not None]
    first: dict[tuple[str, date], list[date]] = defaultdict(list)
    for row in known:
        if row["outcome"]:
            first[row["youth"], row["ended"]] += [row["as_of"]] if row["place"] else []
    found = looked.figures.listed
    assert found.places == sum(row["place"] for row in known)
    assert found.hits == sum(row["place"] and row["outcome"] for row in known)
    assert (found.endings, found.found) == (len(first), sum(map(bool, first.values())))
    assert found.found
    assert sum(count or 0 for _, count in looked.figures.missed) == len(first) - found.found
    days = sorted((ended - min(listed)).days for (_, ended), listed in first.items() if listed)
    assert looked.figures.lead is not None
    assert looked.figures.lead.cases == len(days)
    middle = len(days) // 2
    assert looked.figures.lead.median.value == (
        days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    )


def share_of_a_place(scored: Sequence[Row], mine: Row, by: str) -> float:
    """1 above the line, what is left among equals at it, else nothing; a missing score is below every other."""

    def score(row: Row) -> float:
        return -math.inf if row[by] is None or math.isnan(row[by]) else float(row[by])

    here = [row for row in scored if row["district"] == mine["district"]]
    above = sum(score(row) > score(mine) for row in here)
    equals = sum(score(row) == score(mine) for row in here)
    return min(max((mine["room"] - above) / equals, 0.0), 1.0)


def test_the_rules_are_given_the_same_places_as_in_the_loops(looked: Looked, counted: list[Row]):
    caught: Mapping[str, list[float]] = defaultdict(list)
    taken: Mapping[str, list[float]] = defaultdict(list)
    dropouts = 0
    for day in SAID:
        rows = [
            row for row in counted if row["as_of"] == day and row["outcome"] is not None and row["risk"] is not None
        ]
        folder = looked.home.settings.folders.runs / rows[0]["run"]
        evidence = pd.read_parquet(folder / "indicators.parquet").set_index("youth_id").to_dict("index")
        dropouts += sum(row["outcome"] for row in rows)
        for rule in RULES:
            for row in rows:
                value = evidence[row["youth"]][rule.indicator]
                is_limited = rule.limit is not None and not math.isnan(value)
                row[rule.name] = float(value >= rule.limit) if is_limited else value
        for name in ("risk", *(rule.name for rule in RULES)):
            for row in rows:
                share = share_of_a_place(rows, row, name)
                taken[name].append(share)
                caught[name].append(share * row["outcome"])
    found = looked.figures.beside
    best = max((rule.name for rule in RULES), key=lambda name: sum(caught[name]))
    assert (found.lists, found.gone, found.chosen_lists) == (len(SAID), 0, 0)
    assert found.hindsight is not None
    assert found.hindsight.name == best
    for one, name in ((found.risk, "risk"), (found.hindsight, best)):
        assert one is not None
        assert one.recall is not None
        assert one.precision is not None
        assert one.recall.value == math.fsum(caught[name]) / dropouts
        assert one.precision.value == math.fsum(caught[name]) / math.fsum(taken[name])


# When it is done


def test_a_list_is_not_looked_back_at_a_day_too_early(looked: Looked):
    mature = SAID[0] + HORIZON + GRACE + DELAY
    store = looked.home.open()
    with store.read() as work:
        assert matured.lists_until(work, AT_NIGHT, on=mature - timedelta(days=1)) == ()
        (first,) = matured.lists_until(work, AT_NIGHT, on=mature)
    store.close()
    assert (first.run.business_on, first.mature_on) == (SAID[0], mature)


def test_a_step_that_was_done_and_not_remembered_leaves_the_same_when_it_is_done_again(looked: Looked):
    store = looked.home.open()
    assert say_what_happened(night_of(looked.home, store, NOW)) == {"lists": len(SAID)}
    store.close()
    assert read(looked.home) == looked


def test_only_the_first_night_of_a_week_looks_back(looked: Looked):
    store = looked.home.open()
    later = night_of(looked.home, store, NOW)
    assert say_what_happened(replace(later, run=replace(later.run, business_on=NOW + timedelta(days=1)))) == {}
    store.close()


def test_lists_whose_indicators_are_gone_are_told_and_not_compared_with_rules(looked: Looked, tmp_path: Path):
    home = Home(Path(shutil.copytree(looked.home.var, tmp_path / "var")), f"sqlite:///{tmp_path / 'var' / 'store.db'}")
    store = home.open()
    for day in SAID:
        (home.settings.folders.runs / f"{day}.1" / "indicators.parquet").unlink()
    with store.begin() as work:
        work.execute(sa.delete(MATURED))
        work.execute(sa.delete(MATURED_FIGURES))
    say_what_happened(night_of(home, store, NOW))
    store.close()
    again = read(home)
    assert again.kept == looked.kept
    assert (again.figures.beside.lists, again.figures.beside.gone) == (0, len(SAID))
    assert again.figures.calibration == looked.figures.calibration


def night_of(home: Home, store: Store, day: date) -> Night:
    """The night of a day as its steps see it."""
    with store.read() as work:
        run_of = nights.published_for(work, day)
    assert run_of is not None
    return open_night(House(home.settings, store, Clock(cut(day))), run_of, (day,))


def test_those_who_were_told_the_same_before_are_counted_once_each_by_their_first_list(looked: Looked):
    first: dict[tuple[str, str, str], int] = {}
    for row in looked.kept:
        if row["outcome"] is not None:
            first.setdefault((row["youth_id"], row["regime"], row["band"]), row["outcome"])
    counted: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for (_, regime, band), outcome in first.items():
        counted[regime][band][0] += 1
        counted[regime][band][1] += outcome
    store = looked.home.open()
    with store.read() as work:
        assert frequencies.latest_counts(work) == counted
    store.close()
    assert 1 < sum(youths for bands in counted.values() for youths, _ in bands.values()) < len(looked.kept)
