"""A longer form as it was typed: read whole, so that it can be kept as a draft, or shown again beside a mistake or another's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Final, NoReturn, TypeVar

from fastapi import Depends, Path
from starlette.requests import Request

from service.domain.drafts import MOST_FIELDS, Typed
from service.domain.errors import WrongUse

NOTHING: Final[Typed] = {}
_DIGITS: Final = 12
_Word = TypeVar("_Word", bound=StrEnum)
_Read = TypeVar("_Read")


async def typed_form(request: Request) -> Typed:
    """Every field of the form that was sent, files left out; half characters are dropped, since nobody can have typed them."""
    found: dict[str, tuple[str, ...]] = {}
    async with request.form(max_files=0, max_fields=2 * MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found[_whole(name)] = (*found.get(_whole(name), ()), _whole(value))
    return found


Number = Annotated[int, Path(ge=0, lt=2**31)]
"""A number in an address: one that a row can have."""
TypedForm = Annotated[Typed, Depends(typed_form)]
"""A page's parameter: the form as it was typed."""


def value(typed: Typed, name: str) -> str:
    """What was typed into a field; empty if nothing was."""
    return next(iter(typed.get(name, ())), "")


def day_in(typed: Typed, name: str) -> date:
    """The day of a field.

    Raises: WrongUse if it is none.
    """
    return _read(date.fromisoformat, value(typed, name), name)


def clock_in(typed: Typed, name: str) -> time | None:
    """The time of day of a field; None if nothing was typed.

    Raises: WrongUse if it is none.
    """
    return _read(time.fromisoformat, value(typed, name), name).replace(tzinfo=None) if value(typed, name) else None


def number_in(typed: Typed, name: str) -> int:
    """The whole number of a field.

    Raises: WrongUse if it is none.
    """
    text = value(typed, name)
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        _refuse(name)
    return int(text)


def word_in(typed: Typed, name: str, words: type[_Word]) -> _Word:
    """The word of a closed list.

    Raises: WrongUse if it is none of them.
    """
    return _read(words, value(typed, name), name)


def words_in(typed: Typed, name: str, words: type[_Word]) -> tuple[_Word, ...]:
    """Every word that was ticked, in the order of the list.

    Raises: WrongUse if one is none of them.
    """
    ticked = {_read(words, one, name) for one in typed.get(name, ())}
    return tuple(one for one in words if one in ticked)


def rows_in(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(row for row in text.splitlines() if row)


def typed_as(pairs: Iterable[tuple[str, str | Iterable[str]]]) -> Typed:
    """What would have to be typed to say this."""
    return dict(_pairs(pairs))


def _pairs(pairs: Iterable[tuple[str, str | Iterable[str]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, told in pairs:
        yield name, (told,) if isinstance(told, str) else tuple(told)


def _read(reads: Callable[[str], _Read], text: str, name: str) -> _Read:
    try:
        return reads(text)
    except ValueError:
        _refuse(name)


def _refuse(name: str) -> NoReturn:
    raise WrongUse(f"{name}: got something that cannot stand there, allowed is what the form offers. Look at it again.")


def _whole(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()
