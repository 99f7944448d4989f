"""Every sentence on the week's list in the browser and on Mine unge, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIST_PAGE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    # What has been done
    "last_act.new": ("Sat på listen af {who} {on}", "Put on the list by {who} {on}"),
    "last_act.seen": ("Set af {who} {on}", "Seen by {who} {on}"),
    "last_act.in_progress": ("Taget op af {who} {on}", "Taken up by {who} {on}"),
    "last_act.waiting": ("Afventer til {until} ({who}, {on})", "Waits until {until} ({who}, {on})"),
    "last_act.resumed": ("Ventetiden er slut", "The wait is over"),
    "row.since": ("På listen siden {on}", "On the list since {on}"),
    "row.unanswered": ("Ingen har fulgt op siden {on}", "Nobody has followed up since {on}"),
    "row.tick": ("Vælg {youth}", "Choose {youth}"),
    # Absence week by week
    "spark.label": (
        "Fravær i de sidste {count} uger, ældste først: {weeks}",
        "Absence in the last {count} weeks, oldest first: {weeks}",
    ),
    "spark.caption": (
        "Fravær uge for uge. Sidste uge: {last}. Højest: {most}.",
        "Absence by week. Last week: {last}. Most: {most}.",
    ),
    "spark.none": ("ingen data", "no data"),
    "spark.note": (
        "Søjlerne viser fravær uge for uge. En fuld søjle er 50 % eller mere. Et hul er en uge uden data, for eksempel ferie.",
        "The bars show absence week by week. A full bar is 50% or more. A gap is a week without data, such as a holiday.",
    ),
    # Above the list
    "unanswered.title": ("Tegn, ingen har fulgt op på", "Signs without action"),
    "unanswered.one": (
        "1 ung har stået på listen i mindst to uger, uden at nogen har gjort noget.",
        "1 youth has been on the list for at least two weeks without anybody acting.",
    ),
    "unanswered": (
        "{count} unge har stået på listen i mindst to uger, uden at nogen har gjort noget.",
        "{count} youths have been on the list for at least two weeks without anybody acting.",
    ),
    "past.known": (
        "Listen for uge {week} i {year} nævnte {named} unge. Nu er {active} i gang, {without} er uden kendt aktivitet, "
        "og {gone} er her ikke længere.",
        "The list of week {week} of {year} named {named} youths. Now {active} are in education or work, "
        "{without} are without known activity, and {gone} are no longer here.",
    ),
    "past.dropped": (
        "I det halve år efter listen faldt {count} af dem fra.",
        "In the half year after the list {count} of them dropped out.",
    ),
    "past.few": (
        "I det halve år efter listen faldt færre end {fewest} af dem fra.",
        "In the half year after the list fewer than {fewest} of them dropped out.",
    ),
    "unanswered.show": ("Vis dem", "Show them"),
    "filter.title": ("Vis", "Show"),
    "filter.alle": ("Alle", "All"),
    "filter.frist": ("Med frist", "With a deadline"),
    "filter.nye": ("Nye", "New"),
    "filter.mine": ("Mine", "Mine"),
    "filter.uden-kontakt": ("Ikke talt med i 2 måneder", "Not spoken with for 2 months"),
    "filter.uden-opfoelgning": ("Ingen har fulgt op", "Nobody has followed up"),
    "filter.count": ("{text} ({count})", "{text} ({count})"),
    "filter.source": ("Hvorfor på listen", "Why on the list"),
    "filter.school": ("Skole eller uddannelsessted", "School or institution"),
    "filter.every": ("Alle", "All"),
    "filter.apply": ("Vis", "Show"),
    "filter.shown": ("Viser {shown} af {count} unge.", "Shows {shown} of {count} youths."),
    "filter.clear": ("Vis alle", "Show all"),
    "filter.none": ("Ingen på listen passer til dit valg.", "Nobody on the list fits your choice."),
    "source.duty": ("Frister og pligter", "Deadlines and duties"),
    "source.risk": ("Tegn i data", "Signs in the data"),
    "source.institution": ("Uddannelsesstedet har meldt det", "Reported by the institution"),
    "source.no_known_activity": ("Ingen kendt aktivitet", "No known activity"),
    "source.manual": ("Nogen har bedt om det", "Somebody has asked"),
    "search.label": ("Find en ung på listen", "Find a youth on the list"),
    "search.hint": ("Skriv den unges kode eller en del af den.", "Write the youth's code or a part of it."),
    "search.find": ("Find", "Find"),
    "search.found": (
        "Viser de unge, hvis kode passer til det, du skrev.",
        "Shows the youths whose code fits what you wrote.",
    ),
    "search.nobody": (
        "Ingen på listen har den kode. Se efter på Mine unge, eller spørg, hvem der er vejleder.",
        "Nobody on the list has that code. Look on My youths, or ask who the counsellor is.",
    ),
    # Below the list
    "bulk.title": ("Flere på én gang", "Several at once"),
    "bulk.hint": (
        "Du kan vælge unge, du selv har åbnet. Sæt flueben ud for dem på listen.",
        "You can choose youths whom you have opened yourself. Tick them on the list.",
    ),
    "bulk.nobody": ("Åbn først de unge, du vil tage op.", "First open the youths whom you want to take up."),
    "bulk.look": ("Sæt de valgte til Set", "Mark the chosen as seen"),
    "bulk.take_up": ("Tag de valgte op (I gang)", "Take up the chosen (in progress)"),
    "take.title": ("Hent listen", "Download the list"),
    "take.hint": (
        "Filen er fortrolig. Vi skriver ned, hvem der henter den, og hvornår.",
        "The file is confidential. We note who downloads it, and when.",
    ),
    "take.xlsx": ("Hent til Excel", "Download for Excel"),
    "take.csv": ("Hent som CSV", "Download as CSV"),
    "next.on_list": ("Næste på listen", "Next on the list"),
    # Mine unge
    "nav.mine": ("Mine unge", "My youths"),
    "mine.title": ("Mine unge", "My youths"),
    "mine.lead": (
        "Alle unge, du har ansvar for, også dem der ikke er på listen.",
        "Every youth whom you answer for, those too who are not on the list.",
    ),
    "mine.lead.district": ("Alle unge i dit distrikt.", "Every youth of your district."),
    "mine.lead.area": ("Alle unge i dit område.", "Every youth of your area."),
    "mine.whose": ("Hvis unge", "Whose youths"),
    "mine.scope.mine": ("Mine", "Mine"),
    "mine.scope.district": ("Hele distriktet", "The whole district"),
    "mine.show.all": ("Alle", "All"),
    "mine.show.listed": ("På listen", "On the list"),
    "mine.show.silent": ("Ikke hørt fra i 6 måneder", "Not heard from for 6 months"),
    "mine.youth": ("Ung", "Youth"),
    "mine.status": ("Gør nu", "Does now"),
    "mine.school": ("Sted", "Place"),
    "mine.spoken": ("Sidst talt med", "Last spoken with"),
    "mine.next": ("Næste dato", "Next date"),
    "mine.sort": ("Sortér efter {column}", "Sort by {column}"),
    "mine.silent": ("Ikke hørt fra i 6 måneder", "Not heard from for 6 months"),
    "mine.never": ("Ingen samtale noteret", "No talk recorded"),
    "mine.no_date": ("Ingen dato", "No date"),
    "mine.no_school": ("Intet sted i vores data", "No place in our data"),
    "mine.listed": ("På listen: {state}", "On the list: {state}"),
    "mine.table": ("{count} unge, sorteret efter {column}", "{count} youths, sorted by {column}"),
    "mine.table.one": ("1 ung", "1 youth"),
    "mine.empty": (
        "Du har ikke ansvar for nogen unge lige nu. Spørg din leder, om fordelingen er på plads.",
        "You answer for no youths right now. Ask your leader whether the distribution is settled.",
    ),
    "mine.none": ("Ingen passer til dit valg.", "Nobody fits your choice."),
    "mine.pages": ("Flere sider", "More pages"),
    "mine.page": ("Side {number}", "Page {number}"),
    "mine.put.title": ("Sæt en ung på listen", "Put a youth on the list"),
    "mine.put.youth": ("Den unges kode", "The youth's code"),
    "mine.put.unknown": (
        "Vi kan ikke finde den unge, eller du har ikke adgang. Se efter, om koden er skrevet rigtigt.",
        "We cannot find the youth, or you have no access. Check that the code is written correctly.",
    ),
    "mine.put.wrong": ("Skriv en linje om hvorfor.", "Write a line on why."),
    "mine.wrong.title": ("Den unge er ikke sat på listen", "The youth was not put on the list"),
    "mine.search": ("Find en ung", "Find a youth"),
    "mine.search.nobody": (
        "Ingen af de unge, du ser her, har den kode. Prøv hele distriktet, eller spørg, hvem der er vejleder.",
        "None of the youths whom you see here has that code. Try the whole district, or ask who the counsellor is.",
    ),
    "mine.seen": (
        "Det, vi vidste {on}. Samtaler er talt med til nu.",
        "What we knew on {on}. Talks are counted up to now.",
    ),
    # Told after an act
    "done.chosen": ("De valgte markeringer er ændret.", "The chosen flags are changed."),
    "done.none_chosen": (
        "Ingen markering blev ændret. Vælg unge, du har åbnet.",
        "No flag was changed. Choose youths whom you have opened.",
    ),
}
