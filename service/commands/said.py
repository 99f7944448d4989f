"""`alleskalmed said`: what was said on the lists of the last year beside what happened, in counts of many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from features.exits import say
from service.commands.installation import installation, table
from service.domain.said import Figures, Interval, shown
from service.settings import Settings
from service.store import matured

NOTHING: Final = "Not measured here yet: no list is old enough. A list is looked back at after 11 months."


def run(*, form: str, out: Path | None) -> None:
    """Write the latest figures as `table` or `json`, to standard output or a file."""
    with installation(Settings()) as store, store.read() as work:
        found = matured.latest_figures(work)
    if found is None:
        say(NOTHING)
        return
    run_of, figures = found[0], shown(found[1])
    told: dict[str, object] = {"run_id": run_of.run_id, "data": run_of.data, "figures": asdict(figures)}
    written = _json(told) if form == "json" else table(list(_rows(figures)))
    if out is None:
        print(written, end="")  # noqa: T201 - the figures this command was asked for
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(written, encoding="utf-8")
    say(f"{figures.lists} lists of {figures.first_on} to {figures.last_on}: {out}")


def _json(told: dict[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def _rows(figures: Figures) -> Iterator[dict[str, object]]:
    """Each figure with its interval, and what it rests on; a figure that may not be shown is missing."""
    for one in figures.calibration:
        of = " ".join(filter(None, (one.regime, one.band))) or "all"
        yield _row(f"happened over foretold, {of}", one.ratio, n=one.n, events=one.events)
    listed, beside = figures.listed, figures.beside
    yield _row("places whose youth dropped out", listed.precision, n=listed.places, events=listed.hits)
    yield _row("endings with a place before", listed.recall, n=listed.endings, events=listed.found)
    if figures.lead is not None:
        yield _row("days from first place to ending", figures.lead.median, n=figures.lead.cases, events=None)
    for way, drawn in (
        ("", beside.risk),
        ("best in hindsight ", beside.hindsight),
        ("chosen beforehand ", beside.chosen),
    ):
        if drawn is not None:
            yield _row(f"recall at the same places, {way}{drawn.name}", drawn.recall, n=beside.lists, events=None)
            if drawn.ahead is not None:
                yield _row(f"recall of the risk minus it, {drawn.name}", drawn.ahead, n=beside.lists, events=None)


def _row(figure: str, found: Interval | None, *, n: int | None, events: int | None) -> dict[str, object]:
    told = {name: None if found is None else f"{getattr(found, name):.3f}" for name in ("value", "low", "high")}
    return {"figure": figure, **told, "n": n, "events": events}
