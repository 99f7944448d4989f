"""The town lived week by week: who arrives, starts, finishes, breaks off, is helped, comes back and leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number, day_of, school_year
from features.vocabulary import EndReason, Status
from training.municipality import choices
from training.municipality.hazards import (
    HELP_WORKS_DAYS,
    REPORT_FACTOR,
    burden,
    programme_changes,
    weekly_hazards,
)
from training.municipality.lives import CODE, IDLE, OUTSIDE, Lives, Step, Who, is_one_of
from training.municipality.organisation import MUNICIPAL, NUMBER
from training.municipality.people import NEVER, People
from training.municipality.plan import TownPlan
from training.municipality.school_calendar import first_school_day, last_school_day
from training.municipality.traits import Traits

HELPED_SHARE = 0.5
"""Of those an institution reports, how many an effort reaches."""
_ARRIVALS = (Status.UPPER_SECONDARY, Status.VOCATIONAL_BASIC, Status.EMPLOYMENT, Status.FGU, Status.NONE)
_ARRIVAL_SHARES = (0.60, 0.16, 0.10, 0.05, 0.09)
_REPORTING = (Status.TENTH_GRADE, Status.UPPER_SECONDARY, Status.VOCATIONAL_BASIC, Status.VOCATIONAL_MAIN, Status.FGU)
_MOVES_SCHOOL = 0.5
_SCHOOL_CHANGE = 0.0003
LOOKS, WEEKS_BETWEEN_LOOKS = 40, 4
"""How often the truth is looked at, counted back from the week of the last day: three years of four weeks each."""
_TALK = 0.0012


@dataclass(frozen=True)
class Week:
    """One week: its number, the day number of its Monday, the school year it lies in, and the chance it draws from."""

    number: int
    monday: int
    year: int
    chance: np.random.Generator

    def holds(self, day: int) -> bool:
        """Whether a day lies in this week."""
        return self.monday <= day < self.monday + 7

    def those(self, days: NDArray[np.int64]) -> Who:
        """Numbers of people whose day lies in this week."""
        return np.flatnonzero((days >= self.monday) & (days < self.monday + 7))

    def days(self, who: Who) -> NDArray[np.int64]:
        """A weekday of this week for each."""
        return self.monday + self.chance.integers(0, 5, size=len(who))


@dataclass(frozen=True)
class Prospect:
    """The truth about what comes next as it stood on the morning of `monday`, a day number.

    Shape: one value per person.
    """

    monday: int
    status: NDArray[np.int64]
    burden: NDArray[np.float64]
    weekly_hazard: NDArray[np.float64]


def live(plan: TownPlan, people: People, traits: Traits) -> tuple[Lives, tuple[Prospect, ...]]:
    """Live through all weeks; the prospects are those of every look, the last one that of the week the town ends in."""
    lives, chance = Lives(people), plan.chance("lives")
    looks = {plan.last_week - WEEKS_BETWEEN_LOOKS * back for back in range(LOOKS)}
    prospects: list[Prospect] = []
    for number in range(plan.weeks):
        monday = plan.first_monday + 7 * number
        week = Week(number, monday, school_year(day_of(monday + 3)), chance)
        log_weight = burden(lives, traits, year=week.year, week=number)
        if number in looks:
            hazard = weekly_hazards(lives, np.exp(log_weight), year=week.year, day=monday)
            prospects.append(Prospect(monday, lives.status.copy(), log_weight, hazard))
        _pass(lives, week, np.exp(log_weight))
    lives.end_of_time()
    return lives, tuple(prospects)


def _pass(lives: Lives, week: Week, weight: NDArray[np.float64]) -> None:
    if week.number == 0:
        _people_of_school_age(lives, week)
    _arrive(lives, week)
    _decide(lives, week, weight)
    _finish(lives, week)
    _break_off(lives, week, weight)
    _find_something(lives, week, weight)
    _begin(lives, week)
    _change_school(lives, week)
    _leave_town(lives, week)


def _people_of_school_age(lives: Lives, week: Week) -> None:
    grade = lives.people.grade(week.year)
    here = lives.people.moved_in == NEVER
    _enter_school(lives, np.flatnonzero(here & (grade >= 1) & (grade <= 9)), None)


def _enter_school(lives: Lives, who: Who, start: NDArray[np.int64] | None) -> None:
    """Put into compulsory school, from the first day of grade 0 or from a later `start`."""
    if not len(who):
        return
    born = lives.people.birth_year[who]
    first = np.array([first_school_day(int(year) + 6) for year in born], dtype=np.int64)
    begun = first if start is None else np.maximum(first, start)
    expected = np.array([last_school_day(int(year) + 15) for year in born], dtype=np.int64)
    status = np.full(len(who), CODE[Status.COMPULSORY_SCHOOL], dtype=np.int64)
    lives.open(who, Step(status, lives.people.school[who], begun, begun - 60), expected)


def _arrive(lives: Lives, week: Week) -> None:
    """New pupils of grade 0, and those who move in: into school by age, or into what youths do."""
    grade = lives.people.grade(week.year)
    if week.holds(first_school_day(week.year)):
        _enter_school(lives, np.flatnonzero((grade == 0) & (lives.people.moved_in == NEVER)), None)
    new = week.those(lives.people.moved_in)
    pupils, youths = new[grade[new] <= 9], new[grade[new] > 9]
    _enter_school(lives, pupils, lives.people.moved_in[pupils])
    lives.announced[pupils] = NEVER
    lives.status[youths], lives.idle_since[youths] = IDLE, lives.people.moved_in[youths]
    drawn = week.chance.choice([CODE[status] for status in _ARRIVALS], size=len(youths), p=_ARRIVAL_SHARES)
    busy = drawn != CODE[Status.NONE]
    _start_at_once(lives, youths[busy], drawn[busy], lives.people.moved_in[youths[busy]], week)


def _start_at_once(lives: Lives, who: Who, status: NDArray[np.int64], day: NDArray[np.int64], week: Week) -> None:
    if not len(who):
        return
    never = np.full(len(who), NEVER, dtype=np.int64)
    step = Step(status, choices.places(status, week.chance), day, never)
    lives.open(who, step, choices.expected_ends(status, day, week.chance))


def _decide(lives: Lives, week: Week, weight: NDArray[np.float64]) -> None:
    """In the first week of February those who leave in summer, and those outside, settle what comes after it."""
    if not week.holds(day_number(day_of(week.monday).replace(month=2, day=1))):
        return
    grade = lives.people.grade(week.year)
    pupils = lives.those_in(Status.COMPULSORY_SCHOOL)
    nine = pupils[grade[pupils] == 9]
    ten = lives.those_in(Status.TENTH_GRADE, Status.BOARDING_SCHOOL)
    choices.decide_after_grade_nine(lives, nine, weight, year=week.year, chance=week.chance)
    choices.decide_as_leavers(lives, ten, weight, year=week.year, chance=week.chance)
    outside = np.concatenate([lives.idle(), lives.those_in(Status.EMPLOYMENT, Status.OTHER_ACTIVITY)])
    outside = outside[(grade[outside] > 9) & (grade[outside] < 15) & (lives.next_start[outside] == NEVER)]
    applies = week.chance.random(len(outside)) < np.where(grade[outside] < 13, 0.45, 0.25)
    choices.decide_to_return(lives, outside[applies], year=week.year, chance=week.chance)


def _finish(lives: Lives, week: Week) -> None:
    """Activities that reach their expected end; what follows is settled already or settled now."""
    done = week.those(lives.expected)
    status, day = lives.status[done].copy(), lives.expected[done].copy()
    lives.close(done, day, EndReason.COMPLETED)
    free = lives.next_start[done] == NEVER
    _after(lives, done[free], status[free], day[free], week)


# what follows a completed activity: next activity, share, weeks until it begins
_FOLLOWS = {
    Status.UPPER_SECONDARY: ((Status.EMPLOYMENT, 0.58, (1, 10)), (Status.OTHER_EDUCATION, 0.36, (10, 11))),
    Status.VOCATIONAL_BASIC: ((Status.VOCATIONAL_MAIN, 0.86, (6, 8)),),
    Status.VOCATIONAL_MAIN: ((Status.EMPLOYMENT, 0.85, (1, 6)),),
    Status.OTHER_EDUCATION: ((Status.EMPLOYMENT, 0.85, (1, 10)),),
    Status.FGU: ((Status.VOCATIONAL_BASIC, 0.26, (4, 9)), (Status.EMPLOYMENT, 0.22, (2, 14))),
    Status.OTHER_ACTIVITY: (
        (Status.FGU, 0.26, (1, 4)),
        (Status.EMPLOYMENT, 0.40, (1, 6)),
        (Status.VOCATIONAL_BASIC, 0.16, (1, 7)),
    ),
    Status.ABROAD: ((Status.UPPER_SECONDARY, 0.55, (1, 8)), (Status.EMPLOYMENT, 0.35, (1, 8))),
}


def _after(lives: Lives, who: Who, status: NDArray[np.int64], day: NDArray[np.int64], week: Week) -> None:
    if not len(who):
        return
    draw = week.chance.random(len(who))
    for kind, follows in _FOLLOWS.items():
        floor = 0.0
        for next_kind, share, (low, high) in follows:
            chosen = np.flatnonzero((status == CODE[kind]) & (draw >= floor) & (draw < floor + share))
            floor += share
            start = day[chosen] + 7 * week.chance.integers(low, high + 1, size=len(chosen))
            codes = np.full(len(chosen), CODE[next_kind], dtype=np.int64)
            choices.begin_soon(lives, who[chosen], codes, start, chance=week.chance)


def _break_off(lives: Lives, week: Week, weight: NDArray[np.float64]) -> None:
    """Risk reports, help, interruptions and changes of programme."""
    hazard = weekly_hazards(lives, weight, year=week.year, day=week.monday)
    if day_of(week.monday).month == 7:
        hazard[lives.those_in(Status.COMPULSORY_SCHOOL, *_REPORTING)] = 0.0
    _report_and_help(lives, week, hazard)
    broken = np.flatnonzero(week.chance.random(len(hazard)) < hazard)
    was = lives.status[broken].copy()
    day = week.days(broken)
    working = was == CODE[Status.EMPLOYMENT]
    lives.close(broken[working], day[working], EndReason.UNKNOWN)
    lives.close(broken[~working], day[~working], EndReason.INTERRUPTED)
    lives.next_start[broken] = NEVER
    lives.way_out[broken[was == CODE[Status.FGU]]] = 0.2
    fast = broken[
        (week.chance.random(len(broken)) < 0.12) & (was != CODE[Status.FGU]) & (was != CODE[Status.COMPULSORY_SCHOOL])
    ]
    soon = np.full(len(fast), CODE[Status.EMPLOYMENT], dtype=np.int64)
    choices.begin_soon(lives, fast, soon, week.monday + week.chance.integers(8, 50, size=len(fast)), chance=week.chance)
    _change_programme(lives, week, weight)


def _change_programme(lives: Lives, week: Week, weight: NDArray[np.float64]) -> None:
    changing = np.flatnonzero(week.chance.random(len(weight)) < programme_changes(lives, weight))
    day = week.days(changing)
    lives.close(changing, day, EndReason.PROGRAMME_CHANGE)
    other = np.where(
        week.chance.random(len(changing)) < 0.8, CODE[Status.VOCATIONAL_BASIC], CODE[Status.UPPER_SECONDARY]
    )
    choices.begin_soon(
        lives, changing, other, day + week.chance.integers(8, 45, size=len(changing)), chance=week.chance
    )


def _report_and_help(lives: Lives, week: Week, hazard: NDArray[np.float64]) -> None:
    place = is_one_of(lives.status, _REPORTING)
    clear = (lives.reported == NEVER) | (week.monday - lives.reported > 90)
    told = np.flatnonzero(place & clear & (week.chance.random(len(hazard)) < REPORT_FACTOR * hazard))
    lives.reported[told] = week.monday
    lives.reports.add(told, week.days(told), lives.place[told])
    grade = lives.people.grade(week.year)
    pupils = lives.those_in(Status.COMPULSORY_SCHOOL)
    pupils = pupils[grade[pupils] >= 7]
    relative = hazard[pupils] / max(float(hazard[pupils].mean()), 1e-9) if len(pupils) else hazard[pupils]
    talked = pupils[week.chance.random(len(pupils)) < _TALK * np.minimum(relative, 6)]
    helped = np.concatenate([told[week.chance.random(len(told)) < HELPED_SHARE], talked])
    helped = helped[lives.helped_until[helped] < week.monday]
    day = week.monday + week.chance.integers(5, 26, size=len(helped))
    lives.helped_until[helped] = day + HELP_WORKS_DAYS
    lives.help.add(helped, day, grade[helped])


# ways out of having nothing: activity, weekly probability
_WAYS_OUT = (
    (Status.EMPLOYMENT, 0.030),
    (Status.OTHER_ACTIVITY, 0.018),
    (Status.FGU, 0.005),
    (Status.VOCATIONAL_BASIC, 0.005),
)


def _find_something(lives: Lives, week: Week, weight: NDArray[np.float64]) -> None:
    """Out of idleness, slower with a heavier burden; pupils of compulsory age go back to a school."""
    grade = lives.people.grade(week.year)
    idle = lives.idle()
    idle = idle[(lives.next_start[idle] == NEVER) & (lives.idle_since[idle] < week.monday)]
    young = idle[grade[idle] <= 9]
    back = young[week.chance.random(len(young)) < 0.06]
    _enter_school(lives, back, week.days(back))
    lives.announced[back] = NEVER
    lives.place[back] = week.chance.choice([NUMBER[key] for key in MUNICIPAL], size=len(back))
    older = idle[grade[idle] > 9]
    slow = lives.way_out[older] / np.clip(weight[older], 0.5, 4.0) ** 0.35
    adult = np.where(grade[older] > 12, 1.3, 1.0)
    draw, floor = week.chance.random(len(older)), np.zeros(len(older))
    for kind, share in _WAYS_OUT:
        reach = floor + share * slow * adult
        chosen = older[(draw >= floor) & (draw < reach)]
        floor = reach
        _start_at_once(lives, chosen, np.full(len(chosen), CODE[kind], dtype=np.int64), week.days(chosen), week)


def _begin(lives: Lives, week: Week) -> None:
    """Settled steps whose day has come; what is still going on ends the day before."""
    who = week.those(lives.next_start)
    who = who[lives.status[who] != OUTSIDE]
    if not len(who):
        return
    start = lives.next_start[who].copy()
    lives.close(who, start - 1, EndReason.COMPLETED)
    status = lives.next_status[who].copy()
    step = Step(status, lives.next_place[who].copy(), start, lives.next_known[who].copy())
    lives.open(who, step, choices.expected_ends(status, start, week.chance))


def _change_school(lives: Lives, week: Week) -> None:
    """Pupils who move house, or simply change school."""
    pupils = lives.those_in(Status.COMPULSORY_SCHOOL)
    movers = np.intersect1d(week.those(lives.people.relocated), pupils)
    movers = movers[week.chance.random(len(movers)) < _MOVES_SCHOOL]
    others = pupils[week.chance.random(len(pupils)) < _SCHOOL_CHANGE]
    target = np.concatenate(
        [
            np.array([NUMBER[key] for key in MUNICIPAL])[lives.people.new_district[movers]],
            week.chance.choice([NUMBER[key] for key in MUNICIPAL], size=len(others)),
        ]
    )
    who, first = np.unique(np.concatenate([movers, others]), return_index=True)
    target = target[first]
    stays = (
        (lives.place[who] == target) | (lives.started[who] >= week.monday) | (lives.expected[who] <= week.monday + 7)
    )
    who, target = who[~stays], target[~stays]
    day, expected = week.days(who), lives.expected[who].copy()
    lives.close(who, day - 1, EndReason.INSTITUTION_CHANGE)
    status = np.full(len(who), CODE[Status.COMPULSORY_SCHOOL], dtype=np.int64)
    planned, known = lives.next_start[who].copy(), day - 10
    lives.open(who, Step(status, target, day, known), expected)
    lives.next_start[who] = planned


def _leave_town(lives: Lives, week: Week) -> None:
    gone = week.those(lives.people.left)
    lives.close(gone, lives.people.left[gone], EndReason.MOVED_AWAY)
    lives.status[gone], lives.next_start[gone] = OUTSIDE, NEVER
