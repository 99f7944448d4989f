"""A model put to use as a real installation asks it: one proposes, another confirms."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.domain.access import Actor, Role
from service.operating.bundles import activate_bundle
from service.operating.two_people import confirm, propose
from service.settings import Mode, Settings
from service.store.unit_of_work import Store

PROPOSER: Final = Actor("proposer", Role.ANALYST)
CONFIRMER: Final = Actor("confirmer", Role.OPERATOR)


def put_to_use(settings: Settings, store: Store, model_id: str, *, at: datetime) -> None:
    """Let a model score: by two people where records are real, else by one."""
    if settings.mode is not Mode.REAL:
        activate_bundle(settings, store, model_id, actor=CONFIRMER, at=at)
        return
    number = propose(settings, store, model_id, actor=PROPOSER, at=at)
    confirm(settings, store, number, actor=CONFIRMER, at=at)
