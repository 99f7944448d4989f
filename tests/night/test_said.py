"""What was said and what happened, counted again by plain loops over the lake and the runs: the same to the last digit."""

from __future__ import annotations

import math
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.records import SPELLS, YOUTHS
from models import fairness
from models.rules import RULES
from service.batch.night import Clock, House, Night, open_night
from service.batch.said import RESAMPLING, say_what_happened
from service.domain.said import Calibrated, Chosen, Figures, Interval, LeadTime, OfGroup
from service.domain.sight import AT_NIGHT
from service.monitoring.prospective import Material, count
from service.store import frequencies, matured, nights
from service.store.matured_tables import MATURED, MATURED_FIGURES
from service.store.records_lake import Lake
from service.store.tables import RUNS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Store
from tests.lib.counted_again import (
    GRACE,
    HORIZON,
    Row,
    assessed,
    caught,
    day_of,
    drawn,
    dropped,
    endings,
    ends,
    everybody,
    examined,
    given,
    grouped,
    line,
    middle,
    months,
    near,
    never_certain,
    over,
    people,
    placed,
    places_afresh,
    quantile,
    risk,
    share,
    what_happened,
    why_missed,
)
from tests.lib.old_lists import NOW, SAID, old_home, run
from tests.lib.small_night import Home

DELAY = timedelta(90)
BARE, ROOMY = "D07", "D08"
"""Districts: one where somebody was missed who had few signs, and one where somebody who dropped out waited on both lists."""
LAST_DIGITS: Final = 1e-12
"""What the order of a sum may change of itself: risks and parts of a place are no whole numbers, so each addition rounds."""
FITTED: Final = 1e-10
"""What two searches may differ by of the figure: neither ends exactly where nothing pulls any more."""


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


def standing(home: Home, table: str, *, before: date) -> list[Row]:
    """Of each key of the table the version known last before a morning, its endings ahead left out."""
    lake = Lake(home.settings.folders.lake)
    asked = {"youths": YOUTHS, "spells": SPELLS}[table]
    frame = lake.records_of_tables(lake.newest(), (asked,), as_of=before).tables[table]
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
def youths(looked: Looked) -> list[Row]:
    """The youths as the night knew them that counted."""
    return standing(looked.home, "youths", before=NOW)


@pytest.fixture(scope="module")
def counted(looked: Looked, youths: list[Row]) -> list[Row]:
    return grouped([row for day in SAID for row in told(looked.home, day)], youths)


@pytest.fixture(scope="module")
def both(looked: Looked, counted: list[Row], youths: list[Row]) -> list[tuple[Figures, list[Row]]]:
    """The figures, and those of the same lists with more to tell.

    The first is of the month before, a district has no risks, one has a place for all who waited, and one dropout makes a group.
    """
    kept, earlier = pd.DataFrame(looked.kept).astype(matured.DTYPES), SAID[0] - timedelta(14)
    kept["as_of"] = kept["as_of"].replace(pd.Timestamp(SAID[0]), pd.Timestamp(earlier))
    kept.loc[kept["district_id"] == BARE, ["risk", "band"]] = [math.nan, "not_assessed"]
    kept["cut_off"] &= kept["district_id"] != ROOMY
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fairness, "FEWEST_OUTCOMES", 1)
        figures = count(Material(kept, pd.DataFrame(youths), {}), resampling=RESAMPLING)
    return [(looked.figures, counted), (figures, grouped([otherwise(row, earlier) for row in counted], youths))]


def otherwise(row: Row, earlier: date) -> Row:
    """A row as the second figures are of it."""
    told = row | {"as_of": earlier if row["as_of"] == SAID[0] else row["as_of"]}
    if row["district"] == BARE:
        told |= {"risk": None, "band": "not_assessed"}
    return told | {"place": True, "waits": False} if row["waits"] and row["district"] == ROOMY else told


# What is the same


def test_every_youth_of_every_mature_list_is_kept_with_what_happened(looked: Looked, counted: list[Row]):
    kept = [(row["as_of"].date(), row["youth_id"], row["outcome"], day_of(row["ended_on"])) for row in looked.kept]
    assert kept == [(row["as_of"], row["youth"], row["outcome"], row["ended"]) for row in counted]
    assert {row["district_id"] for row in looked.kept} == {row["district"] for row in counted}
    assert len({row["known_by"] for row in looked.kept}) == 1
    assert {row["outcome"] for row in looked.kept} == {0, 1, None}


def test_counts_are_those_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, rows in both:
        days = sorted({row["as_of"] for row in rows})
        assert (figures.lists, figures.first_on, figures.last_on) == (len(SAID), days[0], days[-1])
        assert (figures.rows, figures.youths) == (len(rows), people(rows))
        assert figures.events == sum(row["outcome"] == 1 for row in rows)
        assert figures.people == people(row for row in rows if row["outcome"] == 1)
        assert figures.censored == people(row for row in rows if row["outcome"] is None)
        assert figures.not_assessed == sum(row["band"] == "not_assessed" for row in rows)
    assert [figures.not_assessed > 0 for figures, _ in both] == [False, True]


def test_calibration_is_that_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, told in both:
        rows, names = assessed(told), [("", "")]
        for regime in sorted({row["regime"] for row in rows}):
            bands = {row["band"] for row in rows if row["regime"] == regime}
            names += [(regime, band) for band in ("", "low", "raised", "high") if band in {"", *bands}]
        assert [(one.regime, one.band) for one in figures.calibration] == names
        for one in figures.calibration:
            of_regime = [row for row in rows if one.regime in ("", row["regime"])]
            check_calibration(one, [row for row in of_regime if one.band in ("", row["band"])])
    assert [sum(one.slope is not None for one in figures.calibration) for figures, _ in both] == [2, 1]


