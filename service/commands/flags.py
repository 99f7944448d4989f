"""`alleskalmed flags`: the routed flags of a morning, as one Parquet file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from features.exits import say
from features.reading import read_records
from service.commands.files import write_frame
from service.flagging import decide_flags
from service.frames import read_frame


def run(*, records: Path, as_of: date, out: Path, scores: Path | None = None) -> None:
    """Decide, route and write; without scores the duties alone."""
    delivered = read_records(records)
    given = None if scores is None else read_frame(scores, "scores")
    flags = decide_flags(delivered, as_of=as_of, scores=given)
    write_frame(flags, out, data=delivered.delivery.data)
    waiting = int(flags["cut_off"].sum())
    say(f"{len(flags):,} flags as of {as_of}, of which {waiting:,} wait for a place: {out}")
