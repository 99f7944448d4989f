"""The town's institutions, areas, districts, teams and counsellors: invented names, dated rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.vocabulary import InstitutionKind, Status
from training.municipality.plan import TownPlan
from training.municipality.school_calendar import school_day_matrix

AREAS = (("nord", "Nord"), ("syd", "Syd"), ("oest", "Øst"), ("vest", "Vest"))
# district, name, area, share of the town's children
DISTRICTS = (
    ("D01", "Nord", "nord", 0.13),
    ("D02", "Højmark", "nord", 0.08),
    ("D03", "Åvang", "nord", 0.08),
    ("D04", "Sønderby", "syd", 0.14),
    ("D05", "Engdal", "syd", 0.09),
    ("D06", "Østervang", "oest", 0.12),
    ("D07", "Kildebjerg", "oest", 0.10),
    ("D08", "Vesterlund", "vest", 0.10),
    ("D09", "Hedegård", "vest", 0.08),
    ("D10", "Mosebæk", "vest", 0.08),
)
MUNICIPAL = tuple(f"S{number:02d}" for number in range(1, 11))
"""One municipal school for each district, in the order of the districts."""
TENTH = "S11"
PRIVATE = ("P01", "P02", "P03")
BOARDING = ("E01", "E02", "E03", "E04", "E05", "E06")
UPPER_SECONDARY = ("G01", "G02")
VOCATIONAL, FGU, OTHER = "V01", "F01", "U01"
INSTITUTIONS = (*MUNICIPAL, TENTH, *PRIVATE, *BOARDING, *UPPER_SECONDARY, VOCATIONAL, FGU, OTHER)
NUMBER = {institution: number for number, institution in enumerate(INSTITUTIONS)}
DELIVERS = np.array([institution in {*MUNICIPAL, TENTH, FGU} for institution in INSTITUTIONS])
"""Whether the attendance of each institution reaches the municipality."""
SERVING = {
    Status.COMPULSORY_SCHOOL: MUNICIPAL,
    Status.TENTH_GRADE: (TENTH,),
    Status.BOARDING_SCHOOL: BOARDING,
    Status.UPPER_SECONDARY: UPPER_SECONDARY,
    Status.VOCATIONAL_BASIC: (VOCATIONAL,),
    Status.VOCATIONAL_MAIN: (VOCATIONAL,),
    Status.FGU: (FGU,),
    Status.STU: (OTHER,),
    Status.OTHER_EDUCATION: (OTHER,),
}
_NAMES = {
    TENTH: "10. klassecentret",
    "P01": "Åvang Friskole",
    "P02": "Sankt Mikkels Privatskole",
    "P03": "Engdal Friskole",
    "E01": "Klitgård Efterskole",
    "E02": "Fjordhøj Efterskole",
    "E03": "Skovkær Idrætsefterskole",
    "E04": "Tange Musikefterskole",
    "E05": "Brogård Efterskole",
    "E06": "Sandbjerg Efterskole",
    "G01": "Midtby Gymnasium",
    "G02": "Midtby Handels- og Teknisk Gymnasium",
    VOCATIONAL: "Midtby Erhvervsskole",
    FGU: "FGU Midtby",
    OTHER: "Andet uddannelsessted",
}
_KINDS = {
    "S": InstitutionKind.MUNICIPAL_SCHOOL,
    "P": InstitutionKind.PRIVATE_SCHOOL,
    "E": InstitutionKind.BOARDING_SCHOOL,
    "G": InstitutionKind.UPPER_SECONDARY,
    "V": InstitutionKind.VOCATIONAL,
    "F": InstitutionKind.FGU,
    "U": InstitutionKind.OTHER,
}
# counsellor, name, district; two districts are large enough for two
COUNSELLORS = (
    ("C01", "Hanne Overmark", "D01"),
    ("C02", "Mikkel Stenhøj", "D02"),
    ("C03", "Lone Brandkær", "D03"),
    ("C04", "Søren Lyngdal", "D04"),
    ("C05", "Ditte Rønvang", "D05"),
    ("C06", "Jesper Tofthøj", "D06"),
    ("C07", "Aysel Demirhan", "D07"),
    ("C08", "Karen Møldrup", "D08"),
    ("C09", "Tobias Enghave", "D09"),
    ("C10", "Birgit Søkilde", "D10"),
    ("C11", "Rasmus Vibeholm", "D01"),
    ("C12", "Nadia Farsøe", "D04"),
)
WEEKLY_CAPACITY = 2
_SERVES = {
    "S11": "C01",
    "P01": "C03",
    "P02": "C06",
    "P03": "C05",
    "G01": "C07",
    "G02": "C08",
    "V01": "C09",
    "F01": "C12",
}
_PROFESSIONS = (
    "psychologist",
    "social_worker",
    "health_nurse",
    "pedagogue",
    "occupational_therapist",
    "speech_therapist",
)
_FIRST_NAMES = ("Anne", "Bo", "Cecilie", "Dorte", "Erik", "Freja", "Gitte", "Henrik", "Ida", "Jonas", "Katrine", "Lars")
_LAST_NAMES = ("Agerskov", "Bakkely", "Damgård", "Elkær", "Fredhøj", "Grønlykke", "Hvidbjerg", "Kærsgård", "Lundtofte")


@dataclass(frozen=True)
class Target:
    """A youth of the target group and since when: each has exactly one tovholder."""

    youth_id: str
    district: int
    since_on: date


def organisation_tables(plan: TownPlan, targets: list[Target]) -> dict[str, pd.DataFrame]:
    """Institutions, calendar, areas, districts, counsellors, assignments and teams."""
    return {
        "institutions": _institutions(),
        "school_days": _school_days(plan),
        "areas": pd.DataFrame(AREAS, columns=["area_id", "name"]),
        "districts": pd.DataFrame(
            [(key, name, area, plan.first) for key, name, area, _ in DISTRICTS],
            columns=["district_id", "name", "area_id", "valid_from_on"],
        ),
        "counsellors": _counsellors(plan),
        "assignments": _assignments(plan, targets),
        "teams": _teams(plan),
    }


def _institutions() -> pd.DataFrame:
    names = {school: f"{row[1]}skolen" for school, row in zip(MUNICIPAL, DISTRICTS, strict=True)} | _NAMES
    homes = {school: row[0] for school, row in zip(MUNICIPAL, DISTRICTS, strict=True)} | {"P01": "D03", "P03": "D05"}
    rows = [(key, names[key], _KINDS[key[0]], homes.get(key), bool(DELIVERS[NUMBER[key]])) for key in INSTITUTIONS]
    return pd.DataFrame(rows, columns=["institution_id", "name", "kind", "district_id", "delivers_attendance"])


def _school_days(plan: TownPlan) -> pd.DataFrame:
    days = school_day_matrix(plan.school_years).ravel()
    return pd.DataFrame({"institution_id": "default", "on": days.astype("datetime64[D]"), "possible": 2})


def _counsellors(plan: TownPlan) -> pd.DataFrame:
    rows = [
        (key, name, f"{key.lower()}@example.org", district, WEEKLY_CAPACITY, plan.first)
        for key, name, district in COUNSELLORS
    ]
    columns = ["counsellor_id", "name", "email", "district_id", "weekly_capacity", "valid_from_on"]
    return pd.DataFrame(rows, columns=columns)


def _assignments(plan: TownPlan, targets: list[Target]) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, date, date | None]] = []
    rows += [(key, "district", district, "regular", plan.first, None) for key, _, district in COUNSELLORS]
    rows += [
        (f"C{number:02d}", "institution", f"S{number:02d}", "regular", plan.first, None) for number in range(1, 11)
    ]
    rows += [(counsellor, "institution", key, "regular", plan.first, None) for key, counsellor in _SERVES.items()]
    month = date.fromordinal(plan.last.toordinal() - 14)
    rows.append(("C03", "district", "D02", "cover", month, date.fromordinal(plan.last.toordinal() + 14)))
    by_district: dict[str, list[str]] = {}
    for key, _, district in COUNSELLORS:
        by_district.setdefault(district, []).append(key)
    for number, target in enumerate(targets):
        own = by_district[DISTRICTS[target.district][0]]
        rows.append((own[number % len(own)], "youth", target.youth_id, "tovholder", target.since_on, None))
    recused = next((target for target in targets if target.district == 0), None)
    if recused is not None:
        rows.append(("C01", "youth", recused.youth_id, "recused", plan.first, None))
    columns = ["counsellor_id", "scope", "scope_id", "role", "valid_from_on", "valid_to_on"]
    return pd.DataFrame(rows, columns=columns)


def _teams(plan: TownPlan) -> pd.DataFrame:
    chance = plan.chance("organisation")
    rows: list[tuple[str, str, str, str | None, date]] = []
    for district, _, _, _ in DISTRICTS:
        for profession in _PROFESSIONS:
            name = f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}"
            rows.append((district, profession, name, f"0000 {chance.integers(1000, 9999)}", plan.first))
        uu = next(name for _, name, home in COUNSELLORS if home == district)
        rows.append((district, "uu_counsellor", uu, f"0000 {len(rows):04}", plan.first))
    return pd.DataFrame(rows, columns=["district_id", "profession", "name", "phone", "valid_from_on"])
