"""Meetings and agreements put into words; facts and people's own words alone, nothing that a model says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from features.calendar import LOCAL
from service.domain.meetings import Agreement, Consent, Content, Meeting, MeetingKind
from service.texts.catalogue import say
from service.texts.dates import Language, day, weekday
from service.texts.wording import say_due


@dataclass(frozen=True)
class WordedAgreement:
    """An agreement; `outcome` is empty until somebody has asked."""

    number: int
    text: str
    due: str
    is_past: bool
    outcome: str
    ask_kept: str
    ask_not_kept: str


@dataclass(frozen=True)
class WordedMeeting:
    """A meeting; empty texts where nothing was written."""

    number: int
    heading: str
    state: str
    is_open: bool
    is_network: bool
    when: str
    venue: str
    chair: str
    agenda_title: str
    agenda: str
    private: tuple[str, ...]
    professionals: tuple[str, ...]
    consent: str
    agreed: str
    changed: str


def word_meeting(meeting: Meeting, names: Mapping[str, str], changed_by: str, language: Language) -> WordedMeeting:
    """A meeting in a language. `names`: of counsellors by id."""
    content = meeting.content
    kind = say(f"meeting.kind.{content.kind}", language)
    changed_on = day(meeting.at.astimezone(LOCAL).date(), language)
    return WordedMeeting(
        meeting.number,
        say("meeting.line", language, kind=kind, on=day(content.on, language)),
        say(f"meeting.state.{content.state}", language),
        content.state == "planned",
        content.kind is MeetingKind.NETWORK,
        say_when(content.on, content.clock, language),
        content.venue,
        names.get(content.chair_id, content.chair_id),
        say(f"meeting.agenda.{content.kind}", language),
        content.agenda,
        content.people.private,
        professionals(content, language),
        say_consent(content.consent, language) if content.consent else "",
        content.agreed,
        say("meeting.changed_by", language, name=changed_by, on=changed_on),
    )


def word_agreement(agreement: Agreement, on: date, language: Language) -> WordedAgreement:
    """An agreement in a language; its day is told while somebody still has to ask."""
    promise = agreement.promise
    text = say("agreement.line", language, who=promise.who, what=promise.what)
    asks = (
        say("agreement.for", language, ask=say(f"agreement.ask.{one}", language), what=text)
        for one in ("kept", "not_kept")
    )
    return WordedAgreement(
        agreement.number,
        text,
        say_due(promise.due_on, on, language),
        agreement.outcome is None and promise.due_on < on,
        say(f"agreement.outcome.{agreement.outcome}", language) if agreement.outcome else "",
        *asks,
    )


def professionals(content: Content, language: Language) -> tuple[str, ...]:
    """Professionals who take part, by field first."""
    fields = (say(f"profession.{one}", language) for one in content.people.professions)
    return (*fields, *content.people.professionals)


def say_when(on: date, clock: time | None, language: Language) -> str:
    """Mandag 16. november 2026 kl. 14.30."""
    if clock is None:
        return weekday(on, language)
    return say("meeting.at", language, on=weekday(on, language), clock=say_time(clock, language))


def say_time(clock: time, language: Language) -> str:
    """14.30, or 14:30 in English."""
    return clock.strftime("%H.%M" if language is Language.DA else "%H:%M")


def say_consent(consent: Consent, language: Language) -> str:
    """Who said yes, when and to what."""
    by = say(f"consent.by.{consent.by}", language)
    return say("consent.told", language, by=by, on=day(consent.given_on, language), to=consent.to)


@dataclass(frozen=True)
class Difference:
    """A field in which two texts differ."""

    label: str
    theirs: str
    mine: str


def differences(rows: Iterable[tuple[str, str, str]], language: Language) -> tuple[Difference, ...]:
    """The fields in which two texts differ, each with its label; one that is empty is told as such."""
    empty = say("conflict.empty", language)
    return tuple(Difference(label, theirs or empty, mine or empty) for label, theirs, mine in rows if theirs != mine)
