"""The flags of a morning as a frame: duties first, risk flags cut by capacity, each routed to one owner or queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
import pandera.pandas as pa

from features.calendar import monday_of
from features.records import Records
from features.vocabulary import REACHED, DistrictId, Regime, YouthId
from models.scores import RiskBand
from service.absence import DEFAULT, possible_days
from service.domain.capacity import Candidate, is_cooling, rank_candidates
from service.domain.duties import decide_duties
from service.domain.errors import OtherDate
from service.domain.flags import Flag, Source
from service.domain.routing import Route, route
from service.domain.rules import HERNING, InForce, MeasureName, Rule, RuleBook
from service.frames import check_columns, check_once
from service.situations import Situations, build_situations, place_of

DTYPES: Final = {
    "flag_id": "str",
    "youth_id": "str",
    "as_of": "datetime64[s]",
    "source": "str",
    "rule": "str",
    "due_on": "datetime64[s]",
    "counsellor_id": "str",
    "queue": "str",
    "routed_by": "int64",
    "district_id": "str",
    "area_id": "str",
    "rank_within_capacity": "Int64",
    "cut_off": "bool",
    "cause_on": "datetime64[s]",
}
"""CONTRACT 4 as a frame: its columns in order; `cause_on` is the day of cause that `flag_id` is made from."""
COLUMNS: Final = tuple(DTYPES)
_MAY_MISS = frozenset({"due_on", "counsellor_id", "queue", "district_id", "area_id", "rank_within_capacity"})
_CHECKS = {
    "flag_id": pa.Check.str_matches(r"^[0-9a-f]{16}$"),
    "source": pa.Check.isin([str(source) for source in Source]),
    "rule": pa.Check.isin([str(rule) for rule in Rule]),
    "routed_by": pa.Check.in_range(1, 5),
}
SCHEMA: Final = pa.DataFrameSchema(
    {name: pa.Column(DTYPES[name], _CHECKS.get(name), nullable=name in _MAY_MISS) for name in COLUMNS},
    checks=pa.Check(lambda frame: frame["counsellor_id"].notna() ^ frame["queue"].notna(), name="one_owner"),
    unique=["flag_id"],
    strict=True,
    ordered=True,
)
SCORED: Final = ("youth_id", "as_of", "regime", "risk", "band")
"""The columns of scores that flags are made from."""
LONGEST_COOLDOWN: Final = timedelta(weeks=30)
"""Calendar time that surely holds the school weeks of a cooldown, the summer included."""


def decide_flags(
    records: Records, *, as_of: date, scores: pd.DataFrame | None, rules: RuleBook = HERNING
) -> pd.DataFrame:
    """Every flag that stands on `as_of`; without scores, those of engine A alone.

    Shape: one row per flag, columns of `SCHEMA`, sorted by youth, rule and day of cause.
    Sees: what was known before the cut. Duties are the same whatever the scores say.
    Raises: OtherDate if the scores are of another date; FrameRefused if they lack a column or hold a youth twice.
    """
    in_force = rules.on(as_of)
    raised = _raised(scores, as_of)
    situations = build_situations(records, in_force, as_of=as_of, also=frozenset(raised["youth_id"]))
    routes = {youth_id: route(place_of(item), situations.organisation) for youth_id, item in situations.youths.items()}
    decision = _Decision(situations, routes, in_force)
    flags = [*_duty_flags(decision), *_risk_flags(decision, raised)]
    return _frame(flags)


@dataclass(frozen=True)
class _Decision:
    situations: Situations
    routes: Mapping[YouthId, Route]
    in_force: InForce

    @property
    def as_of(self) -> date:
        return self.situations.as_of

    def flag(self, youth_id: YouthId, source: Source, *, rule: Rule, cause_on: date) -> Flag:
        """A flag of the youth, routed."""
        found = self.routes[youth_id]
        return Flag(
            youth_id,
            self.as_of,
            source,
            rule,
            cause_on,
            found.routed_by,
            counsellor_id=found.counsellor_id,
            queue=found.queue,
            district_id=self.situations.youths[youth_id].district_id,
            area_id=found.area_id,
        )


def _raised(scores: pd.DataFrame | None, as_of: date) -> pd.DataFrame:
    """Rows of the scores whose band is raised or high."""
    if scores is None:
        return pd.DataFrame({"youth_id": [], "regime": [], "risk": []})
    check_columns(scores, "scores", columns=SCORED)
    check_once(scores, "scores", column="youth_id")
    days = scores["as_of"].unique()
    if any(day != pd.Timestamp(as_of) for day in days):
        raise OtherDate(
            f"scores: got rows as of {', '.join(sorted(str(pd.Timestamp(day).date()) for day in days))}, allowed is "
            f"{as_of} alone. Score that morning, or ask for the flags of the other one."
        )
    return scores.loc[scores["band"].isin([RiskBand.RAISED, RiskBand.HIGH]), ["youth_id", "regime", "risk"]]


def _duty_flags(decision: _Decision) -> Iterator[Flag]:
    for youth_id, situation in decision.situations.youths.items():
        for duty in decide_duties(situation, decision.in_force):
            flag = decision.flag(youth_id, duty.source, rule=duty.rule, cause_on=duty.cause_on)
            yield replace(flag, due_on=duty.due_on)


def _risk_flags(decision: _Decision, raised: pd.DataFrame) -> Iterator[Flag]:
    """One flag per candidate for the ISO week, ranked in the district that would take it."""
    candidates = _candidates(decision, raised)
    ranked = rank_candidates(candidates, decision.situations.organisation.capacity)
    for candidate in candidates:
        youth_id, place = candidate.youth_id, ranked[candidate.youth_id]
        flag = decision.flag(youth_id, Source.RISK, rule=Rule.RISK, cause_on=monday_of(decision.as_of))
        yield replace(flag, rank_within_capacity=place.rank, cut_off=place.cut_off)


def _candidates(decision: _Decision, raised: pd.DataFrame) -> list[Candidate]:
    known, as_of = decision.situations.known, decision.as_of
    monday = monday_of(as_of)
    is_school_week = bool(possible_days(known, DEFAULT, monday, monday + timedelta(days=6)))
    school_days = possible_days(known, DEFAULT, as_of - LONGEST_COOLDOWN, as_of)
    weeks = int(decision.in_force.measures[MeasureName.COOLDOWN_SCHOOL_WEEKS])
    candidates = []
    for youth_id, regime, risk in zip(raised["youth_id"], raised["regime"], raised["risk"], strict=True):
        situation = decision.situations.youths.get(YouthId(youth_id))
        if situation is None or (regime == Regime.ATTENDANCE and not is_school_week):
            continue
        spoken = [contact.contacted_on for contact in situation.contacts if contact.kind in REACHED]
        if not is_cooling(spoken, as_of, school_weeks=weeks, school_days=school_days):
            candidates.append(
                Candidate(situation.youth_id, _taking_district(decision, situation.youth_id), float(risk))
            )
    return candidates


def _taking_district(decision: _Decision, youth_id: YouthId) -> DistrictId | None:
    """The district whose capacity a risk flag uses: of residence, or of the counsellor where residence is unknown."""
    district_id = decision.situations.youths[youth_id].district_id
    counsellor_id = decision.routes[youth_id].counsellor_id
    if district_id is not None or counsellor_id is None:
        return district_id
    return decision.situations.organisation.counsellors[counsellor_id].district_id


def _frame(flags: list[Flag]) -> pd.DataFrame:
    order = {rule: place for place, rule in enumerate(Rule)}
    flags = sorted(flags, key=lambda flag: (flag.youth_id, order[flag.rule], flag.cause_on))
    return SCHEMA.validate(
        pd.DataFrame({name: pd.Series([getattr(flag, name) for flag in flags], dtype=DTYPES[name]) for name in COLUMNS})
    )
