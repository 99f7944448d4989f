"""One line of JSON for each thing that happened, to stderr: no identity, no value, no address.

Kept so by a list of what may pass, not by a search for what may not: a key that is not named here, or a value that is not of its form,
is left out, whoever logs it. What libraries log is told by their name and place alone, since their messages and tracebacks hold values.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any, Final

import structlog

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_.]{0,59}")
_PLACE: Final = re.compile(r"[A-Za-z_<][A-Za-z0-9_.<>]{0,59}")
_ROUTE: Final = re.compile(r"\(none\)|/(?:[a-z.-]+|v\d|\{[a-z_]+(?::path)?\}|/)*")
_METHOD: Final = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|OTHER")
_STAMP: Final = re.compile(r"[0-9T:.Z+-]{1,40}")
MOST_NUMBER: Final = 10_000_000
"""Counts and milliseconds stay below; nothing that long can be a CPR number or a telephone."""
ALLOWED: Final[Mapping[str, re.Pattern[str] | None]] = {
    "event": _WORD,
    "level": _WORD,
    "timestamp": _STAMP,
    "method": _METHOD,
    "route": _ROUTE,
    "status": None,
    "ms": None,
    "count": None,
    "line": None,
    "kind": _WORD,
    "error": _PLACE,
    "function": _PLACE,
    "file": _PLACE,
    "library": _PLACE,
    "withheld": None,
}
"""What may stand in a line and in which form; None is a number."""
LOG: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


def start_logging(level: str) -> None:
    """Write lines from this level up, as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, FromLibraries) for handler in root.handlers):
        root.addHandler(FromLibraries(logging.WARNING))
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_broke


def only_allowed(_: object, __: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The line with what may pass; how much was left out is told by its number."""
    kept = {key: value for key, value in told.items() if key in ALLOWED and _has_form(value, ALLOWED[key])}
    left = len(told) - len(kept)
    kept.setdefault("event", "withheld")
    return {**kept, "withheld": left} if left else kept


def _has_form(value: object, form: re.Pattern[str] | None) -> bool:
    if form is None:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_NUMBER
    return isinstance(value, str) and form.fullmatch(value) is not None


class FromLibraries(logging.Handler):
    """What a library logs: who, and where an error arose; never its message, which is made of values."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell that something was logged."""
        error = record.exc_info[1] if record.exc_info else None
        where = place_of(error) if error is not None else {"file": record.module, "line": record.lineno}
        LOG.warning("library", library=record.name, kind=record.levelname, **where)


def _thread_broke(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        LOG.error("defect", **place_of(told.exc_value))


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """A logger to what stderr is now: it may have been another file, closed since, when logging was started."""
    return structlog.PrintLogger(sys.stderr)


def place_of(error: BaseException) -> dict[str, str | int]:
    """Where in the code an error arose, without its message, which might hold data."""
    steps = traceback.extract_tb(error.__traceback__)
    if not steps:
        return {"error": type(error).__name__}
    where = steps[-1]
    return {
        "error": type(error).__name__,
        "function": where.name,
        "file": where.filename.rsplit("/", 1)[-1],
        "line": where.lineno or 0,
    }
