"""What a night counted of those who were told the same before, kept with its run: counts of many, of no youth."""

from __future__ import annotations

import json
from typing import Final

from service.domain.frequencies import Counts
from service.domain.night import Run
from service.store import documents
from service.store.unit_of_work import Work

DOCUMENT: Final = "first_times.json"


def keep_counts(work: Work, run: Run, counts: Counts) -> None:
    """Keep the counts with a run, in place of earlier ones."""
    content = json.dumps(counts, sort_keys=True, separators=(",", ":")).encode()
    documents.put(work, run.run_id, documents={DOCUMENT: content})


def latest_counts(work: Work) -> Counts:
    """The counts of the latest published night that has some; none before the first list is old enough."""
    run_id = documents.latest(work, name=DOCUMENT)
    content = documents.get(work, run_id, name=DOCUMENT) if run_id else None
    return json.loads(content) if content else {}
