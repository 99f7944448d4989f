"""How a model fitted on the past of a date would have done from that date on, and the rule that would stand in its place.

The model is the one `fit` makes at the first date, to the byte: an evaluation speaks of one model, and `publish` holds the two
together. Each date is judged by what was known once its outcome was mature, as it would have been told then. The rule is a bundle too,
fitted on the same past and judged on the same rows, so that whichever is served comes with its own figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict, Unpack

import numpy as np
import pandas as pd

from features.checking import check_tables
from features.reading import as_records
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.errors import TooFewCases
from models.measures import Resampling
from models.onset import Diagnostics
from models.recipe import load_recipe
from models.rules import BY_NAME, Rule, rule_aurocs
from training.activation import decide, leave_form
from training.companions import CompanionFigures, fit_companions, measure_companions
from training.evidence import Evidence, Past, gather
from training.figures import Figures, Judged, as_json, as_text, measure_group, unmeasured
from training.fit import Learned, learn, save_signed
from training.later import Scored, dates_between, look_ahead, mature_on, of_later_terms, records_end, score_later
from training.onset import diagnose_mixture
from training.rules import NAMES, UnknownRule, fit_baselines, rule_bundle, with_school_districts
from training.splits import Split
from training.telling import tell, tell_activation, tell_companions, tell_onset, tell_stand_in, tell_unseen
from training.unseen import Unseen, judge_unseen

FORMAT: Final = 2
FIGURES, TEXT, BUNDLE = "evaluation.json", "evaluation.txt", "bundle"
RULE_FIGURES, RULE_TEXT, RULE_BUNDLE = "rule_evaluation.json", "rule_evaluation.txt", "rule_bundle"
"""What an evaluation's folder holds beside the form for sign-offs: the model with its figures, and the rule with its own."""
POOLED, LATER_TERMS = "pooled", "strictly later terms"


@dataclass(frozen=True)
class Question:
    """What is to be judged: a fit at `until`, on dates, and on groups of them taken together.

    `rule`: the rule that shall stand in the model's place; None for the one that catches most at capacity.
    """

    until: date
    dates: tuple[date, ...]
    groups: Mapping[str, Sequence[date]]
    recipe: str
    seed: int
    rule: str | None = None


