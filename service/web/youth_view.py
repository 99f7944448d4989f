"""The youth's page put together: what was read of the youth, in words, and what the forms offer."""

from __future__ import annotations

from datetime import timedelta

from features.vocabulary import ContactKind
from service.casework.grounds import Asked as AskedGrounds
from service.casework.grounds import Grounds, read_grounds
from service.casework.seeing import local_day
from service.domain.access import Act, may
from service.domain.casework import Assessment, Concern
from service.domain.flag_life import LONGEST_REASON, LONGEST_WAIT, AskedBy
from service.domain.help import HERNING as HELP_TABLES
from service.domain.help import course_of, suggest, table_on, whereabouts_of
from service.store.records_lake import Lake
from service.store.youth_keys import keys_of_store
from service.texts.case_wording import say_assessment, word_case
from service.texts.help_wording import WordedHelp, word_help
from service.texts.judgement_wording import WordedJudgement, told_indicators, word_judgement
from service.texts.rights_wording import word_dispute
from service.web.freshness import freshness
from service.web.reading import SignedIn
from service.web.views import CasePage, Choice, Limits
from service.web.youth_reading import Read, Seen


def page_of(reader: SignedIn, seen: Seen, read: Read) -> CasePage:
    """What the youth's page shows."""
    grounds = _grounds(reader, seen, read) if seen.judgement_is_open else Grounds()
    return CasePage(
        f"/unge/{keys_of_store(reader.service.store).key_of(seen.sight.youth_id)}",
        word_case(read.case, reader.language),
        reader.say("case.why", why=reader.say(f"why.{seen.sight.why}")),
        freshness(read.run, reader, said="fresh.case"),
        may(reader.actor, Act.ASSESS),
        _assessment(reader, seen, read.own),
        seen.judgement_is_open,
        _judgement(reader, read, grounds),
        _help(reader, read, grounds) if seen.judgement_is_open else None,
        _limits(reader),
        may_reach=may(reader.actor, Act.SEE_IDENTITY),
        is_protected=read.is_protected,
        disputed=tuple(word_dispute(one, reader.language) for one in read.disputes),
    )


def _judgement(reader: SignedIn, read: Read, grounds: Grounds) -> WordedJudgement | None:
    """What the model or rule says, with the records behind it."""
    judged = read.judgement
    if judged is None:
        return None
    disputed = [one.what for one in read.disputes]
    return word_judgement(judged, reader.language, is_rule=read.is_rule, grounds=grounds.behind, disputed=disputed)


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
    found = suggest(table_on(HELP_TABLES, read.case.on), course, where, efforts=grounds.efforts or ())
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
