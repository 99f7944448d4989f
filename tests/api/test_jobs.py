"""Jobs: many youths sent at once, scored beside the requests as POST /scores would, and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from features.permission import Stop, StopKind
from service.api.working import Worker
from service.app import build_app
from service.domain.access import Role, Scope
from service.domain.jobs import KEPT_FOR, LEASE, MOST_ATTEMPTS, MOST_OF_ACTOR, Job, Outcome
from service.domain.users import User
from service.edge.active import ActiveModels
from service.logs import start_logging
from service.settings import Settings
from service.store import audit, jobs, legal, users
from service.store.dump import table_names
from service.store.job_tables import JOB_RECORDS, JOB_SCORES, JOBS
from service.store.unit_of_work import Store
from tests.lib.posted import changed, one_youth
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle

PATH = "/api/v1/jobs"
KEY = {"idempotency-key": "of-today"}
OTHER = User("other", "Et andet system", Role.SYSTEM, is_demo=True)


def many(youths: int, days: int = 4) -> dict[str, Any]:
    """A body with so many youths, one of them grown up and one without attendance."""
    bodies = [one_youth(days, youth_id=f"y{number:04}") for number in range(youths)]
    rows = {
        table: [row for body in bodies for row in body["records"][table]]
        for table in ("youths", "spells", "attendance")
    }
    rows["youths"][1]["birth_on"] = "1999-01-01"
    rows["attendance"] = [row for row in rows["attendance"] if row["youth_id"] != "y0002"]
    return {**bodies[0], "records": {**rows, "institutions": bodies[0]["records"]["institutions"]}}


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Served:
    return served(store, tmp_path, small_bundle())


@pytest.fixture
def system(town: Served) -> Iterator[TestClient]:
    yield town.system()
    worker(town).rest()


def worker(town: Served) -> Worker:
    found: Worker = town.app.state.worker
    return found


def done(town: Served, client: TestClient, body: dict[str, Any]) -> str:
    """The address of a job that is over."""
    address = client.post(PATH, json=body).headers["location"]
    worker(town).rest()
    return str(address)


def pages(client: TestClient, address: str, *, limit: int) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        asked = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{address}/scores", params=asked).json()
        yield page
        if (cursor := page["next"]) is None:
            return


def count(town: Served, table: sa.Table) -> int:
    with town.store.read() as work:
        return len(work.rows(sa.select(table)))


def put(town: Served, job: Job, body: dict[str, Any] | None = None) -> None:
    """A job as another process would have put it there."""
    with town.store.begin() as work:
        jobs.add(work, job, json.dumps(body or many(3)).encode())


def job_of(actor_id: str = "journal", number: int = 1, **told: Any) -> Job:
    return Job(f"{number:016x}", actor_id, 3, with_judgement=True, asked_at=told.pop("asked_at", NOW), **told)


def test_a_job_tells_of_each_youth_what_scoring_them_at_once_tells(town: Served, system: TestClient):
    body = many(1_000)
    at_once = system.post("/api/v1/scores", json=body).json()
    found = list(pages(system, done(town, system, body), limit=300))
    assert len(found) == 4
    rows = {row["youth_id"]: row for page in found for row in page["scores"]}
    assert rows == {row["youth_id"]: row for row in at_once["scores"]}
    assert [one for page in found for one in page["left_out"]] == at_once["left_out"]
    assert {page["model_id"] for page in found} == {at_once["model_id"]}


def test_more_youths_than_can_be_scored_at_once_are_taken(town: Served, system: TestClient):
    body = many(1_001, days=1)
    assert system.post("/api/v1/scores", json=body).status_code == 422
    asked = system.post(PATH, json=body)
    told = asked.json()
    assert (asked.status_code, told["state"], told["done"], told["of"]) == (202, "queued", 0, 1_001)
    assert asked.headers["location"] == f"{PATH}/{told['job_id']}"
    assert int(asked.headers["retry-after"]) > 0
    worker(town).rest()
    over = system.get(asked.headers["location"])
    assert (over.json()["state"], over.json()["done"]) == ("done", 1_001)
    assert "retry-after" not in over.headers


def test_what_was_sent_is_kept_encrypted_and_only_until_the_job_is_over(town: Served, system: TestClient):
    put(town, job_of())
    with town.store.read() as work:
        sealed = work.rows(sa.select(JOB_RECORDS.c.sealed))[0].sealed
    assert b"y0000" not in sealed and b"attendance" not in sealed
    worker(town).wake()
    worker(town).rest()
    assert count(town, JOB_RECORDS) == 0
    assert system.get(f"{PATH}/{1:016x}").json()["state"] == "done"


def test_records_that_would_be_refused_fail_the_job_in_the_same_words(town: Served, system: TestClient):
    body = changed(many(600, days=1), "records/attendance/500/unlawful", 3)
    job = system.get(done(town, system, body)).json()
    refused = system.post("/api/v1/scores", json=body).json()
    assert (job["state"], job["problem"]) == ("failed", refused)
    assert job["problem"]["errors"][0]["where"] == "/records/attendance/500/unlawful"
    scores = system.get(f"{PATH}/{job['job_id']}/scores")
    assert (scores.status_code, scores.json()["type"]) == (409, "urn:alleskalmed:problem:not-ready")
    assert (count(town, JOB_RECORDS), count(town, JOB_SCORES)) == (0, 0)


@pytest.mark.parametrize(
    ("path", "value", "status"),
    [("as_of", 7, 422), ("data", "real", 403), ("records/youths", [], 422)],
)
def test_a_body_that_is_none_is_refused_at_once_and_nothing_of_it_kept(
    town: Served, system: TestClient, path: str, value: object, status: int
):
    assert system.post(PATH, json=changed(many(3), path, value)).status_code == status
    assert (count(town, JOBS), count(town, JOB_RECORDS)) == (0, 0)


def test_more_youths_than_a_job_takes_are_refused(system: TestClient):
    body = one_youth(0)
    body["records"]["youths"] = [
        {"youth_id": f"y{n}", "birth_on": "2011-03-01", "district_id": None} for n in range(20_001)
    ]
    answer = system.post(PATH, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["allowed"]) == (422, "rows of at most 20,000 youths")


def test_a_job_may_be_longer_than_other_bodies_and_not_endless(town: Served, tmp_path: Path):
    small = served(town.store, tmp_path, small_bundle(), max_body_mb=0.001, max_job_mb=0.002).system()
    padded = {"content": b" " * 1_500 + b"{", "headers": {"content-type": "application/json"}}
    assert small.post("/api/v1/scores", **padded).status_code == 413
    assert small.post(PATH, **padded).status_code == 400
    assert small.post(PATH, content=b" " * 2_001, headers=padded["headers"]).status_code == 413


def test_a_job_is_its_owners(town: Served, system: TestClient):
    address = done(town, system, many(3))
    with town.store.begin() as work:
        users.add(work, [OTHER], at=NOW)
        token = users.make_token(work, "other", list(Scope), at=NOW, days=1)
    other = TestClient(town.app, headers={"authorization": f"Bearer {token}"})
    for answer in (other.get(address), other.get(f"{address}/scores"), other.delete(address)):
        assert (answer.status_code, answer.json()) == (404, other.get(f"{PATH}/{'0' * 16}").json())
    assert system.get(address).status_code == 200


def test_judgement_is_kept_for_nobody_who_may_not_have_it(town: Served, system: TestClient):
    facts_only = town.system([Scope.SCORE])
    without = done(town, facts_only, many(3))
    for reader in (facts_only, system):
        assert '"risk"' not in reader.get(f"{without}/scores").text
    full = done(town, system, many(3))
    assert '"risk"' in system.get(f"{full}/scores").text
    assert '"risk"' not in facts_only.get(f"{full}/scores").text
    with town.store.read() as work:
        kept = {row.score for row in work.rows(sa.select(JOB_SCORES.c.score)) if row.score}
    assert sum('"risk"' in score for score in kept) == 2


def test_a_deleted_job_is_gone(town: Served, system: TestClient):
    address = done(town, system, many(3))
    assert system.delete(address).status_code == 204
    assert [system.get(address).status_code, system.delete(address).status_code] == [404, 404]
    assert (count(town, JOBS), count(town, JOB_SCORES), count(town, JOB_RECORDS)) == (0, 0, 0)


def test_whoever_runs_a_job_that_was_deleted_writes_nothing_more(town: Served):
    put(town, job_of())
    with town.store.begin() as work:
        taken = jobs.take(work, at=NOW)
    assert taken is not None
    with town.store.begin() as work:
        jobs.forget(work, taken.job_id)
    with town.store.begin() as work:
        assert not jobs.keep(work, taken, [], model_id="m", at=NOW)


def test_no_two_take_the_same_job_and_who_was_given_up_writes_nothing_more(town: Served):
    put(town, job_of())
    with town.store.begin() as work:
        first = jobs.take(work, at=NOW)
    with town.store.begin() as work:
        assert jobs.take(work, at=NOW + LEASE) is None
    with town.store.begin() as work:
        second = jobs.take(work, at=NOW + LEASE + timedelta(seconds=1))
    assert first and second and (first.attempt, second.attempt) == (1, 2)
    with town.store.begin() as work:
        assert not jobs.keep(work, first, [], model_id="m", at=NOW)
        assert jobs.keep(work, second, [], model_id="m", at=NOW)


def test_an_interrupted_job_is_done_by_the_service_that_starts_next(town: Served, tmp_path: Path):
    put(town, job_of())
    with town.store.begin() as work:
        jobs.take(work, at=NOW)
    later = served(town.store, tmp_path, small_bundle(), at=NOW + LEASE + timedelta(seconds=1))
    with TestClient(later.app):
        worker(later).rest()
        with town.store.read() as work:
            job = jobs.by_id(work, f"{1:016x}")
    assert job is not None and (job.state, job.done, job.attempt) == ("done", 3, 2)


def test_a_job_that_never_ends_is_said_to_have_failed(town: Served, system: TestClient):
    put(town, job_of(attempt=MOST_ATTEMPTS))
    worker(town).wake()
    worker(town).rest()
    told = system.get(f"{PATH}/{1:016x}").json()
    assert (told["state"], "never ended" in told["problem"]["detail"]) == ("failed", True)


def test_a_service_that_stops_gives_its_job_back(town: Served):
    put(town, job_of())
    stopping = worker(town)
    stopping.stop()
    stopping.wake()
    with town.store.read() as work:
        job = jobs.by_id(work, f"{1:016x}")
    assert job is not None and job.state == "queued"


def test_after_a_day_nothing_of_a_job_is_kept(town: Served, system: TestClient, tmp_path: Path):
    address = done(town, system, many(3))
    later = served(town.store, tmp_path, small_bundle(), at=NOW + KEPT_FOR - timedelta(seconds=1))
    assert TestClient(later.app, headers=system.headers).get(f"{address}/scores").status_code == 200
    with town.store.begin() as work:
        work.execute(sa.update(JOBS).values(asked_at=NOW - KEPT_FOR))
    assert system.get(address).status_code == 404
    worker(town).wake()
    worker(town).rest()
    assert (count(town, JOBS), count(town, JOB_SCORES)) == (0, 0)


def test_too_many_at_a_time_are_told_to_wait(town: Served, system: TestClient):
    for number in range(MOST_OF_ACTOR):
        put(town, job_of(number=number, state="running", beat_at=NOW, attempt=1))
    refused = system.post(PATH, json=many(3))
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:alleskalmed:problem:too-many-requests")
    assert int(refused.headers["retry-after"]) > 0
    assert count(town, JOBS) == MOST_OF_ACTOR


def test_a_job_asked_for_twice_under_one_key_is_one(town: Served, system: TestClient):
    first, second = (system.post(PATH, json=many(3), headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.headers["location"] == second.headers["location"]
    assert count(town, JOBS) == 1
    assert system.post(PATH, json=many(4), headers=KEY).json()["type"].endswith("key-reused")
    assert system.delete(first.headers["location"]).status_code == 204
    assert system.post(PATH, json=many(3), headers=KEY).status_code == 404


def test_who_was_told_of_whom_stands_in_the_trail(town: Served, system: TestClient):
    address = done(town, system, many(3))
    with town.store.read() as work:
        before = [line.action for line in audit.lines(work)]
    system.get(f"{address}/scores")
    system.delete(address)
    with town.store.read() as work:
        after = [(line.action, line.youth_id) for line in audit.lines(work)][len(before) :]
    assert before[-1] == "job.asked"
    assert after == [("scores.computed", "y0000"), ("scores.computed", "y0002"), ("job.forgotten", None)]


def test_two_processes_share_the_jobs_and_do_each_once(town: Served, tmp_path: Path):
    other = served(town.store, tmp_path, small_bundle())
    for number in range(8):
        put(town, job_of(number=number))
    for one in (town, other):
        worker(one).wake()
    for one in (town, other):
        worker(one).rest()
    with town.store.read() as work:
        told = [jobs.by_id(work, f"{number:016x}") for number in range(8)]
    assert [(job.state, job.done, job.attempt) for job in told if job] == [("done", 3, 1)] * 8
    assert count(town, JOB_SCORES) == 24


def test_what_was_kept_before_an_interruption_is_computed_anew(town: Served, tmp_path: Path):
    put(town, job_of())
    with town.store.begin() as work:
        taken = jobs.take(work, at=NOW)
        assert taken and jobs.keep(work, taken, [Outcome(0, "y0000", why="objection")], model_id="old", at=NOW)
    later = served(town.store, tmp_path, small_bundle(), at=NOW + LEASE + timedelta(seconds=1))
    worker(later).wake()
    worker(later).rest()
    with town.store.read() as work:
        job = jobs.by_id(work, taken.job_id)
        assert job and (job.done, job.model_id) == (3, small_bundle().model_id)
        found = jobs.outcomes(work, job, after=-1, limit=9)
    assert [(one.number, one.why) for one in found] == [(0, None), (1, "not_in_population"), (2, None)]


def test_records_that_were_changed_in_the_database_are_not_scored(town: Served, system: TestClient):
    put(town, job_of())
    with town.store.begin() as work:
        (row,) = work.rows(sa.select(JOB_RECORDS.c.sealed))
        work.execute(sa.update(JOB_RECORDS).values(sealed=row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])))
    worker(town).wake()
    worker(town).rest()
    told = system.get(f"{PATH}/{1:016x}").json()
    assert (told["state"], told["problem"]["type"]) == ("failed", "urn:alleskalmed:problem:unavailable")


def test_a_defect_fails_the_job_and_is_logged_by_its_place_alone(
    town: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    def breaks(_: object) -> NoReturn:
        raise RuntimeError("0101015678 Anna")

    start_logging("info")
    models = ActiveModels(breaks, breaks)
    broken = Served(build_app(Settings(var=tmp_path), store=town.store, now=lambda: NOW, models=models), town.store)
    put(town, job_of())
    worker(broken).wake()
    worker(broken).rest()
    told = broken.system().get(f"{PATH}/{1:016x}").json()
    assert (told["state"], told["problem"]["type"]) == ("failed", "urn:alleskalmed:problem:defect")
    said = capsys.readouterr().err + json.dumps(told)
    assert "Anna" not in said and '"event": "job.defect"' in said and "y0000" not in said


def test_a_stop_that_is_thrown_meanwhile_fails_the_job(town: Served, system: TestClient):
    put(town, job_of())
    with town.store.begin() as work:
        legal.throw_stop(work, Stop(StopKind.ENGINE), reason="checked", actor_id="test", at=NOW)
    worker(town).wake()
    worker(town).rest()
    told = system.get(f"{PATH}/{1:016x}").json()
    assert (told["state"], told["problem"]["type"]) == ("failed", "urn:alleskalmed:problem:profiling-refused")
    assert system.post(PATH, json=many(3)).status_code == 403
    assert count(town, JOB_RECORDS) == 0


def test_a_backup_holds_no_job(town: Served):
    assert {"jobs", "job_records", "job_scores"}.isdisjoint(table_names())
