"""`alleskalmed doctor`: every setting with its meaning, and whether all is there that the service needs."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from service.commands.clock import now
from service.commands.installation import show
from service.domain.errors import ServiceError
from service.operating.doctor import OVERDUE, Finding, Patient, examine, told_settings
from service.operating.opening import open_installation
from service.settings import CONFIG, Settings

UNWELL: Final = 1


def run(*, overdue: bool, as_json: bool) -> None:
    """Tell what was found; end with 1 if something is wrong.

    `overdue`: ask only whether the published list is too old, and say nothing if it is not.
    """
    settings = Settings()
    with _patient(settings) as patient:
        found = examine(patient, only=OVERDUE if overdue else None)
    if as_json:
        content = {"settings": _settings(settings), "checks": [asdict(finding) for finding in found]}
        print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201 - the data this command was asked for
    elif not overdue:
        show(_settings(settings), as_json=False, nothing="no settings")
        print()  # noqa: T201 - the data this command was asked for
        _tell(found)
    else:
        _tell([finding for finding in found if not finding.is_well])
    if not all(finding.is_well for finding in found):
        sys.exit(UNWELL)


@contextmanager
def _patient(settings: Settings) -> Iterator[Patient]:
    """The installation, looked at without creating anything."""
    if missing := _missing(settings):
        yield Patient(settings, now(), None, missing)
        return
    try:
        store = open_installation(settings)
    except ServiceError as error:
        yield Patient(settings, now(), None, str(error))
        return
    try:
        yield Patient(settings, now(), store)
    finally:
        store.close()


def _missing(settings: Settings) -> str:
    """What is not there though opening the store would make it."""
    if not settings.folders.home.is_dir():
        return "the installation's folder is not there"
    file = settings.url.removeprefix("sqlite:///")
    return "there is no database file" if file != settings.url and not Path(file).is_file() else ""


def _settings(settings: Settings) -> list[dict[str, str]]:
    named = os.environ.get(CONFIG)
    file = tomllib.loads(Path(named).read_text(encoding="utf-8")) if named else {}
    return told_settings(settings, environment=os.environ.keys(), file=file.keys())


def _tell(found: Sequence[Finding]) -> None:
    for finding in found:
        print(f"{'well' if finding.is_well else 'WRONG':<6} {finding.check}: {finding.saw}")  # noqa: T201 - the data this command was asked for
        if not finding.is_well and finding.do:
            print(f"       {finding.do}")  # noqa: T201 - the data this command was asked for
