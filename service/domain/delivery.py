"""What became of a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """How far a delivery came."""

    TAKEN = "taken"
    WAITING = "waiting"  # it would change unusually much: for a human yes
    REFUSED = "refused"


@dataclass(frozen=True)
class Delivered:
    """A delivery by the hash of its content.

    `received_for`: the night that took it; None for a first load. `rows`: by table, rows it held that were sound.
    `counts`: what else is told, such as rows that were new, faulty or rewrote what stood.
    """

    content_hash: str
    state: DeliveryState
    seen_at: datetime
    source: str = ""
    data: str = "undeclared"
    received_for: date | None = None
    lake_version: int | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
