"""The audit trail: what is said in a transaction is written with it, and the whole can be verified and handed out.

with store.begin() as work:
    append(work, Event(at, actor, "youth.looked", youth_id))
...  # the line is on disk: now the page may be served
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.audit import FIRST, Event, Line
from service.domain.errors import IntegrityBroken
from service.domain.sight import Many, OneYouth
from service.store.audit_lines import NOTHING
from service.store.flags import AT_ONCE
from service.store.seal import Anchored, Seal
from service.store.tables import AUDIT
from service.store.unit_of_work import Store, Work

OPENED: Final = "youth.looked"
"""The action by which the trail tells that somebody opened a youth."""
_PAGE: Final = 5_000


@dataclass(frozen=True)
class Verified:
    """What a look over the whole trail found; `broken` is the first number that does not hold, `what` says how."""

    count: int
    head: str
    broken: int | None = None
    what: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every line holds."""
        return self.broken is None


def append(work: Work, event: Event) -> None:
    """Say that something was done or looked at; written at the end of the transaction, or not at all with it.

    Raises: IntegrityBroken if the store was opened without the key of its trail.
    """
    if not work.is_writing:
        raise ValueError("audit: got a view that is only read, allowed is a transaction; use `store.begin()`")
    with_seal(work.seal)
    work.events.append(event)


def verify(store: Store) -> Verified:
    """Look over the whole trail: every line's hash and number, and that it reaches the anchor.

    The anchor is read before the view is opened, so that a trail which grows meanwhile still holds.
    """
    seal = with_seal(store.seal)
    try:
        anchored = seal.anchored()
    except IntegrityBroken as changed:
        return Verified(0, FIRST, 0, str(changed))
    with store.read() as work:
        return verify_lines(work, anchored)


def verify_lines(work: Work, anchored: Anchored | None) -> Verified:
    """Look over the lines as this transaction sees them, against an anchor that was read before it began."""
    key, head = with_seal(work.seal).key, NOTHING
    for line in lines(work):
        if line.number != head.number + 1:
            return _broken(head, f"line {head.number + 1} is missing: after {head.number} comes {line.number}")
        if not line.follows(key, head.hash):
            return _broken(head, f"line {line.number} is not what was written there, or was written with another key")
        at = Anchored(line.number, line.hash)
        if anchored is not None and at.number == anchored.number and at != anchored:
            return _broken(head, f"line {at.number} is not the one anchored there")
        head = at
    return _at_the_end(head, anchored)


def lines(
    work: Work,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    youth_id: YouthId | None = None,
    actor_id: str | None = None,
) -> Iterator[Line]:
    """The lines of the trail in order, from `since` to before `until`, about one youth or by one actor if asked."""
    query = sa.select(AUDIT)
    if since is not None:
        query = query.where(AUDIT.c.at >= since)
    if until is not None:
        query = query.where(AUDIT.c.at < until)
    if youth_id is not None:
        query = query.where(AUDIT.c.youth_id == youth_id)
    if actor_id is not None:
        query = query.where(AUDIT.c.actor_id == actor_id)
    yield from _paged(work, query)


def opened_at(
    work: Work, _seen: Many | OneYouth, *, actor_id: str, youth_ids: Collection[YouthId]
) -> dict[YouthId, datetime]:
    """When somebody last opened each of some youths; those never opened are left out."""
    latest = sa.func.max(AUDIT.c.at, type_=AUDIT.c.at.type).label("at")
    mine = sa.select(AUDIT.c.youth_id, latest).where(AUDIT.c.actor_id == actor_id, AUDIT.c.action == OPENED)
    wanted, found = sorted(set(youth_ids)), dict[YouthId, datetime]()
    for start in range(0, len(wanted), AT_ONCE):
        some = AUDIT.c.youth_id.in_(wanted[start : start + AT_ONCE])
        found |= {YouthId(row.youth_id): row.at for row in work.rows(mine.where(some).group_by(AUDIT.c.youth_id))}
    return found


def anchor_anew(store: Store, event: Event) -> None:
    """Start a new anchor from the trail as it stands, and say so in it: after a restore, by a person who says why.

    The old anchor stays beside it under its number.
    """
    if store.seal is not None:
        store.seal.set_aside()
    with store.begin() as work:
        append(work, event)


def _paged(work: Work, query: sa.Select[Any]) -> Iterator[Line]:
    """The lines of a query a page at a time: no cursor is left open when somebody stops in the middle."""
    last: int | None = None
    while True:
        page = query if last is None else query.where(AUDIT.c.number > last)
        found = work.rows(page.order_by(AUDIT.c.number).limit(_PAGE))
        for row in found:
            yield Line(**row._mapping)
        if len(found) < _PAGE:
            return
        last = found[-1].number


def with_seal(seal: Seal | None) -> Seal:
    """The seal of a store that was opened with one.

    Raises: IntegrityBroken if it was opened without.
    """
    if seal is None:
        raise IntegrityBroken(
            "audit: got a store opened without the key of its trail, allowed is one opened with it. "
            "Open it by `service.operating.opening.open_installation`."
        )
    return seal


def _broken(head: Anchored, what: str) -> Verified:
    return Verified(head.number, head.hash, head.number + 1, what)


def _at_the_end(head: Anchored, anchored: Anchored | None) -> Verified:
    if anchored is None and head.number:
        return Verified(head.number, head.hash, head.number, "there is no anchor, so lost lines could not be noticed")
    if anchored is not None and anchored.number > head.number:
        return _broken(head, f"line {head.number + 1} to {anchored.number} are missing at the end")
    return Verified(head.number, head.hash)
