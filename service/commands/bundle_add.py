"""`alleskalmed bundle add`: bring a bundle, or what `publish` wrote, into the installation."""

from __future__ import annotations

from pathlib import Path

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation
from service.domain.access import COMMAND_LINE
from service.operating.bundles import add_bundle
from service.settings import Settings


def run(*, bundle: Path) -> None:
    """Verify, copy and register; the model_id goes to standard output."""
    settings = Settings()
    with installation(settings) as store:
        model_id = add_bundle(settings, store, bundle, actor=COMMAND_LINE, at=now())
    say(f"Brought in; let it score with `alleskalmed bundle activate {model_id}`.")
    print(model_id)  # noqa: T201 - the command's answer
