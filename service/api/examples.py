"""An example for every body and answer of the API; a test holds each against its schema."""

from __future__ import annotations

from typing import Any, Final

RUNS: Final[dict[str, Any]] = {
    "runs": [
        {
            "run_id": "2026-11-16.1",
            "business_on": "2026-11-16",
            "state": "published",
            "started_at": "2026-11-16T01:00:02Z",
            "published_at": "2026-11-16T01:00:48Z",
            "finished_at": "2026-11-16T01:01:20Z",
            "lake_version": 14,
            "model_id": "herning-2026-05-01-0f3a9c1b2d4e",
            "data": "synthetic",
            "content_hash": "5f" * 32,
            "report": {"steps": {"duties": {"flags": 214}}},
        }
    ],
    "next": None,
}
DRIFT: Final[dict[str, Any]] = {"run_id": "2026-11-16.1", "drift": {"status": "steady", "columns": []}}

SCORES_ASKED: Final[dict[str, Any]] = {
    "as_of": "2026-11-16",
    "data": "synthetic",
    "records": {
        "youths": [{"youth_id": "y-7Qm2", "birth_on": "2010-08-08", "district_id": "D1"}],
        "spells": [
            {
                "youth_id": "y-7Qm2",
                "started_on": "2026-08-10",
                "status": "tenth_grade",
                "institution_id": "S1",
                "grade": 10,
                "known_at": "2026-08-10T10:00:00Z",
            }
        ],
        "attendance": [
            {
                "youth_id": "y-7Qm2",
                "on": "2026-11-13",
                "institution_id": "S1",
                "scheduled": 2,
                "sick": 0,
                "permitted": 0,
                "unlawful": 2,
                "known_at": "2026-11-14T05:00:00Z",
            }
        ],
    },
}
SCORE: Final[dict[str, Any]] = {
    "youth_id": "y-7Qm2",
    "as_of": "2026-11-16",
    "horizon_days": 180,
    "model_id": "herning-2026-05-01-0f3a9c1b2d4e",
    "data": "synthetic",
    "regime": "attendance",
    "coverage": 0.9,
    "risk": 0.11,
    "risk_low": 0.07,
    "risk_high": 0.17,
    "band": "raised",
    "profile": "undetermined",
    "profile_early": None,
    "profile_late": None,
    "profile_none": None,
    "onset_on": None,
    "reasons": [
        {
            "indicator": "unlawful_share_quarter",
            "value": 0.12,
            "usual": 0.01,
            "direction": "raises",
            "contribution": 0.61,
            "since": "2026-10-01",
        }
    ],
    "protective": [],
    "raw_logit": -2.1,
    "own_assessment_recorded": False,
}
SCORES: Final[dict[str, Any]] = {
    "scores": [SCORE],
    "model_id": "herning-2026-05-01-0f3a9c1b2d4e",
    "left_out": [{"index": 1, "why": "not_in_population"}],
}
SCORES_NOW: Final[dict[str, Any]] = {**SCORES, "left_out": []}
HISTORY: Final[dict[str, Any]] = {"scores": [SCORE], "next": None}