@dataclass(frozen=True)
class Evaluation:
    """The figures of one model on later dates.

    `dates`: one group a date; `pooled`: dates taken together, and regimes apart; `evidence`: of all judged dates together; `onset`: how
    good the classes of the onset mixture are.
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
    companions: tuple[CompanionFigures, ...] = ()
    unseen: Unseen | None = None
    onset: Diagnostics | None = None


@dataclass(frozen=True)
class StandIn:
    """The rule in the model's place, as a bundle with its own figures; neither if no rule could be fitted.

    `passed_over`: rules that came before it and why they could not be fitted, by name.
    """

    rule: str
    passed_over: Mapping[str, str]
    bundle: Bundle | None = None
    evaluation: Evaluation | None = None


@dataclass(frozen=True)
class Appraisal:
    """A model with its scores and figures, and the rule that would stand in its place with its own."""

    learned: Learned
    scored: Scored
    evaluation: Evaluation
    stand_in: StandIn


class Asked(TypedDict):
    """What an evaluation is asked for."""

    start: date
    end: date
    recipe: str
    seed: int
    rule: NotRequired[str | None]


def run(*, records: Path, out: Path, **asked: Unpack[Asked]) -> None:
    """Evaluate a recipe and write figures, text and the bundles they speak of into a folder."""
    write(appraise(as_records(records), _question(**asked)), out)
    print((out / TEXT).read_text(encoding="utf-8"), end="")  # noqa: T201 - a command's answer


def evaluate(records: Records | Path, *, start: date, end: date, recipe: str = "herning", seed: int = 0) -> Evaluation:
    """Fit on the past of `start` and judge on the dates from it on, a recipe's step apart, up to `end`.

    Raises: WindowError if `end` is before `start` or the past is too short; ModelError if too little has happened to learn from.
    """
    return appraise(as_records(records), _question(start=start, end=end, recipe=recipe, seed=seed)).evaluation


def appraise(records: Records, question: Question) -> Appraisal:
    """Fit, judge on later dates and at schools never seen, and do the same with the rule that would stand in the model's place.

    What cannot be used of the records is set aside first, as on every night; `learn` does so by itself, with what was known then.
    Raises: UnknownRule; TooManyFaults; as `evaluate`.
    """
    if question.rule is not None and question.rule not in NAMES:
        raise UnknownRule(f"rule: got an unknown name, allowed are {', '.join(NAMES)}. Choose one of them.")
    learned = learn(records, until=question.until, recipe=question.recipe, seed=question.seed)
    records = check_tables(records, as_of=records_end(records)).records
    recipe, rows = learned.bundle.recipe, with_school_districts(learned.rows, records, known_before=question.until)
    later = look_ahead(records, recipe, dates=question.dates)
    past = Past(
        learned.rule,
        fit_baselines(rows, seed=learned.seed),
        fit_companions(learned.rows, regimes=learned.bundle.models, seed=learned.seed),
    )
    groups = {**question.groups, LATER_TERMS: of_later_terms(question.dates, learned.plan, recipe)}
    scored = score_later(learned.bundle, later)
    evaluation = _with_refits(judge(learned, records, scored, groups=groups, past=past), learned, scored.judged)
    names = [question.rule] if question.rule else _rules_in_turn(evaluation, learned)
    stand_in = first_that_serves(names, rows, learned.bundle)
    if stand_in.bundle is not None:
        of_rule = score_later(stand_in.bundle, later)
        figures = judge(replace(learned, bundle=stand_in.bundle), records, of_rule, groups=groups, past=past)
        stand_in = replace(stand_in, evaluation=figures)
    return Appraisal(learned, scored, evaluation, stand_in)


def judge(
    learned: Learned, records: Records, scored: Scored, *, groups: Mapping[str, Sequence[date]], past: Past
) -> Evaluation:
    """Figures of every date, of each named group of dates together, and within a group of each regime that occurs in it."""
    bundle, rows = learned.bundle, scored.judged.rows
    resampling = Resampling(learned.seed)
    dates = tuple(_on(as_of, scored, learned, resampling) for as_of in scored.scores)
    pooled = []
    for name, chosen in groups.items():
        group = scored.judged.where(rows["as_of"].isin([pd.Timestamp(day) for day in chosen if day in scored.matured]))
        pooled += _with_regimes(name, group, rule=learned.rule, resampling=resampling)
    weeks = {as_of: (scored.scores[as_of], week) for as_of, week in scored.week_later.items()}
    return Evaluation(
        model_id=bundle.model_id, recipe=bundle.recipe.name, horizon_days=bundle.recipe.horizon_days,
        data=str(records.delivery.data), source=records.delivery.source, until=learned.plan.until, seed=learned.seed,
        resamples=resampling.resamples, rule=learned.rule.name, records_end=scored.end, dates=dates, pooled=tuple(pooled),
        evidence=gather(records, scored.judged, weeks, past, resampling=resampling),
        companions=measure_companions(past.companions, scored.judged, resampling=resampling),
    )  # fmt: skip


def write(appraisal: Appraisal, out: Path, **more: Any) -> None:
    """Model and rule with their figures, as JSON and as text, into a folder, and the form for sign-offs; `more` is added to the JSON."""
    out.mkdir(parents=True, exist_ok=True)
    save_signed(appraisal.learned.bundle, out / BUNDLE)
    stand_in = appraisal.stand_in
    told = _told(appraisal.evaluation, stand_in, more)
    activation = decide(told)
    _write(out / FIGURES, {**told, "activation": as_json(activation)})
    (out / TEXT).write_text(_as_text(appraisal.evaluation, tell_activation(activation)), encoding="utf-8")
    if stand_in.bundle is not None and stand_in.evaluation is not None:
        save_signed(stand_in.bundle, out / RULE_BUNDLE)
        _write(out / RULE_FIGURES, {**_told(stand_in.evaluation, stand_in, more), "activation": as_json(activation)})
        head = tell_stand_in(stand_in.rule)
        (out / RULE_TEXT).write_text(_as_text(stand_in.evaluation, head), encoding="utf-8")
    leave_form(out, told)


def _question(**asked: Unpack[Asked]) -> Question:
    dates = dates_between(asked["start"], asked["end"], step_days=load_recipe(asked["recipe"]).step_days)
    return Question(asked["start"], dates, {POOLED: dates}, asked["recipe"], asked["seed"], asked.get("rule"))


def _with_refits(evaluation: Evaluation, learned: Learned, judged: Judged) -> Evaluation:
    """With what further fits on the same past say: at schools never seen, and of the onset's classes."""
    resampling = Resampling(learned.seed)
    unseen = judge_unseen(learned.rows, judged, learned.rule, seed=learned.seed, resampling=resampling)
    onset = diagnose_mixture(learned.bundle.onset, learned.rows, seed=learned.seed)
    return replace(evaluation, unseen=unseen, onset=onset, pooled=(*evaluation.pooled, *unseen.figures))


