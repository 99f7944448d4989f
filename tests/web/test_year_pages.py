"""Årshjul: the right youths at each checkpoint, only those whom the reader may see, in every month, and of no score."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from features.calendar import LOCAL
from features.vocabulary import AssignmentScope, CounsellorId
from service.casework.assigning import recuse
from service.domain.casework import Recusal
from service.domain.users import actor_of
from service.store import audit
from service.store.organisations import published_organisation
from service.texts.year_texts import YEAR_TEXTS
from tests.lib.pages import read_page
from tests.lib.worlds import ANALYST, HANNE, LEADER, MORNING, OLE, World, empty_world, full_world
from tests.unit.test_texts import lix


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with full_world(tmp_path_factory.mktemp("town")) as world:
        yield world


def text_of(world: World, user, path: str = "/aarshjul") -> str:
    answer = world.client(user).get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", " ".join(read_page(answer.content).text)).replace("\N{NO-BREAK SPACE}", " ")


def section(text: str, first: str, last: str) -> str:
    return text.rsplit(first, 1)[1].split(last, 1)[0]


def test_a_counsellor_sees_who_left_school_without_a_plan_with_the_latest_contact(town):
    text = text_of(town, HANNE)
    waiting = section(text, "Ingen plan ved skoleårets slutning", "Er ikke i gang efter 3 måneder")
    assert "david 16 år" in waiting and "Ingen kontakt endnu" in waiting
    assert "niels" not in text
    assert "3 unge går ud af skolen" in text
    assert "Siden 1. juli 2026 1 mangler 2 af 3 er på plads" in text


def test_a_leader_chooses_a_district_and_sees_its_youths_alone(town):
    assert "niels" in text_of(town, LEADER) and "david" in text_of(town, LEADER)
    assert "niels" in text_of(town, LEADER, "/aarshjul/D2") and "david" not in text_of(town, LEADER, "/aarshjul/D2")


@pytest.mark.parametrize(
    ("user", "path", "status"),
    [(ANALYST, "/aarshjul", 403), (HANNE, "/aarshjul/D2", 404), (HANNE, "/aarshjul/D9", 404)],
)
def test_what_is_not_the_readers_to_see_is_not_there(town, user, path, status):
    assert town.client(user).get(path).status_code == status


@pytest.mark.parametrize(
    ("on", "present"),
    [
        ("2026-11-16", "Er ikke i gang efter 3 måneder"),
        ("2027-02-01", "Er ikke i gang efter 3 måneder"),
        ("2027-03-02", "Har ikke søgt"),
        ("2027-06-20", "Har ikke fået en plads"),
        ("2027-08-01", "Ingen plan ved skoleårets slutning"),
        ("2027-10-01", "Er ikke mødt op"),
    ],
)
def test_in_every_month_the_present_checkpoint_is_marked_and_the_coming_ones_say_when_they_open(tmp_path, on, present):
    with empty_world(tmp_path) as world:
        world.at = datetime.fromisoformat(f"{on}T08:00").replace(tzinfo=LOCAL)
        page = world.client(HANNE).get("/aarshjul").text
        marked = re.findall(r'aria-current="step">.*?<a href="#\w+">([^<]+)</a>', page, re.DOTALL)
        assert marked == [present]
        assert page.count("Åbner ") == page.count('class="ahead"')
        assert "Ingen mangler lige nu" in page


def test_a_conflict_of_interest_hides_the_youth_here_too(tmp_path):
    with full_world(tmp_path) as world:
        with world.store.begin() as work:
            hanne = actor_of(HANNE, published_organisation(work))
            recuse(work, hanne, Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, "david"), at=MORNING)
        assert "david" not in text_of(world, HANNE)


def test_the_look_is_in_the_trail_with_a_count_and_no_name(town):
    text_of(town, OLE)
    with town.store.read() as work:
        line = [line for line in audit.lines(work) if line.action == "year.looked"][-1]
    assert line.youth_id is None
    assert "count" in str(line)


def test_the_words_are_easy_to_read():
    prose = [danish for danish, _ in YEAR_TEXTS.values() if danish.endswith((".", "?"))]
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 50] == []
