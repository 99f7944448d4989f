"""The round of deliveries: everybody is told what is due, in order for each youth, and tried again later where it fails.

At least once: what a receiver took just before this process died is sent again, under the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from service.domain.access import COMMAND_LINE
from service.domain.audit import Event
from service.domain.webhooks import Disabled, Outcome, Webhook, wait_after, why_disable
from service.outbound.signing import Message, signed
from service.store import audit, webhooks
from service.store.locks import alone
from service.store.unit_of_work import Store
from service.store.webhooks import Due, Failed

AT_ONCE: Final = 50
"""Attempts between two looks into the store."""
ENOUGH: Final = 10
"""Failures one after the other with which a receiver is left alone for this round."""
LOCK: Final = 0x77656268
"""The number of the advisory lock on PostgreSQL: the first letters of webhooks."""


class Posting(Protocol):
    """Makes one attempt."""

    def __call__(self, url: str, message: Message) -> Outcome:
        """What became of it."""


@dataclass(frozen=True)
class Courier:
    """What a round needs from outside: the wire, the clock, chance from 0 to 1, and the file that is held meanwhile."""

    post: Posting
    now: Callable[[], datetime]
    random: Callable[[], float]
    lock: Path


@dataclass(frozen=True)
class Told:
    """What came of a round for a receiver; `waiting`: events it has not taken."""

    webhook_id: str
    taken: int
    failed: int
    waiting: int
    disabled: Disabled | None = None


@dataclass(frozen=True)
class Attempted:
    """An attempt that was made."""

    due: Due
    outcome: Outcome


def deliver(store: Store, courier: Courier) -> list[Told]:
    """Tell every receiver that is not disabled what is due, until nothing is or it fails too often.

    Raises: LockHeld if another round is under way.
    """
    with alone(store, courier.lock, key=LOCK):
        with store.begin() as work:
            standing = [one for one in webhooks.webhooks(work) if one.disabled_at is None]
            for one in standing:
                webhooks.feed(work, one, at=courier.now())
        return [_told(store, courier, one.webhook_id) for one in standing]


def _told(store: Store, courier: Courier, webhook_id: str) -> Told:
    taken = failed = 0
    attempts: list[Attempted] = []
    while True:
        with store.read() as work:
            receiver = webhooks.webhook(work, webhook_id)
            left = webhooks.backlog(work, receiver).events
            waiting = webhooks.due(work, receiver, at=courier.now(), limit=AT_ONCE)
        is_over = receiver.disabled_at is not None or _is_enough(attempts)
        attempts = [] if is_over else list(_attempts(courier, receiver, waiting))
        if not attempts:
            return Told(webhook_id, taken, failed, left, receiver.disabled_why)
        _record(store, courier, receiver, attempts)
        missed = [one for one in attempts if one.outcome is not Outcome.TAKEN]
        taken, failed = taken + len(attempts) - len(missed), failed + len(missed)


def _attempts(courier: Courier, receiver: Webhook, waiting: Iterable[Due]) -> Iterator[Attempted]:
    """Attempts in order, until the receiver has failed often enough or wants no more."""
    made: list[Attempted] = []
    for due in waiting:
        at = courier.now()
        message = signed(due.event, by=receiver.secrets_at(at), at=at)
        made.append(Attempted(due, courier.post(receiver.url, message)))
        yield made[-1]
        if made[-1].outcome is Outcome.GONE or _is_enough(made):
            return


def _is_enough(made: list[Attempted]) -> bool:
    last = made[-ENOUGH:]
    return len(last) == ENOUGH and all(one.outcome is not Outcome.TAKEN for one in last)


def _record(store: Store, courier: Courier, receiver: Webhook, attempts: list[Attempted]) -> None:
    """Write down what became of attempts, and disable a receiver that has failed for too long."""
    at, name = courier.now(), receiver.webhook_id
    missed = [_failed(courier, one, at) for one in attempts if one.outcome is not Outcome.TAKEN]
    with store.begin() as work:
        webhooks.taken(work, receiver, [one.due.event.number for one in attempts if one.outcome is Outcome.TAKEN])
        webhooks.failed(work, receiver, missed)
        since = _failing_since(receiver, attempts, at)
        webhooks.change(work, name, failing_since=since)
        detail: dict[str, str | int] = {"webhook_id": name, "taken": len(attempts) - len(missed), "failed": len(missed)}
        audit.append(work, Event(at, COMMAND_LINE, "webhook.told", detail=detail))
        why = None if since is None else why_disable(attempts[-1].outcome, failing_since=since, at=at)
        if why is not None:
            webhooks.change(work, name, disabled_at=at, disabled_why=why)
            said = {"webhook_id": name, "why": str(why)}
            audit.append(work, Event(at, COMMAND_LINE, "webhook.disabled", detail=said))


def _failed(courier: Courier, one: Attempted, at: datetime) -> Failed:
    attempts = one.due.attempts + 1
    return Failed(one.due.event.number, one.outcome, attempts, at + wait_after(attempts, random=courier.random))


def _failing_since(receiver: Webhook, attempts: list[Attempted], at: datetime) -> datetime | None:
    """Since when nothing has been taken: never mind what failed before the last success."""
    if attempts[-1].outcome is Outcome.TAKEN:
        return None
    has_taken = any(one.outcome is Outcome.TAKEN for one in attempts)
    return at if has_taken else receiver.failing_since or at
