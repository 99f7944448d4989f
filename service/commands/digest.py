"""`alleskalmed digest`: Monday's e-mail about a place's list, put where a mail server picks it up."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation
from service.domain.access import COMMAND_LINE
from service.outbound.digest import Digest, digest
from service.settings import Settings
from service.store.durable import write_whole
from service.texts.dates import Language


def run(*, place: str, week: str, out: Path, language: str, **to: str) -> None:
    """Write the message, whole or not at all; a second time it replaces the first."""
    wanted = Digest(place, week, **to, language=Language(language))
    with installation(Settings()) as store, store.begin() as work:
        message = digest(work, COMMAND_LINE, wanted, at=now())
    out.mkdir(parents=True, exist_ok=True)

    def write(file: IO[bytes]) -> None:
        file.write(message.as_bytes())

    write_whole(out / f"{wanted.name}.eml", write, mode=0o600)
    say("Written: four counts and a link.")
