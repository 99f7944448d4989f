"""What it adds to a case page to find out whether the reader may see the youth, and to write the look into the trail before it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from features.vocabulary import YouthId
from service.casework import seeing
from service.domain.access import Actor, Role, Why
from service.domain.sight import Sight
from service.domain.users import User
from service.store.migration import upgrade
from service.store.seal import open_seal
from service.store.unit_of_work import Store, Work, open_store
from service.store.visibility import Known, known_youth
from service.store.youth_keys import keys_of_store
from service.web import youth_pages
from tests.lib.databases import KINDS, new_database
from tests.lib.ratios import interleaved, record
from tests.lib.served import NOW, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_service import keep_records, small_service

LIMIT = 1.25
PAGES = 20
"""Pages of each side behind one ratio."""
ROUNDS = 9
_HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]


def _filled(url: str, folder: Path) -> Store:
    """The small town's nights, with its records for the days behind a reason."""
    store = open_store(url, seal=open_seal(None, folder / "keys", may_make=True))
    upgrade(store)
    keep_records(small_service(store, folder).records, folder)
    return store


def page_of(app: FastAPI, loop: asyncio.AbstractEventLoop, path: str, cookie: str) -> Callable[[], bytes]:
    """Reads a page without a network: as little as there can be around what is measured."""

    async def read() -> bytes:
        parts, statuses = list[bytes](), list[int]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            statuses.append(message.get("status", 200))
            parts.append(message.get("body", b""))

        headers = [(b"cookie", cookie.encode()), (b"host", b"testserver"), (b"accept", b"text/html")]
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": headers,
        }
        await app(
            {**scope, "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "root_path": ""},
            receive,
            send,
        )
        assert statuses[0] == 200
        return b"".join(parts)

    return lambda: loop.run_until_complete(read())


def unasked(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> tuple[Sight, Known]:
    """What the page needs to know of the youth, and a sight that nobody was asked for."""
    known = known_youth(work, youth_id, at=at)
    assert known is not None
    return seeing._Sight(actor, at, youth_id, Why.TOVHOLDER), known


@contextmanager
def bare(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same page's work without the question whether, without the count of looks, and without the line that tells of it."""
    with patch.context() as now:
        now.setattr(youth_pages, "check_may_see_known", unasked)
        now.setattr(youth_pages, "count_look", lambda *_: None)
        now.setattr(youth_pages, "audit", SimpleNamespace(append=lambda *_: None))
        yield


@pytest.mark.bench
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("has_judgement", [False, True], ids=["facts", "judgement"])
def test_the_check_and_the_trail_add_at_most_a_quarter_to_a_case_page(
    kind: str,
    has_judgement: bool,
    tmp_path: Path,
    postgresql: str,
    monkeypatch: pytest.MonkeyPatch,
    threads: dict[str, int],
):
    loop = asyncio.new_event_loop()
    with new_database(kind, tmp_path, postgresql) as url:
        store = _filled(url, tmp_path)
        try:
            town = served(store, tmp_path, small_bundle(), at=NOW)
            person = town.person(_HANNE)
            path = f"/unge/{keys_of_store(store).key_of('jonas')}"  # type: ignore[arg-type] # a name is enough
            if has_judgement:
                assert (
                    person.post(f"{path}/vurdering", data={"level": "a_little"}, follow_redirects=False).status_code
                    == 303
                )
            cookie = "; ".join(f"{one.name}={one.value}" for one in person.cookies.jar)
            read = page_of(town.app, loop, path, cookie)
            assert (b'class="judgement' in read()) is has_judgement

            def plain() -> None:
                with bare(monkeypatch):
                    for _ in range(PAGES):
                        read()

            ratios = interleaved(lambda: [read() for _ in range(PAGES)], plain, rounds=ROUNDS)
        finally:
            store.close()
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
    what = "a case page with the check, the count of looks and its line in the trail on disk, over the same page's work without"
    name = f"case_page_{'judgement' if has_judgement else 'facts'}_{kind}"
    assert record(name, ratios, what=what, limit=LIMIT, threads=threads) <= LIMIT
