"""What is told of all judged dates together, on a hand-made town of two districts and two schools with known shares."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from features.records import BY_NAME, Records, empty
from models.measures import Resampling
from models.places import AT_CAPACITY
from models.rules import BY_NAME as RULES_BY_NAME
from models.rules import DISTRICT_RATE, LAST_STATUS, RANDOM, RULES, SCHOOL_RATE
from tests.lib.indicator_frames import indicator_frame
from training.evidence import DISTRICT_OUTCOMES, Past, gather
from training.figures import Judged

FEW = Resampling(seed=1, resamples=60)
DAY = date(2026, 1, 5)
YOUTHS = 600
NUMBER = np.arange(YOUTHS)
NORTH = NUMBER < 400  # the others live in the south
DROPOUT = np.where(NORTH, NUMBER < DISTRICT_OUTCOMES, NUMBER >= YOUTHS - DISTRICT_OUTCOMES + 1)
MONTHS = np.choose(NUMBER % 6, [np.nan, 11, 12, 35, 36, 72])
UNDETERMINED = NUMBER % 6 < 3
AT_NONE = NUMBER % 97 == 0  # at no institution
RISK = np.linspace(0.9, 0.1, YOUTHS)
RULE = RULES_BY_NAME["absence_60_days"]
IDS = [f"y{number:05d}" for number in NUMBER]
"""A hundred dropouts in the north, ninety-nine in the south; half of each depth's youths at each school."""


class SameForEducation:
    """A baseline that knows two kinds of education and nothing else."""

    def assess(self, indicators):
        risk = np.where(indicators["education_kind"] > 0, 0.2, 0.1)
        return type("Told", (), {"risk": risk})


def town() -> Records:
    tables = {name: empty(table) for name, table in BY_NAME.items() if name != "attendance"}
    told = {
        "youths": {
            "youth_id": IDS, "birth_on": "2009-01-01", "district_id": np.where(NORTH, "north", "south"),
            "sex": np.where(NUMBER % 2 == 0, "F", "M"),
        },
        "institutions": {"institution_id": ["S1", "S2"], "kind": ["municipal_school", "vocational"]},
        "counsellors": {
            "counsellor_id": ["C1", "C2"], "district_id": ["north", "south"], "weekly_capacity": [10, 5],
        },
    }  # fmt: skip
    for name, columns in told.items():
        rows = pd.concat([tables[name], pd.DataFrame(columns)])
        tables[name] = rows.astype(tables[name].dtypes.to_dict())
    return Records(tables, None, frozenset(told))


