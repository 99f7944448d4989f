"""Which model bundles were brought in, and which one is active since when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from service.domain.errors import UnknownThing
from service.domain.model_origin import is_of_rule
from service.store import shadow
from service.store.tables import ACTIVATIONS, BUNDLES
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Registered:
    """A bundle that was brought in; `data` and `manifest` are what it says of itself, `folder` its place below the folder of bundles."""

    model_id: str
    data: str
    folder: str
    manifest: Mapping[str, Any]
    added_at: datetime


@dataclass(frozen=True)
class ActiveBundle:
    """The bundle that scores, and since when, by whom."""

    bundle: Registered
    actor_id: str
    since_at: datetime

    @property
    def model_id(self) -> str:
        """Its name."""
        return self.bundle.model_id


def registered(work: Work) -> list[Registered]:
    """Every bundle that was brought in, the latest first."""
    found = work.rows(sa.select(BUNDLES).order_by(BUNDLES.c.added_at.desc(), BUNDLES.c.model_id))
    return [_registered(row) for row in found]


def bundle_of(work: Work, model_id: str) -> Registered:
    """The bundle of a name.

    Raises: UnknownThing if it was never brought in.
    """
    found = work.first(sa.select(BUNDLES).where(BUNDLES.c.model_id == model_id))
    if found is None:
        raise UnknownThing(
            "bundle: got a name that was never brought in, allowed are those that `alleskalmed bundle list` shows. "
            "Bring it in with `alleskalmed bundle add`."
        )
    return _registered(found)


def add(work: Work, bundle: Registered) -> bool:
    """Register a bundle; returns False, and changes nothing, if it was brought in before."""
    if work.first(sa.select(BUNDLES.c.model_id).where(BUNDLES.c.model_id == bundle.model_id)) is not None:
        return False
    manifest = json.dumps(dict(bundle.manifest), sort_keys=True, ensure_ascii=False)
    work.execute(sa.insert(BUNDLES), [{**vars(bundle), "manifest": manifest}])
    return True


def active(work: Work) -> ActiveBundle | None:
    """The bundle that scores; None if none does."""
    joined = sa.select(BUNDLES, ACTIVATIONS.c.actor_id, ACTIVATIONS.c.at).join(
        ACTIVATIONS, ACTIVATIONS.c.model_id == BUNDLES.c.model_id
    )
    found = work.first(joined.where(ACTIVATIONS.c.ended_at.is_(None)).order_by(ACTIVATIONS.c.number.desc()))
    return None if found is None else ActiveBundle(_registered(found), found.actor_id, found.at)


_ACTIVE_ID: Final = (
    sa.select(ACTIVATIONS.c.model_id)
    .where(ACTIVATIONS.c.ended_at.is_(None))
    .order_by(ACTIVATIONS.c.number.desc())
    .limit(1)
)


def active_id(work: Work) -> str | None:
    """The name of the bundle that scores, without what it says of itself; None if none does."""
    found = work.first(_ACTIVE_ID)
    return None if found is None else str(found.model_id)


def is_rule(work: Work, model_id: str) -> bool:
    """Whether the bundle of a name holds a simple rule in a model's place; not where it was never brought in."""
    found = work.first(sa.select(BUNDLES.c.manifest).where(BUNDLES.c.model_id == model_id))
    return found is not None and is_of_rule(json.loads(found.manifest))


def data_of(work: Work, model_id: str) -> str | None:
    """What the bundle of a name was learned from; None where it was never brought in."""
    found = work.first(sa.select(BUNDLES.c.data).where(BUNDLES.c.model_id == model_id))
    return None if found is None else str(found.data)


def activate(work: Work, model_id: str, *, actor_id: str, at: datetime) -> None:
    """Let a bundle score from now on, in place of any other; if it was on trial beside that one, the trial is over."""
    work.execute(sa.update(ACTIVATIONS).where(ACTIVATIONS.c.ended_at.is_(None)).values(ended_at=at))
    work.execute(sa.insert(ACTIVATIONS), [{"model_id": model_id, "actor_id": actor_id, "at": at}])
    on_trial = shadow.standing(work)
    if on_trial is not None and on_trial.model_id == model_id:
        shadow.end(work, on_trial, actor_id=actor_id, at=at)


def _registered(row: Any) -> Registered:
    return Registered(row.model_id, row.data, row.folder, json.loads(row.manifest), row.added_at)
