"""The sentences of instructions for use, incident form and accessibility statement; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

INSTRUCTION_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "instructions.title": ("Brugsanvisning", "Instructions for use"),
    "instructions.lead": (
        "Det er et udkast efter artikel 13 i AI-forordningen til dem, der bruger og driver servicen.",
        "This is a draft by article 13 of the AI Act for those who use and run the service.",
    ),
    "instructions.maker": ("Hvem har lavet den", "Who made it"),
    "instructions.field.provider": ("Udbyder", "Provider"),
    "instructions.open.provider": ("navn, adresse og mail", "name, address and e-mail"),
    "instructions.field.deployer": ("Den, der bruger den", "Deployer"),
    "instructions.open.deployer": ("kommunens navn og enhed", "the municipality's name and unit"),
    "instructions.use": ("Hvad den er til", "What it is for"),
    "instructions.use.for": (
        "At vise en vejleder, hvilke unge der kan være grund til at se på først. Den viser også frister, som "
        "loven giver.",
        "To show a counsellor whom there may be reason to look at first. It also shows deadlines given by law.",
    ),
    "instructions.use.who": (
        "Vejledere, ledere og de roller, der står nedenfor. Ingen unge og ingen forældre logger ind.",
        "Counsellors, leaders and the roles below. No youths and no parents sign in.",
    ),
    "instructions.not": ("Hvad den ikke må bruges til", "What it must not be used for"),
    "instructions.not.decide": (
        "At afgøre ydelser, pladser, pligter eller straf.",
        "Deciding benefits, places, duties or sanctions.",
    ),
    "instructions.not.refuse": (
        "At sige nej til hjælp, fordi en ung ikke står på listen.",
        "Refusing help because a youth is not on the list.",
    ),
    "instructions.not.person": (
        "At sige noget om, hvem en ung er, eller hvorfor den unge er væk.",
        "Saying anything about who a youth is, or why the youth is away.",
    ),
    "instructions.not.school": (
        "At sammenligne skoler, vejledere eller lærere.",
        "Comparing schools, counsellors or teachers.",
    ),
    "instructions.model": ("Modellen", "The model"),
    "instructions.model.named": (
        "Navn: {name}. Den har lært af: {origin}, til og med det, der var kendt før {until}.",
        "Name: {name}. It has learned from: {origin}, up to what was known before {until}.",
    ),
    "instructions.model.horizon": (
        "Den ser {days} dage frem. Den bliver kun brugt, når mindst {floor} af målene er kendt.",
        "It looks {days} days ahead. It is used only where at least {floor} of the indicators are known.",
    ),
    "instructions.model.none": ("Ingen model er i brug.", "No model is in use."),
    "instructions.model.learned": ("Det, den har lært af", "What it has learned from"),
    "instructions.model.regime.attendance": ("skolen sender fravær", "the school sends attendance"),
    "instructions.model.regime.status_only": ("skolen sender ikke fravær", "the school sends no attendance"),
    "instructions.head.regime": ("gruppe", "group"),
    "instructions.head.youths": ("unge", "youths"),
    "instructions.head.rows": ("rækker", "rows"),
    "instructions.head.dropouts": ("frafald", "dropouts"),
    "instructions.head.base_rate": ("andel", "share"),
    "instructions.model.caption": ("Modellens tal, gode og dårlige", "The model's figures, good and bad"),
    "instructions.model.off": ("{measure}. Her er tallet klart skævt.", "{measure}. Here the figure is clearly off."),
    "instructions.figures": ("Hvor tit den rammer", "How often it is right"),
    "instructions.figures.none": (
        "Det er ikke målt her endnu. Sig aldrig til en ung, at listen plejer at passe.",
        "That is not measured here yet. Never tell a youth that the list is usually right.",
    ),
    "instructions.limits": ("Det, den ikke ser", "What it does not see"),
    "instructions.limits.attendance": (
        "Private skoler og efterskoler sender ofte ikke fravær. Manglende data er ikke nul fravær.",
        "Private and boarding schools often send no attendance. Missing data are not zero absence.",
    ),
    "instructions.limits.late": (
        "Besked om afbrud kommer dage eller måneder for sent. De nyeste måneder er foreløbige.",
        "News of interruptions comes days or months late. The newest months are provisional.",
    ),
    "instructions.limits.change": (
        "Nye regler om fravær eller uddannelser ændrer, hvad tallene betyder.",
        "New rules on absence or education change what the figures mean.",
    ),
    "instructions.limits.help": (
        "Om hjælpen virker, er ikke målt.",
        "Whether the help works was not measured.",
    ),
    "instructions.limits.groups": (
        "Om den rammer skævt efter oprindelse eller handicap, vides ikke.",
        "Whether it hits unevenly by origin or disability is not known.",
    ),
    "instructions.do": ("Sådan bruges den", "How to use it"),
    "instructions.do.facts": (
        "Læs fakta først. Skriv din egen vurdering. Så kan du læse modellens ord.",
        "Read the facts first. Store your own assessment. Then you can read the model's words.",
    ),
    "instructions.do.ask": (
        "Spørg den unge. Tallene siger, hvad der er sket, ikke hvorfor.",
        "Ask the youth. The figures say what happened, not why.",
    ),
    "instructions.do.take_up": (
        "Tag en anden ung op, når du mener det. Det kræver ét klik.",
        "Take up another youth when you think so. It takes one click.",
    ),
    "instructions.do.wrong": (
        "Skriv ind, når noget er forkert eller bestridt. Så tæller det ikke.",
        "Record when something is wrong or disputed. Then it does not count.",
    ),
    "instructions.watch": ("Sådan holdes der øje", "How it is watched"),
    "instructions.watch.drift": (
        "Efter hver nat bliver data sammenlignet med de samme skoleuger året før.",
        "After each night the data are compared with the same school weeks a year earlier.",
    ),
    "instructions.watch.stop": (
        "Slå beregningen fra, når tallene ændrer sig uden grund. Frister kører videre.",
        "Switch the computing off when figures change without a reason. Deadlines run on.",
    ),
    "instructions.watch.log": (
        "Loggen bliver gemt i {count} måneder med navn på den unge og derefter uden.",
        "The log is kept for {count} months with the youth's number and then without.",
    ),
    "instructions.open.watch": (
        "hvem der ser rapporten, og hvor tit",
        "who looks at the report, and how often",
    ),
    "instructions.roles": ("Hvem må hvad", "Who may do what"),
    "instructions.recipients.roles": ("Roller og hvad de må", "Roles and what they may do"),
    "incident.title": ("Skema til hændelser", "Incident form"),
    "incident.lead": (
        "Brug skemaet, når oplysninger er kommet i de forkerte hænder, er væk eller er forkerte. Brug det også, "
        "når listen har gjort skade.",
        "Use the form when data got into the wrong hands, are lost or are wrong. Use it also when the list did harm.",
    ),
    "incident.first": ("Gør det her først", "Do this first"),
    "incident.first.stop": (
        "Slå beregningen fra, hvis den kan have gjort skade: alleskalmed stop throw.",
        "Switch the computing off if it may have done harm: alleskalmed stop throw.",
    ),
    "incident.first.close": (
        "Luk adgangen for den konto, det handler om: alleskalmed users.",
        "Close the account concerned: alleskalmed users.",
    ),
    "incident.first.keep": (
        "Gem sporene. Slet ikke noget. Tjek loggen: alleskalmed audit verify.",
        "Keep the traces. Delete nothing. Check the log: alleskalmed audit verify.",
    ),
    "incident.first.tell": (
        "Ring til databeskyttelsesrådgiveren med det samme.",
        "Call the data protection officer at once.",
    ),
    "incident.open.call": ("telefon døgnet rundt", "telephone at all hours"),
    "incident.when": ("Fristerne", "The deadlines"),
    "incident.when.authority": (
        "Datatilsynet skal have besked inden {hours} timer, hvis der kan være fare for nogen (artikel 33).",
        "The authority must be told within {hours} hours if anybody may be in danger (article 33).",
    ),
    "incident.when.people": (
        "De unge skal have besked hurtigt, hvis faren er stor (artikel 34).",
        "The youths must be told soon if the danger is great (article 34).",
    ),
    "incident.when.serious": (
        "En alvorlig hændelse med AI skal meldes senest {days} dage efter (AI-forordningen, artikel 73).",
        "A serious incident with AI must be reported within {days} days (AI Act, article 73).",
    ),
    "incident.form": ("Skemaet", "The form"),
    "incident.field.who": ("Hvem skriver", "Who writes"),
    "incident.open.who": ("navn, stilling, telefon", "name, position, telephone"),
    "incident.field.seen": ("Hvornår blev det opdaget", "When was it discovered"),
    "incident.open.seen": ("dato og klokkeslæt", "date and time"),
    "incident.field.happened": ("Hvornår skete det", "When did it happen"),
    "incident.open.happened": ("dato og klokkeslæt", "date and time"),
    "incident.field.what": ("Hvad skete der", "What happened"),
    "incident.open.what": ("med egne ord, uden navne på unge", "in own words, without names of youths"),
    "incident.field.kind": ("Hvilken slags", "Which kind"),
    "incident.open.kind": (
        "set af de forkerte, væk, forkert, eller listen gjorde skade",
        "seen by the wrong people, lost, wrong, or the list did harm",
    ),
    "incident.field.data": ("Hvilke oplysninger", "Which data"),
    "incident.open.data": ("kryds i listen nedenfor", "mark in the list below"),
    "incident.field.count": ("Hvor mange unge", "How many youths"),
    "incident.open.count": ("cirka", "about"),
    "incident.field.harm": ("Hvad kan det betyde for dem", "What may it mean for them"),
    "incident.open.harm": ("med egne ord", "in own words"),
    "incident.field.done": ("Hvad er gjort", "What was done"),
    "incident.open.done": ("med dato", "with dates"),
    "incident.field.authority": ("Besked til myndighed", "Authority told"),
    "incident.open.authority": ("dato og nummer, eller hvorfor ikke", "date and number, or why not"),
    "incident.field.people": ("Besked til de unge", "Youths told"),
    "incident.open.people": ("dato og hvordan, eller hvorfor ikke", "date and how, or why not"),
    "incident.field.learned": ("Hvad ændrer vi", "What do we change"),
    "incident.open.learned": ("med dato og navn", "with date and name"),
    "incident.field.signed": ("Afsluttet af", "Closed by"),
    "incident.open.signed": ("navn og dato", "name and date"),
    "incident.tables": ("Det, der kan være ramt", "What may be concerned"),
    "incident.tables.caption": ("Alt, hvad servicen gemmer", "Everything the service holds"),
    "incident.head.youths": ("om unge", "about youths"),
    "incident.head.mark": ("ramt", "concerned"),
    "accessibility.title": ("Tilgængelighedserklæring", "Accessibility statement"),
    "accessibility.lead": (
        "Det er et udkast. Kommunen skal selv prøve siderne og skrive, hvad den fandt.",
        "This is a draft. The municipality must try the pages itself and write what it found.",
    ),
    "accessibility.what": ("Hvad den gælder", "What it covers"),
    "accessibility.what.pages": (
        "Erklæringen gælder servicens sider for ansatte og den side, alle kan læse (Om listen).",
        "The statement covers the service's pages for staff and the page that anybody may read (About the list).",
    ),
    "accessibility.open.address": ("sidens adresse", "the address of the site"),
    "accessibility.how": ("Hvordan det står til", "How things stand"),
    "accessibility.how.goal": (
        "Målet er WCAG 2.1 på niveau AA. Siderne bliver prøvet med et værktøj (axe), hver gang koden ændres.",
        "The goal is WCAG 2.1 at level AA. The pages are tried with a tool (axe) each time the code changes.",
    ),
    "accessibility.how.built": (
        "Siderne kan læses uden mus, på en telefon, uden scripts og på papir. Farve er aldrig det eneste tegn.",
        "The pages can be read without a mouse, on a telephone, without scripts and on paper. Colour is never the "
        "only sign.",
    ),
    "accessibility.how.not": (
        "Ingen har endnu prøvet siderne med en skærmlæser sammen med folk, der bruger den til daglig.",
        "Nobody has yet tried the pages with a screen reader together with people who use one daily.",
    ),
    "accessibility.open.status": (
        "om kravene er opfyldt helt, delvist eller ikke, og hvornår det er prøvet",
        "whether the requirements are met wholly, partly or not, and when that was tried",
    ),
    "accessibility.known": ("Det, vi ved ikke virker godt", "What we know does not work well"),
    "accessibility.known.drift": (
        "Rapporten om ændringer i data er på engelsk og består af grafer uden tekst. Tallene ligger i en fil ved "
        "siden af.",
        "The report on changes in the data is in English and made of graphs without text. The figures lie in a "
        "file beside it.",
    ),
    "accessibility.known.tables": (
        "Store tabeller kræver, at man ruller til siden på en lille skærm.",
        "Large tables must be scrolled sideways on a small screen.",
    ),
    "accessibility.open.known": ("andet, kommunen har fundet", "what else the municipality has found"),
    "accessibility.ask": ("Hvis noget ikke virker", "If something does not work"),
    "accessibility.field.contact": ("Skriv eller ring til", "Write or call"),
    "accessibility.open.contact": ("navn, telefon og mail", "name, telephone and e-mail"),
    "accessibility.ask.complain": (
        "Du kan klage til Digitaliseringsstyrelsen, hvis du ikke får et svar, du kan bruge.",
        "You may complain to the Agency for Digital Government if the answer is of no use to you.",
    ),
    "accessibility.field.made": ("Erklæringen er lavet", "The statement was made"),
    "accessibility.open.made": ("dato, og hvem der har godkendt den", "date, and who approved it"),
}
