"""Publication: one transaction that writes a night's content and turns the pointer to it; a death before its end leaves the old list.

What people did is theirs: the night raises flags, sees duties met, and lets nothing else of a flag's life change. Its own moves carry the
cut of its date as their instant, however late it is published, so that the memory of the next night is the same when it is told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from features.calendar import LOCAL, cut, iso_week, monday_of
from models.scores import COLUMNS as SCORE_COLUMNS
from service.domain.access import NIGHT
from service.domain.canonical import to_text
from service.domain.errors import IntegrityBroken, LockHeld
from service.domain.flag_life import DECIDED, FlagState, Move, Moved, StoredFlag, Wish, moved_flag
from service.domain.flags import Flag, Source
from service.domain.night import NightContent, Run, RunState, YouthFacts
from service.store import casework, flags
from service.store.bulk import insert_many
from service.store.locks import check_fence
from service.store.nights import FIRST_NIGHT, PUBLISHED, first_night, published
from service.store.tables import (
    FLAGS,
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
from service.store.unit_of_work import Work

RISK_FROM: Final = time(6)
"""Local time on Monday from which the week's risk flags are shown."""
_FLAG_NAMES: Final = tuple(field.name for field in fields(Flag))
_YOUTH_NAMES: Final = (
    "youth_id",
    "run_id",
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
Mark = Callable[[str], None]
Rows = list[tuple[Any, ...]]


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
    mark("publish.begun")
    for table, names, values in _tables(run, rows):
        insert_many(work, table, names, values)
    mark("publish.lists_written")
    _replace_youths(work, run, content.youths, rows.youths)
    mark("publish.youths_written")
    _keep_flags(work, publication)
    mark("publish.flags_written")
    _keep_casework(work, content)
    _turn_pointer(work, publication, rows.hash)
    mark("publish.pointer_turned")
    return rows.hash


@dataclass(frozen=True)
class ContentRows:
    """A night's content as it is written: the same content, the same rows."""

    scores: Rows
    flags: Rows
    cuts: Rows
    lists: Rows
    listed: Rows
    youths: list[str]
    organisation: str

    @property
    def hash(self) -> str:
        """SHA-256 over everything written; equal for equal nights."""
        digest = hashlib.sha256()
        for part in (self.scores, self.flags, self.cuts, self.lists, self.listed, self.youths, [self.organisation]):
            digest.update(repr(part).encode())
        return digest.hexdigest()


def content_rows(content: NightContent, scores: pd.DataFrame | None) -> ContentRows:
    """The rows of a night, without the run they belong to."""
    places = sorted(content.lists.items())
    week = iso_week(content.as_of)
    return ContentRows(
        scores=[] if scores is None else score_rows(scores),
        flags=[_flag_row(flag) for flag in content.flags],
        cuts=[
            (week, cut.youth_id, cut.district_id, cut.risk, cut.rank, cut.cut_off, cut.capacity) for cut in content.cuts
        ],
        lists=[(place, to_text(replace(weekly, youths=()))) for place, weekly in places],
        listed=[(place, listed.youth_id, to_text(listed)) for place, weekly in places for listed in weekly.youths],
        youths=[to_text(youth) for youth in content.youths],
        organisation=to_text(content.organisation),
    )


def score_rows(scores: pd.DataFrame) -> Rows:
    """Scores as plain values in the order of their columns; missing is None."""
    columns = [_plain(scores[name]) for name in SCORE_COLUMNS]
    return list(zip(*columns, strict=True))


def content_hash(content: NightContent, scores: pd.DataFrame | None) -> str:
    """The hash under which a content would be published."""
    return content_rows(content, scores).hash


def _plain(column: pd.Series[Any]) -> list[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = [*column.cat.categories.tolist(), None]
        return [words[code] for code in column.cat.codes.tolist()]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days = {day: None if pd.isna(day) else day.date() for day in column.unique()}
        return [days.get(day) for day in column]
    if column.hasnans:
        return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - what is no number equals nothing
    return column.tolist()


def _flag_row(flag: Flag) -> tuple[Any, ...]:
    values = (getattr(flag, name) for name in _FLAG_NAMES)
    return (flag.flag_id, *(value.value if isinstance(value, StrEnum) else value for value in values))


def _tables(run: Run, rows: ContentRows) -> Iterator[tuple[sa.Table, Sequence[str], Iterable[Sequence[Any]]]]:
    """Every table that belongs to the run, with its columns and rows."""
    of = (run.run_id,)
    yield SCORES, ("run_id", *SCORE_COLUMNS), (of + row for row in rows.scores)
    yield RUN_FLAGS, ("run_id", "flag_id", *_FLAG_NAMES), (of + row for row in rows.flags)
    cut = ("week", "youth_id", "district_id", "risk", "rank", "cut_off", "capacity")
    yield WEEKLY_CUTS, ("run_id", *cut), (of + row for row in rows.cuts)
    yield LISTS, ("run_id", "place", "content"), (of + row for row in rows.lists)
    yield LISTED, ("run_id", "place", "youth_id", "content"), (of + row for row in rows.listed)
    yield ORGANISATION, ("run_id", "content"), [(*of, rows.organisation)]


def _replace_youths(work: Work, run: Run, youths: Sequence[YouthFacts], texts: Sequence[str]) -> None:
    work.execute(sa.delete(YOUTHS))
    rows = (
        (
            youth.youth_id,
            run.run_id,
            youth.situation.birth_on,
            youth.district_id,
            youth.area_id,
            youth.school_id,
            youth.counsellor_id,
            youth.queue,
            youth.routed_by,
            youth.in_target_group,
            text,
        )
        for youth, text in zip(youths, texts, strict=True)
    )
    insert_many(work, YOUTHS, _YOUTH_NAMES, rows)


def _keep_flags(work: Work, publication: Publication) -> None:
    """Raise what is new, see met what no longer stands, and note of the rest who has it and that it stands."""
    content = publication.content
    work.execute(
        sa.select(FLAGS.c.flag_id).with_for_update()
    )  # until the end nobody moves a flag that is being looked at
    standing = {flag.flag_id: flag for flag in content.flags if not flag.cut_off}
    known = flags.by_ids(work, standing)
    raised = [_raised(flag, publication) for key, flag in standing.items() if key not in known]
    flags.insert(work, raised)
    flags.append_moves(work, [_first_move(flag, cut(content.as_of)) for flag in raised])
    stood = {key: _stands(flag, standing[key]) for key, flag in known.items()}
    flags.restand(work, list(stood.values()))
    for flag in stood.values():
        if flag.state is FlagState.CLOSED and flag.last_move is Move.MEET:
            _move(work, flag, Wish(Move.STAND_AGAIN), publication)
    here = {youth.youth_id for youth in content.youths}
    for flag in flags.standing(work):
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
    underway = {item.youth_id for item in casework.open_handovers(work)}
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
