"""The sentences about the records behind a reason, in Danish and English; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BEHIND_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "behind.own_usual": ("Sædvanligt for den unge: {value}.", "Usual for the youth: {value}."),
    "behind.counted": (
        "{what} på {count} af {days} skoledage ({span}).",
        "{what} on {count} of {days} school days ({span}).",
    ),
    "behind.days.missed": ("Fravær", "Absence"),
    "behind.days.unlawful": ("Ulovligt fravær", "Unlawful absence"),
    "behind.days.sick": ("Sygefravær", "Absence by illness"),
    "behind.days.permitted": ("Lovligt fravær", "Permitted absence"),
    "behind.days.whole": ("Fravær hele dagen", "Absence all day"),
    "behind.days.part": ("Fravær en del af dagen", "Absence part of the day"),
    "behind.days.any": ("Data", "Data"),
    "behind.see_days": ("Se dagene bag", "See the days behind"),
    "behind.see_rows": ("Se, hvad det bygger på", "See what it rests on"),
    "behind.unreadable": (
        "Dagene bag kan ikke vises lige nu. Tal med jeres driftsansvarlige.",
        "The days behind cannot be shown right now. Talk to your operator.",
    ),
    "behind.on": ("Dag", "Day"),
    "behind.month": ("Måned", "Month"),
    "behind.what": ("Registreret", "Recorded"),
    "behind.known": ("Kendt af os", "Known to us"),
    "behind.from.attendance": ("Kilde: skolens fravær", "Source: the school's attendance"),
    "behind.from.spells": ("Kilde: uddannelse og aktivitet", "Source: education and activity"),
    "behind.from.risk_reports": ("Kilde: uddannelsesstedets melding", "Source: the institution's report"),
    "behind.from.next_steps": ("Kilde: aftalte næste skridt", "Source: agreed next steps"),
    "behind.lessons": ("{kinds} af {scheduled} timer", "{kinds} of {scheduled} lessons"),
    "behind.lessons.none": ("Intet fravær i {scheduled} timer", "No absence in {scheduled} lessons"),
    "behind.of_month": ("{days} skoledage: {lessons}", "{days} school days: {lessons}"),
    "behind.of_month.one": ("1 skoledag: {lessons}", "1 school day: {lessons}"),
    "behind.kind.sick": ("syg {count}", "sick {count}"),
    "behind.kind.permitted": ("lovligt {count}", "permitted {count}"),
    "behind.kind.unlawful": ("ulovligt {count}", "unlawful {count}"),
    "behind.open": ("I gang: {status}", "Under way: {status}"),
    "behind.until": ("I gang: {status}, til {on}", "Under way: {status}, until {on}"),
    "behind.planned": ("Planlagt: {status}", "Planned: {status}"),
    "behind.report": ("Melding om risiko for afbrud", "Report of a risk of interruption"),
    "behind.disputed": ("{what}. Bestridt.", "{what}. Disputed."),
    "behind.step.admitted": ("Næste skridt: optaget", "Next step: admitted"),
    "behind.step.agreed": ("Næste skridt: aftalt", "Next step: agreed"),
}
