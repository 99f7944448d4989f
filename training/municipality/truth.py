"""What is true of the town and never in its records: latent types, hazards, ranks, effects. For judging, never for learning."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from training.municipality.absence import SCHOOL_HABIT, Habits
from training.municipality.hazards import AGAIN, HELP_HAZARD_RATIO, HELP_WORKS_DAYS, STRAIN, SWAY, UNLAWFUL
from training.municipality.organisation import INSTITUTIONS
from training.municipality.people import People
from training.municipality.traits import TYPES, Traits
from training.municipality.weeks import Prospect

HORIZON_WEEKS = 180 / 7


def write_truth(folder: Path, people: People, traits: Traits, prospect: Prospect, school: Habits) -> None:
    """Write youths.parquet, schools.parquet and effects.json."""
    folder.mkdir(parents=True, exist_ok=True)
    hazard = 1 - np.exp(-prospect.weekly_hazard * HORIZON_WEEKS)
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
