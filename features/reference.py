"""The judge: every indicator youth by youth in plain Python, written from the catalogue's words alone.

It is slow on purpose. Nothing here is shared with the compiled pass, so that where the two agree both have read the catalogue alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import numpy as np
import pandas as pd

from features.asof import residents
from features.catalogue import GRADES, LASTING_HIGH, NAMES, OBSERVED_DAYS
from features.indicators import COLUMNS, REGIME_DTYPE, STATUS_DTYPE, check_indicators, coverage_share
from features.lives import Day, Life, Lives, block_number, lives_on, share
from features.population import ages
from features.records import Records
from features.vocabulary import ACTIVITY, EDUCATION, STATUSES, EndReason, Regime, Status

MICROSECONDS_PER_DAY: Final = 86_400_000_000


def _difference(left: float | None, right: float | None) -> float | None:
    return None if left is None or right is None else left - right


def _runs(days: Sequence[Day]) -> list[int] | None:
    """Lengths of the runs of days wholly missed; None without any school day."""
    if not days:
        return None
    return [len(list(run)) for missed, run in groupby(days, key=lambda day: day.is_wholly_missed) if missed]


def _spell_count(life: Life) -> float | None:
    runs = _runs(life.last(60))
    return None if runs is None else len(runs)


def _longest_spell(life: Life) -> float | None:
    runs = _runs(life.last(60))
    return None if runs is None else max(runs, default=0)


def _current_spell(life: Life) -> float | None:
    days = life.last(200)
    if not days:
        return None
    return _runs(days)[-1] if days[-1].is_wholly_missed else 0  # type: ignore[index]  # there are days, so there are runs


def _presence_gap(life: Life) -> float | None:
    days = life.last(200)
    if not days:
        return None
    attended = [day for day in days if not day.is_wholly_missed]
    return life.since(attended[-1].on) if attended else life.since(days[0].on) + 1


def _change_own(life: Life) -> float | None:
    recent, baseline = life.last(20), life.between(393, 29)
    if sum(day.scheduled for day in baseline) < 2 * sum(day.scheduled for day in recent):
        return None
    return _difference(share(recent), share(baseline))


def _change_year(life: Life) -> float | None:
    if len(life.between(364, 1)) < 20:
        return None
    return _difference(share(life.between(28, 1)), share(life.between(392, 365)))


def _part_days(life: Life) -> float | None:
    days = life.last(60)
    return sum(0 < day.missed < day.scheduled for day in days) / len(days) if days else None


def _monday_friday(life: Life) -> float | None:
    edge = [day for day in life.last(60) if day.on.isoweekday() in (1, 5)]
    middle = [day for day in life.last(60) if day.on.isoweekday() not in (1, 5)]
    return _difference(share(edge), share(middle))


def _institution_gap(life: Life) -> float | None:
    weighted, lessons = 0.0, 0
    for number in range(4):
        days = [day for day in life.days if block_number(day.on, life.as_of) == number]
        if not days:
            continue
        missed, scheduled = sum(day.missed for day in days), sum(day.scheduled for day in days)
        all_missed, all_scheduled = life.everybody[number, days[-1].institution_id]
        if all_scheduled > scheduled:
            level = (all_missed - missed) / (all_scheduled - scheduled)
            weighted += scheduled * (missed / scheduled - level)
            lessons += scheduled
    return weighted / lessons if lessons else None


def _institution_usual_gap(life: Life) -> float | None:
    recent = life.last(200)
    if not recent:
        return None
    own = recent[:-20]
    all_missed, all_scheduled = life.usual[recent[-1].institution_id]
    others_scheduled = all_scheduled - sum(day.scheduled for day in own)
    if not others_scheduled:
        return None
    level = (all_missed - sum(day.missed for day in own)) / others_scheduled
    return _difference(share(life.last(10)), level)


def _education_kind(life: Life) -> float | None:
    spell = life.present_education()
    return STATUSES.index(Status(spell.status)) if spell else None


def _education_days(life: Life) -> float | None:
    spell = life.present_education()
    return life.since(spell.started_on) if spell else None


def _first_30_days(life: Life) -> float | None:
    days = _education_days(life)
    return None if days is None else float(days <= 30)


def _ended_with(life: Life, reason: EndReason) -> float | None:
    if life.first_spell_on() is None:
        return None
    return sum(spell.status in EDUCATION and spell.end_reason == reason for spell in life.spells)


def _activity_gap(life: Life) -> float | None:
    first = life.first_spell_on()
    if first is None:
        return None
    active = [spell for spell in life.spells if spell.status in ACTIVITY]
    past = [life.as_of - timedelta(days=back) for back in range(1, 731)]
    return sum(day >= first and not any(spell.covers(day) for spell in active) for day in past)


def _open_report(life: Life) -> float | None:
    return None if life.has_open_report is None else float(life.has_open_report)


def _transition_ahead(life: Life) -> float | None:
    spell = life.present_education()
    if spell is None:
        return None
    if spell.expected_end_on is not None and spell.expected_end_on >= life.as_of:
        return (spell.expected_end_on - life.as_of).days
    last_years = spell.grade in (9, 10) or (
        spell.grade is None and spell.status in (Status.TENTH_GRADE, Status.BOARDING_SCHOOL)
    )
    june = date(life.as_of.year, 6, 30)
    if june < life.as_of:
        june = date(life.as_of.year + 1, 6, 30)
    return (june - life.as_of).days if last_years else None


def _planned_start(life: Life) -> float | None:
    return min(((day - life.as_of).days for day in life.planned_on), default=None)


def _share_last_year(life: Life) -> float | None:
    found = life.last_year()
    return share(found[1]) if found else None


def _last_year_age(life: Life) -> float | None:
    found = life.last_year()
    return life.since(date(found[0] + 1, 6, 30)) if found else None


def _onset_early(life: Life) -> float | None:
    terms = life.terms()
    if sum(term.grade < 6 for term in terms) < 2:
        return None
    years_after = {term.school_year for term in terms if term.grade > 6}
    highest_grade = 6 if len(years_after) >= 3 else 5
    return max(pair.level for pair in life.pairs() if pair.first.grade <= highest_grade)


def _onset_three_years(life: Life) -> float | None:
    pairs = life.pairs()
    if not pairs:
        return None
    years = {year for pair in pairs for year in pair.school_years}
    highest = [max(pair.level for pair in pairs if year in pair.school_years) for year in years]
    return sorted(highest, reverse=True)[2] if len(highest) >= 3 else 0.0


def _onset_last_terms(life: Life) -> float | None:
    pairs = life.pairs()
    return pairs[-1].level if pairs else None


def _onset_days_ago(life: Life) -> float | None:
    starts = [pair.first.first_on for pair in life.pairs() if pair.level >= LASTING_HIGH]
    return life.since(starts[0]) if starts else None


def _lasting_years(life: Life) -> float | None:
    pairs = life.pairs()
    if not pairs:
        return None
    return len({year for pair in pairs if pair.level >= LASTING_HIGH for year in pair.school_years})


def _history_months(life: Life) -> float | None:
    months: dict[tuple[int, int], int] = defaultdict(int)
    for day in life.days:
        months[day.on.year, day.on.month] += 1
    return sum(count >= OBSERVED_DAYS for count in months.values())


def _delivery_lag(life: Life) -> float | None:
    lags = [lag for day in life.last(60) for lag in day.lags]
    return sum(lags) / len(lags) / MICROSECONDS_PER_DAY if lags else None


def _attendance_age(life: Life) -> float | None:
    return life.since(life.days[-1].on) if life.days else None


def _unlawful_lessons(life: Life) -> float | None:
    days = life.last(20)
    return sum(day.unlawful for day in days) if days else None


def _lessons_of_grade(what: str, grade: int) -> Callable[[Life], float | None]:
    def count(life: Life) -> float | None:
        terms = [term for term in life.terms() if term.grade == grade]
        return sum(getattr(term, what) for term in terms) if terms else None

    return count


MEASURES: Final[Mapping[str, Callable[[Life], float | None]]] = {
    "absence_share_10d": lambda life: share(life.last(10)),
    "absence_share_20d": lambda life: share(life.last(20)),
    "absence_share_60d": lambda life: share(life.last(60)),
    "absence_share_200d": lambda life: share(life.last(200)),
    "unlawful_share_20d": lambda life: share(life.last(20), "unlawful"),
    "unlawful_share_200d": lambda life: share(life.last(200), "unlawful"),
    "unlawful_share_quarter": lambda life: share(life.quarter(), "unlawful"),
    "unlawful_lessons_20d": _unlawful_lessons,
    "sick_share_60d": lambda life: share(life.last(60), "sick"),
    "permitted_share_60d": lambda life: share(life.last(60), "permitted"),
    "absence_spell_count_60d": _spell_count,
    "absence_spell_longest_60d": _longest_spell,
    "absence_spell_days_current": _current_spell,
    "presence_gap_days": _presence_gap,
    "absence_change_20d": _change_own,
    "absence_change_year": _change_year,
    "part_day_share_60d": _part_days,
    "monday_friday_gap_60d": _monday_friday,
    "institution_gap_28d": _institution_gap,
    "institution_usual_gap_10d": _institution_usual_gap,
    "education_kind": _education_kind,
    "education_days": _education_days,
    "education_first_30_days": _first_30_days,
    "interruption_count": lambda life: _ended_with(life, EndReason.INTERRUPTED),
    "programme_change_count": lambda life: _ended_with(life, EndReason.PROGRAMME_CHANGE),
    "activity_gap_days": _activity_gap,
    "risk_report_open": _open_report,
    "school_year_phase": lambda life: (life.as_of.month - 8) % 12,
    "transition_ahead_days": _transition_ahead,
    "planned_start_days": _planned_start,
    "absence_share_last_year": _share_last_year,
    "last_year_age_days": _last_year_age,
    "onset_level_early": _onset_early,
    "onset_level_three_years": _onset_three_years,
    "onset_level_last_terms": _onset_last_terms,
    "onset_days_ago": _onset_days_ago,
    "lasting_absence_years": _lasting_years,
    "history_months": _history_months,
    "delivery_lag_days": _delivery_lag,
    "attendance_age_days": _attendance_age,
    **{
        f"{what}_lessons_grade_{grade}": _lessons_of_grade(what, grade)
        for what in ("missed", "scheduled")
        for grade in GRADES
    },
}


def build_reference(records: Records, *, as_of: date) -> pd.DataFrame:
    """What `build.build_indicators` gives for one date, counted youth by youth.

    Shape: CONTRACT 2, one row per resident youth, sorted by youth_id.
    Sees: what was known before the cut of `as_of`.
    Raises: RecordError as `checking.check_records` does for every table but attendance, whose faulty rows are dropped.
    """
    lives = lives_on(records, as_of)
    youths = residents(lives.known).sort_values("youth_id")
    own = [lives.of[youth_id] for youth_id in youths["youth_id"]]
    measured = [[MEASURES[name](life) for name in NAMES] for life in own]
    values = np.array(measured, dtype=float).reshape(len(own), len(NAMES))
    attended = np.array([_has_regime_attendance(life, lives) for life in own], dtype=bool)
    present = [life.present_spell() for life in own]
    frame = pd.DataFrame(values, columns=list(NAMES)).assign(
        youth_id=pd.Series(list(youths["youth_id"]), dtype="str"),
        as_of=pd.Series(pd.Timestamp(as_of), index=range(len(own)), dtype="datetime64[s]"),
        age_years=ages(youths, as_of).array,
        status=pd.Categorical([life.present_status() for life in own], dtype=STATUS_DTYPE),
        institution_id=pd.Series([spell and spell.institution_id for spell in present], dtype="str"),
        regime=pd.Categorical(np.where(attended, Regime.ATTENDANCE, Regime.STATUS_ONLY), dtype=REGIME_DTYPE),
        coverage=coverage_share(values, regime=attended, contained=records.contained),
    )
    return check_indicators(frame[list(COLUMNS)])


def _has_regime_attendance(life: Life, lives: Lives) -> bool:
    spell = life.present_spell()
    delivers = spell is not None and spell.institution_id in lives.delivering
    return delivers and len(life.between(90, 1)) >= OBSERVED_DAYS
