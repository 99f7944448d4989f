"""What surrounds a judged row: district, school kind and term; when an ending came to be known; how many flags a district can take.

None of it is an input of a model. It says where a list would have been drawn up, and for whom it would have come in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from features.asof import Known, Timeline, timeline, with_known_at
from features.records import Records
from features.vocabulary import AssignmentRole, AssignmentScope

NOWHERE: Final = ""
"""District of whoever has none on record; no counsellor's list holds such a row."""
UNNAMED: Final = "unknown"
"""School kind of whoever is at no institution, or at one of which no kind is on record."""
DEFAULT_CAPACITY: Final = 2
"""New risk flags a week of a counsellor whose row does not say."""
_IN_THE_END: Final = date(2100, 1, 1)
_TABLES: Final = ("youths", "counsellors", "assignments")
_SERVING: Final = (AssignmentRole.REGULAR, AssignmentRole.COVER)
COLUMNS: Final = ("district_id", "institution_id", "kind", "term", "recorded_on", "reported_on", "was_reported")


@dataclass(frozen=True)
class Surroundings:
    """The rows with their surroundings, and the places on the lists of each date.

    `rows`: as given, with `COLUMNS`. `places`: new risk flags a week by date and district; empty if the records name no counsellors.
    """

    rows: pd.DataFrame
    places: Mapping[tuple[date, str], int]


def surround(records: Records, rows: pd.DataFrame) -> Surroundings:
    """Where each row's youth lived and went to school on its date, and what was told about an ending later.

    Shape: `rows` with youth_id, as_of, institution_id (of the indicators) and ended_on (missing without a dropout).
    Sees: district and capacity as known on each date; of endings and reports all that the records hold.
    """
    line = _organisation(records)
    days = [day.date() for day in pd.DatetimeIndex(rows["as_of"].unique())]
    known = {day: line.known_on(day) for day in days}
    places = {(day, district): number for day in days for district, number in capacity(known[day]).items()}
    district = _by_date(rows, {day: known[day]["youths"].set_index("youth_id")["district_id"] for day in days})
    found = rows.assign(
        district_id=district.fillna(NOWHERE),
        kind=rows["institution_id"].map(_kinds(records)).fillna(UNNAMED),
        term=[term_of(day) for day in rows["as_of"]],
    )
    return Surroundings(_reported(_recorded(found, records), records), places)


def capacity(known: Known) -> dict[str, int]:
    """New risk flags a week that each district can take: the sum over the valid counsellors who serve it, by row or assignment."""
    counsellors = _valid(known, "counsellors").drop_duplicates("counsellor_id", keep="last")
    assigned = _valid(known, "assignments")
    assigned = assigned[(assigned["scope"] == AssignmentScope.DISTRICT) & assigned["role"].isin(_SERVING)]
    own = counsellors[["district_id", "counsellor_id"]].dropna()
    serving = pd.concat([own, assigned.rename(columns={"scope_id": "district_id"})[own.columns]]).drop_duplicates()
    each = counsellors.set_index("counsellor_id")["weekly_capacity"].fillna(DEFAULT_CAPACITY)
    serving = serving[serving["counsellor_id"].isin(each.index)]
    sums = serving["counsellor_id"].map(each).groupby(serving["district_id"]).sum()
    return {str(district): int(number) for district, number in sums.items()}


def term_of(day: pd.Timestamp) -> str:
    """The term a day lies in: autumn from August on, spring before."""
    return f"{day.year} {'autumn' if day.month >= 8 else 'spring'}"


def _organisation(records: Records) -> Timeline:
    return timeline(replace(records, tables={name: records.tables[name] for name in _TABLES}))


def _valid(known: Known, table: str) -> pd.DataFrame:
    frame, day = known[table], pd.Timestamp(known.as_of)
    begun = frame["valid_from_on"].isna() | (frame["valid_from_on"] <= day)
    lasts = frame["valid_to_on"].isna() | (frame["valid_to_on"] >= day)
    return frame[begun & lasts].sort_values("valid_from_on", kind="stable", na_position="first")


def _by_date(rows: pd.DataFrame, told: Mapping[date, pd.Series[str]]) -> pd.Series[str]:
    found = pd.Series(pd.NA, index=rows.index, dtype="str")
    for day, column in told.items():
        here = rows["as_of"] == pd.Timestamp(day)
        found[here] = rows.loc[here, "youth_id"].map(column)
    return found


def standing(records: Records, table: str) -> pd.DataFrame:
    """The rows of a table that stand in the end, whatever was taken back or corrected on the way."""
    return timeline(replace(records, tables={table: records.tables[table]})).known_on(_IN_THE_END)[table]


def _kinds(records: Records) -> pd.Series[str]:
    institutions = standing(records, "institutions").drop_duplicates("institution_id", keep="last")
    kinds: pd.Series[str] = institutions.set_index("institution_id")["kind"]
    return kinds


def _recorded(rows: pd.DataFrame, records: Records) -> pd.DataFrame:
    """With the day on which the municipality first came to know of the ending."""
    spells = with_known_at(records)[0].tables["spells"].dropna(subset="ended_on")
    spells = spells[~spells["retracted"]]
    first = spells.groupby(["youth_id", "ended_on"])["known_at"].min().rename("recorded_on").reset_index()
    return _beside(rows, first.assign(recorded_on=first["recorded_on"].dt.floor("D")), ["youth_id", "ended_on"])


def _reported(rows: pd.DataFrame, records: Records) -> pd.DataFrame:
    """With the institution's first report from the date on until the ending, and whether one came in the year before the date."""
    reports = standing(records, "risk_reports")[["youth_id", "reported_on"]].drop_duplicates()
    pairs = rows[["youth_id", "as_of", "ended_on"]].dropna().drop_duplicates().merge(reports, on="youth_id")
    before = pairs["reported_on"] < pairs["as_of"]
    recent = before & (pairs["reported_on"] >= pairs["as_of"] - pd.Timedelta(days=365))
    later = pairs[~before & (pairs["reported_on"] <= pairs["ended_on"])]
    key = ["youth_id", "as_of"]
    rows = _beside(rows, later.groupby(key)["reported_on"].min().reset_index(), key)
    early = pd.MultiIndex.from_frame(pairs.loc[recent, key])
    return rows.assign(was_reported=pd.MultiIndex.from_frame(rows[key]).isin(early))


def _beside(rows: pd.DataFrame, more: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    found: pd.DataFrame = rows.merge(more, on=list(key), how="left").set_axis(rows.index, axis=0)
    return found
