"""Facts of youths and the organisation by the published night; no score is read here."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.canonical import from_text
from service.domain.night import YouthFacts
from service.domain.routing import Organisation
from service.domain.sight import Errand, Many, OneYouth
from service.store.flags import AT_ONCE
from service.store.nights import published
from service.store.tables import ORGANISATION, YOUTHS
from service.store.unit_of_work import Work

_NOBODY: Final = Organisation({}, {})


def youth_facts(work: Work, seen: OneYouth) -> YouthFacts | None:
    """What is known of a youth by the published night; None if it knows no such resident."""
    return _facts(work, [seen.youth_id]).get(seen.youth_id)


def facts_of(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> dict[YouthId, YouthFacts]:
    """What is known of some youths, of those whom the published night knows."""
    return _facts(work, youth_ids)


def _facts(work: Work, youth_ids: Collection[YouthId]) -> dict[YouthId, YouthFacts]:
    wanted, found = sorted(set(youth_ids)), {}
    for start in range(0, len(wanted), AT_ONCE):
        asked = sa.select(YOUTHS.c.content).where(YOUTHS.c.youth_id.in_(wanted[start : start + AT_ONCE]))
        for row in work.rows(asked):
            facts = _read(row.content)
            found[facts.youth_id] = facts
    return found


@lru_cache(maxsize=1_000)
def _read(content: str) -> YouthFacts:
    """What a night wrote of a youth; it never changes, and is read at every look."""
    return from_text(YouthFacts, content)


def youths_known(work: Work, _errand: Errand, *, youth_ids: Collection[str]) -> frozenset[YouthId]:
    """Those of some youths whom the published night knows."""
    wanted = sorted(set(youth_ids))
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    return frozenset(YouthId(row.youth_id) for part in parts for row in work.rows(_KNOWN, {"youth_ids": part}))


_KNOWN: Final = sa.select(YOUTHS.c.youth_id).where(YOUTHS.c.youth_id.in_(sa.bindparam("youth_ids", expanding=True)))


def organisation(work: Work) -> Organisation:
    """Districts, areas, counsellors and who answers for what by the published night; an empty one before the first."""
    run = published(work)
    if run is None:
        return _NOBODY
    found = work.first(sa.select(ORGANISATION.c.content).where(ORGANISATION.c.run_id == run.run_id))
    return _NOBODY if found is None else read_organisation(found.content)


@lru_cache(maxsize=2)
def read_organisation(content: str) -> Organisation:
    """What a night wrote of the organisation; it never changes."""
    return from_text(Organisation, content)
