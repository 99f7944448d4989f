"""The identity file: one line a person, by CPR number, from the municipality's own register. It comes by itself and enters no lake.

| column | what it holds |
|---|---|
| cpr | the number, with or without hyphen; required |
| youth_id | the pseudonym, where deliveries carry one already; without it one is made |
| navn, telefon, email | of the youth |
| beskyttet | ja or nej: whether the address is protected; without the column nobody's is |
| foraelder1_navn, foraelder1_telefon, foraelder1_email | of the first custody holder; the second is foraelder2 |

One fault refuses the file as a whole, so that nobody is half imported. Faults are told by line and column and never repeat a cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from features.csv_files import look_at
from features.mapping import ForeignMapping
from features.masking import looks_like_cpr
from features.records import ID_PATTERN
from features.vocabulary import YouthId
from service.domain.cpr import read_cpr
from service.domain.errors import DeliveryRefused, WrongUse
from service.domain.identity import Holder, Identity, Numbers, belongs

OWN: Final = ("navn", "telefon", "email")
HOLDERS: Final = ("foraelder1", "foraelder2")
COLUMNS: Final = ("cpr", "youth_id", *OWN, "beskyttet", *(f"{holder}_{part}" for holder in HOLDERS for part in OWN))
LONGEST: Final = 200
MOST_TOLD: Final = 20
_YES: Final[Mapping[str, bool]] = {"ja": True, "nej": False, "": False}
_PSEUDONYM: Final = re.compile(ID_PATTERN)
_FILE: Final = "identity file"


@dataclass(frozen=True)
class Register:
    """What kind of numbers an installation takes, and the day on which nobody is born yet."""

    numbers: Numbers
    on: date


def read_identities(path: Path, register: Register) -> list[Identity]:
    """Everybody in an identity file.

    Raises: DeliveryRefused naming lines and columns; StructureFault if it is no table of text.
    """
    text = look_at(path, file=_FILE, mapping=ForeignMapping())
    names = [heading.strip().casefold() for heading in text.headings]
    if "cpr" not in names or len(names) != len(set(names)) or not set(names) <= set(COLUMNS):
        raise DeliveryRefused(
            f"{_FILE}: got {len(names)} columns that are not all declared, or one twice, or no cpr; allowed are {', '.join(COLUMNS)}. "
            "Rename or leave out the others."
        )
    encoding = "utf-8-sig" if text.encoding == "utf-8" else text.encoding
    with path.open(encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=text.delimiter)
        next(reader)
        rows = [(reader.line_num, row) for row in reader if any(row)]
    return _checked(rows, names, register)


def _checked(rows: list[tuple[int, list[str]]], names: list[str], register: Register) -> list[Identity]:
    found: list[Identity] = []
    faults: list[str] = []
    for line, row in rows:
        try:
            found.append(_identity(row, names, register))
        except WrongUse as fault:
            faults.append(f"line {line}, {fault}")
    seen: set[str] = set()
    for (line, _), identity in zip(rows, found, strict=False):
        if not faults and identity.cpr.digits in seen:
            faults.append(f"line {line}, cpr: got a number that stands further up, allowed is each once.")
        seen.add(identity.cpr.digits)
    if faults or not found:
        told = "\n".join(faults[:MOST_TOLD]) or "got no lines, allowed is at least one."
        raise DeliveryRefused(f"{_FILE}: {len(faults)} faults, nothing was imported.\n{told}")
    return found


def _identity(row: list[str], names: list[str], register: Register) -> Identity:
    if len(row) != len(names):
        raise WrongUse(f"row: got {len(row)} cells, allowed are {len(names)} as in the first line.")
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
    long = [name for name, cell in cells.items() if len(cell) > LONGEST or not cell.isprintable()]
    if long:
        raise WrongUse(f"{long[0]}: got a cell that is too long or holds a control character, allowed is plain text.")
    cpr = read_cpr(cells["cpr"])
    if not belongs(cpr, register.numbers):
        raise WrongUse(f"cpr: got {foreign(register.numbers)}.")
    if cpr.birth_on >= register.on:
        raise WrongUse("cpr: got a day of birth that has not come yet, allowed are earlier ones.")
    name, phone, email = (cells.get(part, "") for part in OWN)
    return Identity(cpr, name, phone, email, tuple(_holders(cells)), _is_protected(cells), _given_id(cells))


def _holders(cells: Mapping[str, str]) -> Iterator[Holder]:
    for holder in HOLDERS:
        name, phone, email = (cells.get(f"{holder}_{part}", "") for part in OWN)
        if name or phone or email:
            yield Holder(name, phone, email)


def _given_id(cells: Mapping[str, str]) -> YouthId | None:
    given = cells.get("youth_id", "")
    if not given:
        return None
    if _PSEUDONYM.fullmatch(given) is None or looks_like_cpr(given):
        raise WrongUse("youth_id: got no pseudonym, allowed is what deliveries carry, without meaning.")
    return YouthId(given)


def _is_protected(cells: Mapping[str, str]) -> bool:
    word = cells.get("beskyttet", "").casefold()
    if word not in _YES:
        raise WrongUse("beskyttet: got another word, allowed are ja, nej or nothing.")
    return _YES[word]


def foreign(numbers: Numbers) -> str:
    """What a number of the other world is called, and what is allowed."""
    if numbers is Numbers.MADE:
        return "a number that somebody may have, allowed outside mode real are made ones: day raised by 60, and best month by 20 too"
    if numbers is Numbers.REAL:
        return "a made number (day raised by 60), allowed in mode real are those of people; has_replacement_numbers lets replacements in"
    return "a made number (day raised by 60, month by 20), allowed in mode real are those of people"
