"""A past night made again, from the lake's version, the memory and the model it had: nothing is published, everything is compared."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from service.batch.artefacts import Artefacts
from service.batch.judgement import build_indicators, score
from service.batch.lists import decide_duties, decide_lists
from service.batch.night import ARTEFACTS, GATE, SOURCES, Counts, House, Night, Told
from service.domain.errors import IntegrityBroken, UnknownThing
from service.domain.night import Run
from service.store import nights
from service.store.publication import content_hash

STEPS: Final[tuple[tuple[str, Callable[[Night], Counts]], ...]] = (
    ("duties", decide_duties),
    ("indicators", build_indicators),
    ("scores", score),
    ("flags", decide_lists),
)


@dataclass(frozen=True)
class Replayed:
    """A night made again. `differing`: which of its artefacts, and whether its published content, came out otherwise."""

    run_id: str
    lake_version: int
    content_hash: str
    differing: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        """The result as JSON takes it."""
        return asdict(self)


def make_again(house: House, day: date) -> Replayed:
    """Make the published night of a day again and compare.

    Raises: UnknownThing if no night of the day was published; NoModel if its model is no longer here.
    """
    with house.store.read() as work:
        run = nights.published_for(work, day)
    if run is None or run.lake_version is None:
        raise UnknownThing(
            f"--replay: got {day}, allowed is the date of a published night. `GET /runs` and the page Kørsler list them."
        )
    house.settings.folders.runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=house.settings.folders.runs, prefix=".replay-") as folder:
        night = Night(replace(house, mark=lambda _: None), run, (day,), Artefacts(Path(folder), lambda _: None))
        return _compared(night, run, run.lake_version)


def check_same(found: Replayed) -> None:
    """Pass if the night came out as it was published.

    Raises: IntegrityBroken naming what did not.
    """
    if found.differing:
        raise IntegrityBroken(
            f"replay of {found.run_id}: got another {', '.join(found.differing)}, allowed is the same to the last byte. Look at "
            "`alleskalmed db verify` and at what was erased or updated since."
        )


def _compared(night: Night, run: Run, lake_version: int) -> Replayed:
    told = _told(night, run)
    night.artefacts.write_json(SOURCES, {"lake_version": lake_version, "permits_at": told["permits_at"]})
    night.artefacts.write_json(GATE, {"model_id": run.model_id, "reason": None})
    for name, step in STEPS:
        night.house.tell(Told(run.run_id, name, step(night)))
    made = {name: night.artefacts.sha256(name) for name in ARTEFACTS if night.artefacts.has(name)}
    then = told["artefacts"]
    differing = sorted(name for name in {*made, *then} if made.get(name) != then.get(name))
    found = content_hash(night.content, night.scores)
    if found != run.content_hash:
        differing.append("published content")
    return Replayed(run.run_id, lake_version, found, tuple(differing))


def _told(night: Night, run: Run) -> Mapping[str, Any]:
    """What the run was made from and the hashes of what it left: from its report, or, if it died before it wrote one, from its folder."""
    report: dict[str, Any] = json.loads(run.report)
    if "sources" in report:
        found: dict[str, Any] = report["sources"]
        return found
    left = Artefacts(night.house.settings.folders.runs / run.run_id, lambda _: None)
    artefacts = {name: left.sha256(name) for name in ARTEFACTS if left.has(name)}
    return {**left.read_json(SOURCES), "artefacts": artefacts}
