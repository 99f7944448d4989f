"""Publication: one transaction that writes a night's content and turns the pointer to it; a death before its end leaves the old list.

What people did is theirs: the night raises flags, sees duties met, and lets nothing else of a flag's life change. Its own moves carry the
cut of its date as their instant, however late it is published, so that the memory of the next night is the same when it is told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from features.calendar import LOCAL, cut, iso_week, monday_of
from models.scores import COLUMNS as SCORE_COLUMNS
from service.domain.access import NIGHT
from service.domain.canonical import to_text
from service.domain.errors import IntegrityBroken, LockHeld
from service.domain.flag_life import DECIDED, FlagState, Move, Moved, StoredFlag, Wish, moved_flag
from service.domain.flags import Flag, Source
from service.domain.night import NightContent, Run, RunState, YouthFacts
from service.domain.sight import AT_NIGHT
from service.store import casework, flags
from service.store.bulk import Columns, columns_of, insert_columns
from service.store.locks import check_fence
from service.store.nights import FIRST_NIGHT, PUBLISHED, first_night, published
from service.store.tables import (
    LISTED,
    LISTS,
    MILESTONES,
    ORGANISATION,
    POINTERS,
    RUN_FLAGS,
    RUNS,
    SCORES,
    WEEKLY_CUTS,
    YOUTHS,
)
from service.store.turns import take_every_turn
from service.store.unit_of_work import Work

RISK_FROM: Final = time(6)
"""Local time on Monday from which the week's risk flags are shown."""
_FLAG_NAMES: Final = tuple(field.name for field in fields(Flag))
_YOUTH_NAMES: Final = (
    "youth_id",
    "birth_on",
    "district_id",
    "area_id",
    "school_id",
    "counsellor_id",
    "queue",
    "routed_by",
    "in_target_group",
    "content",
)
_CUT_NAMES: Final = ("week", "youth_id", "district_id", "risk", "rank", "cut_off", "capacity")
_NO_WORDS: Final = pa.array([], pa.large_string())
"""Joined with it, words lie together from the beginning of a buffer of their own."""
Mark = Callable[[str], None]


@dataclass(frozen=True)
class Publication:
    """What is published: a run, its content, the scores of its morning if there are any, and the instant."""

    run: Run
    content: NightContent
    scores: pd.DataFrame | None
    at: datetime


def publish(work: Work, publication: Publication, *, mark: Mark = lambda _: None) -> str:
    """Write everything and turn the pointer; returns the hash of the content. `mark` is told how far it has come.

    Raises: LockHeld if somebody took the lock since the run began; IntegrityBroken if a later night is already published.
    """
    run, content = publication.run, publication.content
    check_fence(work, run.fence)
    _check_order(work, run)
    rows = content_rows(content, publication.scores)
    found = rows.hash
    mark("publish.begun")
    for table, columns in rows.tables.items():
        insert_columns(work, table, columns, same={"run_id": run.run_id})
    mark("publish.lists_written")
    work.execute(sa.delete(YOUTHS))
    insert_columns(work, YOUTHS, rows.youths, same={"run_id": run.run_id})
    mark("publish.youths_written")
    _keep_flags(work, publication)
    mark("publish.flags_written")
    _keep_casework(work, content)
    _turn_pointer(work, publication, found)
    mark("publish.pointer_turned")
    return found


@dataclass(frozen=True)
class ContentRows:
    """A night's content as it is written, without the run it belongs to: the same content, the same rows.

    `tables`: those of which every run has its own rows. `youths`: those that replace the night before. `of_scores`: a hash of the scores.
    """

    tables: Mapping[sa.Table, Columns]
    youths: Columns
    of_scores: str

    @property
    def hash(self) -> str:
        """SHA-256 over everything written; equal for equal nights."""
        digest = hashlib.sha256(self.of_scores.encode())
        others = (columns for table, columns in self.tables.items() if table is not SCORES)
        for columns in (*others, self.youths):
            for name, values in columns.items():
                digest.update(f"{name}:{values!r};".encode())
        return digest.hexdigest()


