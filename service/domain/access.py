"""Who somebody is: roles, and the person or system behind every act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from features.vocabulary import AreaId, CounsellorId, DistrictId


class Role(StrEnum):
    """What somebody is here for."""

    COUNSELLOR = "counsellor"
    LEADER = "leader"
    DATA_STEWARD = "data_steward"
    PROTECTION_OFFICER = "protection_officer"
    ANALYST = "analyst"
    OPERATOR = "operator"
    SYSTEM = "system"


class Scope(StrEnum):
    """What a system's token is good for; people have their role instead."""

    SCORE = "scores:compute"  # POST /scores
    READ = "lists:read"  # lists, flags, youths, changes
    WRITE = "flags:write"  # manual flags and moves
    JUDGEMENT = "scores:judgement"  # risk, band, reasons, profile


@dataclass(frozen=True)
class Actor:
    """The person or system behind an act.

    `districts`: those whose youths the actor may see by role (a counsellor's own, a leader's area; None: all).
    `scopes`: of a system's token; empty for people.
    """

    actor_id: str
    role: Role
    name: str = ""
    counsellor_id: CounsellorId | None = None
    districts: frozenset[DistrictId] | None = frozenset()
    area_id: AreaId | None = None
    scopes: frozenset[Scope] = frozenset()


NIGHT = Actor("night", Role.OPERATOR, "The night", districts=None)
"""The nightly batch, as it stands in the audit trail."""
