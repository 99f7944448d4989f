"""Lists as counsellors would have had them: the youths of each district and date that its weekly capacity has room for.

Beside the model stands every simple rule, on the same rows, with the same number of places. Equal scores at the line share what is
left, so that a rule which only says yes or no is not punished for it; `as_chosen` tells what the service's own choice would have
been, which leaves equals at the line below it and flags no low risk. Lists stay as they were in every resample of youths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.measures import SHARE, Estimate, Floats, Resampling, Sums, auroc, leads, rank, recall_at, share_of, sums
from models.places import AT_CAPACITY, Places, on_list, ranks_within
from models.scores import RiskBand

AT_SHARE: Final = "share_of_youths"
_RANKS: Final = {"auroc": auroc, "recall_at_5_percent": recall_at(SHARE)}
_FLAGGED_BANDS: Final = (str(RiskBand.RAISED), str(RiskBand.HIGH))


@dataclass(frozen=True)
class Rival:
    """A rule or baseline with its score of each row. `may_be_served`: a rule that could take the model's place."""

    name: str
    words: str
    score: Floats
    may_be_served: bool = True


@dataclass(frozen=True)
class RuleBeside:
    """A rule on the same rows and places; leads are of the model over it, in the same draws of youths."""

    rule: str
    words: str
    recall: Estimate
    precision: Estimate
    recall_lead: Estimate
    auroc_lead: Estimate
    recall_at_5_percent_lead: Estimate


@dataclass(frozen=True)
class Period:
    """One date's lists: dropouts caught by the model and by each rule, as shares of the date's dropouts."""

    as_of: date
    places: float
    dropouts: int
    recall: float
    rules: Mapping[str, float]


@dataclass(frozen=True)
class Chosen:
    """What the service's own choice would have been: raised or high risks alone, equals at the line left below it."""

    flags: int
    dropouts: int
    recall: Estimate
    precision: Estimate


@dataclass(frozen=True)
class Lists:
    """Lists of all judged dates together.

    `basis`: whether places are the districts' weekly capacity, or a share of all youths since the records name no counsellors.
    `beyond_lists`: rows of youths without a district or of one without counsellors. `one_more_place`: dropouts found per place if
    each district had one more. `best_rule`: the rule or baseline that caught most, in hindsight; `rule_to_serve`: the best of those
    that could be served.
    """

    basis: str
    places: float
    rows: int
    dropouts: int
    beyond_lists: int
    recall: Estimate
    precision: Estimate
    one_more_place: Estimate
    as_chosen: Chosen
    best_rule: str
    rule_to_serve: str
    rules: tuple[RuleBeside, ...]
    periods: tuple[Period, ...]


def places_of(rows: pd.DataFrame, capacity: Mapping[tuple[date, str], int]) -> Places:
    """The lists that rows would be on: those of their district and date; without counsellors one of the date for 5 % of the youths."""
    day = rows["as_of"].dt.date
    if capacity:
        keys = list(zip(day, rows["district_id"], strict=True))
        places = np.array([capacity.get(key, 0) for key in keys], dtype=np.float64)
        return Places(AT_CAPACITY, rows.groupby(["as_of", "district_id"]).ngroup().to_numpy().astype(np.int64), places)
    count = rows.groupby("as_of")["youth_id"].transform("size").to_numpy(dtype=np.float64)
    return Places(AT_SHARE, rows.groupby("as_of").ngroup().to_numpy().astype(np.int64), SHARE * count)


def as_chosen(risk: NDArray[np.float64], band: pd.Series[str], places: Places) -> Floats:
    """1 for each row that the service would have flagged, else 0.

    Equals at the line stay below it. No cooldown and no open flag is known here, so every week starts afresh.
    """
    above, equals = ranks_within(risk, places.group)
    fits = above + equals <= places.places
    return (fits & band.astype(str).isin(_FLAGGED_BANDS).to_numpy()).astype(np.float64)


