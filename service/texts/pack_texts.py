"""What the papers of the protection officer's pack share: names of tables, acts, limits and figures, and the marks of what is left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "pack.title": ("Databeskyttelsesrådgiverens pakke", "The protection officer's pack"),
    "pack.kicker": (
        "Alle skal med · udkast, et menneske gør det færdigt",
        "Alle skal med · a draft that a person finishes",
    ),
    "pack.footer": (
        "Lavet {on} af servicen selv ud fra dens opsætning. Siden nævner ingen unge. Et menneske læser, retter og "
        "skriver under.",
        "Made {on} by the service from its own configuration. The page names no youth. A person reads, amends and "
        "signs.",
    ),
    "pack.overview.lead": (
        "Her er de papirer, kommunen skal have på plads. De er udkast. Det meste er fyldt ud af servicen selv.",
        "Here are the papers that the municipality must have. They are drafts. Most is filled in by the service "
        "itself.",
    ),
    "pack.overview.papers": ("Papirerne", "The papers"),
    "pack.overview.left": ("Det mangler kommunen at udfylde", "What the municipality has yet to fill in"),
    "pack.overview.caption": ("Åbne pladser, papir for papir", "Open places, paper by paper"),
    "pack.open": ("Udfyldes:", "To fill in:"),
    "pack.open.again": ("Udfyldes ét sted", "To fill in once"),
    "pack.open.law.computing": (
        "hjemmel til beregningen, eller at den ikke må bruges",
        "the legal basis of the computing, or that it must not be used",
    ),
    "pack.open.law.fairness": (
        "hjemmel til at se, om listen rammer skævt",
        "the legal basis of looking whether the list hits unevenly",
    ),
    "pack.law.verify": ("{law} (skal efterprøves)", "{law} (to be verified)"),
    "pack.skip": ("Gå til teksten", "Skip to the text"),
    "pack.sections": ("Afsnit", "Sections"),
    "pack.all": ("Alle papirer", "All papers"),
    "pack.and": ("og", "and"),
    "pack.none": ("ingen", "none"),
    "pack.unknown": ("kan ikke måles", "cannot be estimated"),
    "pack.note.made_up": (
        "Denne opstilling bruger opdigtede data. Tal og lister her siger intet om rigtige unge. Lav pakken igen, "
        "når den rigtige er sat op.",
        "This installation uses made-up data. Figures and lists here say nothing of real youths. Make the pack "
        "again once the real one is set up.",
    ),
    "pack.note.real": (
        "Denne opstilling er sat op til rigtige data om unge.",
        "This installation is set up for real data on youths.",
    ),
    "pack.note.model_elsewhere": (
        "Modellen har ikke lært af kommunens egne unge. Den må ikke bruges på rigtige data her.",
        "The model has not learned from the municipality's own youths. It must not be used on real data here.",
    ),
    "pack.note.no_model": (
        "Ingen model er i brug. Papirerne handler kun om pligter og frister, og om det, en model ville se på.",
        "No model is in use. The papers speak of duties and deadlines only, and of what a model would look at.",
    ),
    "pack.note.law": (
        "Papirerne er ikke juridisk rådgivning. Hver henvisning skal læses efter af en, der kender loven.",
        "The papers are no legal advice. Each reference must be checked by somebody who knows the law.",
    ),
}
_HEADS: Final = """
act | må | may
feeds | bruges til | feeds
figure | tal | figure
from | gælder fra | valid from
kept | slettes | deleted
law | lov | law
left | skal udfyldes | to fill in
lowest | mindst | at least
highest | højst | at most
measure | mål | measure
name | navn | name
paper | papir | paper
purpose | formål | purpose
role | rolle | role
section | afsnit | section
table | hvad | what
told | får | receives
used_for | til | for
where | hvor | where
beside | ud for | beside
columns | oplysninger | columns
from_tables | bygger på | made from
dpia | analyse | assessment
"""
_TABLES: Final = """
activations | hvilken model der er i brug hvornår | which model is in use when
agreements | aftaler fra møder | agreements of meetings
alarm_backlog | alarmer, der ikke er nået frem | alarms that have not arrived
alarm_events | alarmer, der er kommet eller gået | alarms that came or went
alarms_seen | hvem der ser på en alarm | who looks into an alarm
alarm_levels | hvad der skal ses på i driften | what in the running is to be looked into
areas | områder | areas
assessments | vejlederes egne vurderinger | counsellors' own assessments
assignments | hvem der har ansvar for hvad | who answers for what
attendance | fravær dag for dag | absence day by day
attendance_months | fravær måned for måned | absence month by month
audit | log over hvert kig og hver handling | the log of every look and act
bundles | modeller, der er hentet ind | models that were brought in
closings | forløb, der er afsluttet | courses that were closed
contacts | kontakt med unge | contact with youths
counsellors | vejledere | counsellors
covers | hvem der dækker for hvem | who covers for whom
deliveries | hvad der er modtaget hvornår | what was received when
disputes | oplysninger, der er bestridt | disputed records
districts | distrikter | districts
done_requests | andre systemers ønsker, der er opfyldt | requests of other systems that were done
drafts | kladder, der er ved at blive skrevet | drafts that are being written
effort_moves | skridt i indsatserne | moves of efforts
efforts | indsatser, der er noteret her | efforts noted here
flag_events | beskeder til andre systemer | messages to other systems
flag_moves | skridt i sagerne | moves of flags
flags | sager til vejlederen | flags for the counsellor
handovers | skift af vejleder | hand-overs
identities | navn, cpr-nummer og telefon, krypteret | name, CPR number and telephone, encrypted
institutions | skoler og uddannelser | schools and institutions
interventions | indsatser | efforts
job_records | data til andre systemers beregninger, krypteret | data for computations of other systems, encrypted
job_scores | beregninger, et andet system har bedt om | computations that another system asked for
jobs | andre systemers ønsker om beregning | other systems' requests for computing
legal_bases | den hjemmel, kommunen har skrevet ind | legal bases that were recorded
legal_holds | påbud om at gemme | orders to keep
lookups | opslag på cpr-nummer | look-ups by CPR number
listed | unge på ugens liste | youths on the week's list
lists | ugens lister | the week's lists
locks | lås for nattens kørsel | the night's lock
matured | hvad der blev sagt, og hvad der skete | what was said, and what happened
matured_figures | tal om det, der blev sagt | figures on what was said
measurements | ugens målinger af servicen selv | the week's measurements of the service itself
meeting_people | deltagere i møder | who takes part in meetings
meetings | møder om unge | meetings about youths
milestones | servicens egne datoer | the service's own dates
next_steps | næste skridt | next steps
objections | indsigelser | objections
openings | unge, der er åbnet i en nødsituation | youths opened in an emergency
organisation | hvem der arbejder hvor | who works where
pointers | hvilken nat der vises | which night is shown
proposals | modeller, som nogen har foreslået | models that somebody has proposed
protections | beskyttede adresser | protected addresses
recusals | vejledere, der ikke må se en ung | counsellors who may not see a youth
risk_reports | beskeder fra skoler om mulige afbrud | institutions' reports
run_documents | nattens rapporter | the night's reports
run_flags | nattens forslag med rang | the night's proposals with ranks
run_steps | nattens trin | the night's steps
runs | nætter | nights
school_days | skolernes kalendere | schools' calendars
scores | beregninger om unge | computations about youths
sessions | hvem der er logget ind | who is signed in
spells | skole, uddannelse og job | school, education and work
shadow_scores | beregninger af en model på prøve | computations of a model on trial
shadows | modeller på prøve | models on trial
stop_switches | hvad der er slået fra | what is switched off
teams | tværfaglige team | interdisciplinary teams
tokens | nøgler til andre systemer | tokens of other systems
tovholders | hvem der er tovholder | who is coordinator
users | de ansatte, der kan logge ind | staff who may sign in
webhook_backlog | beskeder, der ikke er nået frem | messages that have not arrived
webhooks | systemer, der får besked | systems that are told
weekly_cuts | ugens rækkefølge | the week's order
youths | unge: fødselsdag og distrikt | youths: birthday and district
"""
_COLUMNS: Final = """
delivers_attendance | sender fravær | sends attendance
email | arbejdsmail | work e-mail
phone | arbejdstelefon | work telephone
possible | mulige timer | possible lessons
profession | fag | profession
weekly_capacity | pladser om ugen | places a week
youth_id | nummer uden mening | number without meaning
"""
_ACTS: Final = """
see_youths | se unge, når der er en grund | see youths, where there is a reason
assess | gemme sin egen vurdering | store an own assessment
record_contact | skrive en kontakt ned | record a contact
meet | holde møder og skrive aftaler | hold meetings and write agreements
follow_up | skrive indsatser ned og afslutte forløb | record efforts and close courses
move_flag | flytte en sag | move a flag
raise_flag | rejse en sag | raise a flag
hand_over | give en ung videre | hand a youth over
assign | vælge tovholder og afløser | choose coordinator and cover
recuse | melde sig inhabil | be recused
see_runs | se nattens kørsler | see the nights
see_drift | se, om data har ændret sig | see whether data have changed
see_model | læse om modellen | read about the model
run_night | køre natten | run the night
take_in | tage data ind | take data in
activate_bundle | tage en model i brug | put a model into use
record_basis | skrive hjemmel ind | record a legal basis
throw_stop | slå beregningen fra | switch the computing off
lift_stop | slå beregningen til igen | switch the computing on again
record_objection | skrive en indsigelse ind | record an objection
answer_subject | give indsigt og slette | give access and erase
let_go | slette efter frist | delete by retention
record_dispute | skrive ind, at noget er bestridt | record a dispute
manage_users | give og tage adgang | give and take access
manage_webhooks | vælge, hvilke systemer der får besked | choose which systems are told
keep_identity | tage navne ind og skifte nøgler | import identities and change keys
see_identity | slå navn og telefon op på unge, man må se | look up name and telephone of youths one may see
ask_colleague | spørge, hvis en ung er | ask whose a youth is
break_glass | åbne en ung i en nødsituation, med grund | open a youth in an emergency, with a reason
review_glass | se efter, hvem der gjorde det | look afterwards at who did
read_audit | læse loggen | read the log
see_overview | se overblik over sit område | see the overview of one's area
see_effect | se i tal, om listen hjælper | see in figures whether the list helps
propose_bundle | foreslå en model | propose a model
confirm_bundle | sige ja til en model, en anden har foreslået | say yes to a model that somebody else proposed
shadow_bundle | prøve en model ved siden af | try a model beside the one in use
take_alarm | skrive, at man ser på en alarm | say that one looks into an alarm
"""
_SCOPES: Final = """
scores:compute | bede om beregninger | ask for computations
lists:read | læse lister, sager og unge (kun fakta) | read lists, flags and youths (facts only)
flags:write | rejse og flytte sager | raise and move flags
scores:judgement | læse, hvad modellen siger | read what the model says
"""
_LIMITS: Final = """
attendance_school_years | {count} skoleår, så kun tal pr. måned | {count} school years, then figures by month
judgement_months | efter {count} måneder | after {count} months
everything_months | {count} måneder efter 19 år eller fraflytning | {count} months after the age of 19 or moving away
last_age | alderen {count} år er den sidste, der tæller | {count} is the last age that counts
job_hours | andre systemers beregninger: {count} timer | computations of other systems: {count} hours
raw_days | rå filer: {count} dage | raw files: {count} days
session_hours | login: {count} timer | sign-in: {count} hours
"""
_MEASURES: Final = """
auroc | Rækkefølge: 1 er helt rigtig, ½ er gæt | Order: 1 is perfect, ½ is guessing
recall_at_5_percent | Andel af frafald blandt de 5 %, der står først | Share of dropouts among the first 5 %
precision_at_5_percent | Andel af de 5 %, der faldt fra | Share of those 5 % who dropped out
calibration_slope | Hældning: 1 er rigtig | Slope: 1 is right
predicted_over_observed | Ventet frafald for hvert, der skete: 1 er rigtig | Dropouts foretold for each that happened: 1 is right
"""
_OTHERS: Final = """
data.synthetic | opdigtede unge | made-up youths
data.public | åbne data om andre mennesker | open data on other people
data.real | kommunens egne unge | the municipality's own youths
data.undeclared | ikke oplyst | not declared
data. | intet er modtaget endnu | nothing was received yet
scope.duties | pligter og frister | duties and deadlines
scope.profiling | beregning om unge | computing about youths
phase.development | udvikling | development
phase.operation | drift | operation
phase.shadow | prøve uden virkning | trial without effect
phase.retraining | ny læring | learning anew
where.store | database | database
where.lake | filer | files
feeds.risk | tegn på frafald | signs of dropout
feeds.profile | hvilken hjælp der passer | which help fits
feeds.abstention | om vi ved nok | whether enough is known
feeds.display | vises for vejlederen | shown to the counsellor
"""
PACK_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **_SENTENCES,
    **named("pack.head", _HEADS),
    **named("pack.table", _TABLES),
    **named("pack.column", _COLUMNS),
    **named("pack.act", _ACTS),
    **named("pack.scope", _SCOPES),
    **named("pack.limit", _LIMITS),
    **named("pack.measure", _MEASURES),
    **named("pack", _OTHERS),
}
