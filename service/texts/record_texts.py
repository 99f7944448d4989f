"""The sentences of the record of processing activities, in Danish and English; `catalogue` puts all sentences together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RECORD_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "record.title": ("Fortegnelse over behandlingen", "Record of processing"),
    "record.lead": (
        "Det er et udkast efter artikel 30 i databeskyttelsesforordningen.",
        "This is a draft by article 30 of the General Data Protection Regulation.",
    ),
    "record.who": ("Hvem har ansvaret", "Who is responsible"),
    "record.field.controller": ("Dataansvarlig", "Controller"),
    "record.open.controller": ("kommunens navn, adresse og telefon", "the municipality's name, address and telephone"),
    "record.field.officer": ("Databeskyttelsesrådgiver", "Data protection officer"),
    "record.open.officer": ("navn, telefon og mail", "name, telephone and e-mail"),
    "record.field.owner": ("Den, der ejer servicen i kommunen", "Who owns the service in the municipality"),
    "record.open.owner": ("stilling og enhed", "position and unit"),
    "record.field.processor": ("Databehandlere", "Processors"),
    "record.open.processor": (
        "hvem der drifter, hvor det sker, og dato for aftalen",
        "who operates it, where, and the date of the agreement",
    ),
    "record.named": ("Sat op for: {municipality}.", "Set up for: {municipality}."),
    "record.unnamed": (
        "Ingen kommune er skrevet ind i opsætningen.",
        "No municipality is named in the configuration.",
    ),
    "record.purpose": ("Formål", "Purposes"),
    "record.purpose.why": (
        "Servicen skal hjælpe kommunen med at se unge i tide. Den finder unge på 15 til 18 år, der er stoppet "
        "eller er på vej ud.",
        "The service is to help the municipality see youths in time. It finds youths of 15 to 18 who have stopped "
        "or are on the way out.",
    ),
    "record.purpose.two": (
        "Den gør to ting, og de er holdt adskilt. Den ene er frister, som loven giver. Den anden er en beregning "
        "af tegn på frafald.",
        "It does two things, kept apart. One is deadlines given by law. The other is a computing of signs of dropout.",
    ),
    "record.law": ("Hjemmel", "Legal basis"),
    "record.law.duties": (
        "Frister og opfølgning bygger på kommunens pligter over for unge. Lovene står ud for hver tabel nedenfor.",
        "Deadlines and follow-up rest on the municipality's duties towards youths. The laws stand beside each "
        "table below.",
    ),
    "record.law.computing": (
        "For beregningen findes ingen sikker hjemmel til rigtige data i dag. Servicen regner ikke på dem, før "
        "kommunen har skrevet en ind.",
        "For the computing there is no certain legal basis on real data today. The service does not compute on "
        "them until one is recorded.",
    ),
    "record.law.recorded": ("Hjemmel, som kommunen har skrevet ind, og som gælder nu", "Bases recorded and in force"),
    "record.law.none": ("Ingen hjemmel er skrevet ind endnu.", "No basis is recorded yet."),
    "record.people": ("Hvem vi har oplysninger om", "Whom the data are about"),
    "record.people.youths": (
        "Unge på 14 til 18 år, som bor i kommunen. Fra skolen også det, der er sendt fra tidligere år.",
        "Youths of 14 to 18 who live in the municipality. From school also what was sent of earlier years.",
    ),
    "record.people.staff": (
        "Vejledere og andre ansatte: navn, distrikt og arbejdsmail.",
        "Counsellors and other staff: name, district and work e-mail.",
    ),
    "record.people.holders": (
        "Forældre er aldrig en del af beregningen. Navn og telefon kan stå krypteret. Fra den unge er fyldt 18 "
        "år, bliver intet om dem vist.",
        "Parents are never part of the computing. Name and telephone may be kept encrypted. From the 18th "
        "birthday nothing of them is shown.",
    ),
    "record.tables": ("Hvilke oplysninger", "Which data"),
    "record.tables.lake": (
        "Det, skoler og andre sender: {columns} slags oplysninger",
        "What schools and others send: {columns} kinds of data",
    ),
    "record.tables.store": ("Det, servicen selv gemmer", "What the service itself stores"),
    "record.tables.never": (
        "Disse slags oplysninger bliver afvist, når data tages ind: {names}.",
        "Columns of these names are refused when data are taken in: {names}.",
    ),
    "record.indicators": ("Det, der bliver regnet ud om en ung", "What is computed about a youth"),
    "record.indicators.how": (
        "Hver linje bliver regnet ud af det, der er sendt. Den unges køn tæller aldrig med.",
        "Each line is computed from what was sent. The youth's sex never counts.",
    ),
    "record.indicators.caption": ("{count} mål", "{count} indicators"),
    "record.recipients": ("Hvem kan se det", "Who can see it"),
    "record.recipients.roles": ("Roller og hvad de må", "Roles and what they may do"),
    "record.recipients.why": (
        "En vejleder ser kun en ung, når der er en grund. Grunden står på siden. Hvert kig bliver skrevet ned.",
        "A counsellor sees a youth only for a reason. The reason stands on the page. Every look is written down.",
    ),
    "record.recipients.scopes": ("Det, et system kan få lov til", "What a system may be allowed"),
    "record.recipients.signed": ("Systemer, der kan logge ind nu: {names}.", "Systems that may sign in now: {names}."),
    "record.recipients.nobody": ("Ingen andre systemer kan logge ind nu.", "No other system may sign in now."),
    "record.open.recipients": (
        "hvem kommunen ellers giver oplysninger til, og efter hvilken lov",
        "to whom else the municipality gives data, and by which law",
    ),
    "record.recipients.told": (
        "Systemer, der får besked om sager: {names}. De får numre og ingen navne.",
        "Systems that are told of flags: {names}. They get numbers and no names.",
    ),
    "record.recipients.untold": (
        "Ingen systemer får besked om sager.",
        "No systems are told of flags.",
    ),
    "record.recipients.digest": (
        "Mandagens mail har fire tal og et link. Den nævner ingen.",
        "Monday's e-mail has four counts and a link. It names nobody.",
    ),
    "record.recipients.abroad": (
        "Servicen skriver kun til de systemer og den mail, der står her. Den skriver aldrig til en borger.",
        "The service writes only to the systems and the e-mail named here. It never writes to a citizen.",
    ),
    "record.open.abroad": (
        "om en databehandler bruger lande uden for EU",
        "whether a processor uses countries outside the EU",
    ),
    "record.kept": ("Hvor længe", "How long"),
    "record.kept.how": (
        "Fristerne står i servicen og bliver fulgt, når kommunen kører sletningen. Et påbud om at gemme går forud.",
        "The limits stand in the service and are kept when the municipality runs the deletion. An order to keep "
        "goes first.",
    ),
    "record.kept.not_personal": ("ikke om unge", "not about youths"),
    "record.open.kept": (
        "om fristerne passer til kommunens egne regler",
        "whether the limits fit the municipality's own rules",
    ),
    "record.safe": ("Sikkerhed", "Security"),
    "record.safe.pseudonym": (
        "Unge står under et nummer uden mening. Navn og cpr-nummer ligger krypteret for sig og bliver aldrig "
        "regnet på. Hvert opslag bliver logget.",
        "Youths stand under a number without meaning. Name and CPR number lie apart, encrypted, and are never "
        "computed on. Each look is logged.",
    ),
    "record.safe.log": (
        "Hvert kig og hver handling står i en log, der er låst med en nøgle uden for databasen ({database}).",
        "Every look and act stands in a log, sealed by a key outside the database ({database}).",
    ),
    "record.safe.raw": (
        "Rå filer er krypteret og bliver slettet efter {raw_days} dage. Et login varer højst {session_hours} timer.",
        "Raw files are encrypted and deleted after {raw_days} days. A sign-in lasts at most {session_hours} hours.",
    ),
    "record.safe.stop": (
        "Beregningen kan slås fra med det samme. Lige nu er {stops} ting slået fra.",
        "The computing can be switched off at once. Right now {stops} things are switched off.",
    ),
    "record.open.safe": (
        "kommunens egne regler om udstyr, backup og adgang til bygninger",
        "the municipality's own rules on equipment, backups and access to buildings",
    ),
}
