"""Identities in the store: found by a number's keyed hash, opened one at a time, and sealed anew when keys change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.cpr import Cpr, read_cpr
from service.domain.errors import DeliveryRefused
from service.domain.identity import Holder, Identity
from service.domain.sight import Errand, Many, OneYouth, Task
from service.store.flags import AT_ONCE
from service.store.identity_keys import Cell, IdentityKeys
from service.store.identity_tables import IDENTITIES, PROTECTIONS
from service.store.unit_of_work import Work

_COLUMNS: Final = ("cpr", "name", "phone", "email", "holders")


@dataclass(frozen=True)
class Identities:
    """The identities of a transaction, and the keys that open them."""

    work: Work
    keys: IdentityKeys

    def youth_of(self, _errand: Errand, cpr: Cpr) -> YouthId | None:
        """The pseudonym of a number; None if it is nobody's here."""
        hashes = [lookup for lookup, _ in self.keys.lookups(cpr)]
        found = self.work.first(sa.select(IDENTITIES.c.youth_id).where(IDENTITIES.c.lookup.in_(hashes)))
        return None if found is None else YouthId(found.youth_id)

    def of(self, seen: OneYouth) -> Identity | None:
        """A youth's identity; None if none was imported.

        Raises: IntegrityBroken if a cell does not open.
        """
        row = self.work.first(sa.select(IDENTITIES).where(IDENTITIES.c.youth_id == seen.youth_id))
        if row is None:
            return None
        cells = self._opened(row)
        holders = tuple(Holder(**one) for one in json.loads(cells["holders"] or "[]"))
        shown = (read_cpr(cells["cpr"]), cells["name"], cells["phone"], cells["email"])
        return Identity(*shown, holders, has_protected_address(self.work, seen))

    def keep(self, identity: Identity, *, at: datetime) -> tuple[YouthId, bool]:
        """Store an identity instead of what was known; returns the pseudonym, and whether it is a new one.

        Raises: DeliveryRefused if the number has another pseudonym than the given one, or somebody else has that.
        """
        known = self.youth_of(Errand(Task.UPKEEP), identity.cpr)
        youth_id = known or identity.given_id or self.keys.new_pseudonym(identity.cpr)
        taken = self.work.first(sa.select(IDENTITIES.c.youth_id).where(IDENTITIES.c.youth_id == youth_id))
        if identity.given_id not in {None, youth_id} or (known is None and taken is not None):
            raise DeliveryRefused(
                "youth_id: got a pseudonym that is not this number's, or is another's, allowed is the one it has. Nothing was imported."
            )
        row = {**self._sealed(youth_id, _cells(identity)), **self._hashed(identity.cpr), "imported_at": at}
        if known is None:
            self.work.execute(sa.insert(IDENTITIES).values(youth_id=youth_id, **row))
        else:
            self.work.execute(sa.update(IDENTITIES).where(IDENTITIES.c.youth_id == youth_id).values(row))
        self._protect(youth_id, identity.is_protected, at)
        return youth_id, known is None

    def rotate(self) -> int:
        """Bring every row under the keys that are used now; returns how many were not. Pseudonyms stay as they are.

        Raises: IntegrityBroken if a row's key is not there any more, or a cell does not open.
        """
        now = {"lookup_key": self.keys.pseudonyms[-1].key_id, "cells_key": self.keys.cells[-1].key_id}
        old = sa.or_(*(IDENTITIES.c[name] != key_id for name, key_id in now.items()))
        rows = self.work.rows(sa.select(IDENTITIES).where(old))
        for row in rows:
            cells = self._opened(row)
            sealed = {**self._sealed(YouthId(row.youth_id), cells), **self._hashed(read_cpr(cells["cpr"]))}
            self.work.execute(sa.update(IDENTITIES).where(IDENTITIES.c.youth_id == row.youth_id).values(sealed))
        return len(rows)

    def _hashed(self, cpr: Cpr) -> dict[str, str]:
        lookup, key_id = self.keys.lookups(cpr)[0]
        return {"lookup": lookup, "lookup_key": key_id}

    def _sealed(self, youth_id: YouthId, cells: dict[str, str]) -> dict[str, Any]:
        sealed: dict[str, Any] = {
            name: self.keys.seal(text, _cell(youth_id, name)) if text else None for name, text in cells.items()
        }
        return {**sealed, "cells_key": self.keys.cells[-1].key_id}

    def _opened(self, row: Any) -> dict[str, str]:
        found = {name: getattr(row, name) for name in _COLUMNS}
        return {
            name: self.keys.open(sealed, _cell(row.youth_id, name), key_id=row.cells_key) if sealed else ""
            for name, sealed in found.items()
        }

    def _protect(self, youth_id: YouthId, is_protected: bool, at: datetime) -> None:
        standing = PROTECTIONS.c.youth_id == youth_id, PROTECTIONS.c.until_at.is_(None)
        if bool(_protected(self.work, [youth_id])) is is_protected:
            return
        if is_protected:
            self.work.execute(sa.insert(PROTECTIONS).values(youth_id=youth_id, since_at=at))
        else:
            self.work.execute(sa.update(PROTECTIONS).where(*standing).values(until_at=at))


def has_identity(work: Work, seen: OneYouth) -> bool:
    """Whether the identity of a youth is held."""
    return work.first(sa.select(IDENTITIES.c.youth_id).where(IDENTITIES.c.youth_id == seen.youth_id)) is not None


def has_protected_address(work: Work, seen: OneYouth) -> bool:
    """Whether the youth's address is protected now."""
    return bool(_protected(work, [seen.youth_id]))


def protected(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> frozenset[YouthId]:
    """Those of some youths whose address is protected now."""
    return _protected(work, youth_ids)


def _protected(work: Work, youth_ids: Collection[YouthId]) -> frozenset[YouthId]:
    wanted = sorted(set(youth_ids))
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    return _ids(row for part in parts for row in work.rows(_STANDING, {"youth_ids": part}))


_STANDING: Final = sa.select(PROTECTIONS.c.youth_id).where(
    PROTECTIONS.c.until_at.is_(None), PROTECTIONS.c.youth_id.in_(sa.bindparam("youth_ids", expanding=True))
)


def protected_before(work: Work, _seen: Many, *, before: datetime) -> frozenset[YouthId]:
    """Everybody whose address was protected at an instant, as a night may know it."""
    lasts = sa.or_(PROTECTIONS.c.until_at.is_(None), PROTECTIONS.c.until_at >= before)
    return _ids(work.rows(sa.select(PROTECTIONS.c.youth_id).where(PROTECTIONS.c.since_at < before, lasts)))


def _ids(rows: Iterable[Any]) -> frozenset[YouthId]:
    return frozenset(YouthId(row.youth_id) for row in rows)


def _cell(youth_id: str, column: str) -> Cell:
    return Cell(IDENTITIES.name, youth_id, column)


def _cells(identity: Identity) -> dict[str, str]:
    holders = json.dumps([vars(one) for one in identity.holders]) if identity.holders else ""
    return {
        "cpr": identity.cpr.digits,
        "name": identity.name,
        "phone": identity.phone,
        "email": identity.email,
        "holders": holders,
    }
