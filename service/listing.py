"""A district's weekly list from files: the flags of its Monday, and the facts the records give about those youths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from features.asof import Known
from features.build import build_with_report
from features.calendar import iso_week
from features.errors import ProfilingRefused, TooManyFaults
from features.permission import Phase, check_may_profile
from features.records import Records
from features.vocabulary import EDUCATION, AreaId, Coverage, DistrictId, InstitutionId, YouthId
from models.scores import RiskBand
from service.domain.duties import SERVED_AGES, decide_duties
from service.domain.errors import FrameRefused, OtherDate, WrongUse
from service.domain.facts import Seen, tell_facts
from service.domain.flags import Source, flag_id
from service.domain.routing import CENTRAL
from service.domain.rules import HERNING, InForce, Responsible, Rule, RuleBook
from service.domain.situation import Situation
from service.domain.weekly import Listed, NotSeen, Reason, WeeklyList, in_order
from service.flagging import COLUMNS
from service.frames import check_columns, check_once
from service.organisation import rows
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
    listing = _Listing(asked, now, in_force, before, indicators or {})
    listed = [listing.listed(YouthId(str(key)), group) for key, group in shown.groupby("youth_id")]
    attended = [item.last_attendance_on for item in listing.residents if item.last_attendance_on is not None]
    return WeeklyList(
        asked.place,
        listing.place_name,
        asked.monday_on,
        in_order(listed),
        waiting=here.loc[here["cut_off"] & ~here["youth_id"].isin(shown["youth_id"]), "youth_id"].nunique(),
        not_seen=listing.not_seen(scores),
        has_risk=bool((flags["source"] == Source.RISK).any()) or scores is not None,
        has_figures=indicators is not None,
        newest_on=max(attended, default=None),
        data=str(records.delivery.data),
    )


@dataclass(frozen=True)
class _Listing:
    asked: Asked
    now: Situations
    in_force: InForce
    stood_before: frozenset[str]
    indicators: Mapping[str, Mapping[str, float]]

    @property
    def place_name(self) -> str:
        """The name of the district or area; its id where it has none."""
        organisation, place = self.now.organisation, self.asked.place
        kind, _, area = place.partition(":")
        if kind == "area":
            return organisation.area_names.get(AreaId(area)) or area
        district = organisation.districts.get(DistrictId(place))
        return (district.name if district else "") or place

    @property
    def residents(self) -> tuple[Situation, ...]:
        """Youths of 15 to 18 whom the list answers for: of the district, or of the queue."""
        aged = (item for item in self.now.youths.values() if SERVED_AGES[0] <= item.age_years <= SERVED_AGES[1])
        return tuple(item for item in aged if _is_queue(self.asked.place) or item.district_id == self.asked.place)

    def listed(self, youth_id: YouthId, group: pd.DataFrame) -> Listed:
        """One youth with all its flags."""
        situation = self.now.youths[youth_id]
        first = next(iter(rows(group)))
        counsellor = self.now.organisation.counsellors.get(first.counsellor_id)
        named = counsellor.name if counsellor and counsellor.name else first.counsellor_id
        return Listed(
            youth_id,
            situation.age_years,
            tuple(self._reason(row) for row in rows(group)),
            tell_facts(Seen(situation, self.in_force, self.indicators.get(youth_id, {}))),
            self.coverage(situation),
            owner=named if isinstance(named, str) else "",
            queue=first.queue if isinstance(first.queue, str) else "",
            data_until_on=situation.last_attendance_on,
            has_school=bool(_institutions(situation)),
        )

    def not_seen(self, scores: pd.DataFrame | None) -> NotSeen:
        """How many youths here the list cannot judge, and why."""
        ids = [item.youth_id for item in self.residents]
        blind = sum(self.coverage(item) is not Coverage.OBSERVED for item in self.residents)
        if scores is None:
            return NotSeen(len(ids), blind)
        bands = scores.loc[scores["youth_id"].isin(ids), "band"]
        return NotSeen(len(ids), blind, int((bands == RiskBand.NOT_ASSESSED).sum()))

    def coverage(self, situation: Situation) -> Coverage:
        """Whether attendance of the youth is received; missing is never told as zero absence."""
        if situation.last_attendance_on is not None:
            return Coverage.OBSERVED
        places = {
            spell.institution_id for spell in situation.spells if spell.ended_on is None and spell.status in EDUCATION
        }
        return Coverage.MISSING if places & _delivering(self.now.known) else Coverage.NOT_COLLECTED

    def _reason(self, row: Any) -> Reason:
        rule = Rule(row.rule)
        duty = self.in_force.duties.get(rule)
        return Reason(
            rule,
            Source(row.source),
            duty.responsible if duty else Responsible.UU,
            row.flag_id not in self.stood_before,
            None if pd.isna(row.due_on) else row.due_on.date(),
        )


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


def _is_queue(place: str) -> bool:
    return place == CENTRAL or place.startswith("area:")


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
        frame = build_with_report(records, as_of=asked.monday_on, youths=youths).frame.set_index("youth_id")
    except (ProfilingRefused, TooManyFaults):
        return None
    numbers = frame.select_dtypes("float64").drop(columns="coverage")
    values = numbers.to_numpy()
    return {
        str(key): dict(zip(numbers.columns, row, strict=True)) for key, row in zip(numbers.index, values, strict=True)
    }


def _institutions(situation: Situation) -> set[InstitutionId | None]:
    """Where the youth is in education now; None for an unnamed place."""
    return {spell.institution_id for spell in situation.spells if spell.ended_on is None and spell.status in EDUCATION}


def _delivering(known: Known) -> set[str]:
    institutions = known["institutions"]
    return set(institutions.loc[institutions["delivers_attendance"], "institution_id"])
