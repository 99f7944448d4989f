"""Users and tokens as acts: who lets whom in, written down; demonstration's users exist in demo mode only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.domain.access import Act, Actor, Role, check_may
from service.domain.audit import Event
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.routing import Organisation
from service.domain.users import User, demo_users
from service.settings import Mode
from service.store import audit, users
from service.store.unit_of_work import Work
from service.store.users import Called

TOKEN_DAYS: Final = 90
NEEDS_PLACE: Final = frozenset({Role.COUNSELLOR})


def add_user(work: Work, actor: Actor, new: User, *, mode: Mode, at: datetime) -> User:
    """Let somebody in.

    Raises: NotPermitted if the actor may not, or for a demo user outside demo mode; WrongUse if the id is taken or a place is missing.
    """
    check_may(actor, Act.MANAGE_USERS)
    _check_mode(new.is_demo, mode)
    if new.role in NEEDS_PLACE and new.counsellor_id is None:
        raise WrongUse(
            "user: got a counsellor without counsellor_id, allowed is the id the organisation's records give. Name it."
        )
    if not users.add(work, [new], at=at):
        raise WrongUse(
            "user: got an id that somebody has, allowed is a new one. Choose another, or end that user first."
        )
    audit.append(work, Event(at, actor, "user.added", detail={"user_id": new.user_id, "role": str(new.role)}))
    return new


def add_demo_users(work: Work, actor: Actor, organisation: Organisation, *, mode: Mode, at: datetime) -> list[User]:
    """Let in a user for every role, named from the organisation; those who are in stay. Returns all demo users.

    Raises: NotPermitted outside demo mode.
    """
    check_may(actor, Act.MANAGE_USERS)
    _check_mode(True, mode)
    for new in users.add(work, demo_users(organisation), at=at):
        audit.append(work, Event(at, actor, "user.added", detail={"user_id": new.user_id, "role": str(new.role)}))
    return [user for user in users.users(work) if user.is_demo]


def end_user(work: Work, actor: Actor, user_id: str, *, at: datetime) -> None:
    """Let somebody in no more.

    Raises: NotPermitted; UnknownThing if there is no such user.
    """
    check_may(actor, Act.MANAGE_USERS)
    users.end(work, user_id, at=at)
    audit.append(work, Event(at, actor, "user.ended", detail={"user_id": user_id}))


def sign_out(work: Work, actor: Actor, user_id: str, *, at: datetime) -> int:
    """Sign somebody out everywhere, from their next request on; they may sign in again. Returns how many sessions ended.

    Raises: NotPermitted; UnknownThing if there is no such user.
    """
    check_may(actor, Act.MANAGE_USERS)
    count = users.close_sessions(work, user_id, at=at)
    audit.append(work, Event(at, actor, "user.signed_out", detail={"user_id": user_id, "sessions": count}))
    return count


def issue_token(work: Work, actor: Actor, called: Called, *, mode: Mode, at: datetime) -> str:
    """A token for a user with some scopes, told once and kept nowhere.

    Raises: NotPermitted outside demo mode, where systems sign in with the issuer that the municipality names.
    """
    check_may(actor, Act.MANAGE_USERS)
    _check_mode(True, mode)
    secret = users.make_token(work, called.user.user_id, called.scopes, at=at, days=TOKEN_DAYS)
    detail = {"user_id": called.user.user_id, "scopes": " ".join(sorted(called.scopes))}
    audit.append(work, Event(at, actor, "token.issued", detail=detail))
    return secret


def demo_user(work: Work, role: Role, district_id: str | None = None) -> User:
    """The demonstration's user of a role; of a counsellor, that of a district.

    Raises: UnknownThing if there is none.
    """
    found = [
        user
        for user in users.users(work)
        if user.is_demo and user.role is role and district_id in {None, user.district_id}
    ]
    if not found:
        raise UnknownThing(
            f"user: got no demo user with the role {role}{' in that district' if district_id else ''}, allowed are those that "
            "`alleskalmed users list` shows. `make demo` lets them in."
        )
    return found[0]


def _check_mode(is_demo: bool, mode: Mode) -> None:
    if is_demo and mode is not Mode.DEMO:
        raise NotPermitted(
            f"user: got a demo user or token in mode {mode}, allowed in demo mode only. "
            "There people sign in with OpenID Connect and systems with the municipality's issuer."
        )
