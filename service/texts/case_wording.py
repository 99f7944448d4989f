"""One youth's case put into words: facts, flags and contacts for whoever may see the youth.

Nothing here knows of a score; what the model says has words of its own in `judgement_wording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from features.calendar import LOCAL
from features.vocabulary import EDUCATION
from service.domain.casework import Assessment
from service.domain.flag_life import FlagState, Step, StoredFlag
from service.domain.night import YouthFacts
from service.domain.rules import HERNING, Responsible
from service.domain.situation import Contact
from service.texts.catalogue import say
from service.texts.dates import Language, day, short_day
from service.texts.wording import say_coverage, say_due, say_fact, say_queue


@dataclass(frozen=True)
class Case:
    """What is known of a youth on a day: facts of the published night, and what people have done since.

    `names`: of counsellors by id. `flags`: with the moves the reader may make
    with each, open ones first.
    """

    facts: YouthFacts
    on: date
    flags: tuple[tuple[StoredFlag, tuple[Step, ...]], ...]
    names: dict[str, str]
    tovholder: str | None = None
    place_name: str = ""


@dataclass(frozen=True)
class WordedMove:
    """A move the reader can make with a flag."""

    name: str
    text: str
    needs_reason: bool
    needs_until: bool


@dataclass(frozen=True)
class WordedFlag:
    """One flag in words; `version` is what the reader saw of it."""

    flag_id: str
    version: int
    text: str
    state: str
    is_open: bool
    is_new: bool
    due: str
    is_overdue: bool
    owner: str
    notes: tuple[str, ...]
    moves: tuple[WordedMove, ...]


@dataclass(frozen=True)
class WordedCase:
    """A youth in words; empty texts where there is nothing to say."""

    youth_id: str
    who: str
    coordinator: str
    owner: str
    flags: tuple[WordedFlag, ...]
    past_flags: tuple[WordedFlag, ...]
    changed: tuple[str, ...]
    figures: tuple[str, ...]
    goes_well: tuple[str, ...]
    has_gone_well: bool
    coverage: str


def word_case(case: Case, language: Language) -> WordedCase:
    """The case in a language."""
    facts, situation = case.facts.facts, case.facts.situation
    flags = tuple(word_flag(flag, steps, case, language) for flag, steps in case.flags)
    well = tuple(say_fact(fact, language) for fact in facts.goes_well)
    age = say("cell.age", language, years=situation.age_years)
    return WordedCase(
        facts_id(case),
        say("case.who", language, age=age, place=case.place_name or say("case.no_place", language)),
        _coordinator(case, language),
        say("case.owner", language, name=_owner(case.facts.counsellor_id, case.facts.queue, case, language)),
        tuple(flag for flag in flags if flag.is_open),
        tuple(flag for flag in flags if not flag.is_open),
        tuple(say_fact(fact, language) for fact in facts.changed),
        tuple(say_fact(fact, language) for fact in facts.figures),
        well or (say("well.none", language),),
        bool(well),
        say_coverage(
            case.facts.coverage, language, until_on=situation.last_attendance_on, has_school=_has_school(case.facts)
        ),
    )


def word_flag(flag: StoredFlag, steps: tuple[Step, ...], case: Case, language: Language) -> WordedFlag:
    """One flag of a case; a deadline is told while somebody still has to meet it."""
    due_on = flag.due_on if flag.is_open else None
    return WordedFlag(
        flag.flag_id,
        flag.version,
        say(f"rule.{flag.rule}", language),
        say(f"state.{flag.state}", language),
        flag.is_open,
        flag.state is FlagState.NEW,
        say_due(due_on, case.on, language),
        due_on is not None and due_on < case.on,
        _owner(flag.counsellor_id, flag.queue, case, language),
        tuple(_notes(flag, language)),
        tuple(word_move(step, language) for step in steps),
    )


def word_move(step: Step, language: Language) -> WordedMove:
    """A move as a button."""
    return WordedMove(str(step.move), say(f"move.{step.move}", language), step.needs_reason, step.needs_until)


def say_contact(contact: Contact, language: Language) -> str:
    """A contact and its day."""
    return say(f"contacted.{contact.kind}", language, on=day(contact.contacted_on, language))


def say_assessment(assessment: Assessment, language: Language) -> str:
    """The reader's own assessment and its day."""
    on = day(assessment.at.astimezone(LOCAL).date(), language)
    return say("assess.stored", language, on=on, level=say(f"assess.{assessment.level}", language).lower())


def say_clock(at: datetime, language: Language) -> str:
    """The time of day in Denmark: 06.00, or 06:00 in English."""
    return at.astimezone(LOCAL).strftime("%H.%M" if language is Language.DA else "%H:%M")


def facts_id(case: Case) -> str:
    """The pseudonym that stands as the heading."""
    return str(case.facts.youth_id)


def _notes(flag: StoredFlag, language: Language) -> list[str]:
    notes = [say("case.since", language, on=short_day(flag.raised_on, language))]
    if flag.asked_by is not None:
        notes.append(say(f"asked_by.{flag.asked_by}", language))
    if flag.state is FlagState.WAITING and flag.until_on is not None:
        notes.append(say("case.until", language, on=short_day(flag.until_on, language)))
    if flag.is_known_before_start:
        notes.append(say("reason.before_start", language))
    duty = HERNING.on(flag.cause_on).duties.get(flag.rule)
    if duty is not None and duty.responsible is Responsible.SCHOOL_LEADER:
        notes.append(say("responsible.school_leader", language))
    return notes


def _coordinator(case: Case, language: Language) -> str:
    if case.tovholder is None:
        return say("case.coordinator.none", language)
    return say("case.coordinator", language, name=case.names.get(case.tovholder, case.tovholder))


def _owner(counsellor_id: str | None, queue: str | None, case: Case, language: Language) -> str:
    if counsellor_id is None:
        return say_queue(queue, language)
    return case.names.get(counsellor_id, counsellor_id)


def _has_school(facts: YouthFacts) -> bool:
    return any(spell.ended_on is None and spell.status in EDUCATION for spell in facts.situation.spells)
