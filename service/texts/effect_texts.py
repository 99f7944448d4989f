"""Every sentence of the page Virker det?, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Virker det? | Does it work?
lead | Hjælper det at komme på listen? Og hvad ville en plads mere give? | Does it help to be listed? And what would one more place bring?
at_line | Hjælper det at komme på listen? | Does it help to be listed?
verdict.nothing | Kan endnu ikke afgøres | Cannot be decided yet
verdict.open | Kan endnu ikke afgøres | Cannot be decided yet
verdict.fewer | Færre falder fra, når de kommer på listen | Fewer drop out when they are listed
verdict.more | Flere falder fra, når de kommer på listen | More drop out when they are listed
verdict.none | Vi ser ingen virkning, der betyder noget | We see no effect that matters
figures | Tallene bag | The figures behind
figures.what | Hvad | What
figures.value | Bedste bud | Best guess
figures.interval | Sandsynligvis mellem | Probably between
figures.dropout | Ændring i frafald | Change in dropout
figures.contact | Ændring i, hvor mange der får kontakt inden fire uger | Change in how many are contacted within four weeks
figures.by_contact | Ændring i frafald for dem, som listen gav kontakt | Change in dropout for those to whom the list brought contact
fewer_of | {count} færre af 100 | {count} fewer of 100
more_of | {count} flere af 100 | {count} more of 100
bar.fewer | færre falder fra | fewer drop out
bar.more | flere falder fra | more drop out
same_of | ingen forskel | no difference
from_to | {low} og {high} | {low} and {high}
untold | kan ikke siges | cannot be told
places | Hvad ville en plads mere give? | What would one more place bring?
places.place | Distrikt | District
places.names | Nye unge på listen | New youths on the list
places.found | Frafald, ingen liste nåede | Dropouts that no list reached
places.expected | Frafald, modellen venter | Dropouts that the model expects
places.year | Fundet på et skoleår | Found in a school year
places.all | En plads mere i hvert distrikt | One more place in each district
places.between | mellem {low} og {high} | between {low} and {high}
places.fewer | Med en plads færre | With one place fewer
places.fewer.names | Unge med den sidste plads | Youths with the last place
places.fewer.lost | Af dem faldt fra | Of them dropped out
places.fewer.kept | Faldt ikke fra | Did not drop out
outcomes | Hvordan gik det dem på listen? | How did it go for those listed?
outcomes.step | Hjælp inden fire uger | Help within four weeks
outcomes.profile | Fraværets forløb | Course of the absence
outcomes.none | Ingen indsats begyndt | No effort begun
outcomes.lost | Faldt fra | Dropped out
outcomes.kept | Faldt ikke fra | Did not drop out
outcomes.share | Af 100 faldt fra | Of 100 dropped out
how | Sådan måler vi | How we measure
"""
EFFECT_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("effect", _SHORT),
    "effect.link": (
        "Se, om listen hjælper, og hvad en plads mere ville give",
        "See whether the list helps, and what one more place would bring",
    ),
    "effect.nothing.about": (
        "Der skal gå omkring 11 måneder, før vi ved, hvordan det gik dem på en liste. "
        "Tallene kommer af sig selv. Kald det ikke en virkning, før de er her.",
        "It takes about 11 months until we know how it went for those on a list. "
        "The figures come by themselves. Do not call it an effect before they are here.",
    ),
    "effect.open.about": (
        "En virkning på {matters} af 100 unge kunne være der, uden at vi så den. "
        "I dag ville vi kun opdage en på {smallest} af 100. Det siger hverken, at listen virker, eller at den ikke gør.",
        "An effect on {matters} of 100 youths could be there without our seeing it. "
        "Today we would only discover one of {smallest} of 100. It says neither that the list works nor that it does not.",
    ),
    "effect.decided.about": (
        "En virkning på {matters} af 100 unge ville vi opdage fire af fem gange. "
        "Den mindste, vi ville se så ofte, er {smallest} af 100.",
        "We would discover an effect on {matters} of 100 youths four times of five. "
        "The smallest we would see so often is {smallest} of 100.",
    ),
    "effect.when": (
        "Går det, som det går nu, kan det tidligst afgøres {on}.",
        "At the present pace it can be decided on {on} at the earliest.",
    ),
    "effect.when.kept": (
        "Lister slettes dog efter {months} måneder. Så længe kan der ikke samles nok. Tal med jeres databeskyttelsesrådgiver om det.",
        "But lists are deleted after {months} months, which is too short to gather enough. Talk to your protection officer about it.",
    ),
    "effect.when.never": (
        "Der er for få unge ved grænsen til, at det kan afgøres alene her.",
        "There are too few youths at the line for it to be decided here alone.",
    ),
    "effect.counted": (
        "Talt i {lists} lister fra {since} til {until}: {listed} unge lige over grænsen og {waiting} lige under.",
        "Counted in {lists} lists from {since} to {until}: {listed} youths just above the line and {waiting} just below.",
    ),
    "effect.bar.about": (
        "Den mørke streg er der, hvor svaret ligger. Stregen på tværs er det bedste bud. "
        "Det lyse felt er virkninger, der er for små til at betyde noget.",
        "The dark bar is where the answer lies, and the stroke across it the best guess. "
        "The pale field is effects that are too small to matter.",
    ),
    "effect.soon": (
        "Af dem lige under grænsen kom {share} af 100 på en liste inden for fire uger. "
        "Det er altså virkningen af at komme på nu frem for måske senere.",
        "Of those just below the line, {share} of 100 came on a list within four weeks. "
        "So it is the effect of being listed now rather than perhaps later.",
    ),
    "effect.no_records": (
        "Kontakter i kommunens andre systemer kunne ikke læses. Kun dem, der er skrevet her, er talt med.",
        "Contacts in the municipality's other systems could not be read. Only those written here are counted.",
    ),
    "effect.how.about": (
        "Der er et vist antal pladser på ugens liste. Unge lige over og lige under grænsen ligner hinanden. "
        "Kun de første kom på listen, og det valgte ingen. Derfor sammenligner vi dem. "
        "Vi sammenligner aldrig bare før og efter, for meget andet ændrer sig imens.",
        "The week's list has a certain number of places. Youths just above and just below the line are alike. "
        "Only the former were listed, and nobody chose that. That is why we compare them. "
        "We never just compare before and after, for much else changes meanwhile.",
    ),
    "effect.places.about": (
        "Vi har gennemgået de gamle lister med en plads mere i hvert distrikt. "
        "Fundet er en ung, der faldt fra, uden at en liste nåede det. "
        "Modellens tal er alle frafald, den venter blandt de nye, også dem en senere liste nåede. "
        "At finde en ung er ikke det samme som at hjælpe den unge.",
        "We have gone through the old lists with one more place in each district. Found is a youth who dropped out without a list having "
        "come in time. The model's figure is every dropout that it expects among the new ones, those reached by a later list too. "
        "To find a youth is not the same as to help the youth.",
    ),
    "effect.places.none": (
        "Kan endnu ikke afgøres. Der skal mindst 20 lister fra et distrikt til, som vi ved, hvordan gik.",
        "Cannot be decided yet. It takes at least 20 lists of a district of which we know how it went.",
    ),
    "effect.fewer.about": (
        "De unge her havde den sidste plads. Vi ved ikke, om en senere liste havde fortalt om dem.",
        "These youths had the last place. We do not know whether a later list would have told of them.",
    ),
    "effect.outcomes.about": (
        "Tallene er ikke virkninger. Den, der får mest hjælp, har oftest haft det sværest i forvejen.",
        "The figures are not effects. Who gets most help has most often had the hardest time beforehand.",
    ),
    "effect.outcomes.nothing": (
        "Ingen på listerne er fulgt længe nok endnu. Det tager omkring 11 måneder.",
        "Nobody on the lists has been followed for long enough yet. It takes about 11 months.",
    ),
}
