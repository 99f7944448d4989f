"""`alleskalmed dpo-pack`: the protection officer's papers, as far as the service can fill them in."""

from __future__ import annotations

from pathlib import Path

from features.exits import say
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation
from service.officer.pack import Asked, make_pack, write_pack
from service.settings import Settings
from service.texts.dates import Language


def run(*, out: Path, bundle: str | None, language: str, by: str | None) -> None:
    """Write the pack into a new folder."""
    settings, at = Settings(), now()
    with installation(settings) as store, store.begin() as work:
        actor = in_the_name_of(work, by)
        pack = make_pack(settings, work, Asked(bundle, Language(language)), actor=actor, at=at)
    write_pack(pack, out)
    say(f"{len(pack.files)} files in {out}, {pack.left} places left for the municipality: begin with overview.html.")
