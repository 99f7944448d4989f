"""Towns that live from week to week by a fast model, to know what being listed does: every effect is set, and its truth is computed.

A youth's risk moves around an own level; the raised are ranked by district and week, as many are listed as there are places, the listed
are soon contacted, others now and then, and contact lowers the chance of dropping out for half a year. The truth at the line is what
those next to it would have done on either side of it, all else as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from features.calendar import iso_week

Floats = NDArray[np.float64]

HORIZON: Final = 26
"""Weeks in which a dropout counts."""
OPEN_WEEKS: Final = 8
"""Weeks for which a flag stays open, and for which a contact clears."""
HELP_WEEKS: Final = 26
SOON, NOW_AND_THEN = 0.45, 0.015
"""Chance a week of being contacted: of the listed in the four weeks after, and of anybody."""
AT_LINE: Final = 0.15
"""Log-odds from the line within which youths tell the truth at it."""
FUTURES: Final = 12
FIRST: Final = date(2024, 8, 12)
"""Monday of the first list."""
BURDENED: Final = 0.15
"""Share of youths whose level is high and spread; with the others they make the risks that the simulated municipality shows."""
MOVES, STAYS = 0.5, 0.9
"""How far a risk moves around its level in log-odds, and how much of that is left a week later."""
TIES: Final = 0.05
"""Log-odds between neighbouring risks, so that some are equal."""


@dataclass(frozen=True)
class Plan:
    """A town: `ratio` is what contact multiplies the chance of dropping out by; 1 does nothing. `burden`: log-odds of the burdened."""

    youths: int
    districts: int
    places: int
    weeks: int
    ratio: float
    burden: float = -2.7


HERNING: Final = Plan(youths=4_500, districts=10, places=2, weeks=40, ratio=0.6)
LARGE: Final = Plan(youths=22_500, districts=50, places=2, weeks=40, ratio=0.3)


HEAVY: Final = replace(HERNING, burden=-1.2)
"""So many at risk that an effect can be seen in a town of its size."""


@dataclass(frozen=True)
class Town:
    """What the lists said and what happened; `truth`: what being listed changes at the line, None where nobody stood near it."""

    rows: pd.DataFrame
    truth: float | None


def live(plan: Plan, *, seed: int) -> Town:
    """A town's lists, contacts and dropouts."""
    life = _Life(plan, np.random.default_rng(seed))
    parts = [life.week(number) for number in range(plan.weeks)]
    for number in range(plan.weeks, plan.weeks + HORIZON):
        life.go_on(number)
    rows = pd.concat(parts, ignore_index=True)
    return Town(life.told(rows), life.truth(rows))


