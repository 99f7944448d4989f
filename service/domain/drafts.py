"""Drafts: what somebody is typing about a youth, kept until it is sent, so that no lost browser or server takes it along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import Act
from service.domain.errors import WrongUse

KEPT: Final = timedelta(days=30)
"""How long a draft that is never sent is kept."""
MOST_FIELDS: Final = 60
LONGEST: Final = 12_000
"""Characters of a whole draft."""
Typed = Mapping[str, tuple[str, ...]]
"""The fields of a form as they were typed, each with every value it has."""


class Form(StrEnum):
    """The longer forms; what is typed in these is kept."""

    NETWORK = "network"  # a new network meeting
    DISCUSSION = "discussion"  # a new interdisciplinary discussion
    MEETING = "meeting"  # changes of one
    EFFORT = "effort"  # a new one
    PLAN = "plan"  # changes of one
    CLOSING = "closing"


ACTS: Final[Mapping[Form, Act]] = {
    Form.NETWORK: Act.MEET,
    Form.DISCUSSION: Act.MEET,
    Form.MEETING: Act.MEET,
    Form.EFFORT: Act.FOLLOW_UP,
    Form.PLAN: Act.FOLLOW_UP,
    Form.CLOSING: Act.FOLLOW_UP,
}
"""A form's draft is kept by whoever may send the form."""


@dataclass(frozen=True)
class DraftOf:
    """Which form, of which youth; `of`: the number of what it changes, 0 for something new."""

    youth_id: YouthId
    form: Form
    of: int = 0


@dataclass(frozen=True)
class Draft:
    """What was typed, as of an instant."""

    of: DraftOf
    typed: Typed
    at: datetime


def check_size(typed: Typed) -> None:
    """Pass if a draft is no longer than the longest form.

    Raises: WrongUse.
    """
    size = sum(map(len, _all(typed)))
    if len(typed) > MOST_FIELDS or size > LONGEST:
        raise WrongUse(f"draft: got {size} characters in {len(typed)} fields, allowed are {LONGEST} in {MOST_FIELDS}.")


def _all(typed: Typed) -> Iterator[str]:
    for name, values in typed.items():
        yield name
        yield from values
