"""Whether a frame handed to a command is the one that was asked for; what is refused is refused in words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow as pa

from service.domain.errors import FrameRefused


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
