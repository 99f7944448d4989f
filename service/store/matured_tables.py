"""Tables of what was said on a week's list and what happened to whom it was said of; nothing here is ever changed."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, JSON_TEXT, WORD
from service.store.tables import METADATA


def _run(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, ID, sa.ForeignKey("runs.run_id"), primary_key=key, nullable=False)


MATURED: Final = sa.Table(  # one youth whom the night that chose for a week scored, and what became of the youth
    "matured",
    METADATA,
    _run("run_id", key=True),  # that said it
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("week", sa.String(8), nullable=False),  # 2026-W47
    sa.Column("monday_on", sa.Date, nullable=False),
    sa.Column(
        "as_of", sa.Date, nullable=False
    ),  # the Monday, or a later day of its week where that night had no scores
    sa.Column("district_id", ID),
    sa.Column("regime", WORD, nullable=False),
    sa.Column("risk", sa.Double),  # missing if not assessed
    sa.Column("band", WORD, nullable=False),
    sa.Column("profile", WORD, nullable=False),
    sa.Column("rank", sa.Integer),  # missing of who was no candidate of the week
    sa.Column("cut_off", sa.Boolean),
    sa.Column("capacity", sa.Integer),
    sa.Column("outcome", sa.Integer),  # 1 dropped out, 0 did not; missing if censored
    sa.Column("ended_on", sa.Date),
    _run("known_by"),  # the night by which it was known
    sa.Index("ix_matured_youth_id", "youth_id"),
)
MATURED_FIGURES: Final = sa.Table(  # what a night counted of everything that was known by then
    "matured_figures",
    METADATA,
    _run("run_id", key=True),
    sa.Column("content", JSON_TEXT, nullable=False),
)
