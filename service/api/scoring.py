"""Records → score rows over HTTP: through the gate, by the active bundle, against the published night's institutions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from features.build import Built, build_with_report
from features.checking import check_records
from features.errors import TooManyFaults
from features.permission import LeftOut, Permits, Phase, check_may_profile, check_may_use_model
from features.records import Records
from features.vocabulary import NOT_SCORED, DistrictId, YouthId
from models.scoring import recipe_population, score_youths
from service.edge.active import ActiveModel
from service.edge.problems import Kind, Place, Refused

NOT_IN_POPULATION = "not_in_population"


@dataclass(frozen=True)
class Scorer:
    """What scores: the active model, and what permits and stops it. `is_strict`: one faulty row refuses all records."""

    active: ActiveModel
    permits: Permits
    is_strict: bool = True

    def score(
        self, records: Records, *, as_of: date, youths: pd.Index[str] | None = None, known: Collection[str] = ()
    ) -> Scored:
        """Scores of the youths in the records who belong to the bundle's population, or of `youths` among them.

        `known`: those who were part of the published night, whose own absence is no part of what they are compared with.
        Raises: ProfilingRefused by the gate; Refused if a row that could be seen breaks a rule of the records format.
        """
        data = records.delivery.data
        check_may_profile(data, Phase.OPERATION, tables=records.contained, on=as_of, permits=self.permits)
        check_may_use_model(self.active.model_id, self.permits)
        levels = self.active.levels.counting(known) if self.active.levels is not None else None
        try:
            built = build_with_report(records, as_of=as_of, youths=youths, levels=levels)
        except TooManyFaults:
            raise refused_rows(records, as_of) from None
        if built.faulty_rows and self.is_strict:
            raise refused_rows(records, as_of)
        left_out = self._left_out(records, youths)
        return self._scored(built, left_out, records)

    def _left_out(self, records: Records, youths: pd.Index[str] | None) -> dict[YouthId, LeftOut]:
        """Who is spared by an objection or a stop switch, by the youth's latest row."""
        rows = records.tables["youths"]
        found = {}
        for youth_id, district_id in zip(rows["youth_id"], rows["district_id"], strict=True):
            if youths is None or youth_id in youths:
                district = DistrictId(district_id) if isinstance(district_id, str) else None
                why = self.permits.why_left_out(youth_id, district)
                if why is not None:
                    found[youth_id] = why
        return found

    def _scored(self, built: Built, left_out: dict[YouthId, LeftOut], records: Records) -> Scored:
        frame = built.frame[~built.frame["youth_id"].isin(list(left_out))] if left_out else built.frame
        scores = score_youths(
            self.active.bundle, frame, youths=self._population(records, frame), data=records.delivery.data
        )
        return Scored(scores, tuple(_unscored(records, frozenset(scores["youth_id"]), left_out)))

    def _population(self, records: Records, frame: pd.DataFrame) -> pd.Index[str] | None:
        """Who may be scored, where a spell of a kind that spares from it may stand open beside another one; else the frame tells."""
        if not records.tables["spells"]["status"].isin(list(NOT_SCORED)).any() or frame.empty:
            return None
        return recipe_population(self.active.bundle.recipe, records, as_of=frame["as_of"].iloc[0].date())


@dataclass(frozen=True, eq=False)
class Scored:
    """The score frame, and by row of `youths` why a youth is not in it."""

    frame: pd.DataFrame
    left_out: tuple[tuple[int, str], ...]


def refused_rows(records: Records, as_of: date) -> Refused:
    """The refusal of records with faulty rows, by table, row and column."""
    report = check_records(records, as_of=as_of, limit=1.0).report
    places = [
        Place(f"/records/{fault.table}/{fault.line - 2}/{fault.column}", fault.allowed) for fault in report.faults
    ]
    return Refused(Kind.RECORDS_REFUSED, "Look at the places named in `errors`.", places)


def _unscored(records: Records, scored: frozenset[str], spared: dict[YouthId, LeftOut]) -> Iterator[tuple[int, str]]:
    """Each youth without a score, at the first row that names it."""
    told = set(scored)
    for index, youth_id in enumerate(records.tables["youths"]["youth_id"]):
        if youth_id not in told:
            told.add(youth_id)
            yield index, str(spared.get(youth_id, NOT_IN_POPULATION))
