"""Whether a frame handed to a command is the one that was asked for; what is refused is refused in words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.vocabulary import DataKind
from service.domain.errors import FrameRefused

DECLARED: Final = b"alleskalmed.data"
"""In the metadata of a Parquet file: what the records it was made from are declared to be."""


def declared_table(frame: pd.DataFrame, data: str) -> pa.Table:
    """The frame as it is written, with the delivery's declaration in the file's metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return table.replace_schema_metadata({**(table.schema.metadata or {}), DECLARED: data.encode()})


def declared_in(path: Path, frame: pd.DataFrame) -> list[str]:
    """What the rows of a frame were made from: as each row says, else as its file does, else undeclared."""
    if "data" in frame:
        return sorted(str(said) for said in frame["data"].unique())
    said = (pq.read_schema(path).metadata or {}).get(DECLARED, DataKind.UNDECLARED.encode())
    return [said.decode("ascii", "replace")]


def read_frame(path: Path, command: str) -> pd.DataFrame:
    """The frame in a Parquet file given as `--command`.

    Raises: FrameRefused if the file is no Parquet.
    """
    try:
        return pd.read_parquet(path)
    except pa.ArrowInvalid as error:
        raise FrameRefused(
            f"--{command}: got a file that is no Parquet or is cut short ({path}), allowed is what that command writes. Write it again."
        ) from error


def check_columns(frame: pd.DataFrame, command: str, *, columns: Collection[str]) -> None:
    """That a file given as `--command` has the columns of what that command writes.

    Raises: FrameRefused if it lacks one.
    """
    lacking = [column for column in columns if column not in frame.columns]
    if lacking:
        raise FrameRefused(
            f"--{command}: got a file without the columns {', '.join(lacking)}. Allowed is what that command writes; write it again."
        )


def check_once(frame: pd.DataFrame, command: str, *, column: str) -> None:
    """That every value of a column stands in one row.

    Raises: FrameRefused if one stands in several.
    """
    repeated = int(frame[column].duplicated().sum())
    if repeated:
        raise FrameRefused(
            f"--{command}: got {repeated:,} rows whose {column} stands in an earlier row, allowed is one row for each. "
            "Write the file again; do not join files of several runs."
        )
