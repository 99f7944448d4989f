"""Until the reader's own assessment is stored, nothing of what the model says is in the bytes of any page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from features.permission import Stop, StopKind
from features.vocabulary import Regime, YouthId
from service.app import build_app
from service.settings import Settings
from service.store import bundles, legal
from service.store.bundles import Registered
from service.store.tables import RUN_FLAGS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Store
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import TEXTS
from tests.lib.small_service import MODEL_ID, MORNING
from tests.web.conftest import copied_store

SAID_BY_THE_MODEL = [
    sentence
    for key, sentences in TEXTS.items()
    if key.startswith(("band.", "profile.", "judgement.", "behind.", "help."))
    for sentence in sentences
    if len(sentence.split()) > 2 or not key.startswith(("behind.", "help."))
    if not key.startswith(
        ("help.kind.", "help.step.")
    )  # what efforts and steps of the ladder are called, suggested or not
]
OF_NO_YOUTH = ("/data-og-model", "/hjaelp")
"""Pages that explain the words of the model and name the model or rule; they are the same whoever the youths are."""
OTHERWISE = {
    "risk": 0.77,
    "risk_low": 0.66,
    "risk_high": 0.88,
    "band": "high",
    "profile": "early_starter",
    "profile_early": 0.99,
    "raw_logit": 3.21,
    "reasons": '[{"indicator":"interruption_count","value":3,"usual":0,"direction":"raises","contribution":1.25,"since":null}]',
    "protective": "[]",
}


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Iterator[Store]:
    with copied_store(published, tmp_path) as opened:
        yield opened


def settings_of(store: Store) -> Settings:
    """The settings of the installation that the store lies in."""
    return Settings(var=Path(store.seal.anchor).parents[1])


def browser_of(store: Store, who: str, *, language: str = "da", at: datetime = MORNING) -> TestClient:
    app = build_app(settings_of(store), store=store, now=lambda: at)
    client = TestClient(
        app,
        headers={"sec-fetch-site": "same-origin", "accept": "text/html"},
        cookies={"sprog": language},
        client=("127.0.0.1", 50000),
    )
    assert client.post("/log-ind", data={"user": who}).status_code == 200
    return client


def path_of(store: Store, youth: str) -> str:
    """The address of a youth's page."""
    return f"/unge/{keys_of_store(store).key_of(YouthId(youth))}"


def every_page(client: TestClient) -> dict[str, str]:
    """What stands behind every link that can be followed from the front page, without the nonce of each answer.

    Of addresses that differ in the values of their questions alone, such as orders and filters of one list, one is followed.
    """
    pages, followed, ahead = dict[str, str](), set[str](), ["/"]
    while ahead:
        path = ahead.pop()
        kind = re.sub(r"=[^&]*", "", path)
        if kind in followed:
            continue
        followed.add(kind)
        pages[path] = re.sub(r'nonce="[^"]*"', "", client.get(path).text)
        ahead += map(unescape, re.findall(r'href="(/(?!static)[^"#]*)"', pages[path]))
    return pages


def test_what_the_model_says_could_be_anything_without_a_byte_of_any_page_changing(store):
    hanne = browser_of(store, "demo-hanne")
    every_page(hanne)  # the first look marks flags as seen
    before = every_page(hanne)
    assert len([path for path in before if path.startswith("/unge/")]) >= 8
    with store.begin() as work:
        work.execute(sa.update(SCORES).values(OTHERWISE))
        work.execute(sa.update(RUN_FLAGS).where(RUN_FLAGS.c.source == "risk").values(rank_within_capacity=9))
        work.execute(sa.update(WEEKLY_CUTS).values(risk=0.99, rank=9, capacity=9))
    assert every_page(hanne) == before


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_sentence_of_the_model_is_on_any_page(store, language):
    pages = every_page(browser_of(store, "demo-hanne", language=language))
    assert {
        path: said
        for path, page in pages.items()
        for said in SAID_BY_THE_MODEL
        if said in page and path not in OF_NO_YOUTH
    } == {}


def test_the_assessment_opens_one_youth_to_the_one_who_made_it(store):
    hanne, officer = browser_of(store, "demo-hanne"), browser_of(store, "demo-protection_officer")
    jonas, emma = (path_of(store, name) for name in ("jonas", "emma"))
    after = hanne.post(f"{jonas}/vurdering", data={"level": "much"}).text
    assert "Mange tegn på frafald" in after
    assert "Det, modellen siger" in hanne.get(jonas).text
    assert "Det, modellen siger" not in hanne.get(emma).text
    assert "Det, modellen siger" not in officer.get(jonas).text


