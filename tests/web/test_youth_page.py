"""Den unge: absence over time, the course, whom to ring and who can see, as facts from the first look."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.access import Role
from service.domain.break_glass import Opening
from service.domain.cpr import read_cpr
from service.domain.identity import Identity
from service.domain.users import User
from service.operating.identities import identity_keys
from service.store import openings, users
from service.store.identities import Identities
from service.store.seal import open_seal
from service.store.tables import FLAGS, RUNS
from service.store.unit_of_work import open_store
from service.store.youth_keys import keys_of_store
from tests.lib.served import Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_service import MORNING


@contextmanager
def opened(published: Path, folder: Path) -> Iterator[Served]:
    """The small town's Monday, in a copy of its own."""
    shutil.copytree(published, folder)
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    yield served(store, folder, small_bundle())
    store.close()


@pytest.fixture(scope="module")
def town(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """For tests that only look."""
    with opened(published, tmp_path_factory.mktemp("town") / "site") as made:
        yield made


@pytest.fixture
def own_town(published: Path, tmp_path: Path) -> Iterator[Served]:
    """For a test that changes something."""
    with opened(published, tmp_path / "site") as made:
        yield made


def path_of(town: Served, youth: str) -> str:
    return f"/unge/{keys_of_store(town.store).key_of(YouthId(youth))}"


def people_of(town: Served) -> list[User]:
    with town.store.read() as work:
        return [user for user in users.users(work) if user.role is not Role.SYSTEM]


def page_of(town: Served, youth: str, who: str = "demo-hanne", *, language: str = "da") -> str:
    client = town.person(next(user for user in people_of(town) if user.user_id == who))
    client.cookies.set("sprog", language)
    answer = client.get(path_of(town, youth))
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def section(page: str, name: str) -> str:
    """One section of the page, by the id of its heading."""
    return next(part for part in re.findall(r"<section.*?</section>", page, re.S) if f'<h2 id="{name}"' in part)


def test_absence_over_time_is_drawn_told_and_tabled_before_any_assessment(town):
    found = section(page_of(town, "jonas"), "absence")
    assert "3 af" not in found
    assert re.search(r"\d+ skoledage i data\. Fravær i alt: [\d,]+ dage\. Ulovligt: [\d,]+\. Lovligt: 0\.", found)
    drawn = set(re.findall(r'<rect class="bar (\w+)"', found))
    assert {"present", "unlawful", "sick"} <= drawn
    assert found.count('<tr><th scope="row">') > 30
    assert 'style="' not in found


def test_weeks_that_nobody_knows_of_are_gaps_and_are_said_in_words(town):
    found = section(page_of(town, "lars"), "absence")
    assert "Vi har ingen skoledage i data." in found
    assert "Det er ikke det samme som nul fravær." in found
    assert "skolen sender ikke fravær til kommunen" in found
    assert "<svg" not in found


def test_the_course_names_what_was_what_is_and_what_comes_next(town):
    assert "Grundskole, 9. klasse, gennemført" in section(page_of(town, "david"), "course")
    assert "Ingen kendt aktivitet" in section(page_of(town, "david"), "course")
    oda = section(page_of(town, "oda"), "course")
    assert "Fra 4. januar 2027" in oda
    assert "Næste skridt er aftalt" in oda
    assert "Søskolen" in oda
    assert "Ingen uddannelse eller job i vores data. Spørg den unge." in section(page_of(town, "farah"), "course")


def test_a_colleague_is_named_with_what_they_are(town):
    team = section(page_of(town, "gert", "demo-ole"), "team")
    assert "<strong>Ole Vang</strong>, tovholder" in team
    assert "<strong>Hanne Holm</strong>, vejleder i distriktet" in team
    assert "<strong>Leder, Nord</strong>, leder" in team


def test_those_who_are_told_to_see_the_youth_are_those_who_can_and_nobody_else(town):
    people = [(user, town.person(user)) for user in people_of(town)]
    for youth in ("jonas", "gert", "niels", "maja"):
        told = section(page_of(town, youth, "demo-protection_officer"), "sees")
        named = set(re.findall(r"<li><strong>(.*?)</strong> ", told))
        can = {user.name for user, client in people if client.get(path_of(town, youth)).status_code == 200}
        assert named == can, youth
        assert {"Analytiker", "Driftsansvarlig"}.isdisjoint(named)


def test_whoever_broke_the_glass_is_named_with_the_time_and_not_the_reason(own_town):
    at = MORNING.astimezone(UTC) - timedelta(minutes=10)
    assert "Ingen har brugt nødadgang til den unge." in page_of(own_town, "niels", "demo-leader-A1")
    opening = Opening(0, "demo-hanne", YouthId("niels"), "Moren ringede", at, at + timedelta(hours=4))
    with own_town.store.begin() as work:
        openings.insert(work, opening)
    found = section(page_of(own_town, "niels", "demo-leader-A1"), "sees")
    assert "Hanne Holm, 16. nov. 2026 kl. 08.20" in found
    assert "<strong>Hanne Holm</strong> har brugt nødadgang" in found
    assert "Moren ringede" not in found


def test_the_reader_is_told_why_they_see_the_youth(town):
    assert "Du kan se den unge, fordi den unge bor i dit distrikt." in page_of(town, "anna")


def test_of_a_protected_address_neither_school_nor_district_nor_who_would_tell_them_is_named(own_town):
    before = page_of(own_town, "jonas", "demo-leader-A1")
    service = own_town.app.state.service
    hidden = Identity(read_cpr("703009-4444"), "Jonas Prøvesen", is_protected=True, given_id=YouthId("jonas"))
    with own_town.store.begin() as work:
        Identities(work, identity_keys(service.settings)).keep(hidden, at=MORNING.astimezone(UTC))
        work.execute(sa.update(FLAGS).values(state="closed"))
    page = page_of(own_town, "jonas", "demo-leader-A1")
    for named in ("Nordby", "Søskolen", "vejleder i distriktet", "er vejleder, hvor den unge bor"):
        assert named not in page, named
    assert "Hanne Holm" not in section(page, "team") + section(page, "sees")
    assert {named for named in ("Nordby", "Søskolen", "Hanne Holm") if named in before} == {
        "Nordby",
        "Søskolen",
        "Hanne Holm",
    }
    assert "3 personer kan se den unge lige nu" in section(page, "sees")
    assert "10. klasse" in section(page, "course")


def test_what_was_noted_here_stands_with_who_noted_it_and_what_is_promised_with_its_day(own_town):
    hanne = next(user for user in people_of(own_town) if user.user_id == "demo-hanne")
    client, path = own_town.person(hanne), path_of(own_town, "jonas")
    noted = {"kind": "reached", "contacted_on": "2026-11-13", "note": "Ringer igen på fredag"}
    assert client.post(f"{path}/opfoelgning/kontakt", data=noted, follow_redirects=False).status_code == 303
    effort = {
        "effort": "individual_talk",
        "started_on": "2026-11-12",
        "follow_up_on": "2026-11-27",
        "counsellor_id": "hanne",
    }
    assert client.post(f"{path}/opfoelgning/indsats", data=effort, follow_redirects=False).status_code == 303
    page = client.get(path).text.replace("\xa0", " ")
    work = section(page, "work")
    assert "Talt med den unge 13. november 2026 (Hanne Holm): Ringer igen på fredag" in work
    assert "Følg op: Samtale med den unge" in work
    assert "fredag 27. november" in work
    assert "Samtale med den unge, fra 12. nov. 2026" in section(page, "absence")
    assert 'class="effort"' in section(page, "absence")


def test_the_way_to_the_next_youth_of_the_list_leads_through_all_of_them(town):
    hanne = next(user for user in people_of(town) if user.user_id == "demo-hanne")
    client, path, seen = town.person(hanne), path_of(town, "bilal"), list[str]()
    while path:
        page = client.get(path).text
        seen += re.findall(r"<h1>(\w+)</h1>", page)
        path = next(iter(re.findall(r'id="coming" href="([^"]*)"', page)), "")
    assert seen == "bilal ida emma gert jonas david farah clara".split()


@pytest.mark.parametrize("why", ["the lake is gone", "the night tells no version"])
def test_absence_that_cannot_be_read_is_said_to_be_so_and_the_rest_of_the_page_stands(own_town, why):
    if why == "the lake is gone":
        shutil.rmtree(own_town.app.state.service.folders.lake)
    else:
        with own_town.store.begin() as work:
            work.execute(sa.update(RUNS).values(lake_version=None))
    page = page_of(own_town, "jonas")
    assert "Fraværet kan ikke vises nu." in section(page, "absence")
    assert "10. klasse" in section(page, "course")


def test_the_page_is_whole_in_english(town):
    page = page_of(town, "jonas", language="en")
    assert "school days in the data. Absence in all:" in page
    assert "Since 10 August 2026" in page
    for danish in ("Fravær", "Uge ", "Siden ", "vejleder"):
        assert danish not in section(page, "absence") + section(page, "course") + section(page, "sees"), danish
