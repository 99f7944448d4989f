"""A district's weekly list from files: the flags of its Monday, and the facts the records give about those youths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import pandas as pd

from features.build import build_with_report
from features.calendar import iso_week, monday_of
from features.errors import ProfilingRefused, TooManyFaults
from features.permission import Phase, check_may_profile
from features.records import Records
from features.vocabulary import Coverage, YouthId
from models.scores import RiskBand
from service.domain.duties import SERVED_AGES, decide_duties
from service.domain.errors import FrameRefused, OtherDate, WrongUse
from service.domain.facts import Facts, Seen, tell_facts
from service.domain.flags import Flag, Source, flag_id
from service.domain.places import is_queue, place_name
from service.domain.routing import CENTRAL
from service.domain.rules import HERNING, InForce, Responsible, RuleBook
from service.domain.situation import Situation
from service.domain.weekly import Listed, NotSeen, Reason, WeeklyList, in_order
from service.flagging import COLUMNS, flags_of
from service.frames import check_columns, check_once
from service.situations import Situations, build_situations

WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class Asked:
    """What list is asked for: a district's id, `central` or `area:ID`, and the Monday of its week."""

    place: str
    monday_on: date


def build_list(
    records: Records, asked: Asked, *, flags: pd.DataFrame, scores: pd.DataFrame | None, rules: RuleBook = HERNING
) -> WeeklyList:
    """The list of a district or queue for a week.

    `flags`: those of the week's Monday. `scores`: of the same morning; only how many youths were not assessed is read from them.
    Sees: what was known on the Monday; what is new, by comparing with the duties of the Monday before.
    Raises: OtherDate if a file is of another day; WrongUse if there is no such district or area; FrameRefused if a file
    lacks a column, repeats a row or speaks of other youths than the records.
    """
    _check_frame(flags, asked, command="flags", columns=COLUMNS)
    check_once(flags, "flags", column="flag_id")
    if scores is not None:
        _check_frame(scores, asked, command="scores", columns=("youth_id", "as_of", "band"))
        check_once(scores, "scores", column="youth_id")
    in_force = rules.on(asked.monday_on)
    here = _of_place(flags, asked.place, records)
    shown = here[~here["cut_off"]]
    youths = frozenset(shown["youth_id"]) | _ever_resident(records, asked.place)
    now = build_situations(records, in_force, as_of=asked.monday_on, also=frozenset(shown["youth_id"]), only=youths)
    _check_residents(shown, now)
    indicators = _indicators(records, asked, shown)
    before = _stood_before(records, asked, shown, rules)
    told = Told(now, in_force, Standing(frozenset(before)), indicators or {})
    return told.weekly(
        asked.place,
        [told.listed(YouthId(str(key)), flags_of(group)) for key, group in shown.groupby("youth_id")],
        Heading(
            waiting=here.loc[here["cut_off"] & ~here["youth_id"].isin(shown["youth_id"]), "youth_id"].nunique(),
            not_assessed=not_assessed(scores),
            has_risk=bool((flags["source"] == Source.RISK).any()) or scores is not None,
            has_figures=indicators is not None,
            data=str(records.delivery.data),
        ),
    )


@dataclass(frozen=True)
class Standing:
    """Which flags stood a week before, and which before the service's first day."""

    stood_before: frozenset[str] = frozenset()
    started_before: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Heading:
    """What a list says of itself. `not_assessed`: youths whom the scores leave out; None without scores."""

    waiting: int
    not_assessed: frozenset[str] | None
    has_risk: bool
    has_figures: bool
    data: str


