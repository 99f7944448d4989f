"""Everything that `features` refuses, one class for each thing a caller can do something about.

    FeaturesError
    ├── RecordError              the data cannot be used as they are (exit 3)
    │   ├── StructureFault       a file, table or column is wrong: refused at once, nothing changed
    │   └── TooManyFaults        more faulty rows in a table than the limit allows
    ├── MappingError             the mapping file is wrong, not the data (exit 2)
    ├── WindowError              a window, horizon or date that makes no sense was asked for (exit 2)
    └── ProfilingRefused         there is no basis for profiling with these data (exit 3)

Messages say what, where, what was got, what is allowed and what to do. They never carry a value that could identify a person.
"""

from __future__ import annotations


class FeaturesError(Exception):
    """Any refusal of this package; `exit_code` is what a command ends with."""

    exit_code = 1


class RecordError(FeaturesError):
    """The data cannot be used as they are."""

    exit_code = 3


class StructureFault(RecordError):
    """A file, table or column is wrong; nothing is read further and nothing has changed."""


class TooManyFaults(RecordError):
    """More rows of a table are faulty than the limit allows; nothing has changed.

    `report`: the `features.faults.Report` that names every faulty row.
    """

    def __init__(self, message: str, report: object = None) -> None:
        super().__init__(message)
        self.report = report


class MappingError(FeaturesError):
    """The mapping file cannot be followed."""

    exit_code = 2


class WindowError(FeaturesError, ValueError):
    """A window, horizon or date that makes no sense."""

    exit_code = 2


class ProfilingRefused(FeaturesError):
    """There is no legal basis for building indicators or scores from these data."""

    exit_code = 3
