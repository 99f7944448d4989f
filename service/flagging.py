"""The flags of a morning: duties first, risk flags chosen once a week and cut by capacity, each routed to one owner or queue.

From files a morning stands alone. In the service a night remembers: open flags last until somebody ends them, whoever was spoken with is
left alone for some school weeks, and what was chosen on Monday stands all week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
import pandera.pandas as pa

from features.calendar import monday_of
from features.records import Records
from features.vocabulary import REACHED, AreaId, CounsellorId, DistrictId, Regime, YouthId
from models.scores import RiskBand
from service.absence import DEFAULT, possible_days
from service.domain.capacity import Candidate, Ranked, is_cooling, rank_candidates
from service.domain.casework import Memory, Remembered
from service.domain.duties import decide_duties
from service.domain.errors import OtherDate
from service.domain.flag_life import Move
from service.domain.flags import Flag, Source
from service.domain.night import Before, Cut
from service.domain.routing import Route, route
from service.domain.rules import HERNING, InForce, MeasureName, Rule, RuleBook
from service.frames import check_columns, check_once
from service.organisation import rows
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
    """Every flag that stands on `as_of` by the records alone; without scores, those of engine A alone.

    Shape: one row per flag, columns of `SCHEMA`, sorted by youth, rule and day of cause.
    Sees: what was known before the cut. Duties are the same whatever the scores say.
    Raises: OtherDate if the scores are of another date; FrameRefused if they lack a column or hold a youth twice.
    """
    in_force = rules.on(as_of)
    raised = raised_by(scores, as_of)
    situations = build_situations(records, in_force, as_of=as_of, also=frozenset(raised["youth_id"]))
    return flag_frame(decide(Morning(situations, route_all(situations), in_force), raised).flags)


def flag_frame(flags: Iterable[Flag]) -> pd.DataFrame:
    """CONTRACT 4 as a frame.

    Shape: one row per flag, columns of `SCHEMA`, sorted by youth, rule and day of cause.
    """
    ordered = sorted(flags, key=_place_in_frame)
    columns = {name: pd.Series([getattr(flag, name) for flag in ordered], dtype=DTYPES[name]) for name in COLUMNS}
    return SCHEMA.validate(pd.DataFrame(columns))


def flags_of(frame: pd.DataFrame) -> list[Flag]:
    """The rows of a frame of flags as flags."""
    return [
        Flag(
            YouthId(row.youth_id),
            row.as_of.date(),
            Source(row.source),
            Rule(row.rule),
            row.cause_on.date(),
            int(row.routed_by),
            due_on=None if pd.isna(row.due_on) else row.due_on.date(),
            counsellor_id=CounsellorId(row.counsellor_id) if isinstance(row.counsellor_id, str) else None,
            queue=row.queue if isinstance(row.queue, str) else None,
            district_id=DistrictId(row.district_id) if isinstance(row.district_id, str) else None,
            area_id=AreaId(row.area_id) if isinstance(row.area_id, str) else None,
            rank_within_capacity=None if pd.isna(row.rank_within_capacity) else int(row.rank_within_capacity),
            cut_off=bool(row.cut_off),
        )
        for row in rows(frame)
    ]


def raised_by(scores: pd.DataFrame | None, as_of: date) -> pd.DataFrame:
    """Rows of the scores whose band is raised or high.

    Raises: OtherDate if the scores are of another date; FrameRefused if they lack a column or hold a youth twice.
    """
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


def first_in_line(morning: Morning, raised: pd.DataFrame) -> Mapping[YouthId, DistrictId | None]:
    """To whom the districts' places would go by some scores if nobody had been dealt with before, and in which district."""
    here = [(YouthId(key), risk) for key, risk in zip(raised["youth_id"], raised["risk"], strict=True)]
    candidates = [
        Candidate(youth_id, _taking_district(morning, youth_id), float(risk))
        for youth_id, risk in here
        if youth_id in morning.situations.youths
    ]
    ranked = rank_candidates(candidates, morning.situations.organisation.capacity)
    return {one.youth_id: one.district_id for one in candidates if not ranked[one.youth_id].cut_off}