def content_rows(content: NightContent, scores: pd.DataFrame | None) -> ContentRows:
    """The rows of a night."""
    places, week = sorted(content.lists.items()), iso_week(content.as_of)
    listed = [(place, item.youth_id, to_text(item)) for place, weekly in places for item in weekly.youths]
    cuts = [
        (week, cut.youth_id, cut.district_id, cut.risk, cut.rank, cut.cut_off, cut.capacity) for cut in content.cuts
    ]
    tables = {
        RUN_FLAGS: columns_of(("flag_id", *_FLAG_NAMES), [_flag_row(flag) for flag in content.flags]),
        WEEKLY_CUTS: columns_of(_CUT_NAMES, cuts),
        LISTS: columns_of(("place", "content"), [(place, to_text(replace(item, youths=()))) for place, item in places]),
        LISTED: columns_of(("place", "youth_id", "content"), listed),
        ORGANISATION: columns_of(("content",), [(to_text(content.organisation),)]),
    }
    if scores is not None:
        tables[SCORES] = score_columns(scores)
    youths = columns_of(_YOUTH_NAMES, [_youth_row(youth) for youth in content.youths])
    return ContentRows(tables, youths, "" if scores is None else _hash_of(scores))


def content_hash(content: NightContent, scores: pd.DataFrame | None) -> str:
    """The hash under which a content would be published."""
    return content_rows(content, scores).hash


def score_columns(scores: pd.DataFrame) -> Columns:
    """Scores as plain values; missing is None."""
    return plain_columns(scores[list(SCORE_COLUMNS)])


def plain_columns(frame: pd.DataFrame) -> Columns:
    """A frame as plain values by column; missing is None."""
    return {str(name): _plain(column) for name, column in frame.items()}


def _plain(column: pd.Series[Any]) -> list[Any]:
    if column.dtype.kind == "f":
        return column.astype(object).where(column.notna(), None).tolist() if column.hasnans else column.tolist()
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype.kind == "M":
        codes, values = pd.factorize(column)
        words = [value.date() if column.dtype.kind == "M" else value for value in values.tolist()]
        told: list[Any] = np.array([*words, None], dtype=object)[codes].tolist()
        return told
    return column.tolist()


def _hash_of(scores: pd.DataFrame) -> str:
    """SHA-256 over the scores, column by column: texts with their lengths, numbers and days by their bytes."""
    digest = hashlib.sha256()
    for name in SCORE_COLUMNS:
        column = scores[name]
        digest.update(f"{name}:{len(column)};".encode())
        if column.dtype.kind in "fiM":
            values = (
                np.where(column.isna(), np.nan, column) if column.dtype.kind == "f" else column.to_numpy().view("int64")
            )
            digest.update(np.ascontiguousarray(values).tobytes())
        else:
            words = pa.array(column.astype("str"), pa.large_string())
            parts = words.chunks if isinstance(words, pa.ChunkedArray) else [words]
            _, offsets, letters = pa.concat_arrays([_NO_WORDS, *parts]).buffers()
            digest.update(offsets)
            digest.update(letters)
    return digest.hexdigest()


def _flag_row(flag: Flag) -> tuple[Any, ...]:
    values = (getattr(flag, name) for name in _FLAG_NAMES)
    return (flag.flag_id, *(value.value if isinstance(value, StrEnum) else value for value in values))


def _youth_row(youth: YouthFacts) -> tuple[Any, ...]:
    return (
        youth.youth_id,
        youth.situation.birth_on,
        youth.district_id,
        youth.area_id,
        youth.school_id,
        youth.counsellor_id,
        youth.queue,
        youth.routed_by,
        youth.in_target_group,
        to_text(youth),
    )


def _keep_flags(work: Work, publication: Publication) -> None:
    """Raise what is new, see met what no longer stands, and note of the rest who has it and that it stands."""
    content = publication.content
    take_every_turn(work)  # until the end nobody moves a flag that is being looked at
    standing = {flag.flag_id: flag for flag in content.flags if not flag.cut_off}
    known = flags.by_ids(work, AT_NIGHT, flag_ids=standing)
    raised = [_raised(flag, publication) for key, flag in standing.items() if key not in known]
    flags.insert(work, raised)
    flags.append_moves(work, [_first_move(flag, cut(content.as_of)) for flag in raised])
    stood = {key: _stands(flag, standing[key]) for key, flag in known.items()}
    flags.restand(work, list(stood.values()))
    for flag in stood.values():
        if flag.state is FlagState.CLOSED and flag.last_move is Move.MEET:
            _move(work, flag, Wish(Move.STAND_AGAIN), publication)
    here = {youth.youth_id for youth in content.youths}
    for flag in flags.standing(work, AT_NIGHT):
        if flag.source in DECIDED and flag.flag_id not in standing:
            _move(work, flag, Wish(Move.MEET, _why_met(flag, here)), publication)
        elif flag.until_on is not None and flag.until_on <= content.as_of:
            _move(work, flag, Wish(Move.RESUME), publication)


