"""`alleskalmed bundle activate`: let a bundle score from now on; where records are real, by two people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from features.exits import say
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation
from service.domain.access import COMMAND_LINE
from service.operating.bundles import activate_bundle, add_bundle
from service.operating.two_people import propose_or_confirm
from service.settings import Settings
from service.store.unit_of_work import Store


def run(*, bundle: str, by: str | None) -> None:
    """Activate a bundle by its model_id; a folder is brought in first."""
    settings, at, folder = Settings(), now(), Path(bundle)
    with installation(settings) as store:
        model_id = add_bundle(settings, store, folder, actor=COMMAND_LINE, at=at) if folder.is_dir() else bundle
        if by is None:
            activate_bundle(settings, store, model_id, actor=COMMAND_LINE, at=at)
        elif not _by_two(settings, store, model_id, by=by, at=at):
            say(f"{model_id} is proposed. Another person who may confirms it with the same command and their own name.")
            return
    say(f"{model_id} scores from the next night on, and over HTTP at once.")


def _by_two(settings: Settings, store: Store, model_id: str, *, by: str, at: datetime) -> bool:
    """Propose it in somebody's name, or confirm what another one has proposed; whether it scores now."""
    with store.read() as work:
        actor = in_the_name_of(work, by)
    return propose_or_confirm(settings, store, model_id, actor=actor, at=at)
