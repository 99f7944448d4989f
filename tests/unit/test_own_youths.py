"""Mine unge: what stands in one line of a youth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from features.vocabulary import ContactKind, Coverage, InstitutionId, Status, YouthId
from service.domain.facts import Facts
from service.domain.flag_life import FlagState, StoredFlag
from service.domain.flags import Source
from service.domain.night import YouthFacts
from service.domain.own_youths import OwnYouth, own_youth
from service.domain.rules import Rule
from service.domain.situation import Contact, Situation, Spell
from tests.lib.situations import day

TODAY = day("2026-11-16")


def flag(state: str, *, due: str | None = None, until: str | None = None) -> StoredFlag:
    return StoredFlag(
        state, YouthId("anna"), Source.DUTY, Rule.CONTACT_5, TODAY, FlagState(state), 3, TODAY, TODAY,
        datetime(2026, 11, 2, 3, tzinfo=UTC), queue="central",
        due_on=day(due) if due else None, until_on=day(until) if until else None,
    )  # fmt: skip


def line(
    *flags: StoredFlag, spells: tuple[Spell, ...] = (), contacts=(), here: str | None = None, due: str | None = None
) -> OwnYouth:
    situation = Situation(YouthId("anna"), TODAY, day("2010-02-02"), spells=spells, contacts=contacts)
    facts = YouthFacts(situation, Facts(), Coverage.OBSERVED, 3, queue="central")
    return own_youth(facts, flags, spoken_here_on=day(here) if here else None, due_on=day(due) if due else None)


def test_what_a_youth_does_is_the_spell_begun_last_of_those_that_run():
    school = Spell(day("2025-08-10"), Status.TENTH_GRADE, day("2026-06-26"), InstitutionId("S1"))
    job = Spell(day("2026-07-01"), Status.EMPLOYMENT)
    fgu = Spell(day("2026-10-19"), Status.FGU, None, InstitutionId("F1"))
    assert (line(spells=(school, fgu, job)).status, line(spells=(school, fgu, job)).institution_id) == (
        Status.FGU,
        "F1",
    )
    assert line(spells=(school,)).status is None


def test_an_attempt_is_not_contact_and_what_is_written_here_counts():
    tried = Contact(day("2026-11-10"), ContactKind.ATTEMPT)
    spoken = Contact(day("2026-03-02"), ContactKind.REACHED)
    assert line(contacts=(tried,)).spoken_on is None
    assert line(contacts=(tried, spoken)).spoken_on == day("2026-03-02")
    assert line(contacts=(spoken,), here="2026-11-12").spoken_on == day("2026-11-12")


@pytest.mark.parametrize(
    ("here", "silent"), [(None, True), ("2026-05-16", True), ("2026-05-17", False), ("2026-11-16", False)]
)
def test_nobody_has_heard_from_a_youth_for_half_a_year(here, silent):
    assert line(here=here).is_silent(TODAY) is silent


def test_the_next_date_is_the_first_of_what_is_due_waited_for_or_promised():
    flags = (flag("new", due="2026-11-24"), flag("waiting", until="2026-11-20"))
    assert line(*flags).next_on == day("2026-11-20")
    assert line(*flags, due="2026-11-18").next_on == day("2026-11-18")
    assert line(flag("closed", due="2026-11-17")).next_on is None


def test_the_state_told_is_that_of_the_flag_that_is_least_far_on():
    assert line(flag("in_progress"), flag("new")).state is FlagState.NEW
    assert line(flag("closed")).state is None
