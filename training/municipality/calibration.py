"""What a realistic municipality of Herning's size looks like: the quantities a town is held to, with their tolerance.

The simulation's own settings are chosen so that these come out; tests measure them in the records alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Quantity:
    """A measured quantity of a realistic municipality.

    `value`, `tolerance`: the measure lies in value ± tolerance. Unit: shares of 1 unless the name says otherwise.
    """

    name: str
    value: float
    tolerance: float
    source: str = "calibration"

    def holds(self, measured: float) -> bool:
        """Whether a measured figure is within tolerance."""
        return abs(measured - self.value) <= self.tolerance


CALIBRATION: Final[tuple[Quantity, ...]] = (
    Quantity("cohort_of_youths_asked_for", 0.2, 0.01),  # Herning: 1,010-1,110 of 5,050-5,550 youths of 14-18
    Quantity("absence_mean", 0.069, 0.004),
    Quantity("absence_over_10_percent", 0.21, 0.02),
    Quantity("absence_over_20_percent", 0.045, 0.01),
    Quantity("absence_grades_7_to_9_over_lower", 1.10, 0.04),
    Quantity("kind_sick", 0.65, 0.03),
    Quantity("kind_permitted", 0.20, 0.03),
    Quantity("kind_unlawful", 0.15, 0.03),
    Quantity("unlawful_of_top_tenth", 0.75, 0.15),  # very skewed: a tenth of pupils has most of it
    Quantity("school_spread_of_unlawful_logit", 0.6, 0.35),  # a school effect on the sick/unlawful split
    Quantity("high_in_7_to_9_begun_from_grade_6", 0.65, 0.15),  # mostly
    Quantity("high_in_7_to_9_rate_in_grades_2_to_3", 1.5, 0.4),  # times that of the others: higher from grade 2 as well
    Quantity("school_days_a_year", 200, 0),
    Quantity("school_days_january_to_march", 57, 5),
    Quantity("school_days_april_to_june", 53, 6),
    Quantity("school_days_august_to_september", 38, 4),
    Quantity("school_days_october_to_december", 52, 3),
    Quantity("grade_9_applies_for_grade_10", 0.52, 0.03),
    Quantity("grade_10_in_efterskole", 0.667, 0.04),
    Quantity("leavers_to_upper_secondary", 0.70, 0.03),
    Quantity("leavers_to_vocational", 0.225, 0.035),
    Quantity("leavers_to_fgu", 0.025, 0.01),
    Quantity("leavers_elsewhere", 0.06, 0.02),
    Quantity("upper_secondary_first_year_dropout", 0.08, 0.015),
    Quantity("vocational_first_year_dropout", 0.20, 0.03),
    Quantity("vocational_first_year_programme_change", 0.10, 0.02),
    Quantity("lasting_interruptions_within_6_months", 0.60, 0.08),
    Quantity("fgu_interrupted", 0.333, 0.06),
    Quantity("fgu_completed_in_education_or_work_4_months_later", 0.65, 0.08),
    Quantity("fgu_interrupted_in_education_or_work_4_months_later", 0.10, 0.06),
    Quantity("not_in_education_or_work_15_to_17", 0.03, 0.01),
    Quantity("not_in_education_or_work_15_to_24", 0.063, 0.02),
    Quantity("not_in_education_or_work_two_years_running_15_to_17", 0.005, 0.003),
    Quantity("interruptions_a_week_in_a_town_of_4500", 3.5, 0.6),
)
BY_NAME: Final = {quantity.name: quantity for quantity in CALIBRATION}
