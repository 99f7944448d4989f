"""What records and indicators are held for, and by which law: values that a declaration must give, so that none can be held without.

Nothing here is legal advice. A reference that rests on a secondary source says so, and where no basis is certain that too is a value: who
answers for the records has to decide, and until then no text can claim a law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class HeldFor(StrEnum):
    """What something is held for; the words that people read are in the text catalogue under `held_for`."""

    GUIDE = "guide"  # vejlede og følge op
    FOLLOW_ABSENCE = "follow_absence"  # følge op på fravær
    FOLLOW_STATUS = "follow_status"  # se, hvem der er i gang
    HEAR_OF_RISK = "hear_of_risk"  # høre fra uddannelsesstedet
    FOLLOW_TRANSITIONS = "follow_transitions"  # følge overgange
    MEET_DEADLINES = "meet_deadlines"  # holde frister for kontakt og tilbud
    FIND_COUNSELLOR = "find_counsellor"  # finde den rette vejleder
    COUNT_DAYS = "count_days"  # vide, hvor meget der var muligt
    EARLY_SIGNS = "early_signs"  # finde tegn på frafald tidligt
    FITTING_HELP = "fitting_help"  # se, hvilken hjælp der passer
    KNOW_LIMITS = "know_limits"  # vide, hvor lidt vi ved
    TELL_FACTS = "tell_facts"  # vise tal til vejlederen
    AUDIT_FAIRNESS = "audit_fairness"  # se, om listen rammer skævt
    REACH = "reach"  # kunne ringe til den rette
    HIDE_ADDRESS = "hide_address"  # holde en adresse skjult
    TELL_SYSTEMS = "tell_systems"  # give andre systemer besked
    WEEKLY_LIST = "weekly_list"  # lave ugens liste
    CASEWORK = "casework"  # huske, hvad der er aftalt
    SHOW_LAWFULNESS = "show_lawfulness"  # kunne vise, at reglerne følges
    RIGHTS = "rights"  # opfylde den unges rettigheder
    LET_IN = "let_in"  # slippe de rette ind
    RUN = "run"  # drive servicen


@dataclass(frozen=True)
class LegalReference:
    """A law and its section, as Danes cite it. `is_verified`: whether more than a secondary source was read."""

    law: str
    section: str
    is_verified: bool = False

    def __str__(self) -> str:
        """The citation, and that it is still to be verified."""
        return f"{self.law} {self.section}{'' if self.is_verified else ' (verify)'}"


class Undecided(StrEnum):
    """That no basis is certain: the municipality decides, and records what it decided with `alleskalmed basis add`."""

    MUNICIPALITY = "to be decided by the municipality"


Reference = LegalReference | Undecided
BY_MUNICIPALITY: Final = Undecided.MUNICIPALITY

_YOUTH_ACT: Final = "Lov om kommunal indsats for unge under 25 år"
_DATA_PROTECTION: Final = "Databeskyttelsesforordningen"
DUTY_OF_YOUTHS: Final = LegalReference(_YOUTH_ACT, "§ 2 a")
"""Duty of youths of 15-17 to be in education, employment or another activity, and the municipality's to supervise it."""
EDUCATION_PLAN: Final = LegalReference(_YOUTH_ACT, "§ 2 c")
SHARED_DATA: Final = LegalReference(_YOUTH_ACT, "§ 15 d")
"""The shared data on youths up to 25, and to whom they may be handed on."""
SCHOOL_ABSENCE: Final = LegalReference("Folkeskoleloven", "§ 39")
"""The school leader sees to it that pupils attend; the order on absence rests on it."""
PROTECTED_ADDRESS: Final = LegalReference("CPR-loven", "§ 28")
PUBLIC_TASK: Final = LegalReference(_DATA_PROTECTION, "art. 6, stk. 1, litra e", is_verified=True)
ACCOUNTABILITY: Final = LegalReference(_DATA_PROTECTION, "art. 5, stk. 2", is_verified=True)
RIGHTS_OF_SUBJECTS: Final = LegalReference(_DATA_PROTECTION, "art. 12-22", is_verified=True)
SECURITY: Final = LegalReference(_DATA_PROTECTION, "art. 32", is_verified=True)
REFERENCES: Final[Mapping[str, Reference]] = {
    "duty_of_youths": DUTY_OF_YOUTHS,
    "education_plan": EDUCATION_PLAN,
    "shared_data": SHARED_DATA,
    "school_absence": SCHOOL_ABSENCE,
    "protected_address": PROTECTED_ADDRESS,
    "public_task": PUBLIC_TASK,
    "accountability": ACCOUNTABILITY,
    "rights_of_subjects": RIGHTS_OF_SUBJECTS,
    "security": SECURITY,
    "by_municipality": BY_MUNICIPALITY,
}
"""Every reference by the name that a file of declarations calls it."""