def test_a_rule_in_the_models_place_is_called_a_rule_once_the_judgement_is_open_and_not_before(store):
    hanne, jonas = browser_of(store, "demo-hanne"), path_of(store, "jonas")
    hanne.get(jonas)  # the first look marks flags as seen
    before = _some_pages(hanne, jonas)
    said = {"regimes": {str(regime): {"rule": {"name": "absence_10_percent"}} for regime in Regime}}
    with store.begin() as work:
        bundles.add(work, Registered(MODEL_ID, "synthetic", MODEL_ID, said, MORNING))
    assert _some_pages(hanne, jonas) == before
    after = hanne.post(f"{jonas}/vurdering", data={"level": "much"}).text
    assert '<h2 id="judgement">Det, reglen siger</h2>' in after
    assert "Her bruges en enkel regel." in after
    assert "odellen" not in after


def _some_pages(client: TestClient, youth: str) -> list[str]:
    """The list and everything about one youth, without the nonce of each answer."""
    paths = ("/", "/mine", youth, f"{youth}/opfoelgning", f"{youth}/moeder", f"{youth}/opkald")
    return [re.sub(r'nonce="[^"]*"', "", client.get(path).text) for path in paths]


def test_a_reason_shows_the_days_behind_it_once_the_judgement_is_open(store):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    assert "11. nov." not in hanne.get(jonas).text.replace("\xa0", " ")
    after = hanne.post(f"{jonas}/vurdering", data={"level": "much"}).text.replace("\xa0", " ")
    assert "Ulovligt fravær på 3 af 27 skoledage (1. oktober – 13. november 2026)." in after
    assert "Sædvanligt for den unge: 0 %." in after
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', after)
    assert rows[:3] == [
        ("11. nov. 2026", "Ulovligt 2 af 2 timer", "12. nov. 2026"),
        ("30. okt. 2026", "Ulovligt 2 af 2 timer", "31. okt. 2026"),
        ("20. okt. 2026", "Ulovligt 2 af 2 timer", "21. okt. 2026"),
    ]


def test_help_that_fits_the_course_follows_the_profile_once_the_judgement_is_open(store):
    hanne = browser_of(store, "demo-hanne")
    jonas, bilal = (path_of(store, name) for name in ("jonas", "bilal"))
    late = hanne.post(f"{jonas}/vurdering", data={"level": "much"}).text
    assert "Hjælp, der passer til forløbet" in late
    assert "Fraværet begyndte sent." in late
    assert "Begynd gerne her: Samtale med den unge (trin 2: målrettet vejledning)." in late
    unjudged = hanne.post(f"{bilal}/vurdering", data={"level": "not"}).text
    assert "Der er ikke regnet på den unge." in unjudged
    assert "Begynd med det, der griber mindst ind." in unjudged
    with store.begin() as work:
        work.execute(sa.update(SCORES).values(profile="early_starter"))
    assert "Begynd gerne her: Inddragende netværksmøde (trin 3" in hanne.get(jonas).text


@pytest.mark.parametrize("why", ["the lake is gone", "the engine is stopped", "the youth objects"])
def test_days_that_may_not_or_cannot_be_read_are_said_to_be_missing(store, why):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    if why == "the lake is gone":
        shutil.rmtree(settings_of(store).folders.lake)
    with store.begin() as work:
        if why == "the engine is stopped":
            legal.throw_stop(work, Stop(StopKind.ENGINE), reason="test", actor_id="leader", at=MORNING)
        if why == "the youth objects":
            legal.record_objection(work, YouthId("jonas"), actor_id="leader", at=MORNING)
    after = hanne.post(f"{jonas}/vurdering", data={"level": "much"}).text.replace("\xa0", " ")
    assert "Dagene bag kan ikke vises lige nu." in after
    assert "11. nov." not in after


def test_the_assessment_opens_the_judgement_to_the_leader_too(store):
    hanne, leader = browser_of(store, "demo-hanne"), browser_of(store, "demo-leader-A1")
    jonas = path_of(store, "jonas")
    assert "Det, modellen siger" not in leader.get(jonas).text
    hanne.post(f"{jonas}/vurdering", data={"level": "unknown"})
    assert "Det, modellen siger" in leader.get(jonas).text


