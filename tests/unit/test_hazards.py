"""What the truth of the synthetic municipality promises about hazards."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from features.vocabulary import Status
from training.municipality.choices import raked
from training.municipality.hazards import HELP_HAZARD_RATIO, HELP_WORKS_DAYS, weekly_hazards
from training.municipality.lives import CODE, Lives
from training.municipality.people import settle
from training.municipality.plan import TownPlan

PLAN = TownPlan(50, 1, date(2026, 11, 16))


@pytest.fixture
def lives() -> Lives:
    """Everybody has begun upper secondary school ten weeks before the last day."""
    lives = Lives(settle(PLAN))
    lives.status[:] = CODE[Status.UPPER_SECONDARY]
    lives.started[:] = PLAN.last_day - 70
    return lives


def test_help_multiplies_the_hazard_by_its_ratio_while_it_works(lives: Lives):
    weight = np.ones(len(lives.people))
    before = weekly_hazards(lives, weight, year=2026, day=PLAN.last_day)
    lives.helped_until[0] = PLAN.last_day
    lives.helped_until[1] = PLAN.last_day - 1
    after = weekly_hazards(lives, weight, year=2026, day=PLAN.last_day)
    assert after[0] == pytest.approx(HELP_HAZARD_RATIO * before[0])
    assert after[1:] == pytest.approx(before[1:])
    assert HELP_WORKS_DAYS == 180


def test_a_heavier_burden_never_lowers_the_hazard(lives: Lives):
    weight = np.exp(np.linspace(-2, 2, len(lives.people)))
    hazard = weekly_hazards(lives, weight, year=2026, day=PLAN.last_day)
    assert (np.diff(hazard) > 0).all()


def test_the_first_half_year_is_the_hardest(lives: Lives):
    weight = np.ones(len(lives.people))
    early = weekly_hazards(lives, weight, year=2026, day=PLAN.last_day)
    later = weekly_hazards(lives, weight, year=2026, day=PLAN.last_day + 7 * 60)
    assert (later < early).all()


def test_who_has_no_activity_cannot_break_off(lives: Lives):
    lives.status[:] = -1
    assert not weekly_hazards(lives, np.ones(len(lives.people)), year=2026, day=PLAN.last_day).any()


def test_raked_choices_keep_the_shares_and_follow_the_pulls():
    standing = np.random.default_rng(2).standard_normal(2000)
    shares = np.array([0.70, 0.22, 0.025, 0.055])
    chances = raked(standing[:, None] * np.array([-0.8, 0.15, 0.8, 0.7]), shares)
    assert chances.sum(axis=1) == pytest.approx(1)
    assert chances.mean(axis=0) == pytest.approx(shares, abs=0.003)
    assert np.corrcoef(standing, chances[:, 3])[0, 1] > 0.5
