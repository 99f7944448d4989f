"""Receivers as acts: who is told from now on, by which secret, and who no more; each is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import WrongUse
from service.domain.webhooks import Disabled, Topic, Webhook, check_name
from service.outbound.addresses import Reach, check_url
from service.outbound.signing import new_secret
from service.store import audit, webhooks
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Wanted:
    """A receiver that is to be told: its name, where it listens, the event after which it begins (None: the newest), and of what."""

    webhook_id: str
    url: str
    after: int | None = None
    tells: Topic = Topic.FLAGS


def add_webhook(work: Work, actor: Actor, wanted: Wanted, *, reach: Reach, at: datetime) -> Webhook:
    """Tell a receiver from now on; its secret is in what is returned, and is shown once.

    Raises: NotPermitted; WrongUse for a name that is taken or cannot be used, or a URL to which nothing may be sent.
    """
    check_may(actor, Act.MANAGE_WEBHOOKS)
    check_name(wanted.webhook_id)
    check_url(wanted.url, reach)
    if wanted.webhook_id in webhooks.names(work):
        raise WrongUse("webhook: got a name that one has, allowed is a new one. Choose another.")
    begins = webhooks.newest_number(work, wanted.tells) if wanted.after is None else wanted.after
    new = Webhook(wanted.webhook_id, wanted.url, new_secret(), at, fed_number=begins, tells=wanted.tells)
    webhooks.add(work, new)
    audit.append(work, Event(at, actor, "webhook.added", detail={"webhook_id": new.webhook_id, "after": begins}))
    return new


def rotate_secret(work: Work, actor: Actor, webhook_id: str, *, overlap: timedelta, at: datetime) -> str:
    """A new secret, which is returned and shown once; the old one signs as well for the overlap.

    Raises: NotPermitted; UnknownThing.
    """
    check_may(actor, Act.MANAGE_WEBHOOKS)
    stood, fresh, until = webhooks.webhook(work, webhook_id), new_secret(), at + overlap
    webhooks.change(work, webhook_id, secret=fresh, old_secret=stood.secret, old_until=until)
    detail = {"webhook_id": webhook_id, "old_until": until.isoformat()}
    audit.append(work, Event(at, actor, "webhook.rotated", detail=detail))
    return fresh


def disable_webhook(work: Work, actor: Actor, webhook_id: str, *, at: datetime) -> None:
    """Tell a receiver nothing any more; what it has not taken is kept.

    Raises: NotPermitted; UnknownThing.
    """
    check_may(actor, Act.MANAGE_WEBHOOKS)
    webhooks.webhook(work, webhook_id)
    webhooks.change(work, webhook_id, disabled_at=at, disabled_why=Disabled.ASKED)
    detail = {"webhook_id": webhook_id, "why": str(Disabled.ASKED)}
    audit.append(work, Event(at, actor, "webhook.disabled", detail=detail))


def redeliver(work: Work, actor: Actor, webhook_id: str, *, after: int | None, at: datetime) -> int:
    """Let a receiver be told again at once, also one that was disabled; with `after`, also what it took after that event.

    Returns how many events are put before it once more; a receiver that applies by id applies none of them twice.
    Raises: NotPermitted; UnknownThing.
    """
    check_may(actor, Act.MANAGE_WEBHOOKS)
    stood = webhooks.webhook(work, webhook_id)
    again = 0 if after is None else webhooks.put_again(work, stood, after=after, at=at)
    webhooks.hurry(work, stood, at=at)
    webhooks.change(work, webhook_id, disabled_at=None, disabled_why=None, failing_since=None)
    detail = {"webhook_id": webhook_id, "after": after, "again": again}
    audit.append(work, Event(at, actor, "webhook.redelivered", detail=detail))
    return again
