"""Erasing a youth: from the database, the lake, raw deliveries and the files of nights, and again from a backup that is restored.

What is erased stays erased by a list of keyed hashes beside the keys. Every step can be given again: an erasure that was broken off is
ended by the same command.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from features.vocabulary import YouthId
from service.domain.access import COMMAND_LINE, Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing, WrongUse
from service.domain.identity import Identity
from service.domain.sight import Errand, Task
from service.domain.tracing import MASKED, identity_pattern, written_numbers
from service.operating.identities import identity_of
from service.settings import Mode, Settings
from service.store import audit, holds, subjects
from service.store.delivered_subjects import rows_in_files, rows_in_raw
from service.store.erasures import Erasures
from service.store.lake_subjects import erase_from_lake, names_in_lake, rows_in_lake
from service.store.raw_deliveries import RawDeliveries, open_raw_key
from service.store.records_lake import Lake
from service.store.seal import Seal
from service.store.unit_of_work import Store

PUT_AWAY = ("done", "refused")
"""Folders of the inbox that hold what was dealt with."""


@dataclass(frozen=True)
class Erased:
    """How much was erased: rows of the database, rows of the lake, and delivered files that named the youth."""

    rows: int
    lake_rows: int
    deliveries: int


def erase(settings: Settings, store: Store, youth_id: str, *, actor: Actor, at: datetime) -> Erased:
    """Erase a youth for good; the caller holds the lock of the night.

    Raises: NotPermitted; WrongUse under a legal hold, or while a delivery that names the youth has not been taken; UnknownThing if nothing
    speaks of such a youth; StoreUnavailable, OSError if something could not be written: then give it again.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    seal, right = audit.with_seal(store.seal), Errand(Task.RIGHTS)
    with store.read() as work:
        if youth_id in holds.held(work, right):
            raise WrongUse(
                "erase: got a youth under a legal hold, allowed is one without. See why it was set; `alleskalmed subject release` lifts it."
            )
        is_known = bool(subjects.rows_of(work, right.of(YouthId(youth_id))))
    identity = identity_of(settings, store, youth_id)
    _check_inbox(settings, youth_id, identity)
    is_known = is_known or bool(rows_in_lake(Lake(settings.folders.lake), right.of(YouthId(youth_id))))
    if not is_known and not Erasures(seal).has(youth_id):
        raise UnknownThing("erase: nothing here speaks of such a youth. Look at how the id is written.")
    Erasures(seal).add(youth_id, at=at)
    return _take_away(settings, store, youth_id, actor=actor, at=at)


def erase_again(settings: Settings, store: Store, *, at: datetime) -> int:
    """Erase from a restored installation whoever was erased since its backup was made; returns how many youths."""
    seal: Seal = audit.with_seal(store.seal)
    with store.read() as work:
        names = subjects.names_held(work) | names_in_lake(Lake(settings.folders.lake))
    found = Erasures(seal).among(names)
    for youth_id in found:
        _take_away(settings, store, youth_id, actor=COMMAND_LINE, at=at)
    return len(found)


def erase_by_age(settings: Settings, store: Store, youth_id: str, *, actor: Actor, at: datetime) -> Erased:
    """Erase a youth who has been kept long enough; the caller holds the lock and has asked for holds.

    Raises: NotPermitted; WrongUse while a delivery that names the youth waits in the inbox.
    """
    check_may(actor, Act.LET_GO)
    _check_inbox(settings, youth_id, identity_of(settings, store, youth_id))
    Erasures(audit.with_seal(store.seal)).add(youth_id, at=at)
    return _take_away(settings, store, youth_id, actor=actor, at=at)


def _take_away(settings: Settings, store: Store, youth_id: str, *, actor: Actor, at: datetime) -> Erased:
    identity = identity_of(
        settings, store, youth_id
    )  # its row goes last, so that an erasure begun again knows it still
    deliveries = _erase_deliveries(settings, youth_id, identity)
    lake_rows = erase_from_lake(Lake(settings.folders.lake), youth_id)
    listed = Erasures(audit.with_seal(store.seal)).count()
    with store.begin() as work:
        rows = subjects.erase_rows(work, youth_id)
        if identity is not None:
            rows += subjects.mask_in_texts(work, written_numbers(identity.cpr), MASKED)
        erased = Erased(rows, lake_rows, deliveries)
        audit.append(work, Event(at, actor, "youth.erased", detail={**vars(erased), "listed": listed}))
    store.tidy()
    return erased


def _check_inbox(settings: Settings, youth_id: str, identity: Identity | None) -> None:
    """Pass if no delivery that waits in the inbox names the youth: it would bring them back, and others wait with it."""
    for name in rows_in_files(settings.folders.inbox, youth_id, _told(identity)):
        if Path(name).parts[0] not in PUT_AWAY:
            raise WrongUse(
                "erase: got a youth who is named in a delivery that waits in the inbox, allowed is one who is not. Let the night take "
                "it, or remove it, then erase."
            )


def _told(identity: Identity | None) -> re.Pattern[str] | None:
    return None if identity is None else identity_pattern(identity)


def _erase_deliveries(settings: Settings, youth_id: str, identity: Identity | None) -> int:
    """Remove raw deliveries and put-away folders that name the youth, and what nights left; returns how many deliveries."""
    raw, told = raw_deliveries(settings), _told(identity)
    kept = list(rows_in_raw(raw, youth_id, told))
    for place in kept:
        place.unlink()
    inbox = settings.folders.inbox
    folders = {inbox.joinpath(*Path(name).parts[:2]) for name in rows_in_files(inbox, youth_id, told)}
    for folder in sorted(folders):
        shutil.rmtree(folder)
    shutil.rmtree(settings.folders.runs, ignore_errors=True)
    return len(kept) + len(folders)


def raw_deliveries(settings: Settings) -> RawDeliveries:
    """The installation's raw deliveries, opened with their key."""
    key = open_raw_key(settings.raw_key_file, settings.folders.keys, may_make=settings.mode is not Mode.REAL)
    return RawDeliveries(settings.folders.raw, key)
