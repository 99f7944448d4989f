"""Bases, stops and objections begin and end, and what they came to at an instant stays answerable; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from features.permission import NO_PERMITS, LegalBasis, Permits, Phase, Purpose, Stop, StopKind
from service.domain.errors import UnknownThing
from service.domain.sight import AT_NIGHT
from service.store import legal
from service.store.unit_of_work import Store

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASIS = LegalBasis(
    law="Lov om kommunal indsats for unge, § 2 æ",
    scope=frozenset({Purpose.PROFILING, Purpose.DUTIES}),
    phases=frozenset({Phase.OPERATION}),
    tables=frozenset({"youths", "spells"}),
    valid_from_on=date(2026, 8, 1),
    approved_by="Direktør",
    dpia="sag 14",
    fria="sag 15",
    notice_given_on=date(2026, 8, 1),
)
ENGINE = Stop(StopKind.ENGINE)


def permits_at(store: Store, at: datetime) -> Permits:
    with store.read() as work:
        return legal.permits(work, at=at)


def test_nothing_permits_and_nothing_stops_at_first(store: Store):
    assert permits_at(store, AT) == NO_PERMITS


def test_each_instant_keeps_what_stood_then(store: Store):
    with store.begin() as work:
        basis = legal.record_basis(work, BASIS, actor_id="officer", at=AT)
        stop = legal.throw_stop(work, ENGINE, reason="Vi ser på det", actor_id="leader", at=AT + HOUR)
        legal.throw_stop(work, Stop(StopKind.DISTRICT, "D1"), reason="Pilot", actor_id="leader", at=AT + HOUR)
        objection = legal.record_objection(work, "anna", actor_id="officer", at=AT + 2 * HOUR)
        assert legal.objection_of(work, AT_NIGHT.of("anna")) == objection
    with store.begin() as work:
        legal.withdraw_basis(work, basis, at=AT + 3 * HOUR)
        legal.lift_stop(work, stop, reason="Fundet", actor_id="officer", at=AT + 3 * HOUR)
        legal.end_objection(work, objection, at=AT + 3 * HOUR)
        assert legal.objection_of(work, AT_NIGHT.of("anna")) is None
    district = Stop(StopKind.DISTRICT, "D1")
    assert permits_at(store, AT - HOUR) == NO_PERMITS
    assert permits_at(store, AT) == Permits(bases=(BASIS,))
    assert permits_at(store, AT + HOUR) == Permits(bases=(BASIS,), stops=frozenset({ENGINE, district}))
    assert permits_at(store, AT + 2 * HOUR).objections == {"anna"}
    assert permits_at(store, AT + 3 * HOUR) == Permits(stops=frozenset({district}))


def test_what_was_recorded_is_listed_with_who_and_when(store: Store):
    with store.begin() as work:
        number = legal.record_basis(work, BASIS, actor_id="officer", at=AT)
        legal.throw_stop(work, ENGINE, reason="Vi ser på det", actor_id="leader", at=AT)
        legal.withdraw_basis(work, number, at=AT + HOUR)
        [basis], [stop] = legal.bases(work), legal.stops(work)
    assert (basis.basis, basis.actor_id, basis.at, basis.withdrawn_at) == (BASIS, "officer", AT, AT + HOUR)
    assert (stop.stop, stop.reason, stop.actor_id, stop.at) == (ENGINE, "Vi ser på det", "leader", AT)


def test_what_has_ended_does_not_end_again(store: Store):
    with store.begin() as work:
        number = legal.throw_stop(work, ENGINE, reason="", actor_id="leader", at=AT)
        legal.lift_stop(work, number, reason="Fundet", actor_id="leader", at=AT + HOUR)
        with pytest.raises(UnknownThing, match="stop_switches: got a number that does not stand"):
            legal.lift_stop(work, number, reason="Fundet", actor_id="leader", at=AT + 2 * HOUR)
        with pytest.raises(UnknownThing, match="legal_bases"):
            legal.withdraw_basis(work, 7, at=AT)