@dataclass(frozen=True)
class Told:
    """What is told of youths on a morning: facts of each, and each with its flags as a list shows them.

    `placeless`: youths of whom no place is told, since their address is protected.
    """

    now: Situations
    in_force: InForce
    standing: Standing
    indicators: Mapping[str, Mapping[str, float]]
    placeless: frozenset[YouthId] = frozenset()

    @cached_property
    def delivering(self) -> frozenset[str]:
        """Institutions whose attendance is received."""
        institutions = self.now.known["institutions"]
        return frozenset(institutions.loc[institutions["delivers_attendance"], "institution_id"])

    @cached_property
    def residents(self) -> Mapping[str | None, tuple[Situation, ...]]:
        """Youths of 15 to 18 by their district."""
        found: dict[str | None, list[Situation]] = defaultdict(list)
        for item in self.now.youths.values():
            if SERVED_AGES[0] <= item.age_years <= SERVED_AGES[1]:
                found[item.district_id].append(item)
        return {district_id: tuple(group) for district_id, group in found.items()}

    def weekly(self, place: str, listed: list[Listed], heading: Heading) -> WeeklyList:
        """The list of a place."""
        residents = self._of_queue(listed) if is_queue(place) else self.residents.get(place, ())
        attended = [item.last_attendance_on for item in residents if item.last_attendance_on is not None]
        return WeeklyList(
            place,
            place_name(place, self.now.organisation),
            monday_of(self.now.as_of),
            in_order(listed),
            waiting=heading.waiting,
            not_seen=self._not_seen(residents, heading.not_assessed),
            has_risk=heading.has_risk,
            has_figures=heading.has_figures,
            newest_on=max(attended, default=None),
            data=heading.data,
        )

    def listed(self, youth_id: YouthId, flags: Sequence[Flag]) -> Listed:
        """One youth with all its flags."""
        situation, first = self.now.youths[youth_id], flags[0]
        counsellor = self.now.organisation.counsellors.get(first.counsellor_id) if first.counsellor_id else None
        return Listed(
            youth_id,
            situation.age_years,
            tuple(self._reason(flag) for flag in flags),
            self.facts(situation),
            self.coverage(situation),
            owner=(counsellor.name if counsellor else "") or first.counsellor_id or "",
            queue=first.queue or "",
            data_until_on=situation.last_attendance_on,
            has_school=bool(situation.schools),
            absence_weeks=situation.absence_weeks if self.indicators else (),
            spoken_on=situation.spoken_on,
            institution_ids=() if youth_id in self.placeless else situation.institutions,
        )

    def facts(self, situation: Situation) -> Facts:
        """The facts of a youth."""
        return tell_facts(Seen(situation, self.in_force, self.indicators.get(situation.youth_id, {})))

    def coverage(self, situation: Situation) -> Coverage:
        """Whether attendance of the youth is received; missing is never told as zero absence."""
        if situation.last_attendance_on is not None:
            return Coverage.OBSERVED
        return Coverage.MISSING if situation.schools & self.delivering else Coverage.NOT_COLLECTED

    def _of_queue(self, listed: list[Listed]) -> tuple[Situation, ...]:
        """The youths of 15 to 18 for whom a queue answers."""
        ids = {item.youth_id for item in listed}
        return tuple(item for group in self.residents.values() for item in group if item.youth_id in ids)

    def _not_seen(self, residents: tuple[Situation, ...], not_assessed: frozenset[str] | None) -> NotSeen:
        """How many youths of a place its list cannot judge, and why."""
        blind = sum(self.coverage(item) is not Coverage.OBSERVED for item in residents)
        if not_assessed is None:
            return NotSeen(len(residents), blind)
        return NotSeen(len(residents), blind, sum(item.youth_id in not_assessed for item in residents))

    def _reason(self, flag: Flag) -> Reason:
        duty = self.in_force.duties.get(flag.rule)
        return Reason(
            flag.rule,
            flag.source,
            duty.responsible if duty else Responsible.UU,
            flag.flag_id not in self.standing.stood_before | self.standing.started_before,
            flag.due_on,
            flag.flag_id,
            flag.cause_on,
            flag.flag_id in self.standing.started_before,
        )


def not_assessed(scores: pd.DataFrame | None) -> frozenset[str] | None:
    """Youths whom the scores leave out; None without scores."""
    if scores is None:
        return None
    return frozenset(scores.loc[scores["band"] == RiskBand.NOT_ASSESSED, "youth_id"])


def figures_of(frame: pd.DataFrame) -> Mapping[str, Mapping[str, float]]:
    """The indicators of a morning by youth, as facts read them."""
    numbers = frame.set_index("youth_id").select_dtypes("float64").drop(columns="coverage")
    values = numbers.to_numpy()
    return {
        str(key): dict(zip(numbers.columns, row, strict=True)) for key, row in zip(numbers.index, values, strict=True)
    }