def _ranks(district: NDArray[np.int64], odds: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The place of each in its district, equals sharing the first of theirs, and the last of theirs; rows are sorted."""
    order = np.arange(len(odds))
    is_new = np.append(True, (district[1:] != district[:-1]) | (odds[1:] != odds[:-1]))[: len(odds)]
    group = np.cumsum(is_new) - 1
    first = order[is_new][group]
    last = np.append(order[is_new][1:] - 1, len(odds) - 1)[group]
    begins = np.searchsorted(district, district)
    return first - begins + 1, last - begins + 1


class _Life:
    """The state of every youth of a town."""

    def __init__(self, plan: Plan, rng: np.random.Generator) -> None:
        self.plan, self.rng = plan, rng
        self.district = rng.integers(0, plan.districts, plan.youths)
        is_burdened = rng.random(plan.youths) < BURDENED
        level = np.where(is_burdened, rng.normal(plan.burden, 1.3, plan.youths), rng.normal(-4.9, 0.5, plan.youths))
        self.odds = np.empty((plan.weeks + HORIZON, plan.youths), dtype=np.float64)
        moved = rng.normal(0, MOVES, plan.youths)
        for number in range(len(self.odds)):
            self.odds[number] = np.round((level + moved) / TIES) * TIES
            moved = STAYS * moved + rng.normal(0, MOVES * np.sqrt(1 - STAYS**2), plan.youths)
        self.chance = 1 - (1 - expit(self.odds)) ** (1 / HORIZON)
        self.contacted, self.listed = (np.full(plan.youths, -1000) for _ in range(2))
        self.contacts = np.zeros((len(self.odds), plan.youths), dtype=bool)
        self.spoken = np.empty((plan.weeks, plan.youths), dtype=np.int64)
        self.ended = np.full(plan.youths, 1000)
        self.raised_from = float(logit(2 * expit(self.odds[0]).mean()))
        self.cuts, self.lowest, self.to_beat = (np.full((len(self.odds), plan.districts), np.nan) for _ in range(3))

    def week(self, number: int) -> pd.DataFrame:
        """Rank, list, and let the week pass."""
        self.spoken[number] = self.contacted
        odds = self.odds[number]
        is_free = (number - self.listed > OPEN_WEEKS) & (number - self.contacted > OPEN_WEEKS)
        who = np.flatnonzero((odds >= self.raised_from) & (self.ended > number) & is_free)
        who = who[np.lexsort((-odds[who], self.district[who]))]
        rank, last = _ranks(self.district[who], odds[who])
        is_listed = last <= self.plan.places
        self.listed[who[is_listed]] = number
        self._note_cuts(number, who, is_listed)
        self.go_on(number)
        return pd.DataFrame(
            {
                "week": number,
                "district_id": self.district[who],
                "youth_id": who,
                "rank": rank,
                "cut_off": ~is_listed,
                "capacity": self.plan.places,
                "risk": expit(odds[who]),
            }
        )

    def _note_cuts(self, number: int, who: NDArray[np.int64], is_listed: NDArray[np.bool_]) -> None:
        """The line of each district: halfway between the lowest listed and the highest that waits."""
        above, below = np.full(self.plan.districts, np.inf), np.full(self.plan.districts, -np.inf)
        listed, waiting = who[is_listed], who[~is_listed]
        np.minimum.at(above, self.district[listed], self.odds[number, listed])
        np.maximum.at(below, self.district[waiting], self.odds[number, waiting])
        is_known = np.isfinite(above) & np.isfinite(below)
        self.cuts[number, is_known] = (above[is_known] + below[is_known]) / 2
        is_full = np.bincount(self.district[listed], minlength=self.plan.districts) >= self.plan.places
        self.lowest[number], self.to_beat[number] = above, np.where(is_full, above, below)

    def go_on(self, number: int) -> None:
        """Contacts and dropouts of a week."""
        chance = np.where(number - self.listed < 4, SOON, NOW_AND_THEN)
        is_contacted = self.rng.random(len(chance)) < chance
        self.contacts[number] = is_contacted
        self.contacted[is_contacted] = number
        ratio = np.where(number - self.contacted < HELP_WEEKS, self.plan.ratio, 1.0)
        is_lost = (self.rng.random(len(chance)) < self.chance[number] * ratio) & (self.ended > number)
        self.ended[is_lost] = number

    def told(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with what happened after each, as they are read later."""
        number, who = rows["week"].to_numpy(), rows["youth_id"].to_numpy()
        soon = np.zeros(len(rows), dtype=bool)
        for ahead in range(4):
            soon |= self.contacts[number + ahead, who]
        has_ended = (self.ended[who] >= number) & (self.ended[who] < number + HORIZON)
        days = np.array([np.datetime64(FIRST + timedelta(weeks=int(one)), "s") for one in range(len(self.odds))])
        return rows.assign(
            week=[iso_week(FIRST + timedelta(weeks=int(one))) for one in number],
            monday_on=days[number],
            district_id=np.char.mod("D%d", rows["district_id"] + 1),
            youth_id=np.char.mod("y%d", who),
            outcome=pd.array(has_ended.astype(int), dtype="Int8"),
            ended_on=np.where(has_ended, days[np.minimum(self.ended[who], len(days) - 1)], np.datetime64("NaT")),
            contacted=soon.astype(float),
        )

    def truth(self, rows: pd.DataFrame) -> float | None:
        """What being listed changes for those at the line whom no list had named: dropouts as listed less dropouts as waiting."""
        number, who = rows["week"].to_numpy(), rows["youth_id"].to_numpy()
        distance = self.odds[number, who] - self.cuts[number, self.district[who]]
        first = np.full(self.plan.youths, 1000)
        listed = ~rows["cut_off"].to_numpy()
        np.minimum.at(first, who[listed], number[listed])
        at = np.flatnonzero((np.abs(distance) <= AT_LINE) & (number <= first[who]))
        if not len(at):
            return None
        waits = ~listed[at]
        lost = [np.mean([self._lost(number[at], who[at], waits, now) for _ in range(FUTURES)]) for now in (True, False)]
        return float(lost[0] - lost[1])

    def _lost(
        self, start: NDArray[np.int64], who: NDArray[np.int64], waits: NDArray[np.bool_], is_listed: bool
    ) -> float:
        """The share that would drop out, whether listed now or not.

        Listed later is who stands among the listed of a later week; who was listed in fact, and so was not there, must beat the last.
        """
        listed = np.where(is_listed, start, -1000)
        contacted, stays = self.spoken[start, who], np.ones(len(who))
        for ahead in range(HORIZON):
            number = start + ahead
            if ahead:
                is_free = (number - listed > OPEN_WEEKS) & (number - contacted > OPEN_WEEKS)
                odds, lowest = self.odds[number, who], self.lowest[number, self.district[who]]
                is_above = np.where(waits, odds >= lowest, odds > self.to_beat[number, self.district[who]])
                is_over = is_above & (odds >= self.raised_from) & (number < self.plan.weeks)
                listed = np.where(is_free & is_over, number, listed)
            chance = np.where(number - listed < 4, SOON, NOW_AND_THEN)
            contacted = np.where(self.rng.random(len(who)) < chance, number, contacted)
            stays *= 1 - self.chance[number, who] * np.where(number - contacted < HELP_WEEKS, self.plan.ratio, 1.0)
        return float(1 - stays.mean())
