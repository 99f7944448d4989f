"""What records and indicators are held for, in Danish and English; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PURPOSE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "held_for.guide": ("at vejlede unge og følge op", "to guide youths and follow up"),
    "held_for.follow_absence": ("at følge op på fravær", "to follow up on absence"),
    "held_for.follow_status": (
        "at se, hvem der er i gang, og hvem der er stoppet",
        "to see who is in education or work, and who has stopped",
    ),
    "held_for.hear_of_risk": (
        "at høre fra skolen, når en ung er ved at stoppe",
        "to hear from the institution when a youth is about to stop",
    ),
    "held_for.follow_transitions": (
        "at følge unge fra ét sted til det næste",
        "to follow youths from one place to the next",
    ),
    "held_for.meet_deadlines": (
        "at holde frister for kontakt og tilbud",
        "to meet deadlines for contact and offers",
    ),
    "held_for.find_counsellor": ("at finde den rette vejleder", "to find the right counsellor"),
    "held_for.count_days": ("at vide, hvor mange timer der var", "to know how many lessons there were"),
    "held_for.early_signs": ("at finde tegn på frafald tidligt", "to find signs of dropout early"),
    "held_for.fitting_help": ("at se, hvilken hjælp der passer", "to see which help fits"),
    "held_for.know_limits": (
        "at vide, hvor lidt vi ved, og så lade være at gætte",
        "to know how little is known, and then not to guess",
    ),
    "held_for.tell_facts": ("at vise vejlederen tal", "to show figures to the counsellor"),
    "held_for.audit_fairness": (
        "at se, om listen rammer skævt; tæller aldrig med",
        "to see whether the list hits unevenly; never counts",
    ),
    "held_for.reach": ("at kunne ringe til den rette", "to be able to call the right person"),
    "held_for.hide_address": ("at holde en adresse skjult", "to keep an address hidden"),
    "held_for.tell_systems": ("at give andre systemer besked", "to tell other systems"),
    "held_for.weekly_list": ("at lave ugens liste", "to make the week's list"),
    "held_for.casework": ("at huske, hvad der er gjort og aftalt", "to remember what was done and agreed"),
    "held_for.show_lawfulness": ("at kunne vise, at reglerne følges", "to be able to show that rules are followed"),
    "held_for.rights": ("at opfylde unges rettigheder", "to honour the rights of the youth"),
    "held_for.let_in": ("at slippe de rette ind og ikke andre", "to let in those who may, and nobody else"),
    "held_for.run": ("at drive servicen sikkert", "to run the service safely"),
}
