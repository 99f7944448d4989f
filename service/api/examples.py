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
