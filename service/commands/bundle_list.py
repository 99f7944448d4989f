"""`alleskalmed bundle list`: the bundles that were brought in, and which one scores."""

from __future__ import annotations

from service.commands.installation import installation, show
from service.operating.bundles import active_model
from service.settings import Settings
from service.store import bundles


def run(*, as_json: bool) -> None:
    """One line a bundle."""
    with installation(Settings()) as store, store.read() as work:
        active = active_model(work)
        rows = [
            {
                "model_id": one.model_id,
                "is_active": one.model_id == active,
                "data": one.data,
                "until": one.manifest["origin"]["until"],
                "added_at": one.added_at.isoformat(timespec="seconds"),
            }
            for one in bundles.registered(work)
        ]
    show(rows, as_json=as_json, nothing="No bundle was brought in yet; `alleskalmed bundle add` brings one.")
