"""How an installation's store is opened: its database with the seal of its audit trail, and nothing created but a demonstration's key."""

from __future__ import annotations

import os

from service.settings import Mode, Settings
from service.store.seal import open_seal
from service.store.unit_of_work import Store, open_store


def open_installation(settings: Settings) -> Store:
    """The store that the settings name; whoever opens it closes it.

    Raises: StoreUnavailable; IntegrityBroken if a real installation names no audit key, or the named file holds none.
    """
    if settings.mode is Mode.REAL:
        os.umask(0o077)  # whatever the installation writes is its owner's alone
    seal = open_seal(settings.audit_key_file, settings.folders.keys, may_make=settings.mode is not Mode.REAL)
    return open_store(settings.url, seal=seal)
