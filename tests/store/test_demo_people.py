"""The demonstration's youths have names that nobody has, numbers that nobody can have and telephones that ring nowhere."""

from __future__ import annotations

from pathlib import Path

from service.commands.demo_people import name_the_flagged
from service.domain.cpr import CprKind
from service.domain.sight import AT_NIGHT, Errand, Task
from service.operating.identities import identity_of
from service.settings import Settings
from service.store import flags
from service.store.unit_of_work import Store
from service.store.youths import youth_facts
from tests.lib.small_service import MORNING, small_service


def test_whoever_is_flagged_gets_an_identity_that_can_be_nobodys(store: Store, tmp_path: Path):
    small_service(store, tmp_path)
    settings = Settings(var=tmp_path)
    assert name_the_flagged(settings, store, at=MORNING) == name_the_flagged(settings, store, at=MORNING) > 0
    with store.read() as work:
        flagged = {flag.youth_id for flag in flags.standing(work, Errand(Task.UPKEEP))}
        births = {one: facts.situation.birth_on for one in flagged if (facts := youth_facts(work, AT_NIGHT.of(one)))}
    found = {one: identity_of(settings, store, one) for one in births}
    told = [one for one in found.values() if one is not None]
    assert len(told) == len(found)
    assert {one.cpr.kind for one in told} == {CprKind.MADE}
    assert len({one.cpr for one in told}) == len(told)
    assert all(one.phone.startswith("00") and one.holders[0].phone.startswith("00") for one in told)
    assert {one: who.cpr.birth_on for one, who in found.items() if who is not None} == births
