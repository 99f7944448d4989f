"""`alleskalmed users`: who may come in, a new user, who is signed in, and a demonstration's token."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from features.exits import say
from features.vocabulary import AreaId, CounsellorId, DistrictId
from service.commands.clock import now
from service.commands.installation import installation, show
from service.domain.access import COMMAND_LINE, Role, Scope
from service.domain.errors import WrongUse
from service.domain.users import User
from service.operating.users import TOKEN_DAYS, add_user, demo_user, end_user, issue_token, sign_out
from service.settings import Settings
from service.store import users
from service.store.users import Called


@dataclass(frozen=True)
class New:
    """Somebody who is to be let in, as typed."""

    user_id: str
    name: str
    role: str
    counsellor: str | None
    district: str | None
    area: str | None


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _list(*, as_json: bool) -> None:
    with installation(Settings()) as store, store.read() as work:
        rows = [{**vars(user), "role": str(user.role)} for user in users.users(work)]
    show(rows, as_json=as_json, nothing="Nobody may come in yet; `alleskalmed users add` lets somebody in.")


def _add(**typed: Any) -> None:
    new = New(**typed)
    user = User(
        new.user_id,
        new.name,
        Role(new.role),
        None if new.counsellor is None else CounsellorId(new.counsellor),
        None if new.district is None else DistrictId(new.district),
        None if new.area is None else AreaId(new.area),
    )
    settings = Settings()
    with installation(settings) as store, store.begin() as work:
        add_user(work, COMMAND_LINE, user, mode=settings.mode, at=now())
    say(f"Let in as {user.role}.")


def _end(*, user_id: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        end_user(work, COMMAND_LINE, user_id, at=now())
    say("Let in no more; sessions and tokens have ended.")


def _sessions(*, as_json: bool) -> None:
    settings = Settings()
    idle = timedelta(minutes=settings.session_idle_minutes)
    with installation(settings) as store, store.read() as work:
        rows = [
            {
                "user_id": one.user.user_id,
                "role": str(one.user.role),
                "opened_at": one.opened_at,
                "seen_at": one.seen_at,
                "expires_at": one.expires_at,
            }
            for one in users.sessions(work, at=now(), idle=idle)
        ]
    show(rows, as_json=as_json, nothing="Nobody is signed in.")


def _sign_out(*, user_id: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        count = sign_out(work, COMMAND_LINE, user_id, at=now())
    say(f"Signed out of {count} sessions; `alleskalmed users end` also keeps them from coming back.")


def _token(*, role: str, district: str | None, scope: Sequence[str]) -> None:
    """The token goes to standard output, alone, so that `TOKEN=$(alleskalmed users token …)` holds it."""
    if role != Role.SYSTEM and scope:
        raise WrongUse(
            "scope: got one for a person, allowed are scopes of a system; a person's role says what they may do."
        )
    scopes = frozenset(Scope(word) for word in scope) or frozenset(Scope)
    settings = Settings()
    with installation(settings) as store, store.begin() as work:
        user = demo_user(work, Role(role), district)
        asked = Called(user, scopes if user.role is Role.SYSTEM else frozenset())
        secret = issue_token(work, COMMAND_LINE, asked, mode=settings.mode, at=now())
    say(
        f"A token of {user.user_id} for {TOKEN_DAYS} days; it is shown this once. Send it as `Authorization: Bearer TOKEN`."
    )
    print(secret)  # noqa: T201 - the command's answer


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "list": _list,
    "add": _add,
    "end": _end,
    "sessions": _sessions,
    "sign-out": _sign_out,
    "token": _token,
}
