"""Documents of a run: reports and small files that belong to it, compressed and with their hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

import sqlalchemy as sa

from service.domain.errors import IntegrityBroken
from service.store.tables import RUN_DOCUMENTS, RUNS
from service.store.unit_of_work import Work


def put(work: Work, run_id: str, *, documents: Mapping[str, bytes]) -> None:
    """Keep documents with a run, in place of earlier ones of the same names."""
    at = RUN_DOCUMENTS.c
    for name, content in documents.items():
        work.execute(sa.delete(RUN_DOCUMENTS).where(at.run_id == run_id, at.name == name))
        row = {
            "run_id": run_id,
            "name": name,
            "content": zlib.compress(content, 6),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        work.execute(sa.insert(RUN_DOCUMENTS), [row])


def get(work: Work, run_id: str, *, name: str) -> bytes | None:
    """A document of a run; None if the run has none of that name.

    Raises: IntegrityBroken if it is not what was written.
    """
    at = RUN_DOCUMENTS.c
    found = work.first(sa.select(at.content, at.sha256).where(at.run_id == run_id, at.name == name))
    if found is None:
        return None
    try:
        content = zlib.decompress(found.content)
    except zlib.error:
        content = b""
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise IntegrityBroken(
            f"run {run_id}, document {name}: got other content than was written. Restore a backup; do not trust this one."
        )
    return content


def latest(work: Work, *, name: str) -> str | None:
    """The published run of the latest business date that has a document of this name."""
    joined = RUN_DOCUMENTS.join(RUNS, RUNS.c.run_id == RUN_DOCUMENTS.c.run_id)
    query = (
        sa.select(RUNS.c.run_id)
        .select_from(joined)
        .where(RUN_DOCUMENTS.c.name == name, RUNS.c.state == "published")
        .order_by(RUNS.c.business_on.desc(), RUNS.c.attempt.desc())
        .limit(1)
    )
    found = work.first(query)
    return None if found is None else str(found.run_id)
