"""Help that fits the course: every course has an answer everywhere, within the ladder's limits, from the table of the day."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.vocabulary import STATUSES, InterventionKind, InterventionResult, NextStepKind, Status, YouthId
from models.scores import OnsetProfile
from service.domain import help as help_tables
from service.domain.errors import TableFault
from service.domain.help import (
    CONSIDER,
    HERNING,
    Course,
    Effort,
    Suggestion,
    Whereabouts,
    course_of,
    read_tables,
    suggest,
    table_on,
    whereabouts_of,
)
from service.domain.situation import NextStep, Situation, Spell
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from service.texts.help_texts import HELP_TEXTS
from service.texts.help_wording import word_help
from tests.lib.situations import day
from tests.unit.test_texts import lix

TEXT = (Path(help_tables.__file__).parent / "help.toml").read_text(encoding="utf-8")
TODAY = day("2026-11-16")
TABLE = table_on(HERNING, TODAY)
VAIN = InterventionResult.NO_EFFECT


@pytest.mark.parametrize("where", Whereabouts)
@pytest.mark.parametrize("profile", OnsetProfile)
def test_every_profile_has_an_answer_everywhere_that_begins_on_the_ladders_lower_steps(profile, where):
    found = suggest(TABLE, course_of(profile), where)
    assert found.start == found.suggestions[0]
    assert found.start.step < CONSIDER
    assert {one.step for one in found.suggestions} <= {1, 2, 3, 4}


@pytest.mark.parametrize("where", Whereabouts)
def test_an_early_starter_is_met_with_a_network_meeting_and_a_late_one_with_a_talk(where):
    assert suggest(TABLE, Course.EARLY_STARTER, where).start.kind is InterventionKind.NETWORK_MEETING
    assert suggest(TABLE, Course.LATE_STARTER, where).start.kind is InterventionKind.INDIVIDUAL_TALK


@pytest.mark.parametrize("profile", [OnsetProfile.NONE, OnsetProfile.UNDETERMINED, None])
def test_who_has_no_known_onset_gets_the_general_row(profile):
    assert course_of(profile) is Course.GENERAL


@pytest.mark.parametrize("where", Whereabouts)
@pytest.mark.parametrize("course", Course)
def test_nobody_is_met_with_a_talk_about_an_absence_that_may_not_be_there(course, where):
    assert InterventionKind.ABSENCE_TALK not in TABLE.efforts[course, where]


@pytest.mark.parametrize("course", Course)
def test_what_is_for_pupils_is_suggested_to_pupils_alone(course):
    at_school = {Whereabouts.COMPULSORY_SCHOOL, Whereabouts.TENTH_GRADE}
    for where in set(Whereabouts) - at_school:
        of_school = {
            InterventionKind.INTRODUCTION_COURSE,
            InterventionKind.BRIDGING,
            InterventionKind.YOUTH_SCHOOL_COURSE,
        }
        assert not of_school & set(TABLE.efforts[course, where])


def test_the_fourth_step_is_only_something_to_consider_and_never_the_beginning():
    everything = [Effort(kind, False, VAIN) for kind, step in TABLE.steps.items() if step < CONSIDER]
    found = suggest(TABLE, Course.EARLY_STARTER, Whereabouts.WITHOUT_ACTIVITY, efforts=everything)
    assert found.start is None
    assert [one.is_to_consider for one in found.suggestions] == [True, True]
    words = word_help(found, Language.DA, is_tried_known=True)
    assert words.start.startswith("Trin 1-3 er prøvet her eller i gang.")
    assert words.efforts[0] == "Overvej: forløb på FGU (trin 4: særligt tilrettelagt forløb)"


def test_the_beginning_is_the_least_intrusive_step_on_which_nothing_was_tried_without_effect():
    def start(*efforts: Effort) -> Suggestion | None:
        return suggest(TABLE, Course.GENERAL, Whereabouts.COMPULSORY_SCHOOL, efforts=efforts).start

    assert start() == Suggestion(InterventionKind.GROUP_GUIDANCE, 1, is_open=False)
    assert start(Effort(InterventionKind.GROUP_GUIDANCE, False, VAIN)).kind is InterventionKind.INDIVIDUAL_TALK
    assert start(Effort(InterventionKind.BRIDGING, False, VAIN)).step == 2
    assert start(Effort(InterventionKind.GROUP_GUIDANCE, False, InterventionResult.PARTLY)).step == 1
    assert start(Effort(InterventionKind.GROUP_GUIDANCE, False)).step == 1
    assert start(Effort(InterventionKind.GROUP_GUIDANCE, True)).step == 2


def test_an_effort_that_is_tried_again_is_under_way_whatever_came_of_it_before():
    efforts = [Effort(InterventionKind.MENTOR, False, VAIN), Effort(InterventionKind.MENTOR, True)]
    found = suggest(TABLE, Course.GENERAL, Whereabouts.VOCATIONAL, efforts=efforts)
    assert found.in_vain == ()
    words = word_help(found, Language.DA, is_tried_known=True)
    assert "Mentor (trin 3: koordineret støtte tæt på) – i gang" in words.efforts
    assert words.in_vain == ""


def test_what_was_tried_without_effect_is_named_apart_and_not_suggested_again():
    efforts = [Effort(InterventionKind.INDIVIDUAL_TALK, False, VAIN), Effort(InterventionKind.FGU_COURSE, False, VAIN)]
    found = suggest(TABLE, Course.GENERAL, Whereabouts.WITHOUT_ACTIVITY, efforts=efforts)
    words = word_help(found, Language.DA, is_tried_known=True)
    assert words.in_vain == "Prøvet uden virkning: samtale med den unge, forløb på FGU."
    assert not any(kind in effort for effort in words.efforts for kind in ("Samtale med", "FGU"))
    assert word_help(found, Language.EN, is_tried_known=False).in_vain == "We cannot see here what has been tried."


EFFORTS = st.lists(
    st.builds(Effort, st.sampled_from(InterventionKind), st.booleans(), st.sampled_from([None, *InterventionResult]))
)


@settings(max_examples=200)
@given(st.sampled_from(Course), st.sampled_from(Whereabouts), EFFORTS)
def test_whatever_was_tried_the_limits_of_the_ladder_hold(course, where, efforts):
    found = suggest(TABLE, course, where, efforts=efforts)
    spent = {TABLE.steps[kind] for kind in found.in_vain}
    row = TABLE.efforts[course, where]
    assert [one.kind for one in found.suggestions] == [kind for kind in row if kind not in found.in_vain]
    assert all(one.is_to_consider == (one.step == 4) for one in found.suggestions)
    free = [one for one in found.suggestions if one.step < CONSIDER and one.step not in spent and not one.is_open]
    assert found.start == (min(free, key=lambda one: one.step) if free else None)
    assert word_help(found, Language.DA, is_tried_known=True).start


# Where a youth is


def situation(*spells: Spell, **more: object) -> Situation:
    return Situation(YouthId("anna"), TODAY, day("2010-03-01"), spells=spells, **more)


def spell(status: Status, *, ended: str | None = None, began: str = "2026-08-10") -> Spell:
    return Spell(day(began), status, day(ended) if ended else None)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_somewhere_or_outside_the_ladder(status):
    outside = {Status.STU, Status.EXEMPT, Status.ABROAD}
    assert (whereabouts_of(situation(spell(status))) is None) == (status in outside)


def test_the_present_education_tells_where_a_youth_is_whatever_else_goes_on():
    both = situation(spell(Status.FGU), spell(Status.EMPLOYMENT, began="2026-11-01"))
    assert whereabouts_of(both) is Whereabouts.FGU
    assert whereabouts_of(situation(spell(Status.BOARDING_SCHOOL))) is Whereabouts.TENTH_GRADE


def test_whoever_has_nothing_now_is_about_to_begin_or_without_activity():
    gone = spell(Status.FGU, ended="2026-10-01")
    ahead = NextStep(TODAY + timedelta(days=30), NextStepKind.AGREED)
    assert whereabouts_of(situation(gone)) is Whereabouts.WITHOUT_ACTIVITY
    assert whereabouts_of(situation()) is Whereabouts.WITHOUT_ACTIVITY
    assert whereabouts_of(situation(gone, next_steps=(ahead,))) is Whereabouts.ABOUT_TO_BEGIN
    assert whereabouts_of(situation(planned=(spell(Status.FGU, began="2027-01-04"),))) is Whereabouts.ABOUT_TO_BEGIN


# The tables


def test_the_table_of_a_day_is_the_latest_that_has_begun():
    later = TEXT.replace("from = 2024-08-01", "from = 2026-11-17")
    tables = read_tables(later + TEXT)
    first, second = date(2024, 8, 1), date(2026, 11, 17)
    assert [table.valid_from_on for table in tables] == [first, second]
    assert table_on(tables, TODAY).valid_from_on == first
    assert table_on(tables, second).valid_from_on == second
    with pytest.raises(TableFault, match="no table has begun on 2024-07-31"):
        table_on(tables, date(2024, 7, 31))


ROW = 'fgu                = ["individual_talk", "work_placement", "contact_person"]'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("from = 2024-08-01", 'from = "2024"', "help: got from = '2024', allowed is a date such as"),
        ('source = "', 'origin = "', "help, table from 2024-08-01: got no source"),
        ("4 = [", "5 = [", "steps: got 1, 2, 3, 5, allowed is 1, 2, 3, 4. Steps 5 and 6 are never suggested"),
        ('"job_with_plan"]\n\n', '"placement"]\n\n', "steps: got .*placement, allowed is each once of"),
        (ROW, "", "general: got .*, allowed is compulsory_school, .*without_activity. Give each of them a row"),
        (ROW, "fgu = []", "general, fgu: got nothing, allowed is at least one effort on step 1 to 3"),
        (ROW, 'fgu = "mentor"', "general: got something else, allowed is a list of efforts for each row"),
        (ROW, 'fgu = ["fgu_course"]', "general, fgu: got fgu_course, allowed is at least one effort on step 1 to 3"),
        (ROW, 'fgu = ["mentor", "mentor"]', "general, fgu: got mentor, mentor, allowed is some of .*, each once"),
        (ROW, 'fgu = ["day_treatment"]', "general, fgu: got day_treatment, allowed is some of"),
        (ROW, 'fgu = ["mentor", "group_guidance"]', "got mentor first, allowed is one on step 1, the least intrusive of the row"),
        ("[table.general]", "[table.everybody]", "got .*everybody, allowed is .*"),
        ("[[table]]", "[[tabel]]", "help: got no table, allowed is one or more"),
        ("[[table]]", "[[table]", "help: the file is no TOML"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_followed_is_refused_with_its_place(old, new, words):
    assert TEXT.count(old) >= 1
    with pytest.raises(TableFault, match=words):
        read_tables(TEXT.replace(old, new, 1))


def test_two_tables_from_one_day_are_refused():
    with pytest.raises(TableFault, match="two tables from 2024-08-01"):
        read_tables(TEXT + TEXT)


def test_nothing_that_scores_flags_or_ranks_can_read_the_table():
    """What is not loaded cannot be asked: a change of the table changes no score, flag, rank or list."""
    engines = "batch.nightly batch.lists night flagging listing api.scores sheets.table".split()
    loaded = ", ".join(["models.scoring", *(f"service.{name}" for name in engines)])
    said = f"import sys, {loaded}; print('service.domain.help' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


# Words


def test_every_effort_step_and_course_has_its_words_and_nothing_else_has():
    told = {key for key in HELP_TEXTS if key.startswith(("help.kind.", "help.step.", "help.about."))}
    kinds = {f"help.kind.{kind}" for kind in InterventionKind} | {
        f"help.step.{step}" for step in range(1, CONSIDER + 1)
    }
    assert told == kinds | {f"help.about.{course}" for course in Course}
    root = Path(__file__).parents[2] / "service"
    files = [path for path in (*root.rglob("*.py"), *root.rglob("*.j2")) if path.name != "help_texts.py"]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in set(HELP_TEXTS) - told if f'"{key}"' not in said] == []


def test_help_is_told_in_plain_danish():
    prose = [danish for danish, _ in HELP_TEXTS.values() if danish.endswith(".")]
    assert lix(" ".join(prose)) <= 40
    assert "løfte" in TEXTS["help.proposal"][0]


@pytest.mark.parametrize("course", [Course.EARLY_STARTER, Course.LATE_STARTER])
def test_what_was_never_tried_is_told_as_something_that_may_fit(course):
    danish, english = TEXTS[f"help.about.{course}"]
    assert " passe:" in danish and "Så kan " in danish
    assert " may fit:" in english
    assert "Det er ikke afprøvet, om de virker." in TEXTS["help.proposal"][0]
    assert "Whether they work has not been tried." in TEXTS["help.proposal"][1]
