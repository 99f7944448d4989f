"""The organisation on a date, from records: counsellors, districts, assignments and schools that are valid that day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from features.asof import Known
from features.vocabulary import (
    AreaId,
    AssignmentRole,
    AssignmentScope,
    CounsellorId,
    DistrictId,
    InstitutionId,
    InstitutionKind,
)
from service.domain.routing import Assignment, Counsellor, District, Organisation
from service.domain.rules import InForce, MeasureName


def organisation_on(known: Known, in_force: InForce) -> Organisation:
    """The organisation as it stands on the date of `known`.

    A row is valid from its first to its last day, both included; a missing day is no bound.
    An assignment of somebody who is no valid counsellor counts for nothing.
    """
    institutions = known["institutions"]
    municipal = institutions["kind"] == InstitutionKind.MUNICIPAL_SCHOOL
    return Organisation(
        counsellors=_counsellors(known, int(in_force.measures[MeasureName.DEFAULT_WEEKLY_CAPACITY])),
        districts={
            DistrictId(row.district_id): District(DistrictId(row.district_id), text(row.name), _area(row.area_id))
            for row in rows(_valid(known, "districts"))
        },
        assignments=_assignments(known),
        municipal_schools=frozenset(InstitutionId(name) for name in institutions.loc[municipal, "institution_id"]),
        area_names={AreaId(row.area_id): text(row.name) for row in rows(_valid(known, "areas"))},
        institution_names={InstitutionId(row.institution_id): row.name for row in rows(institutions) if text(row.name)},
    )


def text(value: object) -> str:
    """A cell of text; the empty text if it is missing."""
    return value if isinstance(value, str) else ""


def rows(frame: pd.DataFrame) -> Iterable[Any]:
    """The rows of a frame as tuples whose fields are its columns."""
    return frame.itertuples(index=False)


def _valid(known: Known, table: str) -> pd.DataFrame:
    frame, day = known[table], pd.Timestamp(known.as_of)
    begun = frame["valid_from_on"].isna() | (frame["valid_from_on"] <= day)
    lasts = frame["valid_to_on"].isna() | (frame["valid_to_on"] >= day)
    return frame[begun & lasts].sort_values("valid_from_on", kind="stable", na_position="first")


def _counsellors(known: Known, default_capacity: int) -> dict[CounsellorId, Counsellor]:
    """The counsellors with the telephone that the team of their district lists under their name."""
    phones = {(text(row.district_id), text(row.name)): text(row.phone) for row in rows(_valid(known, "teams"))}
    return {
        CounsellorId(row.counsellor_id): Counsellor(
            CounsellorId(row.counsellor_id),
            text(row.name),
            DistrictId(row.district_id) if isinstance(row.district_id, str) else None,
            default_capacity if pd.isna(row.weekly_capacity) else int(row.weekly_capacity),
            phones.get((text(row.district_id), text(row.name)), ""),
        )
        for row in rows(_valid(known, "counsellors"))
    }


def _assignments(known: Known) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(
            CounsellorId(row.counsellor_id),
            AssignmentScope(row.scope),
            str(row.scope_id),
            AssignmentRole(row.role),
            None if pd.isna(row.valid_from_on) else row.valid_from_on.date(),
        )
        for row in rows(_valid(known, "assignments"))
    )


def _area(value: object) -> AreaId | None:
    return AreaId(value) if isinstance(value, str) else None
