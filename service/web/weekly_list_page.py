"""The list as one page that needs nothing else: for screen, phone and A4, without script and without a single request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.domain.weekly import WeeklyList
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.wording import word_list

TEMPLATES: Final = Path(__file__).parent / "templates"
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def unbroken(text: str) -> str:
    """The text with each number held to its unit or month, so that no line ends between them."""
    return re.sub(r"(\d\.?) (?=%|[a-zæøå])", r"\1" + "\N{NO-BREAK SPACE}", text)


_ENVIRONMENT.filters["unbroken"] = unbroken


def weekly_list_page(weekly: WeeklyList, language: Language) -> bytes:
    """The page as UTF-8."""
    page = _ENVIRONMENT.get_template("weekly_list.html.j2")

    def text(key: str) -> str:
        return say(key, language)

    return page.render(list=word_list(weekly, language), language=str(language), text=text).encode()
