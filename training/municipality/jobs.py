"""Jobs beside school: short hours, told months later, no reason for anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.vocabulary import EndReason, Status
from training.municipality.lives import CODE, REASONS
from training.municipality.people import NEVER, Days, People
from training.municipality.plan import TownPlan

SIDE_JOBS = 40
"""Workplaces of side jobs; main jobs are at others, so that no two open jobs of one youth are mistaken for each other."""
JOB_SHARE = 0.30
EARLIEST_AGE_DAYS, LATEST_AGE_DAYS = 15 * 365, 19 * 365


@dataclass(frozen=True)
class SideJobs:
    """One job a row, at most one per youth; `ended` NEVER where it goes on."""

    person: Days
    started: Days
    ended: Days
    hours: Days

    def spells(self) -> pd.DataFrame:
        """The jobs as spells among the others."""
        return pd.DataFrame(
            {
                "person": self.person,
                "started": self.started,
                "ended": self.ended,
                "status": CODE[Status.EMPLOYMENT],
                "place": -2 - self.person % SIDE_JOBS,
                "reason": np.where(self.ended == NEVER, NEVER, REASONS.index(EndReason.UNKNOWN)),
                "expected": NEVER,
                "announced": NEVER,
                "hours": self.hours.astype(np.float64),
            }
        )


def side_jobs(plan: TownPlan, people: People) -> SideJobs:
    """Draw who works beside school, when, and how much."""
    chance = plan.chance("jobs")
    person = np.flatnonzero(chance.random(len(people)) < JOB_SHARE)
    age = chance.integers(EARLIEST_AGE_DAYS, LATEST_AGE_DAYS, size=len(person))
    started = people.birth[person] + age
    ended = started + 30 + chance.exponential(250, size=len(person)).astype(np.int64)
    arrived = np.maximum(plan.first_day, people.moved_in[person])
    gone = np.where(people.left[person] == NEVER, plan.last_day + 1000, people.left[person])
    lived = (started > arrived) & (ended < gone)
    hours = chance.integers(4, 15, size=len(person))
    return SideJobs(person[lived], started[lived], ended[lived], hours[lived])
