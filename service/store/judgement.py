"""What the model said of a youth, read apart from every fact: only for whoever may see judgement, which the caller has made sure of."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from service.domain.judgement import Judgement, Term
from service.domain.night import RunState
from service.domain.sight import OneYouth
from service.store.nights import published
from service.store.tables import RUNS, SCORES
from service.store.unit_of_work import Work

_TERMS: Final = ("reasons", "protective")


def judgement(work: Work, seen: OneYouth) -> Judgement | None:
    """What the model says of a youth by the published night; None if it had no scores or does not score the youth."""
    run = published(work)
    if run is None:
        return None
    found = work.first(sa.select(SCORES).where(SCORES.c.run_id == run.run_id, SCORES.c.youth_id == seen.youth_id))
    return None if found is None else _judgement(found)


def judgements(work: Work, seen: OneYouth, *, before: date | None = None, limit: int = 100) -> tuple[Judgement, ...]:
    """What the model said of a youth by the published nights, the latest first; `before`: the date of the last one already read."""
    asked = sa.select(SCORES).join(RUNS, RUNS.c.run_id == SCORES.c.run_id)
    asked = asked.where(SCORES.c.youth_id == seen.youth_id, RUNS.c.state == RunState.PUBLISHED)
    if before is not None:
        asked = asked.where(SCORES.c.as_of < before)
    return tuple(_judgement(row) for row in work.rows(asked.order_by(SCORES.c.as_of.desc()).limit(limit)))


def _judgement(row: Any) -> Judgement:
    values = {name: value for name, value in row._mapping.items() if name != "run_id"}
    return Judgement(**{**values, **{name: _terms(values[name]) for name in _TERMS}})


def _terms(text: str) -> tuple[Term, ...]:
    return tuple(_term(item) for item in json.loads(text))


def _term(item: dict[str, Any]) -> Term:
    since = item.get("since")
    return Term(
        item["indicator"],
        item.get("value"),
        item.get("usual"),
        item["direction"],
        item["contribution"],
        None if since is None else date.fromisoformat(since),
    )
