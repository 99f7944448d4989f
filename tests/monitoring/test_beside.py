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


def weeks(*, youths: int, better: bool, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Four weeks of youths who drop out with a fourth: the model in use draws lots, a `better` candidate knows a little."""
    generator = np.random.default_rng(seed)
    names = [f"y{number:04}" for number in range(youths)]
    drops = generator.random(youths) < 0.25
    matured, said = [], []
    for week in range(4):
        risk = generator.random(youths) / 2
        knows = risk if not better else np.clip(0.1 + 0.3 * drops + generator.normal(0, 0.1, youths), 0.01, 0.99)
        place, line = youths // 10, {}
        for name, values in (("is_first", knows), ("is_first_beside", risk)):
            line[name] = values >= np.sort(values)[-place]
        matured.append(
            pd.DataFrame({"run_id": f"r{week}", "youth_id": names, "outcome": drops.astype(float), "risk": risk})
        )
        said.append(pd.DataFrame({"run_id": f"r{week}", "youth_id": names, "risk": knows, **line}))
    return pd.concat(matured, ignore_index=True), pd.concat(said, ignore_index=True)


def measure(matured: pd.DataFrame, said: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The measures of the model in use and of the candidate, row by row."""
    drops = {(row.run_id, row.youth_id): row.outcome for row in matured.itertuples()}
    risks = {(row.run_id, row.youth_id): row.risk for row in matured.itertuples()}
    both = [row for row in said.itertuples() if (row.run_id, row.youth_id) in drops]
    total = sum(drops[row.run_id, row.youth_id] for row in both)
    found = {}
    for who, first in (("active", "is_first_beside"), ("shadow", "is_first")):
        named = [row for row in both if getattr(row, first)]
        hits = sum(drops[row.run_id, row.youth_id] for row in named)
        foretold = sum(risks[row.run_id, row.youth_id] if who == "active" else row.risk for row in both)
        found[who] = (hits / total, hits / len(named), foretold / total)
    names = ("recall_at_capacity", "precision_at_capacity", "predicted_over_observed")
    return {name: (found["active"][place], found["shadow"][place]) for place, name in enumerate(names)}


def gaps(found: Happened) -> dict[str, Gap]:
    return {one.name: one for one in found.gaps}


def test_the_measures_of_both_are_those_that_a_plain_count_gives():
    matured, said = weeks(youths=400, better=True)
    found, plain = happened(matured, said, resampling=DRAWS), measure(matured, said)
    assert (found.weeks, found.youths) == (4, 400)
    assert found.dropouts == int(matured.loc[matured["run_id"] == "r0", "outcome"].sum())
    for name, gap in gaps(found).items():
        assert (gap.active[0], gap.shadow[0]) == pytest.approx(plain[name], rel=1e-12)
        assert gap.difference[0] == pytest.approx(plain[name][1] - plain[name][0], abs=1e-12)


@pytest.mark.parametrize(("better", "is_clear"), [(True, True), (False, False)])
def test_only_a_candidate_that_knows_more_is_clear_of_zero(better: bool, is_clear: bool):
    found = gaps(happened(*weeks(youths=400, better=better), resampling=DRAWS))["recall_at_capacity"]
    low, high = found.difference[1:]
    assert low is not None and high is not None and (low > 0) is is_clear
    assert better or (low, high) == (0, 0)  # the same risks are the same in every resample


def test_the_same_youths_week_after_week_do_not_make_it_surer():
    matured, said = weeks(youths=300, better=True)
    once = matured["run_id"] == "r0", said["run_id"] == "r0"
    again = [(matured[once[0]].assign(run_id=f"again{n}"), said[once[1]].assign(run_id=f"again{n}")) for n in range(4)]
    alone = gaps(happened(matured[once[0]], said[once[1]], resampling=DRAWS))
    four = gaps(happened(*(pd.concat(parts) for parts in zip(*again, strict=True)), resampling=DRAWS))
    for name, gap in alone.items():
        assert four[name].difference == pytest.approx(gap.difference, abs=1e-12)


def test_who_is_censored_or_not_assessed_by_one_of_them_is_not_compared():
    matured, said = weeks(youths=400, better=True)
    matured.loc[matured["youth_id"] < "y0100", "outcome"] = np.nan
    said.loc[said["youth_id"] >= "y0300", "risk"] = np.nan
    assert happened(matured, said, resampling=DRAWS).youths == 200


@pytest.mark.parametrize(("dropouts", "measures"), [(FEWEST_DROPOUTS - 1, 0), (FEWEST_DROPOUTS, 3)])
def test_below_the_fewest_dropouts_nothing_is_measured(dropouts: int, measures: int):
    matured, said = weeks(youths=400, better=True)
    matured["outcome"] = (matured["youth_id"] < f"y{dropouts:04}").astype(float)
    found = happened(matured, said, resampling=DRAWS)
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
