"""Bad input over HTTP: a problem of a stable type, fast, and not a word of what was sent."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from service.edge.problems import MEDIA_TYPE, URN
from tests.lib.posted import changed, one_youth
from tests.lib.served import Served

MARK = "0101015678"
"""Ten digits as of a CPR number; wherever it is put, it must not come back."""
YOUTH = "records/youths/0"
DAY = "records/attendance/0"


def as_bytes(body: object) -> bytes:
    return json.dumps(body).encode()


def put(path: str, value: object) -> bytes:
    return as_bytes(changed(one_youth(), path, value))


def raw(path: str, text: str) -> bytes:
    """The body with a piece of JSON that Python would not write."""
    return put(path, "THE-PLACE").replace(b'"THE-PLACE"', text.encode())


def without(path: str) -> bytes:
    body = one_youth()
    *way, last = path.split("/")
    place: Any = body
    for step in way:
        place = place[int(step) if step.isdecimal() else step]
    del place[last]
    return as_bytes(body)


BODIES: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "an unknown field": (lambda: put(f"{YOUTH}/{MARK}", 1), 422, "invalid-body"),
    "an unknown table": (lambda: put(f"records/{MARK}", []), 422, "invalid-body"),
    "a field on the deny-list": (lambda: put(f"{YOUTH}/cpr", MARK), 422, "invalid-body"),
    "a text for a number": (lambda: put(f"{DAY}/scheduled", MARK), 422, "invalid-body"),
    "a number for a text": (lambda: put(f"{YOUTH}/youth_id", 101015678), 422, "invalid-body"),
    "a list for a text": (lambda: put(f"{YOUTH}/youth_id", [MARK]), 422, "invalid-body"),
    "true for a number": (lambda: put(f"{DAY}/scheduled", True), 422, "invalid-body"),
    "half a lesson": (lambda: put(f"{DAY}/scheduled", 1.5), 422, "invalid-body"),
    "seconds for a date": (lambda: put(f"{YOUTH}/birth_on", "101015678"), 422, "invalid-body"),
    "a day that is none": (lambda: put(f"{YOUTH}/birth_on", "2011-02-30"), 422, "invalid-body"),
    "a word outside its list": (lambda: put("records/spells/0/status", MARK), 422, "invalid-body"),
    "a number beyond its limit": (lambda: put(f"{DAY}/scheduled", 21), 422, "invalid-body"),
    "a youth_id with a line break": (lambda: put(f"{YOUTH}/youth_id", f"a\n{MARK}"), 422, "invalid-body"),
    "a CPR number for a youth_id": (lambda: put(f"{YOUTH}/youth_id", MARK), 422, "records-refused"),
    "more missed than scheduled": (lambda: put(f"{DAY}/sick", 9), 422, "records-refused"),
    "no birth date": (lambda: without(f"{YOUTH}/birth_on"), 422, "invalid-body"),
    "no youths": (lambda: put("records/youths", []), 422, "invalid-body"),
    "no as_of": (lambda: without("as_of"), 422, "invalid-body"),
    "1e309": (lambda: raw(f"{DAY}/scheduled", "1e309"), 400, "invalid-json"),
    "NaN": (lambda: raw(f"{DAY}/scheduled", "NaN"), 400, "invalid-json"),
    "a huge integer": (lambda: raw(f"{DAY}/scheduled", "9" * 100_000), 400, "invalid-json"),
    "half a surrogate pair": (lambda: raw(f"{YOUTH}/youth_id", '"\\ud800"'), 400, "invalid-json"),
    "half a surrogate pair in UTF-8": (
        lambda: put(f"{YOUTH}/youth_id", MARK).replace(b"0101", b"\xed\xa0\x80"),
        400,
        "invalid-json",
    ),
    "a NUL": (lambda: put(f"{YOUTH}/district_id", f"\0{MARK}"), 422, "invalid-body"),
    "a name twice": (lambda: raw(f"{YOUTH}/youth_id", f'"a", "youth_id": "{MARK}"'), 400, "invalid-json"),
    "ten thousand brackets": (lambda: b"[" * 10_000, 400, "invalid-json"),
    "ten thousand closed brackets": (
        lambda: raw(f"{YOUTH}/youth_id", "[" * 10_000 + "]" * 10_000),
        400,
        "invalid-json",
    ),
    "a hundred closed brackets": (lambda: raw(f"{YOUTH}/youth_id", "[" * 100 + "]" * 100), 422, "invalid-body"),
    "half a body": (lambda: as_bytes(one_youth())[:-9], 400, "invalid-json"),
    "no JSON at all": (f"cpr={MARK}".encode, 400, "invalid-json"),
    "nothing": (lambda: b"", 400, "invalid-json"),
    "UTF-16": (lambda: json.dumps(one_youth()).encode("utf-16"), 400, "invalid-json"),
    "ten megabytes": (lambda: put(f"{YOUTH}/youth_id", MARK * 1_000_000), 413, "too-large"),
    "a date that overflows": (lambda: put("as_of", "9999-12-31"), 422, "invalid-body"),
    "the year one": (lambda: put("as_of", "0001-01-01"), 422, "invalid-body"),
}


@pytest.fixture(scope="module")
def system(api: Served) -> TestClient:
    return api.system()


@pytest.mark.parametrize("what", BODIES)
def test_a_bad_body_is_a_problem_that_echoes_nothing(system: TestClient, what: str):
    make, status, kind = BODIES[what]
    body = make()
    began = time.process_time()  # of work, not of waiting for whatever else runs on the machine
    answer = system.post("/api/v1/scores", content=body, headers={"content-type": "application/json"})
    assert time.process_time() - began < 1.0
    check_problem(answer, status, kind)


def test_a_body_in_pieces_is_counted_as_it_comes(system: TestClient):
    pieces = (MARK.encode() * 100_000 for _ in range(10))
    answer = system.post("/api/v1/scores", content=pieces, headers={"content-type": "application/json"})
    check_problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_of_another_type_is_refused(system: TestClient, kind: str):
    answer = system.post("/api/v1/scores", content=as_bytes(one_youth()), headers={"content-type": kind})
    check_problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 400])
def test_a_length_that_is_none_is_refused(system: TestClient, length: str):
    headers = {"content-type": "application/json", "content-length": length}
    answer = system.post("/api/v1/scores", content=b"{}", headers=headers)
    check_problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        (f"/api/v1/{MARK}", 404, "not-found"),
        (f"/api/v1/runs?limit={MARK}", 422, "invalid-parameter"),
        (f"/api/v1/runs?cursor={MARK}", 404, "not-found"),
        (f"/api/v1/runs?cursor={MARK * 40}", 422, "invalid-parameter"),
    ],
)
def test_a_bad_address_is_a_problem_that_echoes_nothing(system: TestClient, path: str, status: int, kind: str):
    check_problem(system.get(path), status, kind)


def test_a_method_that_is_not_taken_is_named(system: TestClient):
    answer = system.put("/api/v1/scores", content=MARK)
    check_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


def check_problem(answer: Response, status: int, kind: str) -> None:
    assert answer.headers["content-type"] == MEDIA_TYPE
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, URN + kind), answer.text
    assert told["status"] == status
    assert told["detail"]
    assert MARK not in answer.text + str(answer.headers)
    assert MARK[1:] not in answer.text + str(answer.headers)
