"""The records lake: every delivery ever taken, append-only, and what was received of it by any night.

    lake = Lake(folders.lake)
    version = lake.take(checked_records, received_for=date(2026, 11, 16), content_hash=...)
    records = lake.records(version, as_of=date(2026, 11, 16), shard=7)

Rows come back as they were delivered, with `known_at` filled in; the cut in time is `features`' own. A version answers the same for
ever: a reader who holds on to its number is not disturbed by deliveries taken or files merged meanwhile.
One writer at a time (the night's lock), any number of readers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.records import (
    ATTENDANCE,
    BY_NAME,
    INSTITUTIONS,
    SCHOOL_DAYS,
    TABLES,
    Records,
    Table,
    empty,
)
from features.typed import frame_of
from service.domain.errors import DeliveryRefused, IntegrityBroken
from service.domain.sight import OneYouth
from service.store.durable import PART, sha256_of, write_named_by_hash
from service.store.lake_news import BY_KEY, TableNews, news, standing_whole
from service.store.lake_rows import (
    RECEIVED_FOR,
    TAKEN_IN,
    Wanted,
    is_of_youths,
    scan,
    shard_of,
    stored,
    together,
    write_rows,
)
from service.store.lake_versions import ALWAYS, DataFile, Version, Versions

MOST_FILES: Final = 8
"""Files of one table beyond which compaction merges."""
GRACE: Final = timedelta(days=2)
"""How long a file that no version needs any more is left for whoever reads it."""
VERSIONS: Final = "versions"
Mark = Callable[[str], None]


def unmarked(place: str) -> None:
    """Nobody wants to know where the work is."""


@dataclass(frozen=True)
class News:
    """What a delivery would add to the lake, and what it would do to what stands there."""

    base: int
    received_for: date | None
    records: Records
    tables: tuple[TableNews, ...]


@dataclass(frozen=True)
class Lake:
    """The lake in a folder; opening one reads and writes nothing."""

    folder: Path

    @property
    def versions(self) -> Versions:
        """The lake's versions."""
        return Versions(self.folder / VERSIONS)

    def newest(self) -> int:
        """The number of the newest version; 0 while nothing was taken."""
        return self.versions.newest()

    def version(self, number: int) -> Version:
        """What a version consists of."""
        return self.versions.read(number)

    # Writing

    def compare(self, records: Records, *, received_for: date | None) -> News:
        """What checked records say that the lake does not hold; nothing is written.

        `received_for`: the night that takes them; None for a first load, whose rows tell when they were known.
        Raises: DeliveryRefused if they are declared other than what lies there, or come for a night that is past.
        """
        newest = self.version(self.newest())
        _check_may_follow(newest, records, received_for)

        def lying(table: Table, shard: int | None, days: tuple[date, date] | None) -> pa.Table:
            return scan(
                table, self._paths(newest, table), Wanted(shards=None if shard is None else (shard,), days=days)
            )

        tables = [
            news(table, records, lying, received_for=received_for)
            for table in TABLES
            if table.name in records.contained
        ]
        return News(newest.number, received_for, records, tuple(tables))

    def take(self, found: News, *, content_hash: str, mark: Mark = unmarked) -> int:
        """Add the news of a delivery as a new version and return its number; a delivery that was taken stays what it was.

        Raises: OSError if it cannot be written, LockHeld if somebody else writes; then the newest version is as it was.
        """
        taken = self.versions.taken(content_hash)
        if taken is not None:
            return taken.number
        newest = self.version(found.base)
        number = newest.number + 1
        added = []
        for table in found.tables:
            if table.rows.num_rows:
                added.append(self._write(table, number))
                mark("lake.file_written")
        delivery, first = found.records.delivery, found.received_for or ALWAYS
        contained = dict.fromkeys(sorted(found.records.contained), first) | dict(newest.contained)
        mark("lake.files_written")
        made = self.versions.write(
            replace(
                newest,
                content_hash=content_hash,
                is_historic=found.received_for is None,
                received_for=found.received_for,
                data=delivery.data,
                source=delivery.source,
                attribution=delivery.attribution,
                last_night=found.received_for or newest.last_night,
                contained=contained,
                files=(*newest.files, *added),
            ),
        )
        mark("lake.version_written")
        return made.number

    # Reading

    def records(self, number: int, *, as_of: date, shard: int | Collection[int] | None = None) -> Records:
        """The records of a version that were received by the night of `as_of`.

        `shard`: youths of one shard or several, else of all; tables about no youth come whole.
        Shape: attendance as one Arrow table with the rows of a youth together, its texts coded.
        """
        shards = (shard,) if isinstance(shard, int) else shard
        return self._records(self.version(number), Wanted(shards=shards, taken_until=number, received_until=as_of))

    def records_of_youth(self, number: int, seen: OneYouth, *, as_of: date) -> Records:
        """The same of one youth alone: tables about youths, and institutions whole; no other table is read or contained."""
        wanted = Wanted((shard_of(seen.youth_id),), seen.youth_id, taken_until=number, received_until=as_of)
        read = [table for table in TABLES if is_of_youths(table) or table is INSTITUTIONS]
        return self._records(self.version(number), wanted, read)

    def year_of_youth(self, number: int, seen: OneYouth, *, as_of: date, since: date) -> Records:
        """Of one youth the attendance from a day on; no other table is read or contained."""
        shards, days = (shard_of(seen.youth_id),), (since, as_of)
        wanted = Wanted(shards, seen.youth_id, taken_until=number, received_until=as_of, days=days)
        return self._records(self.version(number), wanted, (ATTENDANCE,))

    def school_calendars(self, number: int, *, as_of: date) -> Records:
        """Institutions and their school days, which are about no youth; no other table is read or contained."""
        wanted = Wanted(taken_until=number, received_until=as_of)
        return self._records(self.version(number), wanted, (INSTITUTIONS, SCHOOL_DAYS))

    def records_of_tables(self, number: int, tables: Collection[Table], *, as_of: date) -> Records:
        """The same of everybody, but of some tables alone; no other table is read or contained."""
        return self._records(self.version(number), Wanted(taken_until=number, received_until=as_of), tables)

    def _records(self, version: Version, wanted: Wanted, read: Collection[Table] = TABLES) -> Records:
        tables, attendance = {}, None
        for table in TABLES:
            rows = self._standing(version, table, wanted) if table in read else None
            if table is not ATTENDANCE:
                tables[table.name] = frame_of(table, rows) if rows is not None else _empty(table)
            elif rows is not None:
                attendance = rows
        until = wanted.received_until or date.max
        told = {table.name for table in read}
        contained = frozenset(name for name, first in version.contained.items() if first <= until and name in told)
        return Records(tables, attendance, contained, version.delivery)

    def _standing(self, version: Version, table: Table, wanted: Wanted) -> pa.Table | None:
        """The rows of a table, of each the telling that stands; None if it was never delivered."""
        files = self._files(version, table)
        if not files:
            return None
        rows = scan(table, [self.folder / file.path for file in files], wanted)
        if table.name in BY_KEY:
            rows = _last_told(rows, list(table.key))
        elif not table.has_versions:
            rows = standing_whole(rows)
        elif any(file.replaces for file in files):
            rows = _last_told(rows, [*table.key, "known_at"])
        if len(files) > 1 and is_of_youths(table):
            rows = together(rows)
        return rows.select(list(table.names))

    # Keeping in order

    def compact(self, number: int, *, at: datetime, grace: timedelta = GRACE) -> int:
        """Merge small files and remove those that no version has needed for some time; returns the version to go on from.

        No answer changes: each row knows the version that took it. Nothing is merged unless `number` is the newest.
        """
        newest = self.version(self.newest())
        merged = newest
        if number == newest.number:
            for table in TABLES:
                merged = self._merged(merged, table)
        if merged.files != newest.files:
            newest = self.versions.write(replace(merged, content_hash="", received_for=None, is_historic=False))
        self._sweep(newest, before=at - grace)
        return newest.number

    def verify(self, number: int) -> int:
        """Pass if the versions up to this one follow one another and its files hold what was written; returns how many files.

        Raises: IntegrityBroken naming the first that does not.
        """
        self.versions.check_chain(number)
        version = self.version(number)
        if not all((self.folder / file.path).exists() for file in version.files):
            version = self.version(self.newest())
        for file in version.files:
            path = self.folder / file.path
            if not path.exists() or sha256_of(path) != file.sha256:
                raise IntegrityBroken(
                    f"lake, {file.path}: the file is missing or was changed since version {version.number}. Restore it from a backup."
                )
        return len(version.files)

    def _write(self, table: TableNews, number: int) -> DataFile:
        rows = stored(BY_NAME[table.table], table.rows, received_for=table.received_for, taken_in=number)
        return self.put_rows(table.table, rows, number, replaces=table.replaces)

    def put_rows(self, table: str, rows: pa.Table, number: int, *, replaces: bool) -> DataFile:
        """Write stored rows as a file of a table; no version names it yet."""

        def write(file: IO[bytes]) -> None:
            write_rows(rows, file)

        place, sha256 = write_named_by_hash(
            self.folder / table, lambda found: f"{number:08}-{found[:16]}.parquet", write
        )
        last: date = pc.max(rows[RECEIVED_FOR]).as_py()
        return DataFile(
            table, str(place.relative_to(self.folder)), rows.num_rows, place.stat().st_size, sha256, replaces, last
        )

    def _merged(self, version: Version, table: Table) -> Version:
        files = version.of_table(table.name)
        chosen = _to_merge([file.rows for file in files])
        if not chosen:
            return version
        last = files[-chosen:]
        rows = scan(table, [self.folder / file.path for file in last])
        rows = together(rows) if is_of_youths(table) else rows
        one = self.put_rows(table.name, rows, version.number, replaces=any(file.replaces for file in last))
        return replace(version, files=(*(file for file in version.files if file not in last), one))

    def _sweep(self, newest: Version, *, before: datetime) -> None:
        needed = self._needed(newest, before)
        for path in self.folder.rglob("*"):
            is_ours = path.suffix == ".parquet" or path.name.startswith(PART)
            if (
                is_ours
                and str(path.relative_to(self.folder)) not in needed
                and path.stat().st_mtime < before.timestamp()
            ):
                path.unlink(missing_ok=True)

    def _needed(self, newest: Version, before: datetime) -> set[str]:
        """Files of the newest version, and of those that were the newest not long ago."""
        needed, number = {file.path for file in newest.files}, newest.number
        while number > 1 and self.versions.place(number).stat().st_mtime >= before.timestamp():
            number -= 1
            needed |= {file.path for file in self.version(number).files}
        return needed

    def _files(self, version: Version, table: Table) -> tuple[DataFile, ...]:
        """The version's files of a table, or, once they were merged and removed, those of the newest version."""
        files = version.of_table(table.name)
        if all((self.folder / file.path).exists() for file in files):
            return files
        return self.version(self.newest()).of_table(table.name)

    def _paths(self, version: Version, table: Table) -> list[Path]:
        return [self.folder / file.path for file in self._files(version, table)]


