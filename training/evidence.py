"""What is told of all judged dates together, beyond the ranking: lists, lead times, steadiness, groups, and whom the lists miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from features.records import Records
from models.fairness import Fairness, audit, group_columns
from models.measures import Estimate, Resampling, estimate, share_of, sums
from models.places import Places, on_list
from models.risk import RiskModel
from models.rules import BASELINES, RULES, Rule
from models.scores import OnsetProfile
from models.strata import stratify
from training.companions import Companion
from training.composition import Composition, compose
from training.curves import Curves, draw_curves
from training.figures import FEWEST_EVENTS, Figures, Judged, measure_group
from training.lists import Lists, Rival, measure_lists, places_of
from training.surroundings import standing, surround
from training.timing import LeadTimes, Overlap, Pair, lead_times, overlap

DISTRICT_OUTCOMES: Final = 100
"""Dropouts from which a district is told apart."""
DEPTHS: Final = ((0, "under 12 months"), (12, "12 to 35 months"), (36, "36 to 71 months"), (72, "72 months or more"))
"""Months of history, from which on, and what that is called; missing counts as none."""
_DEPTH_ORDER: Final = {name: start for start, name in DEPTHS}


@dataclass(frozen=True)
class Undecided:
    """Share of rows whose onset profile is undetermined, of one group."""

    by: str
    group: str
    rows: int
    youths: int
    share: Estimate


@dataclass(frozen=True)
class Evidence:
    """Figures of all judged dates together; `remark` says why there are none, else it is empty.

    `within_school`: AUROC among youths of the same institution on the same date, of the model and of the rule chosen on the past.
    """

    lists: Lists | None = None
    within_school: Mapping[str, Estimate] | None = None
    lead_times: LeadTimes | None = None
    overlap: Overlap | None = None
    undecided: tuple[Undecided, ...] = ()
    groups: tuple[Figures, ...] = ()
    fairness: Fairness | None = None
    remark: str = ""
    composition: Composition | None = None
    curves: Curves | None = None


@dataclass(frozen=True)
class Past:
    """What the past gave the model to beat: the rule that did best on it, baselines and freer models learned from it.

    `baselines`: by name and regime; one that knows nothing of a regime is missing there.
    """

    rule: Rule
    baselines: Mapping[str, Mapping[str, RiskModel]]
    companions: tuple[Companion, ...] = ()


def gather(
    records: Records,
    judged: Judged,
    weeks: Mapping[date, tuple[pd.DataFrame, pd.DataFrame]],
    past: Past,
    *,
    resampling: Resampling,
) -> Evidence:
    """The evidence of judged rows.

    `weeks`: by date, its scores and those of a week later. Shape: `judged.rows` with ended_on, band and profile beside its own.
    """
    assessed = judged.where(judged.rows["risk"].notna())
    dropouts = int(assessed.rows["outcome"].sum())
    if min(dropouts, len(assessed.rows) - dropouts) < FEWEST_EVENTS:
        found = f"{dropouts} dropouts of {len(assessed.rows)} assessed, needed are {FEWEST_EVENTS} of each kind"
        return Evidence(remark=f"too few to measure: {found}", composition=compose(records, assessed))
    context = assessed.indicators[["age_years", "institution_id", "history_months"]].set_axis(
        assessed.rows.index, axis=0
    )
    around = surround(records, assessed.rows.assign(**{str(name): column for name, column in context.items()}))
    told = Judged(around.rows, assessed.indicators)
    places = places_of(told.rows, around.places)
    listed = on_list(told.rows["risk"].to_numpy(dtype=np.float64), places)
    groups, absent = group_columns(standing(records, "youths"), told.rows)
    return Evidence(
        measure_lists(told.rows, places, _rivals(told, past.baselines), resampling=resampling),
        _within_school(told, past.rule, resampling),
        lead_times(told.rows, listed, resampling=resampling),
        overlap(_pairs(records, weeks), resampling=resampling),
        tuple(_undecided(told.rows, resampling)),
        tuple(_groups(told, past.rule, resampling)),
        audit(told.rows, listed, groups, absent=absent, resampling=resampling),
        composition=compose(records, told),
        curves=draw_curves(told, past.rule, resampling=resampling),
    )


def _rivals(told: Judged, baselines: Mapping[str, Mapping[str, RiskModel]]) -> list[Rival]:
    """Every rule, and every baseline by its risks: those of a regime that it does not know are missing, and rank last."""
    rivals = [Rival(rule.name, rule.words, rule.score(told.indicators)) for rule in RULES]
    regime = told.rows["regime"].to_numpy()
    for baseline in BASELINES:
        score = np.full(len(regime), np.nan)
        for name, model in baselines.get(baseline.name, {}).items():
            here = regime == name
            score[here] = model.assess(told.indicators[here]).risk
        rivals.append(Rival(baseline.name, baseline.words, score, may_be_served=False))
    return rivals


def _within_school(told: Judged, rule: Rule, resampling: Resampling) -> dict[str, Estimate]:
    told = told.where(told.rows["institution_id"].notna())
    rows = told.rows
    stratum = rows["as_of"].astype("str") + " " + rows["institution_id"]
    found: dict[str, Estimate] = {}
    for name, score in (("model", rows["risk"]), (rule.name, rule.score(told.indicators))):
        ranked = stratify(rows["outcome"], score, stratum=stratum, youth=rows["youth_id"])
        found |= estimate(ranked.rows, {name: ranked.auroc}, resampling=resampling)
    return found


def _pairs(records: Records, weeks: Mapping[date, tuple[pd.DataFrame, pd.DataFrame]]) -> Iterator[Pair]:
    for scores, later in weeks.values():
        rows = scores.loc[scores["risk"].notna(), ["youth_id", "as_of", "risk"]]
        around = surround(
            records,
            rows.assign(institution_id=pd.Series(pd.NA, rows.index, "str"), ended_on=pd.Series(pd.NaT, rows.index)),
        )
        again = rows["youth_id"].map(later.set_index("youth_id")["risk"]).to_numpy(dtype=np.float64)
        places: Places = places_of(around.rows, around.places)
        yield Pair(rows["youth_id"].to_numpy(dtype=str), rows["risk"].to_numpy(dtype=np.float64), again, places)


def _undecided(rows: pd.DataFrame, resampling: Resampling) -> Iterator[Undecided]:
    months = rows["history_months"].fillna(0).to_numpy(dtype=np.float64)
    place = np.searchsorted([start for start, _ in DEPTHS], months, side="right") - 1
    depth = pd.Series(np.array([name for _, name in DEPTHS])[place], index=rows.index)
    undecided = (rows["profile"].astype("str") == OnsetProfile.UNDETERMINED).to_numpy(dtype=np.float64)
    for by, groups in (("history", depth), ("school_kind", rows["kind"])):
        for group in sorted(groups.unique(), key=lambda name: (_DEPTH_ORDER.get(name, 0), name)):
            here = (groups == group).to_numpy()
            columns = {"undecided": undecided[here], "rows": np.ones(here.sum())}
            youth = rows.loc[here, "youth_id"]
            share = sums(columns, youth=youth, resampling=resampling).estimate(
                lambda told: share_of(told["undecided"], told["rows"])
            )
            yield Undecided(by, str(group), int(here.sum()), int(youth.nunique()), share)


def _groups(told: Judged, rule: Rule, resampling: Resampling) -> Iterator[Figures]:
    """Figures by term and school kind, and of each district with enough outcomes."""
    rows = told.rows
    dropouts = rows.groupby("district_id")["outcome"].sum()
    districts = [str(name) for name in dropouts.index[dropouts >= DISTRICT_OUTCOMES] if name]
    chosen = {
        "term": sorted(rows["term"].unique()),
        "school kind": sorted(rows["kind"].unique()),
        "district": districts,
    }
    columns = {"term": "term", "school kind": "kind", "district": "district_id"}
    for word, values in chosen.items():
        for value in values:
            group = told.where(rows[columns[word]] == value)
            yield measure_group(f"{word} {value}", group, rule=rule, resampling=resampling)
