"""Every sentence on breaking the glass and on looking up too many, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SIGHT_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "nav.glass": ("Nødadgang", "Break-glass access"),
    "why.break_glass": (
        "du har brugt nødadgang, og din grund bliver læst af andre",
        "you broke the glass, and others will read your reason",
    ),
    "glass.title": ("Åbn en ung, du ellers ikke må se", "Open a youth whom you may not see otherwise"),
    "glass.lead": (
        "Brug det kun, når det haster, og du ikke kan nå den unges vejleder. Din leder og rådgiveren for data læser bagefter, "
        "hvem du åbnede, og hvorfor.",
        "Use it only when it is urgent and you cannot reach the youth's counsellor. Your leader and the protection officer read afterwards "
        "whom you opened, and why.",
    ),
    "glass.lasts.one": ("Du kan se den unge i 1 time.", "You can see the youth for 1 hour."),
    "glass.lasts": ("Du kan se den unge i {count} timer.", "You can see the youth for {count} hours."),
    "glass.whom": ("CPR-nummer, eller adressen på den unges side", "CPR number, or the address of the youth's page"),
    "glass.reason": ("Hvorfor? Skriv en linje.", "Why? Write one line."),
    "glass.open": ("Åbn den unge", "Open the youth"),
    "glass.unknown.title": ("Vi kan ikke åbne den unge", "We cannot open the youth"),
    "glass.unknown": (
        "Enten kender vi ikke nummeret, eller også må du ikke åbne den unge. Ring til din leder.",
        "Either we do not know the number, or you may not open the youth. Ring your leader.",
    ),
    "glass.wrong.title": ("Noget mangler", "Something is missing"),
    "glass.wrong": (
        "Skriv et CPR-nummer med ti cifre, og mindst fem tegn om hvorfor.",
        "Write a CPR number of ten digits, and at least five characters on why.",
    ),
    "glass.from_colleague": ("Haster det? Åbn den unge selv.", "Is it urgent? Open the youth yourself."),
    "review.title": ("Nødadgang: hvem har brugt den?", "Break-glass access: who has used it?"),
    "review.lead": (
        "Læs grunden, og sig, om den var god nok. Det skal være gjort inden syv dage. Du ser ikke dine egne.",
        "Read the reason, and say whether it was good enough. It is to be done within seven days. You do not see your own.",
    ),
    "review.none": ("Ingen har brugt nødadgang.", "Nobody has broken the glass."),
    "review.waiting": ("Venter på et svar", "Waits for an answer"),
    "review.done": ("Besvaret de seneste 30 dage", "Answered in the last 30 days"),
    "review.who": ("Hvem", "Who"),
    "review.whom": ("Den unge", "The youth"),
    "review.when": ("Hvornår", "When"),
    "review.reason": ("Hvorfor", "Why"),
    "review.verdict": ("Svar", "Answer"),
    "review.late": ("Skulle være besvaret", "Should have been answered"),
    "review.justified": ("I orden", "Justified"),
    "review.unjustified": ("Ikke i orden", "Not justified"),
    "review.refusals": ("Bremset, fordi de slog for mange op", "Stopped for looking up too many"),
    "review.refusals.lead": (
        "Listen går en uge tilbage. Spørg, hvad der skete. Et for lavt tal kan jeres driftsansvarlige rette.",
        "The list goes back a week. Ask what happened. Your operator can raise a number that is too low.",
    ),
    "review.refusals.case": ("unges sider", "youths' pages"),
    "review.refusals.identity": ("kontaktoplysninger", "contact details"),
    "review.refusals.colleague": ("CPR-numre", "CPR numbers"),
    "done.opened": ("Den unge er åbnet. Din grund er gemt.", "The youth is open. Your reason is stored."),
    "done.reviewed": ("Dit svar er gemt.", "Your answer is stored."),
    "error.looks.title": ("Du har slået mange unge op i dag", "You have looked up many youths today"),
    "error.looks": (
        "Derfor åbner vi ikke flere for dig nu. Din leder og rådgiveren for data kan se det.",
        "So we open no more for you now. Your leader and the protection officer can see it.",
    ),
    "error.looks.next": (
        "Unge, du har set i dag, kan du stadig åbne. Har du brug for flere, så ring til din leder.",
        "You can still open youths whom you have seen today. If you need more, ring your leader.",
    ),
}
