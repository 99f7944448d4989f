"""`alleskalmed bundle activate`: let a bundle score from now on."""

from __future__ import annotations

from pathlib import Path

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation
from service.domain.access import COMMAND_LINE
from service.operating.bundles import activate_bundle, add_bundle
from service.settings import Settings


def run(*, bundle: str) -> None:
    """Activate a bundle by its model_id; a folder is brought in first."""
    settings, at, folder = Settings(), now(), Path(bundle)
    with installation(settings) as store:
        model_id = add_bundle(settings, store, folder, actor=COMMAND_LINE, at=at) if folder.is_dir() else bundle
        activate_bundle(settings, store, model_id, actor=COMMAND_LINE, at=at)
    say(f"{model_id} scores from the next night on, and over HTTP at once.")
