"""Every route asked by everybody, with every method, about youths and places of one's own and of others: `access.csv` says what is open.

The table is reviewed by people. It is made from the routes, so that a new one without rows fails; `python -m tests.api.test_access_matrix`
writes what is now, for a reader to look at in the diff.
"""

from __future__ import annotations

import csv
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Client, Response
from starlette.testclient import TestClient

from features.vocabulary import AreaId, AssignmentScope, CounsellorId, YouthId
from service.casework.assigning import recuse
from service.domain.access import Role, Scope
from service.domain.casework import Recusal
from service.domain.jobs import Job, JobState
from service.domain.sight import AT_NIGHT
from service.domain.users import User, actor_of
from service.edge.actors import COOKIE
from service.edge.addresses import routes_of as routes_within
from service.store import flags, jobs, users
from service.store.youth_keys import keys_of_store
from tests.lib.copied_town import copy_of, published_town
from tests.lib.posted import one_youth
from tests.lib.served import NOW, SYSTEM, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import WEEK, YOUTHS
from tests.lib.sound_forms import FORMS, numbered, on_the_way

TABLE = Path(__file__).parents[1] / "golden" / "access.csv"
DESCRIPTION = ("/api/v1/openapi.json", "/api/docs")
"""What the API says of itself; its examples are of nobody."""
FEWEST = 1_000
SIGN_OUT = "/log-ud"
GLASS = "/noedadgang"
PUT_ON_LIST = "/mine/markering"
CLOSE = "/unge/{key}/opfoelgning/afslutning"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OWN, OTHERS, NOBODY, RECUSED, ON_THE_WAY = "jonas", "niels", "nobody", "ida", "emma"
"""A youth of district D1, one of D2, none at all, one in whom the recused counsellor has a conflict of interest, and one who is being
handed over."""
JOB_OWN, JOB_OTHERS, JOB_NOBODYS = "own job", "other's job", "no job"
"""A job that the system which calls has asked for, one of another system, and none."""
WORDS = {
    200: "open", 201: "open", 202: "open", 204: "open", 303: "open", 400: "refused",
    401: "sign in", 403: "forbidden", 404: "not found", 405: "no method",
    409: "refused", 412: "refused", 415: "refused", 422: "refused", 429: "too many", 503: "none",
}  # fmt: skip
NAMED = re.compile(rf"(?<!\w)(?:{'|'.join(YOUTHS)})(?!\w)")
"""A youth's name as a word of its own: some are parts of other words."""
JUDGEMENT = ('"risk":', '"band":', "raw_logit", "late_starter", "tegn på frafald", "contribution")


def _person(name: str, role: Role, **place: Any) -> User:
    return User(name, name.title(), role, is_demo=True, **place)


PEOPLE = {
    "counsellor of D1": _person("hanne", Role.COUNSELLOR, counsellor_id=CounsellorId("hanne")),
    "counsellor elsewhere": _person("ole", Role.COUNSELLOR, counsellor_id=CounsellorId("ole")),
    "recused": _person("recused", Role.COUNSELLOR, counsellor_id=CounsellorId("hanne")),
    "leader of the area": _person("leader", Role.LEADER, area_id=AreaId("A1")),
    "leader elsewhere": _person("elsewhere", Role.LEADER, area_id=AreaId("A9")),
    "data steward": _person("steward", Role.DATA_STEWARD),
    "protection officer": _person("officer", Role.PROTECTION_OFFICER),
    "analyst": _person("analyst", Role.ANALYST),
    "operator": _person("operator", Role.OPERATOR),
}
SYSTEMS = {
    "system, no scope": (),
    "system, scores:compute": (Scope.SCORE,),
    "system, lists:read": (Scope.READ,),
    "system, flags:write": (Scope.WRITE,),
    "system, scores:judgement": (Scope.JUDGEMENT,),
    "system, read and judgement": (Scope.READ, Scope.JUDGEMENT),
}
STRANGERS = ("nobody", "token of nobody", "session that is over", "session that was ended")
ACTORS = (*STRANGERS, *PEOPLE, *SYSTEMS)
MAY_SEE_OTHERS = frozenset({"leader of the area", "protection officer"})


