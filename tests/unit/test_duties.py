"""Engine A, rule by rule, on both sides of every boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from features.vocabulary import ContactKind, EndReason, NextStepKind, Status
from service.domain.duties import decide_duties
from service.domain.flags import Source
from service.domain.rules import HERNING, MeasureName, Responsible, Rule
from tests.lib.situations import contact, day, duty, quarter, report, situation, spell, step, switched_on

SCHOOL = spell(Status.COMPULSORY_SCHOOL, "2016-08-10", grade=9)
LEFT = spell(Status.COMPULSORY_SCHOOL, "2016-08-10", "2026-06-26", grade=9, end_reason=EndReason.COMPLETED)
DROPPED = spell(Status.UPPER_SECONDARY, "2026-08-10", "2026-11-05", end_known_on=day("2026-11-11"))


# Absence in the quarter


@pytest.mark.parametrize(
    ("rule", "unlawful", "stands"),
    [
        (Rule.ABSENCE_QUARTER_10, 5.99, False),
        (Rule.ABSENCE_QUARTER_10, 6.0, True),
        (Rule.ABSENCE_QUARTER_15, 8.99, False),
        (Rule.ABSENCE_QUARTER_15, 9.0, True),
        (
            Rule.ABSENCE_QUARTER_15,
            sum([1 / 6] * 54),
            True,
        ),  # nine days in sixths, which binary fractions miss by a hair
    ],
)
def test_unlawful_absence_counts_from_the_limit_of_all_possible_days_of_the_quarter(rule, unlawful, stands):
    found = duty(rule, situation("2026-11-16", spells=(SCHOOL,), quarter=quarter(unlawful=unlawful)))
    assert (found is not None) is stands


def test_the_school_leaders_duty_is_shown_without_a_clock():
    found = duty(Rule.ABSENCE_QUARTER_15, situation("2026-11-16", spells=(SCHOOL,), quarter=quarter(unlawful=12)))
    assert found.due_on is None
    assert found.cause_on == day("2026-10-01")
    assert HERNING.on(day("2026-11-16")).duties[Rule.ABSENCE_QUARTER_15].responsible is Responsible.SCHOOL_LEADER


@pytest.mark.parametrize("status", [Status.BOARDING_SCHOOL, Status.FGU])
def test_the_absence_rules_bind_no_boarding_school_and_no_youth_education(status):
    pupil = situation("2026-11-16", spells=(spell(status, "2026-08-10"),), quarter=quarter(unlawful=20))
    assert duty(Rule.ABSENCE_QUARTER_10, pupil) is None


@pytest.mark.parametrize(("born", "stands"), [("2008-11-17", True), ("2008-11-16", False)])
def test_the_absence_rules_end_with_the_18th_birthday(born, stands):
    pupil = situation("2026-11-16", born=born, spells=(SCHOOL,), quarter=quarter(unlawful=20))
    assert (duty(Rule.ABSENCE_QUARTER_10, pupil) is not None) is stands


@pytest.mark.parametrize(
    ("rule", "sick", "unlawful", "stands"),
    [
        (Rule.ABSENCE_DAYS_10, 8, 2, False),
        (Rule.ABSENCE_DAYS_10, 8, 2.5, True),
        (Rule.ABSENCE_DAYS_15, 15, 0, False),
        (Rule.ABSENCE_DAYS_15, 15, 0.5, True),
    ],
)
def test_the_agreed_rules_count_days_and_are_off_until_switched_on(rule, sick, unlawful, stands):
    pupil = situation("2026-11-16", spells=(SCHOOL,), quarter=quarter(unlawful=unlawful, sick=sick))
    assert duty(rule, pupil) is None
    assert (duty(rule, pupil, switched_on(rule)) is not None) is stands


def test_a_finished_quarter_has_its_own_duty_beside_the_present_one():
    finished = replace(quarter(unlawful=12), started_on=day("2026-07-01"))
    both = situation("2026-10-05", spells=(SCHOOL,), quarter=quarter(unlawful=6), finished_quarter=finished)
    found = [
        duty.cause_on
        for duty in decide_duties(both, HERNING.on(day("2026-10-05")))
        if duty.rule is Rule.ABSENCE_QUARTER_10
    ]
    assert found == [day("2026-07-01"), day("2026-10-01")]
    gone = replace(both, spells=(LEFT,))
    assert not [duty for duty in decide_duties(gone, HERNING.on(day("2026-10-05"))) if "absence" in duty.rule]


# Contact within five working days


def test_the_contact_clock_starts_when_the_interruption_was_first_received():
    found = duty(Rule.CONTACT_5, situation("2026-11-16", spells=(DROPPED,)))
    assert (found.cause_on, found.due_on) == (day("2026-11-11"), day("2026-11-18"))


@pytest.mark.parametrize(
    ("known_on", "due_on"),
    [
        ("2026-12-22", "2027-01-04"),  # Christmas and New Year: 23, 28, 29, 30 December and 4 January count
        ("2026-03-31", "2026-04-10"),  # Maundy Thursday, Good Friday and Easter Monday do not count
        ("2026-05-13", "2026-05-21"),  # Ascension Day does not count
        ("2026-04-29", "2026-05-07"),  # offices are closed on 1 May
    ],
)
def test_danish_holidays_stop_the_contact_clock(known_on, due_on):
    lost = spell(Status.UPPER_SECONDARY, "2025-08-10", "2026-03-25", end_known_on=day(known_on))
    assert duty(Rule.CONTACT_5, situation("2027-01-10", spells=(lost,))).due_on == day(due_on)


def test_an_end_announced_ahead_starts_the_clock_the_day_after_the_last_day():
    lost = spell(Status.UPPER_SECONDARY, "2026-08-10", "2026-11-12", end_known_on=day("2026-11-02"))
    assert duty(Rule.CONTACT_5, situation("2026-11-16", spells=(lost,))).cause_on == day("2026-11-13")


def test_an_old_spell_that_arrives_late_moves_no_clock():
    old = spell(
        Status.EMPLOYMENT, "2026-01-01", "2026-03-01", known_on=day("2026-11-14"), end_known_on=day("2026-11-14")
    )
    assert duty(Rule.CONTACT_5, situation("2026-11-16", spells=(DROPPED, old))).cause_on == day("2026-11-11")


@pytest.mark.parametrize(
    ("kind", "on", "stands"),
    [
        (ContactKind.ATTEMPT, "2026-11-12", True),
        (ContactKind.REACHED, "2026-11-12", False),
        (ContactKind.MEETING, "2026-11-06", False),  # before the municipality was told, but after the last day
        (ContactKind.MEETING, "2026-11-05", True),  # still in education that day
        (ContactKind.OFFER, "2026-11-12", False),
    ],
)
def test_an_attempt_is_not_contact(kind, on, stands):
    youth = situation("2026-11-16", spells=(DROPPED,), contacts=(contact(kind, on),))
    assert (duty(Rule.CONTACT_5, youth) is not None) is stands


@pytest.mark.parametrize(
    ("born", "stands"), [("2011-11-17", False), ("2011-11-16", True), ("2008-11-17", True), ("2008-11-16", False)]
)
def test_the_duty_to_contact_holds_from_15_until_18(born, stands):
    assert (duty(Rule.CONTACT_5, situation("2026-11-16", born=born, spells=(DROPPED,))) is not None) is stands


@pytest.mark.parametrize(
    ("hours", "stands"), [(17.9, True), (18.0, False), (None, False)], ids=["too few", "enough", "not told"]
)
def test_a_job_counts_from_18_hours_and_unknown_hours_count(hours, stands):
    job = spell(Status.EMPLOYMENT, "2026-11-09", hours_per_week=hours)
    youth = situation("2026-11-16", spells=(DROPPED, job))
    assert (duty(Rule.CONTACT_5, youth) is not None) is stands
    assert (duty(Rule.NO_KNOWN_ACTIVITY, youth) is not None) is stands


def test_a_spell_of_no_activity_is_as_none():
    idle = spell(Status.NONE, "2026-11-06")
    assert duty(Rule.NO_KNOWN_ACTIVITY, situation("2026-11-16", spells=(DROPPED, idle))) is not None


# Offer within thirty days


def test_the_offer_clock_starts_when_the_youth_was_reached():
    youth = situation("2026-11-16", spells=(DROPPED,), contacts=(contact(ContactKind.REACHED, "2026-11-12"),))
    found = duty(Rule.OFFER_30, youth)
    assert (found.cause_on, found.due_on) == (day("2026-11-12"), day("2026-12-12"))


@pytest.mark.parametrize(
    "facts",
    [
        {"contacts": (contact(ContactKind.REACHED, "2026-11-12"), contact(ContactKind.OFFER, "2026-11-13"))},
        {"contacts": (contact(ContactKind.ATTEMPT, "2026-11-12"),)},
        {
            "contacts": (contact(ContactKind.REACHED, "2026-11-12"),),
            "spells": (DROPPED, spell(Status.FGU, "2026-11-13")),
        },
    ],
    ids=["offered", "only tried", "new activity"],
)
def test_no_offer_is_due_once_made_before_contact_or_with_a_new_activity(facts):
    assert duty(Rule.OFFER_30, situation("2026-11-16", **{"spells": (DROPPED,), **facts})) is None


@pytest.mark.parametrize(
    "lost",
    [
        DROPPED,
        spell(Status.EMPLOYMENT, "2026-07-01", "2026-11-05"),
        spell(Status.TENTH_GRADE, "2026-08-10", "2026-11-05", grade=10),
        spell(Status.TENTH_GRADE, "2025-08-10", "2026-06-26", grade=10),
    ],
    ids=["youth education", "job", "tenth grade in November", "a year after leaving"],
)
def test_a_place_for_next_august_is_no_transition_of_somebody_who_is_idle_now(lost):
    steps = (step(NextStepKind.ADMITTED, "2027-08-10"),)
    youth = situation("2026-11-16", spells=(lost,), next_steps=steps)
    assert duty(Rule.CONTACT_5, youth) is not None
    assert duty(Rule.NO_KNOWN_ACTIVITY, youth) is None


def test_who_finished_a_part_and_goes_on_to_the_next_after_the_summer_is_in_transition():
    part = spell(Status.VOCATIONAL_BASIC, "2025-08-10", "2026-06-26", end_reason=EndReason.COMPLETED)
    steps = (step(NextStepKind.ADMITTED, "2026-08-10"),)
    assert duty(Rule.CONTACT_5, situation("2026-07-13", spells=(part,), next_steps=steps)) is None
    assert duty(Rule.CONTACT_5, situation("2026-07-13", spells=(part,))) is not None


def test_a_summer_job_does_not_end_the_transition_of_a_leaver():
    job = spell(Status.EMPLOYMENT, "2026-07-01", "2026-07-31")
    steps = (step(NextStepKind.ADMITTED, "2026-08-10"),)
    youth = situation("2026-08-03", spells=(LEFT, job), next_steps=steps)
    assert decide_duties(youth, HERNING.on(day("2026-08-03"))) == ()


LAPSED = {"spells": (LEFT,), "next_steps": (step(NextStepKind.AGREED, "2026-08-10"),)}
DECLINED = {
    "spells": (LEFT,),
    "next_steps": (
        step(NextStepKind.AGREED, "2026-08-10", known_on="2026-06-15"),
        step(NextStepKind.DECLINED, "2026-08-10", known_on="2026-08-20"),
    ),
}


@pytest.mark.parametrize(("facts", "aware_on"), [(LAPSED, "2026-09-10"), (DECLINED, "2026-08-20")])
def test_a_contact_before_a_next_step_fell_through_does_not_answer_its_loss(facts, aware_on):
    before = (contact(ContactKind.MEETING, "2026-07-01"), contact(ContactKind.OFFER, "2026-07-02"))
    after = contact(ContactKind.REACHED, aware_on)
    asked = duty(Rule.CONTACT_5, situation("2026-09-14", contacts=before, **facts))
    assert asked.cause_on == day(aware_on)
    answered = situation("2026-09-14", contacts=(*before, after), **facts)
    assert duty(Rule.CONTACT_5, answered) is None
    assert duty(Rule.OFFER_30, answered).cause_on == day(aware_on)


def test_no_clock_starts_before_the_municipality_knew_of_the_youth():
    idle = spell(Status.NONE, "2026-10-01")
    youth = situation(
        "2026-11-16", spells=(idle,), resident_since_on=day("2026-10-01"), first_known_on=day("2026-11-12")
    )
    found = duty(Rule.CONTACT_5, youth)
    assert (found.cause_on, found.due_on) == (day("2026-11-12"), day("2026-11-19"))


# Guidance after an institution's report


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ({}, True),
        ({"risk_reports": (report("2026-11-10", withdrawn_on="2026-11-12"),)}, False),
        ({"contacts": (contact(ContactKind.MEETING, "2026-11-10"),)}, False),
        ({"contacts": (contact(ContactKind.MEETING, "2026-11-09"),)}, True),
        ({"contacts": (contact(ContactKind.ATTEMPT, "2026-11-12"),)}, True),
        ({"spells": (spell(Status.FGU, "2026-08-10", "2026-11-11"),)}, False),
        ({"born": "2007-11-16"}, False),
    ],
)
def test_guidance_is_due_until_met_withdrawn_or_the_spell_ended(facts, stands):
    base = {"spells": (spell(Status.FGU, "2026-08-10"),), "risk_reports": (report("2026-11-10"),)}
    found = duty(Rule.GUIDANCE_10, situation("2026-11-16", **{**base, **facts}))
    assert (found is not None) is stands
    if found:
        assert (found.source, found.due_on) == (Source.INSTITUTION, day("2026-11-24"))


def test_two_reports_received_on_one_day_are_one_duty_and_one_report_met_leaves_the_other():
    two = (report("2026-11-10", "S1"), replace(report("2026-11-10", "G1"), reported_on=day("2026-11-09")))
    found = duty(Rule.GUIDANCE_10, situation("2026-11-16", spells=(spell(Status.FGU, "2026-08-10"),), risk_reports=two))
    assert (found.cause_on, found.due_on) == (day("2026-11-10"), day("2026-11-24"))


# Transitions


@pytest.mark.parametrize(
    ("as_of", "steps", "stands"),
    [
        ("2026-03-01", (), False),
        ("2026-03-02", (), True),
        ("2026-03-02", (step(NextStepKind.APPLIED, "2026-08-10"),), False),
        ("2026-03-02", (step(NextStepKind.DECLINED, "2026-08-10"),), True),
        ("2026-06-30", (), True),
        ("2026-07-01", (), False),
    ],
)
def test_who_leaves_school_has_applied_from_2_march(as_of, steps, stands):
    found = duty(Rule.NEXT_STEP_APPLIED, situation(as_of, spells=(SCHOOL,), next_steps=steps))
    assert (found is not None) is stands
    assert found is None or found.due_on == day("2026-06-14")


@pytest.mark.parametrize(
    ("as_of", "kind", "stands"),
    [
        ("2026-06-14", NextStepKind.APPLIED, False),
        ("2026-06-15", NextStepKind.APPLIED, True),
        ("2026-06-15", NextStepKind.ADMITTED, False),
        ("2026-06-15", NextStepKind.AGREED, False),
    ],
)
def test_who_applied_is_admitted_by_15_june(as_of, kind, stands):
    youth = situation(as_of, spells=(SCHOOL,), next_steps=(step(kind, "2026-08-10"),))
    assert (duty(Rule.NEXT_STEP_ADMITTED, youth) is not None) is stands


@pytest.mark.parametrize("as_of", ["2026-07-01", "2026-07-31", "2026-08-31", "2026-11-16"])
def test_a_leaver_without_a_known_step_stays_on_the_list_through_summer_and_autumn(as_of):
    found = duty(Rule.NEXT_STEP_KNOWN, situation(as_of, spells=(LEFT,)))
    assert (found.cause_on, found.due_on) == (day("2026-07-01"), day("2026-06-30"))
    assert duty(Rule.NO_KNOWN_ACTIVITY, situation(as_of, spells=(LEFT,))) is not None


@pytest.mark.parametrize(
    ("as_of", "begun", "stands"),
    [
        ("2026-07-06", (), True),
        ("2026-08-31", (), True),
        ("2026-09-01", (), False),
        ("2026-08-31", (spell(Status.TENTH_GRADE, "2026-08-10"),), False),
    ],
)
def test_a_leaver_whose_end_was_announced_stays_listed_through_august_though_no_end_is_told(as_of, begun, stands):
    unended = replace(SCHOOL, expected_end_on=day("2026-06-26"))
    found = duty(Rule.NEXT_STEP_KNOWN, situation(as_of, spells=(unended, *begun)))
    assert (found is not None) is stands


@pytest.mark.parametrize(
    "known",
    [
        {"next_steps": (step(NextStepKind.ADMITTED, "2026-08-10"),)},
        {"next_steps": (step(NextStepKind.AGREED, "2026-08-17"),)},
        {"planned": (spell(Status.BOARDING_SCHOOL, "2026-08-10"),)},
    ],
    ids=["admitted", "agreed", "planned spell"],
)
@pytest.mark.parametrize("as_of", ["2026-06-27", "2026-07-15", "2026-08-09"])
def test_a_leaver_with_a_known_step_is_in_transition_and_not_listed(as_of, known):
    assert decide_duties(situation(as_of, spells=(LEFT,), **known), HERNING.on(day(as_of))) == ()


@pytest.mark.parametrize(("as_of", "listed"), [("2026-09-09", False), ("2026-09-10", True)])
def test_a_step_not_started_is_told_after_30_days_of_term(as_of, listed):
    steps = (step(NextStepKind.ADMITTED, "2026-08-10"),)
    youth = situation(as_of, spells=(LEFT,), next_steps=steps)
    found = duty(Rule.NEXT_STEP_STARTED, youth)
    assert (found is not None) is listed
    assert (duty(Rule.NO_KNOWN_ACTIVITY, youth) is not None) is listed
    if listed:
        assert found.due_on == day("2026-09-09")
        assert duty(Rule.CONTACT_5, youth).cause_on == day("2026-09-10")


@pytest.mark.parametrize(
    ("starts_on", "last_quiet_day"),
    [
        ("2026-07-20", "2026-09-09"),
        ("2026-08-10", "2026-09-09"),
        ("2026-08-17", "2026-09-16"),
        ("2027-01-04", "2027-02-03"),
    ],
)
def test_the_days_of_a_step_that_starts_in_the_summer_count_from_the_start_of_term(starts_on, last_quiet_day):
    steps = (step(NextStepKind.AGREED, starts_on),)
    quiet = day(last_quiet_day)
    for as_of, listed in ((quiet, False), (quiet + timedelta(days=1), True)):
        youth = situation(as_of.isoformat(), spells=(LEFT,), next_steps=steps)
        assert (duty(Rule.NO_KNOWN_ACTIVITY, youth) is not None) is listed


def test_a_step_taken_up_and_lost_is_no_transition_any_more():
    steps = (step(NextStepKind.ADMITTED, "2026-08-10"),)
    lost = spell(Status.VOCATIONAL_BASIC, "2026-08-10", "2026-08-20", end_known_on=day("2026-08-21"))
    youth = situation("2026-08-24", spells=(LEFT, lost), next_steps=steps)
    assert duty(Rule.CONTACT_5, youth).cause_on == day("2026-08-21")
    assert duty(Rule.NEXT_STEP_STARTED, youth) is None


def test_a_place_declined_is_no_known_step():
    steps = (
        step(NextStepKind.ADMITTED, "2026-08-10", known_on="2026-06-15"),
        step(NextStepKind.DECLINED, "2026-08-10", known_on="2026-07-20"),
    )
    youth = situation("2026-07-27", spells=(LEFT,), next_steps=steps)
    assert duty(Rule.NEXT_STEP_KNOWN, youth) is not None
    assert duty(Rule.CONTACT_5, youth).cause_on == day("2026-07-20")


@pytest.mark.parametrize(
    ("as_of", "stands"), [("2026-11-09", False), ("2026-11-10", True), ("2027-02-09", True), ("2027-02-10", False)]
)
def test_a_leaver_is_looked_for_three_months_after_the_start(as_of, stands):
    begun = spell(Status.VOCATIONAL_BASIC, "2026-08-10", "2026-10-30")
    found = duty(Rule.NEXT_STEP_3_MONTHS, situation(as_of, spells=(LEFT, begun)))
    assert (found is not None) is stands


@pytest.mark.parametrize("grade", [0, 7, 8])
def test_a_pupil_of_a_lower_grade_is_no_leaver(grade):
    pupil = situation("2026-04-01", spells=(replace(SCHOOL, grade=grade),))
    assert duty(Rule.NEXT_STEP_APPLIED, pupil) is None


@pytest.mark.parametrize(("born", "stands"), [("2010-12-31", True), ("2011-01-01", False)])
def test_without_a_grade_the_school_year_of_the_16th_birthday_is_the_last(born, stands):
    pupil = situation("2026-04-01", born=born, spells=(replace(SCHOOL, grade=None),))
    assert (duty(Rule.NEXT_STEP_APPLIED, pupil) is not None) is stands


# Eighteen


@pytest.mark.parametrize(
    ("as_of", "has_tovholder", "stands"),
    [("2026-11-15", True, False), ("2026-11-16", True, True), ("2026-11-16", False, False), ("2027-11-15", True, True)],
)
def test_a_hand_over_without_a_clock_from_the_18th_birthday(as_of, has_tovholder, stands):
    youth = situation(as_of, born="2008-11-16", spells=(replace(SCHOOL, grade=None),), has_tovholder=has_tovholder)
    found = duty(Rule.BIRTHDAY_18, youth)
    assert (found is not None) is stands
    assert found is None or (found.due_on, found.cause_on) == (None, day("2026-11-16"))


def test_born_on_29_february_one_is_18_on_1_march():
    assert situation("2026-03-01", born="2008-02-29").birthday(18) == date(2026, 3, 1)
    assert situation("2028-03-01", born="2008-02-29").birthday(20) == date(2028, 2, 29)


# No known activity


@pytest.mark.parametrize(("born", "stands"), [("2011-11-17", False), ("2011-11-16", True), ("2007-11-17", True)])
def test_nobody_of_15_to_18_without_records_is_lost_from_sight(born, stands):
    found = duty(Rule.NO_KNOWN_ACTIVITY, situation("2026-11-16", born=born))
    assert (found is not None) is stands
    assert found is None or (found.source, found.due_on) == (Source.NO_KNOWN_ACTIVITY, None)


def test_a_newcomer_is_without_known_activity_from_the_day_of_moving_in():
    youth = situation("2026-11-16", resident_since_on=day("2026-11-02"))
    assert duty(Rule.NO_KNOWN_ACTIVITY, youth).cause_on == day("2026-11-02")


# The rule book


def test_every_duty_has_a_source_and_somebody_responsible():
    assert {row.rule for row in HERNING.duties} == set(Rule) - {Rule.RISK, Rule.MANUAL}
    assert all(row.source and row.responsible in Responsible for row in HERNING.duties)
    assert {row.name for row in HERNING.measures} == set(MeasureName)


def test_a_change_of_the_law_is_a_new_row_and_yesterday_stands():
    stricter = replace(
        next(row for row in HERNING.duties if row.rule is Rule.CONTACT_5), limit=3, valid_from_on=day("2026-11-16")
    )
    book = replace(HERNING, duties=(*HERNING.duties, stricter))
    assert book.on(day("2026-11-15")).duties[Rule.CONTACT_5].limit == 5
    assert book.on(day("2026-11-16")).duties[Rule.CONTACT_5].limit == 3


def test_a_duty_keeps_its_cause_and_its_day_until_it_is_met():
    nights = [situation(f"2026-11-{number}", spells=(DROPPED,)) for number in range(12, 30)]
    assert len({duty(Rule.CONTACT_5, night) for night in nights}) == 1
