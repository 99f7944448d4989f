"""The course so far: spells and gaps in order, and of each next step what was heard last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from features.vocabulary import EndReason, InstitutionId, NextStepKind, Status
from service.domain.course import Gap, course_so_far
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from service.texts.youth_wording import LATELY_SHOWN, WordedStretch, word_course
from tests.lib.situations import day, situation, spell, step

SCHOOL, WORK, GYMNASIUM = Status.COMPULSORY_SCHOOL, Status.EMPLOYMENT, Status.UPPER_SECONDARY
MONDAY = "2026-11-16"
NAMES = {InstitutionId("S1"): "Søskolen"}


def course(*spells, **more):
    return course_so_far(situation(MONDAY, spells=spells, **more))


def test_a_gap_lies_between_what_ended_and_what_began_and_lasts_where_nothing_has():
    school, work = spell(SCHOOL, "2016-08-10", "2026-03-01"), spell(WORK, "2026-05-01", "2026-10-31")
    assert course(work, school).so_far == (
        school,
        Gap(day("2026-03-02"), day("2026-04-30")),
        work,
        Gap(day("2026-11-01")),
    )


@pytest.mark.parametrize(
    ("ended_on", "began_on", "is_gap"),
    [
        ("2026-06-26", "2026-08-10", False),  # the summer between two school years
        ("2026-05-29", "2026-08-10", True),
        ("2026-09-04", "2026-09-11", False),  # a week
        ("2026-09-04", "2026-09-12", True),
    ],
)
def test_neither_a_summer_nor_a_week_is_a_gap(ended_on, began_on, is_gap):
    found = course(spell(SCHOOL, "2016-08-10", ended_on), spell(GYMNASIUM, began_on)).so_far
    assert any(isinstance(one, Gap) for one in found) is is_gap


def test_a_spell_within_another_opens_no_gap():
    assert not any(
        isinstance(one, Gap)
        for one in course(spell(SCHOOL, "2016-08-10"), spell(WORK, "2026-01-01", "2026-02-01")).so_far
    )


def test_a_youth_of_whom_nothing_is_known_has_no_course_and_no_gap():
    assert course().so_far == ()


def test_of_a_next_step_what_was_heard_last_is_told_and_of_one_that_is_past_nothing():
    steps = (
        step(NextStepKind.APPLIED, "2027-08-09", "2026-03-01"),
        step(NextStepKind.DECLINED, "2027-08-09", "2026-06-01"),
        step(NextStepKind.ADMITTED, "2027-08-09", "2026-05-01"),
        step(NextStepKind.AGREED, "2026-08-10", "2026-05-01"),
    )
    assert [one.kind for one in course(next_steps=steps).next_steps] == [NextStepKind.DECLINED]


# Told


def test_the_course_is_told_the_latest_first_with_where_and_how_it_ended():
    school = replace(spell(SCHOOL, "2016-08-10", "2026-06-26"), grade=9, end_reason=EndReason.COMPLETED)
    work = spell(WORK, "2026-08-01", institution_id=None)
    told = word_course(course(school, work), NAMES, Language.DA)
    assert told.lately == (
        WordedStretch("now", "Siden 1. august 2026", "Job"),
        WordedStretch("past", "10. august 2016 – 26. juni 2026", "Grundskole, 9. klasse, gennemført", "Søskolen"),
    )
    assert told.next == (WordedStretch("next", "", "Vi kender ikke det næste skridt."),)


def test_no_place_is_told_where_none_may_be():
    assert [one.where for one in word_course(course(spell(SCHOOL, "2016-08-10")), {}, Language.DA).lately] == [""]


def test_what_is_planned_and_agreed_comes_with_its_day():
    found = course(planned=(spell(GYMNASIUM, "2027-08-09"),), next_steps=(step(NextStepKind.AGREED, "2027-01-04"),))
    assert [(one.when, one.what) for one in word_course(found, {}, Language.DA).next] == [
        ("Fra 9. august 2027", "Planlagt gymnasial uddannelse"),
        ("Fra 4. januar 2027", "Næste skridt er aftalt"),
    ]


def test_what_was_long_ago_is_folded_and_nothing_is_lost():
    spells = [spell(WORK, f"{2018 + number}-01-01", f"{2018 + number}-12-31") for number in range(7)]
    told = word_course(course(*spells), {}, Language.DA)
    assert len(told.lately) == LATELY_SHOWN
    assert len(told.lately) + len(told.earlier) == len(course(*spells).so_far)


@pytest.mark.parametrize(("prefix", "words"), [("course.ended", EndReason), ("course.next", (*NextStepKind, "none"))])
def test_every_ending_and_step_has_its_words_and_nothing_else_has(prefix, words):
    assert {key.removeprefix(f"{prefix}.") for key in TEXTS if key.startswith(f"{prefix}.")} == {str(w) for w in words}
