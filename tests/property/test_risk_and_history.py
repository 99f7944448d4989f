"""The same evidence gives the same risk: how long a youth has been known, and what was done for her, never raise it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.build import build_indicators
from features.calendar import school_year
from features.catalogue import REACH_DAYS, feeding
from features.vocabulary import Feeds, Regime
from models.boosting import OF_HISTORY
from models.scoring import score_youths
from tests.lib.histories import History, Row, histories
from tests.lib.small_bundle import now, small_bundle

REGIMES = list(Regime)
JUDGED = ["risk", "risk_low", "risk_high", "raw_logit", "band"]


def indicators(history: History, name: str, **rows: list[Row]) -> pd.DataFrame:
    """The row of one youth, if she is resident."""
    built = build_indicators(history.records(**rows), as_of=history.as_of)
    return built[built["youth_id"] == name]


def logits(rows: pd.DataFrame, regime: Regime) -> np.ndarray:
    return small_bundle().models[regime].assess(rows).raw_logit


def since(history: History, name: str, first: date) -> dict[str, list[Row]]:
    """The history of a youth who came to be known on a day: what was over before it is not there."""

    def is_known(table: str, row: Row) -> bool:
        if row["youth_id"] != name:
            return True
        if table == "attendance":
            return row["on"] >= first
        return row.get("ended_on") is None or row["ended_on"] >= first

    return {table: [row for row in history.rows[table] if is_known(table, row)] for table in ("attendance", "spells")}


@pytest.mark.parametrize("regime", REGIMES)
@given(st.sets(st.sampled_from(sorted(OF_HISTORY)), min_size=1))
def test_not_to_know_what_takes_a_history_raises_no_risk(regime, names):
    names = names & set(feeding(Feeds.RISK, regime))
    assume(names)
    shallow = now().assign(**dict.fromkeys(names, np.nan), history_months=1.0)
    assert (logits(shallow, regime) <= logits(now(), regime)).all()


@pytest.mark.parametrize("regime", REGIMES)
def test_of_what_takes_a_history_less_raises_no_risk(regime):
    for name in OF_HISTORY & set(feeding(Feeds.RISK, regime)):
        less = now().assign(**{name: now()[name] - 0.5})
        assert (logits(less, regime) <= logits(now(), regime)).all()


@settings(max_examples=14, deadline=None)  # each builds indicators twice; the machine's load is no property
@given(histories(versions=False), st.integers(0, 4))
def test_school_years_of_which_nothing_is_known_raise_no_risk(history, years):
    reached = history.as_of - timedelta(days=REACH_DAYS)
    first = date(school_year(reached) - years, 8, 1)
    before = indicators(history, "Anna")
    after = indicators(history, "Anna", **since(history, "Anna", first))
    assert before["regime"].tolist() == after["regime"].tolist()
    for regime in REGIMES:
        assert (logits(after, regime) <= logits(before, regime) + 1e-9).all()


@settings(max_examples=6, deadline=None)  # as above
@given(histories(versions=False), st.integers(0, 2**16))
def test_contacts_and_efforts_change_no_score(history, number):
    random = np.random.default_rng(number)
    day = history.as_of - timedelta(days=int(random.integers(1, 200)))
    helped: dict[str, list[Row]] = {
        "contacts": [{"youth_id": "Anna", "contacted_on": day, "kind": "meeting"}],
        "interventions": [{"youth_id": "Anna", "started_on": day, "kind": "mentor", "step": 3}],
    }
    bare, known = (
        score_youths(small_bundle(), build_indicators(history.records(**rows), as_of=history.as_of))
        for rows in ({}, helped)
    )
    pd.testing.assert_frame_equal(known, bare)


def test_two_youths_with_the_same_evidence_have_the_same_score():
    one = now().head(60).assign(coverage=0.9)
    another = one.assign(
        youth_id="z" + one["youth_id"], institution_id="another", coverage=0.7, history_months=0.0, onset_days_ago=9.0
    )
    scores = [score_youths(small_bundle(), rows)[JUDGED] for rows in (one, another)]
    pd.testing.assert_frame_equal(*scores)
