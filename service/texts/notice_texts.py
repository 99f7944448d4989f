"""The sentences of the notices, to a youth and to a custody holder; `catalogue` puts all sentences together.

What a youth reads is kept at a LIX of at most 35.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NOTICE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "notice_youth.title": ("Det gør vi med oplysninger om dig", "What we do with data about you"),
    "notice_youth.pack_lead": (
        "Det er et udkast til det brev, en ung skal have (artikel 13 og 14).",
        "This is a draft of the letter that a youth is to get (articles 13 and 14).",
    ),
    "notice_youth.hello": ("Hej", "Hello"),
    "notice_youth.open.name": ("den unges navn", "the youth's name"),
    "notice_youth.lead": (
        "Vi vil gerne kunne hjælpe i tide, hvis skole eller job går i stå. Derfor bruger vi oplysninger om dig. "
        "Her kan du læse hvordan.",
        "We want to be able to help in time if school or work comes to a halt. That is why we use data about you. "
        "Here you can read how.",
    ),
    "notice_youth.what": ("Hvad har vi?", "What do we have?"),
    "notice_youth.what.tables": ("Vi har det her om dig:", "We have this about you:"),
    "notice_youth.what.youths": ("Din fødselsdag og dit distrikt", "Your birthday and your district"),
    "notice_youth.what.identities": (
        "Dit navn, cpr-nummer, telefon og mail, hvis kommunen har lagt dem ind",
        "Your name, CPR number, telephone and e-mail, if the municipality has put them in",
    ),
    "notice_youth.what.own": (
        "Vi skriver også selv noget ned. Det er for:",
        "We also write something down ourselves. It is:",
    ),
    "notice_youth.how.sick": (
        "Sygedage tæller med som fravær. Vi ved ikke, hvorfor du er syg.",
        "Sick days count as absence. We do not know why you are ill.",
    ),
    "notice_youth.what.never": (
        "Vi regner ikke på, hvor du kommer fra, dine forældre, dit helbred eller dine beskeder.",
        "We do not compute on where you come from, your parents, your health or your messages.",
    ),
    "notice_youth.why": ("Hvorfor?", "Why?"),
    "notice_youth.why.duty": (
        "Kommunen skal følge op, når unge på 15 til 17 år ikke er i gang. Der er frister for, hvornår vi skal ringe.",
        "The municipality must follow up when youths of 15 to 17 are not in education or work. There are "
        "deadlines for when we must call.",
    ),
    "notice_youth.why.list": (
        "Vejlederne kan ikke tale med alle. En liste hver uge viser, hvem de kan se på først.",
        "The counsellors cannot talk to everybody. A list each week shows whom they may look at first.",
    ),
    "notice_youth.law": ("Hvad bygger det på?", "What does it rest on?"),
    "notice_youth.law.duty": (
        "Vi bygger på {law}.",
        "We rest on {law}.",
    ),
    "notice_youth.open.law": (
        "den lov, beregningen bygger på",
        "the law on which the computing rests",
    ),
    "notice_youth.from": ("Hvem får vi det fra?", "From whom do we get it?"),
    "notice_youth.from.whom": (
        "Vi får det fra din skole, dit uddannelsessted og kommunens egne systemer. Vi får ikke noget fra dine "
        "venner eller fra nettet.",
        "We get it from your school, your place of education and the municipality's own systems. We get nothing "
        "from your friends or from the web.",
    ),
    "notice_youth.open.from": (
        "hvilke skoler og systemer",
        "which schools and systems",
    ),
    "notice_youth.how": ("Hvad regner vi på?", "What do we compute?"),
    "notice_youth.decides": ("Hvem bestemmer?", "Who decides?"),
    "notice_youth.decides.person": (
        "Det gør et menneske. Listen er et forslag. Den afgør aldrig, om du får en plads, penge eller hjælp.",
        "A person does. The list is a proposal. It never decides whether you get a place, money or help.",
    ),
    "notice_youth.decides.letters": (
        "Kun et menneske skriver eller ringer til dig. Listen sender ikke noget selv.",
        "Only a person writes or calls. The list sends nothing by itself.",
    ),
    "notice_youth.sees": ("Hvem kan se det?", "Who can see it?"),
    "notice_youth.sees.who": (
        "Din vejleder kan se det, og den, der dækker for din vejleder. Lederen kan også. Hver gang nogen kigger, "
        "bliver det skrevet ned.",
        "Your counsellor can see it, and whoever covers for your counsellor. So can the leader. Each time "
        "somebody looks, it is written down.",
    ),
    "notice_youth.open.sees": (
        "hvem kommunen ellers giver noget til",
        "to whom else the municipality gives anything",
    ),
    "notice_youth.kept": ("Hvor længe?", "For how long?"),
    "notice_youth.kept.days": (
        "Fravær dag for dag gemmer vi i {count} skoleår. Så har vi kun tal for hver måned.",
        "Absence day by day we keep for {count} school years. Then we have only figures for each month.",
    ),
    "notice_youth.kept.judged": (
        "Det, vi har regnet ud, sletter vi efter {count} måneder.",
        "What we computed we delete after {count} months.",
    ),
    "notice_youth.kept.all": (
        "Alt er slettet {count} måneder efter, at du er fyldt {age} år eller er flyttet.",
        "Everything is deleted {count} months after you have turned {age} or moved away.",
    ),
    "notice_youth.rights": ("Hvad kan du bede om?", "What may you ask for?"),
    "notice_youth.rights.see": ("at se, hvad vi har om dig", "to see what we have about you"),
    "notice_youth.rights.told": (
        "at få forklaret, hvad vi regnede ud og hvorfor",
        "to be told what we computed and why",
    ),
    "notice_youth.rights.correct": ("at få fejl rettet", "to have mistakes corrected"),
    "notice_youth.rights.erase": ("at få noget slettet", "to have something erased"),
    "notice_youth.rights.limit": (
        "at vi lader noget være, mens vi ser på det",
        "that we leave something alone while we look at it",
    ),
    "notice_youth.rights.object": ("at vi ikke regner på dig", "that we do not compute on you"),
    "notice_youth.rights.person": (
        "at et andet menneske ser på det",
        "that another person looks at it",
    ),
    "notice_youth.rights.free": (
        "Det koster ikke noget. Du får den samme hjælp, hvad du end siger.",
        "It costs nothing. You get the same help whatever you say.",
    ),
    "notice_youth.rights.parents": (
        "Til du er 18 år, kan den, der har forældremyndigheden, bede om det samme. Fra du er 18, er det kun dig.",
        "Until you are 18 your custody holder may ask for the same. From 18 on it is only you.",
    ),
    "notice_youth.whom": ("Hvem kan du spørge?", "Whom can you ask?"),
    "notice_youth.open.counsellor": (
        "vejlederens navn og telefon",
        "the counsellor's name and telephone",
    ),
    "notice_youth.open.controller": (
        "kommunens navn og adresse; den har ansvaret",
        "the municipality's name and address; it is responsible",
    ),
    "notice_youth.open.officer": (
        "hvordan man skriver til databeskyttelsesrådgiveren",
        "how to write to the data protection officer",
    ),
    "notice_youth.whom.complain": (
        "Du kan klage til Datatilsynet. Se datatilsynet.dk.",
        "You can complain to the Danish Data Protection Agency. See datatilsynet.dk.",
    ),
    "notice_custody.title": ("Det gør vi med oplysninger om den unge", "What we do with data about the youth"),
    "notice_custody.pack_lead": (
        "Det er et udkast til det brev, den, der har forældremyndigheden, skal have. Fra den unge er fyldt 18 år, "
        "får kun den unge brev.",
        "This is a draft of the letter to a custody holder. From the youth's 18th birthday only the youth gets a "
        "letter.",
    ),
    "notice_custody.hello": ("Kære", "Dear"),
    "notice_custody.open.name": (
        "navn på den, der har forældremyndigheden, og den unges navn",
        "the name of the custody holder, and of the youth",
    ),
    "notice_custody.lead": (
        "Vi vil gerne kunne hjælpe i tide, hvis skole eller job går i stå. Derfor bruger vi oplysninger om den "
        "unge. Her står hvordan.",
        "We want to be able to help in time if school or work comes to a halt. That is why we use data about the "
        "youth. Here it says how.",
    ),
    "notice_custody.what": ("Hvad har vi?", "What do we have?"),
    "notice_custody.what.tables": ("Vi har det her om den unge:", "We have this about the youth:"),
    "notice_custody.what.youths": ("Fødselsdag og distrikt", "Birthday and district"),
    "notice_custody.what.identities": (
        "Navn, cpr-nummer, telefon og mail, hvis kommunen har lagt dem ind",
        "Name, CPR number, telephone and e-mail, if the municipality has put them in",
    ),
    "notice_custody.what.own": (
        "Vi skriver også selv noget ned. Det er for:",
        "We also write something down ourselves. It is:",
    ),
    "notice_custody.how.sick": (
        "Sygedage tæller med som fravær. Vi ved ikke, hvorfor den unge er syg.",
        "Sick days count as absence. We do not know why the youth is ill.",
    ),
    "notice_custody.what.never": (
        "Vi regner ikke på noget om jer som forældre. Det gælder også oprindelse, helbred og beskeder. Jeres navn "
        "og telefon kan stå her, så vi kan ringe.",
        "We compute on nothing about you as parents, nor on origin, health or messages. Your name and telephone "
        "may be held, so that we can call.",
    ),
    "notice_custody.why": ("Hvorfor?", "Why?"),
    "notice_custody.why.duty": (
        "Kommunen skal følge op, når unge på 15 til 17 år ikke er i gang. Der er frister for, hvornår vi skal "
        "ringe til jer og den unge.",
        "The municipality must follow up when youths of 15 to 17 are not in education or work. There are "
        "deadlines for calling you and the youth.",
    ),
    "notice_custody.why.list": (
        "Vejlederne kan ikke tale med alle. En liste hver uge viser, hvem de kan se på først.",
        "The counsellors cannot talk to everybody. A list each week shows whom they may look at first.",
    ),
    "notice_custody.law": ("Hvad bygger det på?", "What does it rest on?"),
    "notice_custody.law.duty": ("Vi bygger på {law}.", "We rest on {law}."),
    "notice_custody.open.law": ("den lov, beregningen bygger på", "the law on which the computing rests"),
    "notice_custody.from": ("Hvem får vi det fra?", "From whom do we get it?"),
    "notice_custody.from.whom": (
        "Vi får det fra den unges skole eller uddannelse og fra kommunens egne systemer.",
        "We get it from the youth's school or education and from the municipality's own systems.",
    ),
    "notice_custody.open.from": ("hvilke skoler og systemer", "which schools and systems"),
    "notice_custody.how": ("Hvad regner vi på?", "What do we compute?"),
    "notice_custody.decides": ("Hvem bestemmer?", "Who decides?"),
    "notice_custody.decides.person": (
        "Det gør et menneske. Listen er et forslag. Den afgør aldrig, om den unge får en plads, penge eller hjælp.",
        "A person does. The list is a proposal. It never decides whether the youth gets a place, money or help.",
    ),
    "notice_custody.decides.letters": (
        "Kun et menneske skriver eller ringer. Listen sender ikke noget selv.",
        "Only a person writes or calls. The list sends nothing by itself.",
    ),
    "notice_custody.sees": ("Hvem kan se det?", "Who can see it?"),
    "notice_custody.sees.who": (
        "Den unges vejleder kan se det, og den, der dækker. Lederen kan også. Hver gang nogen kigger, bliver det "
        "skrevet ned.",
        "The youth's counsellor can see it, and whoever covers. So can the leader. Each time somebody looks, it "
        "is written down.",
    ),
    "notice_custody.open.sees": (
        "hvem kommunen ellers giver noget til",
        "to whom else the municipality gives anything",
    ),
    "notice_custody.kept": ("Hvor længe?", "For how long?"),
    "notice_custody.kept.days": (
        "Fravær dag for dag gemmer vi i {count} skoleår. Så har vi kun tal for hver måned.",
        "Absence day by day we keep for {count} school years. Then we have only figures for each month.",
    ),
    "notice_custody.kept.judged": (
        "Det, vi har regnet ud, sletter vi efter {count} måneder.",
        "What we computed we delete after {count} months.",
    ),
    "notice_custody.kept.all": (
        "Alt er slettet {count} måneder efter, at den unge er fyldt {age} år eller er flyttet.",
        "Everything is deleted {count} months after the youth has turned {age} or moved away.",
    ),
    "notice_custody.rights": ("Hvad kan I bede om?", "What may you ask for?"),
    "notice_custody.rights.see": ("at se, hvad vi har om den unge", "to see what we have about the youth"),
    "notice_custody.rights.told": (
        "at få forklaret, hvad vi regnede ud og hvorfor",
        "to be told what we computed and why",
    ),
    "notice_custody.rights.correct": ("at få fejl rettet", "to have mistakes corrected"),
    "notice_custody.rights.erase": ("at få noget slettet", "to have something erased"),
    "notice_custody.rights.limit": (
        "at vi lader noget være, mens vi ser på det",
        "that we leave something alone while we look at it",
    ),
    "notice_custody.rights.object": ("at vi ikke regner på den unge", "that we do not compute on the youth"),
    "notice_custody.rights.person": ("at et andet menneske ser på det", "that another person looks at it"),
    "notice_custody.rights.free": (
        "Det koster ikke noget. Den unge får den samme hjælp, hvad I end siger.",
        "It costs nothing. The youth gets the same help whatever you say.",
    ),
    "notice_custody.rights.parents": (
        "Fra den unge er fyldt 18 år, er det kun den unge selv, der kan bede om det.",
        "From the youth's 18th birthday only the youth may ask for it.",
    ),
    "notice_custody.whom": ("Hvem kan I spørge?", "Whom can you ask?"),
    "notice_custody.open.counsellor": ("vejlederens navn og telefon", "the counsellor's name and telephone"),
    "notice_custody.open.controller": (
        "kommunens navn og adresse; den har ansvaret",
        "the municipality's name and address; it is responsible",
    ),
    "notice_custody.open.officer": (
        "hvordan man skriver til databeskyttelsesrådgiveren",
        "how to write to the data protection officer",
    ),
    "notice_custody.whom.complain": (
        "I kan klage til Datatilsynet. Se datatilsynet.dk.",
        "You can complain to the Danish Data Protection Agency. See datatilsynet.dk.",
    ),
}
