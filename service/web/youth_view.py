"""The youth's page put together: what was read of the youth, in words, and what the forms offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from features.records import ATTENDANCE
from features.vocabulary import ContactKind
from service.casework.efforts import efforts_for_help
from service.casework.grounds import Asked as AskedGrounds
from service.casework.grounds import Grounds, read_grounds
from service.casework.school_year import AskedYear, read_school_year
from service.casework.seeing import local_day
from service.domain.access import Act, Why, may
from service.domain.casework import Assessment, Concern
from service.domain.course import course_so_far
from service.domain.flag_life import LONGEST_REASON, LONGEST_WAIT, AskedBy
from service.domain.help import HERNING as HELP_TABLES
from service.domain.help import course_of, suggest, table_on, whereabouts_of
from service.domain.school_weeks import Began, SchoolYear
from service.domain.team import Colleague, Post, seers_of, team_of
from service.store.records_lake import Lake
from service.store.youth_keys import keys_of_store
from service.texts.case_wording import say_assessment, word_case
from service.texts.catalogue import say_count
from service.texts.dates import short_months
from service.texts.follow_up_wording import Names, WordedEffort, word_due, word_effort
from service.texts.help_wording import WordedHelp, word_help
from service.texts.judgement_wording import WordedJudgement, told_indicators, word_frequency, word_judgement
from service.texts.rights_wording import word_dispute
from service.texts.youth_wording import word_course, word_opening, word_seer, word_team, word_year
from service.web.charts import absence_chart
from service.web.freshness import freshness
from service.web.reading import SignedIn
from service.web.told_once import contact_rows, recorded_efforts
from service.web.views import CasePage, Choice, Colleagues, DueLine, Limits, YearPicture
from service.web.youth_reading import Read, Seen

_BY_PLACE: Final = frozenset({Why.SCHOOL, Why.DISTRICT})
"""Reasons that would tell where a youth belongs; those who see a protected one for them are counted and not named."""


def page_of(reader: SignedIn, seen: Seen, read: Read) -> CasePage:
    """What the youth's page shows."""
    grounds = _grounds(reader, seen, read) if seen.judgement_is_open else Grounds()
    href = f"/unge/{keys_of_store(reader.service.store).key_of(seen.sight.youth_id)}"
    year = _year(reader, seen, read)
    places = year.names if year is not None and not read.is_protected else {}
    names = Names(read.case.names, {user.user_id: user.name for user in read.around.everybody})
    situation = read.case.facts.situation
    return CasePage(
        href,
        word_case(read.case, reader.language),
        reader.say("case.why", why=reader.say(f"why.{seen.sight.why}")),
        freshness(read.run, reader, said="fresh.case"),
        may(reader.actor, Act.ASSESS),
        _assessment(reader, seen, read.own),
        seen.judgement_is_open,
        _judgement(reader, read, grounds),
        _help(reader, read, grounds) if seen.judgement_is_open else None,
        _limits(reader),
        None if year is None else _picture(reader, year),
        word_course(course_so_far(situation), places, reader.language),
        _colleagues(reader, read),
        _due(reader, href, read),
        _efforts(reader, read, names),
        tuple(
            row.text for row in contact_rows(read.promised.contacts, situation.contacts, reader.language, names=names)
        ),
        read.promised.coming,
        may_reach=may(reader.actor, Act.SEE_IDENTITY),
        is_protected=read.is_protected,
        disputed=tuple(word_dispute(one, reader.language) for one in read.disputes),
    )


def _year(reader: SignedIn, seen: Seen, read: Read) -> SchoolYear | None:
    """The youth's school days as the published night saw them."""
    disputed = frozenset(one.what.on for one in read.disputes if one.what.table == ATTENDANCE.name)
    run = read.run
    noted = tuple(Began(one.kind, one.started_on, one.ended_on) for one in read.promised.efforts)
    asked = AskedYear(seen.sight, read.case.facts, run.business_on, run.lake_version, read.permits, disputed, noted)
    return read_school_year(Lake(reader.service.folders.lake), asked)


