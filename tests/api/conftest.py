"""One application for all tests that change nothing it depends on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.api.warming import warm_up
from tests.lib.served import Served, served_on_sqlite
from tests.lib.small_bundle import small_bundle


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    warm_up()
    with served_on_sqlite(tmp_path_factory.mktemp("api"), small_bundle()) as found:
        yield found
