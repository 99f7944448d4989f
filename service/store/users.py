"""Users, their sessions and the tokens of systems; of a session or token only the SHA-256 is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from service.domain.access import Role, Scope
from service.domain.errors import UnknownThing, WrongUse
from service.domain.users import User
from service.store.tables import SESSIONS, TOKENS, USERS
from service.store.unit_of_work import Work

_SECRET_BYTES: Final = 32
_COLUMNS: Final = (
    USERS.c.user_id,
    USERS.c.name,
    USERS.c.role,
    USERS.c.counsellor_id,
    USERS.c.district_id,
    USERS.c.area_id,
    USERS.c.is_demo,
)


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in: since when, when last seen (to the minute), and until when at most."""

    user: User
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Called:
    """Who a token belongs to, and what it is good for."""

    user: User
    scopes: frozenset[Scope]


def users(work: Work) -> list[User]:
    """Everybody who may come in, by id."""
    return [_user(row) for row in work.rows(_standing().order_by(USERS.c.user_id))]


def user(work: Work, user_id: str) -> User:
    """The user of an id.

    Raises: UnknownThing if there is none, or not any more.
    """
    found = work.first(_standing().where(USERS.c.user_id == user_id))
    if found is None:
        raise UnknownThing("user: got an id that nobody has, allowed are those that `alleskalmed users list` shows.")
    return _user(found)


def names(work: Work, user_ids: Collection[str]) -> dict[str, str]:
    """What some users are called, those too who are here no longer."""
    wanted = sa.select(USERS.c.user_id, USERS.c.name).where(USERS.c.user_id.in_(sorted(set(user_ids))))
    return {row.user_id: row.name for row in work.rows(wanted)}


def add(work: Work, new: Sequence[User], *, at: datetime) -> list[User]:
    """Let users in; those who are in already stay as they are. Returns the new ones."""
    known = {row.user_id for row in work.rows(sa.select(USERS.c.user_id))}
    fresh = [one for one in new if one.user_id not in known]
    if fresh:
        work.execute(sa.insert(USERS), [{**vars(one), "role": str(one.role), "added_at": at} for one in fresh])
    return fresh


def end(work: Work, user_id: str, *, at: datetime) -> None:
    """Let a user in no more: sessions and tokens end with it.

    Raises: UnknownThing if there is none.
    """
    user(work, user_id)
    work.execute(sa.update(USERS).where(USERS.c.user_id == user_id).values(ended_at=at))
    for table in (SESSIONS, TOKENS):
        mine = table.c.user_id == user_id
        work.execute(sa.update(table).where(mine, table.c.revoked_at.is_(None)).values(revoked_at=at))


# Sessions of people


def open_session(work: Work, user_id: str, *, at: datetime, hours: int) -> str:
    """A new session of a user; returns the secret for the cookie, which is kept nowhere.

    Raises: UnknownThing if there is no such user; WrongUse for a system, which has tokens.
    """
    if user(work, user_id).role is Role.SYSTEM:
        raise WrongUse("session: got a system, allowed are people; a system calls with a token.")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = {"token_hash": _hash(secret), "user_id": user_id, "opened_at": at, "expires_at": at + timedelta(hours=hours)}
    work.execute(sa.insert(SESSIONS), [row])
    return secret


def sessions(work: Work, *, at: datetime, idle: timedelta) -> list[Session]:
    """Everybody who is signed in, by id, the longest first."""
    rows = work.rows(_open_sessions(at, idle).order_by(USERS.c.user_id, SESSIONS.c.opened_at))
    return [_session(row) for row in rows]


def session_of(work: Work, secret: str, *, at: datetime, idle: timedelta, is_demo_mode: bool) -> Session | None:
    """Who is signed in with a secret; None if nobody is, or not any more. Demo users exist in demo mode only."""
    found = work.first(_open_sessions(at, idle).where(SESSIONS.c.token_hash == _hash(secret)))
    return None if found is None or (found.is_demo and not is_demo_mode) else _session(found)


