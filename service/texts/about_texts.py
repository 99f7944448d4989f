"""The sentences of the public page about the list, in Danish and English; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ABOUT_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "about.title": ("Om listen", "About the list"),
    "about.lead": (
        "Hver uge får vejlederne en kort liste over unge, de bør se på. Her kan du læse, hvordan listen bliver til.",
        "Each week the counsellors get a short list of youths to look at. Here you can read how the list comes about.",
    ),
    "about.for": ("Hvad er listen til?", "What is the list for?"),
    "about.for.early": (
        "Vi vil gerne se det tidligt, hvis en ung er på vej væk fra skole, uddannelse eller job. Så kan vi tilbyde hjælp i tide.",
        "We want to see early if a youth is on the way out of school, education or work. Then we can offer help in time.",
    ),
    "about.for.most": (
        "De fleste på listen falder ikke fra. At stå på den er ikke et tegn på, at du har gjort noget galt.",
        "Most on the list do not drop out. To be on it is no sign that you have done anything wrong.",
    ),
    "about.who": ("Hvem kan komme på listen?", "Who can be on the list?"),
    "about.who.ages": (
        "Unge på {low}-{high} år, som bor i kommunen. De går i skole, tager en uddannelse, har et job eller noget andet fast.",
        "Youths of {low}-{high} who live in the municipality. They go to school, are in education, have a job or something else steady.",
    ),
    "about.who.any_age": (
        "Alle, der er i gang med en uddannelse, et job eller noget andet fast.",
        "Everybody who is in education, has a job or another steady activity.",
    ),
    "about.who.without": (
        "Unge uden noget at gå til står på deres egen liste. Dem skal vi altid tage kontakt til, og det regner vi ikke på.",
        "Youths with nothing to go to are on a list of their own. We must always contact them, and nothing is computed for it.",
    ),
    "about.who.places": (
        "Der er kun plads til så mange, som vejlederne kan nå at tale med.",
        "There is room only for as many as the counsellors have time to talk to.",
    ),
    "about.who.unknown": (
        "Ved vi for lidt om en ung, gætter vi ikke. Nogle skoler sender ikke fravær til kommunen. Deres unge ser vi mindre til.",
        "If we know too little about a youth, we do not guess. Some schools send us no attendance. Of their youths we see less.",
    ),
    "about.looks": ("Hvad ser vi på?", "What do we look at?"),
    "about.looks.model": (
        "En model lægger små tegn sammen. Den har lært af, hvordan det gik andre unge før. Den ser kun på det her:",
        "A model adds up small signs. It has learned from how things went for other youths before. It looks only at this:",
    ),
    "about.looks.rule": (
        "Lige nu bruger vi en enkel regel. En model har ikke vist sig bedre her. Reglen ser kun på det her:",
        "Right now we use a simple rule. No model has proved better here. The rule looks only at this:",
    ),
    "about.looks.none": (
        "Lige nu bruger vi hverken model eller regel. Listen viser kun pligter og frister.",
        "Right now we use neither a model nor a rule. The list shows duties and deadlines only.",
    ),
    "about.looks.stopped": (
        "Modellen er slået fra lige nu. Listen viser kun pligter og frister.",
        "The model is switched off right now. The list shows duties and deadlines only.",
    ),
    "about.looks.more": (
        "Mere fravær kan aldrig give færre tegn.",
        "More absence can never give fewer signs.",
    ),
    "about.looks.onset": (
        "Vi ser også på, hvornår et langt fravær begyndte. Det flytter ingen på listen. Det kan vise, hvilken hjælp der passer.",
        "We also look at when a long absence began. It moves nobody on the list. It may show which help fits.",
    ),
    "about.never": ("Hvad ser vi aldrig på?", "What do we never look at?"),
    "about.never.origin": (
        "hvor du kommer fra, dit statsborgerskab og dit sprog",
        "where you come from, your citizenship and your language",
    ),
    "about.never.family": ("dine forældre og søskende", "your parents and siblings"),
    "about.never.social": ("sociale sager og underretninger", "social cases and notifications"),
    "about.never.health": ("dit helbred, og hvorfor du er syg", "your health, and why you are ill"),
    "about.never.police": ("sager hos politiet", "police cases"),
    "about.never.address": ("din adresse og dit kvarter", "your address and your neighbourhood"),
    "about.never.money": ("penge fra kommunen", "money from the municipality"),
    "about.never.survey": ("svar på skolens trivselsmålinger", "answers to the school's well-being surveys"),
    "about.never.notes": (
        "noter, og hvad vejlederen har gjort før",
        "notes, and what the counsellor has done before",
    ),
    "about.never.sex": ("dit køn", "your sex"),
    "about.well": ("Hvor tit passer listen?", "How often is the list right?"),
    "about.well.not_measured": ("Det er endnu ikke målt her.", "That is not measured here yet."),
    "about.well.dates": (
        "Vi har set på lister fra {first} til {last} og på, hvordan det siden gik.",
        "We looked at lists from {first} to {last} and at how things went afterwards.",
    ),
    "about.well.found": (
        "Af {listed} unge på listen faldt {found} fra inden for {days} dage. {others} gjorde ikke.",
        "Of {listed} youths on the list {found} dropped out within {days} days. {others} did not.",
    ),
    "about.well.found.none": (
        "Af {listed} unge på listen faldt næsten ingen fra inden for {days} dage.",
        "Of {listed} youths on the list hardly any dropped out within {days} days.",
    ),
    "about.well.empty": (
        "Listerne ville have været tomme. De unge lignede hinanden for meget.",
        "The lists would have been empty. The youths looked too much alike.",
    ),
    "about.well.between": (
        "Tallet er ikke sikkert. Det kan lige så vel være et sted mellem {low} og {high}.",
        "The number is not certain. It may as well be anywhere between {low} and {high}.",
    ),
    "about.well.missed": (
        "Listen ser ikke alle. Af {dropouts} unge, der faldt fra, stod {missed} ikke på listen.",
        "The list does not see everybody. Of {dropouts} youths who dropped out, {missed} were not on the list.",
    ),
    "about.well.synthetic": (
        "Tallene er målt på opdigtede unge. De siger intet om unge i virkeligheden.",
        "The numbers were measured on made-up youths. They say nothing about youths in reality.",
    ),
    "about.well.public": (
        "Tallene er målt på andre mennesker et andet sted. De siger intet om unge her.",
        "The numbers were measured on other people elsewhere. They say nothing about youths here.",
    ),
    "about.well.help": (
        "Om hjælpen virker, er ikke målt.",
        "Whether the help works was not measured.",
    ),
    "about.skew": ("Rammer listen skævt?", "Does the list hit unevenly?"),
    "about.skew.seen": (
        "Vi har set på {dimensions}. {outside} ud af {compared} tal for grupper ligger klart uden for vores grænser.",
        "We looked at {dimensions}. {outside} of {compared} figures of groups lie clearly outside our limits.",
    ),
    "about.skew.few": (
        "{few} tal kan vi ikke sige noget om. Der var for få unge.",
        "Of {few} figures we can say nothing. There were too few youths.",
    ),
    "about.skew.signed": (
        "Tal uden for grænsen skal et menneske skrive under på og give en grund til. Ellers bruger vi ikke modellen.",
        "For figures outside the limits a person must sign and give a reason. Otherwise we do not use the model.",
    ),
    "about.skew.rule": (
        "En enkel regel bruger vi, også når tal ligger uden for grænsen. Derfor viser vi dem.",
        "A simple rule we use even when figures lie outside the limits. That is why we show them.",
    ),
    "about.skew.never": (
        "Om listen rammer skævt efter oprindelse eller handicap, ved vi ikke. Det må vi ikke gemme noget om.",
        "Whether the list hits unevenly by origin or disability we do not know. We may hold nothing about that.",
    ),
    "about.dimension.sex": ("køn", "sex"),
    "about.dimension.age": ("alder", "age"),
    "about.dimension.district": ("distrikt", "district"),
    "about.dimension.school_kind": ("slags skole", "kind of school"),
    "about.dimension.regime": ("om skolen sender fravær", "whether the school sends attendance"),
    "about.dimension.newcomer": ("tilflyttere", "newcomers"),
    "about.decides": ("Hvem bestemmer?", "Who decides?"),
    "about.decides.human": (
        "Det gør et menneske. Listen er et forslag. Vejlederen ser på det, der er sket, og tager selv stilling.",
        "A human being. The list is a proposal. The counsellor looks at what has happened and forms an own view.",
    ),
    "about.decides.never": (
        "Listen afgør aldrig, om du får en plads, penge eller hjælp. Du kan få hjælp, selv om du ikke står på den.",
        "The list never decides whether you get a place, money or help. You can get help even if you are not on it.",
    ),
    "about.decides.letters": (
        "Du får kun besked fra et menneske. Listen sender ikke noget selv.",
        "Only a person contacts you. The list sends nothing by itself.",
    ),
    "about.rights": ("Det kan du bede om", "What you may ask for"),
    "about.rights.told": (
        "at få at vide, om du har stået på listen, og hvorfor",
        "to be told whether you were on the list, and why",
    ),
    "about.rights.see": ("at se det, vi har brugt om dig", "to see what we have used about you"),
    "about.rights.correct": ("at få fejl rettet", "to have mistakes corrected"),
    "about.rights.object": (
        "at vi holder dig ude af beregningen (en indsigelse)",
        "that we leave you out of the computing (an objection)",
    ),
    "about.rights.contest": (
        "at et andet menneske ser på det, hvis du er uenig",
        "that another person looks at it if you disagree",
    ),
    "about.rights.parents": (
        "Er du under 18 år, kan den, der har forældremyndigheden, bede om det samme. Fra du er 18, er det kun dig.",
        "If you are under 18, your custody holder may ask for the same. From 18 on it is only you.",
    ),
    "about.rights.whom": (
        "Spørg din UU-vejleder, eller ring til Ungeenheden. Du kan også skrive til kommunens databeskyttelsesrådgiver.",
        "Ask your counsellor, or ring the youth unit. You can also write to the municipality's data protection officer.",
    ),
    "about.rights.complain": (
        "Du kan klage til Datatilsynet.",
        "You can complain to the Danish Data Protection Agency.",
    ),
    "about.made": ("Sådan er den lavet", "How it was made"),
    "about.made.since": ("I brug siden {on}", "In use since {on}"),
    "about.made.until": (
        "Lært af det, kommunen vidste før {on}",
        "Learned from what the municipality knew before {on}",
    ),
    "about.made.data.synthetic": ("Lært af opdigtede unge", "Learned from made-up youths"),
    "about.made.data.public": (
        "Lært af åbne data om andre mennesker et andet sted",
        "Learned from open data on other people elsewhere",
    ),
    "about.made.data.real": (
        "Lært af kommunens egne oplysninger",
        "Learned from the municipality's own records",
    ),
    "about.made.name": ("Navn: {name}", "Name: {name}"),
}
