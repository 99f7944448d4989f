"""Messages as Standard Webhooks has them: a stable id, the instant of the attempt, and a signature by each secret that holds.

Source: https://www.standardwebhooks.com, version 1.0.0.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from standardwebhooks import Webhook as Signer

from service.domain.alarm_events import AlarmEvent
from service.domain.outbox import FlagEvent

_SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class Message:
    """What is posted: the same body for every attempt, headers of this one."""

    body: bytes
    headers: Mapping[str, str]


def new_secret() -> str:
    """A secret that nobody has, in the form that receivers' libraries take."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed(event: FlagEvent | AlarmEvent, *, by: Sequence[str], at: datetime) -> Message:
    """The message of an event, signed by each secret of `by` for an attempt at an instant."""
    told = {"type": event.kind, "timestamp": event.at.isoformat(), "data": event.content}
    body = json.dumps(told, separators=(",", ":"))
    sent_at = at.astimezone(UTC)
    signatures = [Signer(secret).sign(event.event_id, sent_at, body) for secret in by]
    headers = {
        "content-type": "application/json",
        "webhook-id": event.event_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return Message(body.encode(), headers)
