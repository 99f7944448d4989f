"""`alleskalmed webhooks`: which systems are told of flags, their secrets, and the round of deliveries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from secrets import SystemRandom
from typing import Any, Final
from urllib.parse import urlsplit

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation, show
from service.domain.access import COMMAND_LINE
from service.domain.webhooks import Topic, Webhook
from service.outbound.addresses import Reach, read_networks
from service.outbound.delivering import Courier, deliver
from service.outbound.posting import Post
from service.outbound.receivers import Wanted, add_webhook, disable_webhook, redeliver, rotate_secret
from service.settings import Mode, Settings
from service.store import webhooks
from service.store.unit_of_work import Work


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _list(*, as_json: bool) -> None:
    with installation(Settings()) as store, store.read() as work:
        rows = [_row(work, one) for one in webhooks.webhooks(work)]
    show(rows, as_json=as_json, nothing="No system is told yet; `alleskalmed webhooks add` names one.")


def _row(work: Work, one: Webhook) -> dict[str, Any]:
    """Of the address only the host: what comes after it may be a secret of the receiver."""
    left = webhooks.backlog(work, one)
    return {
        "webhook_id": one.webhook_id,
        "host": urlsplit(one.url).hostname,
        "tells": str(one.tells),
        "waiting": left.events,
        "oldest_at": left.since_at,
        "failing_since": one.failing_since,
        "disabled": None if one.disabled_why is None else str(one.disabled_why),
    }


def _add(*, webhook_id: str, url: str, after: int | None, tells: str) -> None:
    """The secret goes to standard output, alone."""
    settings = Settings()
    with installation(settings) as store, store.begin() as work:
        wanted = Wanted(webhook_id, url, after, Topic(tells))
        new = add_webhook(work, COMMAND_LINE, wanted, reach=_reach(settings), at=now())
    say("Told from now on. Its secret is shown this once: give it to the receiver alone.")
    print(new.secret)  # noqa: T201 - the command's answer


def _rotate(*, webhook_id: str, overlap_hours: int) -> None:
    """The secret goes to standard output, alone."""
    overlap = timedelta(hours=overlap_hours)
    with installation(Settings()) as store, store.begin() as work:
        secret = rotate_secret(work, COMMAND_LINE, webhook_id, overlap=overlap, at=now())
    say(f"A new secret, shown this once; the old one signs as well for {overlap_hours} hours.")
    print(secret)  # noqa: T201 - the command's answer


def _disable(*, webhook_id: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        disable_webhook(work, COMMAND_LINE, webhook_id, at=now())
    say("Told nothing more; `alleskalmed webhooks redeliver` lets it be told what it missed.")


def _redeliver(*, webhook_id: str, after: int | None) -> None:
    with installation(Settings()) as store, store.begin() as work:
        again = redeliver(work, COMMAND_LINE, webhook_id, after=after, at=now())
    say(f"{again} events are put before it once more; the next `alleskalmed webhooks deliver` sends what is due.")


def _deliver(*, as_json: bool) -> None:
    settings = Settings()
    with installation(settings) as store:
        courier = Courier(Post(_reach(settings)), now, SystemRandom().random, settings.folders.webhooks_lock)
        rows = [
            {**vars(one), "disabled": None if one.disabled is None else str(one.disabled)}
            for one in deliver(store, courier)
        ]
    show(rows, as_json=as_json, nothing="No system is to be told.")


def _reach(settings: Settings) -> Reach:
    return Reach(read_networks(settings.webhook_networks), may_stay_here=settings.mode is Mode.DEMO)


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "list": _list,
    "add": _add,
    "rotate": _rotate,
    "disable": _disable,
    "redeliver": _redeliver,
    "deliver": _deliver,
}
