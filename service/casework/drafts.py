"""Drafts of the longer forms: kept while somebody types, found again when the form is opened, gone when it is sent."""

from __future__ import annotations

from datetime import datetime

from service.casework.seeing import check_may_act
from service.domain.access import Actor
from service.domain.audit import Event
from service.domain.drafts import ACTS, Draft, DraftOf, Typed, check_size
from service.domain.sight import Sight
from service.store import audit, drafts
from service.store.unit_of_work import Work


def keep_draft(work: Work, actor: Actor, of: DraftOf, *, typed: Typed, at: datetime) -> None:
    """Keep what the actor has typed until now.

    The trail says that a draft was begun, not every second of its typing: it is its author's alone until it is sent.
    Raises: NotPermitted, UnknownThing if the actor may not send the form; WrongUse if it is too long.
    """
    check_may_act(work, actor, ACTS[of.form], youth_id=of.youth_id, at=at)
    check_size(typed)
    if drafts.keep(work, of, typed, actor_id=actor.actor_id, at=at):
        audit.append(work, Event(at, actor, "draft.begun", of.youth_id, {"form": str(of.form)}))


def drop_draft(work: Work, actor: Actor, of: DraftOf, *, at: datetime) -> None:
    """Throw the actor's draft away.

    Raises: as `keep_draft`.
    """
    check_may_act(work, actor, ACTS[of.form], youth_id=of.youth_id, at=at)
    if drafts.drop(work, of, actor_id=actor.actor_id):
        audit.append(work, Event(at, actor, "draft.dropped", of.youth_id, {"form": str(of.form)}))


def sent(work: Work, actor: Actor, of: DraftOf) -> None:
    """Let go of the actor's draft of a form that is being sent; the trail says what was sent."""
    drafts.drop(work, of, actor_id=actor.actor_id)


def draft_of(work: Work, seen: Sight, of: DraftOf) -> Draft | None:
    """What whoever sees the youth had typed into a form, or None."""
    return drafts.draft(work, seen, of=of, actor_id=seen.actor.actor_id, at=seen.at)
