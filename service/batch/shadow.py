"""After people have their list: a candidate on trial scores the same morning in silence, and is compared with the model in use.

What it says is kept apart and goes into no list, page, answer or message; counts of many are told on one page. Whatever goes wrong here is
told and leaves the published list alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

import pandas as pd

from features.errors import FeaturesError
from features.permission import Phase, check_may_profile, check_may_use_model
from models.errors import ModelError
from models.measures import Resampling
from service.batch.judgement import exit_code_of, scores_by, scoring_model
from service.batch.lists import check_still_permitted
from service.batch.night import INDICATORS, Counts, Night
from service.domain.access import NIGHT
from service.domain.audit import Event
from service.domain.errors import ServiceError
from service.domain.shadow import Compared, Shadow
from service.domain.sight import AT_NIGHT
from service.flagging import first_in_line, raised_by
from service.monitoring.beside import OfMorning, columns_to_keep, compare, happened
from service.operating.bundles import load_model
from service.operating.comparing import REPORT
from service.store import audit, documents, nights, shadow
from service.store.publication import plain_columns

STEP: Final = "shadow"
RESAMPLING: Final = Resampling(seed=2026)
"""The same rows give the same intervals."""


def score_beside(night: Night) -> Counts:
    """The candidate's scores of the night and their comparison, kept with the run; nothing where no candidate is on trial."""
    with night.store.read() as work:
        on_trial = shadow.standing(work)
    scores = night.scores
    if on_trial is None or scores is None or not night.artefacts.has(INDICATORS):
        return {}
    active = _of_morning(night, scoring_model(night).model_id, scores)
    if on_trial.model_id == active.model_id:
        return {}
    try:
        return _keep(night, on_trial, active, _scored(night, on_trial))
    except (FeaturesError, ModelError, ServiceError) as refused:
        night.trouble(STEP, f"the candidate did not score, the list stands: {refused}", exit_code=exit_code_of(refused))
        return {"youths": 0}


def _scored(night: Night, on_trial: Shadow) -> OfMorning:
    """What the candidate says, if it may."""
    records, permits = night.records, night.permits
    check_may_profile(records.delivery.data, Phase.SHADOW, tables=records.contained, on=night.as_of, permits=permits)
    check_may_use_model(on_trial.model_id, permits)
    bundle = load_model(night.house.settings, on_trial.model_id)
    return _of_morning(night, on_trial.model_id, scores_by(night, bundle))


def _of_morning(night: Night, model_id: str, scores: pd.DataFrame) -> OfMorning:
    first = first_in_line(night.prepared.morning, raised_by(scores, night.as_of))
    return OfMorning(model_id, scores, first)


def _keep(night: Night, on_trial: Shadow, active: OfMorning, candidate: OfMorning) -> Counts:
    """Scores of the night that chooses for the week, comparison, and that the step is done, in one transaction."""
    run, at = night.run, night.house.clock.instant
    kept, counts = columns_to_keep(candidate, active.first), {"youths": len(candidate.scores)}
    with night.store.begin() as work:
        check_still_permitted(night, work)
        if shadow.standing(work) != on_trial:  # ended meanwhile
            return {}
        if shadow.is_first_of_week(work, AT_NIGHT, run):
            shadow.keep(work, run, plain_columns(kept))
        rows = shadow.said_and_happened(work, AT_NIGHT, model_id=on_trial.model_id)
        found = compare(active, candidate, happened(rows, resampling=RESAMPLING))
        documents.put(work, run.run_id, documents={REPORT: _as_json(found)})
        nights.step_done(work, run, STEP, counts=counts, at=at)
        audit.append(
            work, Event(at, NIGHT, "shadow.scored", detail={"run_id": run.run_id, "model_id": on_trial.model_id})
        )
    return counts


def _as_json(found: Compared) -> bytes:
    return json.dumps(asdict(found), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
