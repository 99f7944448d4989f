"""Identities as acts: taken in by number, and brought under new keys; the audit trail tells how many, never who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.cpr import Cpr
from service.domain.identity import Identity, Numbers
from service.domain.sight import Errand, Task
from service.settings import Mode, Settings
from service.store import audit
from service.store.identities import Identities, has_identity
from service.store.identity_keys import IdentityKeys, open_identity_keys
from service.store.unit_of_work import Store, Work


@dataclass(frozen=True)
class Imported:
    """What an import did. `repaired`: numbers that had lost their first zero."""

    new: int
    known: int
    repaired: int
    protected: int


def identity_keys(settings: Settings) -> IdentityKeys:
    """The keys of the installation's identities.

    Raises: IntegrityBroken if a real installation names none, or the folder holds none.
    """
    may_make = settings.mode is not Mode.REAL
    return open_identity_keys(settings.identity_keys, settings.folders.keys, may_make=may_make)


def identity_of(settings: Settings, store: Store, youth_id: str) -> Identity | None:
    """A youth's identity; None if none is held, and then no key is asked for.

    Raises: IntegrityBroken if the keys are not there, or it does not open.
    """
    seen = Errand(Task.RIGHTS).of(YouthId(youth_id))
    with store.read() as work:
        if not has_identity(work, seen):
            return None
        return Identities(work, identity_keys(settings)).of(seen)


def numbers_taken(settings: Settings) -> Numbers:
    """Which CPR numbers the installation takes."""
    if settings.mode is not Mode.REAL:
        return Numbers.MADE
    return Numbers.REAL_OR_REPLACEMENT if settings.has_replacement_numbers else Numbers.REAL


def import_identities(
    work: Work, actor: Actor, given: Sequence[Identity], *, keys: IdentityKeys, at: datetime
) -> Imported:
    """Store identities; who is known keeps the pseudonym, and everybody else gets one.

    Raises: NotPermitted; IntegrityBroken.
    """
    check_may(actor, Act.KEEP_IDENTITY)
    identities = Identities(work, keys)
    new = sum(is_new for _, is_new in (identities.keep(one, at=at) for one in given))
    repaired = sum(one.cpr.zero_was_lost for one in given)
    done = Imported(new, len(given) - new, repaired, sum(one.is_protected for one in given))
    detail: dict[str, str | int | bool | None] = {**vars(done)}
    audit.append(work, Event(at, actor, "identity.imported", detail=detail))
    return done


def pseudonymise_delivery(
    work: Work, actor: Actor, rewrite: Callable[[Callable[[Cpr], YouthId]], int], *, keys: IdentityKeys, at: datetime
) -> int:
    """Let a delivery be written anew with pseudonyms, which numbers not met before are given here; returns how many files were changed.

    `rewrite`: writes it, asking for the pseudonym of each number.
    Raises: NotPermitted, DeliveryRefused.
    """
    check_may(actor, Act.KEEP_IDENTITY)
    identities, known = Identities(work, keys), dict[Cpr, YouthId]()

    def named(cpr: Cpr) -> YouthId:
        if cpr not in known:
            known[cpr] = identities.youth_of(Errand(Task.UPKEEP), cpr) or identities.keep(Identity(cpr), at=at)[0]
        return known[cpr]

    files = rewrite(named)
    audit.append(work, Event(at, actor, "delivery.pseudonymised", detail={"files": files, "youths": len(known)}))
    return files


def rotate_identities(work: Work, actor: Actor, *, keys: IdentityKeys, at: datetime) -> int:
    """Bring every identity under the keys that are used now; returns how many were under others.

    Raises: NotPermitted; IntegrityBroken if an old key is gone, and nothing is changed.
    """
    check_may(actor, Act.KEEP_IDENTITY)
    count = Identities(work, keys).rotate()
    detail: dict[str, str | int | bool | None] = {
        "rows": count,
        "lookup_key": keys.pseudonyms[-1].key_id,
        "cells_key": keys.cells[-1].key_id,
    }
    audit.append(work, Event(at, actor, "identity.rotated", detail=detail))
    return count
