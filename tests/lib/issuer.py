"""A provider of identities that can be told to lie: strict about PKCE, redirect and client, loose about whatever a test alters."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.responses import JSONResponse, Response

from tests.lib.running import running

CLIENT = "alleskalmed"
SECRET = "a secret between the service and its provider"


@dataclass
class Issuer:
    """The provider's own state; tests change it between a sign-in's two halves."""

    address: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"}))
    alg: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    published: list[RSAKey | ECKey] = field(default_factory=list)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    looks_at_keys: int = 0

    def __post_init__(self) -> None:
        self.published = self.published or [self.key]

    def authorize(self, address: str, *, sub: str = "hanne") -> str:
        """What a browser brings back after somebody signed in at the address it was sent to: a query."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = hashlib.sha256(address.encode()).hexdigest()
        self.asked[code] = {**asked, "sub": sub}
        return f"code={code}&state={asked['state']}"

    def token(self, *, key: Any = None, **claims: Any) -> str:
        """A token signed by the provider (or by another key); a claim given as None is left out."""
        seconds = int(self.at.timestamp())
        told = {"iss": self.address, "sub": "s", "iat": seconds, "exp": seconds + 300, **claims, **self.claims}
        header = {"alg": self.alg, "kid": self.key.kid, **self.header}
        kept = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(header, kept, key or self.key, algorithms=[self.alg])

    def forged_with_public_key(self, **claims: Any) -> str:
        """A token signed with HMAC, the provider's public key as its secret: what a careless reader believes."""
        unsigned = self._by_hand("HS256", claims)
        seal = hmac.new(self.key.as_pem(private=False), unsigned.encode(), hashlib.sha256).digest()
        return f"{unsigned}.{_base64(seal)}"

    def unsigned(self, **claims: Any) -> str:
        """A token of the algorithm `none`."""
        return self._by_hand("none", claims) + "."

    def _by_hand(self, alg: str, claims: dict[str, Any]) -> str:
        """Header and claims as the library, which knows better, would not write them."""
        seconds = int(self.at.timestamp())
        told = {"iss": self.address, "sub": "s", "iat": seconds, "exp": seconds + 300, **claims}
        header = {"alg": alg, "kid": self.key.kid, "typ": "JWT"}
        return ".".join(_base64(json.dumps(part).encode()) for part in (header, told))

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, object] | None:
        """The tokens for a code; None unless code, client, redirect and verifier are those that asked."""
        asked = self.asked.pop(form.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        holds = asked is not None and (
            hmac.compare_digest(authorization, basic)
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == _base64(digest)
            and asked["redirect_uri"] == form.get("redirect_uri")
        )
        if asked is None or not holds:
            return None
        id_token = self.token(sub=asked["sub"], aud=CLIENT, nonce=asked["nonce"])
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def issuing() -> Iterator[Issuer]:
    """The provider on a port of this machine."""
    issuer, app = Issuer(), FastAPI()

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, object]:
        places = {
            "authorization_endpoint": f"{issuer.address}/authorize",
            "token_endpoint": f"{issuer.address}/token",
            "end_session_endpoint": f"{issuer.address}/end",
            "jwks_uri": f"{issuer.address}/jwks",
        }
        return {"issuer": issuer.address, **places, **issuer.metadata}

    @app.get("/jwks")
    def jwks() -> dict[str, object]:
        issuer.looks_at_keys += 1
        return dict(KeySet(list(issuer.published)).as_dict(private=False))

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        given = issuer.exchange(form, request.headers.get("authorization", ""))
        return JSONResponse(given or {"error": "invalid_grant"}, status_code=200 if given else 400)

    with running(app) as issuer.address:
        yield issuer
