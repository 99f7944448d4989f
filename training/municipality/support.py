"""What is done: institutions' notices, contacts, efforts with their results."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from features.vocabulary import ContactKind, InterventionKind, InterventionResult
from training.municipality.lives import Lives
from training.municipality.messages import days_as_dates, instants
from training.municipality.organisation import INSTITUTIONS
from training.municipality.people import People
from training.municipality.plan import TownPlan

WITHDRAWN_SHARE = 0.35
# kind, step; for pupils of compulsory school and for the older
PUPIL_EFFORTS: Final = (
    (InterventionKind.ABSENCE_TALK, 1),
    (InterventionKind.INDIVIDUAL_TALK, 2),
    (InterventionKind.NETWORK_MEETING, 3),
    (InterventionKind.CONTACT_PERSON, 3),
)
YOUTH_EFFORTS: Final = (
    (InterventionKind.INDIVIDUAL_TALK, 2),
    (InterventionKind.RECHOICE_GUIDANCE, 2),
    (InterventionKind.STUDY_HELP, 2),
    (InterventionKind.MENTOR, 3),
    (InterventionKind.NETWORK_MEETING, 3),
    (InterventionKind.JOB_WITH_PLAN, 4),
)
_RESULTS = (
    InterventionResult.HELPED,
    InterventionResult.PARTLY,
    InterventionResult.NO_EFFECT,
    InterventionResult.UNKNOWN,
)
_RESULT_SHARES = (0.35, 0.30, 0.20, 0.15)
_Follow = tuple[ContactKind, float, tuple[int, int]]
"""A kind of contact, the share of causes it follows, and after how many days."""
_AT_HELP: Final[tuple[_Follow, ...]] = ((ContactKind.MEETING, 1.0, (0, 1)),)
_AFTER_REPORT: Final[tuple[_Follow, ...]] = ((ContactKind.ATTEMPT, 0.5, (1, 5)), (ContactKind.REACHED, 0.75, (2, 12)))
_AFTER_INTERRUPTION: Final[tuple[_Follow, ...]] = (
    (ContactKind.ATTEMPT, 0.6, (1, 5)),
    (ContactKind.REACHED, 0.8, (2, 10)),
    (ContactKind.OFFER, 0.6, (11, 30)),
)


def report_rows(people: People, lives: Lives, plan: TownPlan) -> pd.DataFrame:
    """`risk_reports`: a version for the notice, one for its withdrawal."""
    chance = plan.chance("support")
    reports = lives.reports.columns()
    frame = pd.DataFrame(
        {
            "youth_id": people.youth_id[reports["person"]],
            "reported_on": days_as_dates(reports["day"]),
            "institution_id": np.array(INSTITUTIONS, dtype=object)[reports["place"]],
            "withdrawn_on": np.datetime64("NaT", "D"),
            "known_at": instants(reports["day"] + chance.integers(0, 5, size=len(reports["day"])), chance),
            "retracted": False,
        }
    )
    back = np.flatnonzero(chance.random(len(frame)) < WITHDRAWN_SHARE)
    day = reports["day"][back] + chance.integers(20, 91, size=len(back))
    withdrawn = frame.iloc[back].assign(withdrawn_on=days_as_dates(day), known_at=instants(day + 1, chance))
    return pd.concat([frame, withdrawn], ignore_index=True).sort_values(["youth_id", "known_at"], kind="stable")


def intervention_rows(people: People, lives: Lives, plan: TownPlan) -> pd.DataFrame:
    """`interventions`: a version at the start, one at the end with the result."""
    chance = plan.chance("support").spawn(1)[0]
    help_given = lives.help.columns()
    count = len(help_given["day"])
    young = chance.choice(len(PUPIL_EFFORTS), size=count, p=(0.55, 0.2, 0.15, 0.10))
    older = chance.choice(len(YOUTH_EFFORTS), size=count, p=(0.30, 0.25, 0.15, 0.15, 0.10, 0.05))
    is_pupil = help_given["grade"] <= 9
    efforts = [
        PUPIL_EFFORTS[a] if pupil else YOUTH_EFFORTS[b] for a, b, pupil in zip(young, older, is_pupil, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "youth_id": people.youth_id[help_given["person"]],
            "started_on": days_as_dates(help_given["day"]),
            "kind": [str(kind) for kind, _ in efforts],
            "ended_on": np.datetime64("NaT", "D"),
            "step": [step for _, step in efforts],
            "result": None,
            "known_at": instants(help_given["day"] + chance.integers(0, 4, size=count), chance),
            "retracted": False,
        }
    )
    closed = np.flatnonzero(chance.random(count) < 0.9)
    day = help_given["day"][closed] + chance.integers(20, 160, size=len(closed))
    result = chance.choice([str(kind) for kind in _RESULTS], size=len(closed), p=_RESULT_SHARES)
    ends = frame.iloc[closed].assign(ended_on=days_as_dates(day), result=result, known_at=instants(day + 2, chance))
    return pd.concat([frame, ends], ignore_index=True).sort_values(["youth_id", "known_at"], kind="stable")


def contact_rows(people: People, lives: Lives, plan: TownPlan, interrupted: pd.DataFrame) -> pd.DataFrame:
    """`contacts` after notices, interruptions and at the start of efforts.

    `interrupted`: person and the day the municipality heard of it.
    """
    chance = plan.chance("support").spawn(2)[1]
    reports, help_given = lives.reports.columns(), lives.help.columns()
    causes: list[tuple[pd.DataFrame, tuple[_Follow, ...]]] = [
        (pd.DataFrame({"person": reports["person"], "day": reports["day"]}), _AFTER_REPORT),
        (interrupted, _AFTER_INTERRUPTION),
        (pd.DataFrame({"person": help_given["person"], "day": help_given["day"]}), _AT_HELP),
    ]
    parts = []
    for cause, kinds in causes:
        for kind, share, (low, high) in kinds:
            rows = cause[chance.random(len(cause)) < share]
            day = rows["day"].to_numpy() + chance.integers(low, high, size=len(rows))
            parts.append(pd.DataFrame({"person": rows["person"].to_numpy(), "day": day, "kind": str(kind)}))
    events = pd.concat(parts, ignore_index=True).drop_duplicates()
    day = events["day"].to_numpy()
    frame = pd.DataFrame(
        {
            "youth_id": people.youth_id[events["person"]],
            "contacted_on": days_as_dates(day),
            "kind": events["kind"],
            "by_role": "uu_counsellor",
            "known_at": instants(day + chance.integers(0, 3, size=len(day)), chance),
        }
    )
    return frame.sort_values(["youth_id", "contacted_on", "kind"], kind="stable")
