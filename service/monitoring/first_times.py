"""Whom the lists put into a band for the first time, and how many of them dropped out: each youth counted once."""

from __future__ import annotations

import pandas as pd

from service.domain.frequencies import Counts


def first_times(matured: pd.DataFrame) -> Counts:
    """Counts by regime and band, of those of whom it is known what happened.

    A youth may be in a band for many weeks; counted by weeks, the same few youths would look like many.
    Sees: one row per list and youth with as_of, regime, band and outcome (missing where it cannot be known).
    """
    known = matured[matured["outcome"].notna()].sort_values("as_of", kind="stable")
    first = known.drop_duplicates(["youth_id", "regime", "band"])
    return {
        str(regime): {str(band): (len(rows), int(rows["outcome"].sum())) for band, rows in of_regime.groupby("band")}
        for regime, of_regime in first.groupby("regime")
    }
