"""A delivery that carries CPR numbers becomes one that carries pseudonyms, before anything takes it in.

Each CSV file whose heading has a column `cpr` gets `youth_id` in its place; every other file is copied as it is. The new folder is whole
or it is not there. Numbers are told in no message: a fault is told by file, line and column.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from features.csv_files import look_at
from features.mapping import ForeignMapping
from features.masking import looks_like_cpr
from service.domain.cpr import Cpr, read_cpr
from service.domain.errors import DeliveryRefused, WrongUse
from service.domain.identity import Numbers, belongs
from service.ingest.identity_file import foreign

NUMBER, PSEUDONYM = "cpr", "youth_id"
PART: Final = ".part"
_COPIED: Final = frozenset({".csv", ".json", ".toml"})
_LETTERS: Final = re.compile(r"[^\d-]+")
Named = Callable[[Cpr], str]
"""Gives the pseudonym of a number."""


def pseudonymise(delivery: Path, out: Path, named: Named, *, numbers: Numbers) -> int:
    """Write the delivery anew with pseudonyms; returns how many files carried numbers.

    Raises: DeliveryRefused if a number is none or of the other world, or the delivery holds files that cannot be looked through.
    """
    files = sorted(path for path in delivery.glob("*") if not path.name.startswith("."))
    strange = [path for path in files if path.suffix not in _COPIED or path.is_dir() or _tells_a_number(path.name)]
    if not files or strange or out.exists():
        raise DeliveryRefused(
            f"delivery: got {len(strange)} of {len(files)} files that are no CSV, JSON or TOML or whose name holds a number, or --out is "
            "there already. Deliver CSV files named as their tables, and name a new folder."
        )
    part = out.with_name(out.name + PART)
    part.mkdir(parents=True)
    try:
        changed = sum(_written(path, part / path.name, named, numbers=numbers) for path in files)
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return changed


def _written(path: Path, place: Path, named: Named, *, numbers: Numbers) -> bool:
    if path.suffix != ".csv":
        shutil.copyfile(path, place)
        return False
    text = look_at(path, file=path.name, mapping=ForeignMapping())
    names = [heading.strip().casefold() for heading in text.headings]
    if NUMBER not in names:
        shutil.copyfile(path, place)
        return False
    column, encoding = names.index(NUMBER), "utf-8-sig" if text.encoding == "utf-8" else text.encoding
    with path.open(encoding=encoding, newline="") as lines, place.open("w", encoding="utf-8", newline="") as made:
        reader, writer = csv.reader(lines, delimiter=text.delimiter), csv.writer(made, delimiter=text.delimiter)
        next(reader)
        writer.writerow([*text.headings[:column], PSEUDONYM, *text.headings[column + 1 :]])
        for row in reader:
            if any(row):
                number = _number(row, column, f"{path.name}, line {reader.line_num}", numbers=numbers)
                writer.writerow([*row[:column], named(number), *row[column + 1 :]])
    return True


def _number(row: list[str], column: int, place: str, *, numbers: Numbers) -> Cpr:
    try:
        cpr = read_cpr(row[column] if column < len(row) else "")
    except WrongUse as fault:
        raise DeliveryRefused(f"{place}, {fault}") from None
    if not belongs(cpr, numbers):
        raise DeliveryRefused(
            f"{place}, cpr: got {foreign(numbers)}. Look at whose delivery it is; nothing was written."
        )
    return cpr


def _tells_a_number(name: str) -> bool:
    return any(looks_like_cpr(part.strip("-")) for part in _LETTERS.split(name))
