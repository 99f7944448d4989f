"""A meeting's form and the meeting itself, each made from the other."""

from __future__ import annotations

from collections.abc import Mapping

from features.vocabulary import CounsellorId
from service.domain.drafts import Typed
from service.domain.meetings import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WHAT,
    Consent,
    ConsentBy,
    Content,
    MeetingKind,
    MeetingState,
    People,
    Profession,
    Promise,
)
from service.domain.written import written, written_line
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.meeting_wording import say_consent, say_when
from service.web.typed import clock_in, day_in, rows_in, typed_as, value, word_in, words_in


def content_in(typed: Typed, kind: MeetingKind) -> Content:
    """The meeting as it was typed.

    Raises: WrongUse for what no meeting has.
    """
    return Content(
        kind=kind,
        on=day_in(typed, "on"),
        chair_id=CounsellorId(_line(typed, "chair", LONGEST_LINE)),
        clock=clock_in(typed, "clock"),
        venue=_line(typed, "venue", LONGEST_LINE),
        agenda=_text(typed, "agenda"),
        people=_people_in(typed),
        consent=_consent_in(typed),
        state=word_in(typed, "state", MeetingState) if "state" in typed else MeetingState.PLANNED,
        agreed=_text(typed, "agreed"),
    )


def typed_of(content: Content) -> Typed:
    """What would have to be typed to say what a meeting says."""
    people, consent = content.people, content.consent
    return typed_as(
        (
            ("on", content.on.isoformat()),
            ("clock", content.clock.strftime("%H:%M") if content.clock else ""),
            ("venue", content.venue),
            ("chair", content.chair_id),
            ("agenda", content.agenda),
            ("private", "\n".join(people.private)),
            ("professions", map(str, people.professions)),
            ("professionals", "\n".join(people.professionals)),
            ("consent_by", str(consent.by) if consent else ""),
            ("consent_on", consent.given_on.isoformat() if consent else ""),
            ("consent_to", consent.to if consent else ""),
            ("state", str(content.state)),
            ("agreed", content.agreed),
        )
    )


def labelled(content: Content, names: Mapping[str, str], language: Language) -> tuple[tuple[str, str], ...]:
    """Every field of the form with its label, as it is read; in the order of the page."""
    people, consent = content.people, content.consent
    words = tuple(say(f"profession.{one}", language) for one in people.professions)
    fields = (
        ("meeting.when", say_when(content.on, content.clock, language)),
        ("meeting.venue", content.venue),
        ("meeting.chair", names.get(content.chair_id, content.chair_id)),
        (f"meeting.agenda.{content.kind}", content.agenda),
        ("meeting.private", "\n".join(people.private)),
        ("meeting.professions", ", ".join(words)),
        ("meeting.professionals", "\n".join(people.professionals)),
        ("consent.title", say_consent(consent, language) if consent else ""),
        ("meeting.state", say(f"meeting.state.{content.state}", language)),
        ("meeting.agreed", content.agreed),
    )
    return tuple((say(label, language), told) for label, told in fields)


def promise_in(typed: Typed) -> Promise:
    """The promise as it was typed.

    Raises: WrongUse.
    """
    return Promise(_line(typed, "what", LONGEST_WHAT), _line(typed, "who", LONGEST_LINE), day_in(typed, "due_on"))


def _people_in(typed: Typed) -> People:
    private, professionals = (
        tuple(written_line(row, most=LONGEST_LINE, what=name) for row in rows_in(_text(typed, name)))
        for name in ("private", "professionals")
    )
    return People(words_in(typed, "professions", Profession), professionals, private)


def _consent_in(typed: Typed) -> Consent | None:
    if not value(typed, "consent_by"):
        return None
    to = _line(typed, "consent_to", LONGEST_WHAT)
    return Consent(word_in(typed, "consent_by", ConsentBy), day_in(typed, "consent_on"), to)


def _line(typed: Typed, name: str, most: int) -> str:
    return written_line(value(typed, name), most=most, what=name)


def _text(typed: Typed, name: str) -> str:
    return written(value(typed, name), most=LONGEST_TEXT, what=name)
