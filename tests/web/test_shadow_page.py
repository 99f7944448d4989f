"""Kandidat ved siden af: who sees, begins and ends a trial, what its page says at each stage, and that no small count is on it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.__main__ import app
from service.domain.access import COMMAND_LINE
from service.domain.shadow import BOTH, Compared, Happened
from service.domain.users import User
from service.store import shadow
from service.texts.catalogue import TEXTS, say
from service.texts.dates import Language
from tests.lib.compared import RECALL, compared
from tests.lib.compared import tell as keep
from tests.lib.served import NOW, Served
from tests.web.test_model_pages import ANALYST, HANNE, LEADER, OFFICER, OPERATOR, STEWARD, section

MODEL_PAGE, PAGE = "/data-og-model", "/data-og-model/kandidat"


def tell(town: Served, found: Compared) -> None:
    with town.store.begin() as work:
        keep(work, found)


def rows(text: str, name: str) -> Mapping[str, list[str]]:
    found = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', section(text, name), re.S)
    return {head.replace("\xa0", " "): re.findall(r"<td[^>]*>([^<]*)</td>", cells) for head, cells in found}


@pytest.mark.parametrize("user", [HANNE, LEADER, OPERATOR, ANALYST, OFFICER, STEWARD], ids=lambda user: user.user_id)
def test_without_a_trial_everybody_who_sees_models_is_told_who_can_begin_one(town: Served, user: User):
    text = town.person(user).get(PAGE).text
    assert TEXTS["shadow.none"][0] in text and TEXTS["shadow.none.next"][0] in text
    assert PAGE in town.person(user).get(MODEL_PAGE).text


def test_a_trial_is_begun_beside_the_model_and_ended_and_stands_on_both_pages(town: Served, model_id: str):
    analyst = town.person(ANALYST)
    begun = analyst.post(f"{MODEL_PAGE}/proeve", data={"model_id": model_id})
    assert TEXTS["done.shadow_begun"][0] in begun.text and TEXTS["shadow.waits"][0] in begun.text
    assert say("shadow.try", Language.DA, name=model_id) not in analyst.get(MODEL_PAGE).text
    assert f"model:{model_id}" in town.person(LEADER).get(MODEL_PAGE).text  # whoever may stop models may stop it
    assert TEXTS["shadow.end"][0] not in town.person(LEADER).get(PAGE).text
    assert TEXTS["done.shadow_ended"][0] in analyst.post(f"{PAGE}/slut").text
    assert say("shadow.try", Language.DA, name=model_id) in analyst.get(MODEL_PAGE).text


@pytest.mark.parametrize(
    ("user", "status"), [(HANNE, 403), (LEADER, 403), (OFFICER, 403), (STEWARD, 403), (OPERATOR, 200)]
)
def test_who_may_begin_and_end_a_trial(town: Served, model_id: str, user: User, status: int):
    assert town.person(user).post(f"{MODEL_PAGE}/proeve", data={"model_id": model_id}).status_code == status
    if status == 403:
        town.person(OPERATOR).post(f"{MODEL_PAGE}/proeve", data={"model_id": model_id})
    assert town.person(user).post(f"{PAGE}/slut").status_code == status


def test_who_began_a_trial_is_told_by_name_or_by_what_it_is(town: Served, model_id: str):
    with town.store.begin() as work:
        shadow.begin(work, model_id, actor_id=COMMAND_LINE.actor_id, at=NOW)
    assert "Den blev sat i gang af kommandolinjen." in town.person(LEADER).get(PAGE).text


def test_counts_stand_with_their_sums_and_small_ones_nowhere(town: Served):
    tell(town, compared("tried", Happened(0, 0, 0)))
    text = town.person(ANALYST).get(PAGE).text.replace("\xa0", " ")
    assert "Begge regnede på 862 unge." in text and "og kun kandidaten på færre end 5." in text
    lists, hidden = rows(text, "lists"), TEXTS["overview.hidden"][0]
    assert lists["I alt"][0] == "21" and lists["Nordby"][1] == hidden
    assert "3" not in [cell for cells in lists.values() for cell in cells]
    assert rows(text, "foretold")["Skolen sender fravær"] == ["40", "37"]
    bands = rows(text, "bands")
    assert bands["Få tegn på frafald"][0] == "700" and "3" not in bands["Mange tegn på frafald"]


def test_until_enough_has_happened_the_page_says_what_it_takes_and_from_when(town: Served, model_id: str):
    town.person(ANALYST).post(f"{MODEL_PAGE}/proeve", data={"model_id": model_id})
    tell(town, compared(model_id, Happened(2, 60, 4)))
    told = section(town.person(LEADER).get(PAGE).text, "happened").replace("\xa0", " ")
    for sentence in ("Det kan endnu ikke afgøres.", "Der skal være 30 unge", "Nu er der færre end 5."):
        assert sentence in told
    first = NOW.date() + timedelta(days=330)
    assert f"{first.day}. " in told and str(first.year) in told


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.01, 0.09, "flere"), (-0.09, -0.01, "færre"), (-0.01, 0.09, "kan endnu ikke afgøres")]
)
def test_only_an_interval_clear_of_zero_says_which_finds_more(town: Served, low: float, high: float, said: str):
    gap = replace(RECALL, difference=(0.05, low, high))
    tell(town, compared("tried", Happened(30, 900, 80, (gap,))))
    text = town.person(LEADER).get(PAGE).text
    assert said in section(text, "happened")
    cells = rows(text, "happened")[TEXTS["shadow.recall_at_capacity"][0]]
    assert cells == ["31 (27 til 36)", "36 (31 til 40)", f"5 ({round(100 * low)} til {round(100 * high)})"]


def test_system_and_command_line_are_told_the_same_counts(
    town: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tell(town, compared("tried", Happened(0, 0, 0)))
    answer: dict[str, Any] = town.system().get("/api/v1/models/shadow").json()
    assert answer["compared"]["lists"]["columns"][0] == BOTH
    assert answer["compared"]["lists"]["counts"][0][1] is None
    assert answer["compared"]["only_shadow"] is None
    assert town.system([]).get("/api/v1/models/shadow").status_code == 403
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path))
    monkeypatch.setenv("ALLESKALMED_DATABASE_URL", f"sqlite:///{tmp_path / 'copy.db'}")
    said = CliRunner().invoke(app, ["bundle", "compare", "--json"], catch_exceptions=False)
    assert json.loads(said.stdout) == answer
    lines = CliRunner().invoke(app, ["bundle", "compare"], catch_exceptions=False).stdout
    assert "scored by both 862" in lines and "hidden" in lines