def route_all(situations: Situations) -> dict[YouthId, Route]:
    """Whose each youth's flags are."""
    return {youth_id: route(place_of(item), situations.organisation) for youth_id, item in situations.youths.items()}


@dataclass(frozen=True)
class Morning:
    """What flags are decided from; `before` is missing where a morning stands alone."""

    situations: Situations
    routes: Mapping[YouthId, Route]
    in_force: InForce
    before: Before | None = None

    @property
    def as_of(self) -> date:
        """The date."""
        return self.situations.as_of

    @property
    def memory(self) -> Memory:
        """What is remembered; empty where a morning stands alone."""
        return Memory(self.as_of) if self.before is None else self.before.memory

    @property
    def is_first_night(self) -> bool:
        """Whether the service begins on this date."""
        return self.before is not None and self.before.first_night_on in (None, self.as_of)

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


@dataclass(frozen=True)
class Decided:
    """The flags that stand, how the week's candidates were ranked if they were on this date, and which flags have no clock.

    `started_before`: ids of the flags that were known before the service's first day.
    """

    flags: tuple[Flag, ...]
    cuts: tuple[Cut, ...] = ()
    started_before: frozenset[str] = frozenset()


def decide(morning: Morning, raised: pd.DataFrame) -> Decided:
    """Every flag that stands on the morning, in the order of the frame.

    Duties are decided without a look at `raised`; nothing but a new risk flag is ever cut.
    """
    duties, started_before = _duty_flags(morning)
    risks, cuts = _risk_flags(morning, raised)
    flags = sorted([*duties, *risks, *_manual_flags(morning)], key=_place_in_frame)
    return Decided(tuple(flags), cuts, started_before)


def _duty_flags(morning: Morning) -> tuple[list[Flag], frozenset[str]]:
    """Duties that stand and that nobody has documented; and those known before the first day, which have no clock."""
    flags, started_before, remembered = [], set(), morning.memory.flags
    for youth_id, situation in morning.situations.youths.items():
        for duty in decide_duties(situation, morning.in_force):
            flag = morning.flag(youth_id, duty.source, rule=duty.rule, cause_on=duty.cause_on)
            known = remembered.get(flag.flag_id)
            if known is not None and not known.is_open and known.last_move is not Move.MEET:
                continue
            is_old = (
                morning.is_first_night and duty.cause_on < morning.as_of
                if known is None
                else known.is_known_before_start
            )
            if is_old:
                started_before.add(flag.flag_id)
            flags.append(flag if is_old else replace(flag, due_on=duty.due_on))
    return flags, frozenset(started_before)


def _manual_flags(morning: Morning) -> Iterator[Flag]:
    """Flags that people raised and have not ended."""
    return _lasting(morning, (flag for flag in morning.memory.flags.values() if flag.source is Source.MANUAL))


def _lasting(morning: Morning, remembered: Iterable[Remembered]) -> Iterator[Flag]:
    """Remembered flags that are open, of youths who still live here, routed as of now."""
    for known in remembered:
        if known.is_open and known.youth_id in morning.situations.youths:
            yield morning.flag(known.youth_id, known.source, rule=known.rule, cause_on=known.cause_on)


def _risk_flags(morning: Morning, raised: pd.DataFrame) -> tuple[list[Flag], tuple[Cut, ...]]:
    """Those of earlier weeks that are still open, and one per candidate of the week, ranked in the district that would take it."""
    monday, memory = monday_of(morning.as_of), morning.memory
    earlier = (flag for flag in memory.flags.values() if flag.source is Source.RISK and flag.cause_on < monday)
    lasting = list(_lasting(morning, earlier))
    chosen = None if morning.before is None else morning.before.chosen
    if chosen is not None:
        return [*lasting, *_still_chosen(morning, chosen)], ()
    candidates = _candidates(morning, raised)
    capacity = morning.situations.organisation.capacity
    ranked = rank_candidates(candidates, capacity)
    flags = [_risk_flag(morning, candidate.youth_id, ranked[candidate.youth_id]) for candidate in candidates]
    return [*lasting, *flags], tuple(_cut(candidate, ranked[candidate.youth_id], capacity) for candidate in candidates)


