"""This week's frame and those of the same school weeks of earlier years: made once a night, kept in its folder, read again by its steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import pandas as pd

from features.calendar import monday_of
from features.catalogue import NAMES
from models.bundle import Bundle
from models.scoring import score_youths
from service.absence import DEFAULT, possible_days
from service.batch.artefacts import Artefacts
from service.batch.judgement import scoring_model
from service.batch.night import FLAGS, INDICATORS, SCORES, Night
from service.flagging import decide_flags
from service.monitoring.inputs import drift_frame, mornings
from service.monitoring.reference import reference_days, weeks_around, window_days
from service.monitoring.tallies import Tallies, as_frame, from_frame, tally_columns
from service.store import nights

FOLDER: Final = "drift"
CURRENT, REFERENCE, MADE, NOW = "current.parquet", "reference.parquet", "made.json", "now"
AT_ONCE: Final = 3
"""Mornings measured in one pass over the attendance: more would save little and hold more in memory."""
FEWEST_SHARE: Final = 0.5
"""A year of which less than this share of the present number of youths is known says nothing of the town."""


class Compared(StrEnum):
    """What a week is compared with."""

    EARLIER_YEARS = "earlier_years"
    TRAINING_WINDOW = "training_window"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Sides:
    """What is compared, in the night's own folder: two files for the report, and the tallies of each day for our own figures.

    `weeks`: the same week of each earlier year, then those before and after it.
    """

    kept: Artefacts
    with_what: Compared
    weeks: tuple[tuple[date, ...], ...]

    @property
    def now(self) -> Tallies:
        """The present week."""
        return self._tallies(NOW)

    @property
    def earlier(self) -> list[list[Tallies]]:
        """The days of each of the weeks."""
        return [[self._tallies(str(day)) for day in days] for days in self.weeks]

    def _tallies(self, name: str) -> Tallies:
        return from_frame(self.kept.read_frame(_file(name)))


def sides(night: Night, indicators: pd.DataFrame) -> Sides:
    """What the week is compared with, made unless an earlier step or an earlier try has made it."""
    kept = night.artefacts.below(FOLDER)
    if not kept.has(MADE):
        _make(night, indicators, kept)
    made = kept.read_json(MADE)
    weeks = (tuple(map(date.fromisoformat, days)) for days in made["weeks"])
    return Sides(kept, Compared(made["with_what"]), tuple(weeks))


def _make(night: Night, indicators: pd.DataFrame, kept: Artefacts) -> None:
    current = drift_frame(indicators, night.scores, night.artefacts.read_frame(FLAGS), data=night.data)
    with_what, weeks = earlier_frames(night, fewest=FEWEST_SHARE * len(current))
    same = list(weeks[0].values()) if weeks else []
    kept.write_frame(CURRENT, current, data=night.data)
    kept.write_frame(REFERENCE, pd.concat(same, ignore_index=True) if same else current.iloc[:0], data=night.data)
    named = {NOW: current, **{str(day): frame for frames in weeks for day, frame in frames.items()}}
    for name, frame in named.items():
        kept.write_frame(_file(name), as_frame(tally_columns(frame)), data=night.data)
    days = [[str(day) for day in frames] for frames in weeks]
    kept.write_json(MADE, {"with_what": str(with_what), "weeks": days})


def earlier_frames(night: Night, *, fewest: float) -> tuple[Compared, list[dict[date, pd.DataFrame]]]:
    """The same weeks of earlier years and those around; where none is known well enough, the mornings from which the model learned."""
    bundle, weeks = scoring_model(night), _same_weeks(night)
    made = _frames(night, bundle, sorted({day for days in weeks for day in days}), flagged=weeks[0])
    found = [{day: made[day] for day in days if len(made[day]) >= fewest} for days in weeks]
    if found[0]:
        return Compared.EARLIER_YEARS, [frames for frames in found if frames]
    window = bundle.origin.training
    days = window_days(window.first, window.last, business_on=night.as_of) if window else ()
    learned = {day: frame for day, frame in _frames(night, bundle, days, flagged=days).items() if len(frame)}
    return (Compared.TRAINING_WINDOW, [learned]) if learned else (Compared.NOTHING, [])


def _same_weeks(night: Night) -> tuple[tuple[date, ...], ...]:
    known = night.prepared.morning.situations.known

    def is_school_week(day: date) -> bool:
        monday = monday_of(day)
        return bool(possible_days(known, DEFAULT, monday, monday + timedelta(days=6)))

    kind = is_school_week(night.as_of)
    return weeks_around(reference_days(night.as_of, is_school_week).days, lambda day: is_school_week(day) == kind)


def _frames(
    night: Night, bundle: Bundle, days: Sequence[date], *, flagged: Collection[date]
) -> dict[date, pd.DataFrame]:
    """The frame of each day: what a published night left, else from what the lake knew then; duties are decided anew for some alone."""
    frames = dict(_left_by_nights(night, bundle, days))
    unmade = [day for day in days if day not in frames]
    for start in range(0, len(unmade), AT_ONCE):
        some, permits = unmade[start : start + AT_ONCE], night.permits
        for day, indicators, scores in mornings(night.records, bundle, days=some, on=night.as_of, permits=permits):
            flags = decide_flags(night.records, as_of=day, scores=None) if day in flagged else None
            frames[day] = drift_frame(indicators, scores, flags, data=night.data)
    return frames


def _left_by_nights(night: Night, bundle: Bundle, days: Sequence[date]) -> Iterator[tuple[date, pd.DataFrame]]:
    """What published nights of the days left, scored by the present model, so that another model is no drift."""
    for day in days:
        with night.store.read() as work:
            run = nights.published_for(work, day)
        left = Artefacts(night.artefacts.folder.parent / run.run_id, night.house.mark) if run else None
        if left is None or run is None or not (left.has(INDICATORS) and left.has(FLAGS)):
            continue
        indicators = left.read_frame(INDICATORS)
        if set(NAMES) <= set(indicators.columns):
            data = str(run.data)
            scored = pd.Index(left.read_frame(SCORES)["youth_id"]) if left.has(SCORES) else None
            scores = score_youths(bundle, indicators, youths=scored, data=data)
            yield day, drift_frame(indicators, scores, left.read_frame(FLAGS), data=data)


def _file(name: str) -> str:
    return f"tally-{name}.parquet"
