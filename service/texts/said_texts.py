"""Every sentence of the page on what was said and what happened, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Det, vi sagde – og det, der skete | What we said – and what happened
counts | Hvad er talt? | What is counted?
periods | Måned for måned | Month by month
period.month | Lister i | Lists of
period.lists | Lister | Lists
period.youths | Unge på dem | Youths of them
period.events | Faldt fra | Dropped out
period.censored | Flyttede | Moved
period.placed | Fik plads | Had a place
period.hits | Af dem faldt fra | Of them dropped out
calibration | Passede beregningen? | Was the computing right?
calibration.who | Unge med | Youths with
calibration.n | Beregninger | Computations
calibration.expected | Ventet | Foretold
calibration.events | Skete | Happened
calibration.share | Af 1.000 faldt fra | Of 1,000 dropped out
calibration.all | Alle | All
regime.attendance | fravær dag for dag | absence day by day
regime.status_only | kun status | status alone
band.low | få tegn | few signs
band.raised | flere tegn | more signs
band.high | mange tegn | many signs
who | {regime}, {band} | {regime}, {band}
chart.expected | ventet | foretold
chart.happened | skete | happened
listed | Hvem fandt listen? | Whom did the list find?
lead_time | Hvor tidligt? | How early?
missed | Dem, vi ikke fandt | Those we did not find
missed.why | Hvor stod de? | Where did they stand?
missed.count | Unge | Youths
missed.waited | Der var tegn, men ikke plads på listen | There were signs, but no place on the list
missed.busy | Der var tegn, og en vejleder var i gang | There were signs, and a counsellor was at work
missed.low | Der var få tegn | There were few signs
missed.not_assessed | Vi vidste for lidt til at regne | Too little was known to compute
missed.sum | I alt | In all
beside | Ville en enkel regel have fundet flere? | Would a simple rule have found more?
beside.who | Listen lavet efter | The list made by
beside.risk | Beregningen | The computing
beside.recall | Fandt af dem, der faldt fra | Found of those who dropped out
beside.precision | Pladser, der ramte | Places that were right
beside.ahead | Beregningen fandt flere | The computing found more
beside.hindsight | Bedste regel, set bagefter: {rule} | Best rule, seen afterwards: {rule}
beside.chosen | Regel, valgt på forhånd: {rule} | Rule, chosen beforehand: {rule}
groups | Ramte den alle lige godt? | Did it reach all alike?
groups.group | Gruppe | Group
groups.youths | Unge | Youths
groups.measure | Hvad | What
groups.own | I gruppen | In the group
groups.others | Hos de andre | Of the others
groups.verdict | Det kan vi sige | What can be said
measure.flag_rate | Fik plads på en liste, af 1.000 | Had a place on a list, of 1,000
measure.precision | Pladser, der ramte | Places that were right
measure.false_negative_rate | Faldt fra uden plads | Dropped out without a place
measure.predicted_over_observed | Ventet for hver 100, der faldt fra | Foretold for every 100 who dropped out
verdict.within limits | inden for grænserne | within the limits
verdict.unclear | kan endnu ikke afgøres | cannot be told yet
verdict.outside limits | uden for grænserne | outside the limits
verdict.not estimable | for få til at sige noget | too few to say anything
few | for få | too few
hidden | skjult | hidden
range | {value} ({low} til {high}) | {value} ({low} to {high})
back | Overblik | Overview
model | Data og model | Data and model
rule.unlawful_10_percent | 10 % ulovligt fravær i kvartalet | 10% unlawful absence in the quarter
rule.unlawful_15_percent | 15 % ulovligt fravær i kvartalet | 15% unlawful absence in the quarter
rule.unlawful_share | mest ulovligt fravær i kvartalet | most unlawful absence in the quarter
rule.absence_10_percent | 10 % fravær på et skoleår | 10% absence in a school year
rule.absence_50_percent | 50 % fravær på et skoleår | 50% absence in a school year
rule.unlawful_16_lessons | 16 ulovlige lektioner på fire uger | 16 unlawful lessons in four weeks
rule.absent_10_days_term | 10 dages fravær i et halvår | 10 days absent in a term
rule.unexcused_4_days | 4 af 45 dage ulovligt væk | 4 of 45 days unexcused
rule.absence_20_days | mest fravær de seneste 20 skoledage | most absence in the last 20 school days
rule.absence_60_days | mest fravær de seneste 60 skoledage | most absence in the last 60 school days
rule.absence_200_days | mest fravær de seneste 200 skoledage | most absence in the last 200 school days
rule.days_since_presence | flest dage siden sidst i skole | most days since last at school
rule.current_absence | flest dage væk i træk nu | most days away in a row now
rule.longest_absence | længste fravær i træk på 60 skoledage | longest absence in a row in 60 school days
rule.interruptions | flest tidligere afbrud | most earlier interruptions
rule.risk_report | uddannelsesstedet har meldt risiko for afbrud | the institution reported a risk of interruption
rule.new_start | de første 30 dage på en uddannelse | the first 30 days of an education
link | Det, vi sagde – og det, der skete | What we said – and what happened
"""
SAID_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("said", _SHORT),
    "said.lead": (
        "Når der er gået tid nok, ser vi efter, om beregningen fik ret. Her tælles mange unge sammen. Ingen er nævnt.",
        "When enough time has passed, we look whether the computing was right. Many youths are counted together here. Nobody is named.",
    ),
    "said.none": (
        "Endnu ikke målt her. En liste kan først måles efter 11 måneder. Så ved vi, hvem der faldt fra. Tallene kommer af sig selv.",
        "Not measured here yet. A list can be measured after 11 months. Then it is known who dropped out. The figures come by themselves.",
    ),
    "said.counted": (
        "{lists} lister fra {first} til {last}. De taler om {youths} unge. Hver ung tæller med én gang for hver liste.",
        "{lists} lists from {first} to {last}. They speak of {youths} youths. Each youth counts once for each list.",
    ),
    "said.counted.became": (
        "Ud af {rows} beregninger endte {events} med frafald inden for et halvt år. {censored} unge kan ikke måles, fordi de flyttede. "
        "{not_assessed} fik intet tal, fordi vi vidste for lidt.",
        "Of {rows} computations {events} ended in dropout within half a year. {censored} youths cannot be measured, because they moved. "
        "{not_assessed} had no figure, because too little was known.",
    ),
    "said.interval": (
        "Tal i parentes viser, hvor usikkert tallet er. Det sande tal ligger mellem dem i 95 af 100 kommuner som denne.",
        "Figures in brackets show how unsure a figure is. The true one lies between them in 95 of 100 municipalities like this.",
    ),
    "said.periods.about": (
        "Tal under 5 er skjult. Nogle større tal er skjult med dem, så ingen kan regne sig frem.",
        "Figures under 5 are hidden. Some larger ones are hidden with them, so that nobody can work them out.",
    ),
    "said.calibration.about": (
        "Ventet er det antal, beregningen regnede med. Skete er det antal, der faldt fra. De to tal bør ligge tæt.",
        "Foretold is the number that the computing expected. Happened is the number who dropped out. The two should lie close.",
    ),
    "said.ratio": (
        "For hver 100 frafald, beregningen ventede, skete der {value} ({low} til {high}).",
        "For every 100 dropouts that the computing foretold, {value} happened ({low} to {high}).",
    ),
    "said.slope.low": (
        "Tallene er for yderlige: høje tal var for høje, og lave var for lave.",
        "The figures are too extreme: high ones were too high, and low ones too low.",
    ),
    "said.slope.high": (
        "Tallene er for ens: der var større forskel på de unge, end beregningen sagde.",
        "The figures are too alike: youths differed more than the computing said.",
    ),
    "said.slope.right": (
        "Der er intet tegn på, at tallene er for yderlige eller for ens.",
        "There is no sign that the figures are too extreme or too alike.",
    ),
    "said.chart.title": (
        "Ventet og sket, efter datagrundlag og tegn",
        "Foretold and happened, by kind of data and signs",
    ),
    "said.chart.about": (
        "Ruden viser, hvor mange af 100 beregningen ventede. Prikken viser, hvor mange det blev. Stregen viser, hvor usikkert det er.",
        "The diamond shows how many of 100 the computing foretold. The dot shows how many it was. The line shows how unsure that is.",
    ),
    "said.places": (
        "Listerne gav {places} pladser. {hits} af de unge faldt siden fra: {share}.",
        "The lists gave {places} places. {hits} of the youths dropped out later: {share}.",
    ),
    "said.places.few": (
        "Listerne gav {places} pladser. For få faldt siden fra til, at tallet kan vises.",
        "The lists gave {places} places. Too few dropped out later for the figure to be shown.",
    ),
    "said.found": (
        "{endings} gange faldt en ung fra. {found} gange havde den unge fået plads på en liste før: {share}.",
        "{endings} times a youth dropped out. {found} times the youth had had a place on a list before: {share}.",
    ),
    "said.found.few": (
        "{endings} gange faldt en ung fra. Hvor mange der havde plads på en liste før, er skjult, fordi et af tallene er lille.",
        "{endings} times a youth dropped out. How many had a place on a list before is hidden, since one of the figures is small.",
    ),
    "said.endings.few": (
        "For få faldt fra til, at tallet kan vises.",
        "Too few dropped out for the figure to be shown.",
    ),
    "said.found.help": (
        "Nogle blev måske, fordi de fik hjælp. Derfor siger tallet ikke alene, om listen virker.",
        "Some may have stayed because they were helped. So the figure alone does not say whether the list works.",
    ),
    "said.lead_time.days": (
        "Halvdelen stod på listen mindst {median} dage før ({low} til {high}). En fjerdedel stod der under {lower} dage før. "
        "En fjerdedel stod der over {upper} dage før. Det er talt for {cases}.",
        "Half stood on the list at least {median} days before ({low} to {high}). A quarter stood there less than {lower} days before. "
        "A quarter stood there more than {upper} days before. It is counted for {cases}.",
    ),
    "said.lead_time.none": (
        "For få blev fundet til at sige det endnu.",
        "Too few were found to say so yet.",
    ),
    "said.missed.about": (
        "Her står de, der faldt fra uden at have fået plads på en liste.",
        "Here stand those who dropped out without having had a place on a list.",
    ),
    "said.beside.about": (
        "Her er listerne lavet forfra med lige mange pladser. Listen følger én gang beregningen og én gang en enkel regel.",
        "Here the lists are made afresh with equally many places. The list follows once the computing and once a simple rule.",
    ),
    "said.beside.gone.one": (
        "For én liste er nattens tal slettet. Den er ikke med her.",
        "For one list the night's figures are deleted. It is left out here.",
    ),
    "said.beside.gone": (
        "For {count} lister er nattens tal slettet. De er ikke med her.",
        "For {count} lists the night's figures are deleted. They are left out here.",
    ),
    "said.beside.gone.all": (
        "Nattens tal er slettet for alle listerne. Derfor kan reglerne ikke måles.",
        "The night's figures of all the lists are deleted, so the rules cannot be measured.",
    ),
    "said.beside.unchosen": (
        "Ingen regel kunne vælges på forhånd, for intet var målt endnu. Den bedste set bagefter er en svær modstander.",
        "No rule could be chosen beforehand, for nothing was measured yet. The best seen afterwards is a hard rival.",
    ),
    "said.groups.about": (
        "En gruppe måles mod alle andre. Tallene siger ikke, hvorfor der er forskel. Er der for få, siger vi det.",
        "A group is measured against all others. The figures do not say why there is a difference. Where there are too few, it is said.",
    ),
    "said.groups.none": (
        "For få til at måle nogen gruppe endnu.",
        "Too few to measure any group yet.",
    ),
    "said.groups.few": (
        "For få til at sige noget: {groups}.",
        "Too few to say anything: {groups}.",
    ),
}