def keep_session(work: Work, secret: str, *, at: datetime) -> None:
    """Note that a session is in use; one that has ended meanwhile stays ended."""
    mine = SESSIONS.c.token_hash == _hash(secret)
    work.execute(sa.update(SESSIONS).where(mine, SESSIONS.c.revoked_at.is_(None)).values(seen_at=at))


def close_sessions(work: Work, user_id: str, *, at: datetime) -> int:
    """End every session of a user; returns how many there were.

    Raises: UnknownThing if there is no such user.
    """
    user(work, user_id)
    mine = sa.and_(SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None), SESSIONS.c.expires_at > at)
    count = len(work.rows(sa.select(SESSIONS.c.token_hash).where(mine)))
    work.execute(sa.update(SESSIONS).where(mine).values(revoked_at=at))
    return count


def close_session(work: Work, secret: str, *, at: datetime) -> None:
    """End a session; nothing happens if it had ended."""
    mine = SESSIONS.c.token_hash == _hash(secret)
    work.execute(sa.update(SESSIONS).where(mine, SESSIONS.c.revoked_at.is_(None)).values(revoked_at=at))


# Tokens of systems


def make_token(work: Work, user_id: str, scopes: Collection[Scope], *, at: datetime, days: int) -> str:
    """A new token; returns the secret, which is kept nowhere.

    Raises: UnknownThing if there is no such user.
    """
    user(work, user_id)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = {
        "token_hash": _hash(secret),
        "user_id": user_id,
        "scopes": json.dumps(sorted(scopes)),
        "made_at": at,
        "expires_at": at + timedelta(days=days),
    }
    work.execute(sa.insert(TOKENS), [row])
    return secret


def user_of_token(work: Work, secret: str, *, at: datetime, is_demo_mode: bool) -> Called | None:
    """Whose token it is and what it is good for; None if it is nobody's, or not any more. Demo users exist in demo mode only."""
    joined = _standing().add_columns(TOKENS.c.scopes).join(TOKENS, TOKENS.c.user_id == USERS.c.user_id)
    found = work.first(joined.where(*_valid(TOKENS, secret, at)))
    if found is None or (found.is_demo and not is_demo_mode):
        return None
    return Called(_user(found), frozenset(Scope(word) for word in json.loads(found.scopes)))


def revoke_token(work: Work, secret: str, *, at: datetime) -> None:
    """End a token; nothing happens if it had ended."""
    mine = TOKENS.c.token_hash == _hash(secret)
    work.execute(sa.update(TOKENS).where(mine, TOKENS.c.revoked_at.is_(None)).values(revoked_at=at))


def _standing() -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(USERS.c.ended_at.is_(None))


_SEEN_AT: Final = sa.func.coalesce(SESSIONS.c.seen_at, SESSIONS.c.opened_at, type_=SESSIONS.c.seen_at.type)


def _open_sessions(at: datetime, idle: timedelta) -> sa.Select[Any]:
    """Sessions that have neither been ended, nor lasted their time, nor lain unused."""
    times = (SESSIONS.c.opened_at, _SEEN_AT.label("seen_at"), SESSIONS.c.expires_at)
    joined = _standing().add_columns(*times).join(SESSIONS, SESSIONS.c.user_id == USERS.c.user_id)
    return joined.where(SESSIONS.c.revoked_at.is_(None), SESSIONS.c.expires_at > at, at - idle < _SEEN_AT)


def _session(row: Any) -> Session:
    return Session(_user(row), row.opened_at, row.seen_at, row.expires_at)


def _valid(table: sa.Table, secret: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.token_hash == _hash(secret), table.c.revoked_at.is_(None), table.c.expires_at > at)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _user(row: Any) -> User:
    return User(row.user_id, row.name, Role(row.role), row.counsellor_id, row.district_id, row.area_id, row.is_demo)
