"""When people have their list: how this week differs from the same school weeks of earlier years, drawn for people to look at.

The first night of a week draws it, in a process of its own; if it cannot, the next one tries. Whatever goes wrong here is told and leaves
the published list alone.
"""

from __future__ import annotations

from typing import Final

from features.calendar import monday_of
from service.batch.earlier import CURRENT, REFERENCE, sides
from service.batch.night import Counts, Night
from service.domain.errors import DriftFailed
from service.store import documents, nights

REPORTS: Final = ("drift.html", "drift.json")


def draw_drift(night: Night) -> Counts:
    """The drift report of the week, kept with the run that drew it."""
    indicators = night.indicators
    if indicators is None or _is_drawn(night):
        return {}
    night.house.mark("drift.begun")
    compared = sides(night, indicators)
    kept = compared.kept
    try:
        night.house.compare(kept.folder / REFERENCE, kept.folder / CURRENT, kept.folder)
    except DriftFailed as failed:
        night.trouble("drift", str(failed), exit_code=failed.exit_code)
        return {"reports": 0}
    night.house.mark("drift.made")
    with night.store.begin() as work:
        documents.put(work, night.run.run_id, documents={name: kept.read(name) for name in REPORTS})
    night.house.mark("drift.kept")
    return {"youths": len(indicators), "earlier_years": len(next(iter(compared.weeks), ()))}


def _is_drawn(night: Night) -> bool:
    """Whether an earlier night of the week drew it."""
    with night.store.read() as work:
        run_id = documents.latest(work, name=REPORTS[-1])
        drawn = None if run_id in (None, night.run.run_id) else nights.run_of(work, str(run_id)).business_on
    return drawn is not None and drawn >= monday_of(night.as_of)
