"""Whether a delivery would take back or lack so much that a person should look at it first: a pure rule over counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from features.records import BY_NAME
from service.store.lake_news import TableNews

SHARE: Final = 0.05
"""Of a table's standing facts, the share that a delivery may take back or say otherwise without being asked about."""
AT_LEAST: Final = 5
"""Fewer rewritten facts than this are never unusual."""
USUAL_NIGHTS: Final = 5
"""Deliveries of a source from which it can be told how many rows are usual."""
USUAL_ROWS: Final = 100
"""A table that ever came with fewer rows is too small to tell a hole from an ordinary day."""


def unusual(
    news: Sequence[TableNews], *, held: Mapping[str, int], before: Sequence[Mapping[str, int]]
) -> tuple[str, ...]:
    """What is unusual about a delivery, one sentence a finding; nothing if it may be taken without a question.

    `held`: its sound rows by table. `before`: the same of the source's latest deliveries, the newest first.
    """
    rewritten = [_rewritten(table) for table in news]
    return tuple(sentence for sentence in [*rewritten, *_holes(held, before)] if sentence)


def _rewritten(table: TableNews) -> str:
    if table.rewritten < AT_LEAST or table.rewritten <= SHARE * table.standing:
        return ""
    return (
        f"{table.table}: {table.rewritten:,} of {table.standing:,} standing facts would be taken back or changed "
        f"({table.rewritten / table.standing:.0%}), usual is up to {SHARE:.0%}."
    )


def _holes(held: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> list[str]:
    if len(before) < USUAL_NIGHTS:
        return []
    least = {name: min(rows.get(name, 0) for rows in before[:USUAL_NIGHTS]) for name in BY_NAME}
    return [
        f"{name}: got {held.get(name, 0):,} rows, the last {USUAL_NIGHTS} deliveries of this source had {usual:,} or more."
        for name, usual in least.items()
        if usual >= USUAL_ROWS and held.get(name, 0) < usual / 2
    ]
