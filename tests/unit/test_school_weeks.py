"""School weeks: what was missed of each kind, why a week is unknown, and how the weeks are drawn and told."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from features.vocabulary import InterventionKind, Status
from service.domain.school_weeks import Began, Kept, SchoolDay, SchoolWeek, SchoolYear, school_weeks, spell_of_school
from service.texts.catalogue import TEXTS
from service.texts.dates import Language, short_months
from service.texts.youth_wording import WordedWeek, word_year
from service.web.charts import BOTTOM, DAY_HEIGHT, Chart, absence_chart
from tests.lib.situations import day, spell

MONDAY, NEXT = day("2026-11-02"), day("2026-11-09")
OBSERVED = Kept.OBSERVED


def week(monday: str, kept: Kept = OBSERVED, **more: object) -> SchoolWeek:
    return SchoolWeek(day(monday), kept, **{"days": 5 if kept is OBSERVED else 0, **more})  # type: ignore[arg-type] # by name


def year(*weeks: SchoolWeek, efforts: tuple[Began, ...] = ()) -> SchoolYear:
    return SchoolYear(day("2026-11-16"), weeks, efforts)


def drawn(of: SchoolYear) -> Chart:
    return absence_chart(of, months=short_months(Language.DA))


def test_days_are_added_up_by_week_and_kind():
    days = [
        SchoolDay(MONDAY, unlawful=1),
        SchoolDay(MONDAY + timedelta(days=1), sick=0.5),
        SchoolDay(MONDAY + timedelta(days=4), permitted=1, is_disputed=True),
        SchoolDay(NEXT),
    ]
    assert school_weeks(days, {}) == (
        SchoolWeek(MONDAY, OBSERVED, 3, sick=0.5, permitted=1, unlawful=1, is_disputed=True),
        SchoolWeek(NEXT, OBSERVED, 1),
    )


def test_a_week_without_a_row_is_unknown_for_the_reason_of_most_of_its_days_and_never_one_without_absence():
    expected = {MONDAY + timedelta(days=number): Kept.MISSING for number in range(3)}
    expected |= {MONDAY + timedelta(days=number): Kept.NO_SCHOOL for number in (3, 4)}
    assert school_weeks([], expected) == (SchoolWeek(MONDAY, Kept.MISSING),)
    assert school_weeks([SchoolDay(MONDAY)], expected)[0].kept is OBSERVED


def test_a_week_without_school_is_left_out():
    assert [one.monday_on for one in school_weeks([SchoolDay(NEXT)], {day("2026-10-05"): Kept.MISSING})] == [
        day("2026-10-05"),
        NEXT,
    ]


def test_a_youth_is_where_the_education_that_began_last_is():
    school = spell(Status.TENTH_GRADE, "2026-08-10", institution_id="S1")
    before = spell(Status.COMPULSORY_SCHOOL, "2016-08-10", "2026-08-20", institution_id="S0")
    work = spell(Status.EMPLOYMENT, "2026-09-01", institution_id="W")
    assert spell_of_school([before, school, work], day("2026-08-15")) == school
    assert spell_of_school([before, school, work], day("2026-08-01")) == before
    assert spell_of_school([work], day("2026-10-01")) is None


def test_weeks_in_a_row_that_are_unknown_for_one_reason_are_one_gap():
    gaps = year(
        week("2026-10-05", Kept.MISSING),
        week("2026-10-19", Kept.MISSING),
        week("2026-10-26"),
        week("2026-11-02", Kept.NOT_COLLECTED),
        week("2026-11-09", Kept.NO_SCHOOL),
    ).gaps
    assert [(kept, len(weeks)) for kept, weeks in gaps] == [
        (Kept.MISSING, 2),
        (Kept.NOT_COLLECTED, 1),
        (Kept.NO_SCHOOL, 1),
    ]


# Drawn


def test_kinds_stand_on_one_another_over_the_days_that_were_seen():
    chart = drawn(year(week("2026-11-09", unlawful=1.0, permitted=0.5, sick=2.0)))
    boxes = {bar.kind: (bar.y, bar.height) for bar in chart.bars}
    assert boxes == {
        "present": (BOTTOM - 5 * DAY_HEIGHT, 5 * DAY_HEIGHT),
        "unlawful": (BOTTOM - DAY_HEIGHT, DAY_HEIGHT),
        "permitted": (BOTTOM - 1.5 * DAY_HEIGHT, 0.5 * DAY_HEIGHT),
        "sick": (BOTTOM - 3.5 * DAY_HEIGHT, 2 * DAY_HEIGHT),
    }


def test_a_gap_is_one_open_box_as_wide_as_its_weeks_and_holds_no_bar():
    chart = drawn(year(week("2026-10-05", Kept.MISSING), week("2026-10-19", Kept.MISSING), week("2026-11-09")))
    gap, present = chart.bars[1], chart.bars[0]
    assert (gap.kind, present.kind) == ("missing", "present")
    assert gap.width == pytest.approx(2 * 100 / 3 - 100 / 3 * 0.16, abs=0.01)
    assert gap.x + gap.width < present.x


def test_everything_drawn_lies_within_the_picture_and_weeks_do_not_touch():
    weeks = [week(str(MONDAY - timedelta(weeks=number)), unlawful=5.0) for number in range(56, -1, -1)]
    chart = drawn(year(*weeks))
    present = [bar for bar in chart.bars if bar.kind == "present"]
    assert len(present) == 57
    assert all(left.x + left.width < right.x for left, right in pairwise(present))
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 and 0 <= bar.y <= BOTTOM for bar in chart.bars)


def test_an_effort_stands_where_it_began_and_in_the_holidays_before_the_next_week():
    efforts = (Began(InterventionKind.MENTOR, day("2026-10-14")), Began(InterventionKind.HOME_VISIT, day("2026-11-11")))
    chart = drawn(year(week("2026-10-05"), week("2026-10-19"), week("2026-11-09"), efforts=efforts))
    assert [(tick.text, tick.x) for tick in chart.efforts] == [("1", 33.33), ("2", 80.0)]


def test_months_are_named_where_they_begin_and_every_second_gives_way():
    chart = drawn(year(week("2026-09-28"), week("2026-10-05"), week("2026-10-26"), week("2026-11-02")))
    assert [(tick.text, tick.is_minor) for tick in chart.months] == [("okt", False), ("nov", True)]


def test_a_year_without_weeks_is_an_empty_picture():
    assert drawn(year()).bars == ()


# Told


def test_the_year_is_summed_up_in_words_with_each_kind():
    words = word_year(year(week("2026-11-02", unlawful=1.0, sick=0.5), week("2026-11-09", days=4)), Language.DA)
    assert words.summary == (
        "2.–15. november 2026: 9 skoledage i data. Fravær i alt: 1,5 dage. Ulovligt: 1. Lovligt: 0. Syg: 0,5."
    )
    assert words.legend == (
        ("present", "Skoledag uden fravær"),
        ("unlawful", "Ulovligt fravær"),
        ("permitted", "Lovligt fravær"),
        ("sick", "Syg"),
    )
    assert words.gaps == ()


def test_every_gap_is_said_in_words_with_its_weeks_and_why():
    words = word_year(
        year(
            week("2026-10-05", Kept.MISSING), week("2026-10-19", Kept.MISSING), week("2026-11-09", Kept.NOT_COLLECTED)
        ),
        Language.DA,
    )
    assert words.gaps == (
        "Uge 41–43 (5.–25. oktober 2026): data mangler.",
        "Uge 46 (9.–15. november 2026): skolen sender ikke fravær til kommunen.",
    )
    assert words.summary == "5. oktober – 15. november 2026: Vi har ingen skoledage i data."


def test_the_table_says_what_the_picture_shows_the_latest_first():
    words = word_year(
        year(week("2026-11-02", Kept.MISSING), week("2026-11-09", unlawful=1.0, is_disputed=True)), Language.DA
    )
    assert words.weeks == (
        WordedWeek("Uge 46 (9.–15. november 2026)", "5", "1", "0", "0", "Bestridt"),
        WordedWeek("Uge 45 (2.–8. november 2026)", "", "", "", "", "Data mangler"),
    )
    assert [kind for kind, _ in words.legend[4:]] == ["disputed", "missing"]


def test_efforts_are_told_in_the_order_of_their_numbers():
    efforts = (
        Began(InterventionKind.MENTOR, day("2026-10-14"), day("2026-10-30")),
        Began(InterventionKind.HOME_VISIT, day("2026-11-11")),
    )
    assert word_year(year(week("2026-11-09"), efforts=efforts), Language.DA).efforts == (
        "Mentor, 14. okt. 2026 til 30. okt. 2026",
        "Besøg i hjemmet, fra 11. nov. 2026",
    )


def test_a_gap_over_new_year_is_told_by_its_days_since_weeks_begin_again():
    gap = (week("2025-12-15", Kept.MISSING), week("2026-01-12", Kept.MISSING))
    assert word_year(year(*gap), Language.DA).gaps == ("15. december 2025 – 18. januar 2026: data mangler.",)


@pytest.mark.parametrize("kept", [kept for kept in Kept if kept is not OBSERVED])
def test_every_reason_for_a_gap_has_its_words(kept):
    assert f"school.{kept}" in TEXTS
