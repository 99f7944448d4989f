"""Where the rows of a table came from, so that a fault can be told by file and line.

A line is numbered as a spreadsheet shows it: the header is line 1, the first row line 2, and a cell that runs over several lines of
the file is still one row. Rows of Parquet files and of frames are numbered the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FIRST_LINE = 2


@dataclass(frozen=True)
class Part:
    """A run of a table's rows that came from one file.

    `lines`: the line of each row where some lines hold no row of the table; otherwise they are 2, 3 and so on.
    """

    file: str
    rows: int
    lines: NDArray[np.int64] | None = None

    def line(self, row: int) -> int:
        """Line of a row counted from 0 within the part."""
        return int(self.lines[row]) if self.lines is not None else row + FIRST_LINE


@dataclass(frozen=True)
class Torn:
    """A row with too many or too few cells, or with other rows inside a cell, which therefore is no row of the table.

    `rows`: how many lines of the file it takes, its own and those that an unclosed quotation mark swallowed.
    """

    file: str
    line: int
    cells: int
    expected: int
    rows: int = 1


@dataclass(frozen=True)
class Origin:
    """Provenance of one table, by position of a row in the table as it was read.

    `unreadable`: by column, the text of cells that could not be read (index: position); such a cell reads as missing.
    """

    parts: tuple[Part, ...] = ()
    unreadable: Mapping[str, pd.Series[str]] = field(default_factory=dict)
    torn: tuple[Torn, ...] = ()

    def place(self, position: int) -> tuple[str, int]:
        """File and line of a row."""
        for part in self.parts:
            if position < part.rows:
                return part.file, part.line(position)
            position -= part.rows
        return "", position + FIRST_LINE
