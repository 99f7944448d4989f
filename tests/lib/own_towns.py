"""Three municipalities of our own making, and real events: a model fitted on the past of each, and what else ranks the same later rows.

The later dates lie 28 weeks apart, so that what happens after one is over before the next, and half a year after the other in season.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.reading import read_records
from features.records import Records
from models.measures import CALIBRATION, RANKING, Estimate, Measure, Ranked, Resampling, estimate, leads, rank
from models.rules import RULES
from training import real_events
from training.companions import FREE_BOOSTING, fit_companions
from training.figures import Judged
from training.fit import Learned, learn
from training.later import score_dates
from training.municipality import simulate
from training.rules import fit_baselines, with_school_districts
from training.splits import Split

SEEDS = (11, 12, 13)
YOUTHS, LAST = 4_500, date(2026, 11, 16)
UNTIL = date(2024, 11, 18)
DATES = (UNTIL, date(2025, 6, 2), date(2025, 12, 15))
MODEL, TRUTH = "model", "truth"
RULE = "rule: "
RESAMPLING = Resampling(seed=0)


@dataclass(frozen=True, eq=False)
class Later:
    """A past to learn from, and later rows that were judged by what was learned.

    `rows`: youth_id, as_of, regime, outcome, and a column of scores for each that ranks them; `indicators`: the same rows.
    """

    name: str
    past: Split
    rows: pd.DataFrame
    indicators: pd.DataFrame


def town(folder: Path, *, seed: int) -> Later:
    """A made municipality, fitted at UNTIL and judged at DATES."""
    simulate(youths=YOUTHS, seed=seed, last=LAST, out=folder)
    records = read_records(folder / "records")
    learned = learn(records, until=UNTIL, recipe="herning", seed=seed)
    found = _later(f"town {seed}", learned, records, DATES)
    hazards = pd.read_parquet(folder / "truth" / "hazards.parquet")
    named = found.rows.merge(hazards, on=["youth_id", "as_of"], how="left")
    rows = found.rows.assign(**{TRUTH: named["hazard_180_days"].to_numpy()})
    rows["youth_id"] = f"{seed} " + rows["youth_id"]  # towns give the same names to different youths
    return Later(found.name, found.past, rows, found.indicators)


def real(folder: Path) -> Later:
    """The real events of one autumn, as the command `real` fits and judges them."""
    records = read_records(folder)
    learned = learn(records, until=real_events.UNTIL, recipe=real_events.RECIPE, seed=real_events.SEED)
    return _later("real events", learned, records, real_events.AUTUMN)


def _later(name: str, learned: Learned, records: Records, dates: Sequence[date]) -> Later:
    judged = score_dates(learned.bundle, records, dates=dates).judged
    assessed = judged.where(judged.rows["risk"].notna())
    scores = {MODEL: assessed.rows["risk"].to_numpy(dtype=np.float64), **_companions(learned, assessed)}
    scores |= {f"{RULE}{rule.name}": rule.score(assessed.indicators) for rule in RULES}
    scores |= _baselines(learned, records, assessed)
    kept = assessed.rows[["youth_id", "as_of", "regime", "outcome"]].reset_index(drop=True)
    return Later(name, learned.rows, kept.assign(**scores), assessed.indicators.reset_index(drop=True))


def _companions(learned: Learned, judged: Judged) -> dict[str, NDArray[np.float64]]:
    fitted = fit_companions(learned.rows, regimes=learned.bundle.models, seed=learned.seed)
    assert FREE_BOOSTING in {companion.name for companion in fitted if not companion.remark}
    return {companion.name: companion.risk(judged) for companion in fitted if not companion.remark}


def _baselines(learned: Learned, records: Records, judged: Judged) -> dict[str, NDArray[np.float64]]:
    """What is learned from the past without any evidence of the youth: status, school, district, chance."""
    past = with_school_districts(learned.rows, records, known_before=learned.plan.until)
    regime = judged.rows["regime"].to_numpy()
    scores = {}
    for name, models in fit_baselines(past, seed=learned.seed).items():
        risk = np.full(len(regime), np.nan)
        for known, model in models.items():
            here = regime == known
            risk[here] = model.assess(judged.indicators[here]).risk
        scores[f"{RULE}{name}"] = risk
    return scores


def ranked(rows: pd.DataFrame, name: str) -> Ranked:
    """The rows by one of their scores."""
    return rank(rows["outcome"], rows[name], youth=rows["youth_id"])


def rankers(rows: pd.DataFrame) -> list[str]:
    """Everything that ranks the rows."""
    return [name for name in rows.columns if name not in ("youth_id", "as_of", "regime", "outcome")]


def figures(rows: pd.DataFrame) -> dict[str, object]:
    """Every measure of the model, of each that ranks beside it the ranking, and the model's lead over each."""
    others = [name for name in rankers(rows) if name != MODEL]
    ahead = leads(ranked(rows, MODEL), {name: ranked(rows, name) for name in others}, RANKING, resampling=RESAMPLING)
    return {
        "rows": len(rows),
        "youths": int(rows["youth_id"].nunique()),
        "dropouts": int(rows["outcome"].sum()),
        "base_rate": round(float(rows["outcome"].mean()), 6),
        "dates": [str(day.date()) for day in sorted(rows["as_of"].unique())],
        "measures": rounded(estimate(ranked(rows, MODEL), {**RANKING, **CALIBRATION}, resampling=RESAMPLING)),
        "beside": {
            name: {
                "measures": rounded(estimate(ranked(rows, name), RANKING, resampling=RESAMPLING)),
                "lead": rounded(ahead[name]),
            }
            for name in others
        },
    }


def measured(rows: pd.DataFrame, name: str, measures: Mapping[str, Measure]) -> dict[str, dict[str, float]]:
    """Some measures of one score, with their intervals."""
    return rounded(estimate(ranked(rows, name), measures, resampling=RESAMPLING))


def rounded(estimates: Mapping[str, Estimate]) -> dict[str, dict[str, float]]:
    """Estimates as they are written into a result file."""
    return {
        name: {"value": round(found.value, 6), "low": round(found.low, 6), "high": round(found.high, 6)}
        for name, found in estimates.items()
    }
