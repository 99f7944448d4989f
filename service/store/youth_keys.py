"""Names for youths in the addresses of pages: a pseudonym never stands in an address, which browsers and proxies write down.

A name is the pseudonym encrypted with a key of this installation, the same each time (AES-SIV, RFC 5297), so that a page can be kept as a
bookmark and nothing has to be looked up; a name that was not made here does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from features.vocabulary import YouthId
from service.domain.errors import UnknownThing
from service.store.unit_of_work import Store

_PURPOSE: Final = b"alleskalmed: names of youths in addresses"
LONGEST: Final = 160


@dataclass(frozen=True)
class YouthKeys:
    """Makes and reads names; `secret` is known to this installation alone."""

    secret: bytes

    def key_of(self, youth_id: YouthId) -> str:
        """The name of a youth in addresses."""
        return base64.urlsafe_b64encode(self._cipher.encrypt(youth_id.encode(), None)).decode().rstrip("=")

    def youth_of(self, key: str) -> YouthId:
        """The youth of a name.

        Raises: UnknownThing if it was not made here.
        """
        try:
            sealed = base64.urlsafe_b64decode(key[:LONGEST] + "=" * (-len(key[:LONGEST]) % 4))
            return YouthId(self._cipher.decrypt(sealed, None).decode())
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise UnknownThing("youth: got an address that is nobody's. Open the youth from a list.") from error

    @cached_property
    def _cipher(self) -> AESSIV:
        return AESSIV(hmac.digest(self.secret, _PURPOSE, hashlib.sha512))


def keys_of_store(store: Store) -> YouthKeys:
    """Names under the key that guards the store's audit trail, which lies outside the database.

    Raises: UnknownThing if the store was opened without one; then no page of a youth can be served either.
    """
    if store.seal is None:
        raise UnknownThing(
            "store: was opened without the key of its audit trail, allowed is one with it. Open it with a seal."
        )
    return YouthKeys(store.seal.key)
