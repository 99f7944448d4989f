"""What a drift report compares: one row per youth and morning with indicators, scores, coverage and flags side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from features.build import build_with_report
from features.catalogue import INDICATORS
from features.permission import NO_PERMITS, Permits, Phase, check_may_profile
from features.records import Records
from models.bundle import Bundle
from models.scoring import score_youths
from service.domain.legal_basis import left_out
from service.domain.rules import Rule
from service.flagging import decide_flags
from service.situations import AGES

SCORED = ("risk", "raw_logit", "band", "profile")
"""What is compared of the scores."""
CONTEXT = ("age_years", "status", "regime", "coverage")
"""What is compared beside the catalogue's indicators."""
COMPARED = tuple(item.name for item in INDICATORS if item.regimes)
"""The indicators of now; what only tells the course of earlier school years changes with the cohorts, not with the world."""
TIMED = frozenset({Rule.RISK, Rule.MANUAL})
"""Rules left out: which risks are flagged follows capacity and memory, and manual flags are people's own."""


def drift_frame(
    indicators: pd.DataFrame, scores: pd.DataFrame | None, flags: pd.DataFrame | None, *, data: str
) -> pd.DataFrame:
    """Indicators, scores and the standing duties of the same mornings, joined by youth and morning.

    Shape: one row per row of `indicators`; columns youth_id, as_of, context, catalogue, `data`, `score_…` where there are scores, and
    `flag_RULE` (yes or no) where there are flags.
    """
    key = ["youth_id", "as_of"]
    joined = indicators[[*key, *CONTEXT, *COMPARED]]
    if scores is not None:
        named = scores[[*key, *SCORED]].rename(columns={name: f"score_{name}" for name in SCORED})
        joined = joined.merge(named, on=key, how="left", validate="one_to_one")
    if flags is not None:
        at = pd.MultiIndex.from_frame(joined[key])
        told = {
            f"flag_{rule}": np.where(
                at.isin(pd.MultiIndex.from_frame(flags.loc[flags["rule"] == rule, key])), "yes", "no"
            )
            for rule in Rule
            if rule not in TIMED
        }
        joined = joined.join(pd.DataFrame(told, index=joined.index, dtype="str"))
    return joined.assign(data=data)


def frame_from_records(
    records: Records, bundle: Bundle | None, *, days: Sequence[date], on: date, permits: Permits = NO_PERMITS
) -> pd.DataFrame:
    """The drift frame of mornings on which no night of this service ran, from what was known then.

    Flags are decided without memory; empty where nobody was a resident. Who is left out of the risk engine today is left out here too.
    `on`: the day on which this is done, for which the gate is asked.
    Raises: ProfilingRefused by the gate.
    """
    data = str(records.delivery.data)
    frames = [
        drift_frame(indicators, scores, decide_flags(records, as_of=day, scores=None), data=data)
        for day, indicators, scores in mornings(records, bundle, days=days, on=on, permits=permits)
    ]
    return pd.concat(frames, ignore_index=True)


def mornings(
    records: Records, bundle: Bundle | None, *, days: Sequence[date], on: date, permits: Permits = NO_PERMITS
) -> Iterator[tuple[date, pd.DataFrame, pd.DataFrame | None]]:
    """Indicators and scores of each morning, measured in one pass.

    Raises: as `frame_from_records`.
    """
    check_may_profile(records.delivery.data, Phase.OPERATION, tables=records.contained, on=on, permits=permits)
    spared = left_out(records, permits)
    youths = pd.Index(
        [name for name in records.tables["youths"]["youth_id"].unique() if name not in spared], dtype="str"
    )
    built = build_with_report(records, as_of=days, youths=youths).frame
    built = built[built["age_years"].between(*AGES)]
    for day in days:
        indicators = built[built["as_of"] == pd.Timestamp(day)].reset_index(drop=True)
        scores = None if bundle is None else score_youths(bundle, indicators, data=str(records.delivery.data))
        yield day, indicators, scores
