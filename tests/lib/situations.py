"""Situations of one youth in few words, for the tests of the duty rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from features.vocabulary import (
    ContactKind,
    EndReason,
    InstitutionId,
    NextStepKind,
    Status,
    YouthId,
)
from service.domain.duties import Duty, decide_duties
from service.domain.rules import HERNING, DutyRule, Rule, RuleBook
from service.domain.situation import Contact, NextStep, QuarterAbsence, RiskReport, Situation, Spell


def day(text: str) -> date:
    return date.fromisoformat(text)


def situation(as_of: str, *, born: str = "2010-01-15", **facts: object) -> Situation:
    """A youth of sixteen without any fact but those given."""
    return replace(Situation(YouthId("anna"), day(as_of), day(born)), **facts)


def spell(status: Status, started_on: str, ended_on: str | None = None, **more: object) -> Spell:
    """A spell whose start was known on its day and whose end, if it has one, the day after."""
    end = day(ended_on) if ended_on else None
    known = {"known_on": day(started_on), "end_known_on": end}
    made = Spell(day(started_on), status, end, InstitutionId("S1"), EndReason.INTERRUPTED if end else None)
    return replace(made, **{**known, **more})


def contact(kind: ContactKind, on: str) -> Contact:
    return Contact(day(on), kind)


def report(on: str, institution_id: str = "S1", withdrawn_on: str | None = None) -> RiskReport:
    return RiskReport(day(on), InstitutionId(institution_id), day(on), day(withdrawn_on) if withdrawn_on else None)


def step(kind: NextStepKind, starts_on: str, known_on: str | None = None) -> NextStep:
    return NextStep(day(starts_on), kind, None, day(known_on) if known_on else None)


def quarter(*, unlawful: float = 0, sick: float = 0, possible: int = 60) -> QuarterAbsence:
    return QuarterAbsence(day("2026-10-01"), possible, unlawful, sick)


def duty(rule: Rule, of: Situation, rules: RuleBook = HERNING) -> Duty | None:
    """The one duty of a rule that stands, or None; more than one is an error."""
    found = [duty for duty in decide_duties(of, rules.on(of.as_of)) if duty.rule is rule]
    assert len(found) <= 1
    return found[0] if found else None


def switched_on(rule: Rule) -> RuleBook:
    """The rule book with one row switched on."""

    def turned(row: DutyRule) -> DutyRule:
        return replace(row, is_enabled=True) if row.rule is rule else row

    return replace(HERNING, duties=tuple(turned(row) for row in HERNING.duties))
