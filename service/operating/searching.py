"""Looking something up in the audit trail, and handing lines out: each is a line of the trail itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event, Line
from service.domain.exports import Export, Purpose
from service.domain.sight import Errand, Task
from service.store import audit, audit_search
from service.store.audit_search import Wanted
from service.store.unit_of_work import Work

PAGE: Final = 50
_SUPERVISION: Final = Errand(Task.RIGHTS)


def search_trail(work: Work, actor: Actor, wanted: Wanted, *, before: int | None = None, at: datetime) -> list[Line]:
    """A page of the lines that are wanted, the latest first, with one more if there are more; that it was asked for becomes a line.

    What was typed is kept only where the trail has it already: a slip of the pen may be a number that identifies.
    Raises: NotPermitted.
    """
    check_may(actor, Act.READ_AUDIT)
    found = audit_search.page_of(work, _SUPERVISION, wanted, before=before, limit=PAGE + 1)
    known = wanted if found else replace(wanted, actor_id="", action="", youth_id=None)
    asked = {"action": known.action, "by": known.actor_id, "since": _said(wanted.since), "until": _said(wanted.until)}
    detail = {key: one for key, one in asked.items() if one}
    audit.append(work, Event(at, actor, "audit.searched", known.youth_id, detail))
    return found


def export_trail(work: Work, actor: Actor, wanted: Wanted, *, purpose: Purpose, at: datetime) -> list[Line]:
    """Every line that is wanted, the latest first; that they were handed out becomes a line.

    Raises: NotPermitted.
    """
    check_may(actor, Act.READ_AUDIT)
    found = audit_search.page_of(work, _SUPERVISION, wanted)
    said = Export("audit.exported", len(found), purpose, wanted.youth_id if found else None)
    audit.append(work, said.event(at, actor, since=_said(wanted.since), until=_said(wanted.until)))
    return found


def _said(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="minutes")
