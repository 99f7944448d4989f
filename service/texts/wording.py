"""A weekly list put into words: the same sentences for screen, paper, spreadsheet and systems."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from features import catalogue
from features.vocabulary import Coverage, DataKind
from service.domain.facts import Fact, Value
from service.domain.rules import Responsible
from service.domain.weekly import Listed, Reason, WeeklyList
from service.texts.catalogue import say, say_count
from service.texts.dates import Language, day, deadline, halves, percent, short_day, span, weekday

PAST: Final = "note.past"
"""The sentence that stands where what became of earlier lists is not known."""


@dataclass(frozen=True)
class WordedReason:
    """Why a youth is on the list."""

    text: str
    due: str = ""
    note: str = ""
    is_new: bool = False
    is_overdue: bool = False


@dataclass(frozen=True)
class WordedYouth:
    """One youth in words; empty texts where there is nothing to say."""

    youth_id: str
    age: str
    owner: str
    due: str
    is_overdue: bool
    is_new: bool
    reasons: tuple[WordedReason, ...]
    changed: tuple[str, ...]
    figures: tuple[str, ...]
    goes_well: tuple[str, ...]
    has_gone_well: bool
    coverage: str


@dataclass(frozen=True)
class WordedGroup:
    """A part of the list under its heading."""

    title: str
    youths: tuple[WordedYouth, ...]


@dataclass(frozen=True)
class WordedList:
    """The list in words."""

    title: str
    place: str
    counts: tuple[str, ...]
    groups: tuple[WordedGroup, ...]
    unseen_title: str
    unseen: tuple[str, ...]
    notes: tuple[str, ...]
    footer: str
    empty: str

    @property
    def youths(self) -> tuple[WordedYouth, ...]:
        """All youths in the list's order."""
        return tuple(youth for group in self.groups for youth in group.youths)

    def only(self, youth_ids: Collection[str]) -> WordedList:
        """The same list with some of its youths alone; what it counts stays."""
        groups = (
            replace(group, youths=tuple(youth for youth in group.youths if youth.youth_id in youth_ids))
            for group in self.groups
        )
        return replace(self, groups=tuple(group for group in groups if group.youths))


@dataclass(frozen=True)
class Seen:
    """When a list is read: the morning it was made for, and the day of the reader. On paper both are its Monday.

    `follow_ups`: how many follow-ups of the reader's are due by then.
    """

    as_of: date
    today: date
    follow_ups: int = 0


def word_list(weekly: WeeklyList, language: Language, *, seen: Seen | None = None) -> WordedList:
    """The list in a language; nothing is left out and nothing is added."""
    words = _Words(weekly, language, seen or Seen(weekly.monday_on, weekly.monday_on))
    groups = (
        ("list.deadlines", weekly.with_deadline),
        ("list.new", weekly.new),
        ("list.others", weekly.others),
    )
    return WordedList(
        say("list.title", language),
        say(
            "list.place",
            language,
            place=words.place,
            week=weekly.monday_on.isocalendar().week,
            span=span(weekly.monday_on, weekly.sunday_on, language),
        ),
        words.counts(),
        tuple(WordedGroup(say(key, language), tuple(map(words.youth, rows))) for key, rows in groups if rows),
        say("unseen.title", language),
        words.unseen(),
        words.notes(),
        say("note.footer", language, on=day(weekly.delete_on, language)),
        say("list.empty", language),
    )


