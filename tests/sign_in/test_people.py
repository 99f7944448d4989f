"""People sign in with the municipality's provider; whatever was tampered with is refused, all in the same words."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, RSAKey
from structlog.testing import capture_logs

from service.edge.actors import HOST_COOKIE as COOKIE
from service.store import audit, users
from service.web.sign_in_pages import ATTEMPT_COOKIE
from tests.sign_in.conftest import PUBLIC

IN, OUT = 200, 303
IDLE = timedelta(hours=1)


def state_of(browser) -> int:
    """What the page of the nights answers: it opens to who is signed in, and sends everybody else to do so."""
    return browser.get("/koersler").status_code


def refused(desk, browser, query: str) -> str:
    """The text of a refused second half; nobody is signed in by it."""
    answer = browser.get(f"/log-ind/svar?{query}")
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies
    assert state_of(browser) == OUT
    return answer.text.split("<main", 1)[-1]


def why_refused(desk, browser, query: str) -> str:
    """What the operator's log says of a refused second half."""
    with capture_logs() as lines:
        refused(desk, browser, query)
    return next(line["kind"] for line in lines if line["event"] == "sign_in.refused")


OF_THE_TOKEN = {"token_refused", "id_token_refused"}


def test_who_was_let_in_signs_in_with_the_provider(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    assert state_of(browser) == IN
    assert "Hanne Overmark" in browser.get("/koersler").text


def test_the_provider_is_asked_with_a_challenge_and_for_one_exact_address(desk):
    first, second = (parse_qs(urlsplit(desk.browser().get("/log-ind/udbyder").headers["location"]).query) for _ in "ab")
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == [f"{PUBLIC}/log-ind/svar"]
    assert first["response_type"] == ["code"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]


def test_the_attempt_is_kept_where_no_script_and_no_neighbouring_site_reaches_it(desk):
    cookie = desk.browser().get("/log-ind/udbyder").headers["set-cookie"]
    assert cookie.startswith(f"{ATTEMPT_COOKIE}=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_session_that_is_revoked_is_out_at_the_next_request(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    assert state_of(browser) == IN
    with desk.store.begin() as work:
        assert users.close_sessions(work, "hanne", at=desk.at) == 1
    assert state_of(browser) == OUT


def test_signing_in_again_ends_the_session_that_was(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    before = browser.cookies[COOKIE]
    desk.sign_in(browser)
    assert browser.cookies[COOKIE] != before
    with desk.store.read() as work:
        assert len(users.sessions(work, at=desk.at, idle=IDLE)) == 1


def test_a_session_ends_when_it_lies_unused_and_lasts_while_it_is_used(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    for _ in range(5):
        desk.at += timedelta(minutes=59)
        assert state_of(browser) == IN
    desk.at += timedelta(minutes=60)
    assert state_of(browser) == OUT


def test_a_session_ends_after_ten_hours_however_much_it_is_used(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    for _ in range(11):
        desk.at += timedelta(minutes=54)
        assert state_of(browser) == IN
    desk.at += timedelta(minutes=6)
    assert state_of(browser) == OUT


def test_signing_out_ends_the_session_here_and_goes_on_to_the_provider(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    answer = browser.post("/log-ud")
    assert answer.status_code == 200
    onwards = answer.headers["refresh"].removeprefix("0; url=")
    assert onwards.startswith(f"{desk.issuer.address}/end?")
    assert parse_qs(urlsplit(onwards).query) == {
        "client_id": ["alleskalmed"],
        "post_logout_redirect_uri": [f"{PUBLIC}/log-ind"],
    }
    assert state_of(browser) == OUT


def test_where_the_provider_offers_no_end_signing_out_ends_here(desk):
    desk.issuer.metadata["end_session_endpoint"] = ""
    browser = desk.browser()
    desk.sign_in(browser)
    assert browser.post("/log-ud").headers["location"] == "/log-ind"
    assert state_of(browser) == OUT


ALTERED = {
    "a nonce of another attempt": {"nonce": "0" * 64},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "somebody-else"},
    "several audiences without saying which is meant": {"aud": ["alleskalmed", "somebody-else"]},
    "meant for another party": {"azp": "somebody-else"},
    "no audience": {"aud": None},
    "past its end": {"exp": 1},
    "without an end": {"exp": None},
    "an end that is no number": {"exp": "tomorrow"},
    "issued in the future": {"iat": 99_999_999_999},
    "not valid yet": {"nbf": 99_999_999_999},
    "nobody": {"sub": None},
    "a list for a name": {"sub": ["hanne"]},
    "another access token": {"at_hash": "x"},
}


@pytest.mark.parametrize("claims", ALTERED.values(), ids=ALTERED)
def test_an_id_token_whose_claims_do_not_hold_is_refused(desk, claims):
    desk.issuer.claims = claims
    browser = desk.browser()
    assert why_refused(desk, browser, desk.leave(browser)) in OF_THE_TOKEN


@pytest.mark.parametrize("how", ["none", "hmac with the public key", "a stranger's key", "tampered", "no token"])
def test_an_id_token_that_the_provider_did_not_sign_is_refused(desk, how, monkeypatch):
    browser = desk.browser()
    query = desk.leave(browser)
    made = {
        "none": desk.issuer.unsigned,
        "hmac with the public key": desk.issuer.forged_with_public_key,
        "a stranger's key": lambda **claims: sign(key=RSAKey.generate_key(2048), **claims),
        "tampered": lambda **claims: flipped(sign(**claims)),
        "no token": lambda **_: "",
    }
    sign = desk.issuer.token
    monkeypatch.setattr(desk.issuer, "token", made[how])
    assert why_refused(desk, browser, query) in OF_THE_TOKEN


def flipped(token: str) -> str:
    """A token with one letter of its claims altered."""
    head, body, seal = token.split(".")
    middle = len(body) // 2
    return f"{head}.{body[:middle]}{'A' if body[middle] != 'A' else 'B'}{body[middle + 1 :]}.{seal}"


def test_an_algorithm_that_is_not_on_our_list_is_refused_though_the_provider_signs_with_it(desk):
    desk.issuer.alg = "RS512"
    browser = desk.browser()
    assert why_refused(desk, browser, desk.leave(browser)) in OF_THE_TOKEN


def test_every_algorithm_on_our_list_is_believed(desk):
    curve = ECKey.generate_key("P-256", parameters={"kid": "curve", "use": "sig"})
    for alg, key in (("PS256", desk.issuer.key), ("ES256", curve)):
        desk.issuer.alg, desk.issuer.key, desk.issuer.published = alg, key, [key]
        desk.at += timedelta(minutes=2)
        desk.issuer.at = desk.at
        desk.sign_in(desk.browser())


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda query: query.replace("state=", "state=0"),
        lambda query: query.split("&")[0],
        lambda query: query.replace("code=", "code=0"),
        lambda query: query.split("&")[1],
        lambda query: query + "&iss=https://elsewhere.example",
        lambda query: query + "&error=access_denied",
        lambda query: "",
    ],
    ids=["state", "no state", "code", "no code", "issuer", "provider says no", "nothing"],
)
def test_an_answer_that_is_not_the_one_to_this_attempt_is_refused(desk, spoiled):
    browser = desk.browser()
    refused(desk, browser, spoiled(desk.leave(browser)))


def test_a_code_serves_only_the_browser_that_asked_for_it_and_only_once(desk):
    mine, other = desk.browser(), desk.browser()
    query = desk.leave(mine)
    desk.leave(other)
    refused(desk, other, query)
    assert mine.get(f"/log-ind/svar?{query}").status_code == 303
    refused(desk, other, query)
    mine.cookies.delete(COOKIE)
    refused(desk, mine, query)


def test_the_provider_gives_nothing_for_a_code_without_its_verifier(desk):
    browser = desk.browser()
    query = desk.leave(browser)
    desk.issuer.asked[query.split("&")[0].removeprefix("code=")]["code_challenge"] = "x" * 43
    assert why_refused(desk, browser, query) == "code_refused"


@pytest.mark.parametrize("sub", ["nobody-let-me-in", "gone", "journal", "demo-C01"])
def test_who_is_not_let_in_is_refused_in_words(desk, sub):
    browser = desk.browser()
    said = refused(desk, browser, desk.leave(browser, sub=sub))
    assert "Vi kunne ikke logge dig ind" in said
    assert "lukke dig ind" in said
    assert sub not in said


def test_every_failure_says_the_same(desk):
    said = set()
    for sub in ("hanne", "nobody-let-me-in", "gone", "journal"):
        browser = desk.browser()
        query = desk.leave(browser, sub=sub)
        said.add(refused(desk, browser, query.replace("code=", "code=0") if sub == "hanne" else query))
    assert len(said) == 1


def test_a_provider_that_is_down_lets_nobody_in_and_is_said_to_be_unavailable(desk):
    desk.issuer.metadata["issuer"] = "https://elsewhere.example"
    assert desk.browser().get("/log-ind/udbyder").status_code == 503


def test_keys_are_kept_and_looked_for_anew_when_one_is_not_known(desk):
    for _ in range(3):
        desk.sign_in(desk.browser())
    assert desk.issuer.looks_at_keys == 1
    new = RSAKey.generate_key(2048, parameters={"kid": "second", "use": "sig"})
    desk.issuer.key, desk.issuer.published = new, [new]
    browser = desk.browser()
    refused(desk, browser, desk.leave(browser))  # asked half a minute ago at most
    assert desk.issuer.looks_at_keys == 1
    desk.at += timedelta(seconds=31)
    desk.sign_in(desk.browser())
    assert desk.issuer.looks_at_keys == 2


def test_a_key_that_the_provider_took_back_is_believed_for_an_hour_at_most(desk):
    desk.sign_in(desk.browser())
    desk.issuer.published = [RSAKey.generate_key(2048, parameters={"kid": "second", "use": "sig"})]
    desk.at += timedelta(minutes=61)
    desk.issuer.at = desk.at
    browser = desk.browser()
    refused(desk, browser, desk.leave(browser))


def test_every_sign_in_and_sign_out_is_in_the_audit_trail(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    browser.post("/log-ud")
    with desk.store.read() as work:
        assert [line.action for line in audit.lines(work)] == ["session.opened", "session.closed"]


def test_no_demo_user_comes_in_beside_the_provider(desk):
    browser = desk.browser()
    assert "demo-C01" not in browser.get("/log-ind").text
    assert browser.post("/log-ind", data={"user": "demo-C01"}).status_code == 403