@dataclass(frozen=True)
class Ask:
    """A route with a method, about something."""

    method: str
    route: str
    about: str = ""

    @property
    def row(self) -> tuple[str, str, str]:
        return (self.method, self.route, self.about)


def routes_of(app: FastAPI) -> dict[str, frozenset[str]]:
    """The methods of every path; static files, which are the same for everybody, are not asked."""
    found: dict[str, set[str]] = {}
    for route in routes_within(app):
        found.setdefault(route.path, set()).update((route.methods or set()) - {"HEAD"})
    return {path: frozenset(methods) for path, methods in sorted(found.items())}


def asks_of(app: FastAPI) -> list[Ask]:
    """Every method of every route, about each youth or place that it names: looks first, what ends or opens much last."""
    asks = [
        Ask(method, path, about)
        for path, methods in routes_of(app).items()
        for method in METHODS
        for about in (_abouts(method, path) if method in methods else _abouts(method, path)[:1])
    ]
    last = (CLOSE, GLASS, SIGN_OUT)
    return sorted(
        asks,
        key=lambda ask: (last.index(ask.route) if ask.route in last else -1, METHODS.index(ask.method), ask.route),
    )


def _abouts(method: str, path: str) -> tuple[str, ...]:
    if "{flag_id}" in path or "{youth_id}" in path or "{key}" in path or (method, path) == ("POST", GLASS):
        return (OWN, OTHERS, NOBODY, RECUSED)
    if "{job_id}" in path:
        return (JOB_OWN, JOB_OTHERS, JOB_NOBODYS)
    if "{district}" in path or "{place" in path:
        return ("D1", "D2", "area:A1", "central", "D9")
    return ("",)


class Asker:
    """Asks as one actor, of a town of its own."""

    def __init__(self, town: Served) -> None:
        self.town = town
        self.keys = keys_of_store(town.store)
        with town.store.begin() as work:
            self.numbers = {about: numbered(work, YouthId(about), at=NOW) for about in (OWN, OTHERS, RECUSED)}
            on_the_way(work, YouthId(ON_THE_WAY), at=NOW)

    def clients(self) -> Mapping[str, TestClient]:
        found = {"nobody": self.town.nobody(), "token of nobody": _with_token(self.town, "x" * 43)}
        found |= {name: self.town.person(user) for name, user in PEOPLE.items()}
        found |= {name: self.town.system(scopes) for name, scopes in SYSTEMS.items()}
        with self.town.store.begin() as work:
            over = users.open_session(work, "hanne", at=NOW - timedelta(hours=3), hours=1)
            ended = users.open_session(work, "hanne", at=NOW, hours=1)
            users.close_session(work, ended, at=NOW)
        found |= {
            "session that is over": _with_cookie(self.town, over),
            "session that was ended": _with_cookie(self.town, ended),
        }
        return found

    def ask(self, client: Client, ask: Ask) -> Response:
        path = self._address(ask)
        if ask.route.startswith("/api/"):
            body = _json(ask)
            return client.request(
                ask.method, path, follow_redirects=False, **({"json": body} if body is not None else {})
            )
        return client.request(
            ask.method, path, follow_redirects=False, data=self._form(ask) if ask.method == "POST" else None
        )

    def _address(self, ask: Ask) -> str:
        flag = "0" * 16
        if "{flag_id}" in ask.route and ask.about in YOUTHS:
            with self.town.store.read() as work:
                flag = next((one.flag_id for one in flags.of_youth(work, AT_NIGHT.of(YouthId(ask.about)))), flag)
        key = self.keys.key_of(YouthId(ask.about)) if "{key}" in ask.route else ""
        if "{job_id}" in ask.route:
            return ask.route.replace("{job_id}", self._job(ask.about))
        place = ask.route.replace("{place:path}", ask.about).replace("{district}", ask.about)
        told = {
            "youth_id": ask.about,
            "key": key,
            "flag_id": flag,
            "week": WEEK,
            "number": next((n for part, n in self.numbers.get(ask.about, {}).items() if f"/{part}/" in ask.route), "1"),
            "agreement": self._agreement(ask.about),
            "kind": "network",
            "form": "network",
            "of": "0",
        }
        return re.sub(r"\{(\w+)\}", lambda found: told[found[1]], place)

    def _agreement(self, about: str) -> str:
        """The youths' agreements were made in this order."""
        return str([*self.numbers].index(about) + 1) if about in self.numbers else "1"

    def _form(self, ask: Ask) -> Mapping[str, str]:
        if ask.route != GLASS:
            return _form(ask)
        return {"whom": f"/unge/{self.keys.key_of(YouthId(ask.about))}", "reason": "Den unge har brug for hjælp nu"}

    def _job(self, about: str) -> str:
        """A job that is done, if there is to be one."""
        job_id = secrets.token_hex(8)
        if about == JOB_NOBODYS:
            return job_id
        owner = SYSTEM.user_id if about == JOB_OWN else "other"
        with self.town.store.begin() as work:
            job = Job(job_id, owner, 1, True, NOW, JobState.DONE, model_id="m", finished_at=NOW)
            jobs.add(work, job, b"{}")
        return job_id