@dataclass(frozen=True)
class _Words:
    weekly: WeeklyList
    language: Language
    seen: Seen

    @property
    def place(self) -> str:
        kind, _, _ = self.weekly.place.partition(":")
        if kind == "central":
            return say("list.queue.central", self.language)
        if kind == "area":
            return say("list.queue.area", self.language, area=self.weekly.place_name)
        return self.weekly.place_name

    def counts(self) -> tuple[str, ...]:
        """How many there are of what; none are left out, apart from kinds that nobody is of."""
        weekly = self.weekly
        numbers = {
            "count.listed": len(weekly.youths),
            "count.new": sum(youth.is_new for youth in weekly.youths),
            "count.waiting": weekly.waiting,
            "count.follow_ups": self.seen.follow_ups,
            "count.deadlines": len(weekly.with_deadline),
            "count.today": sum(youth.due_on == self.seen.today for youth in weekly.youths),
            "count.overdue": sum(_is_past(youth.due_on, self.seen.today) for youth in weekly.youths),
        }
        return tuple(say_count(key, number, self.language) for key, number in numbers.items() if number)

    def unseen(self) -> tuple[str, ...]:
        """What the list cannot know."""
        weekly, not_seen = self.weekly, self.weekly.not_seen
        lines = [
            say(
                "unseen.attendance",
                self.language,
                count=not_seen.without_attendance,
                residents=not_seen.residents,
            )
        ]
        if weekly.newest_on is None:
            lines.append(say("unseen.nothing", self.language))
        else:
            lines.append(say("unseen.newest", self.language, on=weekday(weekly.newest_on, self.language)))
        if not_seen.not_assessed:
            lines.append(say_count("unseen.not_assessed", not_seen.not_assessed, self.language))
        if not weekly.has_figures:
            lines.append(say("unseen.no_figures", self.language))
        if not weekly.has_risk:
            lines.append(say("unseen.no_risk", self.language))
        known_until = self.seen.as_of - timedelta(days=1)
        lines.append(say("unseen.known", self.language, on=weekday(known_until, self.language)))
        return tuple(lines)

    def notes(self) -> tuple[str, ...]:
        """How the list is to be read."""
        keys = ["note.most", PAST, "note.order"]
        if self.weekly.waiting:
            keys.append("note.waiting")
        if self.weekly.data == DataKind.SYNTHETIC:
            keys.append("unseen.synthetic")
        return tuple(say(key, self.language) for key in keys)

    def youth(self, youth: Listed) -> WordedYouth:
        """One youth in words."""
        return word_youth(youth, self.language, today=self.seen.today)


@lru_cache(maxsize=4_000)
def word_youth(youth: Listed, language: Language, *, today: date) -> WordedYouth:
    """One youth in words, as read on a day; kept, since a list is read again after each youth that is opened from it."""
    well = _told(youth.facts.goes_well, language)
    return WordedYouth(
        youth.youth_id,
        say("cell.age", language, years=youth.age_years),
        youth.owner or say_queue(youth.queue, language),
        say_due(youth.due_on, today, language),
        _is_past(youth.due_on, today),
        youth.is_new,
        tuple(_reason(reason, language, today) for reason in youth.shown_reasons),
        _told(youth.facts.changed, language),
        _told(youth.facts.figures, language),
        well or (say("well.none", language),),
        bool(well),
        say_coverage(youth.coverage, language, until_on=youth.data_until_on, has_school=youth.has_school),
    )


def _reason(reason: Reason, language: Language, today: date) -> WordedReason:
    before_start = say("reason.before_start", language) if reason.is_known_before_start else ""
    schools = reason.responsible is Responsible.SCHOOL_LEADER
    return WordedReason(
        say(f"rule.{reason.rule}", language),
        say_due(reason.due_on, today, language),
        say("responsible.school_leader", language) if schools else before_start,
        reason.is_new,
        _is_past(reason.due_on, today),
    )


def _is_past(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today


def _told(facts: Iterable[Fact], language: Language) -> tuple[str, ...]:
    return tuple(say_fact(fact, language) for fact in facts)


def say_due(due_on: date | None, on: date, language: Language) -> str:
    """A deadline as it is read on a day; nothing where there is none. The year is told only where it is another one."""
    if due_on is None:
        return ""
    written = deadline if due_on.year == on.year else weekday
    return say("cell.overdue" if due_on < on else "cell.due", language, day=written(due_on, language))


def say_queue(queue: str | None, language: Language) -> str:
    """The name of the queue that holds what has no counsellor."""
    return say("owner.area" if (queue or "").startswith("area:") else "owner.central", language)


def say_coverage(coverage: Coverage, language: Language, *, until_on: date | None, has_school: bool) -> str:
    """Whether we have data, and until when."""
    if coverage is Coverage.OBSERVED and until_on is not None:
        return say("coverage.observed", language, on=short_day(until_on, language))
    return say(f"coverage.{coverage}" if has_school else "coverage.no_school", language)


def say_fact(fact: Fact, language: Language) -> str:
    """The sentence of a fact."""
    return say(fact.key, language, **{name: _value(name, value, language) for name, value in fact.values.items()})


def _value(name: str, value: Value, language: Language) -> str:
    """A value as it is written: days of the calendar by their type, all else by its name in the sentence."""
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, str):
        return _named(name, value, language)
    written = {"share": percent, "points": _points, "days": halves}.get(name)
    return written(value, language) if written else str(value)


def _named(name: str, key: str, language: Language) -> str:
    if name == "indicator":
        return catalogue.BY_NAME[key].reason[0 if language is Language.DA else 1]
    return say(key, language)


def _points(change: float, _language: Language) -> str:
    return str(round(100 * change))
