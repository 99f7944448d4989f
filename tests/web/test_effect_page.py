"""Virker det?: what a leader reads while nothing is known, once something is, and who may not read it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from features.vocabulary import AreaId, CounsellorId
from service.__main__ import app
from service.domain.access import Role
from service.domain.sight import AT_NIGHT
from service.domain.users import User
from service.store import audit, matured, nights
from service.store.matured import DTYPES
from service.store.unit_of_work import Work
from service.texts.catalogue import TEXTS
from tests.lib.line_towns import Plan, live
from tests.lib.served import Served

LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
ANALYST = User("analyst", "Analytiker", Role.ANALYST, is_demo=True)
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)


def followed(work: Work, plan: Plan) -> None:
    """Keep the lists of a town that lived a year, as if they were this town's own."""
    run = nights.published(work)
    assert run is not None
    rows = live(plan, seed=3).rows
    told = rows.assign(
        run_id=run.run_id,
        known_by=run.run_id,
        as_of=rows["monday_on"],
        youth_id=rows["youth_id"] + rows["week"],  # one night said it all, of each youth once
        regime="attendance",
        band="high",
        profile=np.where(rows["rank"] % 2 == 0, "late_starter", "none"),
    )
    matured.keep(work, AT_NIGHT, told[list(DTYPES)].astype(DTYPES))


def test_before_anything_has_matured_the_page_says_so_and_when_the_figures_come(town: Served):
    page = town.person(LEADER).get("/virker-det")
    assert page.status_code == 200
    told = [
        TEXTS[f"effect.{key}"][0] for key in ("verdict.nothing", "nothing.about", "places.none", "outcomes.nothing")
    ]
    assert [one for one in told if one not in page.text] == []
    assert '<svg class="effect-bar"' not in page.text


def test_once_lists_have_matured_the_answer_is_open_with_what_could_be_seen_and_nobody_is_named(town: Served):
    with town.store.begin() as work:
        followed(work, Plan(1_500, 2, 2, 30, 0.6))
    text = town.person(ANALYST).get("/virker-det").text
    assert TEXTS["effect.verdict.open"][0] in text and '<svg class="effect-bar"' in text
    assert "En virkning på 5 af 100 unge kunne være der" in text
    assert TEXTS["effect.outcomes.about"][0] in text and "En plads mere i hvert distrikt" in text
    assert "y1w" not in text and "Nord" in text


def test_that_it_was_read_stands_in_the_trail(town: Served):
    town.person(LEADER).get("/virker-det")
    with town.store.read() as work:
        assert "effect.looked" in [line.action for line in audit.lines(work)]


def test_a_counsellor_may_not_read_it(town: Served):
    assert town.person(HANNE).get("/virker-det").status_code == 403


def test_the_command_line_tells_the_same_and_hides_small_counts(
    town: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path))
    monkeypatch.setenv("ALLESKALMED_DATABASE_URL", str(town.store.engine.url))
    with town.store.begin() as work:
        followed(work, Plan(1_500, 2, 2, 30, 0.6))
    told = CliRunner().invoke(app, ["effect", "--json"], catch_exceptions=False)
    assert (told.exit_code, "Cannot be decided yet" in told.stderr) == (0, True)
    found = json.loads(told.stdout)
    assert found["verdict"] == "open" and found["smallest_found"] > found["matters"] == 0.05
    assert found["effect"]["low"] < found["effect"]["value"] < found["effect"]["high"]
    listed = CliRunner().invoke(app, ["capacity", "--json"], catch_exceptions=False)
    places = json.loads(listed.stdout)
    assert [one["district"] for one in places] == ["D1", "D2"]
    assert all(one["found"] is None or one["found"] == 0 or one["found"] >= 5 for one in places)
    assert all(0 <= one["found_a_year_low"] < one["found_a_year_high"] for one in places)
