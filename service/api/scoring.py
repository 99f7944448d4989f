"""Records that were sent → score rows: by the active bundle, against the published night's institutions, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from features.build import build_with_report
from features.checking import check_records
from features.errors import TooManyFaults
from features.levels import Levels
from features.records import Records
from features.vocabulary import YouthId
from models.bundle import Bundle
from models.scoring import score_youths
from service.edge.problems import Kind, Place, Refused


@dataclass(frozen=True, eq=False)
class Scored:
    """The score frame, and by row of `youths` why a youth is not in it."""

    frame: pd.DataFrame
    left_out: tuple[tuple[int, str], ...]


def score_records(
    bundle: Bundle, records: Records, *, as_of: date, levels: Levels | None, spared: Mapping[YouthId, str]
) -> Scored:
    """Scores of the youths in the records who belong to the bundle's population.

    `spared`: youths who are not scored at all, and why.
    Raises: Refused if a row that could be seen breaks a rule of the records format, however few there are.
    """
    try:
        built = build_with_report(records, as_of=as_of, levels=levels)
    except TooManyFaults:
        raise refused_rows(records, as_of) from None
    if built.faulty_rows:
        raise refused_rows(records, as_of)
    frame = built.frame[~built.frame["youth_id"].isin(list(spared))] if spared else built.frame
    scores = score_youths(bundle, frame, data=records.delivery.data)
    return Scored(scores, tuple(_left_out(records, frozenset(scores["youth_id"]), spared)))


def _left_out(records: Records, scored: frozenset[str], spared: Mapping[YouthId, str]) -> Iterator[tuple[int, str]]:
    """Each youth without a score, at the first row that names it."""
    told = set(scored)
    for index, youth_id in enumerate(records.tables["youths"]["youth_id"]):
        if youth_id not in told:
            told.add(youth_id)
            yield index, spared.get(youth_id, "not_in_population")


def refused_rows(records: Records, as_of: date) -> Refused:
    """The refusal of records with faulty rows, by table, row and column."""
    report = check_records(records, as_of=as_of, limit=1.0).report
    places = [
        Place(f"/records/{fault.table}/{fault.line - 2}/{fault.column}", fault.allowed) for fault in report.faults
    ]
    return Refused(Kind.RECORDS_REFUSED, "Look at the places named in `errors`.", places)
