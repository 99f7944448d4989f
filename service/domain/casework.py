"""What people do about a youth - assess, speak with, hand over, cover - and what of it the night remembers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from features.vocabulary import REACHED, AssignmentScope, ContactKind, CounsellorId, DistrictId, YouthId
from service.domain.flag_life import OPEN, FlagState, Move, StoredFlag
from service.domain.flags import Source
from service.domain.rules import Rule
from service.domain.situation import Contact


class Concern(StrEnum):
    """Hvor bekymret er du lige nu? Ikke, Lidt, Meget, Ved det ikke endnu."""

    NOT = "not"
    A_LITTLE = "a_little"
    MUCH = "much"
    UNKNOWN = "unknown"


class HandoverReason(StrEnum):
    """Why a youth goes from one to another."""

    MOVED = "moved"  # opened by the night: the youth moved to another district
    AGREED = "agreed"  # two counsellors have agreed on it
    OF_AGE = "of_age"  # the youth has turned 18


@dataclass(frozen=True)
class Assessment:
    """A person's own view of a youth at an instant."""

    youth_id: YouthId
    actor_id: str
    level: Concern
    at: datetime


@dataclass(frozen=True)
class StoredContact:
    """A contact recorded here; `note` is optional, the journal is kept elsewhere."""

    youth_id: YouthId
    actor_id: str
    kind: ContactKind
    contacted_on: date
    at: datetime
    note: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Handover:
    """A youth on the way from a giver to a receiver, who is a counsellor or a queue; the giver answers until it is acknowledged."""

    youth_id: YouthId
    giver_id: CounsellorId
    reason: HandoverReason
    opened_at: datetime
    receiver_id: CounsellorId | None = None
    receiver_queue: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Tovholder:
    """The one coordinator of a youth, from an instant to another."""

    youth_id: YouthId
    counsellor_id: CounsellorId
    since_at: datetime
    actor_id: str
    until_at: datetime | None = None


@dataclass(frozen=True)
class Cover:
    """Who answers for a counsellor who is away, from a day to another, both included."""

    counsellor_id: CounsellorId
    by_id: CounsellorId
    from_on: date
    to_on: date

    def holds(self, on: date) -> bool:
        """Whether the counsellor is away on a day."""
        return self.from_on <= on <= self.to_on


def standing_covers(recorded: Iterable[Cover]) -> tuple[Cover, ...]:
    """Who is away when, as it stands: for any day the cover recorded last counts, and one by oneself says that one is back.

    Shape: parts of the covers recorded, by first day and counsellor.
    """
    standing: list[Cover] = []
    for new in recorded:
        standing = [part for old in standing for part in _beside(old, new)]
        standing.append(new)
    away = (cover for cover in standing if cover.by_id != cover.counsellor_id)
    return tuple(sorted(away, key=lambda cover: (cover.from_on, cover.counsellor_id)))


def _beside(old: Cover, new: Cover) -> Iterator[Cover]:
    """What is left of a cover once another has been recorded."""
    if old.counsellor_id != new.counsellor_id or new.from_on > old.to_on or new.to_on < old.from_on:
        yield old
        return
    if old.from_on < new.from_on:
        yield replace(old, to_on=new.from_on - timedelta(days=1))
    if old.to_on > new.to_on:
        yield replace(old, from_on=new.to_on + timedelta(days=1))


@dataclass(frozen=True)
class Recusal:
    """A counsellor who has a conflict of interest in a youth, an institution, a district or an area."""

    counsellor_id: CounsellorId
    scope: AssignmentScope
    scope_id: str
    number: int | None = None


@dataclass(frozen=True)
class Remembered:
    """A flag as it was before a night: its state by the moves made until then.

    `ended_on`: the local day on which it ended, of one that is not open. Owner, queue and district are those of the night before, missing
    for a flag raised by hand since.
    """

    flag_id: str
    youth_id: YouthId
    source: Source
    rule: Rule
    cause_on: date
    state: FlagState
    last_move: Move
    raised_on: date
    is_known_before_start: bool = False
    ended_on: date | None = None
    until_on: date | None = None
    counsellor_id: CounsellorId | None = None
    queue: str | None = None
    district_id: DistrictId | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


@dataclass(frozen=True)
class Memory:
    """Everything of the casework that a night may know: what was done before its cut, and nothing after.

    Empty, it is the memory of a service that has never run. `flags` by flag_id. `handovers`: those still open.
    `districts`: where youths with an open flag or a tovholder lived on the night before. `with_open_effort`: one that was recorded here.
    """

    as_of: date
    flags: Mapping[str, Remembered] = field(default_factory=dict)
    contacts: Mapping[YouthId, tuple[Contact, ...]] = field(default_factory=dict)
    tovholders: Mapping[YouthId, CounsellorId] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    handovers: Mapping[YouthId, Handover] = field(default_factory=dict)
    districts: Mapping[YouthId, DistrictId | None] = field(default_factory=dict)
    with_open_effort: frozenset[YouthId] = frozenset()

    @cached_property
    def by_youth(self) -> Mapping[YouthId, tuple[Remembered, ...]]:
        """Flags by youth, open or not, in the order of their ids."""
        found: dict[YouthId, list[Remembered]] = {}
        for flag_id in sorted(self.flags):
            found.setdefault(self.flags[flag_id].youth_id, []).append(self.flags[flag_id])
        return {youth_id: tuple(flags) for youth_id, flags in found.items()}

    @cached_property
    def with_open_risk(self) -> frozenset[YouthId]:
        """Youths who have an open risk flag: none is raised beside it, and it takes no place in the week's capacity."""
        return frozenset(flag.youth_id for flag in self.flags.values() if flag.source is Source.RISK and flag.is_open)

    def risk_ended_on(self, youth_id: YouthId) -> tuple[date, ...]:
        """Days on which a person ended a risk flag of the youth, as done or as not relevant."""
        return tuple(
            flag.ended_on
            for flag in self.by_youth.get(youth_id, ())
            if flag.source is Source.RISK and flag.ended_on is not None
        )


def is_met_tonight(flag: StoredFlag, contacts: Iterable[StoredContact]) -> bool:
    """Whether an open duty is met by contacts recorded here, so that the coming night will close it.

    It says so only where it is certain: the night may see more, from records.
    """
    met_by = _MET_BY.get(flag.rule, frozenset())
    return flag.is_open and any(row.kind in met_by and row.contacted_on >= flag.cause_on for row in contacts)


_MET_BY: Final[Mapping[Rule, frozenset[ContactKind]]] = {
    Rule.CONTACT_5: REACHED,
    Rule.GUIDANCE_10: REACHED,
    Rule.OFFER_30: frozenset({ContactKind.OFFER}),
}
