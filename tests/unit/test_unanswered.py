"""Tegn, ingen har fulgt op på: when a sign counts as one that nobody has acted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from features.vocabulary import YouthId
from service.domain.flag_life import FlagState, StoredFlag
from service.domain.flags import Source
from service.domain.rules import Rule
from service.domain.unanswered import is_unanswered, unanswered_since
from tests.lib.situations import day

TODAY = day("2026-11-16")
FLAG = StoredFlag(
    "f1", YouthId("anna"), Source.DUTY, Rule.CONTACT_5, TODAY, FlagState.NEW, 3, day("2026-11-02"), TODAY,
    datetime(2026, 11, 2, 3, tzinfo=UTC), queue="central",
)  # fmt: skip


@pytest.mark.parametrize(
    ("states", "spoken", "since"),
    [
        (["new"], None, "2026-11-02"),
        (["seen"], None, "2026-11-02"),  # who looks has not acted
        (["in_progress"], None, None),
        (["waiting"], None, None),
        (["new", "in_progress"], None, None),  # somebody has begun with the youth
        (["closed"], None, None),
        (["new", "closed"], None, "2026-11-02"),
        (["new"], "2026-11-01", "2026-11-02"),  # spoken before the sign stood
        (["new"], "2026-11-02", None),
        ([], None, None),
    ],
)
def test_a_sign_is_unanswered_until_somebody_begins_or_speaks_with_the_youth(states, spoken, since):
    flags = [replace(FLAG, state=FlagState(state)) for state in states]
    found = unanswered_since(flags, spoken_on=day(spoken) if spoken else None)
    assert found == (day(since) if since else None)


def test_the_oldest_sign_tells_since_when():
    flags = [FLAG, replace(FLAG, raised_on=day("2026-10-19"))]
    assert unanswered_since(flags, spoken_on=None) == day("2026-10-19")


@pytest.mark.parametrize(("since", "told"), [("2026-11-02", True), ("2026-11-03", False), (None, False)])
def test_it_is_told_after_a_fortnight(since, told):
    assert is_unanswered(day(since) if since else None, on=TODAY) is told
