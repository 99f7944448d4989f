"""Everything that `service` refuses, one class for each thing a caller can do something about.

ServiceError
├── WrongUse        the command was asked for something it cannot do (exit 2)
│   └── OtherDate   a file is of another date than the one asked for
├── TableFault      a dated table that the municipality keeps cannot be followed (exit 2)
├── FrameRefused    a file does not keep its contract (exit 3)
├── DeliveryRefused delivered data cannot be taken in; nothing changed (exit 3)
├── NotPermitted    there is no basis, a stop switch is thrown, or somebody may not do this (exit 3)
├── UnknownThing    there is no such youth, flag or run - or it may not be seen (exit 2)
├── MoveRefused     a flag cannot make this move from where it is (exit 2)
├── TooManyLooks    somebody looked up more youths in a day than the work takes (exit 3)
├── Outdated        somebody else changed it in the meantime (exit 2)
├── LockHeld        somebody else holds the lock (exit 4)
├── NoModel         no model is active, or the active one is gone from its place (exit 5)
├── IntegrityBroken a hash, a signature or a migration does not hold (exit 5)
├── DriftFailed     no drift report could be made; everything else stands (exit 1)
└── StoreUnavailable the database cannot be reached or written (exit 1)
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


class TableFault(ServiceError):
    """A dated table that the municipality keeps cannot be followed."""

    exit_code = 2


class FrameRefused(ServiceError):
    """A file does not keep its contract."""

    exit_code = 3


class DeliveryRefused(ServiceError):
    """Delivered data cannot be taken in; nothing was changed."""

    exit_code = 3


class NotPermitted(ServiceError):
    """There is no basis for this, a stop switch is thrown, or the actor may not do it."""

    exit_code = 3


class UnknownThing(ServiceError):
    """There is no such youth, flag, run or list, or the actor may not see it: the answer is the same."""

    exit_code = 2


class MoveRefused(ServiceError):
    """A flag cannot make this move from the state it is in."""

    exit_code = 2


class Outdated(ServiceError):
    """Somebody else changed the same thing in the meantime."""

    exit_code = 2


class TooManyLooks(ServiceError):
    """Somebody looked up more youths in a day than the work takes; `kind` says what was counted."""

    exit_code = 3

    def __init__(self, words: str, kind: str) -> None:
        super().__init__(words)
        self.kind = kind


class LockHeld(ServiceError):
    """Somebody else holds the lock."""

    exit_code = 4


class IntegrityBroken(ServiceError):
    """A hash, a signature, a chain or a migration does not hold."""

    exit_code = 5


class NoModel(ServiceError):
    """No model is active, or the active one is not where it was put."""

    exit_code = 5


class StoreUnavailable(ServiceError):
    """The database cannot be reached or written."""

    exit_code = 1


class DriftFailed(ServiceError):
    """No drift report could be made; everything else stands."""
