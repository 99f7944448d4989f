"""The attendance that duties need: the days of one calendar quarter and of the weeks before the date, read from the files directly.

Duties must work without the indicator pass, so this reads only what they weigh, by filter, and never the whole history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from features.asof import Known, attendance_known_on
from features.calendar import danish_holidays, monday_of, quarter_end, quarter_start
from features.faults import broken_rows
from features.origins import Origin
from features.parquet_files import broken, joined, typed_rows
from features.reading import name_of
from features.records import ATTENDANCE, Records
from features.row_rules import Limits, broken_rules
from features.typed import frame_of, schema_of
from features.vocabulary import YouthId
from service.domain.situation import QuarterAbsence

DEFAULT: Final = "default"
RECENT_DAYS: Final = 90
"""Calendar days before the date in which a row shows that a youth's attendance is received."""
LATE_DAYS: Final = 14
"""Days of a new quarter in which the finished one is still judged."""
WEEKS_TOLD: Final = 12
"""Whole weeks before the date whose absence is told one by one; they lie within `RECENT_DAYS`."""


@dataclass(frozen=True)
class Attendance:
    """What duties and the list know of attendance, by youth: quarters, the latest day received, and quarters just finished.

    `weeks`: the share of lessons missed in each whole week before the date, the oldest first; None where nothing was received.
    """

    quarters: dict[YouthId, QuarterAbsence]
    latest_on: dict[YouthId, date]
    finished: dict[YouthId, QuarterAbsence]
    weeks: dict[YouthId, tuple[float | None, ...]]


def attendance_on(records: Records, known: Known, youths: Collection[str]) -> Attendance:
    """Attendance of `youths` in the quarter that holds the day before the date, as known on the date.

    In the first days of a quarter the one before is looked at too: its last days and corrections are received only then.

    Sees: standing rows known before the cut, faulty rows left out.
    """
    day = known.as_of
    started_on = quarter_start(day - timedelta(days=1))
    finished_on = _still_judged(day)
    since = min(started_on, finished_on or started_on, day - timedelta(days=RECENT_DAYS))
    births = known["youths"].set_index("youth_id")["birth_on"]
    rows = sound_attendance(records, since=since, youths=youths, births=births)
    rows = rows[rows["on"] >= pd.Timestamp(since)]
    if rows.empty:
        return Attendance({}, {}, {}, {})
    rows = attendance_known_on(rows, day).sort_values(["youth_id", "on", "institution_id"])
    latest = rows.drop_duplicates("youth_id", keep="last")
    latest_on = {YouthId(key): value.date() for key, value in zip(latest["youth_id"], latest["on"], strict=True)}
    finished = {} if finished_on is None else _quarters(rows, finished_on, known)
    return Attendance(_quarters(rows, started_on, known), latest_on, finished, _weeks(rows, day))


def _still_judged(day: date) -> date | None:
    """The first day of the quarter before, in the first days of one; None on its first, on which it is the present one still."""
    started_on = quarter_start(day)
    is_late = timedelta(0) < day - started_on < timedelta(days=LATE_DAYS)
    return quarter_start(started_on - timedelta(days=1)) if is_late else None


def sound_attendance(
    records: Records, *, since: date, youths: Collection[str], births: pd.Series[pd.Timestamp]
) -> pd.DataFrame:
    """Rows of `youths` on or after `since`, every version, without those that break a rule by themselves.

    `births`: day of birth by youth_id.
    Shape: the declared columns of `attendance`, in their dtypes.
    Raises: StructureFault for Parquet that turns out to be broken.
    """
    parts = records.attendance if isinstance(records.attendance, tuple) else (records.attendance,)
    mine = pa.array(sorted(youths), pa.string())
    typed = [_typed_part(part, since, mine) for part in parts if part is not None]
    rows, origin = joined(typed, schema_of(ATTENDANCE))
    frame = frame_of(ATTENDANCE, rows)
    limits = Limits(records.delivery.delivered_on, births)
    return frame.drop(index=broken_rows(broken_rules(ATTENDANCE, frame, limits=limits, unreadable=origin.unreadable)))


def _typed_part(part: Path | pa.Table, since: date, youths: pa.Array) -> tuple[pa.Table, Origin]:
    """The rows of one part, typed by its own columns: another part may have more of them."""
    file = ATTENDANCE.name if isinstance(part, pa.Table) else name_of(part, ATTENDANCE)
    try:
        rows = _recent(part, since)
    except (pa.ArrowException, OSError):
        raise broken(file) from None
    names = {name.strip(): name for name in rows.column_names}
    return typed_rows(ATTENDANCE, rows.filter(pc.is_in(rows[names["youth_id"]].cast(pa.string()), youths)), file=file)


