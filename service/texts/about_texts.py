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
        "Listen har også frister og unge, som nogen har bedt os se på. De står der altid, og det regner vi ikke på.",
        "The list also has deadlines, and youths whom somebody asked us to look at. They are always there, and nothing is computed for it.",
    ),
    "about.who.places": (
        "Til unge, som beregningen peger på, er der kun så mange pladser, som vejlederne kan nå at tale med.",
        "For youths whom the computing points to there are only as many places as the counsellors have time for.",
    ),
    "about.who.unknown": (
        "Ved vi for lidt om en ung, gætter vi ikke. Nogle skoler sender ikke fravær til kommunen. Om unge på de skoler ved vi mindre.",
        "If we know too little about a youth, we do not guess. Some schools send no attendance. Of youths at those schools we know less.",
    ),
    "about.looks": ("Hvad ser vi på?", "What do we look at?"),
    "about.looks.model": (
        "En model lægger små tegn sammen. Den har lært af, hvordan det gik andre unge før. Den ser kun på det her:",
        "A model adds up small signs. It has learned from how things went for other youths before. It looks only at this:",
    ),
    "about.looks.rule": (
        "Lige nu bruger vi en enkel regel og ikke en model. Reglen ser kun på det her:",
        "Right now we use a simple rule and no model. The rule looks only at this:",
    ),
    "about.looks.why.not_better": (
        "Vi har prøvet en model. Den viste sig ikke klart bedre her.",
        "We tried a model. It did not prove clearly better here.",
    ),
    "about.looks.why.uneven": (
        "Vi har prøvet en model. Den fandt flere, men ramte nogle grupper skævt. Det har ingen skrevet under på.",
        "We tried a model. It found more, but hit some groups unevenly. Nobody has signed for that.",
    ),
    "about.looks.sick": (
        "Sygedage tæller med som fravær. Vi ved ikke, hvorfor du er syg.",
        "Sick days count as absence. We do not know why you are ill.",
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
    "about.never": ("Hvad tæller aldrig med i beregningen?", "What never counts in the computing?"),
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
    "about.never.still": (
        "Distriktet afgør, hvilken vejleder der får listen. Har du lige talt med en vejleder, kommer du ikke på den igen med det samme.",
        "The district decides which counsellor gets the list. Having just talked to a counsellor, you do not come on it again at once.",
    ),
    "about.well": ("Hvor tit passer listen?", "How often is the list right?"),
    "about.well.not_measured": ("Det er endnu ikke målt her.", "That is not measured here yet."),
    "about.well.dates": (
        "Vi har regnet ud, hvem der ville have stået på listen fra {first} til {last}, og set, hvordan det gik dem.",
        "We worked out who would have been on the list from {first} to {last}, and saw how things went for them.",
    ),
    "about.well.means": (
        "At falde fra betyder her, at skole, uddannelse eller job stopper, og at der ikke kommer noget nyt i to måneder.",
        "To drop out means here that school, education or a job stops, and that nothing new comes within two months.",
    ),
    "about.well.found": (
        "Af {listed} unge på listen faldt {found} fra inden for {days} dage. De andre {others} gjorde det ikke.",
        "Of {listed} youths on the list {found} dropped out within {days} days. The other {others} did not.",
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
    "about.well.past": (
        "{lists} lister fra {first} til {last} er nu så gamle, at vi ved, hvordan det gik.",
        "{lists} lists from {first} to {last} are now old enough for us to know how things went.",
    ),
    "about.well.past.places": (
        "De gav {places} pladser. {hits} gange faldt den unge fra bagefter.",
        "They gave {places} places. {hits} times the youth dropped out afterwards.",
    ),
    "about.well.past.found": (
        "I alt faldt en ung fra {endings} gange. {found} gange havde den unge fået en plads før.",
        "In all a youth dropped out {endings} times. {found} times the youth had been given a place before.",
    ),
    "about.well.past.few": (
        "For få faldt fra til, at vi kan vise tal.",
        "Too few dropped out for us to show figures.",
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
        "Et menneske har skrevet under på tallene uden for grænsen og givet en grund.",
        "A person has signed for the figures outside the limits and given a reason.",
    ),
    "about.skew.unsigned": (
        "Ingen har endnu skrevet under på tallene uden for grænsen.",
        "Nobody has yet signed for the figures outside the limits.",
    ),
    "about.skew.rule": (
        "En enkel regel bruger vi, også når tal ligger uden for grænsen.",
        "A simple rule we use even when figures lie outside the limits.",
    ),
    "about.skew.often": (
        "Klart oftere på listen end andre kommer: {groups}.",
        "Clearly more often on the list than others are: {groups}.",
    ),
    "about.skew.seldom": (
        "Klart sjældnere på listen end andre kommer: {groups}.",
        "Clearly less often on the list than others are: {groups}.",
    ),
    "about.skew.looked": (
        "Køn og alder ser vi på her for at se, om listen rammer skævt. De tæller ikke med i beregningen.",
        "Here we look at sex and age to see whether the list hits unevenly. They do not count in the computing.",
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
    "about.group.sex.F": ("piger", "girls"),
    "about.group.sex.M": ("drenge", "boys"),
    "about.group.age": ("unge på {age} år", "youths of {age}"),
    "about.group.school_kind.municipal_school": ("unge i folkeskolen", "pupils of municipal schools"),
    "about.group.school_kind.private_school": ("unge på privatskoler", "pupils of private schools"),
    "about.group.school_kind.boarding_school": ("unge på efterskoler", "pupils of boarding schools"),
    "about.group.school_kind.upper_secondary": ("unge på gymnasier", "youths at upper secondary schools"),
    "about.group.school_kind.vocational": ("unge på erhvervsskoler", "youths at vocational schools"),
    "about.group.school_kind.fgu": ("unge på FGU", "youths at FGU"),
    "about.group.school_kind.other": ("unge på andre skoler", "youths at other schools"),
    "about.group.school_kind.unknown": ("unge uden skole i vores data", "youths without a school in our data"),
    "about.group.regime.attendance": ("unge, hvis skole sender fravær", "youths whose school sends attendance"),
    "about.group.regime.status_only": (
        "unge, hvis skole ikke sender fravær",
        "youths whose school sends no attendance",
    ),
    "about.group.newcomer.newcomer": ("tilflyttere", "newcomers"),
    "about.group.newcomer.settled": ("unge, der har boet her længe", "youths who have lived here for long"),
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
