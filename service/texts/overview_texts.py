"""Every sentence of the leader's page, Overblik, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Overblik | Overview
lead | {place}: hvad haster, hvem venter, og hvordan går det? | {place}: what is urgent, who waits, and how does it go?
everywhere | Hele kommunen | The whole municipality
late | Frister, der er overskredet | Deadlines that are past
late.none | Ingen frister er overskredet. | No deadline is past.
youth | Ung | Youth
what | Hvad | What
due | Frist | Deadline
why | Det ved vi om hvorfor | What we know of why
why.not_reached | Vi har prøvet, men ikke truffet den unge | We tried, but did not reach the youth
why.in_queue | Ingen har den unge endnu | Nobody has the youth yet
why.waiting | En vejleder har valgt at vente | A counsellor chose to wait
why.untold | Intet er skrevet ned | Nothing is written down
queue | Uden vejleder | Without a counsellor
queue.none | Alle har en vejleder. | Everybody has a counsellor.
queue.choose | Vælg vejleder til {youth} | Choose a counsellor for {youth}
queue.give | Giv til vejleder | Give to the counsellor
waiting | Venter på plads | Waits for a place
waiting.none | Ingen har ventet på to lister eller flere. | Nobody has waited for two lists or more.
clocks | Frister uge for uge | Deadlines week by week
clocks.contact_5 | Kontakt inden 5 arbejdsdage | Contact within 5 working days
clocks.offer_30 | Tilbud inden 30 dage | Offer within 30 days
clocks.none | Ingen frister i de seneste otte uger. | No deadline in the last eight weeks.
clocks.week | Fristen faldt i | The deadline fell in
clocks.reason | {why}: {count} | {why}: {count}
clocks.reasons | Hvorfor for sent? | Why too late?
week | uge {week} | week {week}
kept.in_time | Nået i tide | Met in time
kept.late | Nået for sent | Met too late
kept.documented | Skrevet ned hvorfor | Written down why
kept.overdue | Mangler stadig | Still open
kept.ahead | Ikke forfalden | Not due yet
sum | I alt | In all
load | Hvem har hvad | Who has what
load.none | Ingen vejledere kendes her endnu. | No counsellors are known here yet.
load.who | Vejleder | Counsellor
load.youths | Unge | Youths
load.open | Åbne markeringer | Open flags
load.overdue | Over fristen | Past the day
load.capacity | Nye på en uge | New ones a week
load.away | væk, {name} dækker | away, {name} covers
load.covers | dækker for {names} | covers for {names}
results | Hvordan gik det? | How did it go?
results.step | Trin | Step
results.profile | Fraværets forløb | Course of the absence
results.steps | Efter trin på indsatstrappen | By step of the ladder
results.profiles | Efter fraværets forløb | By the course of the absence
results.one_step | Trin {step}: {name} | Step {step}: {name}
views | Hjalp forløbet? Den unges svar står hen ad | Did the course help? The youth's answers stand across
views.counsellor | Vejlederen siger | The counsellor says
result.helped | Det hjalp | It helped
result.partly | Hjalp noget | Helped some
result.no_effect | Uden virkning | Without effect
result.not_tried | Ikke prøvet | Not tried
result.unknown | Ikke fortalt | Not told
hidden | skjult | hidden
agreement | Egen vurdering og beregning | Own assessment and computing
agreement.place | Distrikt | District
agreement.others | Øvrige distrikter | Other districts
agreement.alike | Ser det ens | See it alike
agreement.person_more | Vejleder mere bekymret | Counsellor more worried
agreement.model_more | Flere tegn i data | More signs in data
agreement.open | En af de to ved det ikke | One of the two does not know
missed | Dem, vi ikke fandt | Those we did not find
missed.month | Måned | Month
missed.listed | Stod på en liste før | Stood on a list before
missed.unlisted | Stod ikke på en liste | Stood on no list
"""
OVERVIEW_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("overview", _SHORT),
    "nav.overview": ("Overblik", "Overview"),
    "overview.sum.late.one": ("1 frist er overskredet", "1 deadline is past"),
    "overview.sum.late": ("{count} frister er overskredet", "{count} deadlines are past"),
    "overview.sum.queue.one": ("1 ung er uden vejleder", "1 youth is without a counsellor"),
    "overview.sum.queue": ("{count} unge er uden vejleder", "{count} youths are without a counsellor"),
    "overview.sum.below.one": ("1 ung venter på plads", "1 youth waits for a place"),
    "overview.sum.below": ("{count} unge venter på plads", "{count} youths wait for a place"),
    "overview.waiting.lists.one": ("1 liste", "1 list"),
    "overview.waiting.lists": ("{count} lister i træk", "{count} lists in a row"),
    "overview.today": ("kom i dag", "came today"),
    "overview.days.one": ("har ventet 1 dag", "has waited 1 day"),
    "overview.days": ("har ventet {count} dage", "has waited {count} days"),
    "overview.late.about": (
        "Åbn den unge, og tal med vejlederen. Første frist står øverst.",
        "Open the youth, and talk to the counsellor. The first deadline stands first.",
    ),
    "overview.queue.about": (
        "Giv hver ung til en vejleder. Vejlederen bliver tovholder.",
        "Give each youth to a counsellor, who becomes the coordinator.",
    ),
    "overview.waiting.about": (
        "Der er tegn i data, men ikke plads på listen. Her står de, der har ventet på to lister eller flere. "
        "Den, der har ventet længst, står øverst. Du kan altid sætte en ung på listen fra den unges side.",
        "There are signs in the data, but no place on the list. Here stand those who have waited for two lists or more. "
        "Who has waited longest stands first. You can always put a youth on the list from the youth's page.",
    ),
    "overview.clocks.about": (
        "Et forsøg er ikke kontakt. En frist er nået den dag, nogen talte med den unge eller gav et tilbud.",
        "An attempt is not contact. A deadline is met on the day somebody talked to the youth or made an offer.",
    ),
    "overview.load.about": (
        "Tallene viser arbejdet og siger ikke, hvor dygtig nogen er.",
        "The figures show the work, and do not say how able anybody is.",
    ),
    "overview.results.about": (
        "Her tælles indsatser i hele kommunen, der er slut inden for to år. Tallene viser ikke, om det var indsatsen, der virkede.",
        "Counted are efforts of the whole municipality that ended within two years. The figures do not show whether it was the effort that "
        "worked.",
    ),
    "overview.results.none": (
        "Ingen indsatser er slut endnu, eller de kan ikke læses. Tallene kommer, når vejledere afslutter indsatser.",
        "No effort has ended yet, or they cannot be read. The figures come when counsellors close efforts.",
    ),
    "overview.hidden.about": (
        "Tal under 5 er skjult. Nogle større tal er skjult med dem, så ingen kan regne sig frem.",
        "Figures under 5 are hidden. Some larger ones are hidden with them, so that nobody can work them out.",
    ),
    "overview.agreement.about": (
        "Her ser du, om vejledere og beregning er enige. Det er talt efter distrikt og aldrig efter person. "
        "Et distrikt, hvor kun én har vurderet, er lagt sammen med andre.",
        "Here you see whether counsellors and computing agree. It is counted by district and never by person. "
        "A district where only one has assessed is put together with others.",
    ),
    "overview.agreement.none": (
        "For få har vurderet endnu. Tallene kommer, når mindst to vejledere har svaret.",
        "Too few have assessed yet. The figures come when at least two counsellors have answered.",
    ),
    "overview.missed.about": (
        "Unge i hele kommunen, der faldt fra, og om en liste fortalte om dem i det halve år før. "
        "En måned kommer med, når vi ved nok om den: efter fem måneder.",
        "Youths of the whole municipality who dropped out, and whether a list told of them in the half year before. "
        "A month comes in once enough is known of it: after five months.",
    ),
    "overview.missed.none": ("Endnu ikke målt her.", "Not measured here yet."),
    "done.assigned": ("Den unge har fået en vejleder.", "The youth has been given a counsellor."),
}
