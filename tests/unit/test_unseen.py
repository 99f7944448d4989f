"""Schools never seen: no fit that judges a school has seen it, or any youth who ever went there; and terms that began later."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.vocabulary import Regime
from models.errors import TooFewCases
from models.measures import Resampling
from models.recipe import load_recipe
from models.risk import Assessed, Labelled
from models.rules import BY_NAME
from tests.lib.small_bundle import later, now, past
from training import unseen
from training.figures import Judged
from training.later import of_later_terms
from training.plan import Plan
from training.splits import Split
from training.unseen import FIFTHS, FULL_MODEL, UNSEEN, fifth_of, judge_unseen

FEW = Resampling(seed=1, resamples=50)
RULE = BY_NAME["absence_60_days"]
SCHOOLS = [f"school {number}" for number in range(12)]


def at_schools(labelled: Labelled) -> Labelled:
    """Rows at a dozen schools; a youth may go to two of them."""
    frame = labelled.indicators
    place = pd.factorize(frame["youth_id"])[0] + (pd.factorize(frame["as_of"])[0] > 1)
    return Labelled(
        frame.assign(institution_id=pd.array([SCHOOLS[number % 12] for number in place], "str")), labelled.outcome
    )


class Witness:
    """A model that says 0.9 of a row whose school or youth it has seen, else 0.1."""

    def __init__(self, *parts):
        self.places = {place for part in parts for place in part.indicators["institution_id"]}
        self.youths = {youth for part in parts for youth in part.indicators["youth_id"]}

    def assess(self, indicators):
        seen = indicators["institution_id"].isin(self.places) | indicators["youth_id"].isin(self.youths)
        risk = np.where(seen, 0.9, 0.1)
        return Assessed(np.empty((len(risk), 0)), np.empty((len(risk), 0)), risk, risk, risk, risk)


@pytest.fixture
def witnesses(monkeypatch):
    """Every fit that was made."""
    made = []

    def fit(training, calibration, *, regime, seed):
        made.append(Witness(training, calibration))
        return made[-1]

    monkeypatch.setattr(unseen, "fit_risk", fit)
    return made


def judged() -> Judged:
    told = at_schools(Labelled(now(), (np.arange(len(now())) % 7 == 0).astype(int)))
    rows = told.indicators[["youth_id", "as_of", "regime"]].assign(
        risk=np.random.default_rng(0).random(len(now())), outcome=told.outcome
    )
    return Judged(rows, told.indicators)


def test_every_fifth_of_the_schools_is_judged_by_a_fit_that_saw_neither_it_nor_its_youths(witnesses, monkeypatch):
    risks = {}
    monkeypatch.setattr(
        unseen,
        "_compared",
        lambda sides, rule, known, *, resampling: risks.update(risk=sides[1].rows["risk"]) or unseen.Unseen(0, 0),
    )
    judge_unseen(Split(at_schools(past()), at_schools(later())), judged(), RULE, seed=3, resampling=FEW)
    assert len(risks["risk"]) == len(now())
    assert set(risks["risk"]) == {0.1}
    assert len({fifth_of(school) for school in SCHOOLS}) * len(list(Regime)) == len(witnesses)
    for witness in witnesses:
        gone = {fifth_of(school) for school in SCHOOLS} - {fifth_of(school) for school in witness.places}
        assert len(gone) == 1


def test_the_full_model_stands_beside_on_the_same_rows(witnesses):
    told = judged()
    found = judge_unseen(Split(at_schools(past()), at_schools(later())), told, RULE, seed=3, resampling=FEW)
    assert [group.group for group in found.figures] == [UNSEEN, FULL_MODEL]
    assert (found.schools, found.learned, found.remark) == (12, 12, "")
    assert len(witnesses) == len({fifth_of(school) for school in SCHOOLS}) * 2
    strange, full = (group.measures["auroc"].value for group in found.figures)
    assert found.figures[0].rows == found.figures[1].rows == len(now())
    assert found.lead["auroc"].value == pytest.approx(full - strange)


def test_a_regime_with_too_few_cases_without_a_fifth_is_left_out_on_both_sides_and_named(witnesses, monkeypatch):
    fitted = unseen.fit_risk

    def refuse(training, calibration, *, regime, seed):
        if regime is Regime.STATUS_ONLY:
            raise TooFewCases("got 3 youths")
        return fitted(training, calibration, regime=regime, seed=seed)

    monkeypatch.setattr(unseen, "fit_risk", refuse)
    found = judge_unseen(Split(at_schools(past()), at_schools(later())), judged(), RULE, seed=3, resampling=FEW)
    assert found.remark == "status_only is not judged at every unseen school: got 3 youths"
    assert {group.rows for group in found.figures} == {int((now()["regime"] == Regime.ATTENDANCE).sum())}


def test_too_few_dropouts_at_unseen_schools_are_told_and_not_measured(witnesses):
    told = judged()
    few = Judged(told.rows.assign(outcome=(np.arange(len(told.rows)) < 9).astype(int)), told.indicators)
    found = judge_unseen(Split(at_schools(past()), at_schools(later())), few, RULE, seed=3, resampling=FEW)
    assert found.figures == ()
    assert "9 dropouts" in found.remark


def test_the_fifth_of_a_school_follows_from_its_name_alone():
    assert [fifth_of(school) for school in SCHOOLS] == [fifth_of(school) for school in SCHOOLS]
    share = np.bincount([fifth_of(f"S{number}") for number in range(2_000)], minlength=FIFTHS) / 2_000
    assert share == pytest.approx([1 / FIFTHS] * FIFTHS, abs=0.03)


@pytest.mark.parametrize(
    ("last_learned", "told"),
    [
        (date(2025, 2, 2), ["2025-08-01", "2025-12-01", "2026-01-01"]),  # its window of 180 days ends on 1 August
        (date(2025, 2, 3), ["2026-01-01"]),
        (date(2025, 7, 10), []),
    ],
)
def test_a_later_term_began_when_every_window_learned_from_was_over(last_learned, told):
    plan = Plan(date(2025, 7, 1), (date(2024, 1, 1),), (last_learned,))
    dates = [date(2025, 7, 31), date(2025, 8, 1), date(2025, 12, 1), date(2026, 1, 1)]
    found = of_later_terms(dates, plan, load_recipe("herning"))
    assert [day.isoformat() for day in found] == told
