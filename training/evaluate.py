"""How a model fitted on the past of a date would have done from that date on.

The model is the one `fit` makes at the first date, to the byte: an evaluation speaks of one model, and `publish` holds the two
together. Each date is judged by what was known once its outcome was mature, as it would have been told then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

import pandas as pd

from features.asof import Timeline, with_known_at
from features.build import build_indicators
from features.errors import WindowError
from features.outcome import matures_in, outcomes_known
from features.permission import Phase, check_may_profile
from features.population import population
from features.reading import as_records
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.measures import Resampling
from models.recipe import Recipe, load_recipe
from models.rules import Rule
from models.scoring import score_youths
from training.activation import decide
from training.evidence import Evidence, Past, gather
from training.figures import Figures, Judged, as_json, as_text, measure_group, unmeasured
from training.fit import Learned, learn, save_signed
from training.plan import attended_days
from training.splits import lives
from training.telling import tell, tell_activation

FORMAT: Final = 1
FIGURES, TEXT, BUNDLE = "evaluation.json", "evaluation.txt", "bundle"
"""What an evaluation's folder holds."""
WEEK: Final = timedelta(days=7)
_SCORED: Final = {
    "youth_id": "str",
    "as_of": "datetime64[s]",
    "regime": "str",
    "risk": "float64",
    "band": "str",
    "profile": "str",
}
"""What is kept of the scores in judged rows."""
_EVER: Final = date(2100, 1, 1)


@dataclass(frozen=True)
class Evaluation:
    """The figures of one model on later dates.

    `dates`: one group a date; `pooled`: dates taken together, and regimes apart; `evidence`: of all judged dates together.
    """

    model_id: str
    recipe: str
    horizon_days: int
    data: str
    source: str
    until: date
    seed: int
    resamples: int
    rule: str
    records_end: date
    dates: tuple[Figures, ...]
    pooled: tuple[Figures, ...]
    evidence: Evidence


@dataclass(frozen=True)
class Scored:
    """A bundle's scores by date, and the rows of them whose outcome can be told by the records' `end`.

    `week_later`: by date, the scores of a week later, where the records reach so far.
    """

    end: date
    scores: Mapping[date, pd.DataFrame]
    judged: Judged
    matured: frozenset[date]
    week_later: Mapping[date, pd.DataFrame]


class Asked(TypedDict):
    """What an evaluation is asked for."""

    start: date
    end: date
    recipe: str
    seed: int


def run(*, records: Path, out: Path, **asked: Unpack[Asked]) -> None:
    """Evaluate a recipe and write figures, text and the bundle they speak of into a folder."""
    learned, evaluation = _evaluate(as_records(records), **asked)
    out.mkdir(parents=True, exist_ok=True)
    save_signed(learned.bundle, out / BUNDLE)
    write(evaluation, out)
    print((out / TEXT).read_text(encoding="utf-8"), end="")  # noqa: T201 - a command's answer


def evaluate(records: Records | Path, *, start: date, end: date, recipe: str = "herning", seed: int = 0) -> Evaluation:
    """Fit on the past of `start` and judge on the dates from it on, a recipe's step apart, up to `end`.

    Raises: WindowError if `end` is before `start` or the past is too short; ModelError if too little has happened to learn from.
    """
    return _evaluate(as_records(records), start=start, end=end, recipe=recipe, seed=seed)[1]


def _evaluate(records: Records, **asked: Unpack[Asked]) -> tuple[Learned, Evaluation]:
    dates = dates_between(asked["start"], asked["end"], step_days=load_recipe(asked["recipe"]).step_days)
    learned = learn(records, until=asked["start"], recipe=asked["recipe"], seed=asked["seed"])
    scored = score_dates(learned.bundle, records, dates=dates)
    groups = {"pooled": list(dates)}
    return learned, judge(learned, records, scored, groups=groups)


def dates_between(start: date, end: date, *, step_days: int) -> tuple[date, ...]:
    """Dates from `start` to `end`, both included, a step apart.

    Raises: WindowError if `end` is before `start`.
    """
    if end < start:
        raise WindowError(f"dates: got an end {end.isoformat()} before the start {start.isoformat()}. Turn them round.")
    return tuple(start + timedelta(days=days) for days in range(0, (end - start).days + 1, step_days))


def records_end(records: Records) -> date:
    """The day before which these records know what happened: their delivery, else the day after the last attendance or event."""
    if records.delivery.delivered_on is not None:
        return records.delivery.delivered_on
    attended = attended_days(records, known_before=_EVER)
    told = pd.Timestamp(with_known_at(records)[0].tables["spells"]["known_at"].max())
    last = date(told.year, told.month, told.day)
    return max(last, attended[1] if attended else last) + timedelta(days=1)


def mature_on(as_of: date, recipe: Recipe) -> date:
    """The day before whose morning the outcome of `as_of` is known."""
    return as_of + matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)


