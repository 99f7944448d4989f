"""CONTRACT 4: a flag, one reason to look at one youth, with exactly one owner or one visible queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.rules import Rule


class Source(StrEnum):
    """Where a flag comes from."""

    DUTY = "duty"
    RISK = "risk"
    INSTITUTION = "institution"
    NO_KNOWN_ACTIVITY = "no_known_activity"
    MANUAL = "manual"


@dataclass(frozen=True)
class Flag:
    """One flag as decided on a date.

    `cause_on`: the day of cause; with youth, source and rule it makes `flag_id`. `due_on`: missing for risk and where no clock runs.
    `counsellor_id`, `queue`: exactly one is set. `routed_by`: the step of routing that found it (1-5).
    `rank_within_capacity`, `cut_off`: of risk flags only.
    Raises: ValueError if it breaks one of these.
    """

    youth_id: YouthId
    as_of: date
    source: Source
    rule: Rule
    cause_on: date
    routed_by: int
    due_on: date | None = None
    counsellor_id: CounsellorId | None = None
    queue: str | None = None
    district_id: DistrictId | None = None
    area_id: AreaId | None = None
    rank_within_capacity: int | None = None
    cut_off: bool = False

    def __post_init__(self) -> None:
        if (self.counsellor_id is None) == (self.queue is None):
            raise ValueError(
                f"flag of rule {self.rule}: got both or neither of counsellor and queue, exactly one is allowed"
            )
        if self.source is not Source.RISK and (self.cut_off or self.rank_within_capacity is not None):
            raise ValueError(f"flag of rule {self.rule}: got a rank or a cut, only risk flags are cut by capacity")
        if self.source is Source.RISK and self.due_on is not None:
            raise ValueError("flag of rule risk: got a due day, a risk has no clock")

    @property
    def flag_id(self) -> str:
        """The same flag has the same id every night."""
        return flag_id(self.youth_id, self.source, rule=self.rule, cause_on=self.cause_on)


def flag_id(youth_id: YouthId, source: Source, *, rule: Rule, cause_on: date) -> str:
    """First 16 hex digits of SHA-256 over youth, source, rule and ISO day of cause, joined by `|`."""
    text = "|".join((youth_id, source.value, rule.value, cause_on.isoformat()))
    return sha256(text.encode()).hexdigest()[:16]
