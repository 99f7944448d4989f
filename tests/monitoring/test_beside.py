"""A candidate beside the model in use: counts of a morning, and who was right once it is known, both against plain loops."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from features.vocabulary import DistrictId, YouthId
from models.measures import Resampling
from service.domain.shadow import FEWEST_DROPOUTS, Gap, Happened, shown
from service.monitoring.beside import OfMorning, compare, happened

DRAWS = Resampling(seed=7, resamples=200)
NOTHING = Happened(0, 0, 0)


def weeks(*, youths: int, better: bool, seed: int = 1) -> pd.DataFrame:
    """Four weeks of youths who drop out with a fourth: the model in use draws lots, a `better` candidate knows a little."""
    generator = np.random.default_rng(seed)
    names = [f"y{number:04}" for number in range(youths)]
    drops = generator.random(youths) < 0.25
    rows = []
    for week in range(4):
        risk = generator.random(youths) / 2
        knows = risk if not better else np.clip(0.1 + 0.3 * drops + generator.normal(0, 0.1, youths), 0.01, 0.99)
        place, line = youths // 10, {}
        for name, values in (("is_first", knows), ("is_first_beside", risk)):
            line[name] = values >= np.sort(values)[-place]
        said = {"run_id": f"r{week}", "youth_id": names, "outcome": drops.astype(float), "risk": risk}
        rows.append(pd.DataFrame({**said, "risk_shadow": knows, **line}))
    return pd.concat(rows, ignore_index=True)


def measure(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The measures of the model in use and of the candidate, row by row."""
    every = list(rows.itertuples())
    total, found = sum(row.outcome for row in every), {}
    for risk, first in (("risk", "is_first_beside"), ("risk_shadow", "is_first")):
        named = [row for row in every if getattr(row, first)]
        hits, foretold = sum(row.outcome for row in named), sum(getattr(row, risk) for row in every)
        found[risk] = (hits / total, hits / len(named), foretold / total)
    names = ("recall_at_capacity", "precision_at_capacity", "predicted_over_observed")
    return {name: (found["risk"][place], found["risk_shadow"][place]) for place, name in enumerate(names)}


def gaps(found: Happened) -> dict[str, Gap]:
    return {one.name: one for one in found.gaps}


def test_the_measures_of_both_are_those_that_a_plain_count_gives():
    rows = weeks(youths=400, better=True)
    found, plain = happened(rows, resampling=DRAWS), measure(rows)
    assert (found.weeks, found.youths) == (4, 400)
    assert found.dropouts == int(rows.loc[rows["run_id"] == "r0", "outcome"].sum())
    for name, gap in gaps(found).items():
        assert (gap.active[0], gap.shadow[0]) == pytest.approx(plain[name], rel=1e-12)
        assert gap.difference[0] == pytest.approx(plain[name][1] - plain[name][0], abs=1e-12)


@pytest.mark.parametrize(("better", "is_clear"), [(True, True), (False, False)])
def test_only_a_candidate_that_knows_more_is_clear_of_zero(better: bool, is_clear: bool):
    found = gaps(happened(weeks(youths=400, better=better), resampling=DRAWS))["recall_at_capacity"]
    low, high = found.difference[1:]
    assert low is not None and high is not None and (low > 0) is is_clear
    assert better or (low, high) == (0, 0)  # the same risks are the same in every resample


def test_the_same_youths_week_after_week_do_not_make_it_surer():
    rows = weeks(youths=300, better=True)
    once = rows[rows["run_id"] == "r0"]
    four = pd.concat([once.assign(run_id=f"again{number}") for number in range(4)])
    alone, again = (gaps(happened(some, resampling=DRAWS)) for some in (once, four))
    for name, gap in alone.items():
        assert again[name].difference == pytest.approx(gap.difference, abs=1e-12)


@pytest.mark.parametrize(("dropouts", "measures"), [(FEWEST_DROPOUTS - 1, 0), (FEWEST_DROPOUTS, 3)])
def test_below_the_fewest_dropouts_nothing_is_measured(dropouts: int, measures: int):
    rows = weeks(youths=400, better=True)
    rows["outcome"] = (rows["youth_id"] < f"y{dropouts:04}").astype(float)
    found = happened(rows, resampling=DRAWS)
    assert (found.dropouts, len(found.gaps)) == (dropouts, measures)


def morning(model_id: str, first: tuple[str, ...], **bands: str) -> OfMorning:
    """What a model says of some youths, each in a band of its own."""
    risk = {"low": 0.02, "raised": 0.1, "high": 0.3, "not_assessed": np.nan}
    rows = [(name, "attendance", band, "none", risk[band]) for name, band in bands.items()]
    scores = pd.DataFrame(rows, columns=["youth_id", "regime", "band", "profile", "risk"])
    return OfMorning(model_id, scores, {YouthId(name): DistrictId("D1") for name in first})


def test_a_morning_is_compared_youth_by_youth_and_told_in_counts():
    active = morning("in-use", ("anna", "bilal"), anna="high", bilal="high", clara="low", david="low")
    candidate = morning("tried", ("bilal", "clara"), anna="low", bilal="high", clara="raised", emma="not_assessed")
    found = compare(active, candidate, NOTHING)
    assert (found.youths, found.only_active, found.only_shadow) == (3, 1, 1)
    crossed = found.bands["attendance"]
    counts = {
        (row, column): count
        for row, line in zip(crossed.rows, crossed.counts, strict=True)
        for column, count in zip(crossed.columns, line, strict=True)
        if count
    }
    assert counts == {("high", "low"): 1, ("high", "high"): 1, ("low", "raised"): 1}
    assert (found.lists.rows, found.lists.counts) == (("D1",), ((1, 1, 1),))
    assert found.foretold["attendance"] == pytest.approx((0.62, 0.42))


def test_what_is_shown_hides_small_counts_and_rounds_what_is_foretold():
    active = morning("in-use", ("anna",), **{f"y{number}": "low" for number in range(20)}, anna="high")
    told = compare(active, morning("tried", (), **{f"y{number}": "low" for number in range(20)}, anna="low"), NOTHING)
    safe = shown({**vars(told), "bands": {"attendance": vars(told.bands["attendance"])}, "profiles": vars(told.profiles),
                  "lists": vars(told.lists), "happened": vars(told.happened)})  # fmt: skip
    assert safe["youths"] == 21 and 1 not in {count for line in safe["bands"]["attendance"]["counts"] for count in line}
    assert safe["lists"]["counts"][0][1] is None
    assert safe["foretold"] == {"attendance": [1, 0]}