def test_a_new_flag_closes_the_judgement_again_and_says_so(store):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    hanne.post(f"{jonas}/vurdering", data={"level": "not"})
    later = MORNING + timedelta(minutes=45)
    app = build_app(Settings(), store=store, now=lambda: later)
    again = TestClient(app, headers=hanne.headers, cookies=hanne.cookies)
    page = again.post(f"{jonas}/markering", data={"asked_by": "youth", "why": "Har ringet."}).text
    assert "Der er kommet en ny markering siden" in page
    assert "Det, modellen siger" not in page


def test_before_monday_at_six_the_weeks_risk_flags_are_neither_shown_nor_seen(store):
    early = every_page(browser_of(store, "demo-hanne", at=MORNING.replace(hour=5)))
    leader = browser_of(store, "demo-leader-A1")
    jonas = path_of(store, "jonas")
    assert "jonas" not in early["/lister/D1/2026-W47"]
    assert "Ugens nye tegn i data kommer på listen mandag kl. 6." in early["/lister/D1/2026-W47"]
    assert "Tegn i data" not in browser_of(store, "demo-hanne", at=MORNING.replace(hour=5)).get(jonas).text
    assert 'badge-info">Ny<' in leader.get(jonas).text


def test_no_address_and_no_log_line_holds_a_pseudonym(store, capsys):
    pages = every_page(browser_of(store, "demo-hanne"))
    names = ("jonas", "emma", "karla", "bilal")
    logged = capsys.readouterr()
    assert [path for path in pages if any(name in path for name in names)] == []
    assert [name for name in names if name in logged.out + logged.err] == []
    assert "/unge/{key}" in logged.out + logged.err


@pytest.mark.parametrize(
    "path",
    [
        "/unge/jonas",
        "/unge/AAAA",
        "/unge/" + "A" * 300,
        "/lister/D2/2026-W47",
        "/lister/D1/2026-W99",
        "/lister/central/2026-W47",
    ],
)
def test_what_is_not_the_readers_to_see_is_not_there(store, path):
    answer = browser_of(store, "demo-hanne").get(path)
    assert answer.status_code == 404
    assert "Siden findes ikke her" in answer.text


def test_a_youth_of_another_district_is_not_there_and_nothing_can_be_done_about_them(store):
    niels = path_of(store, "niels")
    hanne = browser_of(store, "demo-hanne")
    assert hanne.get(niels).status_code == 404
    for act, form in (
        ("vurdering", {"level": "not"}),
        ("kontakt", {"kind": "reached"}),
        ("markering", {"asked_by": "youth", "why": "x"}),
    ):
        assert hanne.post(f"{niels}/{act}", data=form).status_code == 404


def test_a_page_whose_look_cannot_be_written_is_not_served(store, published):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    keys = Path(store.seal.anchor).parent
    shutil.rmtree(keys)
    keys.write_text("no folder any more")
    for path in (jonas, "/lister/D1/2026-W47"):
        answer = hanne.get(path)
        assert answer.status_code == 503
        assert "Siden kan ikke vises lige nu" in answer.text
        assert "jonas" not in answer.text


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("vurdering", {"level": "MARKER"}),
        ("kontakt", {"kind": "MARKER"}),
        ("markering", {"asked_by": "youth", "why": "MARKER" * 200}),
        ("markering", {"asked_by": "youth", "why": "  "}),
        ("markeringer/0123456789abcdef", {"move": "close", "version": "1"}),
        ("markeringer/0123456789abcdef", {"move": "MARKER", "version": "x"}),
    ],
)
def test_a_form_that_is_wrong_is_told_so_without_repeating_it(store, act, form):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    answer = hanne.post(f"{jonas}/{act}", data=form)
    assert 400 <= answer.status_code < 500
    assert "MARKER" not in answer.text
    assert "Det kan du gøre nu" in answer.text


def test_a_write_from_another_site_is_refused(store):
    hanne = browser_of(store, "demo-hanne")
    jonas = path_of(store, "jonas")
    answer = hanne.post(f"{jonas}/vurdering", data={"level": "not"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nx: y"])
def test_the_switch_of_language_leads_to_no_other_site(store, back):
    client = browser_of(store, "demo-hanne")
    answer = client.post("/sprog", data={"language": "en", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_demo_users_come_in_in_demo_mode_only(store):
    app = build_app(Settings(mode="synthetic"), store=store, now=lambda: MORNING)
    client = TestClient(app, headers={"sec-fetch-site": "same-origin", "accept": "text/html"})
    assert "Hanne" not in client.get("/log-ind").text
    assert client.post("/log-ind", data={"user": "demo-hanne"}).status_code == 403
