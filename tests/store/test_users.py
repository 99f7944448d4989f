"""Who comes in: sessions and tokens by their hash, with an end, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.domain.access import Role, Scope
from service.domain.errors import UnknownThing, WrongUse
from service.domain.users import User
from service.store import users
from service.store.tables import SESSIONS, TOKENS
from service.store.unit_of_work import Store

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=10)
HANNE = User("hanne", "Hanne Overmark", Role.COUNSELLOR, "C01", "D01")
DEMO = User("demo-reader", "Fagsystem", Role.SYSTEM, is_demo=True)
IDLE = timedelta(hours=24)
READS = frozenset({Scope.READ, Scope.SCORE})


@pytest.fixture
def peopled(store: Store) -> Store:
    with store.begin() as work:
        assert users.add(work, [HANNE, DEMO], at=AT) == [HANNE, DEMO]
    return store


def signed_in(store: Store, secret: str, at: datetime, *, is_demo_mode: bool = False) -> User | None:
    with store.read() as work:
        found = users.session_of(work, secret, at=at, idle=IDLE, is_demo_mode=is_demo_mode)
        return None if found is None else found.user


def called(store: Store, secret: str, at: datetime, *, is_demo_mode: bool = True) -> users.Called | None:
    with store.read() as work:
        return users.user_of_token(work, secret, at=at, is_demo_mode=is_demo_mode)


def test_a_user_who_is_in_stays_as_they_are(peopled: Store):
    with peopled.begin() as work:
        assert users.add(work, [User("hanne", "Somebody else", Role.OPERATOR)], at=LATER) == []
        assert users.users(work) == [DEMO, HANNE]


def test_a_session_lasts_until_its_end_or_until_it_is_closed(peopled: Store):
    with peopled.begin() as work:
        secret = users.open_session(work, "hanne", at=AT, hours=10)
    assert signed_in(peopled, secret, LATER - timedelta(seconds=1)) == HANNE
    assert signed_in(peopled, secret, LATER) is None
    assert signed_in(peopled, secret + "x", AT) is None
    with peopled.begin() as work:
        users.close_session(work, secret, at=AT)
    assert signed_in(peopled, secret, AT) is None


def test_a_token_tells_who_calls_and_what_for_until_it_is_revoked(peopled: Store):
    with peopled.begin() as work:
        secret = users.make_token(work, "demo-reader", READS, at=AT, days=1)
    assert called(peopled, secret, AT) == users.Called(DEMO, READS)
    assert called(peopled, secret, AT + timedelta(days=1)) is None
    with peopled.begin() as work:
        users.revoke_token(work, secret, at=AT)
    assert called(peopled, secret, AT) is None


def test_no_secret_is_kept(peopled: Store):
    with peopled.begin() as work:
        secrets = [
            users.open_session(work, "hanne", at=AT, hours=1),
            users.make_token(work, "demo-reader", READS, at=AT, days=1),
        ]
        kept = [*work.rows(sa.select(SESSIONS.c.token_hash)), *work.rows(sa.select(TOKENS.c.token_hash))]
    assert all(len(secret) >= 43 for secret in secrets)
    assert len(set(secrets)) == len(kept) == 2
    assert not {row.token_hash for row in kept} & set(secrets)


def test_a_session_is_no_token_and_a_token_no_session(peopled: Store):
    with peopled.begin() as work:
        session = users.open_session(work, "hanne", at=AT, hours=1)
        token = users.make_token(work, "hanne", READS, at=AT, days=1)
    assert called(peopled, session, AT) is None
    assert signed_in(peopled, token, AT) is None


def test_demo_users_come_in_only_in_demo_mode(peopled: Store):
    with peopled.begin() as work:
        token = users.make_token(work, "demo-reader", READS, at=AT, days=1)
        users.add(work, [User("demo-C01", "Hanne", Role.COUNSELLOR, is_demo=True)], at=AT)
        session = users.open_session(work, "demo-C01", at=AT, hours=1)
    assert called(peopled, token, AT, is_demo_mode=False) is None
    assert signed_in(peopled, session, AT, is_demo_mode=False) is None
    assert signed_in(peopled, session, AT, is_demo_mode=True) is not None


def test_a_user_who_has_ended_is_out_at_once(peopled: Store):
    with peopled.begin() as work:
        session = users.open_session(work, "hanne", at=AT, hours=10)
        token = users.make_token(work, "hanne", READS, at=AT, days=1)
        users.end(work, "hanne", at=AT)
        with pytest.raises(UnknownThing, match="users list"):
            users.open_session(work, "hanne", at=AT, hours=1)
    assert signed_in(peopled, session, AT) is None
    assert called(peopled, token, AT) is None


def test_systems_have_tokens_not_sessions(peopled: Store):
    with peopled.begin() as work, pytest.raises(WrongUse, match="allowed are people"):
        users.open_session(work, "demo-reader", at=AT, hours=1)


def test_a_session_ends_when_it_lies_unused_and_lasts_while_it_is_kept(peopled: Store):
    def is_in(at: datetime) -> bool:
        with peopled.read() as work:
            found = users.session_of(work, secret, at=at, idle=timedelta(hours=1), is_demo_mode=False)
            return found is not None

    with peopled.begin() as work:
        secret = users.open_session(work, "hanne", at=AT, hours=10)
    assert is_in(AT + timedelta(minutes=59))
    assert not is_in(AT + timedelta(minutes=60))
    with peopled.begin() as work:
        users.keep_session(work, secret, at=AT + timedelta(minutes=30))
    assert is_in(AT + timedelta(minutes=89))
    assert not is_in(AT + timedelta(minutes=90))


def test_all_sessions_of_one_user_end_and_nobody_elses(peopled: Store):
    with peopled.begin() as work:
        users.add(work, [User("ida", "Ida", Role.LEADER)], at=AT)
        mine = [users.open_session(work, "hanne", at=AT, hours=10) for _ in range(2)]
        other = users.open_session(work, "ida", at=AT, hours=10)
        assert [one.user.user_id for one in users.sessions(work, at=AT, idle=IDLE)] == ["hanne", "hanne", "ida"]
        assert users.close_sessions(work, "hanne", at=AT) == 2
        assert users.close_sessions(work, "hanne", at=AT) == 0
        with pytest.raises(UnknownThing, match="users list"):
            users.close_sessions(work, "nobody", at=AT)
    assert [signed_in(peopled, secret, AT) for secret in mine] == [None, None]
    assert signed_in(peopled, other, AT) is not None


def test_a_session_that_ended_is_not_brought_back_by_being_kept(peopled: Store):
    with peopled.begin() as work:
        secret = users.open_session(work, "hanne", at=AT, hours=10)
        users.close_session(work, secret, at=AT)
        users.keep_session(work, secret, at=AT)
    assert signed_in(peopled, secret, AT) is None
