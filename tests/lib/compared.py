"""A candidate's comparison with the model in use as a night keeps it, with a small count of each kind."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from service.domain.shadow import LISTED, Compared, Crossed, Gap, Happened
from service.store import documents, nights
from service.store.unit_of_work import Work

BANDS: Final = ("low", "raised", "high", "not_assessed")
RECALL: Final = Gap("recall_at_capacity", (0.31, 0.27, 0.36), (0.36, 0.31, 0.4), (0.05, 0.01, 0.09))


def compared(shadow_id: str, happened: Happened) -> Compared:
    """A comparison of some eight hundred youths."""
    bands = Crossed(BANDS, BANDS, ((700, 20, 0, 0), (10, 60, 7, 0), (0, 3, 22, 0), (0, 0, 0, 40)))
    profiles = Crossed(("early_starter", "none"), ("early_starter", "none"), ((41, 2), (6, 813)))
    lists = Crossed(("D1", "D2"), LISTED, ((9, 3, 6), (12, 8, 8)))
    foretold = {"attendance": (40.2, 36.7)}
    return Compared(shadow_id, "in-use", 862, 0, 3, {"attendance": bands}, profiles, lists, foretold, happened)


def tell(work: Work, found: Compared) -> None:
    """Keep it with the published night."""
    run = nights.published(work)
    assert run is not None
    documents.put(work, run.run_id, documents={"shadow.json": json.dumps(asdict(found)).encode()})
