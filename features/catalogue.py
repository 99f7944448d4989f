"""Every indicator once: what it measures, what it may feed, and how it answers to a worse month.

Words used in the definitions below, the same for kernel and reference:

*standing row*      of the attendance rows with one key, the one known last before the cut, if it is not a retraction; equal rows
                    count once, rows that differ at the same instant are a fault and none of them counts. A row that is faulty by
                    itself is set aside before that; of a retraction only key, known_at and retracted are looked at.
*everybody else*    all other youths seen in `youths`, those who have moved away among them.
*school day*        a day before `as_of` with at least one standing row; rows of several institutions on a day are added up.
*missed*            lessons missed of any kind: sick + permitted + unlawful. A day is *wholly missed* when missed = scheduled.
*last n school days*  the youth's n latest school days, none on or before the day 401 days before `as_of`; fewer if there are fewer.
*share*             lessons missed (of the kind) divided by lessons scheduled; missing when nothing was scheduled.
*present education spell*  of the education spells that have begun and not ended as seen on `as_of`, the one that started last
                    (ties: the later status in `vocabulary.STATUSES`, then the greater institution_id, a missing one least).
*first spell*       the earliest start among all spells that are seen and have begun.
*term*              1 August-31 December or 1 January-30 June; *counted* with at least 40 school days or 100 lessons scheduled.
*grade of a term*   school year (calendar year of its August) minus year of birth minus 6; onset looks at grades 0 to 9 only.
*level of a pair*   of two successive counted terms (successive among the counted ones): the lower of their two absence shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from features.legal import BY_MUNICIPALITY, HeldFor, Reference
from features.vocabulary import Feeds, Regime, Response

REACH_DAYS: Final = 400
"""No window of school days reaches further back than this many calendar days before `as_of`."""
LASTING_HIGH: Final = 0.10
"""Absence share from which a counted term is high."""
COUNTED_DAYS, COUNTED_LESSONS = 40, 100
"""School days or lessons scheduled from which a term (and, in days, a last school year) counts."""
OBSERVED_DAYS: Final = 5
"""School days from which a calendar month is observed, and in 90 days from which the regime is attendance."""
GRADES: Final = range(10)
"""Grades of compulsory school in which an onset is looked for."""
SPELL_HISTORY_DAYS: Final = 365
"""Days since the first spell from which earlier interruptions can be known."""


class Missing(StrEnum):
    """What a missing value says."""

    NO_RECORDS = "no_records"  # we do not know
    NOT_APPLICABLE = "not_applicable"  # there is nothing to know


@dataclass(frozen=True)
class Indicator:
    """One indicator. `window` is in school days where it ends in d; `reason` is what a counsellor reads (da, en).

    `purpose`, `legal_reference`: what it is computed for, and by which law; of the records it is made from, `records` says so.
    One that belongs to no regime feeds no risk, and says nothing of how much is known of a youth.
    """

    name: str
    unit: str
    window: str
    definition: str
    feeds: frozenset[Feeds]
    response: Response
    regimes: frozenset[Regime]
    tables: frozenset[str]
    missing: Missing
    reason: tuple[str, str]
    source: str
    purpose: HeldFor
    legal_reference: Reference


@dataclass(frozen=True)
class Use:
    """What an indicator may feed, for what purpose, and by which law."""

    feeds: frozenset[Feeds]
    purpose: HeldFor
    legal_reference: Reference


ATTENDANCE_ONLY: Final = frozenset({Regime.ATTENDANCE})
BOTH: Final = frozenset(Regime)
# Indicators are built behind the gate of the risk engine, those that are only displayed too. That real youths may be profiled is certain
# by no law today: the municipality decides, and records its basis.
_RISK = Use(frozenset({Feeds.RISK, Feeds.DISPLAY}), HeldFor.EARLY_SIGNS, BY_MUNICIPALITY)
_PROFILE = Use(frozenset({Feeds.PROFILE, Feeds.DISPLAY}), HeldFor.FITTING_HELP, BY_MUNICIPALITY)
_COURSE = Use(frozenset({Feeds.PROFILE}), HeldFor.FITTING_HELP, BY_MUNICIPALITY)
_DISPLAY = Use(frozenset({Feeds.DISPLAY}), HeldFor.TELL_FACTS, BY_MUNICIPALITY)
_ABSTENTION = Use(frozenset({Feeds.ABSTENTION, Feeds.DISPLAY}), HeldFor.KNOW_LIMITS, BY_MUNICIPALITY)
_DEPTH = Use(frozenset({Feeds.PROFILE, Feeds.ABSTENTION, Feeds.DISPLAY}), HeldFor.KNOW_LIMITS, BY_MUNICIPALITY)
_LESSONS = frozenset({"attendance"})
_COURSES: Final = "Moffitt 1993; Schoeneberger 2012 on courses of absence"
_EVENTS = frozenset({"spells"})


def _attended(
    name: str,
    definition: str,
    reason: tuple[str, str],
    *,
    use: Use = _DISPLAY,
    response: Response = Response.NEVER_DOWN,
    unit: str = "share",
    window: str = "",
    source: str = "Fravaersbekendtgoerelsen; Allensworth & Easton 2007 on absence as early sign",
) -> Indicator:
    return Indicator(
        name, unit, window or name.rsplit("_", 1)[1], definition, use.feeds, response, ATTENDANCE_ONLY, _LESSONS,
        Missing.NO_RECORDS, reason, source, use.purpose, use.legal_reference,
    )  # fmt: skip


def _status(
    name: str,
    definition: str,
    reason: tuple[str, str],
    *,
    use: Use = _RISK,
    unit: str = "days",
    window: str = "as_of",
    tables: frozenset[str] = _EVENTS,
    missing: Missing = Missing.NOT_APPLICABLE,
    source: str = "Vejledningsloven; status messages of the youth database",
) -> Indicator:
    return Indicator(
        name, unit, window, definition, use.feeds, Response.UNAFFECTED, BOTH, tables, missing, reason, source,
        use.purpose, use.legal_reference,
    )  # fmt: skip


def _history(
    name: str,
    definition: str,
    reason: tuple[str, str],
    *,
    use: Use = _PROFILE,
    response: Response = Response.NEVER_DOWN,
    unit: str = "share",
    missing: Missing = Missing.NO_RECORDS,
    source: str = _COURSES,
) -> Indicator:
    return Indicator(
        name, unit, "school years", definition, use.feeds, response, BOTH, _LESSONS, missing, reason, source,
        use.purpose, use.legal_reference,
    )  # fmt: skip


def _of_grade(what: str, grade: int, response: Response, reason: tuple[str, str]) -> Indicator:
    """A piece of the course of absence over the school years, which the onset profile alone looks at."""
    return Indicator(
        f"{what}_lessons_grade_{grade}", "lessons", f"grade {grade}",
        f"Lessons {what} in the counted terms of grade {grade}; missing if there is none.",
        _COURSE.feeds, response, frozenset(), _LESSONS, Missing.NO_RECORDS, reason, _COURSES,
        _COURSE.purpose, _COURSE.legal_reference,
    )  # fmt: skip


INDICATORS: Final[tuple[Indicator, ...]] = (
    # Absence share by kind
    _attended(
        "absence_share_10d",
        "Share of lessons missed in the last 10 school days.",
        ("Fravær de sidste 10 skoledage", "Absence in the last 10 school days"),
        use=_RISK,
    ),
    _attended(
        "absence_share_20d",
        "Share of lessons missed in the last 20 school days.",
        ("Fravær de sidste 20 skoledage", "Absence in the last 20 school days"),
        use=_RISK,
    ),
    _attended(
        "absence_share_60d",
        "Share of lessons missed in the last 60 school days.",
        ("Fravær de sidste 60 skoledage", "Absence in the last 60 school days"),
        use=_RISK,
    ),
    _attended(
        "absence_share_200d",
        "Share of lessons missed in the last 200 school days.",
        ("Fravær det sidste skoleår (200 skoledage)", "Absence in the last school year (200 school days)"),
        use=_RISK,
    ),
    _attended(
        "unlawful_share_20d",
        "Share of lessons missed unlawfully in the last 20 school days.",
        ("Ulovligt fravær de sidste 20 skoledage", "Unlawful absence in the last 20 school days"),
        use=_RISK,
    ),
    _attended(
        "unlawful_share_200d",
        "Share of lessons missed unlawfully in the last 200 school days.",
        (
            "Ulovligt fravær det sidste skoleår (200 skoledage)",
            "Unlawful absence in the last school year (200 school days)",
        ),
        use=_RISK,
    ),
    _attended(
        "unlawful_share_quarter",
        "Share of lessons missed unlawfully on the school days of the calendar quarter that holds the day before as_of, up to as_of.",
        ("Ulovligt fravær i kvartalet", "Unlawful absence in the quarter"),
    ),
    _attended(
        "unlawful_lessons_20d",
        "Lessons missed unlawfully in the last 20 school days.",
        ("Timer med ulovligt fravær de sidste 20 skoledage", "Lessons missed unlawfully in the last 20 school days"),
        unit="lessons",
    ),
    _attended(
        "sick_share_60d",
        "Share of lessons missed by illness in the last 60 school days.",
        ("Sygefravær de sidste 60 skoledage", "Absence by illness in the last 60 school days"),
    ),
    _attended(
        "permitted_share_60d",
        "Share of lessons missed with permission in the last 60 school days.",
        ("Lovligt fravær de sidste 60 skoledage", "Permitted absence in the last 60 school days"),
    ),
    # Spells of absence
    _attended(
        "absence_spell_count_60d",
        "Number of runs of successive school days wholly missed within the last 60 school days.",
        ("Antal fraværsperioder de sidste 60 skoledage", "Spells of absence in the last 60 school days"),
        response=Response.EITHER,
        unit="spells",
    ),
    _attended(
        "absence_spell_longest_60d",
        "School days in the longest run of successive school days wholly missed within the last 60 school days; 0 if none.",
        ("Længste fraværsperiode de sidste 60 skoledage", "Longest spell of absence in the last 60 school days"),
        use=_RISK,
        unit="school days",
    ),
    _attended(
        "absence_spell_days_current",
        "School days, of the last 200 school days, in the run wholly missed that ends on the latest school day; 0 if some of it was attended.",
        ("Skoledage i træk uden fremmøde lige nu", "School days in a row without attending right now"),
        use=_RISK,
        unit="school days",
    ),
    _attended(
        "presence_gap_days",
        "Days from the latest of the last 200 school days on which a lesson was attended to as_of; if none was, one more than the days "
        "from the first of these school days to as_of.",
        ("Dage siden sidste fremmøde", "Days since last attending"),
        unit="days",
        window="200d",
    ),
    # Change
    _attended(
        "absence_change_20d",
        "absence_share_20d minus the absence share of the school days from 393 to 29 days before as_of (both included); missing unless "
        "at least twice as many lessons were scheduled in that baseline as in the last 20 school days.",
        (
            "Ændring i fravær i forhold til det, der er sædvanligt for den unge",
            "Change of absence against what is usual for the youth",
        ),
        use=_RISK,
        unit="difference of shares",
    ),
    _attended(
        "absence_change_year",
        "Absence share from 28 to 1 days before as_of minus that from 392 to 365 days before as_of; missing if either had nothing "
        "scheduled or fewer than 20 school days lie on or after the day 364 days before as_of.",
        (
            "Ændring i fravær i forhold til de samme uger sidste år",
            "Change of absence against the same weeks last year",
        ),
        use=_RISK,
        unit="difference of shares",
        window="28 days",
    ),
    # Patterns
    _attended(
        "part_day_share_60d",
        "Of the last 60 school days, the share on which some but not all lessons were missed.",
        ("Dage med delvist fravær", "Days partly missed"),
        response=Response.EITHER,
        unit="share of days",
    ),
    _attended(
        "monday_friday_gap_60d",
        "Absence share on Mondays and Fridays minus that on the other days of the last 60 school days; missing if either had nothing "
        "scheduled.",
        ("Mere fravær mandag og fredag end ellers", "More absence on Mondays and Fridays than else"),
        response=Response.EITHER,
        unit="difference of shares",
    ),
    # Level of the institution
    _attended(
        "institution_gap_28d",
        "Over the four blocks of 7 days before as_of: own absence share minus that of everybody else at the institution of the youth's "
        "latest school day in the block (of several that day, the greatest institution_id) in the same block, weighted by own lessons "
        "scheduled; all of the youth's rows in a block are counted to that institution; blocks without anybody else there are left out; "
        "missing if none remains.",
        ("Fravær i forhold til skolens niveau i samme uger", "Absence against the school's level in the same weeks"),
        unit="difference of shares",
        window="28 days",
    ),
    _attended(
        "institution_usual_gap_10d",
        "absence_share_10d minus the usual level of the institution of the youth's latest school day within reach (of several that day, "
        "the greatest institution_id): the absence share of everybody else who was there last, on their 21st to 200th latest school days. "
        "Missing if nobody else has such days. Nobody's last 20 school days are part of a level, so what is missed now moves none.",
        ("Fravær i forhold til, hvad der er sædvanligt på skolen", "Absence against what is usual at the school"),
        use=_RISK,
        unit="difference of shares",
    ),
    # Education status
    _status(
        "education_kind",
        "Position (from 0) of the present education spell's status in vocabulary.STATUSES.",
        ("Nuværende uddannelse", "Present education"),
        unit="code",
    ),
    _status(
        "education_days",
        "Days from the start of the present education spell to as_of.",
        ("Dage siden start på uddannelsen", "Days since the education began"),
    ),
    _status(
        "education_first_30_days",
        "1 if education_days is at most 30, else 0.",
        ("De første 30 dage på uddannelsen", "The first 30 days of the education"),
        use=_DISPLAY,
        unit="yes or no",
    ),
    _status(
        "interruption_count",
        "Education spells ended before as_of with the reason interrupted; missing if the first spell began less than 365 days before "
        "as_of or there is none.",
        ("Tidligere afbrud", "Earlier interruptions"),
        unit="interruptions",
        window="all",
        missing=Missing.NO_RECORDS,
    ),
    _status(
        "programme_change_count",
        "Education spells ended before as_of with the reason programme_change; missing as for interruption_count.",
        ("Tidligere omvalg", "Earlier changes of programme"),
        unit="changes",
        window="all",
        missing=Missing.NO_RECORDS,
    ),
    _status(
        "activity_gap_days",
        "Days, of the 730 before as_of and not before the first spell, that no activity spell covers; missing as for interruption_count.",
        ("Dage uden aktivitet de sidste to år", "Days without activity in the last two years"),
        window="730 days",
        missing=Missing.NO_RECORDS,
    ),
    _status(
        "risk_report_open",
        "1 if an institution reported a risk of interruption in the 365 days before as_of and has not withdrawn it, else 0; missing if "
        "the delivery has no table risk_reports.",
        ("Uddannelsesstedet har meldt risiko for afbrud", "The institution has reported a risk of interruption"),
        unit="yes or no",
        window="365 days",
        tables=frozenset({"risk_reports"}),
        missing=Missing.NO_RECORDS,
    ),
    _status(
        "school_year_phase",
        "Months from August to the month of as_of, 0 to 11.",
        ("Tidspunkt på skoleåret", "Time of the school year"),
        unit="months",
        tables=frozenset(),
    ),
    _status(
        "transition_ahead_days",
        "Days from as_of to the expected end of the present education spell if that is given and not before as_of; else, in grade 9 or 10 "
        "or, without a grade, in tenth_grade or boarding_school, to the next 30 June (as_of itself included); else missing.",
        ("Et skift er på vej", "A transition is ahead"),
    ),
    _status(
        "planned_start_days",
        "Days from as_of to the earliest planned activity spell or next step (admitted or agreed) that starts on or after as_of; missing "
        "if none is known.",
        ("Næste skridt er aftalt", "The next step is agreed"),
        tables=frozenset({"spells"}),
    ),
    # Last school year, for those whose present institution delivers no attendance
    _history(
        "absence_share_last_year",
        "Absence share of the latest school year (August-July) before that of as_of with at least 40 school days.",
        ("Fravær i det seneste skoleår med data", "Absence in the latest school year with data"),
        use=_RISK,
    ),
    _history(
        "last_year_age_days",
        "Days from 30 June at the end of the school year of absence_share_last_year to as_of.",
        ("Alder på det seneste skoleårs data", "Age of the latest school year's data"),
        use=_ABSTENTION,
        response=Response.UNAFFECTED,
        unit="days",
    ),
    # Onset
    _history(
        "onset_level_early",
        "The highest absence level at which lasting absence began early: the greatest level of a pair whose first term is before grade 6, "
        "or in grade 6 if counted terms of three school years after grade 6 are seen; missing with fewer than two counted terms before grade 6.",
        ("Niveau for tidligt, længere fravær", "Level of early, lasting absence"),
    ),
    _history(
        "onset_level_three_years",
        "The third highest, over school years, of the greatest level of a pair in which a term of that year takes part; 0 with fewer than "
        "three such years; missing with fewer than two counted terms.",
        ("Niveau for fravær gennem tre skoleår", "Level of absence through three school years"),
    ),
    _history(
        "onset_level_last_terms",
        "Level of the pair of the last two counted terms; missing with fewer than two counted terms.",
        ("Niveau for fravær i de seneste to halvår", "Level of absence in the latest two terms"),
    ),
    _history(
        "onset_days_ago",
        "Days from the first school day of the first term of the first pair with a level of at least 0.10 to as_of; missing if there is none.",
        ("Tid siden det længere fravær begyndte", "Time since the lasting absence began"),
        response=Response.EITHER,
        unit="days",
        missing=Missing.NOT_APPLICABLE,
    ),
    _history(
        "lasting_absence_years",
        "School years with a term in a pair with a level of at least 0.10; missing with fewer than two counted terms.",
        ("Skoleår med længere fravær", "School years with lasting absence"),
        unit="school years",
    ),
    _history(
        "history_months",
        "Calendar months with at least 5 school days seen; 0 if none.",
        ("Måneder med data", "Months with data"),
        use=_DEPTH,
        response=Response.UNAFFECTED,
        unit="months",
        missing=Missing.NOT_APPLICABLE,
    ),
    # Data quality
    _attended(
        "delivery_lag_days",
        "Mean days, over the standing rows of the last 60 school days, from the end of the day to the instant it became known, at least 0 each.",
        ("Forsinkelse i skolens data", "Delay of the school's data"),
        use=_ABSTENTION,
        response=Response.UNAFFECTED,
        unit="days",
        window="60d",
    ),
    _attended(
        "attendance_age_days",
        "Days from the latest school day seen to as_of; missing if none is seen.",
        ("Alder på de nyeste fraværsdata", "Age of the newest attendance data"),
        use=_ABSTENTION,
        response=Response.UNAFFECTED,
        unit="days",
        window="all",
    ),
    # Course of absence
    *(
        _of_grade(
            "missed",
            grade,
            Response.NEVER_DOWN,
            (f"Timer med fravær i {grade}. klasse", f"Lessons missed in grade {grade}"),
        )
        for grade in GRADES
    ),
    *(
        _of_grade(
            "scheduled",
            grade,
            Response.UNAFFECTED,
            (f"Planlagte timer i {grade}. klasse", f"Lessons scheduled in grade {grade}"),
        )
        for grade in GRADES
    ),
)

NAMES: Final[tuple[str, ...]] = tuple(indicator.name for indicator in INDICATORS)
BY_NAME: Final[Mapping[str, Indicator]] = {indicator.name: indicator for indicator in INDICATORS}


def feeding(feeds: Feeds, regime: Regime) -> tuple[str, ...]:
    """Names of the indicators that may feed something in a regime, in catalogue order."""
    return tuple(item.name for item in INDICATORS if feeds in item.feeds and regime in item.regimes)
