"""A candidate beside the model in use: where the two agree on a morning, and, once it is known, which of them was right.

Counts of many and measures alone leave here. Both are put to the same line: to whom the places would go by each if nobody had been dealt
with before; the true lists follow the model in use, so that a candidate could not be compared by them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from features.vocabulary import DistrictId, YouthId
from models.measures import Estimate, Floats, Resampling, Sums, share_of, sums
from models.scores import OnsetProfile, RiskBand
from service.domain.routing import CENTRAL
from service.domain.shadow import (
    BOTH,
    FEWEST_DROPOUTS,
    LISTED,
    ONLY_ACTIVE,
    ONLY_SHADOW,
    Compared,
    Crossed,
    Gap,
    Happened,
    Interval,
)

First = Mapping[YouthId, DistrictId | None]
"""To whom the places would go, and in which district."""


@dataclass(frozen=True)
class OfMorning:
    """What one model says on a morning: its name, its scores, and to whom the places would go by it."""

    model_id: str
    scores: pd.DataFrame
    first: First


def compare(active: OfMorning, candidate: OfMorning, happened: Happened) -> Compared:
    """Where the two agree on a morning; `happened`: what is known of earlier ones."""
    both = active.scores.merge(candidate.scores, on="youth_id", suffixes=("", "_shadow"))
    return Compared(
        candidate.model_id,
        active.model_id,
        len(both),
        len(active.scores) - len(both),
        len(candidate.scores) - len(both),
        {
            str(regime): _crossed(rows["band"], rows["band_shadow"], [str(band) for band in RiskBand])
            for regime, rows in both.groupby("regime", observed=True)
        },
        _crossed(both["profile"], both["profile_shadow"], [str(profile) for profile in OnsetProfile]),
        _lists(active.first, candidate.first),
        {
            str(regime): (float(rows["risk"].sum()), float(rows["risk_shadow"].sum()))
            for regime, rows in both.groupby("regime", observed=True)
        },
        happened,
    )


def _crossed(rows: pd.Series[Any], columns: pd.Series[Any], words: list[str]) -> Crossed:
    counts = pd.crosstab(rows.astype(str), columns.astype(str)).reindex(index=words, columns=words, fill_value=0)
    return Crossed(tuple(words), tuple(words), tuple(tuple(map(int, line)) for line in counts.to_numpy()))


def _lists(active: First, candidate: First) -> Crossed:
    """By district, who is among the first by both models and by one alone."""
    shared = {youth_id: BOTH if youth_id in candidate else ONLY_ACTIVE for youth_id in active}
    by_whom = dict.fromkeys(candidate, ONLY_SHADOW) | shared
    place = {youth_id: str(district_id or CENTRAL) for youth_id, district_id in {**candidate, **active}.items()}
    places = sorted(set(place.values()))
    counts = {(one, kind): 0 for one in places for kind in LISTED}
    for youth_id, kind in by_whom.items():
        counts[place[youth_id], kind] += 1
    return Crossed(tuple(places), LISTED, tuple(tuple(counts[one, kind] for kind in LISTED) for one in places))


# Once it is known what happened

Measure = Callable[[Mapping[str, Floats], str], Floats]
MEASURES: Final[Mapping[str, Measure]] = {
    "recall_at_capacity": lambda of, who: share_of(of[f"hit_{who}"], of["dropout"]),
    "precision_at_capacity": lambda of, who: share_of(of[f"hit_{who}"], of[f"first_{who}"]),
    "predicted_over_observed": lambda of, who: share_of(of[f"risk_{who}"], of["dropout"]),
}
"""What the two are compared by; of the last one 1 is right."""
ACTIVE, SHADOW = "active", "shadow"


def happened(rows: pd.DataFrame, *, resampling: Resampling) -> Happened:
    """What came of those whom both had scored: measures of both, paired, each youth drawn with all their weeks.

    `rows`: what `service.store.shadow.said_and_happened` gives.
    """
    dropout = rows["outcome"].to_numpy(dtype=np.float64)
    found = Happened(
        rows["run_id"].nunique(), rows["youth_id"].nunique(), int(rows["youth_id"][dropout == 1].nunique())
    )
    if found.dropouts < FEWEST_DROPOUTS:
        return found
    columns = {"dropout": dropout}
    for who, risk, first in ((ACTIVE, "risk", "is_first_beside"), (SHADOW, "risk_shadow", "is_first")):
        risks, firsts = rows[risk].to_numpy(dtype=np.float64), rows[first].to_numpy(dtype=np.float64)
        columns |= {f"risk_{who}": risks, f"first_{who}": firsts, f"hit_{who}": firsts * dropout}
    drawn = sums(columns, youth=rows["youth_id"].to_numpy(dtype=str), resampling=resampling)
    return Happened(found.weeks, found.youths, found.dropouts, tuple(_gap(drawn, name) for name in MEASURES))


def _gap(drawn: Sums, name: str) -> Gap:
    measure = MEASURES[name]
    return Gap(
        name,
        _told(drawn.estimate(lambda of: measure(of, ACTIVE))),
        _told(drawn.estimate(lambda of: measure(of, SHADOW))),
        _told(drawn.estimate(lambda of: measure(of, SHADOW) - measure(of, ACTIVE))),
    )


def _told(found: Estimate) -> Interval:
    return _finite(found.value), _finite(found.low), _finite(found.high)


def _finite(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def columns_to_keep(candidate: OfMorning, active_first: Collection[YouthId]) -> pd.DataFrame:
    """What is kept of a candidate's scores: no reasons, and whether the places would go to the youth by each of the two."""
    kept = candidate.scores[["youth_id", "as_of", "model_id", "regime", "risk", "band", "profile"]]
    return kept.assign(
        is_first=kept["youth_id"].isin(list(candidate.first)), is_first_beside=kept["youth_id"].isin(list(active_first))
    )
