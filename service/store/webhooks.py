"""Receivers and what each still has to be told; their secrets are encrypted under a key outside the database.

An event is put before a receiver once, and its row goes when it was taken. Of a youth's events, and of an alarm's, only the first that
is left may be sent, so that a failure keeps back the later ones of that youth or alarm and no others.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.alarm_events import AlarmEvent
from service.domain.errors import IntegrityBroken, UnknownThing
from service.domain.outbox import FlagEvent
from service.domain.webhooks import Disabled, Outcome, Topic, Webhook
from service.store import alarm_events, outbox
from service.store.alarm_tables import ALARM_BACKLOG, ALARM_EVENTS
from service.store.outbox_tables import FLAG_EVENTS, WEBHOOK_BACKLOG, WEBHOOKS
from service.store.tables import FLAGS
from service.store.unit_of_work import Work

_PURPOSE: Final = b"alleskalmed: secrets of webhooks"
_NONCE_BYTES: Final = 12
_AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class _Outbox:
    """Where the events of a topic stand, and what waits of them; `in_order`: whose events must come in order, joined by `joined`."""

    events: sa.Table
    backlog: sa.Table
    joined: sa.FromClause
    in_order: tuple[sa.Column[Any], ...]
    after: Callable[..., tuple[Event, ...]]
    read: Callable[[Any], Event]


Event = FlagEvent | AlarmEvent
_OUTBOXES: Final[Mapping[Topic, _Outbox]] = {
    Topic.FLAGS: _Outbox(
        FLAG_EVENTS,
        WEBHOOK_BACKLOG,
        FLAG_EVENTS.join(FLAGS, FLAGS.c.flag_id == FLAG_EVENTS.c.flag_id),
        (FLAGS.c.youth_id,),
        outbox.events_after,
        outbox.event_of,
    ),
    Topic.ALARMS: _Outbox(
        ALARM_EVENTS,
        ALARM_BACKLOG,
        ALARM_EVENTS,
        (ALARM_EVENTS.c.matter, ALARM_EVENTS.c.subject),
        alarm_events.events_after,
        alarm_events.event_of,
    ),
}


@dataclass(frozen=True)
class Due:
    """An event that is to be sent, and how often that was tried."""

    event: Event
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
    row = {name: getattr(new, name) for name in ("webhook_id", "url", "made_at", "fed_number", "tells")}
    work.execute(sa.insert(WEBHOOKS), [{**row, "secret": _sealed(work, new.webhook_id, new.secret)}])


def change(work: Work, webhook_id: str, **values: Any) -> None:
    """Change columns of a receiver; secrets are given open and stored encrypted."""
    stored = {
        name: _sealed(work, webhook_id, value) if name in {"secret", "old_secret"} and value is not None else value
        for name, value in values.items()
    }
    work.execute(sa.update(WEBHOOKS).where(WEBHOOKS.c.webhook_id == webhook_id).values(stored))


# What is to be told


def newest_number(work: Work, topic: Topic) -> int:
    """The number of the last event of a topic, 0 if there is none."""
    number = _OUTBOXES[topic].events.c.number
    found = work.first(sa.select(sa.func.coalesce(sa.func.max(number), 0).label("number")))
    return 0 if found is None else int(found.number)


def feed(work: Work, one: Webhook, *, at: datetime) -> None:
    """Put before a receiver every event that came since it was last fed."""
    fed = one.fed_number
    while events := _OUTBOXES[one.tells].after(work, fed, at=at, limit=_AT_ONCE):
        put_before(work, one, events, at=at)
        fed = events[-1].number
    change(work, one.webhook_id, fed_number=fed)


def put_before(work: Work, one: Webhook, events: Iterable[Event], *, at: datetime) -> int:
    """Put events before a receiver that do not wait for it already; returns how many."""
    rows = [
        {"webhook_id": one.webhook_id, "number": event.number, "attempts": 0, "next_at": at, "last_outcome": None}
        for event in events
    ]
    waiting = set(_waiting(work, one))
    new = [row for row in rows if row["number"] not in waiting]
    work.execute(sa.insert(_OUTBOXES[one.tells].backlog), new)
    return len(new)


def put_again(work: Work, one: Webhook, *, after: int, at: datetime) -> int:
    """Put before a receiver once more what was put before it already, after an event; returns how many."""
    box = _OUTBOXES[one.tells]
    wanted = sa.select(box.events).where(box.events.c.number > after, box.events.c.number <= one.fed_number)
    return put_before(work, one, map(box.read, work.rows(wanted.order_by(box.events.c.number))), at=at)


def hurry(work: Work, one: Webhook, *, at: datetime) -> None:
    """Let everything that waits for a receiver be due at once."""
    backlog = _OUTBOXES[one.tells].backlog
    work.execute(sa.update(backlog).where(backlog.c.webhook_id == one.webhook_id).values(next_at=at, attempts=0))


def due(work: Work, one: Webhook, *, at: datetime, limit: int) -> tuple[Due, ...]:
    """Of each youth or alarm the first event that is left, if it is due, in the order of events."""
    box = _OUTBOXES[one.tells]
    mine, is_waiting = box.backlog.c.webhook_id == one.webhook_id, box.events.c.number == box.backlog.c.number
    first = sa.select(sa.func.min(box.backlog.c.number)).join(box.joined, is_waiting).where(mine)
    wanted = (
        sa.select(box.events, box.backlog.c.attempts)
        .join(box.backlog, is_waiting)
        .where(mine, box.backlog.c.next_at <= at, box.events.c.number.in_(first.group_by(*box.in_order)))
        .order_by(box.events.c.number)
        .limit(limit)
    )
    return tuple(Due(box.read(row), row.attempts) for row in work.rows(wanted))


def taken(work: Work, one: Webhook, numbers: Collection[int]) -> None:
    """Take off the backlog what the receiver has taken."""
    backlog = _OUTBOXES[one.tells].backlog
    row = sa.and_(backlog.c.webhook_id == one.webhook_id, backlog.c.number == sa.bindparam("of"))
    work.execute(sa.delete(backlog).where(row), [{"of": number} for number in sorted(numbers)])


def failed(work: Work, one: Webhook, attempts: Collection[Failed]) -> None:
    """Keep what the receiver has not taken for another time."""
    backlog = _OUTBOXES[one.tells].backlog
    row = sa.and_(backlog.c.webhook_id == one.webhook_id, backlog.c.number == sa.bindparam("of"))
    values = [
        {"of": one.number, "attempts": one.attempts, "next_at": one.next_at, "last_outcome": one.outcome}
        for one in attempts
    ]
    work.execute(sa.update(backlog).where(row), values)


def backlog(work: Work, one: Webhook) -> Backlog:
    """How much waits for a receiver, and since when."""
    box = _OUTBOXES[one.tells]
    oldest = sa.func.min(box.events.c.at, type_=box.events.c.at.type)
    columns: tuple[sa.Label[Any], ...] = (sa.func.count().label("events"), oldest.label("since"))
    waiting = (
        sa.select(*columns)
        .select_from(box.backlog)
        .join(box.events, box.events.c.number == box.backlog.c.number)
        .where(box.backlog.c.webhook_id == one.webhook_id)
    )
    found = work.first(waiting)
    return Backlog(0, None) if found is None else Backlog(int(found.events), found.since)


def _waiting(work: Work, one: Webhook) -> Iterable[int]:
    backlog = _OUTBOXES[one.tells].backlog
    rows = work.rows(sa.select(backlog.c.number).where(backlog.c.webhook_id == one.webhook_id))
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
        tells=Topic(row.tells),
    )
