"""Who may write about a youth at one time: people one after the other for each youth, and nobody while a night is published.

SQLite lets one writer in at a time anyway; on PostgreSQL the turns are advisory locks that end with the transaction.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.store.unit_of_work import Work

_EVERYBODY: Final = 7_140_226_003_001
"""The number of the lock that people share and a publication takes alone; any number nothing else uses."""


def take_part(work: Work) -> None:
    """Wait until no night is being published, and keep the next one out until the transaction ends."""
    if work.is_postgresql and work.is_writing:
        work.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_EVERYBODY)))


def take_turn(work: Work, youth_id: YouthId) -> None:
    """Wait until nobody else writes about the youth, and hold the turn until the transaction ends."""
    take_part(work)
    wait_for(work, youth_id)


def wait_for(work: Work, what: str) -> None:
    """Wait until nobody else holds what is named so, and hold it until the transaction ends."""
    if work.is_postgresql and work.is_writing:
        number = int.from_bytes(sha256(what.encode()).digest()[:8], "big", signed=True)
        work.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def take_every_turn(work: Work) -> None:
    """Wait until nobody writes about any youth, and hold every turn until the transaction ends."""
    if work.is_postgresql and work.is_writing:
        work.execute(sa.select(sa.func.pg_advisory_xact_lock(_EVERYBODY)))
