"""Which lists there are, and on which a flag stands: a list for every district, every area's queue and the central one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from features.vocabulary import AreaId, CounsellorId, DistrictId
from service.domain.routing import CENTRAL, Organisation

_AREA = "area:"


class Routed(Protocol):
    """Whatever has a place: a flag of the night or one that the store keeps."""

    @property
    def district_id(self) -> DistrictId | None:
        """The district of residence."""

    @property
    def counsellor_id(self) -> CounsellorId | None:
        """The owner, or nobody where a queue holds it."""

    @property
    def queue(self) -> str | None:
        """The queue that holds it, or none where somebody owns it."""


def is_queue(place: str) -> bool:
    """Whether a place is a queue: of an area, or the central one."""
    return place == CENTRAL or place.startswith(_AREA)


def place_name(place: str, organisation: Organisation) -> str:
    """The name of a district or area; its id where it has none."""
    kind, _, area = place.partition(":")
    if kind == "area":
        return organisation.area_names.get(AreaId(area)) or area
    district = organisation.districts.get(DistrictId(place))
    return (district.name if district else "") or place


@dataclass(frozen=True)
class Places:
    """The lists of an organisation. `districts`: those of the day; where it names none, those that flags and counsellors name."""

    organisation: Organisation
    districts: frozenset[str]
    areas: frozenset[str]

    @classmethod
    def of(cls, organisation: Organisation, routed: Collection[Routed]) -> Places:
        """The places of an organisation, and those to which anything is routed."""
        named = {
            *(item.district_id for item in routed),
            *(row.district_id for row in organisation.counsellors.values()),
        }
        districts = frozenset[str](organisation.districts) or frozenset[str](key for key in named if key is not None)
        queues = {item.queue for item in routed if item.queue is not None and item.queue != CENTRAL}
        return cls(organisation, districts, frozenset(queues | {f"{_AREA}{key}" for key in organisation.area_names}))

    @property
    def names(self) -> tuple[str, ...]:
        """Every place, in order."""
        return (*sorted(self.districts), *sorted(self.areas), CENTRAL)

    def of_routed(self, item: Routed) -> tuple[str, ...]:
        """The district of residence, else the owner's; the queue that holds it; at least the central one: nobody is without a list."""
        district_id: str | None = item.district_id
        if district_id not in self.districts and item.counsellor_id is not None:
            owner = self.organisation.counsellors.get(item.counsellor_id)
            district_id = None if owner is None else owner.district_id
        of_district = (district_id,) if district_id is not None and district_id in self.districts else ()
        of_queue = (item.queue,) if item.queue is not None else ()
        return (*of_district, *of_queue) or (CENTRAL,)
