"""On a whole town: missing more never lowers a risk, and a month that was not delivered is never read as presence."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import build_indicators
from features.reading import as_records
from models.bundle import load
from models.scoring import score_youths
from tests.acceptance.conftest import LAST

AS_OF = date.fromisoformat(LAST)
YOUTHS = 250


@pytest.fixture(scope="module")
def world(town):
    """The town's tables, and the attendance of some youths who are scored from attendance, one version a day."""
    tables = {path.stem: pd.read_parquet(path) for path in town.records.glob("*.parquet")}
    scores = pd.read_parquet(town.scores)
    youths = scores.loc[scores["regime"] == "attendance", "youth_id"].head(YOUTHS)
    attendance = tables["attendance"]
    attendance = attendance[attendance["youth_id"].isin(youths) & ~attendance["retracted"].fillna(False)]
    tables["attendance"] = attendance.drop_duplicates(["youth_id", "on", "institution_id"]).reset_index(drop=True)
    return tables


@pytest.fixture(scope="module")
def trusted_bundle(town):
    return load(town.bundle, trusted=town.trusted)


def score(bundle, tables, attendance):
    frame = build_indicators(as_records({**tables, "attendance": attendance}), as_of=AS_OF)
    return score_youths(bundle, frame, data="synthetic").set_index("youth_id")


def test_more_unlawful_lessons_never_lower_a_risk(trusted_bundle, world):
    attendance = world["attendance"]
    before = score(trusted_bundle, world, attendance)
    rng = np.random.default_rng(11)
    recent = attendance["on"].rank(method="dense").groupby(attendance["youth_id"]).rank(ascending=False) <= 20
    room = attendance["scheduled"] - attendance[["sick", "permitted", "unlawful"]].sum(axis=1)
    for share in (0.1, 0.5, 1.0):
        added = np.where(recent & (rng.random(len(attendance)) < share), room, 0)
        after = score(trusted_bundle, world, attendance.assign(unlawful=attendance["unlawful"] + added))
        assert added.sum() > 100
        gain = (after["risk"] - before["risk"]).dropna()
        assert len(gain) > 100
        assert gain.min() >= 0.0
        assert gain.max() > 0.0


def test_a_month_without_anything_scheduled_is_never_read_as_presence(trusted_bundle, world):
    attendance = world["attendance"]
    month = attendance["on"] >= AS_OF - timedelta(days=30)
    present = attendance.assign(**{kind: attendance[kind].mask(month, 0) for kind in ("sick", "permitted", "unlawful")})
    full, absent_rows = score(trusted_bundle, world, present), score(trusted_bundle, world, present[~month])
    same = (full["regime"] == absent_rows["regime"]) & full["risk"].notna() & absent_rows["risk"].notna()
    assert same.sum() > 100
    assert (absent_rows["risk"] - full["risk"])[same].min() >= 0.0
