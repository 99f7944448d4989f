"""Identity over HTTP, on both databases: shown on a logged click to who may, and no place of a protected address anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from features.vocabulary import YouthId
from service.domain.access import COMMAND_LINE, Role, Scope
from service.domain.casework import Memory
from service.domain.cpr import read_cpr
from service.domain.identity import Holder, Identity
from service.domain.night import Before
from service.domain.sight import AT_NIGHT
from service.domain.users import User
from service.night import build_night, prepare_night
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store import audit
from service.store.week import before_night
from service.store.youth_keys import keys_of_store
from service.store.youths import youth_facts
from tests.lib.copied_town import Template, copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_service import publish_night, small_town_records
from tests.lib.small_town import MONDAY, WEEK

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", is_demo=True)  # type: ignore[arg-type]
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, "ole", is_demo=True)  # type: ignore[arg-type]
ANALYST = User("analyst", "Analytiker", Role.ANALYST, is_demo=True)
OFFICER = User("officer", "Rådgiver", Role.PROTECTION_OFFICER, is_demo=True)
TUESDAY = MONDAY + timedelta(days=1)
CPR = "702310-4321"
JONAS, GERT = YouthId("jonas"), YouthId("gert")
WHO = Identity(read_cpr(CPR), "Kanarie Fugl", "0000 1111", "fugl@example.org", (Holder("Mor Fugl", "0000 2222"),))
CANARIES = (CPR, CPR.replace("-", ""), "Kanarie", "0000 1111", "fugl@example.org", "Mor Fugl", "0000 2222")


@pytest.fixture(scope="module", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template: Template, tmp_path: Path) -> Iterator[Served]:
    with copy_of(template, tmp_path) as store:
        yield served(store, tmp_path, small_bundle())


def know(town: Served, folder: Path, youth_id: YouthId, **other: object) -> None:
    """Import an identity under the pseudonym that the small town gave."""
    identity = replace(WHO, given_id=youth_id, **other)
    with town.store.begin() as work:
        keys = identity_keys(Settings(var=folder))
        import_identities(work, COMMAND_LINE, [identity], keys=keys, at=NOW)


def page_of(town: Served, youth_id: YouthId) -> str:
    return f"/unge/{keys_of_store(town.store).key_of(youth_id)}"


def lines(town: Served) -> list[tuple[str, str | None, str]]:
    with town.store.read() as work:
        return [(line.action, line.youth_id, line.detail) for line in audit.lines(work)]


def test_contact_details_come_on_a_click_which_is_written_down(town: Served, tmp_path: Path):
    know(town, tmp_path, JONAS)
    hanne = town.person(HANNE)
    page = hanne.get(page_of(town, JONAS))
    assert page.status_code == 200 and "Vis kontaktoplysninger" in page.text
    assert not [word for word in CANARIES if word in page.text]
    shown = hanne.post(f"{page_of(town, JONAS)}/kontaktoplysninger")
    assert shown.status_code == 200
    assert "no-store" in shown.headers["cache-control"]
    told = ("Kanarie Fugl", "702310-xxxx", "0000 1111", "fugl@example.org", "Mor Fugl", "0000 2222")
    assert [word for word in told if word not in shown.text] == []
    assert CPR not in shown.text and CPR.replace("-", "") not in shown.text
    assert [line for line in lines(town) if line[0] == "identity.looked"] == [
        ("identity.looked", "jonas", '{"found":true,"why":"owner"}')
    ]


def test_from_the_18th_birthday_nothing_of_a_custody_holder_is_offered(town: Served, tmp_path: Path):
    know(town, tmp_path, GERT)
    shown = town.person(HANNE).post(f"{page_of(town, GERT)}/kontaktoplysninger")
    assert shown.status_code == 200 and "Kanarie Fugl" in shown.text
    assert "Mor Fugl" not in shown.text and "0000 2222" not in shown.text and "Forældremyndighed" not in shown.text


@pytest.mark.parametrize(("user", "status"), [(OLE, 404), (ANALYST, 403), (OFFICER, 403)])
def test_who_may_not_see_the_youth_or_identities_is_shown_none(town: Served, tmp_path: Path, user: User, status: int):
    know(town, tmp_path, JONAS)
    shown = town.person(user).post(f"{page_of(town, JONAS)}/kontaktoplysninger")
    assert shown.status_code == status
    assert not [word for word in CANARIES if word in shown.text]
    assert "identity.looked" not in {action for action, *_ in lines(town)}


def test_contact_details_have_no_address_to_be_read_at(town: Served):
    assert town.person(HANNE).get(f"{page_of(town, JONAS)}/kontaktoplysninger").status_code == 405
    assert town.nobody().post(f"{page_of(town, JONAS)}/kontaktoplysninger").status_code in {401, 403}


def test_a_youth_without_identity_is_said_to_have_none(town: Served):
    assert (
        "Vi har ingen kontaktoplysninger" in town.person(HANNE).post(f"{page_of(town, JONAS)}/kontaktoplysninger").text
    )


def test_a_number_tells_the_colleague_and_nothing_of_the_youth(town: Served, tmp_path: Path):
    know(town, tmp_path, JONAS)
    ole = town.person(OLE)
    assert "CPR-nummer" in ole.get("/vejleder").text
    answer = ole.post("/vejleder", data={"cpr": CPR})
    assert answer.status_code == 200 and "Hanne" in answer.text
    assert not [word for word in (*CANARIES, "jonas") if word in answer.text]
    assert ("colleague.asked", "jonas", '{"found":true}') in lines(town)
    nobody = ole.post("/vejleder", data={"cpr": "702310-4322"})
    assert nobody.status_code == 200 and "Vi kender ikke nummeret" in nobody.text
    assert lines(town)[-1] == ("colleague.asked", None, '{"found":false}')


@pytest.mark.parametrize("written", ["7023104", "99999999999999999999", "kanarie"])
def test_what_is_no_number_is_refused_and_not_repeated(town: Served, written: str):
    answer = town.person(OLE).post("/vejleder", data={"cpr": written})
    assert answer.status_code == 422 and "Det er ikke et CPR-nummer" in answer.text
    assert written not in answer.text


@pytest.mark.parametrize("user", [ANALYST, OFFICER])
def test_only_counsellors_and_leaders_ask_for_a_colleague(town: Served, user: User):
    assert town.person(user).post("/vejleder", data={"cpr": CPR}).status_code == 403
    assert town.person(user).get("/vejleder").status_code == 403


def test_no_place_of_a_protected_address_is_told_from_the_moment_it_is_known(town: Served, tmp_path: Path):
    system, hanne = town.system([Scope.READ]), town.person(HANNE)
    before = system.get("/api/v1/youths/jonas").json()
    assert (before["district_id"], before["area_id"], before["school_id"]) == ("D1", "A1", "S1")
    know(town, tmp_path, JONAS, is_protected=True)
    case = system.get("/api/v1/youths/jonas").json()
    assert (case["district_id"], case["area_id"], case["school_id"]) == (None, None, None)
    flags = [flag for flag in system.get("/api/v1/flags").json()["flags"] if flag["youth_id"] == "jonas"]
    assert flags and {(flag["district_id"], flag["area_id"]) for flag in (*flags, *case["flags"])} == {(None, None)}
    filtered = system.get("/api/v1/flags", params={"district": "D1"}).json()["flags"]
    assert filtered and "jonas" not in {flag["youth_id"] for flag in filtered}
    published = system.get(f"/api/v1/weekly-lists/D1/{WEEK}").json()["youths"]
    assert published and "jonas" not in {youth["youth_id"] for youth in published}
    page = hanne.get(page_of(town, JONAS)).text
    assert "Adressen er beskyttet" in page and "uden kendt distrikt" in page


def test_from_the_next_night_a_youth_who_became_protected_has_no_place_and_keeps_the_counsellor_until_handed_over(
    town: Served, tmp_path: Path
):
    know(town, tmp_path, JONAS, is_protected=True)
    with town.store.read() as work:
        before = youth_facts(work, AT_NIGHT.of(JONAS))
        assert before is not None and before.district_id == "D1"
        assert before_night(work, AT_NIGHT, as_of=MONDAY).protected == frozenset()
        assert before_night(work, AT_NIGHT, as_of=TUESDAY).protected == {"jonas"}
    publish_night(town.store, tmp_path, small_town_records(), as_of=TUESDAY)
    with town.store.read() as work:
        after = youth_facts(work, AT_NIGHT.of(JONAS))
        assert after is not None and after.counsellor_id == before.counsellor_id is not None
        assert (after.district_id, after.area_id, after.school_id) == (None, None, None)


def test_a_protected_address_is_never_routed_or_listed_by_district():
    before = Before(
        Memory(MONDAY), first_night_on=MONDAY - timedelta(days=300), protected=frozenset({JONAS, YouthId("niels")})
    )
    prepared = prepare_night(small_town_records(), before, as_of=MONDAY)
    routes = [prepared.morning.routes[YouthId(name)] for name in ("jonas", "niels")]
    assert [(found.routed_by, found.queue) for found in routes] == [(5, "central"), (5, "central")]
    lists = build_night(prepared, scores=None, indicators=None).lists
    on = [place for place, weekly in lists.items() if {"jonas", "niels"} & {youth.youth_id for youth in weekly.youths}]
    assert on == ["central"]


def test_no_canary_is_in_a_problem_an_address_or_the_trail(town: Served, tmp_path: Path):
    know(town, tmp_path, JONAS)
    hanne: TestClient = town.person(HANNE)
    answers = [
        hanne.post(f"{page_of(town, JONAS)}/kontaktoplysninger"),
        hanne.post("/vejleder", data={"cpr": CPR}),
        hanne.post("/vejleder", data={"cpr": f"{CPR} Kanarie Fugl {CPR}"}),
        hanne.get(f"/vejleder?cpr={CPR}"),
        hanne.post("/vejleder", data={"name": "Kanarie"}, headers={"accept": "application/json"}),
    ]
    headers = [str(answer.headers) for answer in answers]
    told = [*headers, *(answer.text for answer in answers[1:]), *map(str, lines(town))]
    assert [word for word in CANARIES if any(word in text for text in told)] == []
    assert not [path for path in tmp_path.rglob("*") if any(word in path.name for word in CANARIES)]
