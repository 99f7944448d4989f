"""Every sentence about alarms - the page Overvågning, and the note on the list while computing rests - in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_MATTERS: Final = """
indicator | Det, modellen ser på | What the model looks at
score | Beregningerne | The computations
profile | Fraværets forløb | The course of absence
coverage | Hvor mange vi har data om | How many we have data on
flags | Markeringer fra pligter og frister | Flags from duties and deadlines
overrides | Hvor tit en markering bliver rettet | How often a flag is corrected
delay | Hvor sent data kommer | How late data come
town_absence | Fravær i kommunen | Absence in the municipality
school_absence | Fravær på en skole | Absence at a school
school_silent | Om skolen sender fravær | Whether the school sends absence
school_kinds | Slags af fravær på en skole | Kinds of absence at a school
unknown_code | Koder, vi ikke kender | Codes that we do not know
corrections | Hvor meget der bliver rettet | How much is corrected
no_news | Alder på de nyeste data | Age of the newest data
calibration | Det, vi sagde, og det, der skete | What was said and what happened
recall | Hvor mange listen fandt i tide | How many the list found in time
"""
_WHY: Final = """
unknown_code | mange rækker har koder, vi ikke kender ({subject}) | many rows have codes that we do not know ({subject})
no_news | der kommer ingen nye data ({subject}) | no new data come ({subject})
coverage | vi mangler data om mange unge ({subject}) | data on many youths are missing ({subject})
score | beregningerne ligner ikke sig selv ({subject}) | the computations are unlike themselves ({subject})
calibration | det, vi sagde, passer ikke med det, der skete ({subject}) | what was said is not what happened ({subject})
recall | listen finder færre, end en enkel regel ville ({subject}) | the list finds fewer than a simple rule would ({subject})
"""
_SUBJECTS: Final = """
risk | tegn på frafald | signs of dropout
band | få, nogle eller mange tegn | few, some or many signs
profile | fraværets forløb | the course of absence
coverage | andel af dage med data | share of days with data
regime | med fravær eller kun status | with attendance or status only
status | hvad den unge er i gang med | what the youth is doing
town | hele kommunen | the whole municipality
not_relevant | svaret »ikke aktuel« | the answer 'not relevant'
beside_rule | ved siden af den bedste enkle regel | beside the best simple rule
sick | sygdom | illness
permitted | lovligt fravær | permitted absence
unlawful | ulovligt fravær | unlawful absence
"""
_REGIMES: Final = """
attendance | unge med fravær fra skolen | youths with attendance from school
status_only | unge, hvor vi kun kender status | youths of whom we know the status alone
"""
_BREAKS: Final = """
eud_reform_2015 | ny reform af erhvervsuddannelser | a new reform of vocational education
fgu_2019 | FGU begyndte | FGU began
absence_rules_2019 | nye regler for fravær | new rules on absence
covid | lukkede skoler under corona | closed schools during COVID
upv_2024 | vurderingen UPV ophørte | the assessment UPV ended
apprenticeship_days_2025 | dage i mesterlære i 8. og 9. klasse | days of apprenticeship in grades 8 and 9
absence_rules_2026 | nye regler for fravær | new rules on absence
epx_2030 | uddannelsen epx begynder | the education epx begins
"""
_LEVELS: Final = """
fine | Som det plejer | As usual
watch | Hold øje | Watch
stop | Stop | Stop
"""
_SHORT: Final = """
title | Overvågning | Watching
nav | Overvågning af data og model | Watching data and model
now | Det stikker ud nu | What stands out now
what | Hvad | What
where | Hvor | Where
rows.schools | Rækker, vi venter | Rows expected
rows.tables | Rækker den uge | Rows that week
level | Hvordan står det? | How does it stand?
since | Siden | Since
value | Denne uge | This week
usual | Plejer at være | Usually
seen | Hvem ser på det? | Who looks into it?
seen.nobody | Ingen endnu | Nobody yet
seen.told | {who}, {on}: {line} | {who}, {on}: {line}
take | Jeg ser på det | I look into it
take.line | Hvad gør du? Skriv en linje. | What do you do? Write one line.
take.of | Jeg ser på det: {alarm} | I look into it: {alarm}
all | Alt, vi holder øje med | All that is watched
all.count | Antal | Number
all.worst | Værste lige nu | Worst right now
history | Uge for uge | Week by week
history.table | Vis tallene | Show the figures
week | Uge | Week
filter.matter | Hvad | What
filter.subject | Hvor | Where
filter.any | Alt | All
filter.apply | Vis | Show
sources | Kilder | Sources
sources.schools | Skoler | Schools
sources.tables | Tabeller | Tables
explained | Kendt ændring: {names} | Known change: {names}
chart.value | det vi målte | what was measured
chart.usual | det der plejer at være | what is usual
chart.band | hvor ni af ti rolige uger lå | where nine of ten calm weeks were
chart.break | en kendt ændring | a known change
chart.alarm | en alarm begyndte | an alarm began
"""
ALARM_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("alarm.matter", _MATTERS),
    **named("alarm.why", _WHY),
    **named("alarm.subject", _SUBJECTS),
    **named("alarm.regime", _REGIMES),
    **named("alarm.break", _BREAKS),
    **named("alarm.level", _LEVELS),
    "alarm.missing": ("mangler: {subject}", "missing: {subject}"),
    **named("watch", _SHORT),
    "alarm.days.one": ("{count} dag", "{count} day"),
    "alarm.days": ("{count} dage", "{count} days"),
    "alarm.of": ("{matter}: {subject}", "{matter}: {subject}"),
    "alarm.more.one": ("Og 1 mere.", "And 1 more."),
    "alarm.more": ("Og {count} mere.", "And {count} more."),
    "alarm.stopped": ("Overvågningen slog fra, fordi {told}.", "The watch switched off, because {told}."),
    "watch.lead": (
        "Hver uge ser vi, om data og model er, som de plejer at være i de samme skoleuger. Her står intet om den enkelte unge.",
        "Each week we look whether data and model are as they usually are in the same school weeks. Nothing here is of any one youth.",
    ),
    "watch.none": (
        "Vi har ikke målt noget endnu. Det sker efter den første nat i hver uge.",
        "Nothing was measured yet. It is done after the first night of each week.",
    ),
    "watch.of": ("Målt i ugen fra {on}.", "Measured in the week from {on}."),
    "watch.stale.title": ("Målingen er gammel", "The measurement is old"),
    "watch.stale": (
        "Vi har ikke målt siden ugen fra {on}. Bed driften se, om nattens kørsel er færdig.",
        "Nothing was measured since the week from {on}. Ask operations whether the night's run is complete.",
    ),
    "watch.now.none": ("Intet stikker ud. Alt er, som det plejer.", "Nothing stands out. All is as usual."),
    "watch.now.about": (
        "Hold øje betyder, at nogen skal se på det. Står der stop, er beregningen slået fra, til nogen har set på det.",
        "Watch means that somebody should look into it. At stop computing is switched off until somebody has.",
    ),
    "watch.now.guide": (
        "Driftens vejledning har en side om hver slags alarm: hvad den betyder, og hvad man ser på først.",
        "The operators' guide has a page on each kind of alarm: what it means, and what to look at first.",
    ),
    "watch.take.not": (
        "Din rolle kan ikke skrive sig på en alarm. Ring til driften, hvis du ved, hvad der er sket.",
        "Your role cannot take an alarm. Ring operations if you know what happened.",
    ),
    "watch.history.about": (
        "Linjen er det, vi målte. Den stiplede linje er det, der plejer at være. Et hul er en uge uden måling.",
        "The line is what was measured. The dashed line is what is usual. A gap is a week without a measurement.",
    ),
    "watch.history.choose": (
        "Vælg ovenfor, hvad du vil se uge for uge.",
        "Choose above what you want to see week by week.",
    ),
    "watch.history.most": (
        "Her står de første {count}. Vælg, hvad du vil se, for at finde de andre.",
        "These are the first {count}. Choose what you want to see to find the others.",
    ),
    "watch.sources.about": (
        "Tallene er fra den seneste måling. Ingen nye data er aldrig det samme som, at alt er godt. "
        "Fravær på en skole er, hvor mange unge der manglede i mindst en time på to uger.",
        "The figures are of the latest measurement. No new data never means that all is well. "
        "Absence at a school is how many pupils missed at least one lesson in two weeks.",
    ),
    "watch.sources.none": (
        "Ingen kilde er målt endnu. Det sker efter ugens første nat.",
        "No source was measured yet. It is done after the first night of the week.",
    ),
    "watch.report": (
        "Den store rapport sammenligner ugen med de samme uger året før, tal for tal.",
        "The full report compares the week with the same weeks of the year before, figure by figure.",
    ),
    "watch.report.see": ("Se den store rapport", "See the full report"),
    "done.alarm_taken": ("Vi har skrevet, at du ser på det.", "It is written that you look into it."),
    "resting.title": ("Beregningen er slået fra", "Computing is switched off"),
    "resting.since": (
        "Siden {on} kommer der ingen nye unge på listen fra beregningen.",
        "Since {on} no new youths come onto the list from the computing.",
    ),
    "resting.why": ("Hvorfor: {why}", "Why: {why}"),
    "resting.who": ("Hvem ser på det: {who}: {line}", "Who looks into it: {who}: {line}"),
    "resting.nobody": (
        "Ingen har skrevet endnu, at de ser på det. Spørg din leder.",
        "Nobody has written yet that they look into it. Ask your leader.",
    ),
    "resting.do": (
        "Pligter, frister og opfølgning kører som før. Brug din egen vurdering. Er du bekymret for en ung, så sæt en markering.",
        "Duties, deadlines and follow-up run as before. Use your own judgement. If you worry about a youth, raise a flag.",
    ),
}
