"""The list's own past: what is told of those whom an earlier list named."""

from __future__ import annotations

from features.vocabulary import Coverage, Status, YouthId
from service.domain.facts import Facts
from service.domain.list_past import FEWEST, list_past
from service.domain.night import YouthFacts
from tests.lib.situations import day, situation, spell

MONDAY = day("2025-12-08")
ACTIVE = (spell(Status.FGU, "2026-08-10"),)
ENDED = (spell(Status.FGU, "2026-02-10", "2026-06-30"),)


def facts(*lives: tuple) -> dict[YouthId, YouthFacts]:
    made = (
        YouthFacts(situation("2026-11-16", spells=spells), Facts(), Coverage.OBSERVED, 5, queue="central")
        for spells in lives
    )
    return {YouthId(f"y{number}"): one for number, one in enumerate(made)}


def test_each_youth_whom_the_list_named_is_counted_once_as_what_is_known_now():
    found = list_past(
        [YouthId(f"y{number}") for number in range(6)], facts(ACTIVE, ACTIVE, ENDED, ()), monday_on=MONDAY
    )
    assert found is not None
    assert (found.named, found.active, found.without, found.gone) == (6, 2, 2, 2)
    assert found.active + found.without + found.gone == found.named


def test_a_list_that_named_a_handful_is_not_counted():
    named = [YouthId(f"y{number}") for number in range(FEWEST)]
    assert list_past(named, {}, monday_on=MONDAY) is not None
    assert list_past(named[1:], {}, monday_on=MONDAY) is None
