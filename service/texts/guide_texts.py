"""Every sentence of Hjælp - the guide for counsellors, the words, the limits, whom to ask - in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Hjælp | Help
lead | Sådan bruger du Alle skal med. | How to use Everybody comes along.
start | Tre klik om mandagen | Three clicks on a Monday
list | Sådan læser du listen | How to read the list
flag | Hvad en markering er | What a flag is
youth | Den unges side | The youth's page
limits | Det kan den ikke | What it cannot do
words | Ordliste | Words
ask | Hvem kan jeg spørge? | Whom can I ask?
contents | På denne side | On this page
start.1 | Åbn en ung fra Ugens liste. | Open a youth from the week's list.
start.2 | Svar på, hvor bekymret du er lige nu. | Answer how worried you are right now.
start.3 | Notér en kontakt, eller sig, at det ikke er aktuelt. | Note a contact, or say that it is not relevant.
list.deadline | Frister står først. Den første dag står øverst. | Deadlines come first. The first day is on top.
list.new | Så kommer de nye, og til sidst resten. | Then come the new ones, and last the rest.
list.order | Rækkefølgen siger intet om, hvor alvorligt det er. | The order says nothing of how serious it is.
list.well | Det, der går godt, står ved hver ung. | What goes well stands beside each youth.
list.unseen | Nederst står det, vi ikke ser. | At the bottom stands what we do not see.
list.paper | Et print er fortroligt og skal slettes. | A print is confidential and has to go.
flag.1 | En markering er en grund til at se på en ung. | A flag is a reason to look at a youth.
flag.2 | Den har altid en vejleder eller en kø. | It always has a counsellor or a queue.
flag.3 | En pligt kan ikke afvises. Den bliver nået eller skrevet ned. | A duty cannot be waved away. It is met or written down.
state.new | Ingen har set den endnu. | Nobody has seen it yet.
state.seen | Nogen har åbnet den unges side. | Somebody has opened the youth's page.
state.in_progress | En vejleder er begyndt. | A counsellor has begun.
state.waiting | Der ventes til en dag. En frist løber videre. | It waits until a day. A deadline runs on.
state.closed | Det er gjort, eller pligten er nået. | It is done, or the duty is met.
state.not_relevant | Der er ikke brug for noget nu. | Nothing is needed now.
limits.1 | Den kender ikke den unge. Det gør du. | It does not know the youth. You do.
limits.2 | De fleste på listen falder ikke fra. | Most on the list will not drop out.
limits.4 | Den siger ikke, hvorfor noget sker. | It does not say why something happens.
limits.5 | Den beslutter intet om pligter, ydelser eller plads. | It decides nothing on duties, benefits or placement.
limits.6 | Den sender intet til unge eller forældre. | It sends nothing to youths or parents.
limits.7 | Den er ikke journalen. | It is not the journal.
"""
_WORDS: Final = """
youth | ung | youth
tovholder | tovholder | coordinator
flag | markering | flag
duty | frist | deadline
interruption | afbrud | interruption
dropout | frafald | dropout
change | omvalg | programme change
transition | overgang | transition
ladder | indsatstrappe og trin | ladder and steps
meeting | inddragende netværksmøde | inclusive network meeting
handover | overlevering | hand-over
coverage | data mangler | data are missing
onset | hvornår fraværet begyndte | when the absence began
protective | det, der går godt | what goes well
assessment | egen vurdering | own assessment
waiting | venter på plads | waits for a place
basis | hjemmel | legal basis
objection | indsigelse | objection
"""
_MEANINGS: Final = """
youth | En borger på 15 til 18 år. | A resident of 15 to 18 years.
tovholder | Den ene vejleder, der holder trådene samlet. | The one counsellor who keeps the threads together.
flag | En grund til at se på en ung. | A reason to look at a youth.
duty | Dagen, hvor noget skal være gjort efter loven. | The day by which the law wants something done.
interruption | En uddannelse stopper før tid. Det er ikke altid frafald. | An education stops early. It is not always a dropout.
dropout | Noget stopper, og intet nyt begynder inden 60 dage. | Something stops, and nothing new begins within 60 days.
change | Den unge skifter til en anden uddannelse. | The youth changes to another education.
transition | Tiden mellem skole og det næste. | The time between school and what comes next.
ladder | Indsatser fra det lette til det tætte. Vi vil altid nedad. | Efforts from light to close. We always aim downwards.
meeting | Et møde med den unge og dem, den unge vælger. | A meeting with the youth and those whom the youth chooses.
handover | En ung går fra én til en anden, og den nye kvitterer. | A youth goes from one to another, who gives a receipt.
coverage | Vi har ikke fået tal. Det er ikke det samme som nul. | We were given no figures. That is not the same as zero.
onset | Hvornår højt fravær ses i data, og ikke hvem den unge er. | When high absence shows in data, not who the youth is.
protective | Ting i data, der taler for den unge. | Things in the data that speak for the youth.
assessment | Dit svar på, hvor bekymret du er. Det vejer tungest. | Your answer to how worried you are. It weighs most.
waiting | Der er tegn i data, men ikke plads på ugens liste. | There are signs in the data, but no place on the week's list.
basis | Den lov, der giver ret til at bruge data til noget. | The law that gives the right to use data for something.
objection | Den unge siger nej til beregning. Pligter gælder stadig. | The youth says no to computing. Duties still hold.
"""
_ASKING: Final = """
youth | Om en ung: den unges tovholder. | Of a youth: the youth's coordinator.
leader | Om adgang, kø og ferie: din leder. | Of access, queue and leave: your leader.
operator | Om fejl og login: jeres driftsansvarlige. | Of faults and sign-in: your operator.
officer | Om data og rettigheder: databeskyttelsesrådgiveren. | Of data and rights: the data protection officer.
"""
GUIDE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("guide", _SHORT),
    **named("guide.word", _WORDS),
    **named("guide.means", _MEANINGS),
    **named("guide.asking", _ASKING),
    "nav.guide": ("Hjælp", "Help"),
    "guide.start.about": (
        "Et klik er nok. Tekst er altid frit. Det, du noterer, kan kopieres til journalen.",
        "One click is enough. Text is always up to you. What you note can be copied to the journal.",
    ),
    "guide.flag.about": ("En markering kan stå seks steder:", "A flag can stand in six places:"),
    "guide.youth.about": (
        "Først ser du fakta: tal, hvad der er sket, og det, der går godt. Når du har givet din egen vurdering, ser du også, "
        "hvad beregningen siger, og hvad der kan hjælpe. Sådan tænker du selv først.",
        "First you see facts: figures, what happened, and what goes well. Once you have given your own assessment you also see "
        "what the computing says, and what may help. So you think for yourself first.",
    ),
    "guide.youth.seen": (
        "Hver gang nogen åbner en ung, bliver det skrevet ned. Den unge kan få at vide, hvem der har set med.",
        "Each time somebody opens a youth it is written down. The youth can be told who has looked.",
    ),
    "guide.limits.3": (
        "Skoler, der ikke sender fravær, kan den ikke se. Private skoler og efterskoler sender som regel intet.",
        "It cannot see schools that send no absence. Private and boarding schools mostly send none.",
    ),
    "guide.keys": (
        "Alt kan nås med tastaturet. Tab går frem, og Enter vælger. Der er ingen genveje, du skal lære.",
        "All can be reached by keyboard. Tab goes on, and Enter chooses. There are no shortcuts to learn.",
    ),
}
