"""Tables of what the service watches of itself: what was measured in a week, and the level each series then stood at; never a youth."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, JSON_TEXT, WORD
from service.store.tables import METADATA

_SUBJECT: Final = sa.String(120)


def _key() -> tuple[sa.Column[object], ...]:
    """A series in a week: measured once, by the first night of the week."""
    return (
        sa.Column("monday_on", sa.Date, primary_key=True),
        sa.Column("matter", WORD, primary_key=True),
        sa.Column("subject", _SUBJECT, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("runs.run_id"), nullable=False),
    )


MEASUREMENTS: Final = sa.Table(  # domain.watching.Measured
    "measurements",
    METADATA,
    *_key(),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("usual", sa.Double, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("n_reference", sa.Integer, nullable=False),
    sa.Column("effect", sa.Double, nullable=False),
    sa.Column("p", sa.Double, nullable=False),
    sa.Column("is_fact", sa.Boolean, nullable=False),
)
ALARM_LEVELS: Final = sa.Table(  # domain.watching.Standing, as it was after the run of the week
    "alarm_levels",
    METADATA,
    *_key(),
    sa.Column("level", WORD, nullable=False),
    sa.Column("since_on", sa.Date, nullable=False),
    sa.Column("raised", sa.Integer, nullable=False),
    sa.Column("calm", sa.Integer, nullable=False),
    sa.Column("known_breaks", JSON_TEXT, nullable=False),
)