def check_calibration(one: Calibrated, rows: Sequence[Row]) -> None:
    events, expected = sum(row["outcome"] for row in rows), math.fsum(map(risk, rows))
    assert (one.n, one.events, one.expected) == (len(rows), events, expected)
    assert one.people == people(filter(dropped, rows))
    assert one.share == never_certain(share(rows, dropped, everybody), people(rows))
    assert one.ratio is not None
    assert one.ratio.value == events / expected
    ratio = share(rows, dropped, risk) if events else Interval(0.0, 0.0, 3 / expected)
    assert near(one.ratio, ratio, within=LAST_DIGITS)
    if one.band or min(events, len(rows) - events) < 10:
        assert (one.slope, one.intercept) == (None, None)
    else:
        slope, intercept = line(rows)
        assert near(one.slope, slope, within=FITTED)
        assert near(one.intercept, intercept, within=FITTED)


def test_what_lists_found_is_that_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, rows in both:
        places = [row for row in rows if row["place"] and row["outcome"] is not None]
        hits, before = [row for row in places if row["outcome"]], endings(rows)
        each = [{"youth": youth, "found": any(map(placed, told))} for (youth, _), told in before.items()]
        found = sum(one["found"] for one in each)
        precision, recall = share(places, dropped, everybody), share(each, lambda one: one["found"], everybody)
        counts = (len(places), len(hits), people(hits), len(before), found)
        assert figures.listed == Chosen(*counts, precision, recall)
        assert 0 < found < len(before)


def test_where_those_stood_who_were_missed_is_that_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, rows in both:
        why = Counter(why_missed(told) for told in endings(rows).values() if not any(map(placed, told)))
        assert figures.missed == tuple((name, why[name]) for name in ("waited", "busy", "low", "not_assessed"))
    by_reason = zip(*(figures.missed for figures, _ in both), strict=True)
    assert len({tuple(count for _, count in told) for told in by_reason}) == 4  # so that no two could be swapped


def test_how_early_lists_were_is_that_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, rows in both:
        listed = {ending: [row["as_of"] for row in told if row["place"]] for ending, told in endings(rows).items()}
        days = sorted((ended - min(first)).days for (_, ended), first in listed.items() if first)
        assert len(set(days)) > 2
        assert figures.lead == LeadTime(len(days), quantile(days, 0.25), middle(days), quantile(days, 0.75))


def test_months_are_those_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for figures, rows in both:
        assert figures.periods == months(rows)
    assert [[one.lists for one in figures.periods] for figures, _ in both] == [[2], [1, 1]]


def test_groups_are_those_of_the_loops(both: list[tuple[Figures, list[Row]]]):
    for (figures, rows), fewest in zip(both, (30, 1), strict=True):
        again, absent = examined(assessed(rows), fewest=fewest)
        assert figures.not_examined == absent
        assert len(figures.groups) == len(again) > 0
        for one, other in zip(figures.groups, again, strict=True):
            check_group(one, other)
    assert {measure.verdict for one in again for measure in one.measures} > {"not estimable", "unclear"}


def check_group(one: OfGroup, again: OfGroup) -> None:
    """The same but for the last digits of what was foretold."""
    assert (one.dimension, one.group, one.youths) == (again.dimension, again.group, again.youths)
    assert one.measures[:-1] == again.measures[:-1]
    foretold, other = one.measures[-1], again.measures[-1]
    assert (foretold.measure, foretold.verdict) == ("predicted_over_observed", other.verdict)
    for found, figure in (
        (foretold.value, other.value),
        (foretold.others, other.others),
        (foretold.ratio, other.ratio),
    ):
        assert near(found, figure, within=LAST_DIGITS)


def test_the_rules_are_given_the_same_places_as_in_the_loops(looked: Looked, counted: list[Row]):
    found, rows = looked.figures.beside, []
    for day in SAID:
        listed = [row for row in assessed(counted) if row["as_of"] == day]
        folder = looked.home.settings.folders.runs / listed[0]["run"]
        rows += places_afresh(listed, pd.read_parquet(folder / "indicators.parquet"))
    best = max((rule.name for rule in RULES), key=lambda name: sum(map(caught(name), rows)))
    assert (found.lists, found.gone, found.chosen_lists) == (len(SAID), 0, 0)
    assert found.hindsight is not None
    assert found.hindsight.name == best
    for one, name in ((found.risk, "risk"), (found.hindsight, best)):
        assert one is not None
        check_afresh(one.recall, share(rows, caught(name), dropped))
        check_afresh(one.precision, share(rows, caught(name), given(name)))
    sums = drawn(rows, caught("risk"), caught(best), dropped)
    ahead = math.fsum(map(caught("risk"), rows)) - math.fsum(map(caught(best), rows))
    again = ends(over(ours - theirs, dropouts) for ours, theirs, dropouts in sums)
    check_afresh(found.hindsight.ahead, Interval(ahead / sum(map(dropped, rows)), *again))


def check_afresh(one: Interval | None, again: Interval) -> None:
    """The value is summed without an error, its ends are not."""
    assert one is not None
    assert one.value == again.value
    assert near(one, again, within=LAST_DIGITS)


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
