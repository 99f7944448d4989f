"""Alarms in words: every matter, level and known break has its own, and a subject is named as people know it."""

from __future__ import annotations

import pytest

from features.vocabulary import InstitutionId
from service.command_line.watching import LEVELS, MATTERS
from service.domain.alarm_events import STOPS
from service.domain.known_breaks import BREAKS
from service.domain.watching import Level, Matter
from service.texts.alarm_texts import ALARM_TEXTS
from service.texts.alarm_wording import say_stop, say_subject, say_value
from service.texts.dates import Language

NAMES = {InstitutionId("S1"): "Søskolen"}
DA, EN = Language


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("alarm.matter", Matter),
        ("alarm.level", Level),
        ("alarm.break", [one.name for one in BREAKS]),
        ("alarm.why", [one.matter for one in STOPS]),
    ],
)
def test_everything_that_can_be_told_has_its_words_and_nothing_else_has(prefix, names):
    told = {key.removeprefix(f"{prefix}.") for key in ALARM_TEXTS if key.startswith(f"{prefix}.")}
    assert told == {str(name) for name in names}


def test_the_command_line_knows_every_matter_and_every_level_of_an_alarm():
    assert set(MATTERS) == {str(matter) for matter in Matter}
    assert set(LEVELS) == {str(level) for level in Level} - {"fine"}


@pytest.mark.parametrize(
    ("subject", "danish", "english"),
    [
        ("S1", "Søskolen", "Søskolen"),
        ("S1/unlawful", "Søskolen – ulovligt fravær", "Søskolen – unlawful absence"),
        ("spells", "skole, uddannelse og job", "school, education and work"),
        ("sick_share_60d", "Sygefravær de sidste 60 skoledage", "Absence by illness in the last 60 school days"),
        (
            "missing:education_days",
            "mangler: Dage siden start på uddannelsen",
            "missing: Days since the education began",
        ),
        ("town", "hele kommunen", "the whole municipality"),
        ("S99", "S99", "S99"),
    ],
)
def test_a_subject_is_named_as_people_know_it(subject: str, danish: str, english: str):
    series = (Matter.NO_NEWS, subject)
    assert (say_subject(series, NAMES, DA), say_subject(series, NAMES, EN)) == (danish, english)


def test_a_regime_is_not_taken_for_the_table_that_is_called_as_it_is():
    assert say_subject((Matter.DELAY, "attendance"), NAMES, DA) == "fravær dag for dag"
    assert say_subject((Matter.CALIBRATION, "attendance"), NAMES, DA) == "unge med fravær fra skolen"


@pytest.mark.parametrize(
    ("matter", "subject", "value", "said"),
    [
        (Matter.SCHOOL_ABSENCE, "S1", 0.084, "8 %"),
        (Matter.UNKNOWN_CODE, "spells", 0.0004, "1 %"),
        (Matter.DELAY, "attendance", 1.0, "1 dag"),
        (Matter.DELAY, "attendance", 1.04, "1 dag"),
        (Matter.DELAY, "attendance", 1.3, "1,5 dage"),
        (Matter.DELAY, "attendance", 0.1, "under ½ dag"),
        (Matter.DELAY, "attendance", 0.0, "0 dage"),
        (Matter.NO_NEWS, "spells", 9.3, "9,5 dage"),
        (Matter.INDICATOR, "absence_share_20d", 0.05, "5 %"),
        (Matter.INDICATOR, "absence_change_20d", -0.05, "−5 %"),
        (Matter.INDICATOR, "education_days", 412.3, "412"),
        (Matter.CALIBRATION, "attendance", 0.273, "0,27"),
    ],
)
def test_a_value_is_told_in_its_unit_and_never_as_a_percentage_with_decimals(matter, subject, value, said):
    assert say_value(matter, subject, value, DA) == said


def test_a_stop_names_three_alarms_and_counts_the_others():
    series = [(Matter.NO_NEWS, name) for name in ("spells", "youths", "attendance", "districts", "areas")]
    told = say_stop(series, NAMES, DA)
    assert told.startswith("Overvågningen slog fra, fordi der kommer ingen nye data (skole, uddannelse og job); ")
    assert told.endswith("). Og 2 mere.")
    assert told.count("der kommer ingen nye data") == 3
