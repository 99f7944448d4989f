"""The statistical steps: whether anybody may be profiled, the indicators by shard, and the scores.

None of them can stop the list: where the gate stays shut, or the records do not bear indicators, the night goes on with duties alone and
says why.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from features.build import join_parts
from features.errors import FeaturesError, ProfilingRefused
from features.levels import levels_of
from features.permission import Phase, check_may_profile, check_may_use_model
from features.records import Records
from models.bundle import Bundle
from models.errors import ModelError
from models.scoring import recipe_population, score_youths
from service.batch.night import GATE, INDICATORS, LEVELS, SCORES, Counts, Night
from service.batch.shards import Slices, bunch_size, measure_shards
from service.domain.errors import NotPermitted, ServiceError
from service.operating.bundles import active_model, load_model
from service.store import nights


def pass_gate(night: Night) -> Counts:
    """Whether, and with which bundle, the night may profile."""
    model_id, reason = None, None
    try:
        model_id = _check(night)
    except (FeaturesError, ModelError, ServiceError) as shut:
        reason = str(shut)
        night.trouble("gate", f"no scores tonight, duties stand: {shut}", exit_code=exit_code_of(shut))
    night.artefacts.write_json(GATE, {"model_id": model_id, "reason": reason})
    with night.store.begin() as work:
        nights.note_sources(work, night.run, nights.MadeFrom(model_id=model_id))
    night.house.mark("gate.done")
    return {"is_open": int(model_id is not None)}


def build_indicators(night: Night) -> Counts:
    """The indicators of all residents of 14 to 18 who may be profiled, and the levels of institutions."""
    if not night.is_open:
        return {}
    kept = night.artefacts.below("shards")
    slices = Slices(
        night.house.settings.folders.lake, night.sources.lake_version, night.as_of, night.permits, night.disputed
    )
    try:
        size = bunch_size(night.house.lake.version(slices.version))
        parts = measure_shards(slices, kept, jobs=night.house.settings.shard_jobs, size=size)
        built = join_parts(parts)
    except FeaturesError as refused:
        night.trouble("indicators", f"no scores tonight, duties stand: {refused}", exit_code=refused.exit_code)
        return {"youths": 0}
    night.artefacts.write_frame(LEVELS, levels_of(parts).frame, data=night.data)
    night.artefacts.write_frame(INDICATORS, built.frame, data=night.data)
    night.house.mark("indicators.written")
    kept.remove()
    return {"youths": len(built.frame), "faulty_rows": sum(built.faulty_rows.values())}


def score(night: Night) -> Counts:
    """The scores of the population of the bundle's recipe."""
    if not night.artefacts.has(INDICATORS):
        return {}
    scores = scores_by(night, scoring_model(night))
    night.artefacts.write_frame(SCORES, scores, data=night.data)
    night.house.mark("scores.written")
    return {
        "youths": len(scores),
        **{f"band_{band}": int(count) for band, count in scores["band"].value_counts().sort_index().items()},
    }


def scores_by(night: Night, bundle: Bundle) -> pd.DataFrame:
    """What a bundle says on the morning of those in its recipe's population, from the night's indicators."""
    indicators = night.artefacts.read_frame(INDICATORS)
    lives = _lives_of(night.records, indicators["youth_id"])
    scored = recipe_population(bundle.recipe, lives, as_of=night.as_of)
    return score_youths(bundle, indicators, youths=scored, data=night.data)


def _lives_of(records: Records, youths: pd.Series[str]) -> Records:
    """The rows of some youths alone, of the tables that tell who is scored: five cohorts of the many that are known."""
    tables = {name: records.tables[name] for name in ("youths", "spells")}
    return replace(records, tables={name: rows[rows["youth_id"].isin(youths)] for name, rows in tables.items()})


def scoring_model(night: Night) -> Bundle:
    """The bundle that the gate let through."""
    return load_model(night.house.settings, night.artefacts.read_json(GATE)["model_id"])


def _check(night: Night) -> str:
    """The model that may be used."""
    records, permits = night.records, night.permits
    check_may_profile(records.delivery.data, Phase.OPERATION, tables=records.contained, on=night.as_of, permits=permits)
    with night.store.read() as work:
        model_id = active_model(work)
    if model_id is None:
        raise NotPermitted(
            "model: got no active bundle, allowed is one. `alleskalmed bundle add` and `bundle activate` bring one."
        )
    check_may_use_model(model_id, permits)
    load_model(night.house.settings, model_id)
    return model_id


def exit_code_of(shut: FeaturesError | ModelError | ServiceError) -> int:
    """What nobody permits is no failure of the night; a bundle that cannot be used is."""
    return 0 if isinstance(shut, ProfilingRefused | NotPermitted) else shut.exit_code
