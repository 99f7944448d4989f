"""A small service that has run: the small town's nights, decided and published by the real functions into a store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from features.build import build_indicators
from features.calendar import LOCAL, cut
from features.indicators import REGIME_DTYPE
from features.reading import read_records
from features.records import Records
from features.vocabulary import Regime
from models.scores import BAND_DTYPE, PROFILE_DTYPE, check_scores
from service.domain.night import Before, NightContent, Run
from service.domain.sight import AT_NIGHT
from service.ingest.reading import in_memory
from service.night import build_night, prepare_night
from service.settings import Settings
from service.store.locks import hold
from service.store.nights import MadeFrom, finish_run, note_sources, run_of, start_run
from service.store.publication import Publication, publish
from service.store.records_lake import Lake
from service.store.unit_of_work import Store
from service.store.week import before_night
from tests.lib.small_town import MISSED, MONDAY, RISKS, write_small_town

NIGHTS = (date(2026, 10, 19), date(2026, 11, 9), MONDAY)
"""The first night ever, the Monday before, and the Monday of the small town."""
MODEL_ID = "herning-small-town"
MORNING = datetime(2026, 11, 16, 8, 30, tzinfo=LOCAL)
"""An instant at which Monday's list is shown."""
_BANDS = {"jonas": "high", "karla": "raised"}
_PROFILES = {"jonas": "late_starter", "karla": "early_starter", "anna": "none"}
_BUILT: dict[tuple[date, str, bool], NightContent] = {}
_POSTERIORS = {"jonas": (0.04, 0.9, 0.06), "karla": (0.86, 0.08, 0.06), "anna": (0.02, 0.04, 0.94)}
_ONSETS = {"jonas": "2026-08-10", "karla": "2019-08-12"}
_NO_POSTERIOR = (None, None, None)


@dataclass(frozen=True)
class SmallService:
    """A store with published nights, the records they were made from, and the run that counts."""

    store: Store
    records: Records
    runs: tuple[Run, ...]

    @property
    def run(self) -> Run:
        """The run that counts."""
        return self.runs[-1]


def small_service(store: Store, folder: Path, *, nights: tuple[date, ...] = NIGHTS) -> SmallService:
    """Publish nights of the small town into the store; `folder` gets the lock."""
    records = small_town_records()
    runs = tuple(publish_night(store, folder, records, as_of=as_of) for as_of in nights)
    return SmallService(store, records, runs)


def keep_records(records: Records, folder: Path) -> int:
    """Take the records into the lake of an installation below a folder; its version is the one that the nights were made from."""
    lake = Lake(Settings(var=folder).folders.lake)
    return lake.take(lake.compare(in_memory(records), received_for=None), content_hash="small town")


def publish_night(store: Store, folder: Path, records: Records, *, as_of: date, with_scores: bool = True) -> Run:
    """One night of the small town; the scores are those of its Monday, and none before."""
    at = cut(as_of) + timedelta(hours=2)
    scores = full_scores(as_of) if with_scores and as_of >= MONDAY else None
    with hold(store, folder / "night.lock", at=at) as fence:
        with store.begin() as work:
            run = start_run(work, as_of, fence=fence, at=at)
            before = before_night(work, AT_NIGHT, as_of=as_of)
            note_sources(work, run, MadeFrom(1, None if scores is None else MODEL_ID, "synthetic"))
        content = _content(records, before, as_of, scores)
        with store.begin() as work:
            publish(work, Publication(run, content, scores, at))
        with store.begin() as work:
            finish_run(work, run, report={"published": True}, at=at)
            return run_of(work, run.run_id)


def _content(records: Records, before: Before, as_of: date, scores: pd.DataFrame | None) -> NightContent:
    """The content of a night; what follows from the same memory is built once for all tests of a process."""
    key = (as_of, repr(before), scores is None)
    if records is not small_town_records() or key not in _BUILT:
        prepared = prepare_night(records, before, as_of=as_of)
        built = build_night(prepared, scores=scores, indicators=indicators_of(as_of))
        if records is not small_town_records():
            return built
        _BUILT[key] = built
    return _BUILT[key]


def full_scores(as_of: date = MONDAY) -> pd.DataFrame:
    """The scores of a morning, every column of their contract; Ida is not assessed for want of records."""
    names = sorted(RISKS)
    risk = pd.Series([RISKS[name] if name != "ida" else None for name in names], dtype="float64")
    frame = pd.DataFrame(
        {
            "youth_id": pd.Series(names, dtype="str"),
            "as_of": pd.Series([pd.Timestamp(as_of)] * len(names), dtype="datetime64[s]"),
            "horizon_days": 180,
            "model_id": MODEL_ID,
            "data": "synthetic",
            "regime": pd.Categorical(
                [Regime.ATTENDANCE if name in MISSED else Regime.STATUS_ONLY for name in names], dtype=REGIME_DTYPE
            ),
            "coverage": [0.3 if name == "ida" else 0.95 for name in names],
            "risk": risk,
            "risk_low": risk * 0.6,
            "risk_high": risk * 1.5,
            "band": pd.Categorical(
                ["not_assessed" if name == "ida" else _BANDS.get(name, "low") for name in names], dtype=BAND_DTYPE
            ),
            "profile": pd.Categorical([_PROFILES.get(name, "undetermined") for name in names], dtype=PROFILE_DTYPE),
            "profile_early": [_POSTERIORS.get(name, _NO_POSTERIOR)[0] for name in names],
            "profile_late": [_POSTERIORS.get(name, _NO_POSTERIOR)[1] for name in names],
            "profile_none": [_POSTERIORS.get(name, _NO_POSTERIOR)[2] for name in names],
            "onset_on": pd.Series([pd.Timestamp(_ONSETS[name]) if name in _ONSETS else pd.NaT for name in names], dtype="datetime64[s]"),
            "reasons": [_terms("raises", name) for name in names],
            "protective": [_terms("lowers", name) for name in names],
            "raw_logit": [None if name == "ida" else -2.0 + RISKS[name] for name in names],
        }
    )  # fmt: skip
    return check_scores(frame)


def _terms(direction: str, name: str) -> str:
    if name == "ida":
        return "[]"
    told = {
        "raises": {"indicator": "unlawful_share_quarter", "value": 0.12, "usual": 0.01, "contribution": 0.7, "since": "2026-10-01"},
        "lowers": {"indicator": "absence_share_10d", "value": 0.0, "usual": 0.06, "contribution": -0.4, "since": None},
    }  # fmt: skip
    return json.dumps([{**told[direction], "direction": direction}], sort_keys=True)


@lru_cache(maxsize=1)
def small_town_records() -> Records:
    """The records of the small town."""
    with TemporaryDirectory() as folder:
        return read_records(write_small_town(Path(folder)))


@lru_cache(maxsize=8)
def indicators_of(as_of: date) -> pd.DataFrame:
    """The indicators of a morning of the small town."""
    return build_indicators(small_town_records(), as_of=as_of)
