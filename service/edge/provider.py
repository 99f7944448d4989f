"""The municipality's provider of identities: what it tells of itself, and whether it signed what somebody brings.

What it tells (OpenID Connect Discovery) and its keys are fetched when first needed and kept for an hour. A key that is not among them is
looked for anew, at most once in half a minute, so that a provider may change keys and nobody can make us ask it all day.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from service.settings import Mode, Settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384")
"""Signatures that are believed: with a private key only, so that neither `none` nor our own public knowledge signs anything."""
LEEWAY_SECONDS: Final = 60
"""How far the provider's clock may stand from ours."""
PATIENCE_SECONDS: Final = 5
KEPT_FOR: Final = timedelta(hours=1)
ASKED_AGAIN_AFTER: Final = timedelta(seconds=30)
DISCOVERY: Final = "/.well-known/openid-configuration"
_UNREADABLE: Final = (JoseError, ValueError, TypeError, KeyError, AttributeError)
"""What the libraries raise on tokens, keys and claims that do not have the form or the content they must have."""


class NotTrusted(Exception):  # it is told in the same words whatever it says
    """What somebody brought does not let them in; `kind` is for the operator's log and names nobody."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ProviderSilent(NotTrusted):
    """The provider cannot be reached, or what it says is not what it must say."""


@dataclass(frozen=True)
class Client:
    """What the service is to the provider; `callback` is the one address that the provider may send people back to."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    public_url: str
    must_be_https: bool

    @property
    def callback(self) -> str:
        """Where people come back with a code."""
        return f"{self.public_url}/log-ind/svar"

    @property
    def after_sign_out(self) -> str:
        """Where people come back when the provider has let them out."""
        return f"{self.public_url}/log-ind"


@dataclass(frozen=True)
class _Told:
    """What the provider told, and when it was asked."""

    at: datetime
    metadata: Mapping[str, Any]
    keys: KeySet


class Provider:
    """The provider as the service knows it; `now` tells the instant in UTC."""

    def __init__(self, client: Client, now: Callable[[], datetime]) -> None:
        self.client = client
        self._now = now
        self._tls = (
            ssl.create_default_context()
        )  # the machine's own authorities; made once, since reading them takes long
        self._lock = Lock()
        self._told: _Told | None = None

    def address_of_sign_in(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to say who they are.

        Raises: ProviderSilent.
        """
        with self._session() as session:
            url, _ = session.create_authorization_url(
                self._endpoint("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def address_of_sign_out(self) -> str | None:
        """Where the session at the provider is ended; None if it has no such place or cannot be asked.

        No ID token goes along as a hint: it would put what the provider knows of a person into an address.
        """
        try:
            if "end_session_endpoint" not in self._tells().metadata:
                return None
            place = self._endpoint("end_session_endpoint")
        except ProviderSilent:
            return None
        asked = {"client_id": self.client.client_id, "post_logout_redirect_uri": self.client.after_sign_out}
        return str(httpx2.URL(place).copy_merge_params(asked))

    def claims_for_code(self, code: str, *, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the ID token says that the provider gives for a code, once it holds.

        Raises: NotTrusted.
        """
        place = self._endpoint("token_endpoint")
        try:
            with self._session() as session:
                answer = session.fetch_token(place, code=code, code_verifier=verifier)
        except (AuthlibBaseError, httpx2.HTTPError, ValueError) as fault:
            raise NotTrusted("code_refused") from fault
        checked = {"nonce": nonce, "client_id": self.client.client_id, "access_token": answer.get("access_token")}
        claims = self.claims(answer.get("id_token"), audience=self.client.client_id)
        try:
            CodeIDToken(claims.claims, claims.header, params=checked).validate(self._seconds(), LEEWAY_SECONDS)
        except _UNREADABLE as fault:
            raise NotTrusted("id_token_refused") from fault
        return claims.claims

    def claims(self, token: object, *, audience: str) -> jwt.Token:
        """A token of the provider for an audience: signed by it with an algorithm that is believed, and not past its end.

        Raises: NotTrusted.
        """
        try:
            found = self._opened(str(token))
            rules = jwt.JWTClaimsRegistry(
                self._seconds(),
                LEEWAY_SECONDS,
                iss={"essential": True, "value": self.client.issuer},
                aud={"essential": True, "value": audience},
                exp={"essential": True},
                sub={"essential": True},
            )
            rules.validate(found.claims)
        except _UNREADABLE as fault:
            raise NotTrusted("token_refused") from fault
        return found

    def _opened(self, token: str) -> jwt.Token:
        told = self._tells()
        try:
            return _decoded(token, told.keys)
        except InvalidKeyIdError:
            if self._now() - told.at < ASKED_AGAIN_AFTER:
                raise
        return _decoded(token, self._tells(unless_before=told.at).keys)

    def _tells(self, *, unless_before: datetime | None = None) -> _Told:
        """What the provider tells; asked anew when it is old, or was asked at `unless_before` or earlier.

        Raises: ProviderSilent.
        """
        with self._lock:
            at, kept = self._now(), self._told
            is_old = kept is None or at - kept.at > KEPT_FOR
            if kept is None or is_old or (unless_before is not None and kept.at <= unless_before):
                kept = self._told = self._asked(at)
            return kept

    def _asked(self, at: datetime) -> _Told:
        try:
            with httpx2.Client(timeout=PATIENCE_SECONDS, verify=self._tls) as http:
                metadata = _json(http, self.client.issuer.rstrip("/") + DISCOVERY)
                if metadata.get("issuer") != self.client.issuer:
                    raise ProviderSilent("discovery_of_another_issuer")
                return _Told(at, metadata, KeySet.import_key_set(_json(http, self._place(metadata, "jwks_uri"))))  # type: ignore[arg-type]  # joserfc checks the form
        except (httpx2.HTTPError, *_UNREADABLE) as fault:
            raise ProviderSilent("provider_silent") from fault

    def _endpoint(self, name: str) -> str:
        return self._place(self._tells().metadata, name)

    def _place(self, metadata: Mapping[str, Any], name: str) -> str:
        place = str(metadata.get(name, ""))
        if urlsplit(place).scheme not in ({"https"} if self.client.must_be_https else {"https", "http"}):
            raise ProviderSilent("endpoint_not_https")
        return place

    def _session(self) -> OAuth2Client:
        return OAuth2Client(
            self.client.client_id,
            self.client.secret,
            scope="openid profile",
            redirect_uri=self.client.callback,
            code_challenge_method="S256",
            timeout=PATIENCE_SECONDS,
            verify=self._tls,
        )

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def provider_of(settings: Settings, now: Callable[[], datetime]) -> Provider | None:
    """The provider that the settings name; None if they name none.

    Raises: OSError if the file with the client's secret cannot be read.
    """
    if not settings.issuer or settings.client_secret_file is None:
        return None
    secret = settings.client_secret_file.read_text(encoding="utf-8").strip()
    public_url = settings.public_url.rstrip("/")
    client = Client(settings.issuer, settings.client_id, secret, public_url, settings.mode is Mode.REAL)
    return Provider(client, now)


def _decoded(token: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(token, keys, registry=JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False))


def _json(http: httpx2.Client, place: str) -> dict[str, Any]:
    answer = http.get(place).raise_for_status().json()
    if not isinstance(answer, dict):
        raise ProviderSilent("provider_silent")
    return answer
