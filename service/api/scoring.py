"""Records → score rows over HTTP: through the gate, by the active bundle, against the published night's institutions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from features.build import BuiltRows, build_rows
from features.checking import check_records
from features.errors import TooManyFaults
from features.permission import LeftOut, Permits, Phase, check_may_profile, check_may_use_model
from features.records import Records
from features.vocabulary import DistrictId, YouthId
from models.scoring import recipe_population, score_rows
from service.edge.active import ActiveModel
from service.edge.problems import Kind, Place, Refused

NOT_IN_POPULATION = "not_in_population"


@dataclass(frozen=True)
class Given:
    """Records to score from, with what is asked of each row of `youths`: who it is of, and of which district.

    `may_be_spared`: whether a spell among them is of a kind that spares from being scored. `is_checked`: they were taken in before, with a
    report on the few faulty rows; else one faulty row refuses them all.
    """

    records: Records
    youths: Sequence[tuple[YouthId, DistrictId | None]]
    may_be_spared: bool
    is_checked: bool = False


@dataclass(frozen=True)
class Scorer:
    """What scores: the active model, what permits and stops it, and what is known of those who are to be scored.

    `known`: those who were part of the published night, whose own absence is no part of what they are compared with. `assessed`: those of
    whom somebody's own assessment stands.
    """

    active: ActiveModel
    permits: Permits
    known: Collection[str] = frozenset()
    assessed: Collection[str] = frozenset()

    def score(self, given: Given, *, as_of: date) -> Scored:
        """Scores of the youths in the records who belong to the bundle's population.

        Raises: ProfilingRefused by the gate; Refused if a row that could be seen breaks a rule of the records format.
        """
        records = given.records
        data = records.delivery.data
        check_may_profile(data, Phase.OPERATION, tables=records.contained, on=as_of, permits=self.permits)
        check_may_use_model(self.active.model_id, self.permits)
        levels = self.active.levels.counting(self.known) if self.active.levels is not None else None
        try:
            built = build_rows(records, as_of=as_of, levels=levels)
        except TooManyFaults:
            raise refused_rows(records, as_of) from None
        if built.faulty_rows and not given.is_checked:
            raise refused_rows(records, as_of)
        return self._scored(built, given, as_of)

    def _scored(self, built: BuiltRows, given: Given, as_of: date) -> Scored:
        spared = {
            youth_id: why
            for youth_id, district in given.youths
            if (why := self.permits.why_left_out(youth_id, district))
        }
        bundle, members = self.active.bundle, None
        if given.may_be_spared:  # such a spell beside another one is not told by the frame
            members = recipe_population(bundle.recipe, given.records, as_of=as_of)
        if spared:
            members = (built.rows.youths if members is None else members).difference(list(spared))
        scores = score_rows(bundle, built.rows, youths=members, data=given.records.delivery.data)
        return Scored(scores, tuple(_unscored(given, frozenset(scores["youth_id"]), spared)))


@dataclass(frozen=True, eq=False)
class Scored:
    """The score frame as plain columns, and by row of `youths` why a youth is not in it."""

    columns: Mapping[str, list[Any]]
    left_out: tuple[tuple[int, str], ...]


def refused_rows(records: Records, as_of: date) -> Refused:
    """The refusal of records with faulty rows, by table, row and column."""
    report = check_records(records, as_of=as_of, limit=1.0).report
    places = [
        Place(f"/records/{fault.table}/{fault.line - 2}/{fault.column}", fault.allowed) for fault in report.faults
    ]
    return Refused(Kind.RECORDS_REFUSED, "Look at the places named in `errors`.", places)


def _unscored(given: Given, scored: frozenset[str], spared: Mapping[YouthId, LeftOut]) -> Iterator[tuple[int, str]]:
    """Each youth without a score, at the first row that names it."""
    told = set(scored)
    for index, (youth_id, _) in enumerate(given.youths):
        if youth_id not in told:
            told.add(youth_id)
            yield index, str(spared.get(youth_id, NOT_IN_POPULATION))
