"""The candidate on trial and its latest comparison with the model in use, read the same for page, answer and command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from features.outcome import matures_in
from service.domain.shadow import Shadow, shown
from service.store import bundles, documents, nights, shadow
from service.store.unit_of_work import Work

REPORT: Final = "shadow.json"
"""The document of a run that holds its comparison."""
STEPS: Final = {"active": "scores", "shadow": "shadow"}
"""The steps of a night in which the model in use and the candidate score."""


@dataclass(frozen=True)
class Trial:
    """The candidate on trial, None if none is; and the latest comparison as far as it may be shown, None before the first night.

    `of`: the candidate that the comparison is of, on trial or not. `seconds`: how long each took to score, where the night told it.
    `known_from_on`: the first day on which something can be known of what happened, None where nobody is on trial. `data`: what the records
    compared are declared to be.
    """

    on_trial: Shadow | None
    of: str | None = None
    run_id: str | None = None
    business_on: date | None = None
    compared: Mapping[str, Any] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    known_from_on: date | None = None
    data: str | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        standing = self.on_trial
        return {
            "data": self.data,
            "on_trial": None
            if standing is None
            else {"model_id": standing.model_id, "since_at": standing.at.isoformat(timespec="seconds")},
            "run_id": self.run_id,
            "business_on": None if self.business_on is None else str(self.business_on),
            "known_from_on": None if self.known_from_on is None else str(self.known_from_on),
            "seconds": dict(self.seconds),
            "compared": None if self.compared is None else dict(self.compared),
        }


def read_trial(work: Work) -> Trial:
    """The candidate on trial with its own latest comparison; where none is on trial, the latest of any."""
    standing = shadow.standing(work)
    known_from_on = None if standing is None else _known_from_on(work, standing)
    run_id = documents.latest(work, name=REPORT)
    content = documents.get(work, run_id, name=REPORT) if run_id else None
    told = json.loads(content) if content else None
    if run_id is None or told is None or (standing is not None and told["shadow_id"] != standing.model_id):
        return Trial(standing, known_from_on=known_from_on)
    run = nights.run_of(work, run_id)
    took = {one["step"]: one["seconds"] for one in json.loads(run.report).get("steps", ())}
    seconds = {who: took[step] for who, step in STEPS.items() if step in took}
    return Trial(standing, told["shadow_id"], run_id, run.business_on, shown(told), seconds, known_from_on, run.data)


def _known_from_on(work: Work, standing: Shadow) -> date:
    """When what the trial's first night said has had its time to happen and to be told of."""
    recipe = bundles.bundle_of(work, standing.model_id).manifest["recipe"]
    ripe = matures_in(horizon_days=recipe["horizon_days"], report_delay_days=recipe["report_delay_days"])
    return standing.at.date() + ripe
