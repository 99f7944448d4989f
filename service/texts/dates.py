"""Days, weeks and numbers as people read them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal


class Language(StrEnum):
    """Which language a person reads."""

    DA = "da"
    EN = "en"


LOCALES: Final = {Language.DA: "da_DK", Language.EN: "en_GB"}


def day(on: date, language: Language) -> str:
    """16. november 2026."""
    return _written(on, "d. MMMM y" if language is Language.DA else "d MMMM y", language)


def short_day(on: date, language: Language) -> str:
    """18. nov. - the year is left to the heading."""
    return _written(on, "d. MMM" if language is Language.DA else "d MMM", language)


def medium_day(on: date, language: Language) -> str:
    """18. nov. 2026."""
    return _written(on, "d. MMM y" if language is Language.DA else "d MMM y", language)


def weekday(on: date, language: Language) -> str:
    """Mandag 16. november 2026, with a small letter in Danish."""
    return _written(on, "EEEE d. MMMM y" if language is Language.DA else "EEEE d MMMM y", language)


def month(on: date, language: Language) -> str:
    """November 2026, with a small letter in Danish."""
    return _written(on, "MMMM y", language)


def short_months(language: Language) -> tuple[str, ...]:
    """The twelve months in short: jan, feb, mar."""
    return tuple(_written(date(2026, number, 1), "LLL", language).rstrip(".") for number in range(1, 13))


def deadline(on: date, language: Language) -> str:
    """Weekday and date, as a deadline is read: onsdag 18. november."""
    return _written(on, "EEEE d. MMMM" if language is Language.DA else "EEEE d MMMM", language)


def span(first: date, last: date, language: Language) -> str:
    """16.-22. november 2026, with as little repeated as the two days allow."""
    dot = "." if language is Language.DA else ""
    if first.year != last.year:
        return f"{day(first, language)} – {day(last, language)}"
    if first.month != last.month:
        month = _written(first, "MMMM", language)
        return f"{first.day}{dot} {month} – {day(last, language)}"
    return f"{first.day}{dot}–{day(last, language)}"


def percent(share: float, language: Language) -> str:
    """23 %, whole; a share above 0 is never told as none."""
    whole = max(round(100 * share), 1) if share > 0 else 0
    return f"{whole} %" if language is Language.DA else f"{whole}%"


def whole(count: int, language: Language) -> str:
    """421.100, or 421,100 in English."""
    return str(format_decimal(count, format="#,##0", locale=LOCALES[language]))


def halves(days: float, language: Language) -> str:
    """Days to the nearest half: 9,5; a little is never told as none."""
    rounded = round(2 * days) / 2
    if days > 0 and not rounded:
        return "under ½" if language is Language.DA else "less than ½"
    return str(format_decimal(rounded, format="0.#", locale=LOCALES[language]))


def number(value: float, language: Language) -> str:
    """A figure that is no share, to the two digits that tell it from its neighbours: 0,27; 3,4; 120."""
    return str(
        format_decimal(
            float(f"{value:.2g}") if abs(value) < 10 else round(value), format="#,##0.##", locale=LOCALES[language]
        )
    )


@lru_cache(maxsize=8_000)
def _written(on: date, pattern: str, language: Language) -> str:
    return str(format_date(on, pattern, locale=LOCALES[language]))
