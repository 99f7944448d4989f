"""Judgement is nowhere in the raw bytes before the assessment: one table of its fields, each with a value that is looked for.

The table is held against the store's own columns and the catalogue's own keys, so that a new field has to find its place in it. Every
route that can be read is asked, by everybody who may come in, and afterwards the values are found, so that the test can fail.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from features.vocabulary import YouthId
from service.domain.access import Scope
from service.domain.users import User
from service.store import users
from service.store.matured_tables import MATURED
from service.store.schema import METADATA
from service.store.seal import open_seal
from service.store.shadow_tables import SHADOW_SCORES
from service.store.tables import RUN_FLAGS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Work, open_store
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import TEXTS
from tests.lib.every_route import ways
from tests.lib.served import Served, served
from tests.lib.small_bundle import small_bundle

FACT, TOLD_BY_OTHERS = "fact", "a yes or no, of which the fields beside it would tell"
TERM = {
    "indicator": "interruption_count",
    "value": 7137903,
    "usual": 7137904,
    "direction": "raises",
    "contribution": 1.7137901,
}
JUDGEMENT: Mapping[str, Mapping[str, object]] = {
    "scores": {
        "run_id": FACT,
        "youth_id": FACT,
        "as_of": FACT,
        "model_id": FACT,
        "data": FACT,
        "regime": FACT,
        "coverage": FACT,
        "horizon_days": 71379,
        "risk": 0.7137911,
        "risk_low": 0.6137912,
        "risk_high": 0.8137913,
        "band": "high",
        "profile": "early_starter",
        "profile_early": 0.9137914,
        "profile_late": 0.0537915,
        "profile_none": 0.0337916,
        "onset_on": date(2017, 3, 7),
        "reasons": json.dumps([{**TERM, "since": None}]),
        "protective": json.dumps([{**TERM, "direction": "lowers", "contribution": -1.7137902, "since": None}]),
        "raw_logit": 3.7137917,
    },
    "run_flags": {
        **dict.fromkeys(("run_id", "flag_id", "youth_id", "as_of", "source", "rule", "cause_on", "due_on"), FACT),
        **dict.fromkeys(("counsellor_id", "queue", "routed_by", "district_id", "area_id"), FACT),
        "rank_within_capacity": 71379181,
        "cut_off": TOLD_BY_OTHERS,
    },
    "weekly_cuts": {
        **dict.fromkeys(("week", "youth_id", "run_id", "district_id"), FACT),
        "risk": 0.7137919,
        "rank": 71379201,
        "cut_off": TOLD_BY_OTHERS,
        "capacity": 71379211,
    },
    "matured": {
        **dict.fromkeys(
            ("run_id", "youth_id", "week", "monday_on", "as_of", "district_id", "regime", "known_by"), FACT
        ),
        **dict.fromkeys(("outcome", "ended_on"), FACT),
        "risk": 0.7137922,
        "band": "high",
        "profile": "early_starter",
        "rank": 71379231,
        "cut_off": TOLD_BY_OTHERS,
        "capacity": 71379241,
    },
    "shadow_scores": {
        **dict.fromkeys(("run_id", "youth_id", "as_of", "model_id", "regime"), FACT),
        "risk": 0.7137925,
        "band": "high",
        "profile": "early_starter",
        "is_first": TOLD_BY_OTHERS,
        "is_first_beside": TOLD_BY_OTHERS,
    },
}
"""Every column of every table that holds judgement: a fact, or the value that is put there and looked for."""
OF_A_SYSTEM_ITSELF = {"job_scores.score"}
"""What a system is told of the records that it sent itself; no page reads it."""
SAID = ("band.", "profile.", "judgement.", "behind.", "term.", "help.")
"""Keys of the sentences that tell of judgement."""
FACTS_AMONG_THEM = ("help.kind.", "help.step.")
"""What an effort and a step are called, wherever one was made."""
LOOKED_FOR = {
    *re.findall(r"\d{7,}", json.dumps(list(JUDGEMENT.values()), default=str)),
    *("71379", "2017-03-07", "7. marts 2017", "7 March 2017", "early_starter", "raw_logit"),
}
WORDS = {
    sentence
    for key, sentences in TEXTS.items()
    if key.startswith(SAID) and not key.startswith(FACTS_AMONG_THEM)
    for sentence in (re.split(r"[{}]", whole)[0] for whole in sentences)
    if len(sentence.split()) > 2
}
PEOPLE = (
    "demo-hanne",
    "demo-leader-A1",
    "demo-protection_officer",
    "demo-analyst",
    "demo-operator",
    "demo-data_steward",
)


def test_every_column_of_a_table_with_judgement_has_its_place_and_no_other_table_has_such_a_column():
    tables = {table.name: table for table in (SCORES, RUN_FLAGS, WEEKLY_CUTS, MATURED, SHADOW_SCORES)}
    assert {name: set(fields) for name, fields in JUDGEMENT.items()} == {
        name: {column.name for column in table.columns} for name, table in tables.items()
    }
    judged = {name for fields in JUDGEMENT.values() for name, value in fields.items() if value != FACT}
    judged |= {"rank", "score", "probability", "percentile", "posterior", "contribution"}
    elsewhere = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        if table.name not in tables
        for column in table.columns
        if column.name in judged
    }
    assert elsewhere == OF_A_SYSTEM_ITSELF


@pytest.fixture(scope="module")
def town(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small town with the values of the table in every row."""
    folder = Path(shutil.copytree(published, tmp_path_factory.mktemp("marked") / "site"))
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    with store.begin() as work:
        work.execute(sa.update(SCORES).values(_put("scores")))
        work.execute(sa.update(RUN_FLAGS).where(RUN_FLAGS.c.source == "risk").values(_put("run_flags")))
        work.execute(sa.update(WEEKLY_CUTS).values(_put("weekly_cuts")))
        _let_a_candidate_say_it(work)
    yield served(store, folder, small_bundle())
    store.close()


