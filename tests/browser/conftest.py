"""The worlds that pages are looked at in, and a browser that tells of everything that is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.lib.looking import Looker
from tests.lib.worlds import World, empty_world, full_world, new_world, served_world

WORLDS = {"full": full_world, "empty": empty_world, "new": new_world}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, World]]:
    """Each world on a port of its own."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("worlds")
        yield {
            name: stack.enter_context(served_world(stack.enter_context(made(folder / name))))
            for name, made in WORLDS.items()
        }


@pytest.fixture(scope="module")
def looker(browser: Browser) -> Iterator[Looker]:
    """Who looks at pages."""
    looker = Looker(browser)
    yield looker
    looker.close()