def score_dates(bundle: Bundle, records: Records, *, dates: Sequence[date]) -> Scored:
    """Scores of everybody who could be flagged on each date, and what became of them where that is known.

    Raises: ProfilingRefused by the gate.
    """
    recipe, end = bundle.recipe, records_end(records)
    weekly = {as_of: as_of + WEEK for as_of in dates if as_of + WEEK < end}
    every = sorted({*dates, *weekly.values()})
    check_may_profile(records.delivery.data, Phase.DEVELOPMENT, tables=records.contained, on=max(every))
    indicators = build_indicators(records, as_of=every)
    line = lives(records)
    scores: dict[date, pd.DataFrame] = {}
    for as_of in every:
        youths = population(line.known_on(as_of), recipe.population)
        rows = indicators[indicators["as_of"] == pd.Timestamp(as_of)]
        scores[as_of] = score_youths(bundle, rows, youths=youths, data=str(records.delivery.data))
    matured = [as_of for as_of in dates if mature_on(as_of, recipe) <= end]
    rows = pd.concat([_told(line, scores[as_of], as_of, recipe) for as_of in matured] or [_nobody()])
    joined = rows.merge(indicators.drop(columns=["regime"]), on=["youth_id", "as_of"], how="left")
    judged = Judged(joined[list(rows.columns)], joined)
    later = {as_of: scores[week] for as_of, week in weekly.items()}
    return Scored(end, {as_of: scores[as_of] for as_of in dates}, judged, frozenset(matured), later)


def judge(learned: Learned, records: Records, scored: Scored, *, groups: Mapping[str, Sequence[date]]) -> Evaluation:
    """Figures of every date, of each named group of dates together, and within a group of each regime that occurs in it."""
    bundle, rows = learned.bundle, scored.judged.rows
    resampling = Resampling(learned.seed)
    dates = tuple(_on(as_of, scored, learned, resampling) for as_of in scored.scores)
    pooled = []
    for name, chosen in groups.items():
        group = scored.judged.where(rows["as_of"].isin([pd.Timestamp(day) for day in chosen if day in scored.matured]))
        pooled += _with_regimes(name, group, rule=learned.rule, resampling=resampling)
    return Evaluation(
        model_id=bundle.model_id, recipe=bundle.recipe.name, horizon_days=bundle.recipe.horizon_days,
        data=str(records.delivery.data), source=records.delivery.source, until=learned.plan.until, seed=learned.seed,
        resamples=resampling.resamples, rule=learned.rule.name, records_end=scored.end,
        dates=dates, pooled=tuple(pooled), evidence=_evidence(learned, records, scored, resampling),
    )  # fmt: skip


def write(evaluation: Evaluation, out: Path, **more: Any) -> None:
    """Figures as JSON and as text, into a folder; `more` is added to the JSON, and what the figures allow to be served."""
    told = {"format": FORMAT, **as_json(evaluation), **as_json(more)}
    activation = decide(told)
    told["activation"] = as_json(activation)
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    (out / FIGURES).write_text(text + "\n", encoding="utf-8")
    parts = (tell_activation(activation), as_text((*evaluation.dates, *evaluation.pooled)), tell(evaluation.evidence))
    (out / TEXT).write_text("\n".join(parts), encoding="utf-8")


def _evidence(learned: Learned, records: Records, scored: Scored, resampling: Resampling) -> Evidence:
    weeks = {as_of: (scored.scores[as_of], later) for as_of, later in scored.week_later.items()}
    return gather(records, scored.judged, weeks, Past(learned.rule, learned.baselines), resampling=resampling)


def _told(line: Timeline, scores: pd.DataFrame, as_of: date, recipe: Recipe) -> pd.DataFrame:
    """Scores with the outcome as it was known once it was mature; the censored are left out."""
    later = line.known_on(mature_on(as_of, recipe))
    youths = pd.Index(scores["youth_id"])
    told = outcomes_known(later, youths=youths, as_of=as_of, horizon_days=recipe.horizon_days)
    rows = scores[list(_SCORED)].assign(outcome=told["outcome"].to_numpy(), ended_on=told["ended_on"].to_numpy())
    return rows.dropna(subset="outcome").astype({**_SCORED, "outcome": "int8", "ended_on": "datetime64[s]"})


def _nobody() -> pd.DataFrame:
    columns = {**_SCORED, "outcome": "int8", "ended_on": "datetime64[s]"}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def _on(as_of: date, scored: Scored, learned: Learned, resampling: Resampling) -> Figures:
    recipe = learned.bundle.recipe
    if as_of not in scored.matured:
        return unmeasured(
            as_of,
            scored.scores[as_of],
            f"scored, not judged: outcomes are known on {mature_on(as_of, recipe)}, these records end before {scored.end}",
        )
    rows = scored.judged.rows["as_of"] == pd.Timestamp(as_of)
    return measure_group(as_of.isoformat(), scored.judged.where(rows), rule=learned.rule, resampling=resampling)


def _with_regimes(name: str, group: Judged, *, rule: Rule, resampling: Resampling) -> list[Figures]:
    figures = [measure_group(name, group, rule=rule, resampling=resampling)]
    assessed = group.rows[group.rows["risk"].notna()]
    regimes = [regime for regime in Regime if (assessed["regime"] == regime).any()]
    if len(regimes) > 1:
        figures += [
            measure_group(
                f"{name}, {regime}", group.where(group.rows["regime"] == regime), rule=rule, resampling=resampling
            )
            for regime in regimes
        ]
    return figures
