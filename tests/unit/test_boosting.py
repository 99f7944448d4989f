"""Boosting where next to nothing is known of an indicator: who has it may all be left out of a bag."""

from __future__ import annotations

import numpy as np

from features.catalogue import BY_NAME
from models.boosting import boost, column_of

YOUTHS = 400
COMMON, RARE = BY_NAME["absence_share_60d"], BY_NAME["transition_ahead_days"]


def test_an_indicator_that_one_youth_alone_has_leaves_the_others_to_learn_from():
    chance = np.random.default_rng(2)
    level = chance.random(YOUTHS)
    seldom = np.full(YOUTHS, np.nan)
    seldom[7] = 30.0
    columns = column_of(COMMON, level), column_of(RARE, seldom)
    assert None not in columns
    learned = boost(columns, (chance.random(YOUTHS) < level).astype(float), np.arange(YOUTHS), seed=0)
    assert [table.indicator for table in learned.tables] == [COMMON.name, RARE.name]
    assert np.isfinite(learned.intercepts).all()
    assert np.isfinite(learned.tables[1].bags).all()
    assert np.ptp(learned.tables[0].bags.mean(axis=0)) > 0.1
