"""The sentences of the two assessments, of data protection and of fundamental rights; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DPIA_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "dpia.title": ("Konsekvensanalyse", "Data protection impact assessment"),
    "dpia.lead": (
        "Det er et udkast efter artikel 35 i databeskyttelsesforordningen. Kommunen skal selv tage stilling og "
        "skrive under.",
        "This is a draft by article 35 of the General Data Protection Regulation. The municipality must form its "
        "own view and sign.",
    ),
    "dpia.needed": ("Hvorfor en analyse", "Why an assessment"),
    "dpia.needed.young": ("Det handler om børn og unge.", "It is about children and youths."),
    "dpia.needed.profile": (
        "En beregning vurderer den enkelte unge. Det kaldes profilering.",
        "A computation assesses the single youth. That is called profiling.",
    ),
    "dpia.needed.sources": (
        "Oplysninger fra flere steder bliver lagt sammen om mange unge.",
        "Data from several places are put together about many youths.",
    ),
    "dpia.needed.power": (
        "Kommunen har magt over for den unge og kan ikke bygge på samtykke.",
        "The municipality has power over the youth and cannot rely on consent.",
    ),
    "dpia.what": ("Hvad der sker", "What is done"),
    "dpia.what.in": (
        "Skoler og uddannelser sender fravær og status. Nattens kørsel regner på det. Om mandagen får hver "
        "vejleder en liste.",
        "Schools and institutions send absence and status. The night computes on it. On Mondays each counsellor "
        "gets a list.",
    ),
    "dpia.what.apart": (
        "Frister bliver regnet for sig selv. De kan ikke se, hvad modellen siger.",
        "Deadlines are computed by themselves. They cannot see what the model says.",
    ),
    "dpia.what.person": (
        "Et menneske afgør alt. Vejlederen skriver sin egen vurdering, før modellens ord kan læses. Intet bliver "
        "sendt af sig selv.",
        "A person decides everything. The counsellor stores an own assessment before the model's words can be "
        "read. Nothing is sent by itself.",
    ),
    "dpia.what.data": (
        "Data i dag: {data}. Modellen har lært af: {origin}.",
        "Data today: {data}. The model has learned from: {origin}.",
    ),
    "dpia.what.no_model": ("Data i dag: {data}. Ingen model er i brug.", "Data today: {data}. No model is in use."),
    "dpia.need": ("Er det nødvendigt, og er det rimeligt", "Is it necessary and proportionate"),
    "dpia.need.instead": (
        "En enkel regel om fravær peger på hver femte. Det er flere, end nogen kan tale med. Listen er kortere og "
        "kan fejle på andre måder.",
        "A simple rule on absence points at every fifth. That is more than anybody can talk to. The list is "
        "shorter and may fail in other ways.",
    ),
    "dpia.need.least": (
        "{count} mål bliver regnet ud. Kun {risk} af dem må tælle i tegn på frafald.",
        "{count} indicators are computed. Only {risk} of them may count in signs of dropout.",
    ),
    "dpia.need.never": (
        "Disse oplysninger bliver afvist: oprindelse, sprog, forældre, sociale sager, helbred, lovbrud, adresse "
        "og fri tekst.",
        "These data are refused: origin, language, parents, social cases, health, crime, address and free text.",
    ),
    "dpia.open.need": (
        "kommunens egen begrundelse for, at beregningen er nødvendig",
        "the municipality's own reasons why the computing is necessary",
    ),
    "dpia.law": ("Hjemmel", "Legal basis"),
    "dpia.law.rulings": (
        "Datatilsynet sagde i 2022 og 2023, at samtykke ikke er nok her. Udvikling kan bygge på den lov, der er. "
        "Drift kræver en klar hjemmel.",
        "The Danish authority said in 2022 and 2023 that consent is no basis here. Development may rest on "
        "existing law. Operation needs a clear one.",
    ),
    "dpia.law.gate": (
        "Servicen spærrer selv. Uden en hjemmel, der er skrevet ind, regner den ikke på rigtige unge.",
        "The service bars itself. Without a recorded basis it does not compute on real youths.",
    ),
    "dpia.open.law": ("hvilken hjemmel drift bygger på", "which legal basis operation rests on"),
    "dpia.model": ("Hvor god er modellen", "How good is the model"),
    "dpia.model.caption": ("Modellens tal, gode og dårlige", "The model's figures, good and bad"),
    "dpia.model.off": ("{measure}. Her er tallet klart skævt.", "{measure}. Here the figure is clearly off."),
    "dpia.model.none": (
        "Der er ingen tal. Enten er ingen model i brug, eller også er den ikke målt.",
        "There are no figures. Either no model is in use, or it was not measured.",
    ),
    "dpia.risks": ("Hvad kan gå galt for den unge", "What may go wrong for the youth"),
    "dpia.risks.caption": ("Farer, og hvad der er gjort", "Dangers, and what was done"),
    "dpia.head.danger": ("Det kan ske", "It may happen"),
    "dpia.head.done": ("Det er gjort", "What was done"),
    "dpia.head.left": ("Det, der er tilbage", "What remains"),
    "dpia.danger.seen_wrong": (
        "En ung bliver set som på vej ud uden at være det.",
        "A youth is seen as on the way out without being so.",
    ),
    "dpia.done.seen_wrong": (
        "Listen siger, at de fleste på den ikke falder fra. Vejlederen ser fakta først og vurderer selv.",
        "The list says that most on it do not drop out. The counsellor sees facts first and forms an own view.",
    ),
    "dpia.danger.missed": (
        "En ung, der har brug for hjælp, kommer ikke på listen.",
        "A youth in need of help is not listed.",
    ),
    "dpia.done.missed": (
        "Alle kan bede om at blive set på. Frister og unge uden aktivitet står der altid. Hjælp bliver aldrig nægtet.",
        "Anybody may ask to be looked at. Deadlines and youths without activity always stand there. Help is never "
        "refused.",
    ),
    "dpia.danger.uneven": ("Listen rammer grupper skævt.", "The list hits groups unevenly."),
    "dpia.done.uneven": (
        "Grupper bliver målt, før en model tages i brug. Tal uden for grænsen skal et menneske skrive under på.",
        "Groups are measured before a model is put into use. A person must sign for figures outside the limits.",
    ),
    "dpia.danger.told": (
        "Nogen, der ikke må, får noget at vide om en ung.",
        "Somebody who may not learns something of a youth.",
    ),
    "dpia.done.told": (
        "Adgang kræver en grund, og hvert kig bliver skrevet ned. Navne indgår ikke i det, der regnes på.",
        "Access needs a reason, and every look is written down. Names are no part of what is computed on.",
    ),
    "dpia.danger.wrong_record": ("En oplysning fra skolen er forkert.", "A record from the school is wrong."),
    "dpia.done.wrong_record": (
        "Den unge kan bestride den. Så tæller den ikke, før kilden har svaret.",
        "The youth may dispute it. Then it does not count until its source has answered.",
    ),
    "dpia.danger.gaps": ("Manglende data bliver læst som et godt tegn.", "Missing data are read as a good sign."),
    "dpia.done.gaps": (
        "Manglende data er aldrig nul fravær. Ved vi for lidt, bliver den unge ikke vurderet.",
        "Missing data are never zero absence. If too little is known, the youth is not assessed.",
    ),
    "dpia.danger.trust": ("Vejlederen stoler for meget på listen.", "The counsellor trusts the list too much."),
    "dpia.done.trust": (
        "Modellens ord er skjult bag ens egen vurdering, og ingen procent bliver vist.",
        "The model's words are hidden behind one's own assessment, and no percentage is shown.",
    ),
    "dpia.danger.creep": ("Listen bliver brugt til noget andet.", "The list is used for something else."),
    "dpia.done.creep": (
        "Servicen må ikke bruges til ydelser, pladser eller straf. Andre systemer får kun fakta uden en særlig ret.",
        "The service must not be used for benefits, places or sanctions. Other systems get facts only, without a "
        "special right.",
    ),
    "dpia.open.left": (
        "kommunens vurdering af, hvor stor faren er nu",
        "the municipality's view of how great the danger is now",
    ),
    "dpia.heard": ("Hvem er spurgt", "Who was asked"),
    "dpia.field.officer": ("Databeskyttelsesrådgiverens svar", "The protection officer's answer"),
    "dpia.open.officer": ("råd og dato", "advice and date"),
    "dpia.field.youths": ("Unge og forældre", "Youths and parents"),
    "dpia.open.youths": ("hvordan de er spurgt, og hvad de sagde", "how they were asked, and what they said"),
    "dpia.field.staff": ("De ansatte", "Staff"),
    "dpia.open.staff": ("hvordan de er spurgt, og hvad de sagde", "how they were asked, and what they said"),
    "dpia.field.authority": ("Datatilsynet", "The Danish Data Protection Agency"),
    "dpia.open.authority": ("om tilsynet skal høres først", "whether the authority must be consulted first"),
    "dpia.field.signed": ("Afgjort af", "Decided by"),
    "dpia.open.signed": ("navn, stilling og dato", "name, position and date"),
    "dpia.field.again": ("Ses på igen", "Looked at again"),
    "dpia.open.again": ("dato", "date"),
}
FRIA_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "fria.title": ("Analyse af grundlæggende rettigheder", "Fundamental rights impact assessment"),
    "fria.lead": (
        "Det er et udkast efter artikel 27 i AI-forordningen. Om servicen opfylder kravene til høj risiko, er "
        "ikke vurderet.",
        "This is a draft by article 27 of the AI Act. Whether the service conforms to the high-risk requirements "
        "was not assessed.",
    ),
    "fria.use": ("Hvordan og hvor længe", "How and for how long"),
    "fria.use.how": (
        "Vejledere i kommunens ungeenhed bruger den hver uge til at vælge, hvem de ser på først.",
        "Counsellors of the municipality's youth unit use it each week to choose whom to look at first.",
    ),
    "fria.use.never": (
        "Den bliver ikke brugt til at afgøre ydelser, pladser eller pligter.",
        "It is not used to decide benefits, places or duties.",
    ),
    "fria.use.since": ("Modellen {name} har været valgt siden {on}.", "The model {name} has been chosen since {on}."),
    "fria.use.none": ("Ingen model er i brug.", "No model is in use."),
    "fria.open.period": (
        "fra hvornår til hvornår den bruges, og hvor tit",
        "from when until when it is used, and how often",
    ),
    "fria.who": ("Hvem det rammer", "Who is affected"),
    "fria.who.ages": (
        "Unge på {low} til {high} år, som bor i kommunen. Deres forældre mærker det også.",
        "Youths of {low} to {high} who live in the municipality. Their parents are affected too.",
    ),
    "fria.who.outside": (
        "Unge på skoler, der ikke sender fravær, kender vi mindre til. De kan blive overset.",
        "Of youths at schools that send no attendance less is known. They may be overlooked.",
    ),
    "fria.open.numbers": ("hvor mange unge det handler om her", "how many youths this concerns here"),
    "fria.harm": ("Hvad der kan skade", "What may harm"),
    "fria.harm.caption": ("Rettigheder, og hvad der er gjort", "Rights, and what was done"),
    "fria.head.right": ("Ret", "Right"),
    "fria.head.done": ("Det er gjort", "What was done"),
    "fria.head.left": ("Det, der er tilbage", "What remains"),
    "fria.right.dignity": ("Værdighed og barnets tarv", "Dignity and the best interests of the child"),
    "fria.done.dignity": (
        "Sproget er uden skyld. Det, der går godt, står ved siden af.",
        "The language is free of blame. What goes well stands beside it.",
    ),
    "fria.right.equal": ("Ligebehandling", "Equal treatment"),
    "fria.done.equal": (
        "Grupper bliver målt. Køn, sprog og oprindelse tæller aldrig med.",
        "Groups are measured. Sex, language and origin never count.",
    ),
    "fria.right.private": ("Privatliv", "Private life"),
    "fria.done.private": (
        "Færrest mulige oplysninger, faste frister og en log over hvert kig.",
        "As few data as possible, fixed limits and a log of every look.",
    ),
    "fria.right.education": ("Uddannelse", "Education"),
    "fria.done.education": (
        "Listen kan kun føre til tilbud om hjælp. Ingen mister en plads.",
        "The list can only lead to offers of help. Nobody loses a place.",
    ),
    "fria.right.heard": ("At blive hørt", "To be heard"),
    "fria.done.heard": (
        "Den unge kan få en forklaring, bestride oplysninger og sige nej til beregningen.",
        "The youth may get an explanation, dispute records and object to the computing.",
    ),
    "fria.right.effective": ("At kunne klage", "An effective remedy"),
    "fria.done.effective": (
        "Et andet menneske ser på det, og vejen til Datatilsynet står i brevet.",
        "Another person looks at it, and the way to the authority stands in the letter.",
    ),
    "fria.open.left": ("kommunens vurdering", "the municipality's view"),
    "fria.oversight": ("Mennesker bestemmer", "People decide"),
    "fria.oversight.own": (
        "Vejlederen vurderer selv, før modellens ord kan læses.",
        "The counsellor forms an own view before the model's words can be read.",
    ),
    "fria.oversight.release": (
        "Et navngivet menneske giver listen fri. Enhver vejleder kan tage en anden ung op.",
        "A named person releases the list. Any counsellor may take up another youth.",
    ),
    "fria.oversight.stop": (
        "Disse roller kan slå beregningen fra: {roles}.",
        "These roles may switch the computing off: {roles}.",
    ),
    "fria.open.trained": (
        "hvem der har lært at bruge og forstå listen, og hvornår",
        "who was trained to use and understand the list, and when",
    ),
    "fria.groups": ("Rammer den skævt", "Does it hit unevenly"),
    "fria.groups.none": ("Det er ikke målt her endnu.", "That is not measured here yet."),
    "fria.if": ("Hvis det går galt", "If it goes wrong"),
    "fria.if.do": (
        "Slå beregningen fra. Skriv hændelsen ned. Sig det til dem, det handler om. Frister og lister kører "
        "videre uden den.",
        "Switch the computing off. Write the incident down. Tell those concerned. Deadlines and lists run on "
        "without it.",
    ),
    "fria.field.complaints": ("Hvem tager imod klager", "Who receives complaints"),
    "fria.open.complaints": ("navn, telefon og mail", "name, telephone and e-mail"),
    "fria.field.authority": ("Myndighed, der har fået analysen", "Authority that was told of the assessment"),
    "fria.open.authority": ("navn og dato", "name and date"),
    "fria.field.signed": ("Afgjort af", "Decided by"),
    "fria.open.signed": ("navn, stilling og dato", "name, position and date"),
}