def _picture(reader: SignedIn, year: SchoolYear) -> YearPicture:
    chart = absence_chart(year, months=short_months(reader.language)) if year.has_days else None
    return YearPicture(chart, word_year(year, reader.language))


def _colleagues(reader: SignedIn, read: Read) -> Colleagues:
    around, language = read.around, reader.language
    seers = seers_of(around.visible, around.everybody, around.organisation)
    hidden = _BY_PLACE if read.is_protected else frozenset()
    names = {user.user_id: user.name for user in around.everybody}
    team = word_team(team_of(around.visible, around.organisation, is_protected=read.is_protected), language)
    leaders = [Colleague(one.user.name, "", (Post.LEADER,)) for one in seers if one.leads]
    return Colleagues(
        (*team, *word_team(leaders, language)),
        tuple(word_seer(one.user.name, one.why, language) for one in seers if one.why not in hidden),
        say_count("sees.count", len(seers), language),
        tuple(word_opening(one, names.get(one.actor_id, one.actor_id), language) for one in around.openings),
    )


def _due(reader: SignedIn, href: str, read: Read) -> tuple[DueLine, ...]:
    worded = (word_due(item, reader.language, on=read.case.on) for item in read.promised.due)
    ends = (item.below for item in read.promised.due)
    return tuple(DueLine(one, f"{href}/{end}".rstrip("/")) for one, end in zip(worded, ends, strict=True))


def _efforts(reader: SignedIn, read: Read, names: Names) -> tuple[WordedEffort, ...]:
    """The open efforts, noted here or in the records."""
    noted, language = read.promised.efforts, reader.language
    here = (word_effort(one, (), language, names=names, on=read.case.on) for one in noted)
    recorded = recorded_efforts(noted, read.case.facts.situation.efforts, language)
    return tuple(one for one in (*here, *recorded) if one.is_open)


def _judgement(reader: SignedIn, read: Read, grounds: Grounds) -> WordedJudgement | None:
    """What the model or rule says, with the records behind it."""
    judged = read.judgement
    if judged is None:
        return None
    disputed = [one.what for one in read.disputes]
    worded = word_judgement(judged, reader.language, is_rule=read.is_rule, grounds=grounds.behind, disputed=disputed)
    return replace(worded, measured=word_frequency(read.frequency, judged, reader.language))


def _grounds(reader: SignedIn, seen: Seen, read: Read) -> Grounds:
    """What the judgement is read against."""
    facts, judged = read.case.facts, read.judgement
    asked = AskedGrounds(
        seen.sight,
        facts.district_id,
        read.run.business_on,
        read.run.lake_version,
        told_indicators(judged) if judged else frozenset(),
        read.permits,
    )
    return read_grounds(Lake(reader.service.folders.lake), asked)


def _help(reader: SignedIn, read: Read, grounds: Grounds) -> WordedHelp | None:
    """Help that fits the course; None for those to whom the ladder does not apply."""
    where = whereabouts_of(read.case.facts.situation)
    if where is None:
        return None
    course = course_of(read.judgement.profile if read.judgement else None)
    tried = (*(grounds.efforts or ()), *efforts_for_help(read.promised.efforts))
    found = suggest(table_on(HELP_TABLES, read.case.on), course, where, efforts=tried)
    return word_help(found, reader.language, is_tried_known=grounds.efforts is not None)


def _assessment(reader: SignedIn, seen: Seen, own: Assessment | None) -> str:
    """The reader's own assessment; that it no longer stands, where a new flag has come since."""
    if own is None:
        return ""
    told = f"{say_assessment(own, reader.language)}."
    return told if seen.judgement_is_open else f"{told} {reader.say('assess.new_flag')}"


def _limits(reader: SignedIn) -> Limits:
    today = local_day(reader.at)
    return Limits(
        tuple(Choice(str(kind), reader.say(f"contact.{kind}")) for kind in ContactKind),
        tuple(Choice(str(level), reader.say(f"assess.{level}")) for level in Concern),
        tuple(Choice(str(asker), reader.say(f"asked_by.{asker}")) for asker in AskedBy),
        LONGEST_REASON,
        (today + timedelta(days=1)).isoformat(),
        (today + LONGEST_WAIT).isoformat(),
    )
