"""The last step, when people have their list: how this week differs from the same school weeks a year earlier.

The report is drawn by a process of its own. Whatever goes wrong here is told and leaves the published list alone.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from features.calendar import monday_of
from service.absence import DEFAULT, possible_days
from service.batch.artefacts import Artefacts
from service.batch.judgement import scoring_model
from service.batch.night import FLAGS, INDICATORS, SCORES, Counts, Night
from service.domain.errors import DriftFailed
from service.monitoring.inputs import drift_frame, frame_from_records
from service.monitoring.reference import reference_days
from service.store import documents, nights

REPORTS = ("drift.html", "drift.json")
FOLDER = "drift"


def compare_with_a_year_ago(night: Night) -> Counts:
    """The drift report of the night, kept with its run."""
    indicators = night.indicators
    if indicators is None:
        return {}
    night.house.mark("drift.begun")
    kept = night.artefacts.below(FOLDER)
    reference = _reference(night)
    current = drift_frame(indicators, night.scores, night.artefacts.read_frame(FLAGS), data=night.data)
    kept.write_frame("current.parquet", current, data=night.data)
    kept.write_frame("reference.parquet", reference, data=night.data)
    try:
        night.house.compare(kept.folder / "reference.parquet", kept.folder / "current.parquet", kept.folder)
    except DriftFailed as failed:
        night.trouble("drift", str(failed), exit_code=failed.exit_code)
        return {"reports": 0}
    night.house.mark("drift.made")
    with night.store.begin() as work:
        documents.put(work, night.run.run_id, documents={name: kept.read(name) for name in REPORTS})
    night.house.mark("drift.kept")
    return {"youths": len(indicators), "youths_a_year_ago": len(reference)}


def _reference(night: Night) -> pd.DataFrame:
    """The same weeks a year earlier: from the nights that were published then, else from what the lake knew then."""
    known = night.prepared.morning.situations.known

    def is_school_week(day: date) -> bool:
        monday = monday_of(day)
        return bool(possible_days(known, DEFAULT, monday, monday + timedelta(days=6)))

    days = reference_days(night.as_of, is_school_week).days
    published = [frame for frame in (_published(night, day) for day in days) if frame is not None]
    if published:
        return pd.concat(published, ignore_index=True)
    return frame_from_records(night.records, scoring_model(night), days=days, on=night.as_of, permits=night.permits)


def _published(night: Night, day: date) -> pd.DataFrame | None:
    """What a published night of that day left, if its files are still there."""
    with night.store.read() as work:
        run = nights.published_for(work, day)
    if run is None:
        return None
    left = Artefacts(night.artefacts.folder.parent / run.run_id, night.house.mark)
    if not (left.has(INDICATORS) and left.has(FLAGS)):
        return None
    scores = left.read_frame(SCORES) if left.has(SCORES) else None
    return drift_frame(left.read_frame(INDICATORS), scores, left.read_frame(FLAGS), data=str(run.data))
