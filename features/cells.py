"""Cells of a foreign text file, read as what their column declares; whole columns at a time.

A file repeats few different days, counts and words, so each different text is read once and its reading shared out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.calendar import LOCAL
from features.records import Column, Kind
from features.typed import ARROW, LARGEST, SMALLEST

DATE_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "yyyy-mm-dd": (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    "dd-mm-yyyy": (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    "dd/mm/yyyy": (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    "dd.mm.yyyy": (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
}
"""How a file may write a day; the first two are always understood, the others when the mapping names them."""
ALWAYS_UNDERSTOOD: Final = ("yyyy-mm-dd", "dd-mm-yyyy")
FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "1", "yes", "ja", "sand"), True),
    **dict.fromkeys(("false", "0", "no", "nej", "falsk"), False),
}
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d(?:[.,]\d{1,9})?))?"
_ZONE = r"(?P<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)"
_INSTANT = rf"^(?P<day>[\d./-]+)(?:[ T]+{_CLOCK}\s*{_ZONE}?)?$"
_MIDNIGHT = r"[ T]+0?0[:.]00(?:[:.]00(?:[.,]0+)?)?$"


def read_cells(column: Column, texts: pa.Array, *, date_format: str = "") -> tuple[pa.Array, NDArray[np.bool_]]:
    """Typed cells, and which of them hold a text that could not be read as what the column declares.

    Shape: one value per text, missing for an empty or unreadable one.
    """
    coded = texts.dictionary_encode()
    words = pd.Series(coded.dictionary.to_pylist(), dtype="str")
    filled = (words != "").to_numpy(dtype=bool)
    typed = _read_words(column.kind, words.where(filled), date_format)
    unreadable = filled & np.asarray(typed.is_null(), dtype=bool)
    return typed.take(coded.indices), unreadable[coded.indices.to_numpy(zero_copy_only=False)]


def _read_words(kind: Kind, words: pd.Series[str], date_format: str) -> pa.Array:
    match kind:
        case Kind.TEXT:
            values: pd.Series[Any] = words
        case Kind.DATE:
            values = _days(words.str.replace(_MIDNIGHT, "", regex=True), date_format)
        case Kind.INSTANT:
            values = _instants(words, date_format)
        case Kind.FLAG:
            values = words.str.casefold().map(FLAGS)
        case Kind.INTEGER:
            values = _numbers(words, r"[+-]?\d{1,9}(?:[.,]0{1,9})?")
            values = values.where(values.between(SMALLEST, LARGEST))
        case Kind.NUMBER:
            values = _numbers(words, r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")
    if kind is Kind.INTEGER:
        values = values.astype("Int64")
    return pa.array(values, type=ARROW[kind], from_pandas=True)


def _numbers(words: pd.Series[str], form: str) -> pd.Series[float]:
    """Numbers with a decimal comma or point; a thousands separator is refused, because it cannot be told from a decimal one."""
    readable = words.where(words.str.fullmatch(form).fillna(False).astype(bool))
    return pd.to_numeric(readable.str.replace(",", "."))


def _days(words: pd.Series[str], date_format: str) -> pd.Series[pd.Timestamp]:
    days = pd.Series(pd.NaT, index=words.index, dtype="datetime64[us]")
    for name in dict.fromkeys((*ALWAYS_UNDERSTOOD, *([date_format] if date_format else []))):
        pattern, form = DATE_FORMATS[name]
        written = words.str.fullmatch(pattern).fillna(False).astype(bool)
        if written.any():
            days[written] = pd.to_datetime(words[written], format=form, errors="coerce").dt.as_unit("us")
    return days


def _instants(words: pd.Series[str], date_format: str) -> pd.Series[pd.Timestamp]:
    """Instants in UTC; without a zone they are local, an hour that the clock repeats is its second, one it skips is moved on."""
    parts = pc.extract_regex(pa.array(words, type=pa.string(), from_pandas=True), _INSTANT)
    day, zone = (pd.Series(pc.struct_field(parts, name), index=words.index, dtype="str") for name in ("day", "zone"))
    hours, minutes, seconds = (_figures(parts, name) for name in ("hour", "minute", "second"))
    micros = (hours * 3600 + minutes * 60) * 1_000_000 + (seconds * 1_000_000).round()
    local = _days(day, date_format) + pd.Series(micros.astype("timedelta64[us]"), index=words.index)
    zoned = (zone.fillna("") != "").astype(bool)
    instants = pd.Series(pd.NaT, index=words.index, dtype="datetime64[us, UTC]")
    instants[~zoned] = _from_local(local[~zoned])
    instants[zoned] = (local[zoned] - _offsets(zone[zoned])).dt.tz_localize("UTC")
    return instants


def _figures(parts: pa.StructArray, name: str) -> NDArray[np.float64]:
    """The numbers in one group of a pattern; 0 where there is none."""
    texts = pc.replace_substring(pc.struct_field(parts, name), ",", ".")
    figures: NDArray[np.float64] = (
        pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.float64()).fill_null(0.0).to_numpy()
    )
    return figures


def _from_local(local: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    standard = np.zeros(len(local), dtype=bool)
    return local.dt.tz_localize(LOCAL, ambiguous=standard, nonexistent="shift_forward").dt.tz_convert("UTC")


def _offsets(zones: pd.Series[str]) -> pd.Series[pd.Timedelta]:
    parts = zones.replace("Z", "+00:00").str.extract(r"^([+-])(\d\d):?(\d\d)$")
    minutes = parts[1].astype("int64") * 60 + parts[2].astype("int64")
    signed = minutes.where(parts[0] == "+", -minutes)
    return pd.Series((signed.to_numpy() * 60_000_000).astype("timedelta64[us]"), index=zones.index)
