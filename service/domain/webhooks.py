"""Who is told of flag events, how long a failing receiver is tried, and when it is given up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from service.domain.errors import WrongUse

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(hours=12)
SUSTAINED: Final = timedelta(days=5)
"""A receiver that has taken nothing for so long is disabled; what it has not taken is kept."""
OVERLAP: Final = timedelta(hours=24)
"""How long the old secret signs as well after a rotation, unless something else is asked."""
MOST_DOUBLINGS: Final = 14
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Outcome(StrEnum):
    """What became of an attempt."""

    TAKEN = "taken"  # 2xx
    REFUSED = "refused"  # any other answer; a redirect is not followed
    GONE = "gone"  # 410: the receiver wants no more
    NO_ANSWER = "no_answer"  # none in time, a broken one, or no connection
    FORBIDDEN = "forbidden_address"  # the address leads where nothing is sent


class Disabled(StrEnum):
    """Why a receiver is told nothing any more."""

    FAILING = "failing"
    GONE = "gone"
    ASKED = "asked"


class Topic(StrEnum):
    """What a receiver is told of: one thing, so that none is sent what it does not know."""

    FLAGS = "flags"
    ALARMS = "alarms"


@dataclass(frozen=True)
class Webhook:
    """A receiver. `fed_number`: the last event put before it. `failing_since`: the first failure after its last success."""

    webhook_id: str
    url: str
    secret: str = field(repr=False)
    made_at: datetime
    fed_number: int = 0
    old_secret: str | None = field(default=None, repr=False)
    old_until: datetime | None = None
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    disabled_why: Disabled | None = None
    tells: Topic = Topic.FLAGS

    def secrets_at(self, at: datetime) -> tuple[str, ...]:
        """The secrets that sign at an instant, the newest first: both during the overlap of a rotation."""
        if self.old_secret is None or self.old_until is None or at >= self.old_until:
            return (self.secret,)
        return (self.secret, self.old_secret)


def wait_after(attempts: int, *, random: Callable[[], float]) -> timedelta:
    """How long to wait after so many failed attempts: twice as long each time, with jitter of half of it up and down.

    Unit: time. `random`: a number from 0 to 1, another each time.
    """
    full = min(LONGEST_WAIT, FIRST_WAIT * float(2 ** min(attempts - 1, MOST_DOUBLINGS)))
    return full * (0.5 + random())


def why_disable(outcome: Outcome, *, failing_since: datetime, at: datetime) -> Disabled | None:
    """Why a receiver is disabled after a failed attempt, or None if it is tried again."""
    if outcome is Outcome.GONE:
        return Disabled.GONE
    return Disabled.FAILING if at - failing_since >= SUSTAINED else None


def check_name(webhook_id: str) -> None:
    """Pass if a receiver may be called so.

    Raises: WrongUse.
    """
    if not NAME.fullmatch(webhook_id):
        raise WrongUse(
            "webhook: got a name that cannot be used, allowed are 1 to 40 of a-z, 0-9 and -. Choose another."
        )