def _recent(part: Path | pa.Table, since: date) -> pa.Table:
    """Rows from `since` on; of days that are written as instants all, because the zone decides which day they are."""
    source = ds.dataset(part) if isinstance(part, pa.Table) else ds.dataset(str(part), format="parquet")
    on = next(field for field in source.schema if field.name.strip() == "on")
    if not pa.types.is_date(on.type):
        return source.to_table()
    return source.to_table(filter=ds.field(on.name) >= pa.scalar(since, pa.date32()))


def possible_days(known: Known, institution_id: str, first: date, last: date) -> frozenset[date]:
    """School days of an institution between two days, both included: its own calendar, else the default one, else weekdays.

    A calendar that reaches into the period is trusted up to its last day: a day it leaves out before is no school day. What lies
    after it is told by the next one, so that a quarter is never taken for shorter than it is.
    """
    rows = known["school_days"]
    for name in (institution_id, DEFAULT):
        days = rows.loc[rows["institution_id"] == name]
        if len(days) and days["on"].min() <= pd.Timestamp(last) and days["on"].max() >= pd.Timestamp(first):
            within = days[days["on"].between(pd.Timestamp(first), pd.Timestamp(last)) & (days["possible"] > 0)]
            told = frozenset(day.date() for day in within["on"])
            after = days["on"].max().date() + timedelta(days=1)
            if after > last:
                return told
            return told | (_weekdays(after, last) if name == DEFAULT else possible_days(known, DEFAULT, after, last))
    return _weekdays(first, last)


def _weekdays(first: date, last: date) -> frozenset[date]:
    """Weekdays without holidays and the summer break, so that nobody's share is made smaller by the summer."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return frozenset(
        day for day in days if day.weekday() < 5 and not _is_summer(day) and day not in danish_holidays(day.year)
    )


def _is_summer(day: date) -> bool:
    """July, and June from its last Saturday, on which the break begins."""
    if day.month != 6:
        return day.month == 7
    last_of_june = date(day.year, 6, 30)
    return day >= last_of_june - timedelta(days=(last_of_june.weekday() - 5) % 7)


def _quarters(rows: pd.DataFrame, started_on: date, known: Known) -> dict[YouthId, QuarterAbsence]:
    ends_on = quarter_end(started_on)
    within = rows[rows["on"].between(pd.Timestamp(started_on), pd.Timestamp(ends_on))]
    lessons = within.groupby(["youth_id", "on"])[["scheduled", "unlawful", "sick"]].sum()
    days = pd.DataFrame(
        {
            "unlawful": lessons["unlawful"].astype("float64") / lessons["scheduled"].astype("float64"),
            "sick": lessons["sick"].astype("float64") / lessons["scheduled"].astype("float64"),
        }
    )
    sums = days.groupby("youth_id").sum()
    schools = within.drop_duplicates("youth_id", keep="last").set_index("youth_id")["institution_id"]
    possible = {name: len(possible_days(known, name, started_on, ends_on)) for name in schools.unique()}
    return {
        YouthId(youth_id): QuarterAbsence(started_on, possible[school], unlawful, sick)
        for youth_id, school, unlawful, sick in zip(
            sums.index, schools.reindex(sums.index), sums["unlawful"], sums["sick"], strict=True
        )
    }


def _weeks(rows: pd.DataFrame, day: date) -> dict[YouthId, tuple[float | None, ...]]:
    """By youth, the share of scheduled lessons missed in each of the last whole weeks, to the hundredth, the oldest week first.

    A week in which nothing was scheduled, or of which nothing was received, is None: a gap is not zero absence.
    """
    first = monday_of(day) - timedelta(weeks=WEEKS_TOLD)
    within = rows[rows["on"].between(pd.Timestamp(first), pd.Timestamp(monday_of(day) - timedelta(days=1)))]
    lessons = within[["scheduled", "sick", "permitted", "unlawful"]].astype("float64")
    counted = pd.DataFrame(
        {
            "youth_id": within["youth_id"],
            "week": (within["on"] - pd.Timestamp(first)).dt.days // 7,
            "scheduled": lessons["scheduled"],
            "missed": lessons[["sick", "permitted", "unlawful"]].sum(axis="columns"),
        }
    )
    sums = counted.groupby(["youth_id", "week"]).sum()
    sums = sums[sums["scheduled"] > 0]
    told: dict[YouthId, list[float | None]] = defaultdict(lambda: [None] * WEEKS_TOLD)
    shares = (sums["missed"] / sums["scheduled"]).round(2).rename("share").reset_index()
    rows_told: Iterable[Any] = shares.itertuples(index=False)
    for row in rows_told:
        told[YouthId(row.youth_id)][row.week] = float(row.share)
    return {youth_id: tuple(weeks) for youth_id, weeks in told.items()}
