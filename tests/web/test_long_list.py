"""A list of 200 youths: how long it takes beside the sign-in page, and what it costs to fetch."""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.store.seal import open_seal
from service.store.unit_of_work import Store, open_store
from tests.lib.long_lists import lengthen
from tests.web.test_list_page import LIST, listed
from tests.web.test_no_judgement_before_the_assessment import browser_of

YOUTHS = 200
SLOWER = 8
KILOBYTES = 150
ROUNDS = 15


@pytest.fixture(scope="module")
def store(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = shutil.copytree(published, tmp_path_factory.mktemp("long") / "site")
    opened = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    lengthen(opened, youths=YOUTHS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hanne(store: Store) -> TestClient:
    return browser_of(store, "demo-hanne")


def seconds(client: TestClient, path: str) -> float:
    """What the processor spends on a page, the client's share included; what other programs do meanwhile does not count."""
    start = time.process_time()
    assert client.get(path).status_code == 200
    return time.process_time() - start


def wire(client: TestClient, path: str) -> int:
    """The bytes that travel."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip", path
        return len(b"".join(answer.iter_raw()))


def test_a_list_of_two_hundred_takes_at_most_eight_times_the_sign_in_page(hanne):
    assert len(listed(hanne.get(LIST).text)) == YOUTHS
    pairs = [(seconds(hanne, LIST), seconds(hanne, "/log-ind")) for _ in range(ROUNDS)]
    of_list, of_sign_in = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert of_list / of_sign_in <= SLOWER


def test_it_travels_in_at_most_150_kilobytes_with_all_that_the_page_is_made_with(hanne):
    page = hanne.get(LIST).text
    made_with = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert {"/static/pages.css", "/static/pages.js", "/static/vendored/dkfds.css"} <= made_with
    icons = wire(hanne, "/static/vendored/icons.svg")
    large = [path for path in made_with if len(hanne.get(path).content) >= 1_000]
    small = sum(len(hanne.get(path).content) for path in made_with - set(large))
    total = wire(hanne, LIST) + sum(wire(hanne, path) for path in large) + small + icons
    assert total <= KILOBYTES * 1_000


def test_what_is_typed_is_never_compressed_beside_a_youths_facts(hanne):
    accepting = {"accept-encoding": "gzip"}
    found = hanne.post(f"{LIST}/soeg", data={"code": "u"}, headers=accepting)
    assert len(found.content) > 10_000 and "content-encoding" not in found.headers
    described = hanne.get("/api/v1/openapi.json", headers=accepting)
    assert len(described.content) > 10_000 and "content-encoding" not in described.headers


def test_a_browser_that_takes_nothing_compressed_gets_the_same_page(hanne):
    with hanne.stream("GET", f"{LIST}?vis=frist", headers={"accept-encoding": "identity"}) as plain:
        assert "content-encoding" not in plain.headers
        read = b"".join(plain.iter_raw())
    with hanne.stream("GET", f"{LIST}?vis=frist", headers={"accept-encoding": "gzip"}) as packed:
        unpacked = gzip.decompress(b"".join(packed.iter_raw()))
    without_nonce = [re.sub(rb'nonce="[^"]*"', b"", page) for page in (read, unpacked)]
    assert without_nonce[0] == without_nonce[1]
