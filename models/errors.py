"""Everything that `models` refuses, one class for each thing a caller can do something about.

    ModelError
    ├── RecipeFault         no such recipe, or a value in it that is not allowed (exit 2)
    ├── LabelFault          labels and indicators do not belong together (exit 3)
    ├── TooFewCases         too little has happened to learn from (exit 3)
    ├── CalibrationFailed   on later data a higher score did not mean a higher risk (exit 1)
    ├── OnsetRuleFailed     no threshold keeps class-free data from being called (exit 1)
    ├── BundleFolderFault   there is no bundle, or something else is in its place (exit 2)
    ├── BundleMismatch      the bundle was made with another catalogue, format or library (exit 1)
    ├── BundleUntrusted     a signature or hash does not hold, or a signed file is no model (exit 5)
    └── KeyFault            a key file cannot be used (exit 2)

Messages say what, where, what was got, what is allowed and what to do. They never carry a value that could identify a person.
"""

from __future__ import annotations


class ModelError(Exception):
    """Any refusal of this package; `exit_code` is what a command ends with."""

    exit_code = 1


class RecipeFault(ModelError):
    """No such recipe, or a value in it that is not allowed."""

    exit_code = 2


class LabelFault(ModelError):
    """Labels and indicators do not belong together."""

    exit_code = 3


class TooFewCases(ModelError):
    """Too little has happened to learn from."""

    exit_code = 3


class CalibrationFailed(ModelError):
    """On later data a higher score did not mean a higher risk."""


class OnsetRuleFailed(ModelError):
    """No threshold keeps class-free data from being called early or late."""


class BundleFolderFault(ModelError):
    """There is no bundle in the folder, or something else is in its place."""

    exit_code = 2


class BundleMismatch(ModelError):
    """The bundle was made with another catalogue, format or library; fit again, or use what it was made with."""


class BundleUntrusted(ModelError):
    """A signature or hash does not hold, and nothing was unpickled; or a signed file holds something else than a model."""

    exit_code = 5


class KeyFault(ModelError):
    """A key file cannot be used."""

    exit_code = 2
