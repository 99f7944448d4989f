"""`kill -9` at each named place leaves exactly the old or the new list, loses and doubles nothing, and is healed by the next try."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.batch.failpoints import NAMES
from tests.lib.killed_nights import before_monday, copied, died, kept, stopped_at
from tests.lib.small_night import Home, shown

ROOT = Path(__file__).parents[2]
AFTER = {"publish.after_commit", "drift.begun", "drift.made", "drift.kept", "report.written", "report.kept"}
"""Places behind the commit: people see the new list."""


class Known:
    """The installation before Monday, and what an undisturbed Monday leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, before_monday(folder / "base", f"sqlite:///{folder / 'base/service/store.db'}")
        self.old = shown(self.home)
        quiet = self.copy("quiet")
        assert stopped_at(quiet, None) == 0
        self.new, self.kept = shown(quiet), kept(quiet)

    def copy(self, name: str) -> Home:
        place = self.folder / name
        return copied(self.home, place, f"sqlite:///{place / 'service/store.db'}")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return Known(tmp_path_factory.mktemp("kills"))


def test_the_undisturbed_night_takes_the_news_and_makes_another_list(known):
    assert known.new != known.old
    assert known.kept["contacts"] == [("bilal", "attempt")]
    assert [state for _, state, _ in known.kept["deliveries"]] == ["taken", "taken"]
    assert known.kept["published"] == 2
    assert known.kept["audit"] is True


@pytest.mark.parametrize("place", sorted(NAMES))
def test_a_death_leaves_the_old_or_the_new_list_and_the_next_try_heals(known, place):
    home = known.copy(place)
    assert died(stopped_at(home, place)), "the place was not reached"
    assert shown(home) == (known.new if place in AFTER else known.old)
    assert kept(home)["audit"] is True
    assert stopped_at(home, None, goes_on=sorted(NAMES).index(place) % 2 == 0) == 0
    assert shown(home) == known.new
    assert kept(home) == known.kept


def test_at_least_twenty_places_are_named_and_the_code_passes_each():
    assert len(NAMES) >= 20
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "service").rglob("*.py")]
    passed = {name for text in sources for name in re.findall(r'mark\("([a-z_.]+)"\)', text)}
    assert passed == NAMES
