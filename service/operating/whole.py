"""Whether an installation is whole: migration, audit trail, the published run, and the lake it was made from."""

from __future__ import annotations

from service.domain.errors import IntegrityBroken
from service.settings import Settings
from service.store import audit, nights
from service.store.migration import check_current, differences
from service.store.records_lake import Lake
from service.store.unit_of_work import Store


def check_whole(settings: Settings, store: Store) -> dict[str, int]:
    """Pass if everything that can be proved holds; returns what was looked over.

    Raises: IntegrityBroken naming the first thing that does not hold.
    """
    check_current(store)
    if wrong := differences(store):
        raise IntegrityBroken(
            f"database: got {len(wrong)} differences to the declared tables ({', '.join(sorted(set(wrong)))}), allowed is none. Somebody "
            "changed tables by hand; restore a backup."
        )
    trail = audit.verify(store)
    if not trail.is_whole:
        raise IntegrityBroken(
            f"audit: {trail.what}. {trail.count:,} lines before it hold. Find out who changed the database."
        )
    lake = Lake(settings.folders.lake)
    newest = lake.newest()
    with store.read() as work:
        published = nights.published(work)
    read = (published.lake_version or 0) if published else 0
    if read > newest:
        raise IntegrityBroken(
            f"lake: got version {newest} as the newest, but the published run read version {read}. The lake is older than the database; "
            "restore both from one backup."
        )
    files = lake.verify(newest) if newest else 0
    return {"audit lines": trail.count, "lake version": newest, "lake files": files}
