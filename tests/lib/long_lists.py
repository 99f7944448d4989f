"""A list as long as a big district's: the small town's youths again and again, under codes of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.store.nights import published
from service.store.tables import FLAG_MOVES, FLAGS, LISTED, YOUTHS
from service.store.unit_of_work import Store, Work

PLACE = "D1"


def lengthen(store: Store, *, youths: int) -> tuple[YouthId, ...]:
    """Let this week's list of the district hold so many youths; returns the codes of the new ones."""
    with store.begin() as work:
        run = published(work)
        assert run is not None
        here = sa.and_(LISTED.c.run_id == run.run_id, LISTED.c.place == PLACE)
        there = work.rows(sa.select(LISTED).where(here).order_by(LISTED.c.youth_id))
        made = [(there[number % len(there)], YouthId(f"u{number:04}")) for number in range(youths - len(there))]
        for row, youth_id in made:
            _copy(work, row, youth_id)
    return tuple(youth_id for _, youth_id in made)


def _copy(work: Work, row: Any, youth_id: YouthId) -> None:
    """One more youth like the one of a row, with flags and moves of their own."""
    content, like = row.content.replace(f'"{row.youth_id}"', f'"{youth_id}"'), row.youth_id
    for flag in work.rows(sa.select(FLAGS).where(FLAGS.c.youth_id == like)):
        flag_id = f"{youth_id[1:]}{flag.flag_id[4:]}"
        content = content.replace(flag.flag_id, flag_id)
        work.execute(sa.insert(FLAGS).values({**flag._mapping, "flag_id": flag_id, "youth_id": youth_id}))
        for moved in work.rows(sa.select(FLAG_MOVES).where(FLAG_MOVES.c.flag_id == flag.flag_id)):
            values = {name: value for name, value in moved._mapping.items() if name != "number"}
            work.execute(sa.insert(FLAG_MOVES).values({**values, "flag_id": flag_id}))
    work.execute(sa.insert(LISTED).values({**row._mapping, "youth_id": youth_id, "content": content}))
    for youth in work.rows(sa.select(YOUTHS).where(YOUTHS.c.youth_id == like)):
        told = youth.content.replace(f'"{like}"', f'"{youth_id}"')
        work.execute(sa.insert(YOUTHS).values({**youth._mapping, "youth_id": youth_id, "content": told}))
