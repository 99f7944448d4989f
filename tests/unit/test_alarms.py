"""When a difference becomes an alarm, how long it stands, and what explains it away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.domain.alarms import ALPHA, LINES, RELEASE, judge
from service.domain.errors import TableFault
from service.domain.known_breaks import BREAKS, KnownBreak, read_breaks
from service.domain.watching import Level, Matter, Measured, Standing

MONDAY = date(2026, 11, 16)
WEEK = timedelta(weeks=1)
LINE = LINES[Matter.SCORE]
SPENT = ALPHA * LINE.share
FAR, NEAR, AT_REST = LINE.watch * 1.1, LINE.watch * 0.9, LINE.watch * RELEASE * 0.9


def measured(effect: float = FAR, *, p: float = 1e-9, n: int = 4_000, is_fact: bool = False, subject: str = "risk"):
    return Measured(Matter.SCORE, subject, 0.0, 0.0, n, n, effect, p, is_fact)


def courses(*weeks: Measured, breaks=()) -> list[Level]:
    """The level of one series after each of its weeks."""
    standing: tuple[Standing, ...] = ()
    levels = []
    for number, one in enumerate(weeks):
        standing = judge(standing, [one], monday_on=MONDAY + number * WEEK, breaks=breaks)
        levels.append(standing[0].level)
    return levels


F, W, S = Level.FINE, Level.WATCH, Level.STOP


@pytest.mark.parametrize(
    ("effects", "levels"),
    [
        ([FAR, FAR], [F, W]),
        ([-FAR, -FAR], [F, W]),
        ([FAR, AT_REST, FAR], [F, F, F]),
        ([FAR, FAR, AT_REST, AT_REST, AT_REST], [F, W, W, W, F]),
        ([FAR, FAR, AT_REST, AT_REST, FAR, AT_REST], [F, W, W, W, W, W]),
        ([FAR, FAR, NEAR, NEAR, NEAR, NEAR], [F, W, W, W, W, W]),
        ([NEAR, NEAR, NEAR], [F, F, F]),
        ([LINE.stop, LINE.stop, FAR], [F, S, S]),
        ([FAR, FAR, LINE.stop, AT_REST, AT_REST, AT_REST], [F, W, S, S, S, F]),
    ],
)
def test_it_takes_runs_in_a_row_to_raise_an_alarm_and_to_end_it(effects, levels):
    assert courses(*map(measured, effects)) == levels


def test_what_chance_explains_is_no_alarm_however_far():
    assert courses(measured(LINE.stop, p=SPENT * 1.1), measured(LINE.stop, p=SPENT * 1.1)) == [F, F]
    assert courses(measured(LINE.stop, p=SPENT), measured(LINE.stop, p=SPENT)) == [F, S]


def test_the_more_series_a_run_measures_the_less_likely_each_must_be():
    many = [measured(p=SPENT / 2, subject=f"s{number}") for number in range(3)]
    before = judge((), many, monday_on=MONDAY, breaks=())
    assert {one.raised for one in before} == {0}
    assert {one.raised for one in judge((), many[:2], monday_on=MONDAY, breaks=())} == {1}


def test_a_clearer_series_makes_room_for_the_next():
    two = [measured(p=SPENT / 2), measured(p=SPENT, subject="other")]
    assert [one.raised for one in judge((), two, monday_on=MONDAY, breaks=())] == [1, 1]


def test_facts_need_no_chance_and_take_none_from_others():
    two = [measured(p=1.0, is_fact=True, subject="fact"), measured(p=SPENT)]
    assert [one.raised for one in judge((), two, monday_on=MONDAY, breaks=())] == [1, 1]


def test_of_too_few_nothing_is_said_and_a_level_stays():
    few = measured(n=LINE.fewest - 1)
    assert courses(few, few, few) == [F, F, F]
    rest = measured(0.0, n=LINE.fewest - 1)
    assert courses(measured(), measured(), rest, rest, rest, rest) == [F, W, W, W, W, W]


def test_the_day_since_which_a_series_stands_is_the_day_its_level_changed():
    standing: tuple[Standing, ...] = ()
    since = []
    for number in range(4):
        standing = judge(standing, [measured()], monday_on=MONDAY + number * WEEK, breaks=())
        since.append(standing[0].since_on)
    assert since == [MONDAY, MONDAY + WEEK, MONDAY + WEEK, MONDAY + WEEK]


RULES = KnownBreak("rules", MONDAY, MONDAY, ("score:*",))


@pytest.mark.parametrize(
    ("monday_on", "is_explained"),
    [
        (MONDAY - WEEK, False),
        (MONDAY, True),
        (MONDAY + 52 * WEEK, True),
        (MONDAY + 53 * WEEK, False),
    ],
)
def test_a_known_break_explains_a_year_and_a_week_and_no_more(monday_on, is_explained):
    stood = Standing(Matter.SCORE, "risk", Level.FINE, MONDAY - WEEK, raised=1)
    (after,) = judge([stood], [measured()], monday_on=monday_on, breaks=[RULES])
    assert (after.level, after.known_breaks) == ((F, ("rules",)) if is_explained else (W, ()))


def test_a_break_explains_only_the_series_it_names_and_no_fact():
    other = KnownBreak("rules", MONDAY, MONDAY, ("score:band", "indicator:*"))
    assert courses(measured(), measured(), breaks=[other]) == [F, W]
    fact = measured(is_fact=True)
    assert courses(fact, fact, breaks=[RULES]) == [F, W]


def test_a_time_explains_until_a_year_after_its_end():
    time = KnownBreak("time", date(2020, 3, 12), date(2022, 2, 28), ("score:*",))
    told = [
        time.explains((Matter.SCORE, "risk"), monday_on=day)
        for day in (date(2020, 3, 2), date(2020, 3, 9), date(2023, 2, 27), date(2023, 3, 6))
    ]
    assert told == [False, True, True, False]


def test_every_matter_has_a_line_and_together_they_spend_no_more_than_there_is():
    assert set(LINES) == set(Matter)
    facts = {Matter.SCHOOL_SILENT, Matter.UNKNOWN_CODE, Matter.NO_NEWS}
    assert sum(line.share for matter, line in LINES.items() if matter not in facts) <= 1.0
    assert all(line.watch < line.stop for line in LINES.values())


def test_the_breaks_of_the_house_can_be_read():
    assert [each.name for each in BREAKS][:2] == ["eud_reform_2015", "absence_rules_2019"]
    assert len(BREAKS) == 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x", "no TOML"),
        ("[x]\nfrom = 2026-08-01\nseries = ['score:*']", "no source"),
        ("[x]\nfrom = 2026-08-01\nsource = 's'\nseries = ['scores:*']", "another series"),
        ("[x]\nfrom = 2026-08-01\nsource = 's'\nseries = ['score']", "another series"),
        ("[x]\nfrom = 2026-08-01\nto = 2026-07-01\nsource = 's'\nseries = ['score:*']", "no such days"),
        ("[x]\nfrom = 2026-08-01\nsince = 1\nsource = 's'\nseries = ['score:*']", "unknown entry"),
    ],
)
def test_a_break_that_cannot_be_followed_is_refused_in_words(text, said):
    with pytest.raises(TableFault, match=said):
        read_breaks(text)