def _risk_flag(morning: Morning, youth_id: YouthId, place: Ranked) -> Flag:
    flag = morning.flag(youth_id, Source.RISK, rule=Rule.RISK, cause_on=monday_of(morning.as_of))
    return replace(flag, rank_within_capacity=place.rank, cut_off=place.cut_off)


def _cut(candidate: Candidate, place: Ranked, capacity: Mapping[DistrictId, int]) -> Cut:
    places = 0 if candidate.district_id is None else capacity.get(candidate.district_id, 0)
    return Cut(candidate.youth_id, candidate.district_id, candidate.risk, place.rank, place.cut_off, places)


def _still_chosen(morning: Morning, chosen: Iterable[Flag]) -> Iterator[Flag]:
    """The week's choice as it was made, without what has been ended and whoever has moved away since."""
    remembered = morning.memory.flags
    for was in chosen:
        known = remembered.get(was.flag_id)
        if was.youth_id in morning.situations.youths and (known is None or known.is_open):
            flag = morning.flag(was.youth_id, was.source, rule=was.rule, cause_on=was.cause_on)
            yield replace(flag, rank_within_capacity=was.rank_within_capacity, cut_off=was.cut_off)


def _candidates(morning: Morning, raised: pd.DataFrame) -> list[Candidate]:
    """Youths of raised or high risk who have no open risk flag and were not dealt with lately."""
    known, as_of = morning.situations.known, morning.as_of
    monday = monday_of(as_of)
    is_school_week = bool(possible_days(known, DEFAULT, monday, monday + timedelta(days=6)))
    school_days = possible_days(known, DEFAULT, as_of - LONGEST_COOLDOWN, as_of)
    busy = morning.memory.with_open_risk
    candidates = []
    for key, regime, risk in zip(raised["youth_id"], raised["regime"], raised["risk"], strict=True):
        youth_id = YouthId(key)
        if youth_id not in morning.situations.youths or youth_id in busy:
            continue
        if regime == Regime.ATTENDANCE and not is_school_week:
            continue
        if not _is_cooling(morning, youth_id, school_days):
            candidates.append(Candidate(youth_id, _taking_district(morning, youth_id), float(risk)))
    return candidates


def _is_cooling(morning: Morning, youth_id: YouthId, school_days: frozenset[date]) -> bool:
    """Whether the youth was spoken with, or a risk flag of the youth was ended by a person, so lately that no new one is raised."""
    measures = morning.in_force.measures
    spoken = [row.contacted_on for row in morning.situations.youths[youth_id].contacts if row.kind in REACHED]
    since = {
        MeasureName.COOLDOWN_SCHOOL_WEEKS: spoken,
        MeasureName.COOLDOWN_DISMISSED_SCHOOL_WEEKS: morning.memory.risk_ended_on(youth_id),
    }
    return any(
        is_cooling(days, morning.as_of, school_weeks=int(measures[measure]), school_days=school_days)
        for measure, days in since.items()
    )


def _taking_district(morning: Morning, youth_id: YouthId) -> DistrictId | None:
    """The district whose capacity a risk flag uses: of residence, or of the counsellor where residence is unknown."""
    district_id = morning.situations.youths[youth_id].district_id
    counsellor_id = morning.routes[youth_id].counsellor_id
    if district_id is not None or counsellor_id is None:
        return district_id
    return morning.situations.organisation.counsellors[counsellor_id].district_id


_ORDER: Final = {rule: place for place, rule in enumerate(Rule)}


def _place_in_frame(flag: Flag) -> tuple[str, int, date]:
    return flag.youth_id, _ORDER[flag.rule], flag.cause_on
