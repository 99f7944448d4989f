"""The follow-up of one youth put into words: facts and people's own texts, for whoever may see the youth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from features.calendar import LOCAL
from service.domain.closings import StoredClosing
from service.domain.due import DueItem, DueKind
from service.domain.efforts import EffortMove, MovedEffort, StoredEffort
from service.domain.situation import Contact, RecordedEffort
from service.texts.case_wording import say_contact
from service.texts.catalogue import say
from service.texts.dates import Language, day, deadline, medium_day


@dataclass(frozen=True)
class WordedDue:
    """Something to be done by a day."""

    text: str
    when: str
    is_past: bool


@dataclass(frozen=True)
class WordedEffort:
    """An effort in words; `lines`: what each is called, and what it is. `number` is 0 for one of the records."""

    number: int
    title: str
    step: str
    is_open: bool
    lines: tuple[tuple[str, str], ...]
    history: tuple[str, ...] = ()
    due: str = ""
    is_past: bool = False


@dataclass(frozen=True)
class WordedClosing:
    """A closed course in words; `due` is empty once somebody has looked back."""

    number: int
    title: str
    lines: tuple[tuple[str, str], ...]
    looked_back: str
    due: str
    is_past: bool


@dataclass(frozen=True)
class Names:
    """What people are called: counsellors and users by their ids."""

    counsellors: Mapping[str, str]
    users: Mapping[str, str]

    def counsellor(self, counsellor_id: str) -> str:
        """The counsellor's name, or the id of one who is gone."""
        return self.counsellors.get(counsellor_id) or counsellor_id

    def user(self, actor_id: str) -> str:
        """The user's name, or the id of one who is gone."""
        return self.users.get(actor_id) or actor_id


def word_due(item: DueItem, language: Language, *, on: date) -> WordedDue:
    """Something to be done, as it is read on a day."""
    what = say(f"help.kind.{item.what}", language) if item.kind is DueKind.FOLLOW_UP else item.what
    if item.who:
        what = say("agreement.line", language, who=item.who, what=what)
    is_past = item.is_past(on)
    when = say("due.past" if is_past else "due.on", language, day=deadline(item.due_on, language))
    return WordedDue(say(f"due.{item.kind}", language, what=what), when, is_past)


def word_effort(
    effort: StoredEffort, history: Iterable[MovedEffort], language: Language, *, names: Names, on: date
) -> WordedEffort:
    """An effort recorded here, with what has happened to it."""
    plan = effort.plan
    told = (
        ("follow.started", day(effort.started_on, language)),
        ("follow.ended", day(effort.ended_on, language) if effort.ended_on else ""),
        ("follow.responsible", names.counsellor(plan.counsellor_id)),
        ("follow.goal", plan.goal),
        ("follow.wish", plan.wish),
        ("follow.way_down", plan.way_down),
        ("follow.reason", effort.reason),
    )
    is_past = effort.is_open and plan.follow_up_on < on
    due = "follow.due.past" if is_past else "follow.due"
    return WordedEffort(
        effort.number,
        say(f"help.kind.{effort.kind}", language),
        say_step(effort.step, language),
        effort.is_open,
        tuple((say(key, language), value) for key, value in told if value),
        tuple(_moved(moved, language, names) for moved in history if moved.number == effort.number),
        say(due, language, day=deadline(plan.follow_up_on, language)) if effort.is_open else "",
        is_past,
    )


def word_recorded(effort: RecordedEffort, step: int, language: Language) -> WordedEffort:
    """An effort that came as a record."""
    told = (
        ("follow.started", day(effort.started_on, language)),
        ("follow.ended", day(effort.ended_on, language) if effort.ended_on else ""),
        ("follow.result", say(f"result.{effort.result}", language) if effort.result else ""),
        ("follow.note", say("follow.elsewhere", language)),
    )
    lines = tuple((say(key, language), value) for key, value in told if value)
    title = say(f"help.kind.{effort.kind}", language)
    return WordedEffort(0, title, say_step(step, language), effort.ended_on is None, lines)


def word_closing(stored: StoredClosing, language: Language, *, names: Names, on: date) -> WordedClosing:
    """A closed course, and what was seen three months later."""
    told = stored.closing
    lines = (
        ("closing.where_now", say(f"where.{told.where_now}", language)),
        ("closing.helped", say(f"helped.{told.helped}", language)),
        ("closing.youth_view", say(f"youth_view.{told.youth_view}", language)),
        ("closing.youth_words", told.youth_words),
        ("closing.looks_again", names.counsellor(told.looks_again)),
    )
    title = say("follow.by", language, what=_closed(stored, language), name=names.user(stored.actor_id))
    due = say("closing.look_back.on", language, day=deadline(stored.look_back_on, language))
    has_looked = stored.look_back is not None
    return WordedClosing(
        stored.number,
        title,
        tuple((say(key, language), value) for key, value in lines if value),
        _looked_back(stored, language),
        "" if has_looked else due,
        not has_looked and stored.look_back_on < on,
    )


def word_contact(contact: Contact, language: Language, *, by: str, note: str = "") -> str:
    """A contact, its day, who noted it, and the note."""
    told = say("follow.by", language, what=say_contact(contact, language), name=by)
    return f"{told}: {note}" if note else told


def say_step(step: int, language: Language) -> str:
    """A step of the ladder with its name."""
    return say("follow.step", language, step=step, name=say(f"help.step.{step}", language))


def journal_text(
    head: str, contacts: Iterable[str], efforts: Iterable[WordedEffort], closings: Iterable[WordedClosing]
) -> str:
    """Everything that was noted as plain text, to be put into the journal; only the head if there is nothing."""
    blocks = [head, "\n".join(contacts)]
    for effort in efforts:
        about = (f"{name}: {value}" for name, value in effort.lines)
        blocks.append("\n".join((f"{effort.title} ({effort.step})", *about, *effort.history, *_if(effort.due))))
    for closing in closings:
        about = (f"{name} {value}" for name, value in closing.lines)
        blocks.append("\n".join((closing.title, *about, *_if(closing.looked_back), *_if(closing.due))))
    return "\n\n".join(block for block in blocks if block)


def local_day_of(at: datetime) -> date:
    """The day in Denmark."""
    return at.astimezone(LOCAL).date()


def _if(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _closed(stored: StoredClosing, language: Language) -> str:
    return say("closing.closed", language, on=day(stored.closed_on, language))


def _looked_back(stored: StoredClosing, language: Language) -> str:
    if stored.look_back is None or stored.looked_back_at is None:
        return ""
    on, where = day(local_day_of(stored.looked_back_at), language), say(f"where.{stored.look_back.where_now}", language)
    told = say("closing.looked_back", language, on=on, where=where.lower())
    return f"{told}. {stored.look_back.note}" if stored.look_back.note else f"{told}."


def _moved(moved: MovedEffort, language: Language, names: Names) -> str:
    """One line of an effort's history, with the note of a follow-up."""
    after, looked = moved.after, moved.move in {EffortMove.FOLLOW_UP, EffortMove.CLOSE}
    told = say(
        f"moved.{moved.move}",
        language,
        on=medium_day(local_day_of(moved.at), language),
        name=names.user(moved.actor_id),
        **({"result": say(f"result.{after.result}", language).lower()} if looked else {}),
    )
    return f"{told}: {after.note}" if looked and after.note else told
