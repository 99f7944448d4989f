"""The header of a table against its declaration: nothing foreign, nothing denied, nothing wanting."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from features.errors import StructureFault
from features.masking import shown_heading
from features.records import DENIED, Table

_IDENTITY = ("cpr", "personnummer")


def did_you_mean(name: str, choices: Collection[str]) -> str:
    """' Did you mean ...?' for the nearest choice, or nothing."""
    known = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(name.casefold(), list(known), n=1, cutoff=0.6)
    return f" Did you mean '{known[near[0]]}'?" if near else ""


def declared_names(
    table: Table, headings: Sequence[str], *, file: str, renamed: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The declared column that stands under each heading of a file.

    Raises: StructureFault for a heading that is denied, foreign, unnamed or double, and for a mandatory column that is absent.
    """
    renamed = {_plain(foreign): name for foreign, name in (renamed or {}).items()}
    plain = [_plain(heading) for heading in headings]
    _refuse_denied(file, plain)
    names = [renamed.get(heading, heading) for heading in plain]
    _refuse_foreign(table, file, names, known=[*renamed, *table.names])
    for name, count in Counter(names).items():
        if count > 1:
            raise StructureFault(
                f"{file}: got {count} columns for '{name}', allowed is one. Remove or rename all but the right one."
            )
    _refuse_missing(table, file, names, renamed)
    return tuple(names)


def is_denied(heading: str) -> bool:
    """Whether a column of this name may never be imported, however it is written."""
    return _letters(heading) in _DENIED_LETTERS


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFC", heading).strip()


def _letters(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


_DENIED_LETTERS = frozenset(_letters(name) for name in DENIED)


def _refuse_denied(file: str, headings: Sequence[str]) -> None:
    for heading in headings:
        if not is_denied(heading):
            continue
        if _letters(heading).startswith(_IDENTITY):
            raise StructureFault(
                f"{file}: column '{heading}' holds identities, which are no part of a records folder. Allowed is 'youth_id', "
                "a pseudonym. Send the file through the pseudonymising import instead, or remove the column."
            )
        raise StructureFault(
            f"{file}: column '{heading}' is on the list of what may never be imported, not even under a mapped name. "
            "Remove it from the export and deliver again."
        )


def _refuse_foreign(table: Table, file: str, names: Sequence[str], *, known: Collection[str]) -> None:
    if not set(names) & set(table.names):
        raise StructureFault(
            f"{file}: none of the {len(names)} headings of line 1 is a column of {table.name}; allowed are "
            f"{', '.join(table.names)}. Is the header row missing, or a mapping file needed (--mapping)?"
        )
    for number, name in enumerate(names, start=1):
        if not name:
            raise StructureFault(
                f"{file}: column {number} has no name. Remove it, or name it as one of {', '.join(table.names)}."
            )
        if name not in table.names:
            raise StructureFault(
                f"{file}: got a foreign column {shown_heading(name)}, allowed in {table.name} are {', '.join(table.names)}."
                f"{did_you_mean(name, known)} Remove the column, or map it in a mapping file."
            )


def _refuse_missing(table: Table, file: str, names: Sequence[str], renamed: Mapping[str, str]) -> None:
    for column in table.columns:
        if column.name in names or column.optional or column.missing:
            continue
        foreign = next((heading for heading, name in renamed.items() if name == column.name), "")
        expected = f"; the mapping expects it under '{foreign}'" if foreign else ""
        raise StructureFault(
            f"{file}: column '{column.name}' ({column.meaning}) is missing{expected}. Got {', '.join(sorted(names))}. "
            "Add the column, or map the one that holds it in a mapping file."
        )
