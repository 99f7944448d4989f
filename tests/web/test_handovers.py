"""Overleveringer, Ferie and Når en forælder ringer as pages: nobody falls between two desks, and nothing is said to whom it may not be."""

from __future__ import annotations

import re

import pytest

from features.vocabulary import AreaId, CounsellorId, YouthId
from service.domain.access import COMMAND_LINE, Role
from service.domain.cpr import read_cpr
from service.domain.identity import Holder, Identity
from service.domain.users import User
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store.youth_keys import keys_of_store
from tests.lib.copied_town import copy_of
from tests.lib.pages import read_page
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, CounsellorId("ole"), is_demo=True)
LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
JONAS, GERT, BILAL = map(YouthId, ("jonas", "gert", "bilal"))
GIVE = {"receiver": "ole", "reason": "agreed"}
AWAY = {"by": "ole", "from_on": "2026-11-16", "to_on": "2026-11-27"}


def at(town: Served, youth_id: YouthId = JONAS) -> str:
    return f"/unge/{keys_of_store(town.store).key_of(youth_id)}"


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next."""
    parts = re.split(r"<h2[^>]*>", page)
    return next((part for part in parts if part.startswith(heading)), "")


# Hand-overs


def test_a_youth_stays_with_the_giver_until_the_receiver_has_acknowledged(town):
    hanne, ole = town.person(HANNE), town.person(OLE)
    assert hanne.post(f"{at(town)}/overlevering", data=GIVE, follow_redirects=False).status_code == 303
    assert "Den unge er hos Hanne Holm" in hanne.get(f"{at(town)}/overlevering").text
    assert "jonas" in section(hanne.get("/overlevering").text, "Afgivet")
    waiting = section(ole.get("/overlevering").text, "Venter på din kvittering")
    assert "jonas" in waiting and "Fra Hanne Holm til Ole Vang" in waiting and "Sendt i dag" in waiting
    assert ole.post("/overlevering/1/kvitter", follow_redirects=False).headers["location"].endswith("gjort=received")
    assert "Den unge er hos Ole Vang" in hanne.get(f"{at(town)}/overlevering").text
    receipts = section(hanne.get("/overlevering").text, "Kvitteringer")
    assert "Ole Vang kvitterede 16." in receipts.replace("\N{NO-BREAK SPACE}", " ")


def test_a_giver_can_keep_the_youth_and_nobody_else_can_acknowledge(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    hanne.post(f"{at(town)}/overlevering", data=GIVE)
    assert hanne.post("/overlevering/1/kvitter").status_code == 403
    assert "jonas" in section(leader.get("/overlevering").text, "Andres")
    assert hanne.post("/overlevering/1/behold", follow_redirects=False).status_code == 303
    assert "Ingen overleveringer venter på dig" in town.person(OLE).get("/overlevering").text
    assert "Kvitteringer" not in hanne.get("/overlevering").text, "keeping a youth is no receipt"


def test_what_cannot_be_handed_over_is_told_with_what_to_do(town):
    hanne = town.person(HANNE)
    answer = hanne.post(f"{at(town)}/overlevering", data={**GIVE, "receiver": "hanne"})
    assert answer.status_code == 422 and "Vælg en anden kollega" in answer.text
    hanne.post(f"{at(town)}/overlevering", data=GIVE)
    assert "En overlevering er på vej" in hanne.get(f"{at(town)}/overlevering").text


def test_of_a_youth_who_is_of_age_that_is_the_reason_offered_first(town):
    page = town.person(OLE).get(f"{at(town, GERT)}/overlevering").text
    assert page.index("Den unge er fyldt 18") < page.index('value="agreed"')
    assert "of_age" not in town.person(HANNE).get(f"{at(town)}/overlevering").text


def test_a_leader_chooses_the_tovholder_and_a_counsellor_may_become_it_of_who_has_none(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    page = hanne.get(f"{at(town)}/overlevering").text
    assert "Bliv tovholder" in page and "Vælg tovholder" not in section(page, "Vælg tovholder")
    assert hanne.post(f"{at(town)}/tovholder", data={"counsellor": "ole"}).status_code == 403
    chosen = leader.post(f"{at(town)}/tovholder", data={"counsellor": "ole"}, follow_redirects=False)
    assert chosen.status_code == 303
    assert "Den unge er hos Ole Vang" in hanne.get(f"{at(town)}/overlevering").text
    assert "Bliv tovholder" not in hanne.get(f"{at(town)}/overlevering").text


# Time off


def test_open_items_go_to_the_cover_and_come_back(town):
    hanne, ole = town.person(HANNE), town.person(OLE)
    mine = section(hanne.get("/ferie").text, "Dine åbne punkter")
    assert "bilal" in mine and "jonas" in mine
    assert hanne.post("/ferie", data=AWAY, follow_redirects=False).status_code == 303
    told = ole.get("/ferie").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Hanne Holm er væk 16.–27. november 2026. Ole Vang dækker." in told
    assert "bilal" in section(told, "Åbne punkter til Hanne Holm")
    assert "du er ansvarlig for en åben markering" in ole.get(at(town, BILAL)).text
    assert "Hanne Holm er tilbage nu" not in told, "that is Hanne's to say"
    back = hanne.post("/ferie/tilbage", data={"counsellor": "hanne"}, follow_redirects=False)
    assert back.headers["location"] == "/ferie?gjort=back"
    assert ole.get(at(town, BILAL)).status_code == 404
    assert "Der er ikke aftalt noget fravær" in hanne.get("/ferie").text


def test_what_was_agreed_at_a_meeting_goes_along(town):
    hanne = town.person(HANNE)
    meeting = {"on": "2026-11-23", "chair": "hanne", "state": "planned"}
    href = hanne.post(f"{at(town)}/moeder/nyt/network", data=meeting, follow_redirects=False).headers["location"]
    promise = {"what": "Ringer til skolen", "who": "Moster Lis", "due_on": "2026-11-18"}
    hanne.post(f"{href.partition('?')[0]}/aftaler", data=promise)
    hanne.post("/ferie", data=AWAY)
    theirs = section(town.person(OLE).get("/ferie").text, "Åbne punkter til Hanne Holm")
    assert "Aftale: Moster Lis: Ringer til skolen" in theirs and "Hold mødet" in theirs


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_on": "2026-11-15", "from_on": "2026-11-10"},
        {"to_on": ""},
        {"by": "hanne"},
        {"by": "nobody"},
        {"to_on": "2036-01-01"},
    ],
)
def test_time_off_that_cannot_be_is_shown_again(town, wrong):
    answer = town.person(HANNE).post("/ferie", data={**AWAY, **wrong})
    assert answer.status_code == 422 and "Se på dagene" in answer.text


def test_a_counsellor_writes_their_own_time_off_alone_and_a_leader_everybodys(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    assert hanne.post("/ferie", data={**AWAY, "counsellor": "ole", "by": "hanne"}).status_code == 403
    assert 'name="counsellor"' not in hanne.get("/ferie").text
    assert leader.post("/ferie", data={**AWAY, "counsellor": "hanne"}, follow_redirects=False).status_code == 303
    assert "Hanne Holm er tilbage nu" in leader.get("/ferie").text


# When a parent rings


def test_a_parent_of_a_youth_under_18_may_be_told_facts(town):
    page = town.person(HANNE).get(f"{at(town)}/opkald").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Den unge fylder 18 år 8. august 2028" in page and "Hanne Holm" in page
    assert "Begynd med det, der går godt" in page and "Ingen aftale endnu" in page
    assert page.count("<h1") == 1 and read_page(page.encode())


def test_from_18_nothing_of_the_youth_stands_on_the_page(town):
    page = town.person(OLE).get(f"{at(town, GERT)}/opkald").text
    assert "Sig intet om den unge" in page and "Jeg kan kun tale med den unge selv" in page
    for words in ("Det må du fortælle", "Sidste kontakt", "Vis kontaktoplysninger", "fylder 18"):
        assert words not in page


def test_a_protected_address_is_told_of_and_the_custody_holders_are_a_click_away(template, tmp_path):
    with copy_of(template, tmp_path) as store:
        settings = Settings(var=tmp_path)
        person = Identity(
            read_cpr("680810-4321"), "Jonas", holders=(Holder("Anne"),), is_protected=True, given_id=JONAS
        )
        with store.begin() as work:
            import_identities(work, COMMAND_LINE, [person], keys=identity_keys(settings), at=NOW)
        town = served(store, tmp_path, small_bundle())
        page = town.person(HANNE).get(f"{at(town)}/opkald").text
        assert "Adressen er beskyttet" in page and "Anne" not in page and "Vis kontaktoplysninger" in page
