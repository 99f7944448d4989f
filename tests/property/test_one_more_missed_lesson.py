"""What the catalogue declares of one more unlawful lesson on one of the last 20 school days is true of generated histories."""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import catalogue
from features.build import build_indicators
from features.vocabulary import Feeds, Response
from tests.lib.histories import History, Row, histories, with_attendance


def one_more(history: History, name: str, chance: Random) -> History | None:
    """The history with one more unlawful lesson for a youth, or None if the last 20 school days hold no attended lesson."""
    rows = history.rows["attendance"]
    own = sorted({row["on"] for row in rows if row["youth_id"] == name and row["on"] < history.as_of})[-20:]
    open_rows = [at for at, row in enumerate(rows) if row["youth_id"] == name and row["on"] in own and _attended(row)]
    if not open_rows:
        return None
    chosen = chance.choice(open_rows)
    worse = {**rows[chosen], "unlawful": rows[chosen]["unlawful"] + 1}
    return with_attendance(history, [*rows[:chosen], worse, *rows[chosen + 1 :]])


def _attended(row: Row) -> bool:
    return bool(row["sick"] + row["permitted"] + row["unlawful"] < row["scheduled"])


def violations(before: pd.Series[float], after: pd.Series[float]) -> list[str]:
    """Names of indicators whose answer is not the declared one."""
    wrong = []
    for item in catalogue.INDICATORS:
        was, now = before[item.name], after[item.name]
        if np.isnan(was) and np.isnan(now):
            continue
        holds = {
            Response.NEVER_DOWN: now >= was - 1e-12,
            Response.UNAFFECTED: now == was,
            Response.EITHER: True,
        }[item.response]
        if not holds:
            wrong.append(f"{item.name}: {was} became {now}")
    return wrong


@settings(max_examples=40)
@given(histories(versions=False), st.integers(0, 2**32 - 1))
def test_each_indicator_answers_to_one_more_missed_lesson_as_declared(history: History, number: int) -> None:
    before = build_indicators(history.records(), as_of=history.as_of).set_index("youth_id")
    chance = Random(number)
    name = chance.choice(list(before.index) or ["nobody"])
    worse = one_more(history, name, chance)
    if worse is not None:
        after = build_indicators(worse.records(), as_of=history.as_of).set_index("youth_id")
        assert violations(before.loc[name], after.loc[name]) == []


def test_only_indicators_that_never_go_down_may_feed_risk() -> None:
    fed = [item for item in catalogue.INDICATORS if Feeds.RISK in item.feeds]
    assert fed
    assert {item.response for item in fed} <= {Response.NEVER_DOWN, Response.UNAFFECTED}


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [("absence_share_20d", 0.5, 0.4), ("education_days", 30.0, 31.0), ("absence_share_20d", 0.5, np.nan)],
)
def test_a_wrong_answer_would_be_told(name: str, was: float, now: float) -> None:
    same = pd.Series(1.0, index=list(catalogue.NAMES))
    assert len(violations(same.replace({}).where(same.index != name, was), same.where(same.index != name, now))) == 1
