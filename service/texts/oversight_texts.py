"""Every sentence of the officer's pages - looking in the trail, and youths' rights - in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Tilsyn | Supervision
lead | Hvem har set eller gjort hvad? | Who has looked at or done what?
pages | Tilsynets sider | Pages of supervision
search | Søg i loggen | Search the log
from | Fra og med | From
until | Til og med | Until
who | Hvem | Who
who.any | Alle | Everybody
action | Handling | Act
action.any | Alle handlinger | All acts
youth | Den unges id | The youth's id
find | Søg | Search
found | Det fandt vi | What we found
none | Ingen linjer passer. Prøv færre ord eller flere dage. | No line fits. Try fewer words or more days.
when | Tidspunkt | When
detail | Mere | More
more | Vis ældre | Show older
export | Hent som CSV | Take as CSV
purpose | Hvad skal den bruges til? | What is it for?
purpose.supervision | At føre tilsyn | To supervise
purpose.subject_right | At svare en ung | To answer a youth
purpose.incident | At finde ud af, hvad der gik galt | To find out what went wrong
wrong.title | Søgningen kan ikke bruges | The search cannot be used
"""
_RIGHTS: Final = """
title | Rettigheder | Rights
lead | Indsigelser, bestridte oplysninger og påbud om at gemme. | Objections, disputed records and orders to keep.
disputes | Bestridte oplysninger | Disputed records
disputes.none | Ingen oplysninger er bestridt. | No record is disputed.
due | Svar senest | Answer by
overdue | Fristen er overskredet | The time is past
answer | Kildens svar | What the source answers
answer.upheld | Den var rigtig | It was right
answer.corrected | Den er rettet | It is corrected
contest | Skriv ind, at noget er bestridt | Record a dispute
contest.table | Hvilken slags? | Which kind?
contest.day | Hvilken dag? | Which day?
contest.reason | Hvad er forkert? Skriv en linje. | What is wrong? Write one line.
contest.store | Gem | Store
objections | Indsigelser | Objections
objections.none | Ingen har gjort indsigelse. | Nobody has objected.
objection.since | siden {on} | since {on}
objection.end | Slut | End
objection.end.of | Slut indsigelsen for {youth} | End the objection of {youth}
object | Skriv en indsigelse ind | Record an objection
object.store | Gem indsigelsen | Store the objection
holds | Skal gemmes indtil videre | Kept for now
holds.none | Intet skal gemmes ud over fristen. | Nothing is kept beyond its time.
hold | Forbyd sletning | Forbid erasing
hold.reason | Hvorfor? Skriv en linje. | Why? Write one line.
hold.store | Forbyd sletning | Forbid erasing
hold.release | Ophæv | Release
hold.release.of | Ophæv for {youth} | Release for {youth}
erased_title | Slettet | Erased
youth | Den unges id | The youth's id
unknown.title | Vi kender ikke den unge | We do not know the youth
no_record.title | Den findes ikke | There is none
gone.title | Det er allerede gjort | It is done already
unknown | Tjek, hvordan id er skrevet. | Look at how the id is written.
wrong.title | Noget mangler | Something is missing
"""
_ACTIONS: Final = """
alarm.taken | skrev, hvem der ser på en alarm | wrote who looks into an alarm
alarms.changed | så, at alarmer kom eller gik | saw alarms come or go
alarms.looked | åbnede Overvågning | opened Watching
agreement.made | skrev en aftale fra et møde | wrote down an agreement of a meeting
agreement.settled | skrev, hvordan en aftale gik | wrote how an agreement went
assessment.stored | gemte en vurdering | stored an assessment
audit.exported | hentede linjer af loggen | took lines of the log
audit.searched | søgte i loggen | searched the log
basis.recorded | skrev hjemmel ind | recorded a legal basis
basis.withdrawn | trak hjemmel tilbage | withdrew a legal basis
bundle.activated | tog en model i brug | put a model into use
bundle.added | hentede en model ind | brought a model in
bundle.proposed | foreslog en model | proposed a model
bundle.withdrawn | trak et forslag om en model tilbage | took back the proposal of a model
changes.looked | læste ændringer | read changes
colleague.asked | spurgte, hvem der er vejleder | asked who the counsellor is
contact.recorded | noterede en kontakt | noted a contact
contact.taken_back | tog en kontakt tilbage | took a contact back
course.closed | afsluttede et forløb | closed a course
course.looked_back | så tilbage på et forløb | looked back on a course
course.taken_back | tog en afslutning tilbage | took a closing back
cover.recorded | valgte en afløser | chose a cover
covers.listed | så, hvem der har ferie | looked at who is away
delivery.pseudonymised | gav unge en kode i en levering | gave youths of a delivery a code
digest.written | lavede mandagens mail | made Monday's e-mail
disputes.looked | så på bestridte oplysninger | looked at disputed records
draft.begun | begyndte en kladde | began a draft
draft.dropped | smed en kladde væk | threw a draft away
drift.looked | så på ændringer i data | looked at changes in the data
effort.moved | fulgte op på en indsats | followed an effort up
effort.started | begyndte en indsats | began an effort
flag.looked | så på en markering | looked at a flag
flag.moved | ændrede en markering | changed a flag
flag.raised | satte en markering | raised a flag
flags.looked | så på markeringer | looked at flags
follow_up.looked | så opfølgningen for en ung | looked at a youth's follow-up
follow_ups.listed | så sin opfølgning | looked at own follow-ups
glass.asked | spurgte om nødadgang | asked for break-glass access
glass.broken | brugte nødadgang | broke the glass
glass.listed | så, hvem der brugte nødadgang | looked at who broke the glass
glass.reviewed | svarede om nødadgang | answered on break-glass access
handover.acknowledged | kvitterede for en ung | acknowledged a hand-over
handover.opened | gav en ung videre | handed a youth over
handovers.listed | så overleveringer | looked at hand-overs
hold.released | ophævede et forbud mod sletning | released a hold
hold.set | forbød sletning | set a hold
identity.imported | hentede navne ind | imported identities
identity.looked | så kontaktoplysninger | looked at contact details
identity.rotated | skiftede nøgler | changed keys
items.listed | så en kollegas åbne opgaver | looked at a colleague's open items
job.asked | bad om beregninger | asked for computations
job.forgotten | slettede beregninger | deleted computations
judgement.looked | læste, hvad modellen siger | read what the model says
list.exported | hentede en liste som fil | took a list away as a file
list.looked | åbnede en liste | opened a list
looks.refused | blev bremset efter mange opslag | was stopped for many look-ups
meeting.called | skrev et møde ind | wrote a meeting down
meeting.changed | rettede et møde | changed a meeting
mine.looked | åbnede Mine unge | opened My youths
model.looked | åbnede Data og model | opened Data and model
night.published | offentliggjorde natten | published the night
objection.ended | sluttede en indsigelse | ended an objection
objection.recorded | skrev en indsigelse ind | recorded an objection
overview.looked | åbnede Overblik | opened Overview
effect.looked | så, om listen hjælper | looked whether the list helps
pack.made | lavede rådgiverens papirer | made the officer's papers
record.answered | skrev kildens svar ind | recorded the source's answer
record.disputed | skrev ind, at noget er bestridt | recorded a dispute
recusal.lifted | ophævede inhabilitet | lifted a recusal
recusal.recorded | skrev inhabilitet ind | recorded a recusal
retention.done | slettede efter frist | deleted by retention
rights.looked | så på rettigheder | looked at rights
runs.looked | så på kørsler | looked at runs
said.looked | så på, om beregningen fik ret | looked whether the computing was right
scores.computed | fik beregninger | had scores computed
session.closed | loggede ud | signed out
session.opened | loggede ind | signed in
shadow.begun | satte en model på prøve | put a model on trial
shadow.ended | sluttede en models prøve | ended a model's trial
shadow.looked | så en model på prøve | looked at a model on trial
shadow.scored | regnede med en model på prøve | computed with a model on trial
stop.lifted | startede beregningen igen | started the computing again
stop.thrown | stoppede beregningen | stopped the computing
store.restored | læste en sikkerhedskopi ind | restored a backup
subject.explanation_drafted | lavede et udkast til forklaring | drafted an explanation
subject.exported | gav indsigt | gave access
subject.looks_read | læste, hvem der har set en ung | read who looked at a youth
subject.notice_drafted | lavede et udkast til brev | drafted a notice
token.issued | gav et system adgang | gave a system access
tovholder.appointed | valgte tovholder | chose the coordinator
user.added | gav en bruger adgang | let a user in
user.ended | tog en brugers adgang | ended a user's access
user.signed_out | loggede en bruger ud | signed a user out
webhook.added | satte en modtager op | added a receiver
webhook.disabled | slog en modtager fra | disabled a receiver
webhook.redelivered | sendte igen til en modtager | sent to a receiver again
webhook.rotated | gav en modtager en ny nøgle | gave a receiver a new key
webhook.told | sendte nyt til en modtager | sent news to a receiver
year.looked | så årshjulet | looked at the year
youth.erased | slettede en ung | erased a youth
youth.looked | åbnede en ung | opened a youth
"""
OVERSIGHT_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("trail", _SHORT),
    **named("claims", _RIGHTS),
    **named("acted", _ACTIONS),
    "nav.trail": ("Tilsyn", "Supervision"),
    "trail.about": (
        "Skriv det, du vil vide. Tomme felter tæller ikke med. Selve søgningen bliver også skrevet ned.",
        "Write what you want to know. Empty fields do not count. The search itself is written down too.",
    ),
    "trail.wrong": (
        "Den første dag skal komme før den sidste. Ret dagene, og søg igen.",
        "The first day has to come before the last. Correct the days, and search again.",
    ),
    "trail.export.about": (
        "Filen er fortrolig. Den bærer den dag, den senest skal slettes.",
        "The file is confidential. It carries the day by which it is to be deleted.",
    ),
    "claims.disputes.about": (
        "Kilden har en måned til at svare. Indtil da regner vi ikke med oplysningen. Skriv svaret ind, når det kommer.",
        "The source has a month to answer. Until then we do not count the record. Record the answer when it comes.",
    ),
    "claims.objections.about": (
        "De unge her er holdt ude af beregningen. Pligter og frister gælder stadig.",
        "These youths are left out of the computing. Duties and deadlines still hold.",
    ),
    "claims.erased.one": (
        "1 ung er slettet. En sletning sker fra kommandolinjen, for den kan ikke fortrydes.",
        "1 youth is erased. Erasing is done from the command line, since it cannot be undone.",
    ),
    "claims.erased": (
        "{count} unge er slettet. En sletning sker fra kommandolinjen, for den kan ikke fortrydes.",
        "{count} youths are erased. Erasing is done from the command line, since it cannot be undone.",
    ),
    "claims.no_record": (
        "Vi har ingen sådan oplysning fra den dag. Giv den unge indsigt for at se, hvad der er gemt.",
        "We hold no such record of that day. Give the youth access to see what is held.",
    ),
    "claims.gone": (
        "Det står her ikke længere. Måske har en anden gjort det. Se siden igen.",
        "It does not stand any more. Somebody else may have done it. Look at the page again.",
    ),
    "claims.wrong": (
        "Skriv mindst fem tegn om hvorfor, og udfyld alle felter.",
        "Write at least five characters on why, and fill in every field.",
    ),
    "done.objected": ("Indsigelsen er gemt.", "The objection is stored."),
    "done.objection_ended": ("Indsigelsen er slut.", "The objection has ended."),
    "done.contested": ("Oplysningen er bestridt. Bed kilden om svar.", "The record is disputed. Ask its source."),
    "done.answered": ("Kildens svar er gemt.", "The source's answer is stored."),
    "done.held": ("Sletning er forbudt indtil videre.", "Erasing is forbidden for now."),
    "done.released": ("Forbuddet er ophævet.", "The hold is released."),
}
