"""Faulty rows by their place, so that whoever delivered them can correct them; never with a value that could identify somebody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from features.faults import Report
from service.store.durable import write_whole
from service.store.raw_deliveries import KEPT_DAYS


@dataclass(frozen=True)
class Quarantine:
    """The folder of reports on faulty rows; each is kept as long as the raw delivery that it speaks of."""

    folder: Path

    def keep(self, report: Report, *, content: str, on: date) -> Path:
        """Keep a report under the hash of its delivery."""
        text = json.dumps(report_content(report), ensure_ascii=False, indent=2).encode()

        def write(file: IO[bytes]) -> None:
            file.write(text)

        place = self.folder / f"{on}_{content[:16]}.json"
        write_whole(place, write)
        return place

    def since(self, on: date) -> list[Path]:
        """The reports of deliveries from a day on, in order of their days."""
        found = self.folder.glob("????-??-??_*.json") if self.folder.is_dir() else ()
        return sorted(path for path in found if date.fromisoformat(path.name[:10]) >= on)

    def expire(self, on: date, *, days: int = KEPT_DAYS) -> int:
        """Remove reports kept for `days` days by `on`, and say how many."""
        old = [
            path
            for path in (self.folder.glob("????-??-??_*.json") if self.folder.is_dir() else ())
            if date.fromisoformat(path.name[:10]) <= on - timedelta(days=days)
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def report_content(report: Report) -> Mapping[str, object]:
    """The report as JSON content; names here are promises."""
    delivery = report.delivery
    return {
        "accepted": not report.over_limit,
        "refusal": None,
        "data": str(delivery.data),
        "source": delivery.source,
        "delivered_on": delivery.delivered_on.isoformat() if delivery.delivered_on else None,
        "limit": report.limit,
        "tables": [
            {
                "table": tally.table,
                "rows": tally.rows,
                "faulty": tally.faulty,
                "faults": tally.faults,
                "known_at_assumed": tally.known_at_assumed,
            }
            for tally in report.tallies
        ],
        "faults": [
            {
                "table": fault.table,
                "file": fault.file,
                "line": fault.line,
                "column": fault.column or None,
                "rule": str(fault.rule),
                "got": fault.got,
                "allowed": fault.allowed,
                "action": fault.action,
            }
            for fault in report.faults
        ],
    }
