"""The keys of identities: files in a folder of their own, outside the database; the last by name is the one that is used now.

`pseudonym-*.key` hash CPR numbers, `cells-*.key` encrypt identities. A key is changed by putting a new file into the folder and running
`alleskalmed identity rotate`; afterwards no row needs the old one. Cells are bound to table, row, column and key, so that one which was
moved does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from features.vocabulary import YouthId
from service.domain.cpr import Cpr
from service.domain.errors import IntegrityBroken
from service.store.key_files import make_key, read_key

FOLDER: Final = "identity"
PSEUDONYMS, CELLS = "pseudonym", "cells"
_NONCE: Final = 12
_PSEUDONYM_BYTES: Final = 10
_KEY_ID: Final = 16


@dataclass(frozen=True)
class Key:
    """A secret and the id by which a row tells that it was used."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """The key's id, which tells nothing of it."""
        return self.mac("key id")[:_KEY_ID]

    def mac(self, said: str) -> str:
        """The keyed hash of a text."""
        return hmac.new(self.secret, said.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Cell:
    """Where an encrypted value belongs."""

    table: str
    row_id: str
    column: str

    def bound_to(self, key: Key) -> bytes:
        """What the value is bound to besides its key."""
        return "\x1f".join((self.table, self.row_id, self.column, key.key_id)).encode()


@dataclass(frozen=True)
class IdentityKeys:
    """The keys of an installation, the one that is used now last."""

    pseudonyms: tuple[Key, ...]
    cells: tuple[Key, ...]

    def lookups(self, cpr: Cpr) -> list[tuple[str, str]]:
        """The hashes by which a number may lie in the store, each with its key's id; the one that is used now first."""
        return [(key.mac(f"lookup {cpr.digits}"), key.key_id) for key in reversed(self.pseudonyms)]

    def new_pseudonym(self, cpr: Cpr) -> YouthId:
        """The pseudonym of somebody who has none yet; who has one keeps it when keys change."""
        digest = bytes.fromhex(self.pseudonyms[-1].mac(f"youth_id {cpr.digits}"))
        return YouthId("y" + base64.b32encode(digest[:_PSEUDONYM_BYTES]).decode().lower())

    def seal(self, text: str, cell: Cell) -> bytes:
        """A value encrypted under the key that is used now."""
        key, nonce = self.cells[-1], os.urandom(_NONCE)
        return nonce + AESGCM(key.secret).encrypt(nonce, text.encode(), cell.bound_to(key))

    def open(self, sealed: bytes, cell: Cell, *, key_id: str) -> str:
        """The value of a cell.

        Raises: IntegrityBroken if its key is not there, or the cell was changed or moved.
        """
        key = next((one for one in self.cells if one.key_id == key_id), None)
        if key is None:
            raise IntegrityBroken(
                f"identity: got a row of the key {key_id}, allowed are rows whose key lies in the folder of identity keys. Bring it back."
            )
        try:
            return AESGCM(key.secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], cell.bound_to(key)).decode()
        except (InvalidTag, ValueError):
            raise IntegrityBroken(
                f"identity: got a {cell.column} that was changed or moved from another row, allowed is what was written there. "
                "Compare with a backup, and import the identity again."
            ) from None


def open_identity_keys(named: Path | None, folder: Path, *, may_make: bool) -> IdentityKeys:
    """The keys in the folder `named`; without one those below `folder`, made now if there are none and they may be made.

    Raises: IntegrityBroken if there are none and none may be made, or a file holds none.
    """
    if named is None and not may_make:
        raise IntegrityBroken(
            "identity_keys: got none, allowed in real mode is a folder outside the database with pseudonym-DATE.key and cells-DATE.key, "
            "each of 64 hex digits. Make them with `openssl rand -hex 32` and name the folder by ALLESKALMED_IDENTITY_KEYS."
        )
    place = folder / FOLDER if named is None else named
    return IdentityKeys(*(_keys(place, kind, may_make=named is None) for kind in (PSEUDONYMS, CELLS)))


def _keys(place: Path, kind: str, *, may_make: bool) -> tuple[Key, ...]:
    if may_make and not any(place.glob(f"{kind}-*.key")):
        make_key(place / f"{kind}-made.key")
    found = tuple(Key(read_key(path, "identity key file")) for path in sorted(place.glob(f"{kind}-*.key")))
    if not found:
        raise IntegrityBroken(
            f"identity_keys: got a folder without {kind}-*.key, allowed is at least one. Bring it back from where it is kept."
        )
    return found
