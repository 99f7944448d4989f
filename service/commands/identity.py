"""`alleskalmed identity`: take an identity file in, bring identities under new keys, and ask whose a youth is.

A CPR number comes from a file or from standard input, never as an argument: those stand in the list of processes and in histories.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from features.exits import say
from service.casework.identity import Number, ask_colleague
from service.casework.looking import looking
from service.casework.seeing import local_day
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.access import COMMAND_LINE
from service.domain.errors import UnknownThing
from service.ingest.identity_file import Register, read_identities
from service.ingest.pseudonymising import pseudonymise
from service.operating.identities import (
    identity_keys,
    import_identities,
    numbers_taken,
    pseudonymise_delivery,
    rotate_identities,
)
from service.settings import Settings

_MOST_WRITTEN: Final = 20


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _import(*, file: Path, as_json: bool) -> None:
    settings, at = Settings(), now()
    given = read_identities(file, Register(numbers_taken(settings), local_day(at)))
    keys = identity_keys(settings)
    with installation(settings) as store, store.begin() as work:
        done = import_identities(work, COMMAND_LINE, given, keys=keys, at=at)
    show([vars(done)], as_json=as_json, nothing="")
    say("Imported. Delete the file now: what is needed of it lies encrypted in the database.")


def _pseudonymise(*, delivery: Path, out: Path) -> None:
    settings = Settings()
    keys = identity_keys(settings)
    with installation(settings) as store, store.begin() as work:
        rewrite = partial(pseudonymise, delivery, out, numbers=numbers_taken(settings))
        count = pseudonymise_delivery(work, COMMAND_LINE, rewrite, keys=keys, at=now())
    say(f"Written with pseudonyms in {count} files. Delete the delivery that carries numbers now.")


def _rotate(*, as_json: bool) -> None:
    settings = Settings()
    keys = identity_keys(settings)
    with installation(settings) as store, store.begin() as work:
        count = rotate_identities(work, COMMAND_LINE, keys=keys, at=now())
    show([{"rows": count, "cells_key": keys.cells[-1].key_id}], as_json=as_json, nothing="")
    say("Every row is under the newest keys. Put the older files away once no backup needs them.")


def _lookup(*, user: str, as_json: bool) -> None:
    settings = Settings()
    number = Number(sys.stdin.read(_MOST_WRITTEN), identity_keys(settings), settings.look_limits)
    with installation(settings) as store:
        with store.read() as work:
            actor = in_the_name_of(work, user)
        with looking(store, actor, at=now()) as work:
            found = ask_colleague(work, actor, number, at=now())
    if found is None:
        raise UnknownThing("cpr: got a number that nobody here has. Look it up again, or ask the leader.")
    show([vars(found)], as_json=as_json, nothing="")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "import": _import,
    "rotate": _rotate,
    "lookup": _lookup,
    "pseudonymise": _pseudonymise,
}
