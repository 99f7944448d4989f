"""How people answer what the risk engine proposes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from features.calendar import cut
from service.domain.access import NIGHT
from service.domain.flag_life import FlagState, Move, Moved
from service.domain.flags import Source
from service.domain.sight import AT_NIGHT
from service.domain.watching import Matter
from service.monitoring.answers import measure_answers
from service.store import flags
from tests.lib.flag_events import new_flag
from tests.lib.small_town import MONDAY

AT = cut(MONDAY)
DAY = timedelta(days=1)


def test_the_share_called_not_relevant_stands_beside_that_of_the_earlier_time():
    (found,) = measure_answers({Move.DISMISS: 30, Move.CLOSE: 10}, {Move.DISMISS: 40, Move.CLOSE: 120})
    assert found.series == (Matter.OVERRIDES, "not_relevant")
    assert (found.value, found.usual, found.effect, found.n, found.n_reference) == (0.75, 0.25, 0.5, 40, 160)
    assert found.p < 1e-6


@pytest.mark.parametrize(("now", "before"), [({}, {Move.CLOSE: 1}), ({Move.DISMISS: 1}, {}), ({}, {})])
def test_without_answers_on_either_side_nothing_is_said(now, before):
    assert measure_answers(now, before) == []


def test_answers_are_counted_of_risk_flags_and_of_the_time_asked_for(store):
    with store.begin() as work:
        told = {source: new_flag(f"y-{source}", source=source) for source in (Source.RISK, Source.DUTY)}
        flags.insert(work, list(told.values()))
        moves = [
            (Source.RISK, AT, Move.DISMISS),
            (Source.RISK, AT + DAY, Move.CLOSE),
            (Source.RISK, AT + 2 * DAY, Move.DISMISS),
            (Source.RISK, AT, Move.LOOK),
            (Source.DUTY, AT, Move.DOCUMENT),
        ]
        flags.append_moves(
            work,
            [
                Moved(told[source].flag_id, at, NIGHT.actor_id, move, FlagState.NEW, FlagState.CLOSED, "why")
                for source, at, move in moves
            ],
        )
    with store.read() as work:
        assert flags.ended_by_people(work, AT_NIGHT, since=AT, until=AT + 2 * DAY) == Counter(
            {Move.DISMISS: 1, Move.CLOSE: 1}
        )
        assert flags.ended_by_people(work, AT_NIGHT, since=AT + 2 * DAY, until=AT + 3 * DAY) == Counter(
            {Move.DISMISS: 1}
        )
