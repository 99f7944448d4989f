"""The list's own past: what is told of those whom an earlier list named."""

from __future__ import annotations

import pytest

from features.vocabulary import Coverage, Status, YouthId
from service.domain.facts import Facts
from service.domain.list_past import FEWEST, list_past
from service.domain.night import YouthFacts
from service.texts.dates import Language
from service.texts.list_wording import say_past
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


@pytest.mark.parametrize(
    ("dropped", "said"),
    [
        (None, ""),
        (0, " I det halve år efter listen faldt 0 af dem fra."),
        (4, " I det halve år efter listen faldt færre end 5 af dem fra."),
        (5, " I det halve år efter listen faldt 5 af dem fra."),
    ],
)
def test_how_many_dropped_out_is_told_once_somebody_has_looked(dropped: int | None, said: str):
    named = [YouthId(f"y{number}") for number in range(8)]
    others = None if dropped is None else [*named[:dropped], YouthId("somebody else")]
    found, before = (list_past(named, facts(ACTIVE), monday_on=MONDAY, dropped=one) for one in (others, None))
    assert found is not None
    assert before is not None
    assert say_past(found, Language.DA) == say_past(before, Language.DA) + said