def _with_token(town: Served, token: str) -> TestClient:
    return TestClient(town.app, headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def _with_cookie(town: Served, secret: str) -> TestClient:
    headers = {"sec-fetch-site": "same-origin"}
    return TestClient(town.app, headers=headers, cookies={COOKIE: secret}, raise_server_exceptions=False)


def _json(ask: Ask) -> dict[str, Any] | None:
    """A body that a POST may take: what is refused is refused for the sake of who asks."""
    if ask.method != "POST":
        return None
    if ask.route.endswith("/moves"):
        return {"move": "take_up"}
    return {"youth_id": OWN, "asked_by": "school", "why": "Et møde"} if ask.route.endswith("/flags") else one_youth()


def _form(ask: Ask) -> Mapping[str, str]:
    return FORMS.get(ask.route) or {
        "level": "a_little", "kind": "attempt", "asked_by": "school", "why": "Et møde", "move": "take_up", "version": "1",
        "language": "en", "user_id": "nobody", "verdict": "justified", "cpr": "612311-4321",
        "effort": "individual_talk", "counsellor_id": "hanne", "started_on": "2026-11-16", "follow_up_on": "2026-11-30",
        "contacted_on": "2026-11-16", "result": "helped", "where_now": "school", "helped": "yes", "youth_view": "unknown",
        "looks_again": "hanne", "what": "effort", "number": "1",
    }  # fmt: skip


def said(answer: Response) -> str:
    """What an answer comes to."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/log-ind"):
        return "sign in"
    return WORDS.get(answer.status_code, str(answer.status_code))


def measured(folder: Path) -> Iterator[tuple[Ask, str, Response]]:
    """Every actor's asks, each actor in a copy of the town; with the answers."""
    with published_town("sqlite", folder / "template", None) as template:
        for number, actor in enumerate(ACTORS):
            place = folder / str(number)
            place.mkdir()
            with copy_of(template, place) as store:
                town = served(store, place, small_bundle())
                asker = Asker(town)
                client = asker.clients()[actor]
                if actor == "recused":
                    with store.begin() as work:
                        recusal = Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, RECUSED)
                        recuse(work, actor_of(PEOPLE["counsellor of D1"], None), recusal, at=NOW)
                for ask in asks_of(town.app):
                    yield ask, actor, asker.ask(client, ask)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Ask, str], Response]:
    folder = tmp_path_factory.mktemp("matrix")
    (folder / "template").mkdir()
    return {(ask, actor): answer for ask, actor, answer in measured(folder)}


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["route"], row["about"]): row for row in csv.DictReader(file)}


