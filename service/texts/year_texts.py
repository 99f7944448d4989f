"""Every sentence of Årshjul, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

YEAR_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "nav.year": ("Årshjul", "The year"),
    "year.title": ("Årshjul {year}", "The year {year}"),
    "year.lead": (
        "Vi følger de unge, der går ud af 9. og 10. klasse i sommeren {year}, til de er godt i gang med noget nyt.",
        "We follow the youths who leave grade 9 and 10 in the summer of {year}, until they are well under way.",
    ),
    "year.leavers": ("{count} unge går ud af skolen", "{count} youths leave school"),
    "year.leavers.one": ("1 ung går ud af skolen", "1 youth leaves school"),
    "year.nobody": (
        "Vi kender ingen her, der går ud af skolen i år. De kommer, når skolen har sendt klassetrin. "
        "Mangler du en ung, så spørg jeres datamedarbejder.",
        "We know of nobody here who leaves school this year. They come once the school has sent their grades. "
        "If you miss a youth, ask your data steward.",
    ),
    "year.facts": (
        "Listerne er lavet af data og pligter alene. De unge står i alfabetisk orden. "
        "De, der ikke er talt med ét sted, kommer senere eller står på en anden liste.",
        "The lists are made of data and duties alone. The youths are in alphabetical order. "
        "Those who are not counted in one place come later, or are on another list.",
    ),
    "year.wheel": ("Årets gang", "Through the year"),
    "year.now": ("Nu", "Now"),
    "year.opened": ("Siden {on}", "Since {on}"),
    "year.opens": ("Åbner {on}", "Opens {on}"),
    "year.waits": ("{count} mangler", "{count} are missing"),
    "year.waits.one": ("1 mangler", "1 is missing"),
    "year.passed": ("{done} af {all} er på plads", "{done} of {all} are settled"),
    "year.none": (
        "Ingen mangler lige nu. Listen bliver set efter igen hver nat.",
        "Nobody is missing right now. The list is looked through again every night.",
    ),
    "year.no_contact": ("Ingen kontakt endnu", "No contact yet"),
    "year.all": ("Alle mine distrikter", "All my districts"),
    # The checkpoints
    "year.next_step_applied": ("Har ikke søgt", "Have not applied"),
    "year.next_step_applied.asks": (
        "Har den unge søgt en uddannelse eller aftalt noget andet? Tal med den unge og skolen.",
        "Has the youth applied for an education or agreed on something else? Talk to the youth and the school.",
    ),
    "year.next_step_admitted": ("Har ikke fået en plads", "Have no place"),
    "year.next_step_admitted.asks": (
        "Den unge har søgt, men har ikke fået en plads. Find en ny vej, mens skolen er åben.",
        "The youth has applied, but has no place. Find another way while school is open.",
    ),
    "year.next_step_known": ("Ingen plan ved skoleårets slutning", "No plan at the end of the school year"),
    "year.next_step_known.asks": (
        "Skolen er slut, og vi kender ikke det næste skridt. Ring til den unge nu.",
        "School is over and we do not know the next step. Call the youth now.",
    ),
    "year.next_step_started": ("Er ikke mødt op", "Have not turned up"),
    "year.next_step_started.asks": (
        "Der er gået 30 dage, og vi kan ikke se, at den unge er begyndt. Spørg stedet og den unge.",
        "30 days have passed and we cannot see that the youth has begun. Ask the place and the youth.",
    ),
    "year.next_step_3_months": ("Er ikke i gang efter 3 måneder", "Are not there after 3 months"),
    "year.next_step_3_months.asks": (
        "Den unge begyndte, men er der ikke længere. Hvad skal der ske nu?",
        "The youth began, but is no longer there. What comes now?",
    ),
    # Home from efterskole
    "year.home": ("Hjem fra efterskole", "Home from boarding school"),
    "year.home.lead": (
        "Unge, der er kommet hjem siden august {year}, eller som kommer hjem til sommer. "
        "Efterskolen sender ikke fravær til os.",
        "Youths who have come home since August {year}, or come home this summer. "
        "The boarding school sends us no attendance.",
    ),
    "year.home.none": (
        "Vi kender ingen her, der kommer hjem fra efterskole. Listen fyldes, når data om skift kommer.",
        "We know of nobody here who comes home from boarding school. The list fills as data on changes come.",
    ),
    "year.home.all_settled": (
        "Alle, der er kommet hjem, har et næste skridt.",
        "All who have come home have a next step.",
    ),
    "year.home.settled": ("{count} har et næste skridt", "{count} have a next step"),
    "year.home.settled.one": ("1 har et næste skridt", "1 has a next step"),
    "year.home.came": ("Hjem {on}", "Home {on}"),
    "year.home.comes": ("Kommer hjem {on}", "Comes home {on}"),
    "year.ahead.there": ("I gang siden {on}: {status}", "There since {on}: {status}"),
    "year.ahead.settled": ("Begynder {on}", "Begins {on}"),
    "year.ahead.applied": ("Har søgt, men ikke fået svar", "Has applied and got no answer"),
    "year.ahead.unknown": ("Vi kender ikke det næste skridt", "We do not know the next step"),
}
