"""The list as one page that needs nothing else: for screen, phone and A4, without script and without a single request."""

from __future__ import annotations

from service.domain.weekly import WeeklyList
from service.texts.dates import Language
from service.texts.wording import word_list
from service.web.rendering import environment


def weekly_list_page(weekly: WeeklyList, language: Language) -> bytes:
    """The page as UTF-8."""
    page = environment(language).get_template("weekly_list.html.j2")
    return page.render(list=word_list(weekly, language), language=str(language)).encode()
