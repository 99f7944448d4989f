"""Drafts of letters about one youth, which a person reads, amends and sends: nothing is ever sent from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from features.calendar import LOCAL
from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.coming_of_age import check_may_offer_to_custody
from service.domain.errors import UnknownThing
from service.domain.sight import Errand, Task, YouthErrand
from service.officer.explanation import Explained, letter_of_explanation
from service.officer.notices import To, letter_of_notice
from service.operating.bundles import active
from service.settings import Settings
from service.store import audit, bundles, subjects
from service.store.disputes import open_disputes
from service.store.identities import has_protected_address
from service.store.judgement import judgements
from service.store.lake_subjects import rows_in_lake
from service.store.records_lake import Lake
from service.store.unit_of_work import Work
from service.store.youths import youth_facts
from service.texts.about_wording import InUse
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.papers import Paper, Section, Text
from service.web.paper_page import Around, paper_page


class DraftFor(StrEnum):
    """Why a draft is made; kept in the trail."""

    DUTY = "duty"  # the municipality tells of its own accord, as it must
    ASKED = "asked"  # somebody who may asked for it
    COMPLAINT = "complaint"  # to answer a complaint


@dataclass(frozen=True)
class Wanted:
    """A letter: about whom, to whom, why, in which language."""

    youth_id: YouthId
    to: To
    purpose: DraftFor
    language: Language = Language.DA

    @property
    def seen(self) -> YouthErrand:
        """What is read for the letter by: a right of the youth's."""
        return Errand(Task.RIGHTS).of(self.youth_id)


def draft_notice(settings: Settings, work: Work, wanted: Wanted, *, actor: Actor, at: datetime) -> bytes:
    """The notice (article 14) as a page; that it was drafted becomes a line of the trail.

    Raises: NotPermitted, for a custody holder from the 18th birthday on too; UnknownThing if nothing is held of such a youth.
    """
    _check(settings, work, wanted, actor=actor, at=at)
    found = active(work)
    model = None if found is None else InUse(found.bundle.manifest, found.since_at.astimezone(LOCAL).date(), None)
    _note(work, wanted, "subject.notice_drafted", actor=actor, at=at)
    return _page(work, letter_of_notice(wanted.to, model, wanted.language), wanted)


def draft_explanation(settings: Settings, work: Work, wanted: Wanted, *, actor: Actor, at: datetime) -> bytes:
    """The explanation of the youth's latest published computation as a page; it becomes a line of the trail.

    Raises: as `draft_notice`; UnknownThing if nothing was ever computed of the youth.
    """
    _check(settings, work, wanted, actor=actor, at=at)
    found = judgements(work, wanted.seen, limit=1)
    if not found:
        raise UnknownThing(
            "explanation: nothing was computed of this youth, so that there is nothing to explain. Draft the notice instead."
        )
    model_id = found[0].model_id
    learned_from = bundles.data_of(work, model_id) or found[0].data
    disputes = tuple(open_disputes(work, wanted.seen))
    explained = Explained(found[0], bundles.is_rule(work, model_id), learned_from, disputes)
    _note(work, wanted, "subject.explanation_drafted", actor=actor, at=at)
    return _page(work, letter_of_explanation(wanted.to, explained, wanted.language), wanted)


def _check(settings: Settings, work: Work, wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """Pass if the actor may, something is held of the youth, and for a custody holder if the youth is known to be under 18."""
    check_may(actor, Act.ANSWER_SUBJECT)
    if not rows_in_lake(Lake(settings.folders.lake), wanted.seen) and not subjects.rows_of(work, wanted.seen):
        raise UnknownThing("draft: nothing here speaks of such a youth. Look at how the id is written.")
    if wanted.to is To.CUSTODY:
        facts = youth_facts(work, wanted.seen)
        if facts is None:
            raise UnknownThing(
                "custody holder: got a youth whose age the published night does not know, allowed are those of 14 to 17. "
                "Write to the youth alone: `--to youth`."
            )
        check_may_offer_to_custody(facts.situation.birth_on, at)


def _note(work: Work, wanted: Wanted, action: str, *, actor: Actor, at: datetime) -> None:
    detail = {"to": str(wanted.to), "purpose": str(wanted.purpose)}
    audit.append(work, Event(at, actor, action, wanted.youth_id, detail))


def _page(work: Work, letter: Paper, wanted: Wanted) -> bytes:
    """The letter with the youth's number under it, by which whoever sends it sees whom it is about.

    No letter names a place; of a protected address the sender is reminded.
    """
    language = wanted.language
    number = Text((say(f"explanation_{wanted.to}.number", language, number=wanted.youth_id),))
    last = letter.sections[-1]
    ended = Section(last.anchor, last.title, (*last.blocks, number))
    whole = Paper(letter.name, letter.title, letter.lead, (*letter.sections[:-1], ended))
    notes = ["letter.note", *(["letter.protected"] if has_protected_address(work, wanted.seen) else [])]
    told = tuple(say(note, language) for note in notes)
    around = Around(language, say("letter.kicker", language), told, say("letter.footer", language), is_letter=True)
    return paper_page(whole, around)
