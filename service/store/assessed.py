"""Of which youths somebody's own assessment stands: stored, and no new flag since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.sight import Errand, OneYouth
from service.store.tables import ASSESSMENTS, FLAGS
from service.store.unit_of_work import Work

_AT_ONCE: Final = 900
"""Values named in one query; SQLite takes a thousand everywhere."""


def is_assessed(work: Work, seen: OneYouth) -> bool:
    """Whether an own assessment of the youth stands."""
    return bool(_assessed(work, [seen.youth_id]))


def assessed(work: Work, _errand: Errand, *, youth_ids: Collection[str]) -> frozenset[YouthId]:
    """Those of the youths of whom an own assessment stands."""
    ordered = sorted(youth_ids)
    parts = [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
    return frozenset(youth_id for part in parts for youth_id in _assessed(work, part))


def _assessed(work: Work, youth_ids: Sequence[str]) -> list[YouthId]:
    return [YouthId(row.youth_id) for row in work.rows(_ASSESSED, {"youth_ids": youth_ids})]


_OF: Final[sa.BindParameter[Any]] = sa.bindparam("youth_ids", expanding=True)
_FLAGGED: Final = (
    sa.select(FLAGS.c.youth_id, sa.func.max(FLAGS.c.joined_at).label("joined_at"))
    .where(FLAGS.c.youth_id.in_(_OF))
    .group_by(FLAGS.c.youth_id)
    .subquery()
)
_ASSESSED: Final = (
    sa.select(ASSESSMENTS.c.youth_id)
    .join(_FLAGGED, _FLAGGED.c.youth_id == ASSESSMENTS.c.youth_id, isouter=True)
    .where(ASSESSMENTS.c.youth_id.in_(_OF))
    .where(sa.or_(_FLAGGED.c.joined_at.is_(None), ASSESSMENTS.c.at >= _FLAGGED.c.joined_at))
    .distinct()
)
