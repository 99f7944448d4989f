"""`alleskalmed retention`: let go of what has been kept long enough, or only say what would go."""

from __future__ import annotations

import json
from dataclasses import asdict

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation
from service.domain.access import COMMAND_LINE
from service.domain.retention import Limits
from service.operating.retaining import let_go, outlived
from service.settings import Settings
from service.store.locks import hold


def run(*, is_dry: bool, as_json: bool) -> None:
    """Do what was asked for."""
    settings, at, limits = Settings(), now(), Limits()
    with installation(settings) as store:
        if is_dry:
            found = outlived(settings, store, limits, at=at)
        else:
            with hold(store, settings.folders.lock, at=at):
                found = let_go(settings, store, limits, actor=COMMAND_LINE, at=at)
    if as_json:
        print(json.dumps(asdict(found), indent=2))  # noqa: T201 - the data this command was asked for
    say(
        f"{'Would go' if is_dry else 'Gone'}: {found.attendance_days:,} days of attendance (their months stay), {found.scores:,} scores, "
        f"{found.run_flags:,} flags of nights, {found.weekly_cuts:,} ranks, {found.openings:,} openings, "
        f"whom {found.looks:,} lines of the trail are about, "
        f"{found.youths:,} youths whole. Held: {found.held:,} youths."
    )
