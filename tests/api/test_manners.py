"""What every system that calls may count on: versions, limits told in time, and no parameter that is silently left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.domain.access import Role
from service.domain.users import User
from service.edge.rates import MOST_BUCKETS, Rates
from tests.lib.posted import one_youth
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle

TOO_MANY = "urn:alleskalmed:problem:too-many-requests"
READ = ["/api/v1/runs", "/api/v1/flags", "/api/v1/changes", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", READ)
def test_what_was_seen_is_not_sent_again_until_it_changes(api: Served, path: str):
    system = api.system()
    first = system.get(path)
    assert first.status_code == 200
    for named in (first.headers["etag"], f'W/{first.headers["etag"]}, "other"', "*"):
        again = system.get(path, headers={"if-none-match": named})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert "content-type" not in again.headers
    assert system.get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_a_refusal_has_no_version(api: Served):
    for answer in (
        api.system().get("/api/v1/drift/latest"),
        api.nobody().get("/api/v1/runs", headers={"if-none-match": "*"}),
    ):
        assert answer.status_code in {401, 404}
        assert "etag" not in answer.headers


def test_an_answer_that_changes_has_another_version(api: Served):
    system = api.system()
    first = system.get("/api/v1/openapi.json").headers["etag"]
    assert first == system.get("/api/v1/openapi.json").headers["etag"]
    assert first != system.get("/api/v1/runs").headers["etag"]


@pytest.mark.parametrize(
    "query", ["limits=5", "limit=5&limit=6", "0101015678=1", "Limit=5", "limit=5&cursor=a&cursor=b", "=", "x"]
)
@pytest.mark.parametrize("path", ["/api/v1/runs", "/livez", "/api/v1/models/active"])
def test_a_parameter_that_there_is_not_is_refused_without_repeating_it(api: Served, path: str, query: str):
    answer = api.system().get(f"{path}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:alleskalmed:problem:invalid-parameter")
    assert "0101015678" not in answer.text and "limits" not in answer.text


def test_a_parameter_that_is_a_list_may_be_given_several_times(api: Served):
    assert api.system().get("/api/v1/flags?state=new&state=seen&limit=5").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(api: Served, tmp_path: Path):
    limited = served(api.store, tmp_path, small_bundle(), requests_per_minute=3)
    system = limited.system()
    told = [system.get("/api/v1/runs") for _ in range(4)]
    assert [one.status_code for one in told] == [200, 200, 200, 429]
    assert [one.headers["ratelimit"] for one in told[:3]] == [f'"requests";r={left};t=20' for left in (2, 1, 0)]
    assert told[0].headers["ratelimit-policy"] == '"requests";q=3;w=60'
    assert told[3].json()["type"] == TOO_MANY
    assert told[3].headers["content-type"] == "application/problem+json"
    assert told[3].headers["retry-after"] == "20"
    assert told[3].headers["ratelimit"] == '"requests";r=0;t=20'


def test_a_refusal_counts_too_and_tells_what_is_left(api: Served, tmp_path: Path):
    limited = served(api.store, tmp_path, small_bundle(), requests_per_minute=2)
    system = limited.system()
    told = [system.post("/api/v1/scores", json=one_youth() | {"more": 1}) for _ in range(3)]
    assert [one.status_code for one in told] == [422, 422, 429]
    assert told[0].headers["ratelimit"].startswith('"requests";r=1')


def test_one_caller_s_limit_is_not_another_s(api: Served, tmp_path: Path):
    limited = served(api.store, tmp_path, small_bundle(), requests_per_minute=1)
    system, person = limited.system(), limited.person(User("lea", "Lea", Role.LEADER, is_demo=True))
    assert [system.get("/api/v1/runs").status_code for _ in range(2)] == [200, 429]
    assert [person.get("/api/v1/runs").status_code for _ in range(2)] == [200, 429]
    assert [limited.nobody().get("/api/v1/runs").status_code for _ in range(2)] == [401, 429]


def test_a_person_who_asks_too_often_reads_so_on_a_page(api: Served, tmp_path: Path):
    limited = served(api.store, tmp_path, small_bundle(), requests_per_minute=1)
    person = limited.person(User("lea", "Lea", Role.LEADER, is_demo=True))
    told = [person.get("/koersler", headers={"accept": "text/html"}) for _ in range(2)]
    assert told[1].status_code == 429
    assert "Vent et minut" in told[1].text
    assert told[1].headers["retry-after"] == "60"


def test_signing_in_is_limited_by_address(api: Served, tmp_path: Path):
    limited = served(api.store, tmp_path, small_bundle(), sign_ins_per_minute=2)
    headers = {"sec-fetch-site": "same-origin"}
    told = [limited.nobody().post("/log-ind", data={"user": "nobody"}, headers=headers) for _ in range(3)]
    assert [one.status_code for one in told][-1] == 429
    assert all(one.status_code in {403, 404} for one in told[:2])


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def test_a_bucket_fills_evenly_and_never_over():
    clock = Clock()
    rates = Rates("requests", 60, clock)
    assert [rates.take("a").left for _ in range(60)] == list(range(59, -1, -1))
    assert rates.take("a").wait_seconds == 1
    clock.at += timedelta(seconds=2.5)
    assert [rates.take("a").wait_seconds for _ in range(3)] == [0, 0, 1]
    clock.at += timedelta(days=1)
    assert rates.take("a").left == 59


def test_a_clock_that_is_set_back_gives_nobody_more_and_takes_nothing():
    clock = Clock()
    rates = Rates("requests", 2, clock)
    rates.take("a")
    clock.at -= timedelta(hours=1)
    assert [rates.take("a").wait_seconds for _ in range(2)] == [0, 30]


def test_the_buckets_of_a_process_do_not_grow_without_end():
    rates = Rates("requests", 2, Clock())
    for number in range(2 * MOST_BUCKETS + 10):
        rates.take(f"address {number}")
    assert len(rates._buckets) <= MOST_BUCKETS
