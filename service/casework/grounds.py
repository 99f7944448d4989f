"""What the reasons of a score rest on: the youth's own records, read again as the night that gave the score saw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from features.behind import Behind, records_behind
from features.errors import FeaturesError
from features.permission import Permits, Phase, check_may_profile
from features.vocabulary import DistrictId
from service.domain.errors import ServiceError
from service.domain.judgement import Judgement
from service.store.records_lake import Lake

Grounds = Mapping[str, Behind]
"""By indicator, the records behind its value."""


@dataclass(frozen=True)
class Asked:
    """Which records are asked for: `version` of the lake that the night was made from, and what permits reading them now."""

    indicators: frozenset[str]
    version: int | None
    district_id: DistrictId | None
    permits: Permits


def grounds_of(lake: Lake, judged: Judgement, asked: Asked) -> Grounds | None:
    """The records behind indicators of a youth; None while they may not, or cannot, be read.

    Sees: what was known on the morning of the score, not what has come since.
    """
    youth_id, permits = judged.youth_id, asked.permits
    if asked.version is None or permits.why_left_out(youth_id, asked.district_id) is not None:
        return None
    try:
        records = lake.records_of_youth(asked.version, youth_id, as_of=judged.as_of)
        data, tables = records.delivery.data, records.contained
        check_may_profile(data, Phase.OPERATION, tables=tables, on=judged.as_of, permits=permits)
        found = records_behind(records, youth_id, as_of=judged.as_of, indicators=asked.indicators)
    except (FeaturesError, ServiceError, OSError):  # stopped, without basis, merged away or damaged: the page says so
        return None
    return found or None