def measure_lists(rows: pd.DataFrame, places: Places, rivals: Sequence[Rival], *, resampling: Resampling) -> Lists:
    """Model and every rival at the lists' places, paired by youth.

    Shape: rows with risk, band, outcome, youth_id and as_of, all assessed; at least one rival that may be served.
    """
    listed = {rival.name: on_list(rival.score, places) for rival in rivals}
    columns = _columns(rows, listed, places)
    totals = sums(columns, youth=rows["youth_id"], resampling=resampling)
    caught = {name: float(totals.by_name[f"{name} caught"][0]) for name in listed}
    servable = [rival.name for rival in rivals if rival.may_be_served]
    extra = totals.estimate(lambda by: share_of(by["wider caught"] - by["model caught"], by["wider"] - by["model"]))
    chosen = Chosen(int(columns["chosen"].sum()), int(columns["chosen caught"].sum()), *_found(totals, "chosen"))
    return Lists(
        places.basis, places.total, len(rows), int(rows["outcome"].sum()), int((places.places == 0).sum()),
        *_found(totals, "model"), extra, chosen, max(caught, key=lambda name: caught[name]),
        max(servable, key=lambda name: caught[name]),
        _rules_beside(rows, rivals, totals, resampling),
        _periods(rows, {"model": columns["model"], **listed}, places),
    )  # fmt: skip


def _columns(rows: pd.DataFrame, listed: Mapping[str, Floats], places: Places) -> dict[str, Floats]:
    """What is summed: the dropouts, and of each list its places and the dropouts on it."""
    risk, outcome = (rows[name].to_numpy(dtype=np.float64) for name in ("risk", "outcome"))
    lists = {
        **listed,
        "model": on_list(risk, places),
        "wider": on_list(risk, places.more(1)),
        "chosen": as_chosen(risk, rows["band"], places),
    }
    return {"dropouts": outcome, **lists, **{f"{name} caught": places * outcome for name, places in lists.items()}}


def _found(totals: Sums, name: str) -> tuple[Estimate, Estimate]:
    """Recall and precision of a list."""
    recall = totals.estimate(lambda by: share_of(by[f"{name} caught"], by["dropouts"]))
    return recall, totals.estimate(lambda by: share_of(by[f"{name} caught"], by[name]))


def _rules_beside(
    rows: pd.DataFrame, rivals: Sequence[Rival], totals: Sums, resampling: Resampling
) -> tuple[RuleBeside, ...]:
    outcome, youth = rows["outcome"], rows["youth_id"]
    others = {rival.name: rank(outcome, rival.score, youth=youth) for rival in rivals}
    ahead = leads(rank(outcome, rows["risk"], youth=youth), others, _RANKS, resampling=resampling)
    return tuple(
        RuleBeside(
            rival.name, rival.words, *_found(totals, rival.name), _recall_lead(totals, rival.name),
            ahead[rival.name]["auroc"], ahead[rival.name]["recall_at_5_percent"],
        )
        for rival in rivals
    )  # fmt: skip


def _recall_lead(totals: Sums, rule: str) -> Estimate:
    return totals.estimate(lambda by: share_of(by["model caught"] - by[f"{rule} caught"], by["dropouts"]))


def _periods(rows: pd.DataFrame, flagged: Mapping[str, Floats], places: Places) -> tuple[Period, ...]:
    periods = []
    outcome = rows["outcome"].to_numpy(dtype=np.float64)
    for day in sorted(rows["as_of"].unique()):
        here = (rows["as_of"] == day).to_numpy()
        dropouts = outcome[here].sum()
        recall = {
            name: float((flags * outcome)[here].sum() / dropouts) if dropouts else float("nan")
            for name, flags in flagged.items()
        }
        total = Places(places.basis, places.group[here], places.places[here]).total
        periods.append(Period(pd.Timestamp(day).date(), total, int(dropouts), recall.pop("model"), recall))
    return tuple(periods)