def _let_a_candidate_say_it(work: Work) -> None:
    """A candidate on trial has said of everybody what its own line of the table says."""
    said = {**_put("shadow_scores"), "model_id": "on-trial", "is_first": True, "is_first_beside": False}
    asked = sa.select(SCORES.c.run_id, SCORES.c.youth_id, SCORES.c.as_of, SCORES.c.regime)
    work.execute(sa.insert(SHADOW_SCORES), [{**row._mapping, **said} for row in work.rows(asked)])


def _put(table: str) -> dict[str, object]:
    return {name: value for name, value in JUDGEMENT[table].items() if value not in (FACT, TOLD_BY_OTHERS)}


def person(town: Served, user_id: str, language: str) -> TestClient:
    with town.store.read() as work:
        user: User = users.user(work, user_id)
    client = town.person(user)
    client.headers["accept"] = "text/html"
    client.cookies.set("sprog", language)
    return client


def addresses(town: Served) -> list[str]:
    """Every address that can be read, with what there is in the small town put in."""
    key = keys_of_store(town.store).key_of(YouthId("jonas"))
    week = {"week": "2026-W47", "iso_week": "2026-W47"}
    values = {"key": key, "youth_id": "jonas", "place": "D1", "district": "D1", "district_id": "D1", **week}
    return sorted({way.address(values) for way in ways(town.app) if way.method == "GET"})


def answers(client: TestClient, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """By address what was answered, unpacked where it is packed; links within are followed once."""
    seen, ahead = set[str](), list(paths)
    while ahead:
        path = ahead.pop()
        kind = re.sub(r"=[^&]*", "", path)
        if kind in seen or path.startswith("/static"):
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code == 200:
            text = _unpacked(answer.content)
            yield path, text
            ahead += map(unescape, re.findall(r'(?:href|src)="(/(?!/|static)[^"#]*)"', text))


def _unpacked(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return content.decode("utf-8", "replace")


def found_in(text: str, looked_for: Iterable[str]) -> list[str]:
    return sorted(one for one in looked_for if one in text)


@pytest.mark.parametrize(("who", "language"), [*((who, "da") for who in PEOPLE), ("demo-hanne", "en")])
def test_no_page_export_print_or_answer_holds_judgement_before_the_assessment(town, who, language):
    client = person(town, who, language)
    told = dict(answers(client, addresses(town)))
    assert len(told) >= 6
    looked_for = LOOKED_FOR | (WORDS if who in {"demo-hanne", "demo-leader-A1"} else set())
    about = {path: found_in(text, looked_for - _explained(path)) for path, text in told.items()}
    assert {path: found for path, found in about.items() if found} == {}


def _explained(path: str) -> set[str]:
    """Words that a page explains or names without telling of anybody; the values are looked for there too."""
    if path.startswith(("/api/docs", "/api/v1/openapi.json")):
        return {"early_starter", "raw_logit"}
    return WORDS if path.startswith(("/data-og-model", "/hjaelp")) else set()


def test_what_an_act_answers_holds_no_judgement_before_the_assessment(town):
    hanne, key = person(town, "demo-hanne", "da"), keys_of_store(town.store).key_of(YouthId("jonas"))
    answer = hanne.post(f"/unge/{key}/kontakt", data={"kind": "attempt"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert found_in(answer.text, LOOKED_FOR | WORDS) == []


def test_a_system_is_told_it_with_the_scope_for_judgement_and_not_without(town):
    path = "/api/v1/youths/jonas/scores"
    told = town.system().get(path).text
    numbers = {found for found in LOOKED_FOR if found.isdigit()}
    of_scores = {one for one in numbers if one in json.dumps(JUDGEMENT["scores"], default=str)}
    assert found_in(told, of_scores) == sorted(of_scores)
    client = town.system([scope for scope in Scope if scope is not Scope.JUDGEMENT])
    for address, text in answers(client, [one for one in addresses(town) if one.startswith("/api/v1")]):
        assert found_in(text, LOOKED_FOR - {"early_starter", "raw_logit"}) == [], address


def test_afterwards_it_is_there_for_the_one_who_assessed(town):
    hanne, key = person(town, "demo-hanne", "da"), keys_of_store(town.store).key_of(YouthId("karla"))
    before = hanne.get(f"/unge/{key}").text
    page = hanne.post(f"/unge/{key}/vurdering", data={"level": "much"}).text
    for said in ("Mange tegn på frafald", "Tidligt i skoletiden (tidlig starter)", "7. marts 2017", "7137903"):
        assert said in page
        assert said not in before


def test_what_a_candidate_on_trial_says_is_nowhere_even_for_the_one_who_assessed_and_a_system_with_every_scope(town):
    of_trial = [str(JUDGEMENT["shadow_scores"]["risk"])[2:], "on-trial"]
    hanne, key = person(town, "demo-hanne", "da"), keys_of_store(town.store).key_of(YouthId("karla"))
    assert hanne.post(f"/unge/{key}/vurdering", data={"level": "much"}).status_code == 200
    for client, paths in ((hanne, [f"/unge/{key}"]), (town.system(), addresses(town))):
        for address, text in answers(client, paths):
            assert found_in(text, of_trial) == [], address
    with town.store.read() as work:
        assert {row.model_id for row in work.rows(sa.select(SHADOW_SCORES.c.model_id))} == {"on-trial"}
