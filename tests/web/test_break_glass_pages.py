"""Nødadgang as pages: asked for, shown on the youth's page, reviewed; and the look too many, told in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from features.vocabulary import AreaId, CounsellorId, YouthId
from service.domain.access import COMMAND_LINE, Role, Scope
from service.domain.cpr import read_cpr
from service.domain.identity import Identity
from service.domain.users import User
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store import audit
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import TEXTS
from service.texts.sight_texts import SIGHT_TEXTS
from service.web.reading import LANGUAGE_COOKIE
from tests.lib.copied_town import copy_of
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import YOUTHS
from tests.unit.test_texts import lix

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, CounsellorId("ole"), is_demo=True)
LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
OFFICER = User("officer", "Råd Giver", Role.PROTECTION_OFFICER, is_demo=True)
ANALYST = User("analyst", "Analytiker", Role.ANALYST, is_demo=True)
JONAS = YouthId("jonas")
CPR, NOBODYS = "702310-4321", "702310-4322"
REASON = "Den unge ringer og er ved stationen"
FEW = {"cases_a_day": 2, "identities_a_day": 1, "colleagues_a_day": 3}


@pytest.fixture
def town(template, tmp_path: Path) -> Iterator[Served]:
    with copy_of(template, tmp_path) as store:
        yield _known(served(store, tmp_path, small_bundle()), tmp_path)


@pytest.fixture
def strict_town(template, tmp_path: Path) -> Iterator[Served]:
    """One in which few youths may be looked up."""
    with copy_of(template, tmp_path) as store:
        yield _known(served(store, tmp_path, small_bundle(), **FEW), tmp_path)


def _known(town: Served, folder: Path) -> Served:
    with town.store.begin() as work:
        who = Identity(read_cpr(CPR), "Kanarie Fugl", "0000 1111", "fugl@example.org", given_id=JONAS)
        import_identities(work, COMMAND_LINE, [who], keys=identity_keys(Settings(var=folder)), at=NOW)
    return town


def page_of(town: Served, youth_id: str) -> str:
    return f"/unge/{keys_of_store(town.store).key_of(YouthId(youth_id))}"


def plea(town: Served, whom: str, reason: str = REASON) -> dict[str, str]:
    return {"whom": f"http://testserver{page_of(town, 'jonas')}" if whom == "address" else whom, "reason": reason}


def actions(town: Served) -> list[str]:
    with town.store.read() as work:
        return [line.action for line in audit.lines(work)]


@pytest.mark.parametrize("whom", [CPR, "address"])
def test_a_counsellor_opens_a_youth_and_the_page_says_why_it_is_open(town: Served, whom: str):
    ole = town.person(OLE)
    assert ole.get(page_of(town, "jonas")).status_code == 404
    answer = ole.post("/noedadgang", data=plea(town, whom), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page_of(town, 'jonas')}?gjort=opened")
    shown = ole.get(answer.headers["location"])
    assert shown.status_code == 200
    assert TEXTS["why.break_glass"][0] in shown.text and "Den unge er åbnet" in shown.text
    assert REASON not in shown.text and CPR not in answer.headers["location"]
    assert ole.get(page_of(town, "bilal")).status_code == 404, "the glass is of one youth"
    assert (
        town.person(User("pia", "Pia", Role.COUNSELLOR, CounsellorId("pia"), is_demo=True))
        .get(page_of(town, "jonas"))
        .status_code
        == 404
    )


def test_a_number_of_nobody_is_told_as_one_that_may_not_be_opened_and_nothing_is_repeated(town: Served):
    answer = town.person(OLE).post("/noedadgang", data=plea(town, NOBODYS))
    assert answer.status_code == 404 and TEXTS["glass.unknown"][0] in answer.text
    assert NOBODYS not in answer.text and REASON not in answer.text
    assert actions(town)[-1] == "glass.asked"


@pytest.mark.parametrize(("whom", "reason"), [("kanarie", REASON), (CPR, "nej"), (CPR, "     ")])
def test_without_a_number_or_a_reason_nothing_is_opened(town: Served, whom: str, reason: str):
    answer = town.person(OLE).post("/noedadgang", data=plea(town, whom, reason))
    assert answer.status_code == 422 and TEXTS["glass.wrong"][0] in answer.text
    assert whom not in answer.text and "glass.broken" not in actions(town)


@pytest.mark.parametrize("user", [OFFICER, ANALYST])
def test_who_does_not_work_with_youths_is_not_asked_for_a_reason(town: Served, user: User):
    assert town.person(user).get("/noedadgang").status_code == 403
    assert town.person(user).post("/noedadgang", data=plea(town, CPR)).status_code == 403


def test_the_leader_reads_the_reason_and_says_whether_it_was_good_enough(town: Served):
    town.person(OLE).post("/noedadgang", data=plea(town, CPR))
    leader = town.person(LEADER)
    page = leader.get("/noedadgang/gennemgang")
    assert page.status_code == 200 and REASON in page.text and "Ole Vang" in page.text and "jonas" in page.text
    number = re.search(r"/noedadgang/gennemgang/(\d+)", page.text)
    assert number is not None
    done = leader.post(number.group(), data={"verdict": "unjustified"})
    assert done.status_code == 200 and "Dit svar er gemt" in done.text and "Ikke i orden" in done.text
    assert number.group() not in done.text
    assert leader.post(number.group(), data={"verdict": "justified"}).status_code == 404
    for user in (OLE, HANNE, ANALYST):
        assert town.person(user).get("/noedadgang/gennemgang").status_code == 403
        assert town.person(user).post(number.group(), data={"verdict": "justified"}).status_code == 403


@pytest.mark.parametrize(("language", "said"), [("da", TEXTS["error.looks"][0]), ("en", TEXTS["error.looks"][1])])
def test_the_page_too_many_is_refused_in_plain_words_and_those_who_review_are_told(
    strict_town: Served, language: str, said: str
):
    town, hanne = strict_town, strict_town.person(HANNE)
    hanne.cookies.set(LANGUAGE_COOKIE, language)
    asks = {"accept": "text/html"}
    assert [hanne.get(page_of(town, name), headers=asks).status_code for name in ("jonas", "bilal", "emma")] == [
        200,
        200,
        429,
    ]
    refused = hanne.get(page_of(town, "emma"), headers=asks)
    assert said in refused.text and "emma" not in refused.text
    assert hanne.get(page_of(town, "jonas")).status_code == 200
    problem = hanne.get("/api/v1/youths/emma")
    assert (problem.status_code, problem.json()["type"]) == (429, "urn:alleskalmed:problem:too-many-looks")
    assert hanne.get("/api/v1/youths/bilal").status_code == 200
    assert actions(town).count("looks.refused") == 1
    counted = [
        line for line in town.app.state.service.metrics.text().decode().splitlines() if "refused_looks_total{" in line
    ]
    assert counted == ['alleskalmed_refused_looks_total{kind="case"} 3.0']
    shown = town.person(OFFICER).get("/noedadgang/gennemgang").text
    assert "Hanne Holm: unges sider" in shown and not [name for name in YOUTHS if name in shown]


def test_contact_details_and_numbers_have_limits_of_their_own(strict_town: Served):
    town, hanne, ole = strict_town, strict_town.person(HANNE), strict_town.person(OLE)
    shown = [
        hanne.post(f"{page_of(town, name)}/kontaktoplysninger").status_code for name in ("jonas", "jonas", "bilal")
    ]
    assert shown == [200, 200, 429]
    asked = [ole.post("/vejleder", data={"cpr": cpr}).status_code for cpr in (CPR, NOBODYS, CPR, NOBODYS)]
    assert asked == [200, 200, 200, 429], "a number of nobody counts double, one asked before not at all"
    assert ole.post("/noedadgang", data=plea(town, NOBODYS)).status_code == 429, "nor is the glass a way around it"


def test_a_system_reads_cases_without_being_counted(strict_town: Served):
    system = strict_town.system([Scope.READ])
    assert [system.get(f"/api/v1/youths/{name}").status_code for name in ("jonas", "bilal", "emma", "david")] == [
        200
    ] * 4


# Words and looks


def test_the_danish_is_easy_to_read():
    prose = [danish for danish, _ in SIGHT_TEXTS.values() if danish.endswith((".", "?"))]
    assert len(prose) > 12
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 45] == []


def test_no_sentence_is_left_over():
    root = Path(__file__).parents[2] / "service"
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in (*root.rglob("*.py"), *root.rglob("*.j2"))
        if path.name != "sight_texts.py"
    )
    composed = ("done.", "error.", "why.", "glass.unknown", "glass.wrong", "review.refusals.", "review.justified")
    asked = [key.removesuffix(".one") for key in SIGHT_TEXTS if not key.startswith(composed)]
    assert [key for key in asked if f'"{key}"' not in said] == []


@pytest.mark.browser
def test_the_pages_are_accessible_and_work_without_script(site, page, plain_page):
    site.sign_in(plain_page, "Leder, Nord")
    plain_page.goto(f"{site.address}/noedadgang")
    plain_page.get_by_label("CPR-nummer, eller adressen på den unges side").fill(
        f"/unge/{keys_of_store(site.store).key_of(JONAS)}"
    )
    plain_page.get_by_label("Hvorfor? Skriv en linje.").fill(REASON)
    plain_page.get_by_role("button", name="Åbn den unge").click()
    assert plain_page.locator("h1").inner_text() == "jonas"
    site.sign_in(page, "Leder, Nord")
    for path in ("/noedadgang", "/noedadgang/gennemgang"):
        page.goto(f"{site.address}{path}")
        assert page.locator("h1").count() == 1
        assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