def judged() -> Judged:
    frame = indicator_frame(
        youth_id=IDS,
        institution_id=np.where(AT_NONE, None, np.where(NUMBER // 6 % 2 == 0, "S1", "S2")),
        history_months=MONTHS,
        absence_share_60d=1 - RISK,
        education_kind=(NUMBER % 2).astype(float),
    )
    rows = frame[["youth_id", "as_of"]].assign(
        regime=frame["regime"].astype("str"),
        risk=RISK,
        band="high",
        profile=np.where(UNDETERMINED, "undetermined", "none"),
        outcome=DROPOUT.astype(int),
        ended_on=pd.Series(np.where(DROPOUT, np.datetime64("2026-02-05"), np.datetime64("NaT")), dtype="datetime64[s]"),
    )
    return Judged(rows, frame)


@pytest.fixture(scope="module")
def evidence():
    scores = judged().rows[["youth_id", "as_of", "risk"]]
    week = scores.assign(risk=np.where(NUMBER < 5, np.nan, RISK))
    past = Past(RULE, {LAST_STATUS.name: {"attendance": SameForEducation()}})
    return gather(town(), judged(), {DAY: (scores, week)}, past, resampling=FEW)


def test_every_districts_capacity_is_a_list_of_its_own(evidence):
    lists = evidence.lists
    assert (lists.basis, lists.places, lists.dropouts) == (AT_CAPACITY, 15, DROPOUT.sum())
    caught = DROPOUT[:10].sum() + DROPOUT[400:405].sum()
    assert lists.recall.value == pytest.approx(caught / DROPOUT.sum())
    assert lists.precision.value == pytest.approx(caught / 15)
    assert lists.one_more_place.value == pytest.approx((DROPOUT[10] + DROPOUT[405]) / 2)


def test_every_rule_and_every_baseline_stands_beside_and_no_baseline_may_be_served(evidence):
    beside = [item.rule for item in evidence.lists.rules]
    baselines = [LAST_STATUS, SCHOOL_RATE, DISTRICT_RATE, RANDOM]
    assert beside == [*(rule.name for rule in RULES), *(baseline.name for baseline in baselines)]
    assert evidence.lists.rule_to_serve in RULES_BY_NAME
    assert all(item.recall_lead.low <= item.recall_lead.value <= item.recall_lead.high for item in evidence.lists.rules)


def test_a_rule_that_knows_only_the_education_shares_the_places_among_all_of_it(evidence):
    told = next(item for item in evidence.lists.rules if item.rule == LAST_STATUS.name)
    kind = NUMBER % 2 == 1
    expected = sum(
        places * DROPOUT[kind & here].sum() / (kind & here).sum() for places, here in ((10, NORTH), (5, ~NORTH))
    )
    assert told.recall.value == pytest.approx(expected / DROPOUT.sum())
    assert told.auroc_lead.value == pytest.approx(roc_auc_score(DROPOUT, RISK) - roc_auc_score(DROPOUT, kind))


def test_the_undecided_are_told_by_depth_of_history_and_school_kind(evidence):
    found = {(item.by, item.group): (item.rows, item.share.value) for item in evidence.undecided}
    assert found == {
        ("history", "under 12 months"): (200, 1.0),  # none known, and eleven months
        ("history", "12 to 35 months"): (200, 0.5),
        ("history", "36 to 71 months"): (100, 0.0),
        ("history", "72 months or more"): (100, 0.0),
        ("school_kind", "municipal_school"): (294, 0.5),
        ("school_kind", "vocational"): (299, 149 / 299),
        ("school_kind", "unknown"): (7, 4 / 7),
    }


def test_terms_school_kinds_and_districts_are_told_apart_a_district_from_a_hundred_dropouts_on(evidence):
    groups = {item.group: (item.rows, item.dropouts) for item in evidence.groups}
    assert set(groups) == {
        "term 2026 spring",
        "school kind municipal_school",
        "school kind vocational",
        "school kind unknown",
        "district north",
    }
    assert groups["district north"] == (400, DISTRICT_OUTCOMES)


def test_within_a_school_nobody_is_compared_with_another(evidence):
    school = NUMBER // 6 % 2
    right, pairs = 0.0, 0
    for place in (0, 1):
        here = (school == place) & ~AT_NONE  # whoever is at no school is in none with others
        dropped, stayed = RISK[here & DROPOUT], RISK[here & ~DROPOUT]
        right += (dropped[:, None] > stayed[None, :]).sum()
        pairs += len(dropped) * len(stayed)
    assert evidence.within_school["model"].value == pytest.approx(right / pairs)
    assert evidence.within_school[RULE.name].value == pytest.approx(1 - right / pairs)


def test_a_list_is_compared_with_that_of_a_week_later(evidence):
    assert evidence.overlap.weeks == 1
    assert evidence.overlap.share.value == pytest.approx(10 / 15)  # five of the north's ten are no longer scored


def test_the_audit_speaks_of_every_group_on_record_and_says_what_it_did_not_examine(evidence):
    assert {group.dimension for group in evidence.fairness.groups} == {"sex", "district", "school_kind"}
    assert set(evidence.fairness.not_examined) == {"origin", "disability", "newcomer", "age", "regime"}
    north = next(group for group in evidence.fairness.groups if group.group == "north")
    assert (north.youths, north.dropouts, north.flags) == (400, 100, 10)


def test_too_few_dropouts_leave_a_remark_and_no_figures():
    told = judged()
    few = Judged(told.rows.assign(outcome=(NUMBER < 9).astype(int)), told.indicators)
    found = gather(town(), few, {}, Past(RULE, {}), resampling=FEW)
    assert found.remark == "too few to measure: 9 dropouts of 600 assessed, needed are 10 of each kind"
    assert (found.lists, found.fairness, found.groups) == (None, None, ())
