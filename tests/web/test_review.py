"""Monday morning: how many interactions it takes to look through a list."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from service.store.seal import open_seal
from service.store.unit_of_work import open_store
from tests.lib.long_lists import lengthen
from tests.web.conftest import open_site

pytestmark = pytest.mark.browser
REVIEWED = 15
AT_MOST = 3


@dataclass
class Robot:
    """Works through a list, and counts what it presses for each youth: opening, saying something, going on."""

    page: Page
    pressed: Counter[str] = field(default_factory=Counter)

    @property
    def youth(self) -> str:
        """The youth whose page is open."""
        return self.page.locator("h1").inner_text()

    def press(self, what: Locator, *, of: str) -> None:
        """Press something by keyboard alone, as an interaction with a youth."""
        what.focus()
        self.page.keyboard.press("Enter")
        self.pressed[of] += 1


def test_fifteen_youths_are_reviewed_in_at_most_three_interactions_each(published, tmp_path, strict_page):
    folder = Path(shutil.copytree(published, tmp_path / "site"))
    with closing(
        open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    ) as store:
        lengthen(store, youths=REVIEWED + 5)
    with open_site(folder) as site:
        site.sign_in(strict_page, "Hanne Holm")
        in_order = strict_page.locator("article h3").all_inner_texts()[:REVIEWED]
        robot = Robot(strict_page)
        robot.press(strict_page.locator("article h3 a").first, of=in_order[0])
        for place, youth in enumerate(in_order):
            strict_page.get_by_role("heading", level=1, name=youth, exact=True).wait_for()
            robot.press(strict_page.get_by_role("button", name="Lidt", exact=True), of=youth)
            strict_page.locator("#told", has_text="Din vurdering er gemt.").wait_for()
            if place + 1 < REVIEWED:
                robot.press(strict_page.get_by_role("link", name="Næste på listen"), of=in_order[place + 1])
    assert list(robot.pressed) == in_order and len(set(in_order)) == REVIEWED
    assert max(robot.pressed.values()) <= AT_MOST
