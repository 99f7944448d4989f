"""Who has a tovholder of their own, on both sides of every boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from features.vocabulary import NextStepKind, Status, YouthId
from service.domain.casework import Remembered
from service.domain.flag_life import FlagState, Move
from service.domain.flags import Source
from service.domain.rules import HERNING, Rule
from service.domain.target_group import TARGET_GROUPS, TargetReason, why_in_target_group
from tests.lib.situations import day, report, situation, spell, step

AS_OF = "2026-11-16"
AT_SCHOOL = spell(Status.UPPER_SECONDARY, "2026-08-10")
LEFT = spell(Status.UPPER_SECONDARY, "2025-08-10", "2026-10-30")


def why(**facts: object) -> set[str]:
    flags = facts.pop("flags", ())
    made = situation(AS_OF, **facts)
    return {str(reason) for reason in why_in_target_group(made, HERNING.on(made.as_of), flags=flags)}


def flag(source: Source, state: FlagState) -> Remembered:
    return Remembered("0" * 16, YouthId("anna"), source, Rule.RISK, day(AS_OF), state, Move.TAKE_UP, day(AS_OF))


def test_a_youth_in_education_about_whom_nothing_is_known_is_not_in_it():
    assert why(spells=(AT_SCHOOL,)) == set()


def test_a_youth_without_activity_is_in_it():
    assert why(spells=(LEFT,)) == {"off_plan", "no_known_activity"}


def test_who_knows_the_next_step_is_off_the_plan_but_known():
    assert why(spells=(LEFT,), next_steps=(step(NextStepKind.AGREED, "2027-08-09", "2026-11-01"),)) == {"off_plan"}


@pytest.mark.parametrize(
    ("reported", "is_in"),
    [(report("2026-11-10"), True), (report("2026-11-10", withdrawn_on="2026-11-12"), False)],
)
def test_an_institutions_report_counts_until_it_is_withdrawn(reported, is_in):
    assert why(spells=(AT_SCHOOL,), risk_reports=(reported,)) == ({"risk_report"} if is_in else set())


def test_a_report_of_an_institution_the_youth_has_left_counts_no_longer():
    assert why(spells=(replace(AT_SCHOOL, institution_id="G2"), LEFT), risk_reports=(report("2026-10-10"),)) == set()


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize("state", list(FlagState))
def test_a_risk_or_manual_flag_counts_once_a_person_has_taken_it_up(source, state):
    is_accepted = source in {Source.RISK, Source.MANUAL} and state in {FlagState.IN_PROGRESS, FlagState.WAITING}
    assert why(spells=(AT_SCHOOL,), flags=(flag(source, state),)) == ({"accepted_flag"} if is_accepted else set())


def test_an_open_effort_counts():
    assert why(spells=(AT_SCHOOL,), has_open_effort=True) == {"open_effort"}


@pytest.mark.parametrize(
    ("born", "is_in"),
    [("2011-11-17", False), ("2011-11-16", True), ("2008-11-17", True), ("2008-11-16", False)],
)
def test_it_is_for_those_of_15_to_17_completed_years(born, is_in):
    assert bool(why(born=born, spells=(LEFT,))) is is_in


def test_a_change_is_a_new_row_from_its_day():
    before = replace(TARGET_GROUPS[0], valid_to_on=date(2026, 11, 15))
    after = replace(before, reasons=frozenset({TargetReason.RISK_REPORT}), valid_from_on=day(AS_OF), valid_to_on=None)
    made = situation(AS_OF, spells=(LEFT,))
    assert why_in_target_group(made, HERNING.on(made.as_of), groups=(before, after)) == frozenset()
    earlier = replace(made, as_of=date(2026, 11, 15))
    assert why_in_target_group(earlier, HERNING.on(earlier.as_of), groups=(before, after)) != frozenset()