def test_every_answer_is_as_the_table_says(answers, table):
    wrong = [
        (*ask.row, actor, said(answer), table.get(ask.row, {}).get(actor))
        for (ask, actor), answer in answers.items()
        if said(answer) != table.get(ask.row, {}).get(actor)
    ]
    assert wrong == []


def test_the_table_holds_what_is_asked_and_nothing_else(answers, table):
    assert set(table) == {ask.row for ask, _ in answers}
    assert len(answers) >= FEWEST


def test_nothing_of_a_youth_is_in_what_is_not_open(answers):
    told = [
        (ask.row, actor)
        for (ask, actor), answer in answers.items()
        if said(answer) != "open" and NAMED.search(_without_what_was_sent(answer, ask))
        if ask.route != PUT_ON_LIST  # stands on one's own list, which the next line holds it to
    ]
    mine = {actor: answers[Ask("GET", "/mine"), actor].text for actor in PEOPLE}
    told += [
        (ask.row, actor)
        for (ask, actor), answer in answers.items()
        if ask.route == PUT_ON_LIST and actor in PEOPLE and said(answer) == "not found"
        if any(name in _without_what_was_sent(answer, ask) and name not in mine[actor] for name in YOUTHS)
    ]
    assert told == []


def _without_what_was_sent(answer: Response, ask: Ask) -> str:
    """An answer without the code of the youth that was asked about, which a form gives back to who wrote it."""
    sent = {ask.about, FORMS.get(ask.route, {}).get("code", "")} - {""}
    return reduce(lambda text, one: text.replace(one, "-"), sent, answer.text)


def test_who_may_not_see_a_youth_is_told_what_is_told_of_nobody(answers):
    for (ask, actor), answer in answers.items():
        if ask.about == OTHERS and actor not in MAY_SEE_OTHERS and said(answer) == "not found":
            nobody = answers[Ask(ask.method, ask.route, NOBODY), actor]
            assert (answer.status_code, len(answer.content)) == (nobody.status_code, len(nobody.content)), (ask, actor)


def test_strangers_come_no_further_than_the_door(answers):
    public = {
        "/livez",
        "/readyz",
        "/om-listen",
        "/log-ind",
        "/api/v1/openapi.json",
        "/api/docs",
        "/sprog",
        SIGN_OUT,
        "/metrics",
        "/lister",
    }
    opened = {ask.route for (ask, actor), answer in answers.items() if actor in STRANGERS and said(answer) == "open"}
    assert opened <= public


def test_nobody_without_identities_in_their_work_sees_a_youth(answers):
    for actor in ("analyst", "operator", "data steward"):
        told = {
            ask: answer.text for (ask, who), answer in answers.items() if who == actor and ask.route not in DESCRIPTION
        }
        seen = [ask.row for ask, text in told.items() if NAMED.search(text)]
        assert seen == []


def test_a_youth_of_another_district_is_open_to_those_alone_who_have_a_reason(answers):
    opened = {
        actor
        for (ask, actor), answer in answers.items()
        if ask.about == OTHERS and ask.method == "GET" and said(answer) == "open" and actor in PEOPLE
    }
    assert opened <= MAY_SEE_OTHERS


def test_judgement_is_told_to_no_system_without_its_scope_and_to_no_person_who_only_looks(answers):
    looked = [
        (ask.row, actor)
        for (ask, actor), answer in answers.items()
        if ask.method == "GET" and actor not in ("system, read and judgement",)
        if ask.about in YOUTHS and any(word in answer.text for word in JUDGEMENT)
    ]
    assert looked == []


def main() -> None:
    """Write the table as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template").mkdir()
        found: dict[tuple[str, str, str], dict[str, str]] = {}
        for ask, actor, answer in measured(Path(folder)):
            found.setdefault(ask.row, {})[actor] = said(answer)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("method", "route", "about", *ACTORS))
        writer.writerows([*row, *(told[actor] for actor in ACTORS)] for row, told in found.items())


if __name__ == "__main__":
    main()
