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
_STANDING: Final = {
    "matter": "school_silent",
    "subject": "S12",
    "level": "watch",
    "since_on": "2026-11-16",
    "known_breaks": [],
}
VALIDATION: Final[dict[str, Any]] = {
    "run_id": "2026-11-16.1",
    "data": "synthetic",
    "figures": {"lists": 8, "rows": 23310, "youths": 2964, "events": 412, "listed": {"places": 164, "hits": 23}},
}
DRIFT: Final[dict[str, Any]] = {
    "run_id": "2026-11-16.1",
    "drift": {"data": {"reference": ["synthetic"], "current": ["synthetic"]}, "columns": []},
    "standings": [_STANDING],
}
ALARMS: Final[dict[str, Any]] = {
    "data": "synthetic",
    "monday_on": "2026-11-16",
    "alarms": [{**_STANDING, "taken_by": "demo-operator", "taken_at": "2026-11-16T09:12:00Z"}],
}

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
FLAG: Final[dict[str, Any]] = {
    "flag_id": "1f0c9a7be2d34455",
    "youth_id": "y-7Qm2",
    "source": "manual",
    "rule": "manual",
    "cause_on": "2026-11-16",
    "due_on": None,
    "state": "new",
    "counsellor_id": "C01",
    "queue": None,
    "routed_by": 3,
    "district_id": "D1",
    "area_id": "A1",
    "raised_on": "2026-11-16",
    "last_stood_on": "2026-11-16",
    "joined_at": "2026-11-16T08:12:00Z",
    "is_known_before_start": False,
    "until_on": None,
    "asked_by": "school",
    "version": 1,
}
FLAG_MOVED: Final[dict[str, Any]] = {**FLAG, "state": "waiting", "until_on": "2026-11-30", "version": 2}
FLAGS: Final[dict[str, Any]] = {"data": "synthetic", "flags": [FLAG], "next": None}
FLAG_ASKED: Final[dict[str, Any]] = {
    "youth_id": "y-7Qm2",
    "asked_by": "school",
    "why": "Skolen beder om et fælles møde",
}
MOVE_ASKED: Final[dict[str, Any]] = {"move": "wait", "reason": "Mødet er aftalt", "until_on": "2026-11-30"}
CHANGES: Final[dict[str, Any]] = {
    "changes": [
        {"number": 1204, "at": "2026-11-16T08:12:00Z", "flag_id": "1f0c9a7be2d34455", "move": "ask", "to_state": "new"}
    ],
    "next": 1204,
}
_FACT: Final[dict[str, Any]] = {
    "fact": "fact.without_activity",
    "text": "Uden kendt aktivitet siden 5. november 2026",
    "values": {"since": "2026-11-05"},
}
LIST: Final[dict[str, Any]] = {
    "district": "D1",
    "name": "Nordby",
    "week": "2026-W47",
    "monday_on": "2026-11-16",
    "run_id": "2026-11-16.1",
    "published_at": "2026-11-16T01:00:48Z",
    "data": "synthetic",
    "delete_on": "2026-12-14",
    "counts": {"listed": 1, "with_deadline": 1, "new": 1, "waiting": 2},
    "not_seen": {"residents": 212, "without_attendance": 94, "not_assessed": 8, "newest_on": "2026-11-13"},
    "youths": [
        {
            "youth_id": "y-7Qm2",
            "age_years": 16,
            "owner": "Hanne Holm",
            "queue": None,
            "due_on": "2026-11-20",
            "is_new": True,
            "reasons": [
                {
                    "rule": "contact_5",
                    "source": "duty",
                    "responsible": "uu",
                    "due_on": "2026-11-20",
                    "is_new": True,
                    "text": "Kontakt med den unge (under 18 år: også hjemmet) inden 5 arbejdsdage",
                }
            ],
            "changed": [_FACT],
            "figures": [],
            "goes_well": [],
            "coverage": "not_collected",
            "data_until_on": None,
        }
    ],
    "notes": ["Syntetiske data."],
}
CASE: Final[dict[str, Any]] = {
    "youth_id": "y-7Qm2",
    "run_id": "2026-11-16.1",
    "as_of": "2026-11-16",
    "data": "synthetic",
    "age_years": 16,
    "district_id": "D1",
    "area_id": "A1",
    "school_id": None,
    "counsellor_id": "C01",
    "queue": None,
    "routed_by": 3,
    "in_target_group": True,
    "coverage": "not_collected",
    "data_until_on": None,
    "tovholder_id": "C01",
    "facts": {"changed": [_FACT], "figures": [], "goes_well": []},
    "flags": [FLAG],
    "contacts": [{"kind": "attempt", "contacted_on": "2026-11-16", "actor_id": "demo-C01"}],
    "own_assessment_recorded": False,
}
ACTIVE: Final[dict[str, Any]] = {
    "model_id": "herning-2026-05-01-0f3a9c1b2d4e",
    "data": "synthetic",
    "active_since": "2026-05-04T09:00:00Z",
    "card": {"recipe": {"name": "herning", "horizon_days": 180}, "not_assessed": []},
}
TRIAL: Final[dict[str, Any]] = {
    "data": "synthetic",
    "on_trial": {"model_id": "herning-2026-11-01-7c1d55e0a4b2", "since_at": "2026-11-09T09:00:00Z"},
    "run_id": "2026-11-16.1",
    "business_on": "2026-11-16",
    "known_from_on": "2027-10-05",
    "seconds": {"active": 1.9, "shadow": 2.4},
    "compared": {
        "shadow_id": "herning-2026-11-01-7c1d55e0a4b2",
        "active_id": "herning-2026-05-01-0f3a9c1b2d4e",
        "youths": 1702,
        "only_active": 0,
        "only_shadow": None,
        "lists": {"rows": ["D1"], "columns": ["both", "only_active", "only_shadow"], "counts": [[9, None, None, 13]]},
        "happened": {"weeks": 0, "youths": 0, "dropouts": 0, "gaps": []},
    },
}
ALIVE: Final[dict[str, Any]] = {"status": "ok"}
READY: Final[dict[str, Any]] = {"status": "ok", "business_on": "2026-11-16", "is_overdue": False}

JOB: Final[dict[str, Any]] = {
    "job_id": "9f2c41d07be3a865",
    "state": "running",
    "done": 750,
    "of": 4200,
    "asked_at": "2026-11-16T07:30:00Z",
    "started_at": "2026-11-16T07:30:01Z",
    "finished_at": None,
    "forgotten_at": "2026-11-17T07:30:00Z",
    "model_id": "herning-2026-05-01-0f3a9c1b2d4e",
    "problem": None,
}
JOB_ASKED: Final[dict[str, Any]] = JOB | {"state": "queued", "done": 0, "started_at": None, "model_id": None}
JOB_SCORES: Final[dict[str, Any]] = {**SCORES, "next": "199"}
