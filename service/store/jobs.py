"""Jobs in the store: asked for, taken by one process at a time, kept for a day.

What was sent is encrypted under a key outside the database, bound to its job, and deleted in the transaction that ends the job. Whoever
takes a job gets its next attempt; what an earlier attempt still writes meets no row.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import IntegrityBroken
from service.domain.jobs import KEPT_FOR, LEASE, Job, JobState, Outcome
from service.store.bulk import columns_of, insert_columns
from service.store.job_tables import JOB_RECORDS, JOB_SCORES, JOBS
from service.store.turns import wait_for
from service.store.unit_of_work import Work

_PURPOSE: Final = b"alleskalmed: records of jobs"
_NONCE_BYTES: Final = 12
_WAITING: Final = JOBS.c.state.in_([JobState.QUEUED, JobState.RUNNING])


def add(work: Work, job: Job, records: bytes) -> None:
    """Put a job before the others, with what was sent."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + _cipher(work).encrypt(nonce, records, job.job_id.encode())
    work.execute(sa.insert(JOBS), asdict(job))
    work.execute(sa.insert(JOB_RECORDS), {"job_id": job.job_id, "sealed": sealed})


def count_waiting(work: Work) -> tuple[dict[str, int], int]:
    """How many jobs wait or run, by who asked and in all; nobody adds one meanwhile."""
    wait_for(work, "jobs")
    found = work.rows(sa.select(JOBS.c.actor_id, sa.func.count()).where(_WAITING).group_by(JOBS.c.actor_id))
    counts = {str(actor_id): int(count) for actor_id, count in found}
    return counts, sum(counts.values())


def by_id(work: Work, job_id: str) -> Job | None:
    """A job as it stands."""
    found = work.first(sa.select(JOBS).where(JOBS.c.job_id == job_id))
    return None if found is None else _job(found)


def is_anything_to_do(work: Work, *, at: datetime) -> bool:
    """Whether a job waits, was interrupted, or is to be forgotten."""
    is_wanted = sa.or_(_may_be_taken(at), JOBS.c.asked_at <= at - KEPT_FOR)
    return work.first(sa.select(JOBS.c.job_id).where(is_wanted).limit(1)) is not None


def take(work: Work, *, at: datetime) -> Job | None:
    """The first job that waits or was interrupted, from here on this process's own, from its beginning."""
    wait_for(work, "jobs")
    query = sa.select(JOBS).where(_may_be_taken(at)).order_by(JOBS.c.asked_at, JOBS.c.job_id).limit(1)
    found = work.first(query)
    if found is None:
        return None
    taken = replace(_job(found), state=JobState.RUNNING, done=0, attempt=found.attempt + 1, started_at=at, beat_at=at)
    work.execute(sa.delete(JOB_SCORES).where(JOB_SCORES.c.job_id == taken.job_id))
    work.execute(sa.update(JOBS).where(JOBS.c.job_id == taken.job_id).values(asdict(taken)))
    return taken


def records(work: Work, job: Job) -> bytes | None:
    """What was sent with a job; None if it is gone.

    Raises: IntegrityBroken if it was changed, or encrypted under another key.
    """
    found = work.first(sa.select(JOB_RECORDS.c.sealed).where(JOB_RECORDS.c.job_id == job.job_id))
    if found is None:
        return None
    nonce, sealed = found.sealed[:_NONCE_BYTES], found.sealed[_NONCE_BYTES:]
    try:
        return _cipher(work).decrypt(nonce, sealed, job.job_id.encode())
    except InvalidTag:
        raise IntegrityBroken(
            "job: got records that were changed or encrypted under another key, allowed is what was sent. Send them again."
        ) from None


def keep(work: Work, job: Job, outcomes: Sequence[Outcome], *, model_id: str, at: datetime) -> bool:
    """Keep what came of some youths, if the job is still this attempt's; otherwise nothing, and say so."""
    told = {"done": JOBS.c.done + len(outcomes), "beat_at": at, "model_id": model_id}
    if not _update(work, job, told):
        return False
    names = [field.name for field in fields(Outcome)]
    rows = [[getattr(outcome, name) for name in names] for outcome in outcomes]
    insert_columns(work, JOB_SCORES, columns_of(names, rows), same={"job_id": job.job_id})
    return True


def finish(work: Work, job: Job, *, problem: str | None, at: datetime) -> None:
    """End a job, if it is still this attempt's, and delete what was sent; of one that failed nothing else is kept either."""
    state = JobState.DONE if problem is None else JobState.FAILED
    if not _update(work, job, {"state": state, "problem": problem, "finished_at": at}):
        return
    work.execute(sa.delete(JOB_RECORDS).where(JOB_RECORDS.c.job_id == job.job_id))
    if problem is not None:
        work.execute(sa.delete(JOB_SCORES).where(JOB_SCORES.c.job_id == job.job_id))


def give_back(work: Work, job: Job) -> None:
    """Let another process, or this one after its next start, begin the job again; it does not count as an attempt."""
    _update(work, job, {"state": JobState.QUEUED, "attempt": job.attempt - 1})


def outcomes(work: Work, job: Job, *, after: int, limit: int) -> list[Outcome]:
    """What came of a job's youths, in the order in which they were sent."""
    query = sa.select(*(JOB_SCORES.c[field.name] for field in fields(Outcome)))
    query = query.where(JOB_SCORES.c.job_id == job.job_id, JOB_SCORES.c.number > after)
    return [Outcome(*row) for row in work.rows(query.order_by(JOB_SCORES.c.number).limit(limit))]


def forget(work: Work, job_id: str) -> None:
    """Delete a job with everything that came of it; whoever runs it finds out at its next step."""
    _delete(work, JOBS.c.job_id == job_id)


def forget_old(work: Work, *, at: datetime) -> None:
    """Delete everybody's jobs of more than a day ago."""
    _delete(work, JOBS.c.asked_at <= at - KEPT_FOR)


def _delete(work: Work, which: sa.ColumnElement[bool]) -> None:
    wanted = sa.select(JOBS.c.job_id).where(which)
    work.rows(wanted.with_for_update())  # so that nobody keeps a score of a job that goes
    for table in (JOB_SCORES, JOB_RECORDS, JOBS):
        work.execute(sa.delete(table).where(table.c.job_id.in_(wanted)))


def _update(work: Work, job: Job, told: dict[str, Any]) -> bool:
    is_ours = sa.and_(JOBS.c.job_id == job.job_id, JOBS.c.attempt == job.attempt, JOBS.c.state == JobState.RUNNING)
    return bool(work.execute(sa.update(JOBS).where(is_ours).values(told)).rowcount)


def _may_be_taken(at: datetime) -> sa.ColumnElement[bool]:
    is_silent = sa.or_(JOBS.c.beat_at < at - LEASE, JOBS.c.beat_at > at + LEASE)  # the latter: the clock was set back
    is_kept = JOBS.c.asked_at > at - KEPT_FOR
    return sa.and_(
        is_kept, sa.or_(JOBS.c.state == JobState.QUEUED, sa.and_(JOBS.c.state == JobState.RUNNING, is_silent))
    )


def _job(row: Any) -> Job:
    told = dict(row._mapping)
    return Job(**told | {"state": JobState(told["state"])})


def _cipher(work: Work) -> AESGCM:
    if work.seal is None:
        raise IntegrityBroken(
            "job: got a store opened without the key of its audit trail, allowed is one opened with it. Open the installation's store."
        )
    return AESGCM(hmac.digest(work.seal.key, _PURPOSE, "sha256"))
