"""What the commands on files share: talk to stderr, and frames written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from features.build import Built
from features.exits import say
from features.vocabulary import DataKind
from service.frames import declared_table


def tell_built(built: Built) -> None:
    """Say what was left out and what was assumed while indicators were built."""
    for table, rows in sorted(built.faulty_rows.items()):
        if rows:
            say(f"{table}: {rows:,} faulty rows left out; `alleskalmed check` names each of them.")
    for table, rows in sorted(built.known_at_assumed.items()):
        if rows:
            say(f"{table}: {rows:,} rows without known_at are taken as known at the end of their day.")


def write_frame(frame: pd.DataFrame, out: Path, *, data: DataKind) -> None:
    """Write a frame as Parquet, with the delivery's declaration in the file's metadata; whole or not at all."""
    table = declared_table(frame, data)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    pq.write_table(table, part)
    os.replace(part, out)  # noqa: PTH105 - an atomic rename over an existing file, as the name says
