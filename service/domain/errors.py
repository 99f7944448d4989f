"""Everything that `service` refuses, one class for each thing a caller can do something about.

ServiceError
├── WrongUse        the command was asked for something it cannot do (exit 2)
│   └── OtherDate   a file is of another date than the one asked for
└── FrameRefused    a file does not keep its contract (exit 3)
"""

from __future__ import annotations


class ServiceError(Exception):
    """Any refusal of this package; `exit_code` is what a command ends with."""

    exit_code = 1


class WrongUse(ServiceError):
    """The command was asked for something it cannot do."""

    exit_code = 2


class OtherDate(WrongUse):
    """A file is of another date than the one asked for."""


class FrameRefused(ServiceError):
    """A file does not keep its contract."""

    exit_code = 3
