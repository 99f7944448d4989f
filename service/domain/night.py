"""What a night brings forth: the flags it decided, every place's list, and what is known of every youth of 14 to 18.

Facts and judgement lie apart: `YouthFacts`, the lists and `Organisation` hold facts only; ranks and cuts are in the flags, risk in the
scores, and neither is written where a query for facts could meet it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from features.vocabulary import AreaId, CounsellorId, Coverage, DistrictId, InstitutionId, YouthId
from service.domain.casework import Handover, Memory, Tovholder
from service.domain.facts import Facts
from service.domain.flags import Flag
from service.domain.routing import Organisation
from service.domain.situation import Situation
from service.domain.weekly import WeeklyList


class RunState(StrEnum):
    """Where a run stands."""

    BUILDING = "building"
    PUBLISHED = "published"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """One run of the night for one business date; immutable once published.

    `fence`: the number of the lock it was started under. `lake_version`, `model_id`, `data`: what it was made from.
    """

    run_id: str
    business_on: date
    attempt: int
    state: RunState
    fence: int
    started_at: datetime
    lake_version: int | None = None
    model_id: str | None = None
    data: str | None = None
    finished_at: datetime | None = None
    published_at: datetime | None = None
    content_hash: str | None = None
    report: str = "{}"


@dataclass(frozen=True)
class YouthFacts:
    """What is known of one resident of 14 to 18, for whoever may see the youth; never a judgement.

    `counsellor_id`, `queue`: by routing, exactly one is set. `school_id`: the municipal school the youth attends.
    `situation` holds the contacts written here as well as those that came as records.
    """

    situation: Situation
    facts: Facts
    coverage: Coverage
    routed_by: int
    counsellor_id: CounsellorId | None = None
    queue: str | None = None
    area_id: AreaId | None = None
    school_id: InstitutionId | None = None
    in_target_group: bool = False

    @property
    def youth_id(self) -> YouthId:
        """The pseudonym."""
        return self.situation.youth_id

    @property
    def district_id(self) -> DistrictId | None:
        """The district of residence."""
        return self.situation.district_id


def without_place(youth: YouthFacts) -> YouthFacts:
    """What is told of a youth whose address is protected: neither school nor district, nor what they would follow from."""
    situation = replace(youth.situation, district_id=None)
    return replace(youth, situation=situation, area_id=None, school_id=None)


@dataclass(frozen=True)
class Before:
    """What a night knows from the nights before it and from the casework until its cut.

    `chosen`: the risk flags chosen for the week, those below the line too; None while no night of the week has chosen.
    `first_night_on`: the service's first business date; None if this is it. `followed`: youths who had a flag on a list when the
    school year ended; a risk that no list told of makes nobody followed, since lists hold facts alone. `protected`: youths whose address
    is protected, who have no district here.
    """

    memory: Memory
    chosen: tuple[Flag, ...] | None = None
    first_night_on: date | None = None
    followed: frozenset[YouthId] = frozenset()
    protected: frozenset[YouthId] = frozenset()


@dataclass(frozen=True)
class Cut:
    """A candidate's place in the week's choice, kept so that effect can be estimated later; judgement."""

    youth_id: YouthId
    district_id: DistrictId | None
    risk: float
    rank: int
    cut_off: bool
    capacity: int


@dataclass(frozen=True)
class NightContent:
    """Everything one night publishes.

    `lists`: by place - every district, every area's queue as `area:ID`, and `central`. `cuts`: only on the night that chose the
    week's risk flags. `started_before`: ids of the flags that were known before the service's first day and have no clock.
    `handovers`, `appointed`: what the night opens and whom it makes tovholder.
    """

    as_of: date
    data: str
    flags: tuple[Flag, ...]
    lists: Mapping[str, WeeklyList]
    youths: tuple[YouthFacts, ...]
    organisation: Organisation
    cuts: tuple[Cut, ...] = ()
    started_before: frozenset[str] = frozenset()
    handovers: tuple[Handover, ...] = ()
    appointed: tuple[Tovholder, ...] = ()
