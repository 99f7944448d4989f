"""What the database holds that has been kept long enough: scores, ranks, openings, and whom a line of the trail is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

import sqlalchemy as sa

from features.calendar import LOCAL, iso_week
from service.domain.audit import erased_line
from service.store.audit import lines, with_seal
from service.store.matured_tables import MATURED
from service.store.rights_tables import ATTENDANCE_MONTHS
from service.store.shadow_tables import SHADOW_SCORES
from service.store.sight_tables import OPENINGS
from service.store.tables import AUDIT, RUN_FLAGS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Work

JUDGED: Final = (SCORES, RUN_FLAGS, WEEKLY_CUTS, MATURED, SHADOW_SCORES)
"""Tables of judgement, whose rows go before everything else of a youth does."""


def judgement_before(work: Work, first: date, *, held: Collection[str]) -> dict[str, int]:
    """How many scores, flags of nights, ranks and openings there are before a day, by table."""
    return {
        table.name: len(work.rows(sa.select(table.c.youth_id).where(is_old)))
        for table, is_old in _old(first, held).items()
    }


def drop_judgement(work: Work, first: date, *, held: Collection[str]) -> None:
    """Take them away."""
    for table, is_old in _old(first, held).items():
        work.execute(sa.delete(table).where(is_old))


def looks_before(work: Work, until: datetime, *, held: Collection[str]) -> int:
    """How many lines of the trail before an instant say whom they are about."""
    return sum(line.youth_id is not None and line.youth_id not in held for line in lines(work, until=until))


def erase_looks(work: Work, until: datetime, *, held: Collection[str]) -> None:
    """Take off those lines whom they are about; each is sealed, and the chain holds."""
    key = with_seal(work.seal).key
    for line in list(lines(work, until=until)):
        if line.youth_id is not None and line.youth_id not in held:
            gone = {"youth_id": None, "erased": erased_line(key, line).erased}
            work.execute(sa.update(AUDIT).where(AUDIT.c.number == line.number).values(gone))


def keep_months(work: Work, months: Sequence[Mapping[str, Any]]) -> None:
    """Keep months of attendance; one that is kept already stays as it is."""
    key = list(ATTENDANCE_MONTHS.primary_key.columns)
    kept = {tuple(row) for row in work.rows(sa.select(*key))}
    names = [column.name for column in key]
    work.execute(
        sa.insert(ATTENDANCE_MONTHS), [row for row in months if tuple(row[name] for name in names) not in kept]
    )


def _old(first: date, held: Collection[str]) -> dict[sa.Table, sa.ColumnElement[bool]]:
    return {
        table: sa.and_(_is_before(table, first), table.c.youth_id.not_in(sorted(held))) for table in (*JUDGED, OPENINGS)
    }


def _is_before(table: sa.Table, first: date) -> sa.ColumnElement[bool]:
    if table is OPENINGS:
        return table.c.at < datetime.combine(first, time(), LOCAL)
    return table.c.week < iso_week(first) if table is WEEKLY_CUTS else table.c.as_of < first