def _why_met(flag: StoredFlag, here: set[Any]) -> str:
    return "stands_no_longer" if flag.youth_id in here else "lives_here_no_longer_or_is_too_old"


def _move(work: Work, flag: StoredFlag, wish: Wish, publication: Publication) -> None:
    as_of = publication.content.as_of
    after, moved = moved_flag(flag, wish, actor=NIGHT, at=cut(as_of), on=as_of)
    flags.store_move(work, after, moved)


def _raised(flag: Flag, publication: Publication) -> StoredFlag:
    content = publication.content
    return StoredFlag(
        flag.flag_id,
        flag.youth_id,
        flag.source,
        flag.rule,
        flag.cause_on,
        FlagState.NEW,
        flag.routed_by,
        content.as_of,
        content.as_of,
        _joins_at(flag, publication.at),
        due_on=flag.due_on,
        counsellor_id=flag.counsellor_id,
        queue=flag.queue,
        district_id=flag.district_id,
        area_id=flag.area_id,
        is_known_before_start=flag.flag_id in content.started_before,
    )


def _joins_at(flag: Flag, at: datetime) -> datetime:
    """Duties join at once, the week's risk flags on Monday at six."""
    return max(at, risk_from(flag.cause_on)) if flag.source is Source.RISK else at


def risk_from(monday: date) -> datetime:
    """The instant from which the risk flags of a week are shown."""
    return datetime.combine(monday_of(monday), RISK_FROM, LOCAL).astimezone(UTC)


def _first_move(flag: StoredFlag, at: datetime) -> Moved:
    return Moved(flag.flag_id, at, NIGHT.actor_id, Move.RAISE, None, FlagState.NEW)


def _stands(flag: StoredFlag, now: Flag) -> StoredFlag:
    return replace(
        flag,
        due_on=now.due_on,
        counsellor_id=now.counsellor_id,
        queue=now.queue,
        routed_by=now.routed_by,
        district_id=now.district_id,
        area_id=now.area_id,
        last_stood_on=now.as_of,
    )


def _keep_casework(work: Work, content: NightContent) -> None:
    """Open the hand-overs of those who moved, and appoint tovholders to those who entered the target group."""
    underway = {item.youth_id for item in casework.open_handovers(work, AT_NIGHT)}
    casework.open_handover(work, [item for item in content.handovers if item.youth_id not in underway])
    casework.appoint_unless_later(work, content.appointed)


def _check_order(work: Work, run: Run) -> None:
    standing = published(work)
    if standing is not None and standing.business_on >= run.business_on:
        raise IntegrityBroken(
            f"publication: got the night of {run.business_on}, allowed is one after {standing.business_on}, which is published. "
            "Nights are published in order, each once; nothing was changed."
        )


def _turn_pointer(work: Work, publication: Publication, found: str) -> None:
    run, at = publication.run, publication.at
    values: Mapping[str, Any] = {"state": RunState.PUBLISHED, "published_at": at, "content_hash": found}
    changed = work.execute(
        sa.update(RUNS).where(RUNS.c.run_id == run.run_id, RUNS.c.state == RunState.BUILDING).values(values)
    )
    if changed.rowcount != 1:
        raise LockHeld(
            f"publication: got a run of {run.business_on} that is no longer being built, allowed is one that is. Somebody else ended it."
        )
    if first_night(work) is None:
        work.execute(sa.insert(MILESTONES).values(name=FIRST_NIGHT, happened_on=run.business_on))
    turned = {"run_id": run.run_id, "fence": run.fence, "moved_at": at}
    moved = work.execute(sa.update(POINTERS).where(POINTERS.c.name == PUBLISHED).values(turned))
    if moved.rowcount == 0:
        work.execute(sa.insert(POINTERS).values(name=PUBLISHED, **turned))
