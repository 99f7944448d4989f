"""The organisation as each night knew it, and as it stands now with what was decided since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from service.domain.casework import Handover, Memory
from service.domain.handover import remembered_organisation
from service.domain.routing import Organisation, Place
from service.domain.sight import Errand, OneYouth, Task
from service.store import casework
from service.store.tables import ORGANISATION, POINTERS
from service.store.unit_of_work import Work
from service.store.youths import read_organisation, youth_facts


def published_organisation(work: Work) -> Organisation | None:
    """The organisation of the published night; None before the first."""
    here = sa.select(ORGANISATION.c.content).join(POINTERS, POINTERS.c.run_id == ORGANISATION.c.run_id)
    row = work.first(here.where(POINTERS.c.name == "published"))
    return None if row is None else read_organisation(row.content)


@dataclass(frozen=True)
class Standing:
    """The organisation of the published night with what was decided since, and the hand-overs that are open."""

    organisation: Organisation
    handovers: tuple[Handover, ...]


def standing_organisation(work: Work, *, on: date) -> Organisation | None:
    """The organisation of the published night with the tovholders, covers, recusals and hand-overs of now."""
    found = standing(work, on=on)
    return None if found is None else found.organisation


def standing(work: Work, *, on: date) -> Standing | None:
    """The same with the hand-overs themselves; None before the first night."""
    organisation = published_organisation(work)
    if organisation is None:
        return None
    everybody = Errand(Task.ROUTING)
    handovers = casework.open_handovers(work, everybody)
    since = Memory(
        on,
        tovholders=casework.tovholders(work, everybody),
        covers=casework.covers_on(work, on),
        recusals=casework.recusals(work, everybody),
        handovers={item.youth_id: item for item in handovers},
    )
    return Standing(remembered_organisation(organisation, since), handovers)


def place_of_youth(work: Work, seen: OneYouth) -> Place | None:
    """Where the published night saw the youth, for routing; None if it did not."""
    found = youth_facts(work, seen)
    return None if found is None else Place(seen.youth_id, found.district_id, found.situation.institutions)
