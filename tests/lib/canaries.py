"""Two hundred things that nobody may read where they do not belong: numbers, names, telephones and notes, each found nowhere by chance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from service.domain.cpr import read_cpr
from service.domain.identity import Holder, Identity

EACH: Final = 50
_FIRST: Final = date(2010, 1, 4)


def _number(place: int) -> str:
    born = _FIRST + timedelta(days=5 * place)
    return f"{born.day + 60:02}{born.month + 20:02}{born:%y}-{4300 + place}"


CPRS: Final = tuple(_number(place) for place in range(EACH))
NAMES: Final = tuple(f"Kanarie{place:02} Fugl{place:02}sen" for place in range(EACH))
PHONES: Final = tuple(f"0077{place:02}31" for place in range(EACH))
NOTES: Final = tuple(f"Kanarienote{place:02} om noget derhjemme" for place in range(EACH))
KINDS: Final = {"cpr": CPRS, "name": NAMES, "phone": PHONES, "note": NOTES}
ALL: Final = (*CPRS, *(one.replace("-", "") for one in CPRS), *NAMES, *PHONES, *NOTES)
"""Each number in both ways of writing it."""


def identity(place: int, given_id: str) -> Identity:
    """Somebody whose identity is canaries throughout; a holder has the telephone of the next."""
    after = (place + 1) % EACH
    return Identity(
        read_cpr(CPRS[place]),
        NAMES[place],
        PHONES[place],
        f"{NAMES[place].split()[0].lower()}@example.org",
        (Holder(f"Mor {NAMES[after]}", PHONES[after]),),
        given_id=given_id,  # type: ignore[arg-type] # a name is enough
    )


def heard(text: str, *, of: Iterable[str] = ALL) -> list[str]:
    """The canaries in a text."""
    return [one for one in of if one in text]


def heard_in_files(folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
    """Files below a folder that hold a canary, or are named by one; `but`: those that may."""
    spared, found = tuple(but), []
    for path in sorted(folder.rglob("*")):
        if any(path == one or one in path.parents for one in spared):
            continue
        content = path.read_bytes().decode("latin-1") if path.is_file() else ""
        if heard(path.name) or heard(content):
            found.append(str(path.relative_to(folder)))
    return found
