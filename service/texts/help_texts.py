"""The sentences of "Hjælp, der passer til forløbet", in Danish and English; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HELP_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "help.title": ("Hjælp, der passer til forløbet", "Help that fits the course"),
    "help.about.early_starter": (
        "Fraværet begyndte tidligt. Så kan bred, samordnet og varig hjælp passe: "
        "hold netværksmøde tidligt, og hold skole og familie tæt på.",
        "The absence began early. Then broad, coordinated and lasting help may fit: "
        "hold a network meeting early, and keep school and family near.",
    ),
    "help.about.late_starter": (
        "Fraværet begyndte sent. Så kan hurtig hjælp tæt på hverdagen passe: "
        "tag kontakt inden for få dage, og tænk på omvalg, mentor, venner og fritid.",
        "The absence began late. Then quick help close to everyday life may fit: "
        "make contact within days, and think of re-choice, mentor, friends and leisure.",
    ),
    "help.about.general": (
        "Begynd med det, der griber mindst ind. Spørg den unge, hvad der ville hjælpe.",
        "Begin with what intrudes least. Ask the youth what would help.",
    ),
    "help.start": ("Begynd gerne her: {effort}.", "A good place to begin: {effort}."),
    "help.start.none": (
        "Trin 1-3 er prøvet her eller i gang. Tal med teamet om det næste.",
        "Steps 1-3 were tried here or are under way. Talk to the team about what comes next.",
    ),
    "help.effort": ("{kind} (trin {step}: {name})", "{kind} (step {step}: {name})"),
    "help.effort.consider": ("Overvej: {effort}", "Consider: {effort}"),
    "help.effort.open": ("{effort} – i gang", "{effort} – under way"),
    "help.in_vain": ("Prøvet uden virkning: {kinds}.", "Tried without effect: {kinds}."),
    "help.efforts.unknown": (
        "Vi kan ikke se her, hvad der er prøvet.",
        "We cannot see here what has been tried.",
    ),
    "help.proposal": (
        "Det er forslag og ikke et løfte. Det er ikke afprøvet, om de virker. I vælger sammen med den unge. "
        "Forslagene gælder fra {on}.",
        "These are proposals, not a promise. Whether they work has not been tried. You choose together with the youth. "
        "The proposals hold from {on}.",
    ),
    "help.step.1": ("almen vejledning", "general guidance"),
    "help.step.2": ("målrettet vejledning", "targeted guidance"),
    "help.step.3": ("koordineret støtte tæt på", "coordinated support close by"),
    "help.step.4": ("særligt tilrettelagt forløb", "specially arranged course"),
    "help.kind.group_guidance": ("Vejledning i gruppe", "Group guidance"),
    "help.kind.introduction_course": ("Introduktionskursus", "Introduction course"),
    "help.kind.bridging": ("Brobygning", "Bridging course"),
    "help.kind.absence_talk": ("Samtale om fravær på skolen", "Talk about absence at the school"),
    "help.kind.individual_talk": ("Samtale med den unge", "Individual talk"),
    "help.kind.education_plan": ("Ny uddannelsesplan", "Revised education plan"),
    "help.kind.rechoice_guidance": ("Vejledning om omvalg", "Re-choice guidance"),
    "help.kind.work_placement": ("Kort praktik", "Short work placement"),
    "help.kind.study_help": ("Hjælp til lektier og fag", "Study help"),
    "help.kind.interdisciplinary_discussion": ("Tværfaglig drøftelse", "Interdisciplinary discussion"),
    "help.kind.network_meeting": ("Inddragende netværksmøde", "Inclusive network meeting"),
    "help.kind.mentor": ("Mentor", "Mentor"),
    "help.kind.contact_person": ("Fast kontaktperson", "Steady contact person"),
    "help.kind.home_visit": ("Besøg i hjemmet", "Home visit"),
    "help.kind.fgu_course": ("Forløb på FGU", "Course at FGU"),
    "help.kind.youth_school_course": ("Heltid på ungdomsskolen", "Full-time youth-school course"),
    "help.kind.job_with_plan": ("Job med en plan", "Job with a plan"),
}
