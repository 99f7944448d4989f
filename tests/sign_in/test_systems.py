"""Systems come in with access tokens of the municipality's issuer, checked against its keys; printed tokens are for demonstrations."""

from __future__ import annotations

import pytest
from joserfc.jwk import RSAKey

from service.domain.access import Role, Scope
from service.domain.users import User
from service.store import users
from tests.sign_in.conftest import AUDIENCE

READS = "/api/v1/runs"
SYSTEM = {"aud": AUDIENCE, "client_id": "journal", "scope": "lists:read"}


def asks(desk, token: str) -> int:
    """What a system with a token is answered."""
    return desk.system(token).get(READS).status_code


def test_a_system_with_a_token_of_the_issuer_reads_what_its_scope_opens(desk):
    assert asks(desk, desk.issuer.token(**SYSTEM)) == 200


@pytest.mark.parametrize("scope", ["", "scores:compute", "lists:readall openid", None, ["lists:read"], "LISTS:READ"])
def test_a_token_without_the_scope_is_known_and_may_not(desk, scope):
    assert asks(desk, desk.issuer.token(**{**SYSTEM, "scope": scope})) == 403


def test_every_scope_is_known_by_its_word(desk):
    token = desk.issuer.token(**{**SYSTEM, "scope": " ".join(Scope)})
    assert asks(desk, token) == 200


ALTERED = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "the audience of people's ID tokens": {"aud": "alleskalmed"},
    "no audience": {"aud": None},
    "past its end": {"exp": 1},
    "without an end": {"exp": None},
    "not valid yet": {"nbf": 99_999_999_999},
    "issued in the future": {"iat": 99_999_999_999},
    "no client": {"client_id": None},
    "a client nobody let in": {"client_id": "somebody"},
    "a person": {"client_id": "hanne"},
    "a system whose name is a list": {"client_id": ["journal"]},
}


@pytest.mark.parametrize("claims", ALTERED.values(), ids=ALTERED)
def test_a_token_whose_claims_do_not_hold_opens_nothing(desk, claims):
    assert asks(desk, desk.issuer.token(**{**SYSTEM, **claims})) == 401


def test_a_token_that_the_issuer_did_not_sign_opens_nothing(desk):
    whole = desk.issuer.token(**SYSTEM)
    head, body, seal = whole.split(".")
    other = desk.issuer.token(**{**SYSTEM, "scope": " ".join(Scope)}).split(".")[1]
    forged = [
        desk.issuer.unsigned(**SYSTEM),
        desk.issuer.forged_with_public_key(**SYSTEM),
        desk.issuer.token(key=RSAKey.generate_key(2048), **SYSTEM),
        f"{head}.{other}.{seal}",
        f"{head}.{body}.",
        f"{head}.{body}.{seal[:-4]}",
        "..",
        "a.b.c",
        "é.é.é",
        f"{'a' * 9000}.b.c",
    ]
    assert asks(desk, whole) == 200
    assert [asks(desk, token) for token in forged] == [401] * len(forged)


def test_an_algorithm_that_is_not_on_our_list_opens_nothing(desk):
    desk.issuer.alg = "RS512"
    assert asks(desk, desk.issuer.token(**SYSTEM)) == 401


def test_a_token_that_lies_about_its_key_makes_us_ask_for_keys_only_once(desk):
    assert asks(desk, desk.issuer.token(**SYSTEM)) == 200
    desk.issuer.header = {"kid": "made-up"}
    assert [asks(desk, desk.issuer.token(**SYSTEM)) for _ in range(5)] == [401] * 5
    assert desk.issuer.looks_at_keys == 1


def test_a_system_that_is_let_in_no_more_is_out_at_the_next_request(desk):
    token = desk.issuer.token(**SYSTEM)
    assert asks(desk, token) == 200
    with desk.store.begin() as work:
        users.end(work, "journal", at=desk.at)
    assert asks(desk, token) == 401


def test_a_system_cannot_come_in_by_the_pages_nor_a_bearer_by_a_cookie(desk):
    browser = desk.browser()
    desk.sign_in(browser)
    browser.headers["authorization"] = "Bearer x.y.z"
    assert browser.get(READS).status_code == 401


def test_a_printed_token_opens_nothing_outside_a_demonstration(desk):
    with desk.store.begin() as work:
        left_over = users.make_token(work, "journal", [Scope.READ], at=desk.at, days=1)
        users.add(work, [User("demo-s", "Demo", Role.SYSTEM, is_demo=True)], at=desk.at)
        demo = users.make_token(work, "demo-s", [Scope.READ], at=desk.at, days=1)
    assert [asks(desk, token) for token in (left_over, demo)] == [401, 401]


def test_an_issuer_that_is_down_is_said_to_be_unavailable_and_never_believed(desk):
    desk.issuer.metadata["jwks_uri"] = f"{desk.issuer.address}/nothing-here"
    assert asks(desk, desk.issuer.token(**SYSTEM)) == 503
