"""CONTRACT 3: the score frame, one row per youth of the recipe's population."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from features.indicators import REGIME_DTYPE


class RiskBand(StrEnum):
    """tegn på frafald; never a percentage on a page."""

    LOW = "low"  # Få tegn på frafald
    RAISED = "raised"  # Nogle tegn på frafald
    HIGH = "high"  # Mange tegn på frafald
    NOT_ASSESSED = "not_assessed"  # Ikke vurderet (vi ved for lidt)


class OnsetProfile(StrEnum):
    """Hvornår fraværet begyndte; about records, never about the youth's person."""

    EARLY_STARTER = "early_starter"  # tidligt i skoletiden
    LATE_STARTER = "late_starter"  # i udskolingen eller senere
    NONE = "none"  # intet klart længere fravær i vores data
    UNDETERMINED = "undetermined"  # kan ikke afgøres ud fra vores data


BAND_DTYPE: Final = pd.CategoricalDtype([str(band) for band in RiskBand])
PROFILE_DTYPE: Final = pd.CategoricalDtype([str(profile) for profile in OnsetProfile])

_SHARE: Final = pa.Check.in_range(0, 1)

SCHEMA: Final = pa.DataFrameSchema(
    {
        "youth_id": pa.Column("str"),
        "as_of": pa.Column("datetime64[s]"),
        "horizon_days": pa.Column("int64", pa.Check.ge(1)),
        "model_id": pa.Column("str"),
        "data": pa.Column("str"),
        "regime": pa.Column(REGIME_DTYPE),
        "coverage": pa.Column("float64", _SHARE),
        "risk": pa.Column("float64", _SHARE, nullable=True),
        "risk_low": pa.Column("float64", _SHARE, nullable=True),
        "risk_high": pa.Column("float64", _SHARE, nullable=True),
        "band": pa.Column(BAND_DTYPE),
        "profile": pa.Column(PROFILE_DTYPE),
        "profile_early": pa.Column("float64", _SHARE, nullable=True),
        "profile_late": pa.Column("float64", _SHARE, nullable=True),
        "profile_none": pa.Column("float64", _SHARE, nullable=True),
        "onset_on": pa.Column("datetime64[s]", nullable=True),
        "reasons": pa.Column("str"),
        "protective": pa.Column("str"),
        "raw_logit": pa.Column("float64", nullable=True),
    },
    checks=[
        pa.Check(lambda frame: (frame["band"] == RiskBand.NOT_ASSESSED) == frame["risk"].isna()),
        pa.Check(lambda frame: frame["risk"].isna() | frame["risk"].between(frame["risk_low"], frame["risk_high"])),
    ],
    unique=["youth_id", "as_of"],
    strict=True,
    ordered=True,
)

COLUMNS: Final = tuple(SCHEMA.columns)


def check_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, once it is known to keep the contract.

    Shape: one row per youth and `as_of`; risk, its interval and raw_logit are missing exactly where the band is not_assessed.
    Raises: pandera's SchemaError naming the column (its text may hold data: never log it).
    """
    return frame if _keeps_contract(frame) else SCHEMA.validate(frame)


def check_cells(cells: Mapping[str, list[Any]]) -> None:
    """As `check_scores`, of columns of plain values (missing is NaN or None, bands are words), without making a frame to pass.

    Raises: as `check_scores`.
    """
    if not _cells_keep_contract(cells):
        frame = pd.DataFrame({name: cells[name] for name in COLUMNS})
        check_scores(frame.astype(dict(zip(COLUMNS, _DTYPES, strict=True))))


_DAYS: Final = ("as_of", "onset_on")
_DTYPES: Final = [
    np.dtype("datetime64[s]") if name in _DAYS else column.dtype.type for name, column in SCHEMA.columns.items()
]
_REQUIRED: Final = tuple(name for name, column in SCHEMA.columns.items() if not column.nullable)
POSTERIORS: Final = ("profile_early", "profile_late", "profile_none")
_NUMBERS: Final = ("risk", "risk_low", "risk_high", *POSTERIORS)
_BANDS: Final = [str(band) for band in RiskBand]
_NOT_ASSESSED: Final = _BANDS.index(RiskBand.NOT_ASSESSED)


def _keeps_contract(frame: pd.DataFrame) -> bool:
    """Whether the frame keeps the contract beyond doubt, told in a fraction of the time that the schema needs to say what is wrong."""
    if tuple(frame.columns) != COLUMNS or list(frame.dtypes) != _DTYPES:
        return False
    cells = dict(frame.items())
    if any(cells[name].array.isna().any() for name in _REQUIRED):
        return False
    judged = {name: cells[name].to_numpy(dtype=np.float64) for name in (*_NUMBERS, "coverage")}
    judged["band"] = cells["band"].array.codes
    if (cells["horizon_days"].to_numpy() < 1).any() or not _is_sound_judgement(judged):
        return False
    return len(frame) < 2 or not frame.duplicated(["youth_id", "as_of"]).any()


def _is_sound_judgement(cells: Mapping[str, NDArray[Any]]) -> bool:
    """Whether shares are shares, and a risk stands within its interval exactly where there is a band; `band` as codes."""
    shares = [cells[name] for name in (*_NUMBERS, "coverage")]
    if any(((values < 0) | (values > 1)).any() for values in shares):
        return False
    risk, low, high = cells["risk"], cells["risk_low"], cells["risk_high"]
    unassessed = np.isnan(risk)
    unbound = ~unassessed & (np.isnan(low) | np.isnan(high))
    outside = (risk < low) | (risk > high)
    return not (outside.any() or unbound.any() or ((cells["band"] == _NOT_ASSESSED) != unassessed).any())


def _cells_keep_contract(cells: Mapping[str, list[Any]]) -> bool:
    if any(cell is None or cell != cell for name in _REQUIRED for cell in cells[name]):  # noqa: PLR0124 - only NaN differs from itself
        return False
    judged = {name: np.array(cells[name], np.float64) for name in (*_NUMBERS, "coverage")}
    judged["band"] = np.array([_BANDS.index(band) for band in cells["band"]], np.int64)
    keys = set(zip(cells["youth_id"], cells["as_of"], strict=True))
    return (
        _is_sound_judgement(judged) and min(cells["horizon_days"], default=1) >= 1 and len(keys) == len(cells["as_of"])
    )
