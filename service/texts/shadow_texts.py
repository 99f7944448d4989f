"""Every sentence on a candidate that scores beside the model in use, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Kandidat ved siden af | Candidate beside it
back | Tilbage til Data og model | Back to Data and model
see | Se kandidaten ved siden af | See the candidate beside it
try | Prøv {name} ved siden af | Try {name} beside it
end | Slut prøven | End the trial
lists | Hvem ville stå på listen? | Who would be on the list?
lists.place | Distrikt | District
lists.both | Begge | Both
lists.only_active | Kun modellen i brug | The model in use alone
lists.only_shadow | Kun kandidaten | The candidate alone
bands | Hvor mange tegn ser de? | How many signs do they see?
profiles | Fraværets forløb | The course of absence
profiles.head | Modellen i brug | The model in use
foretold | Hvor mange frafald venter de? | How many dropouts do they expect?
foretold.regime | Unge | Youths
regime.attendance | Skolen sender fravær | The school sends attendance
regime.status_only | Skolen sender ikke fravær | The school sends no attendance
active | Modellen i brug | The model in use
shadow | Kandidaten | The candidate
difference | Forskel | Difference
sum | I alt | In all
happened | Hvem fik ret? | Which was right?
happened.of | Hvad er talt? | What is counted?
recall_at_capacity | Af 100, der faldt fra, fandt listen | Of 100 who dropped out, the list found
precision_at_capacity | Af 100 på listen faldt fra | Of 100 on the list, dropped out
predicted_over_observed | For hver 100, der faldt fra, var ventet | For each 100 who dropped out, were expected
doubts | Det skal du vide | What you should know
use | Skal kandidaten i brug? | Should the candidate be used?
two | Gå til forslag | Go to proposals
"""
SHADOW_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("shadow", _SHORT),
    "shadow.lead": (
        "En kandidat regner hver nat ved siden af modellen i brug. Ingen ser, hvad den siger om en ung. Her står kun tal om mange.",
        "A candidate computes every night beside the model in use. Nobody sees what it says of a youth. Here are only figures of many.",
    ),
    "shadow.standing": (
        "{name} er på prøve siden {on}. Den blev sat i gang af {who}.",
        "{name} has been on trial since {on}. It was begun by {who}.",
    ),
    "shadow.none": ("Ingen kandidat er på prøve.", "No candidate is on trial."),
    "shadow.none.next": (
        "Driften eller en analytiker kan sætte en model på prøve under Data og model.",
        "Operations or an analyst can put a model on trial under Data and model.",
    ),
    "shadow.waits": (
        "Den er ikke sammenlignet endnu. Det sker i den næste nat.",
        "It is not compared yet. The next night does it.",
    ),
    "shadow.over": (
        "Prøven af {name} er slut. Tallene er de sidste.",
        "The trial of {name} is over. The figures are the last ones.",
    ),
    "shadow.of": (
        "Tallene er fra natten til {on}. Modellen i brug var {active}.",
        "The figures are of the night to {on}. The model in use was {active}.",
    ),
    "shadow.youths": (
        "Begge regnede på {youths} unge. Kun modellen i brug regnede på {only_active}, og kun kandidaten på {only_shadow}.",
        "Both computed on {youths} youths. The model in use alone computed on {only_active}, the candidate alone on {only_shadow}.",
    ),
    "shadow.fewer": ("færre end 5", "fewer than 5"),
    "shadow.seconds": (
        "Kandidaten brugte {shadow}, og modellen i brug {active}.",
        "The candidate took {shadow}, the model in use {active}.",
    ),
    "shadow.second.one": ("1 sekund", "1 second"),
    "shadow.second": ("{count} sekunder", "{count} seconds"),
    "shadow.lists.about": (
        "Tænk, at alle pladser blev givet i dag, og at ingen var talt med før. Så mange ville få plads hos begge eller kun hos den ene.",
        "Suppose that all places were given today and nobody had been spoken with before. So many would get one by both or by one alone.",
    ),
    "shadow.lists.none": (
        "Ingen af de to ville sætte nogen på listen.",
        "Neither of the two would put anybody on the list.",
    ),
    "shadow.bands.about": (
        "Hver række er, hvad modellen i brug siger. Hver søjle er, hvad kandidaten siger om de samme unge.",
        "Each row is what the model in use says. Each column is what the candidate says of the same youths.",
    ),
    "shadow.foretold.about": (
        "Summen af det, hver model venter, i hele tal. Den siger intet om den enkelte.",
        "The sum of what each model expects, in whole numbers. It says nothing of any one.",
    ),
    "shadow.happened.not_yet": ("Det kan endnu ikke afgøres.", "That cannot be told yet."),
    "shadow.happened.needs": (
        "Der skal være {needed} unge, der er faldt fra, og som begge har regnet på. Nu er der {found}.",
        "There have to be {needed} youths who dropped out and whom both computed on. Now there are {found}.",
    ),
    "shadow.happened.from": (
        "De første svar kan komme {on}. Før da er der ikke gået tid nok.",
        "The first answers can come on {on}. Not enough time has passed before then.",
    ),
    "shadow.happened.about": (
        "Tal i parentes viser, hvor usikkert det er. Unge, som begge regnede på, er talt over {weeks} uger.",
        "Figures in brackets show how uncertain it is. Youths on whom both computed are counted over {weeks} weeks.",
    ),
    "shadow.verdict.recall.more": (
        "Kandidaten finder flere af dem, der falder fra.",
        "The candidate finds more of those who drop out.",
    ),
    "shadow.verdict.recall.fewer": (
        "Kandidaten finder færre af dem, der falder fra.",
        "The candidate finds fewer of those who drop out.",
    ),
    "shadow.verdict.recall.open": (
        "Hvem der finder flest, kan endnu ikke afgøres.",
        "Which of them finds most cannot be told yet.",
    ),
    "shadow.interval": ("{value} ({low} til {high})", "{value} ({low} to {high})"),
    "shadow.doubt.memory": (
        "De rigtige lister følger modellen i brug. Derfor er de to sammenlignet, som om ingen var talt med før.",
        "The true lists follow the model in use. So the two are compared as if nobody had been spoken with before.",
    ),
    "shadow.doubt.help": (
        "Unge, som listen nævnte, kan have fået hjælp. Det kan få modellen i brug til at se dårligere ud, end den er.",
        "Youths whom the list named may have had help. That can make the model in use look worse than it is.",
    ),
    "shadow.doubt.hidden": (
        "Små tal er skjult, så ingen kan findes. Sammen med dem er nogle større tal skjult.",
        "Small numbers are hidden so that nobody can be found. Some larger ones are hidden with them.",
    ),
    "shadow.use.about": (
        "Det kræver to mennesker. En foreslår kandidaten, og en anden siger ja. Prøven slutter, når den er taget i brug.",
        "It takes two people. One proposes the candidate and another says yes. The trial ends when it is put into use.",
    ),
    "done.shadow_begun": (
        "Kandidaten er på prøve. Den regner fra den næste nat.",
        "The candidate is on trial. It computes from the next night on.",
    ),
    "done.shadow_ended": ("Prøven er slut.", "The trial is over."),
}
