"""What may never lower a risk, on any row and any fitted regime."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import catalogue
from features.catalogue import BY_NAME, feeding
from features.vocabulary import Feeds, Regime, Response
from models.scoring import score_youths
from tests.lib.small_bundle import now, small_bundle

REGIMES = list(Regime)
RISING = {
    regime: [name for name in feeding(Feeds.RISK, regime) if BY_NAME[name].response is Response.NEVER_DOWN]
    for regime in REGIMES
}
NOT_RISK = [item.name for item in catalogue.INDICATORS if Feeds.RISK not in item.feeds]


def risk(rows: pd.DataFrame, regime: Regime) -> np.ndarray:
    return small_bundle().models[regime].assess(rows).risk


@st.composite
def worsened(draw: st.DrawFn) -> tuple[Regime, pd.DataFrame, pd.DataFrame]:
    """Rows, and the same with some of what one more missed lesson can raise raised by any amount."""
    regime = draw(st.sampled_from(REGIMES))
    start = draw(st.integers(0, len(now()) - 20))
    rows = now().iloc[start : start + 20]
    raised = draw(st.dictionaries(st.sampled_from(RISING[regime]), st.floats(0, 2, allow_subnormal=True), min_size=1))
    return regime, rows, rows.assign(**{name: rows[name] + amount for name, amount in raised.items()})


@settings(deadline=None)  # the machine's load is no property
@given(worsened())
def test_more_absence_never_lowers_a_risk(drawn):
    regime, rows, worse = drawn
    assert (risk(worse, regime) >= risk(rows, regime)).all()


@settings(deadline=None)  # the machine's load is no property
@given(st.sampled_from(REGIMES), st.data())
def test_missing_never_lowers_a_risk_below_that_of_no_absence(regime, data):
    names = data.draw(st.lists(st.sampled_from(RISING[regime]), min_size=1, unique=True))
    none, missing = now().assign(**dict.fromkeys(names, 0.0)), now().assign(**dict.fromkeys(names, np.nan))
    assert (risk(missing, regime) >= risk(none, regime)).all()


@settings(deadline=None)  # the machine's load is no property
@given(st.data())
def test_profile_coverage_history_and_display_never_enter_a_risk(data):
    changed = data.draw(st.lists(st.sampled_from(NOT_RISK), min_size=1, unique=True))
    value = data.draw(st.one_of(st.just(np.nan), st.floats(0, 3000)))
    some = now().head(80)
    other = some.assign(**dict.fromkeys(changed, value), coverage=0.9, institution_id="another")
    before, after = (score_youths(small_bundle(), frame.assign(coverage=0.9)) for frame in (some, other))
    columns = ["youth_id", "risk", "risk_low", "risk_high", "band", "raw_logit"]
    pd.testing.assert_frame_equal(after[columns], before[columns])


@pytest.mark.parametrize("regime", REGIMES)
def test_no_indicator_that_a_missed_lesson_can_lower_feeds_risk(regime):
    responses = {BY_NAME[name].response for name in feeding(Feeds.RISK, regime)}
    assert responses <= {Response.NEVER_DOWN, Response.UNAFFECTED}
    assert len(RISING[regime]) >= 1
