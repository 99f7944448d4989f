"""Receivers and what each still has to be told; their secrets are encrypted under a key outside the database.

An event is put before a receiver once, and its row goes when it was taken. Of a youth's events only the first that is left may be sent,
so that a failure keeps the later ones of that youth back and nobody else's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import IntegrityBroken, UnknownThing
from service.domain.outbox import FlagEvent
from service.domain.webhooks import Disabled, Outcome, Webhook
from service.store.outbox import event_of, events_after
from service.store.outbox_tables import FLAG_EVENTS, WEBHOOK_BACKLOG, WEBHOOKS
from service.store.tables import FLAGS
from service.store.unit_of_work import Work

_PURPOSE: Final = b"alleskalmed: secrets of webhooks"
_NONCE_BYTES: Final = 12
_AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class Due:
    """An event that is to be sent, and how often that was tried."""

    event: FlagEvent
    attempts: int


@dataclass(frozen=True)
class Failed:
    """An event that was not taken: what became of the attempt, how many there were, and when the next is."""

    number: int
    outcome: Outcome
    attempts: int
    next_at: datetime


@dataclass(frozen=True)
class Backlog:
    """What a receiver has not taken yet; `since_at`: when the oldest of it happened."""

    events: int
    since_at: datetime | None


def webhooks(work: Work) -> tuple[Webhook, ...]:
    """Every receiver, by name."""
    return tuple(_webhook(work, row) for row in work.rows(sa.select(WEBHOOKS).order_by(WEBHOOKS.c.webhook_id)))


def webhook(work: Work, webhook_id: str) -> Webhook:
    """The receiver of a name.

    Raises: UnknownThing if there is none.
    """
    row = work.first(sa.select(WEBHOOKS).where(WEBHOOKS.c.webhook_id == webhook_id))
    if row is None:
        raise UnknownThing("webhook: got a name that none has, allowed are those of `alleskalmed webhooks list`.")
    return _webhook(work, row)


def names(work: Work) -> frozenset[str]:
    """The names that are taken."""
    return frozenset(row.webhook_id for row in work.rows(sa.select(WEBHOOKS.c.webhook_id)))


def add(work: Work, new: Webhook) -> None:
    """Store a new receiver."""
    row = {name: getattr(new, name) for name in ("webhook_id", "url", "made_at", "fed_number")}
    work.execute(sa.insert(WEBHOOKS), [{**row, "secret": _sealed(work, new.webhook_id, new.secret)}])


def change(work: Work, webhook_id: str, **values: Any) -> None:
    """Change columns of a receiver; secrets are given open and stored encrypted."""
    stored = {
        name: _sealed(work, webhook_id, value) if name in {"secret", "old_secret"} and value is not None else value
        for name, value in values.items()
    }
    work.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.webhook_id == webhook_id).values(stored))


# What is to be told


def feed(work: Work, one: Webhook, *, at: datetime) -> None:
    """Put before a receiver every event that came since it was last fed."""
    fed = one.fed_number
    while events := events_after(work, fed, at=at, limit=_AT_ONCE):
        put_before(work, one.webhook_id, events, at=at)
        fed = events[-1].number
    change(work, one.webhook_id, fed_number=fed)


def put_before(work: Work, webhook_id: str, events: Iterable[FlagEvent], *, at: datetime) -> int:
    """Put events before a receiver that do not wait for it already; returns how many."""
    rows = [
        {"webhook_id": webhook_id, "number": one.number, "attempts": 0, "next_at": at, "last_outcome": None}
        for one in events
    ]
    waiting = set(_waiting(work, webhook_id))
    new = [row for row in rows if row["number"] not in waiting]
    work.execute(sa.insert(WEBHOOK_BACKLOG), new)
    return len(new)


def hurry(work: Work, webhook_id: str, *, at: datetime) -> None:
    """Let everything that waits for a receiver be due at once."""
    mine = sa.update(WEBHOOK_BACKLOG).where(WEBHOOK_BACKLOG.c.webhook_id == webhook_id)
    work.execute(mine.values(next_at=at, attempts=0))


def due(work: Work, webhook_id: str, *, at: datetime, limit: int) -> tuple[Due, ...]:
    """Of each youth the first event that is left, if it is due, in the order of events."""
    mine = WEBHOOK_BACKLOG.c.webhook_id == webhook_id
    joined = FLAG_EVENTS.join(FLAGS, FLAGS.c.flag_id == FLAG_EVENTS.c.flag_id)
    first = (
        sa.select(sa.func.min(WEBHOOK_BACKLOG.c.number))
        .join(joined, FLAG_EVENTS.c.number == WEBHOOK_BACKLOG.c.number)
        .where(mine)
        .group_by(FLAGS.c.youth_id)
    )
    wanted = (
        sa.select(FLAG_EVENTS, WEBHOOK_BACKLOG.c.attempts)
        .join(WEBHOOK_BACKLOG, WEBHOOK_BACKLOG.c.number == FLAG_EVENTS.c.number)
        .where(mine, WEBHOOK_BACKLOG.c.next_at <= at, FLAG_EVENTS.c.number.in_(first))
        .order_by(FLAG_EVENTS.c.number)
        .limit(limit)
    )
    return tuple(Due(event_of(row), row.attempts) for row in work.rows(wanted))


def taken(work: Work, webhook_id: str, numbers: Collection[int]) -> None:
    """Take off the backlog what the receiver has taken."""
    row = sa.and_(WEBHOOK_BACKLOG.c.webhook_id == webhook_id, WEBHOOK_BACKLOG.c.number == sa.bindparam("of"))
    work.execute(sa.delete(WEBHOOK_BACKLOG).where(row), [{"of": number} for number in sorted(numbers)])


def failed(work: Work, webhook_id: str, attempts: Collection[Failed]) -> None:
    """Keep what the receiver has not taken for another time."""
    row = sa.and_(WEBHOOK_BACKLOG.c.webhook_id == webhook_id, WEBHOOK_BACKLOG.c.number == sa.bindparam("of"))
    values = [
        {"of": one.number, "attempts": one.attempts, "next_at": one.next_at, "last_outcome": one.outcome}
        for one in attempts
    ]
    work.execute(sa.update(WEBHOOK_BACKLOG).where(row), values)


def backlog(work: Work, webhook_id: str) -> Backlog:
    """How much waits for a receiver, and since when."""
    oldest = sa.func.min(FLAG_EVENTS.c.at, type_=FLAG_EVENTS.c.at.type)
    columns: tuple[sa.Label[Any], ...] = (sa.func.count().label("events"), oldest.label("since"))
    waiting = (
        sa.select(*columns)
        .select_from(WEBHOOK_BACKLOG)
        .join(FLAG_EVENTS, FLAG_EVENTS.c.number == WEBHOOK_BACKLOG.c.number)
        .where(WEBHOOK_BACKLOG.c.webhook_id == webhook_id)
    )
    found = work.first(waiting)
    return Backlog(0, None) if found is None else Backlog(int(found.events), found.since)


def _waiting(work: Work, webhook_id: str) -> Iterable[int]:
    rows = work.rows(sa.select(WEBHOOK_BACKLOG.c.number).where(WEBHOOK_BACKLOG.c.webhook_id == webhook_id))
    return (row.number for row in rows)


# Secrets


def _cipher(work: Work) -> AESGCM:
    if work.seal is None:
        raise IntegrityBroken(
            "webhooks: got a store opened without the key of its audit trail, allowed is one with it. Open it with a seal."
        )
    return AESGCM(hmac.digest(work.seal.key, _PURPOSE, hashlib.sha256))


def _sealed(work: Work, webhook_id: str, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(work).encrypt(nonce, secret.encode(), webhook_id.encode())


def _opened(work: Work, webhook_id: str, sealed: bytes) -> str:
    try:
        return _cipher(work).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], webhook_id.encode()).decode()
    except InvalidTag:
        raise IntegrityBroken(
            "webhook: got a secret that this installation's key does not open, allowed is one stored under it. "
            "Bring the audit key back from where it is kept."
        ) from None


def _webhook(work: Work, row: Any) -> Webhook:
    return Webhook(
        row.webhook_id,
        row.url,
        _opened(work, row.webhook_id, row.secret),
        row.made_at,
        fed_number=row.fed_number,
        old_secret=None if row.old_secret is None else _opened(work, row.webhook_id, row.old_secret),
        old_until=row.old_until,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
        disabled_why=Disabled(row.disabled_why) if row.disabled_why else None,
    )