def _rules_in_turn(evaluation: Evaluation, learned: Learned) -> list[str]:
    """The rules that may be served, best first: by what they catch at capacity, without such figures by the past."""
    lists = evaluation.evidence.lists
    if lists is not None:
        beside = [item for item in lists.rules if item.rule in BY_NAME]
        return [item.rule for item in sorted(beside, key=lambda item: -np.nan_to_num(item.recall.value))]
    told = learned.rows.both
    values = rule_aurocs(told.indicators, told.outcome)
    return sorted(values, key=lambda name: -values[name])


def first_that_serves(names: Sequence[str], rows: Split, like: Bundle) -> StandIn:
    """The first of the rules that can be fitted and calls somebody raised; if none does, the first that can be fitted."""
    passed_over: dict[str, str] = {}
    silent: list[tuple[str, Bundle]] = []
    for name in names:
        try:
            bundle = rule_bundle(name, rows, like)
        except TooFewCases as reason:
            passed_over[name] = str(reason)
            continue
        highest = _highest(bundle, rows)
        if highest >= like.recipe.raised_from:
            return StandIn(name, passed_over, bundle)
        passed_over[name] = (
            f"it would flag nobody: its highest risk is {highest:.1f} times the base rate, raised is from {like.recipe.raised_from:g}"
        )
        silent.append((name, bundle))
    if not silent:
        return StandIn("", passed_over)
    name, bundle = silent[0]
    return StandIn(name, {other: why for other, why in passed_over.items() if other != name}, bundle)


def _highest(bundle: Bundle, rows: Split) -> float:
    """The highest risk of the rows learned from, in multiples of its regime's base rate."""
    return max(
        float(model.assess(part.of(Regime(name)).indicators).risk.max()) / model.base_rate
        for name, model in bundle.models.items()
        for part in (rows.training, rows.calibration)
    )


def _told(evaluation: Evaluation, stand_in: StandIn, more: Mapping[str, Any]) -> dict[str, Any]:
    model_id = stand_in.bundle.model_id if stand_in.bundle else None
    of_rule = {"rule": stand_in.rule, "model_id": model_id, "passed_over": stand_in.passed_over}
    return {"format": FORMAT, **as_json(evaluation), "stand_in": of_rule, **as_json(more)}


def _write(path: Path, told: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _as_text(evaluation: Evaluation, head: str) -> str:
    parts = [head, as_text((*evaluation.dates, *evaluation.pooled))]
    parts += [tell_unseen(evaluation.unseen)] if evaluation.unseen else []
    parts += [tell_onset(evaluation.onset)] if evaluation.onset else []
    parts += [tell_companions(evaluation.companions)] if evaluation.companions else []
    return "\n".join([*parts, tell(evaluation.evidence)])


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
