"""A JSON body as it was sent → a declared model, or a problem that names the place and never the value."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.message import Message
from typing import Annotated, Any, Final, NoReturn, TypeVar

from fastapi import Depends
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from features.calendar import cut
from service.edge.problems import MOST_ERRORS, Kind, Place, Refused

MOST_DIGITS: Final = 18
"""Digits of an integer; longer ones fit no column, and reading them takes time that grows with their square."""
MOST_WHOLE: Final = 10**MOST_DIGITS - 1


def _iso(value: object) -> object:
    """The text of a date; pydantic alone would take seconds since 1970 as well."""
    if not isinstance(value, str) or value[4:5] != "-":
        raise PydanticCustomError("iso", "as ISO 8601 writes it")
    return value


def _instant(value: object) -> object:
    """As records are read: a date is the start of that local day, and without a zone it is UTC."""
    if not isinstance(value, str) or value[4:5] != "-":
        raise PydanticCustomError("iso", "as ISO 8601 writes it")
    try:
        read = datetime.fromisoformat(value)
        return cut(read.date()) if len(value) == len("2026-11-16") else read.replace(tzinfo=read.tzinfo or UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("iso", "as ISO 8601 writes it") from None


Day = Annotated[date, Field(strict=False), BeforeValidator(_iso)]
"""A date as YYYY-MM-DD."""
Moment = Annotated[datetime, BeforeValidator(_instant)]
"""An instant as ISO 8601 writes it."""
Body = TypeVar("Body", bound=BaseModel)


class Strict(BaseModel):
    """A declared body: other fields are refused, and no value is turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


async def json_bytes(request: Request) -> bytes:
    """The bytes of a request that says it carries JSON."""
    said = Message()
    said["content-type"] = request.headers.get("content-type", "")
    if said.get_content_type() != "application/json":
        raise Refused(Kind.MEDIA, "Allowed is application/json in UTF-8.")
    return await request.body()


JsonBytes = Annotated[bytes, Depends(json_bytes)]
"""A route's parameter: the JSON that was sent, not yet read."""


def read_body(model: type[Body], raw: bytes) -> Body:
    """The body as the declared model.

    Raises: Refused for what is no JSON, or JSON that means two things; and for what breaks the declaration.
    """
    _check_json(raw)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True, include_input=False)
    if faults[0]["type"] == "json_invalid":  # half of a surrogate pair, and nesting beyond what the parser follows
        raise _no_json()
    raise Refused(Kind.INVALID_BODY, "Look at the places named in `errors`.", places_of(faults))


def places_of(faults: Sequence[Any]) -> list[Place]:
    """Pydantic's faults as places, without anything that was sent: an unknown field is told at what holds it."""
    return [_place(fault) for fault in faults[:MOST_ERRORS]]


def _place(fault: Any) -> Place:
    if fault["type"] == "extra_forbidden":
        return Place(_pointer(fault["loc"][:-1]), "only declared fields; an unknown one is here")
    return Place(_pointer(fault["loc"]), _allowed(fault))


def _pointer(location: Sequence[str | int]) -> str:
    return "/" + "/".join(str(step) for step in location)


def _allowed(fault: Any) -> str:
    """What is allowed, in pydantic's words where these speak of the declaration alone."""
    limits = {name: value for name, value in fault.get("ctx", {}).items() if name in _TELLING}
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in sorted(limits.items()))
    return f"{str(fault['type']).replace('_', ' ')}{': ' if told else ''}{told}"


_TELLING: Final = frozenset({"expected", "ge", "gt", "le", "lt", "max_length", "min_length", "pattern"})
"""What pydantic's context tells of the declaration; all else in it may hold what was sent."""


def _check_json(raw: bytes) -> None:
    """Refuse what JSON leaves open: names that come twice, numbers without end, half characters, depths."""
    try:
        _STRICT.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _no_json() from None


def _no_json() -> Refused:
    return Refused(
        Kind.INVALID_JSON,
        "Allowed is one JSON value in UTF-8 as RFC 8259 says, not deeply nested: each name once in its object, finite numbers of "
        f"at most {MOST_DIGITS} digits, whole characters.",
    )


def _once(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError
    return number


def _short(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError
    return 0


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite, parse_int=_short
)
"""Reads to refuse only: what it makes is thrown away."""
