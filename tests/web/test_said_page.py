"""What was said and what happened: the page, the API and the command tell the same figures, and to whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.commands.said import run
from service.domain.access import Scope
from service.domain.users import User
from service.store import matured, nights
from service.texts.catalogue import TEXTS
from service.web.said_chart import said_chart
from service.web.said_page import PAGE
from tests.lib.copied_town import copy_of, published_town
from tests.lib.said_figures import FIGURES
from tests.lib.served import Served, served
from tests.lib.small_bundle import small_bundle
from tests.web.test_model_pages import ANALYST, HANNE, LEADER, OPERATOR, STEWARD

API = "/api/v1/validations/latest"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("said")


@pytest.fixture(scope="module")
def new(folder: Path) -> Iterator[Served]:
    """The small town, whose lists are too young."""
    (folder / "made").mkdir()
    with published_town("sqlite", folder / "made", None) as template, copy_of(template, folder) as store:
        yield served(store, folder, small_bundle())


@pytest.fixture(scope="module")
def before(new: Served) -> dict[str, str]:
    """What was answered while nothing had been looked at."""
    return {"page": new.person(LEADER).get(PAGE).text, "api": str(new.system([Scope.READ]).get(API).status_code)}


@pytest.fixture(scope="module")
def town(new: Served, before: dict[str, str]) -> Served:
    """The same with figures."""
    with new.store.begin() as work:
        run_id = nights.published_id(work)
        assert run_id is not None
        matured.keep_figures(work, run_id, FIGURES)
    return new


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_while_no_list_is_old_enough_it_is_said_when_one_will_be(before: dict[str, str]):
    assert TEXTS["said.none"][0] in before["page"]
    assert before["api"] == "404"


@pytest.mark.parametrize("user", [LEADER, ANALYST, STEWARD, OPERATOR], ids=lambda user: user.user_id)
def test_those_who_answer_for_the_computing_read_it(town: Served, user: User):
    text = plain(town.person(user).get(PAGE).text)
    assert "8 lister fra 27. oktober 2025 til 15. december 2025. De taler om 2.964 unge." in text
    assert "For hver 100 frafald, beregningen ventede, skete der 102 (83 til 122)." in text
    assert (
        "74 gange faldt en ung fra. 24 gange havde den unge fået plads på en liste før: 32 % (22 % til 43 %)." in text
    )
    assert "Bedste regel, set bagefter: uddannelsesstedet har meldt risiko for afbrud" in text
    assert "For én liste er nattens tal slettet." in text


def test_a_counsellor_does_not(town: Served):
    assert town.person(HANNE).get(PAGE).status_code == 403


def test_what_few_youths_stand_behind_is_hidden_and_small_groups_have_no_number(town: Served):
    text = plain(town.person(LEADER).get(PAGE).text)
    assert '<td data-title="Unge">3</td>' not in text
    assert text.count(TEXTS["said.hidden"][0]) > 5
    assert "For få til at sige noget: unge på 16 år, Nordby." in text


def test_the_picture_shows_every_group_that_may_be_shown_within_its_scale():
    rows = [(one.band, one) for one in FIGURES.calibration if one.band]
    chart = said_chart(rows)
    assert chart is not None
    assert [mark.name for mark in chart.marks] == [name for name, _ in rows]
    assert all(0 < mark.low <= mark.happened <= mark.high < 100 and 0 < mark.expected < 100 for mark in chart.marks)
    assert [tick.text for tick in chart.scale] == ["0", "10", "20", "30", "40"]
    assert said_chart([]) is None


def test_the_page_is_told_in_english_too_and_linked_from_overview_and_model(town: Served):
    client = town.person(LEADER)
    for page in ("/overblik", "/data-og-model"):
        assert f'href="{PAGE}"' in client.get(page).text
    client.cookies.set("sprog", "en")
    assert "For every 100 dropouts that the computing foretold, 102 happened (83 to 122)." in plain(
        client.get(PAGE).text
    )


def test_systems_and_the_command_line_are_told_the_same_and_nothing_that_is_hidden(
    town: Served, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    told = town.system([Scope.READ]).get(API).json()
    monkeypatch.setenv("ALLESKALMED_VAR", str(folder))
    monkeypatch.setenv("ALLESKALMED_DATABASE_URL", f"sqlite:///{folder / 'copy.db'}")
    run(form="json", out=folder / "said.json")
    assert json.loads((folder / "said.json").read_text(encoding="utf-8")) == told
    assert dict(told["figures"]["missed"]) == {"waited": 11, "busy": None, "low": 34, "not_assessed": None}
    run(form="table", out=None)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("happened over foretold, all")]
    assert line.split()[-5:] == ["1.020", "0.830", "1.220", "22950", "412"]
