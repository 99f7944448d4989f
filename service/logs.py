"""One line of JSON for each thing that happened, to stderr: no identity, no value, no address."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Final

import structlog

LOG: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


def start_logging(level: str) -> None:
    """Write lines from this level up, as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """A logger to what stderr is now: it may have been another file, closed since, when logging was started."""
    return structlog.PrintLogger(sys.stderr)


def place_of(error: BaseException) -> dict[str, str | int]:
    """Where in the code an error arose, without its message, which might hold data."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return {
        "error": type(error).__name__,
        "function": where.name,
        "file": where.filename.rsplit("/", 1)[-1],
        "line": where.lineno or 0,
    }