def _check_frame(frame: pd.DataFrame, asked: Asked, *, command: str, columns: tuple[str, ...]) -> None:
    check_columns(frame, command, columns=columns)
    other = sorted({str(pd.Timestamp(day).date()) for day in frame["as_of"].unique()} - {str(asked.monday_on)})
    if other:
        raise OtherDate(
            f"--{command}: got rows as of {', '.join(other)}, allowed for week {iso_week(asked.monday_on)} is its Monday, "
            f"{asked.monday_on}, alone. Write the file again with --as-of {asked.monday_on}, or ask for the week of the file."
        )


def _check_residents(shown: pd.DataFrame, now: Situations) -> None:
    unknown = len(set(shown["youth_id"]) - set(now.youths))
    if unknown:
        raise FrameRefused(
            f"--flags: got flags of {unknown:,} youths who are no residents in the records, allowed are flags decided from these "
            "records. Write the flags again from the records given here."
        )


def _of_place(flags: pd.DataFrame, place: str, records: Records) -> pd.DataFrame:
    """Flags of a queue; or of a district by residence, and by the counsellor where residence is unknown or has no list.

    Nobody is without a list: where neither residence nor counsellor leads to a district, a flag is on the central one.
    """
    if place.startswith("area:"):
        _check_place(place.removeprefix("area:") in set(records.tables["areas"]["area_id"]) | _areas(flags), "area")
        return flags[flags["queue"] == place]
    counsellors = records.tables["counsellors"]
    listed = set(records.tables["districts"]["district_id"]) or {
        *flags["district_id"].dropna(),
        *counsellors["district_id"].dropna(),
    }
    homeless = ~flags["district_id"].isin(listed)
    if place == CENTRAL:
        placed = counsellors.loc[counsellors["district_id"].isin(listed), "counsellor_id"]
        lost = homeless & flags["counsellor_id"].notna() & ~flags["counsellor_id"].isin(placed)
        return flags[(flags["queue"] == CENTRAL) | lost]
    _check_place(place in listed, "district")
    ours = counsellors.loc[counsellors["district_id"] == place, "counsellor_id"]
    return flags[(flags["district_id"] == place) | (homeless & flags["counsellor_id"].isin(ours))]


def _areas(flags: pd.DataFrame) -> set[str]:
    """Areas whose queue holds a flag, whether or not their table was delivered."""
    queues = {str(queue) for queue in flags["queue"].dropna()}
    return {queue.removeprefix("area:") for queue in queues if queue.startswith("area:")}


def _check_place(is_known: bool, kind: str) -> None:
    if not is_known:
        raise WrongUse(
            f"--district: got an id that table {kind}s does not have. Allowed are its {kind}_id, "
            "`central`, or `area:` and an area_id. Look the id up in the table."
        )


def _ever_resident(records: Records, place: str) -> frozenset[str]:
    youths = records.tables["youths"]
    return frozenset(youths.loc[youths["district_id"] == place, "youth_id"])


def _stood_before(records: Records, asked: Asked, shown: pd.DataFrame, rules: RuleBook) -> frozenset[str]:
    """Ids of the duty flags that stood a week before; risk flags are chosen anew every week."""
    earlier = asked.monday_on - WEEK
    in_force = rules.on(earlier)
    before = build_situations(records, in_force, as_of=earlier, only=frozenset(shown["youth_id"]))
    return frozenset(
        flag_id(youth_id, duty.source, rule=duty.rule, cause_on=duty.cause_on)
        for youth_id, situation in before.youths.items()
        for duty in decide_duties(situation, in_force)
    )


def _indicators(records: Records, asked: Asked, shown: pd.DataFrame) -> Mapping[str, Mapping[str, float]] | None:
    """The indicators of the youths listed, for their figures; None if they may not or cannot be built.

    The list stands without them: duties and events need no indicator, and the list says that figures are left out.
    """
    youths = pd.Index(sorted(set(shown["youth_id"])), dtype="str")
    try:
        check_may_profile(records.delivery.data, Phase.OPERATION, tables=records.contained, on=asked.monday_on)
        frame = build_with_report(records, as_of=asked.monday_on, youths=youths).frame
    except (ProfilingRefused, TooManyFaults):
        return None
    return figures_of(frame)
