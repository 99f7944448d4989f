"""`kill -9` at each named place leaves exactly the old or the new list, loses and doubles nothing, and is healed by the next try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.batch.failpoints import NAMES
from service.domain.errors import LockHeld
from tests.lib.copied_town import copied_database
from tests.lib.databases import new_database
from tests.lib.killed_nights import Way, before_monday, begin, copied, died, ended, kept
from tests.lib.small_night import Home, shown

ROOT = Path(__file__).parents[2]
AFTER = {"publish.after_commit", "drift.begun", "drift.made", "drift.kept", "report.written", "report.kept"}
"""Places behind the commit: people see the new list."""


ON_POSTGRESQL = (
    "lake.version_written",
    "step.remembered",
    "publish.flags_written",
    "publish.before_commit",
    "publish.after_commit",
)
"""The database makes a difference where it is written; the other places are left to SQLite, to save time."""


class Known:
    """The installation before Monday, and what an undisturbed Monday leaves."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.home = folder, before_monday(folder / "base", url)
        self.old = shown(self.home)
        with self.copy("quiet") as quiet:
            assert ended(begin(quiet, Way())) == 0
            self.new, self.kept = shown(quiet), kept(quiet)

    @contextmanager
    def copy(self, name: str) -> Iterator[Home]:
        folder = self.folder / name
        folder.mkdir()
        with copied_database(self.home.url, folder) as url:
            yield copied(self.home, folder / "var", url)

    def assert_heals(self, place: str, *, goes_on: bool) -> None:
        """Kill a night at the place, look at what is left, and heal it."""
        with self.copy(place) as home:
            has_drift = place.startswith("drift.")
            assert died(ended(begin(home, Way(place, has_drift=has_drift)))), "the place was not reached"
            assert shown(home) == (self.new if place in AFTER else self.old)
            assert kept(home)["audit"] is True
            assert ended(begin(home, Way(goes_on=goes_on, has_drift=has_drift))) == 0
            assert shown(home) == self.new
            assert kept(home) == self.kept


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    folder = tmp_path_factory.mktemp("kills")
    return Known(folder, f"sqlite:///{folder / 'store.db'}")


@pytest.fixture(scope="module")
def known_on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[Known]:
    folder = tmp_path_factory.mktemp("kills")
    with new_database("postgresql", folder, postgresql) as url:
        yield Known(folder, url)


def test_the_undisturbed_night_takes_the_news_and_makes_another_list(known):
    assert known.new != known.old
    assert known.kept["contacts"] == [("bilal", "attempt")]
    assert [state for _, state, _ in known.kept["deliveries"]] == ["taken", "taken"]
    assert known.kept["published"] == 2
    assert known.kept["audit"] is True


@pytest.mark.parametrize("place", sorted(NAMES))
def test_a_death_leaves_the_old_or_the_new_list_and_the_next_try_heals(known, place):
    known.assert_heals(place, goes_on=sorted(NAMES).index(place) % 2 == 0)


@pytest.mark.parametrize("place", ON_POSTGRESQL)
def test_a_death_on_postgresql_leaves_the_same(known_on_postgresql, place):
    known_on_postgresql.assert_heals(place, goes_on=ON_POSTGRESQL.index(place) % 2 == 0)


def test_two_nights_begun_at_once_make_one_run(known):
    with known.copy("at once") as home:
        begun = [begin(home, Way()) for _ in range(2)]
        codes = sorted(ended(child) for child in begun)
        assert codes == [0, LockHeld.exit_code]
        assert shown(home) == known.new
        assert kept(home) == known.kept


@pytest.mark.parametrize("most_bytes", [3_000, 30_000, 90_000])
def test_a_disk_with_no_room_left_leaves_the_old_list_and_the_next_try_heals(known, most_bytes):
    with known.copy(f"room-{most_bytes}") as home:
        assert ended(begin(home, Way(most_bytes=most_bytes))) == 1
        assert shown(home) == known.old
        assert ended(begin(home, Way())) == 0
        assert shown(home) == known.new
        assert kept(home) == known.kept


def test_at_least_twenty_places_are_named_and_the_code_passes_each():
    assert len(NAMES) >= 20
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "service").rglob("*.py")]
    passed = {name for text in sources for name in re.findall(r'mark\("([a-z_.]+)"\)', text)}
    assert passed == NAMES
