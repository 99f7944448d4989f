"""What is true of the town and never in its records: latent types, hazards, ranks, effects. For judging, never for learning."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.municipality.absence import SCHOOL_HABIT, Habits
from training.municipality.hazards import AGAIN, HELP_HAZARD_RATIO, HELP_WORKS_DAYS, STRAIN, SWAY, UNLAWFUL
from training.municipality.organisation import INSTITUTIONS
from training.municipality.people import People
from training.municipality.traits import TYPES, Traits
from training.municipality.weeks import Prospect

HORIZON_WEEKS = 180 / 7


def write_truth(folder: Path, people: People, traits: Traits, prospects: tuple[Prospect, ...], school: Habits) -> None:
    """Write youths.parquet as of the last day, hazards.parquet of every look, schools.parquet and effects.json."""
    folder.mkdir(parents=True, exist_ok=True)
    looks = pd.concat([_look(people, prospect) for prospect in prospects], ignore_index=True)
    looks.to_parquet(folder / "hazards.parquet", index=False)
    prospect = prospects[-1]
    hazard = _within_horizon(prospect)
    youths = pd.DataFrame(
        {
            "youth_id": people.youth_id,
            "latent_type": pd.Categorical([str(TYPES[kind]) for kind in traits.kind]),
            "onset_grade": traits.onset,
            "burden": prospect.burden,
            "weekly_hazard": prospect.weekly_hazard,
            "hazard_180_days": hazard,
        }
    )
    youths["rank"] = youths["hazard_180_days"].rank(ascending=False, method="min").astype("int64")
    youths.to_parquet(folder / "youths.parquet", index=False)
    schools = pd.DataFrame({"institution_id": INSTITUTIONS, "unlawful_logit": school.unlawful})
    schools.to_parquet(folder / "schools.parquet", index=False)
    effects = {
        "intervention_hazard_ratio": HELP_HAZARD_RATIO,
        "intervention_works_days": HELP_WORKS_DAYS,
        "burden_weights": {"strain": STRAIN, "unlawful": UNLAWFUL, "sway": SWAY, "earlier_interruption": AGAIN},
        "school_habit_spread_logit": SCHOOL_HABIT,
    }
    (folder / "effects.json").write_text(json.dumps(effects, indent=2) + "\n", encoding="utf-8")


def _within_horizon(prospect: Prospect) -> NDArray[np.float64]:
    """Probability of breaking off within the horizon, were every week like this one."""
    return np.asarray(1 - np.exp(-prospect.weekly_hazard * HORIZON_WEEKS), dtype=np.float64)


def _look(people: People, prospect: Prospect) -> pd.DataFrame:
    """The hazards of those who are in something they can break off, on the morning of one Monday."""
    held = prospect.weekly_hazard > 0
    as_of = np.full(held.sum(), np.datetime64(prospect.monday, "D").astype("datetime64[s]"))
    return pd.DataFrame(
        {"youth_id": people.youth_id[held], "as_of": as_of, "hazard_180_days": _within_horizon(prospect)[held]}
    )
