"""`alleskalmed basis`: the legal bases that permit tables of real data to be used."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from features.exits import say
from features.permission import LegalBasis
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.errors import WrongUse
from service.operating.permits import record_basis, withdraw_basis
from service.settings import Settings
from service.store import legal


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def read_basis(path: Path) -> LegalBasis:
    """The basis that a TOML file says.

    Raises: WrongUse naming the kind of fault, never what the file holds.
    """
    try:
        return legal.basis_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        where = f" at {fault}" if isinstance(fault, KeyError) else ""
        raise WrongUse(
            f"{path.name}: got {type(fault).__name__}{where}, allowed is TOML with law, scope (duties, profiling), phases (development, "
            "operation, shadow, retraining), tables, valid_from_on, approved_by, and valid_to_on, dpia, fria, notice_given_on as needed."
        ) from None


def _list(*, as_json: bool) -> None:
    with installation(Settings()) as store, store.read() as work:
        rows = [
            {
                "number": one.number,
                "law": one.basis.law,
                "scope": sorted(one.basis.scope),
                "phases": sorted(one.basis.phases),
                "tables": sorted(one.basis.tables),
                "valid_from_on": one.basis.valid_from_on,
                "valid_to_on": one.basis.valid_to_on,
                "withdrawn_at": one.withdrawn_at,
            }
            for one in legal.bases(work)
        ]
    show(rows, as_json=as_json, nothing="No legal basis is recorded; data declared real are used for nothing.")


def _add(*, file: Path, by: str | None) -> None:
    basis = read_basis(file)
    with installation(Settings()) as store, store.begin() as work:
        number = record_basis(work, in_the_name_of(work, by), basis, at=now())
    say(f"Recorded, number {number}.")


def _withdraw(*, number: int, by: str | None) -> None:
    with installation(Settings()) as store, store.begin() as work:
        withdraw_basis(work, in_the_name_of(work, by), number, at=now())
    say("Withdrawn; from the next night on it permits nothing.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"list": _list, "add": _add, "withdraw": _withdraw}
