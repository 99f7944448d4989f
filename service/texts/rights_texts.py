"""Every sentence of the pages on a youth's rights, and the names of what is held of them, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "rights.title": ("Det har vi om dig", "What we hold about you"),
    "rights.made": ("Samlet {at}", "Put together {at}"),
    "rights.lead": (
        "Her står alt, hvad servicen har om dig. Er noget forkert, så sig det til os. "
        "Du kan også sige nej til, at vi beregner noget om dig.",
        "Here is everything that the service holds about you. If something is wrong, tell us. You may also object to our computing "
        "anything about you.",
    ),
    "rights.store": ("I vores database", "In our database"),
    "rights.lake": ("Det, skoler og andre har sendt", "What schools and others have sent"),
    "rights.deliveries": (
        "Filer, som de kom til os. Vi sletter dem efter 30 dage.",
        "Files as they came to us. We delete them after 30 days.",
    ),
    "rights.nothing": ("Vi har ikke noget her.", "We hold nothing here."),
    "rights.missing": ("intet", "none"),
    "rights.contested": (
        "{kind}, {on}. Vi regner ikke med det, før kilden har svaret. Svaret skal komme senest {due}.",
        "{kind}, {on}. We do not count it until its source has answered. The answer is due by {due}.",
    ),
    "rights.contested.word": ("Bestridt", "Disputed"),
    "rights.footer": (
        "Fortroligt – slettes senest {on} hos kommunen. Din egen kopi beholder du, så længe du vil.",
        "Confidential – deleted at the municipality by {on}. Your own copy is yours for as long as you like.",
    ),
    "rights.text": ("Tekst i filen", "Text in the file"),
    "rights.line": ("Linje", "Line"),
}
_TABLES: Final = """
agreements | Aftaler fra møder om dig | Agreements of meetings about you
assessments | Vejlederes egne vurderinger | Counsellors' own assessments
assignments | Hvem der er din vejleder | Who your counsellor is
attendance | Fravær dag for dag | Absence day by day
attendance_months | Fravær måned for måned | Absence month by month
audit | Hvem der har set eller gjort noget | Who has looked or done something
closings | Forløb, der er afsluttet | Courses that were closed
contacts | Kontakt med dig | Contact with you
disputes | Oplysninger, du har bestridt | Records that you have disputed
done_requests | Hvad andre systemer har bedt om | What other systems have asked for
drafts | Kladder, en vejleder er ved at skrive | Drafts that a counsellor is writing
effort_moves | Hvad der skete med indsatserne | What happened to the efforts
efforts | Indsatser, vi har noteret | Efforts that we noted
flag_events | Hvad andre systemer får at vide | What other systems are told
flag_moves | Hvad der skete med sagerne | What happened to the flags
flags | Sager, en vejleder skal se på | Flags for a counsellor to look at
handovers | Skift af vejleder | Changes of counsellor
identities | Hvem du er | Who you are
interventions | Indsatser | Efforts
job_scores | Beregninger, et andet system har bedt om | Computations that another system asked for
legal_holds | Påbud om at gemme | Orders to keep
listed | Du på ugens liste | You on the week's list
lists | Lister, der nævner dig | Lists that name you
lookups | Opslag på dig | Look-ups of you
matured | Hvad en beregning sagde, og hvad der skete | What a computation said, and what happened
meeting_people | Hvem der er med til møder om dig | Who takes part in meetings about you
meetings | Møder om dig | Meetings about you
next_steps | Næste skridt | Next steps
objections | Dine indsigelser | Your objections
openings | Nødadgang til dig | Break-glass access to you
organisation | Vejledere, der nævnes med dig | Counsellors named with you
protections | Beskyttet adresse | Protected address
recusals | Vejledere, der ikke må se dig | Counsellors who may not see you
risk_reports | Beskeder fra uddannelsessteder | Reports from institutions
run_documents | Rapporter, der nævner dig | Reports that name you
run_flags | Nattens forslag | The night's proposals
run_steps | Nattens trin, der nævner dig | Steps of nights that name you
runs | Nætter, der nævner dig | Nights that name you
scores | Beregninger om dig | Computations about you
shadow_scores | Beregninger om dig af en model på prøve, som ingen ser | Computations about you by a model on trial, which nobody sees
spells | Skole, uddannelse og job | School, education and work
tovholders | Din tovholder | Your coordinator
webhook_backlog | Hvad andre systemer venter på | What other systems wait for
weekly_cuts | Ugens rækkefølge | The week's order
youths | Om dig | About you
"""
_COLUMNS: Final = """
acknowledged_at | modtaget | received at
acknowledged_by | modtaget af | received by
action | hvad | what
actor_id | hvem | who
agenda | punkter til mødet | points for the meeting
agreed | aftalt på mødet | agreed at the meeting
answer | svar | answer
answered_at | besvaret | answered at
answered_by | besvaret af | answered by
area_id | område | area
as_of | beregnet til | computed for
asked_by | hvem bad om det | who asked
asked_hash | segl på det, der blev bedt om | seal of what was asked
at | tidspunkt | at
attempts | forsøg | attempts
band | gruppe | band
birth_on | født | born
by_role | hvem tog kontakt | who made contact
capacity | ugens pladser | places that week
cause_on | årsag fra | cause from
cells_key | nøglens navn | name of the key
consent_by | hvem har sagt ja | who consented
consent_on | sagt ja den | consented on
consent_to | sagt ja til | consented to
contacted_on | kontakt den | contact on
chair_id | mødeleder | chair
clock | klokken | at
closed_on | afsluttet den | closed on
content | indhold | content
counsellor_id | vejleder | counsellor
coverage | hvor meget data | coverage
cpr | CPR-nummer | CPR number
cut_off | kom ikke med | left out
data | slags data | kind of data
days | dage | days
detail | mere | more
district_id | distrikt | district
done_at | gjort | done at
due_on | frist | due
effort_number | indsatsens nummer | effort
email | e-mail | e-mail
end_reason | hvorfor sluttede det | why it ended
ended_at | sluttede | ended at
ended_on | sluttede den | ended on
erased | slettet | erased
expected_end_on | ventet slut | expected end
flag_id | sagens nummer | flag
form | slags skema | form
follow_up_on | ser på det igen | looks again on
from_state | fra | from
giver_id | fra vejleder | from counsellor
goal | mål | goal
grade | klasse | grade
happened_on | dag | day
hash | segl | seal
helped | hjalp det | did it help
holders | forældremyndighed | custody holders
horizon_days | dage frem | days ahead
hours_per_week | timer om ugen | hours a week
imported_at | hentet | imported at
in_target_group | i målgruppen | in the target group
institution_id | sted | institution
is_first | blandt de første ved modellen på prøve | among the first by the model on trial
is_first_beside | blandt de første ved modellen i brug | among the first by the model in use
is_known_before_start | kendt før start | known before start
job_id | kørsel | job
joined_at | kom til | joined at
key_hash | segl på nøglen | seal of the key
kind | slags | kind
known_at | vi fik det at vide | known at
known_by | kendt af natten | known by the night
last_move | seneste skridt | last move
last_outcome | sidste svar | last answer
last_stood_on | gjaldt senest | stood last
left_municipality_on | flyttede fra kommunen | left the municipality
level | vurdering | level
lifted_at | ophævet | lifted at
lifted_by | ophævet af | lifted by
look_back_on | ser tilbage | looks back on
looked_back_at | så tilbage | looked back at
looked_back_by | set tilbage af | looked back by
looked_back_note | note, da vi så tilbage | note on looking back
looked_back_where | hvor den unge var da | where the youth was then
looks_again | hvem ser på det igen | who looks again
lookup | segl på nummeret | seal of the number
lookup_key | nøglens navn | name of the key
made_id | sagens nummer | flag
meeting | mødets nummer | meeting
model_id | model | model
monday_on | ugens mandag | Monday of the week
month | måned | month
move | skridt | move
moved_in_on | flyttede hertil | moved in
name | navn | name
next_at | næste forsøg | next attempt
note | note | note
number | nummer | number
of | nummer på det, der rettes | number of what is changed
on | dag | day
onset_on | begyndte | onset
opened_at | åbnet | opened at
outcome | hvad blev det til | what became of it
permitted | lovligt fravær | permitted absence
phone | telefon | phone
place | liste | list
position | plads i rækken | place in the row
previous | forrige segl | seal before
profile | forløb | profile
profile_early | forløb: tidlig | profile: early
profile_late | forløb: sen | profile: late
profile_none | forløb: intet | profile: none
protective | det, der går godt | what goes well
queue | kø | queue
raised_on | rejst | raised on
rank | nummer i rækken | rank
rank_within_capacity | nummer blandt pladser | rank within capacity
raw_logit | tal før beregning | figure before calibration
reason | grund | reason
reviewed_at | gennemgået | reviewed at
reviewed_by | gennemgået af | reviewed by
reasons | grunde | reasons
received_for | modtaget til | received for
receiver_id | til vejleder | to counsellor
receiver_queue | til kø | to queue
record_table | slags oplysning | kind of record
regime | datagrundlag | regime
reported_on | meldt den | reported on
result | resultat | result
retracted | trukket tilbage | retracted
risk | beregnet tal | risk
risk_high | højst | at most
risk_low | mindst | at least
role | rolle | role
routed_by | vej til vejleder | routed by
rule | regel | rule
run_id | kørsel | run
scheduled | lektioner | lessons
school_id | skole | school
scope | om hvad | scope
scope_id | om hvem | about whom
score | beregning | computation
settled_at | svaret | answered at
settled_by | svaret af | answered by
sex | køn | sex
shard | del | part
side | hvilken side | which side
sick | sygefravær | sick
since_at | siden | since
source | kilde | source
started_on | begyndte den | started on
starts_on | begynder den | starts on
state | tilstand | state
status | aktivitet | activity
step | trin | step
taken_back_at | taget tilbage | taken back at
taken_in | lagt i lager | version
to_state | til | to
unlawful | ulovligt fravær | unlawful absence
until_at | til | until
until_on | til den | until
valid_from_on | gælder fra | valid from
valid_to_on | gælder til | valid to
venue | sted for mødet | place of the meeting
verdict | svar på gennemgang | verdict
version | udgave | version
webhook_id | system | system
way_down | vej ned ad trappen | way down the ladder
week | uge | week
weight | tæller | counts
what | hvad | what
who | hvem | who
where_now | hvor er den unge | where the youth is
why | grund | reason
wish | eget ønske | own wish
withdrawn_on | trukket tilbage den | withdrawn on
youth_view | dit syn på det | your view
youth_words | dine ord | your words
youth_id | dit nummer her | your id here
"""
RIGHTS_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **_SENTENCES,
    **named("rights.table", _TABLES),
    **named("rights.column", _COLUMNS),
}
