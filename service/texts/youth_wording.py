"""A youth's absence over time, course, colleagues and who can see them, put into words. Facts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from features.calendar import LOCAL
from features.vocabulary import InstitutionId, Status
from service.domain.access import Why
from service.domain.break_glass import Opening
from service.domain.course import Course, Gap
from service.domain.school_weeks import Began, Kept, SchoolWeek, SchoolYear
from service.domain.situation import NextStep, Spell
from service.domain.team import Colleague, Post
from service.texts.case_wording import say_clock
from service.texts.catalogue import say
from service.texts.dates import Language, day, halves, medium_day, span

LATELY_SHOWN: Final = 4
"""Lines of the course that are told at once; earlier ones are folded."""
_ALWAYS_IN_LEGEND: Final = ("present", "unlawful", "permitted", "sick")


@dataclass(frozen=True)
class WordedWeek:
    """A school week as a line of a table; `note` stands in the place of the numbers where there are none."""

    week: str
    days: str
    unlawful: str
    permitted: str
    sick: str
    note: str


@dataclass(frozen=True)
class WordedYear:
    """Absence over time in words. `legend`: what each kind of box is called."""

    summary: str
    legend: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    efforts: tuple[str, ...]
    weeks: tuple[WordedWeek, ...]


@dataclass(frozen=True)
class WordedStretch:
    """A line of the course: when, what and where; `kind` is past, now, gap or next."""

    kind: str
    when: str
    what: str
    where: str = ""


@dataclass(frozen=True)
class WordedCourse:
    """The course so far, the latest first; `next` is never empty."""

    lately: tuple[WordedStretch, ...]
    earlier: tuple[WordedStretch, ...]
    next: tuple[WordedStretch, ...]


@dataclass(frozen=True)
class WordedColleague:
    """Whom to ring: the name, what they are to the youth, and the telephone."""

    name: str
    posts: str
    phone: str


# Absence over time


def word_year(year: SchoolYear, language: Language) -> WordedYear:
    """The school year in a language."""
    observed = [week for week in year.weeks if week.kept is Kept.OBSERVED]
    kinds = [kind for kind in Kept if kind is not Kept.OBSERVED and any(week.kept is kind for week in year.weeks)]
    shown = [
        *(_ALWAYS_IN_LEGEND if observed else ()),
        *(["disputed"] if any(week.is_disputed for week in observed) else []),
        *kinds,
    ]
    return WordedYear(
        _summary(year, observed, language),
        tuple((str(kind), say(f"school.{kind}", language)) for kind in shown),
        tuple(_gap(kept, weeks, language) for kept, weeks in year.gaps),
        tuple(_effort(effort, language) for effort in year.efforts),
        tuple(_week(week, language) for week in reversed(year.weeks)),
    )


def _summary(year: SchoolYear, observed: Sequence[SchoolWeek], language: Language) -> str:
    first = year.weeks[0].monday_on if year.weeks else year.until_on
    told = span(first, year.until_on - timedelta(days=1), language) if year.weeks else day(year.until_on, language)
    if not observed:
        return say("school.summary.none", language, span=told)
    missed = halves(sum(week.missed for week in observed), language)
    kinds = {kind: _days(sum(getattr(week, kind) for week in observed), language) for kind in _ALWAYS_IN_LEGEND[1:]}
    summary = say("school.summary", language, span=told, days=sum(week.days for week in observed), missed=missed)
    return f"{summary} {say('school.kinds', language, **kinds)}"


def _days(days: float, language: Language) -> str:
    return halves(days, language) if days else "0"


def _gap(kept: Kept, weeks: Sequence[SchoolWeek], language: Language) -> str:
    why = say(f"school.{kept}", language)
    return say("school.gap", language, weeks=_weeks(weeks, language), why=why[0].lower() + why[1:])


def _weeks(weeks: Sequence[SchoolWeek], language: Language) -> str:
    """Uge 47 (16.–22. november 2026), or from the first to the last; over new year without numbers, which begin again."""
    first, last = weeks[0].monday_on, weeks[-1].monday_on
    written = span(first, last + timedelta(days=6), language)
    if first == last:
        return say("week.one", language, week=first.isocalendar().week, span=written)
    if first.isocalendar().year != last.isocalendar().year:
        return written
    return say("week.several", language, first=first.isocalendar().week, last=last.isocalendar().week, span=written)


def _effort(effort: Began, language: Language) -> str:
    kind, on = say(f"help.kind.{effort.kind}", language), medium_day(effort.on, language)
    if effort.ended_on is None:
        return say("school.effort.open", language, kind=kind, on=on)
    return say("school.effort.ended", language, kind=kind, on=on, ended=medium_day(effort.ended_on, language))


def _week(week: SchoolWeek, language: Language) -> WordedWeek:
    named = _weeks([week], language)
    if week.kept is not Kept.OBSERVED:
        return WordedWeek(named, "", "", "", "", say(f"school.{week.kept}", language))
    unlawful, permitted, sick = (_days(days, language) for days in (week.unlawful, week.permitted, week.sick))
    note = say("rights.contested.word", language) if week.is_disputed else ""
    return WordedWeek(named, str(week.days), unlawful, permitted, sick, note)


# The course


def word_course(course: Course, names: Mapping[InstitutionId, str], language: Language) -> WordedCourse:
    """The course in a language; `names` of institutions, empty where no place may be told."""
    told = [_stretch(one, names, language) for one in reversed(course.so_far)]
    ahead = [_planned(one, names, language) for one in course.planned]
    ahead += [_next(one, names, language) for one in course.next_steps]
    none = WordedStretch("next", "", say("course.next.none", language))
    return WordedCourse(tuple(told[:LATELY_SHOWN]), tuple(told[LATELY_SHOWN:]), tuple(ahead) or (none,))


def _stretch(one: Spell | Gap, names: Mapping[InstitutionId, str], language: Language) -> WordedStretch:
    if isinstance(one, Gap):
        return WordedStretch("gap", _when(one.first_on, one.last_on, language), say("course.gap", language))
    what = say(f"status.{one.status}", language)
    if one.grade is not None and one.status is not Status.TENTH_GRADE:
        what = say("course.grade", language, status=what, grade=one.grade)
    if one.ended_on is not None:
        ended = say(f"course.ended.{one.end_reason or 'unknown'}", language)
        what = f"{what}, {ended}"
    kind = "now" if one.ended_on is None else "past"
    return WordedStretch(kind, _when(one.started_on, one.ended_on, language), _capital(what), _where(one, names))


def _when(first: date, last: date | None, language: Language) -> str:
    return say("course.since", language, on=day(first, language)) if last is None else span(first, last, language)


def _planned(spell: Spell, names: Mapping[InstitutionId, str], language: Language) -> WordedStretch:
    what = say("course.planned", language, status=say(f"status.{spell.status}", language))
    return WordedStretch("next", _from(spell.started_on, language), what, _where(spell, names))


def _next(step: NextStep, names: Mapping[InstitutionId, str], language: Language) -> WordedStretch:
    what = say(f"course.next.{step.kind}", language)
    return WordedStretch("next", _from(step.starts_on, language), what, _where(step, names))


def _from(on: date, language: Language) -> str:
    return say("course.from", language, on=day(on, language))


def _where(one: Spell | NextStep, names: Mapping[InstitutionId, str]) -> str:
    return names.get(one.institution_id, "") if one.institution_id else ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


# Colleagues, and who can see


def word_team(team: Iterable[Colleague], language: Language) -> tuple[WordedColleague, ...]:
    """Whom to ring, in a language."""
    return tuple(
        WordedColleague(
            one.name,
            ", ".join(_post(post, one, language) for post in one.posts),
            say("team.phone", language, phone=one.phone) if one.phone else say("team.no_phone", language),
        )
        for one in team
    )


def _post(post: Post, colleague: Colleague, language: Language) -> str:
    if post is Post.COVER:
        return say("team.cover", language, name=colleague.instead_of)
    return say(f"team.{post}", language)


def word_seer(name: str, why: Why, language: Language) -> tuple[str, str]:
    """Somebody who can see the youth, and why."""
    return name, say(f"sees.{why}", language)


def word_opening(opening: Opening, name: str, language: Language) -> str:
    """Who broke the glass and when; why is for those who review it."""
    on = medium_day(opening.at.astimezone(LOCAL).date(), language)
    return say("sees.opening", language, name=name, on=on, time=say_clock(opening.at, language))