@lru_cache(maxsize=len(TABLES))
def _empty(table: Table) -> pd.DataFrame:
    """A table without rows; it is shared, so nobody may change it in place."""
    return empty(table)


def _check_may_follow(newest: Version, records: Records, received_for: date | None) -> None:
    kind = records.delivery.data
    if newest.number and kind is not newest.data:
        raise DeliveryRefused(
            f"delivery.json, data: got {kind}, allowed in this lake is {newest.data}. Keep each kind of data in an installation of its own."
        )
    if newest.last_night is None:
        return
    if received_for is None:
        raise DeliveryRefused(
            "ingest: got a first load after a night has taken a delivery, allowed is one before, because past nights would change. "
            "Take it without --historic: the next night will see it."
        )
    if received_for < newest.last_night:
        raise DeliveryRefused(
            f"ingest: got a delivery for the night of {received_for}, allowed is {newest.last_night} or later, because past nights would "
            "change. Take it for the next night."
        )


def _last_told(rows: pa.Table, key: list[str]) -> pa.Table:
    """Of rows with the same key the one taken last, the rows in their order."""
    told = pd.DataFrame({name: rows[name].to_pandas() for name in [*key, TAKEN_IN]})
    last = told.sort_values(TAKEN_IN, kind="stable").drop_duplicates(key, keep="last").index
    return rows if len(last) == len(rows) else rows.take(pa.array(sorted(last)))


def _to_merge(rows: list[int]) -> int:
    """How many of the last files are worth merging: as far as none outweighs those after it four times; 0 while there are few."""
    if len(rows) <= MOST_FILES:
        return 0
    count, total = 1, rows[-1]
    while count < len(rows) and (rows[-count - 1] <= 4 * total or count < len(rows) - MOST_FILES + 1):
        total += rows[-count - 1]
        count += 1
    return count if count > 1 else 0
