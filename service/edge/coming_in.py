"""Who the provider says somebody is → a user of ours, or no entry; whatever fails is told in the same words, after the same time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.domain.access import Role, Scope
from service.domain.errors import UnknownThing
from service.domain.users import User
from service.edge.context import Service
from service.edge.provider import NotTrusted, Provider
from service.store import users
from service.store.unit_of_work import Work
from service.store.users import Called

_SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class Attempt:
    """One try at signing in: the browser keeps its secret in a cookie, and what the provider is told is derived from it.

    So a code can be used only by the browser that asked for it, and the store keeps nothing about who never came back.
    """

    secret: str = field(repr=False)

    @classmethod
    def begin(cls) -> Attempt:
        """A new one."""
        return cls(secrets.token_urlsafe(_SECRET_BYTES))

    @property
    def state(self) -> str:
        """Comes back with the code: somebody else's code is refused."""
        return self._part("state")

    @property
    def nonce(self) -> str:
        """Comes back in the ID token: somebody else's token is refused."""
        return self._part("nonce")

    @property
    def verifier(self) -> str:
        """Shown to the provider with the code, which is worth nothing without it (RFC 7636)."""
        return self._part("verifier")

    def address(self, provider: Provider) -> str:
        """Where the browser is sent."""
        return provider.address_of_sign_in(state=self.state, nonce=self.nonce, verifier=self.verifier)

    def _part(self, word: str) -> str:
        return hmac.new(self.secret.encode(), word.encode(), hashlib.sha256).hexdigest()


def claims_of_answer(provider: Provider, attempt: Attempt, answer: Mapping[str, str]) -> Mapping[str, Any]:
    """What the provider says of who came back with its answer, which must be to this attempt.

    Raises: NotTrusted.
    """
    if not attempt.secret or not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise NotTrusted("state_of_another")
    if answer.get("iss", provider.client.issuer) != provider.client.issuer:  # RFC 9207
        raise NotTrusted("answer_of_another_issuer")
    if "error" in answer or not answer.get("code"):
        raise NotTrusted("provider_refused")
    return provider.claims_for_code(answer["code"], nonce=attempt.nonce, verifier=attempt.verifier)


def person(work: Work, claims: Mapping[str, Any], *, claim: str) -> User:
    """The person whom the operator let in under what a claim says.

    Raises: NotTrusted for whom nobody let in, for systems, and for demo users, who have no account anywhere.
    """
    if claim == "email" and claims.get("email_verified") is not True:
        raise NotTrusted("email_not_verified")
    return _user(work, claims.get(claim), is_system=False)


def caller(service: Service, token: str) -> Called:
    """The system that an access token of the provider was made for, with the scopes that are known here.

    Raises: NotTrusted.
    """
    settings, provider = service.settings, service.provider
    if provider is None or not settings.token_audience:
        raise NotTrusted("no_issuer")
    claims = provider.claims(token, audience=settings.token_audience).claims
    words = claims.get("scope")
    asked = words.split() if isinstance(words, str) else ()
    scopes = frozenset(scope for scope in Scope if scope in asked)
    with service.store.read() as work:
        return Called(_user(work, claims.get(settings.system_claim), is_system=True), scopes)


def _user(work: Work, user_id: object, *, is_system: bool) -> User:
    if not isinstance(user_id, str):
        raise NotTrusted("claim_missing")
    try:
        found = users.user(work, user_id)
    except UnknownThing:
        raise NotTrusted("not_let_in") from None
    if found.is_demo or (found.role is Role.SYSTEM) is not is_system:
        raise NotTrusted("not_let_in")
    return found


async def wait_out(began: float, step: float) -> None:
    """Wait until a whole number of steps have gone since `began`, so that how long a failure took does not tell what failed."""
    gone = time.monotonic() - began
    await asyncio.sleep(math.ceil(gone / step) * step - gone)
