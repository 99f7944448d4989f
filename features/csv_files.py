"""Text files as they come out of Danish systems, read as the table they hold.

Comma or semicolon, UTF-8 or Windows-1252, Danish days and decimals are found out; what cannot be a table of text is refused before
anything is read. The file is streamed, so that only the typed columns stay in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from features.cells import read_cells
from features.errors import StructureFault
from features.headings import declared_names
from features.mapping import ForeignMapping, TableMapping
from features.origins import FIRST_LINE, Origin, Part, Torn
from features.records import Table
from features.typed import ARROW, schema_of

LONGEST_LINE: Final = 1 << 20
_CHUNK: Final = 1 << 20
_BLOCK: Final = 4 << 20
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Text:
    """What was found out about a text file before reading it."""

    path: Path
    file: str
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    has_rows: bool


def read_csv(table: Table, path: Path, *, file: str, mapping: ForeignMapping | None = None) -> tuple[pa.Table, Origin]:
    """The rows of a text file in the declared Arrow schema, and where each came from.

    Raises: StructureFault if it is no text, no table, or has other columns than declared or mapped.
    """
    mapping = mapping or ForeignMapping()
    mapped = mapping.tables.get(table.name, TableMapping())
    text = look_at(path, file=file, mapping=mapping)
    names = declared_names(table, text.headings, file=file, renamed=mapped.columns)
    reading = _Reading(table, text, names, mapped.values, mapping.date_format)
    batches = [reading.take(batch) for batch in reading.batches()] if text.has_rows else []
    rows = pa.Table.from_batches(batches, schema=schema_of(table))
    return rows, reading.origin(rows.num_rows)


def look_at(path: Path, *, file: str, mapping: ForeignMapping) -> Text:
    """Encoding, delimiter and headings of a text file.

    Raises: StructureFault for NUL bytes, UTF-16, another encoding, a line over 1 MiB, or no header.
    """
    with path.open("rb") as stream:
        encoding, lines = _scan(stream, file)
    encoding = mapping.encoding or encoding
    with path.open(
        "r", encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="", errors="replace"
    ) as lined:
        header = _header(lined, file)
    delimiter = mapping.delimiter or (";" if header.count(";") > header.count(",") else ",")
    try:
        headings = next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise StructureFault(
            f"{file}, line 1: a quotation mark in the header is opened and never closed. Close it."
        ) from None
    return Text(path, file, encoding, delimiter, tuple(headings), has_rows=lines > 0)


def _scan(stream: io.BufferedReader, file: str) -> tuple[str, int]:
    """Encoding and number of line ends."""
    utf8, lines, length = codecs.getincrementaldecoder("utf-8")(), 0, 0
    encoding = "utf-8"
    start = stream.peek(2)[:2]
    if start in _UTF_16:
        raise StructureFault(f"{file}: got UTF-16, allowed are UTF-8 and Windows-1252. Save it as 'CSV UTF-8'.")
    while chunk := stream.read(_CHUNK):
        if b"\0" in chunk:
            raise StructureFault(
                f"{file}: got NUL bytes, which no text file has. It may be UTF-16 or a spreadsheet; save it as 'CSV UTF-8'."
            )
        length = _line_length(chunk, length, file)
        lines += chunk.count(b"\n") + chunk.count(b"\r")
        if encoding == "utf-8" and not _decodes(utf8, chunk):
            encoding = "windows-1252"
    if encoding == "utf-8" and not _decodes(utf8, b"", final=True):
        encoding = "windows-1252"
    if encoding == "windows-1252":
        stream.seek(0)
        _check_windows(stream, file)
    return encoding, lines


def _line_length(chunk: bytes, before: int, file: str) -> int:
    """Length of the line still open after a chunk; a chunk is no longer than a line may be."""
    line_end = chunk.replace(b"\r", b"\n")
    first, last = line_end.find(b"\n"), line_end.rfind(b"\n")
    if before + (len(chunk) if first < 0 else first) > LONGEST_LINE:
        raise StructureFault(
            f"{file}: a line is longer than 1 MiB, which no row of a table is. Is it another kind of file, or a quotation mark "
            "never closed?"
        )
    return before + len(chunk) if last < 0 else len(chunk) - last - 1


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _check_windows(stream: io.BufferedReader, file: str) -> None:
    while chunk := stream.read(_CHUNK):
        if not _decodes(codecs.getincrementaldecoder("windows-1252")(), chunk):
            raise StructureFault(
                f"{file}: got bytes that are neither UTF-8 nor Windows-1252, allowed are those two. Save it as 'CSV UTF-8'."
            )


def _header(lines: io.TextIOBase, file: str) -> str:
    """The first row as text; a quoted heading may run over several lines."""
    header = lines.readline()
    while header.count('"') % 2 and len(header) < LONGEST_LINE and (line := lines.readline()):
        header += line
    if not header.strip():
        raise StructureFault(f"{file}: line 1 is empty, where the names of the columns must stand. Add a header row.")
    return header


class _Reading:
    """One pass over a file: typed batches out, and beside them what could not be read."""

    def __init__(
        self,
        table: Table,
        text: Text,
        names: tuple[str, ...],
        values: Mapping[str, Mapping[str, str]],
        date_format: str,
    ) -> None:
        self.table, self.text, self.names, self.values, self.date_format = table, text, names, values, date_format
        self.torn: list[Torn] = []
        self.kept: list[NDArray[np.bool_]] = []
        self.unreadable: dict[str, list[pd.Series[str]]] = {}
        self.blank: list[int] = []
        self.swallowing: list[tuple[int, int]] = []
        self.rows = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The file's cells as trimmed text, under declared names; rows with a wrong number of cells are set aside."""
        columns = [f"c{number}" for number in range(len(self.names))]
        try:
            reader = arrow_csv.open_csv(
                self.text.path,
                arrow_csv.ReadOptions(
                    use_threads=False,  # only then does a torn row know its number
                    block_size=_BLOCK,
                    column_names=columns,
                    skip_rows_after_names=1,
                    encoding="utf8" if self.text.encoding == "utf-8" else "cp1252",
                ),
                arrow_csv.ParseOptions(
                    delimiter=self.text.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=self._set_aside,
                ),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False),
            )
            for batch in reader:
                trimmed = [_on_one_line(pc.utf8_trim_whitespace(cells), self.text.delimiter) for cells in batch.columns]
                yield pa.RecordBatch.from_arrays(trimmed, names=list(self.names))
        except (pa.ArrowException, ValueError):
            raise StructureFault(
                f"{self.text.file}: the file cannot be taken apart into rows; a quotation mark is probably never closed. "
                "Correct the export and deliver again."
            ) from None

    def take(self, texts: pa.RecordBatch) -> pa.RecordBatch:
        """The batch in declared types, without blank lines."""
        filled = np.zeros(texts.num_rows, dtype=bool)
        for column in texts.columns:
            filled |= np.asarray(pc.not_equal(column, ""), dtype=bool)
        swallowed = self._swallowed(texts)
        filled &= swallowed == 0
        self.kept.append(filled)
        texts = texts if filled.all() else texts.filter(pa.array(filled))
        arrays = [self._column(name, texts) for name in self.table.names]
        self.rows += texts.num_rows
        return pa.RecordBatch.from_arrays(arrays, schema=schema_of(self.table))

    def _swallowed(self, texts: pa.RecordBatch) -> NDArray[np.int64]:
        """Lines of the file that a cell of each row has swallowed, delimiters and all, because a quotation mark is not closed."""
        swallowed = np.zeros(texts.num_rows, dtype=np.int64)
        for column in texts.columns:
            swallowed += np.asarray(pc.count_substring_regex(column, r"\r\n|\r|\n"), dtype=np.int64)
        before = sum(len(kept) for kept in self.kept)
        self.swallowing += [(before + int(row), int(swallowed[row])) for row in np.flatnonzero(swallowed)]
        return swallowed

    def _column(self, name: str, texts: pa.RecordBatch) -> pa.Array:
        column = self.table.column(name)
        if name not in self.names:
            return pa.nulls(texts.num_rows, ARROW[column.kind])
        words = _translated(texts.column(name), self.values.get(name, {}))
        typed, unreadable = read_cells(column, words, date_format=self.date_format)
        if unreadable.any():
            index = np.flatnonzero(unreadable)
            cells = pd.Series(words.take(pa.array(index)).to_pylist(), index=index + self.rows, dtype="str")
            self.unreadable.setdefault(name, []).append(cells)
        return typed

    def _set_aside(self, row: arrow_csv.InvalidRow) -> str:
        if not row.text.strip(f"{self.text.delimiter} \t\r\n"):
            self.blank.append(row.number)
            return "skip"
        lines = 1 + row.text.strip().count("\n")
        self.torn.append(Torn(self.text.file, row.number, row.actual_columns, row.expected_columns, lines))
        return "skip"

    def origin(self, rows: int) -> Origin:
        """Where each row stands, counting torn and blank lines as a spreadsheet does."""
        kept = np.concatenate([np.empty(0, dtype=bool), *self.kept])
        lines = np.arange(FIRST_LINE, FIRST_LINE + len(kept) + len(self.torn) + len(self.blank), dtype=np.int64)
        lines = np.setdiff1d(lines, [*self.blank, *(torn.line for torn in self.torn)], assume_unique=True)
        cells = len(self.names)
        swallowing = [
            Torn(self.text.file, int(lines[row]), cells, cells, 1 + swallowed) for row, swallowed in self.swallowing
        ]
        part = Part(self.text.file, rows, lines[kept])
        unreadable = {name: pd.concat(texts) for name, texts in self.unreadable.items()}
        return Origin((part,), unreadable, (*self.torn, *swallowing))


def _on_one_line(cells: pa.Array, delimiter: str) -> pa.Array:
    """A cell that runs over lines, on one line; one that holds a delimiter as well has swallowed its neighbours and stays a fault."""
    broken = pc.match_substring_regex(cells, r"[\r\n]")
    if not pc.any(broken).as_py():
        return cells
    alone = pc.and_(broken, pc.invert(pc.match_substring(cells, delimiter)))
    return pc.if_else(alone, pc.replace_substring_regex(cells, r"\s*[\r\n]+\s*", " "), cells)


def _translated(words: pa.Array, values: Mapping[str, str]) -> pa.Array:
    if not values:
        return words
    coded = words.dictionary_encode()
    ours = pa.array([values.get(word, word) for word in coded.dictionary.to_pylist()], type=pa.string())
    return ours.take(coded.indices)
