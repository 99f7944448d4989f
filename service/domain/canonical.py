"""Frozen values as text and back, the same bytes every time: what the store keeps of a list is declared by its dataclasses alone.

    text = to_text(listed)
    assert from_text(Listed, text) == listed

Allowed are dataclasses, tuples, mappings by text, words of closed lists, texts, numbers, booleans, dates, instants and nothing. A date
is written as `{"on": "2026-11-16"}` and an instant as `{"at": …}`, so that neither is taken for a text.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")
Read = Callable[[Any], Any]
_DATE: Final = "on"
_INSTANT: Final = "at"
_PLAIN: Final = (str, int, float, bool)


def to_text(value: object) -> str:
    """Canonical JSON: keys sorted, no spaces, a field at its default left out.

    Raises: ValueError for a value that is not allowed, or no number.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_text(kind: type[Kind], text: str) -> Kind:
    """The value that `to_text` wrote.

    Raises: ValueError if the text holds a field that the kind has not.
    """
    found: Kind = _reader(cast(Hashable, kind))(json.loads(text))
    return found


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str or value is None:
        return value
    if dataclasses.is_dataclass(kind):
        fields = ((name, default, getattr(value, name)) for name, default in _fields(kind))
        return {name: _plain(found) for name, default, found in fields if not _is_same(found, default)}
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)  # type: ignore[type-var] # sets hold texts alone
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, datetime):
        return {_INSTANT: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("canonical text: got a number that is none, allowed are finite ones and None")
    if value is None or isinstance(value, _PLAIN):
        return value
    raise ValueError(f"canonical text: got a value of kind {type(value).__name__}, which is not declared")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError(f"canonical text: got a key of kind {type(key).__name__}, allowed is text")
    return str(key)


@cache
def _fields(kind: Any) -> tuple[tuple[str, object], ...]:
    """The names and defaults of a dataclass."""
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


def _is_same(value: object, default: object) -> bool:
    """Whether a field is at its default, so that it need not be written; 1 and True and 1.0 are not the same."""
    return value is default or (type(value) is type(default) and value == default)


@cache
def _reader(kind: Any) -> Read:
    """How a value of a kind is read back; one closure for each kind, made once."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(inner)
    return _scalar_reader(kind) if origin is None else _many_reader(origin, inner)


def _many_reader(origin: type, inner: tuple[Any, ...]) -> Read:
    if origin in (tuple, frozenset):
        item = _reader(inner[0])
        return lambda value: origin(item(part) for part in value)
    if issubclass(origin, Mapping):
        key, item = _reader(inner[0]), _reader(inner[1])
        return lambda value: {key(name): item(part) for name, part in value.items()}
    raise ValueError(f"canonical text: kind {origin.__name__} is not declared")


def _dataclass_reader(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers: dict[str, Read] = {}

    def read(value: Any) -> Any:
        if not readers:  # not before it is needed: a kind may hold itself
            readers.update({field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)})
        foreign = sorted(set(value) - set(readers))
        if foreign:
            raise ValueError(f"{kind.__name__}: got the fields {', '.join(foreign)}, which are not declared")
        return kind(**{name: readers[name](part) for name, part in value.items()})

    return read


def _union_reader(inner: tuple[Any, ...]) -> Read:
    """One kind or nothing; or one of the plain kinds, of which only a date has to be told from a mapping."""
    kinds = [kind for kind in inner if kind is not type(None)]
    if len(kinds) == 1:
        read = _reader(kinds[0])
        return lambda value: None if value is None else read(value)
    read_date = _reader(date)
    return lambda value: read_date(value) if isinstance(value, dict) else value


def _scalar_reader(kind: Any) -> Read:
    if kind is datetime:
        return lambda value: datetime.fromisoformat(value[_INSTANT])
    if kind is date:
        return lambda value: date.fromisoformat(value[_DATE])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if kind is float:
        return float
    if kind in _PLAIN or kind is object:
        return lambda value: value
    raise ValueError(f"canonical text: kind {kind} is not declared")
