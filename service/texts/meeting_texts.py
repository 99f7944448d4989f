"""Every sentence on meetings about a youth and on drafts, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "done.met": ("Mødet er gemt.", "The meeting is stored."),
    "done.agreed": ("Aftalen er gemt.", "The agreement is stored."),
    "done.settled": ("Svaret er gemt.", "The answer is stored."),
    "done.drafted": ("Kladden er gemt.", "The draft is stored."),
    "done.undrafted": ("Kladden er smidt ud.", "The draft is thrown away."),
    "meetings.title": ("Møder og aftaler", "Meetings and agreements"),
    "meetings.back": ("Til møder og aftaler", "To meetings and agreements"),
    "meetings.to_youth": ("Til den unges side", "To the youth's page"),
    "meetings.none": (
        "Der er ingen møder endnu. Indkald til et netværksmøde, eller drøft den unge med teamet.",
        "There are no meetings yet. Call a network meeting, or discuss the youth with the team.",
    ),
    "meetings.none.read": ("Der er ingen møder endnu.", "There are no meetings yet."),
    "meetings.open": ("Aftaler, vi skal følge op på", "Agreements for us to follow up"),
    "meetings.all": ("Møder", "Meetings"),
    "meeting.new.network": ("Indkald til netværksmøde", "Call a network meeting"),
    "meeting.new.discussion": ("Notér en tværfaglig drøftelse", "Note an interdisciplinary discussion"),
    "meeting.edit": ("Ret, eller skriv hvad I aftalte", "Change, or write what you agreed"),
    "meeting.invite": ("Invitation til print", "Invitation to print"),
    "meeting.kind.network": ("Inddragende netværksmøde", "Inclusive network meeting"),
    "meeting.kind.discussion": ("Tværfaglig drøftelse", "Interdisciplinary discussion"),
    "meeting.state.planned": ("Aftalt", "Planned"),
    "meeting.state.held": ("Holdt", "Held"),
    "meeting.state.not_held": ("Ikke holdt", "Not held"),
    "meeting.line": ("{kind} {on}", "{kind} {on}"),
    "meeting.when": ("Hvornår", "When"),
    "meeting.at": ("{on} kl. {clock}", "{on} at {clock}"),
    "meeting.on": ("Dag", "Day"),
    "meeting.clock": ("Klokken (valgfrit)", "Time (optional)"),
    "meeting.venue": ("Sted", "Place"),
    "meeting.chair": ("Mødeleder", "Chair"),
    "meeting.state": ("Er mødet holdt?", "Has the meeting been held?"),
    "meeting.agenda.network": ("Den unges egne punkter", "The youth's own points"),
    "meeting.agenda.network.hint": (
        "Spørg den unge: Hvad er vigtigst for dig at få talt om?",
        "Ask the youth: What matters most to you to talk about?",
    ),
    "meeting.agenda.discussion": ("Det vil vi drøfte", "What we will discuss"),
    "meeting.agenda.discussion.hint": (
        "Skriv ikke om helbred eller om andre end den unge.",
        "Do not write of health or of others than the youth.",
    ),
    "meeting.private": ("Fra den unges side", "From the youth's side"),
    "meeting.private.hint": (
        "Den unge vælger selv. En på hver linje, for eksempel: Mor, Anne.",
        "The youth chooses. One on each line, such as: Mother, Anne.",
    ),
    "meeting.professions": ("Fagpersoner fra teamet", "Professionals of the team"),
    "meeting.professions.hint": ("Hver deltager for sit eget fag.", "Each takes part for their own field."),
    "meeting.professionals": ("Andre fagpersoner (valgfrit)", "Other professionals (optional)"),
    "meeting.professionals.hint": (
        "En på hver linje, for eksempel: Ole Vang, mentor.",
        "One on each line, such as: Ole Vang, mentor.",
    ),
    "consent.title": ("Samtykke til at dele", "Consent to share"),
    "consent.hint": (
        "Del kun det, der er sagt ja til. Skriv, hvem der sagde ja, hvornår og til hvad.",
        "Share only what was agreed to. Write who said yes, when and to what.",
    ),
    "consent.by": ("Hvem har sagt ja?", "Who said yes?"),
    "consent.by.none": ("Ingen endnu", "Nobody yet"),
    "consent.by.youth": ("Den unge", "The youth"),
    "consent.by.holder": ("Forældremyndigheden", "The custody holder"),
    "consent.by.both": ("Den unge og forældremyndigheden", "The youth and the custody holder"),
    "consent.on": ("Hvornår?", "When?"),
    "consent.to": ("Hvad må vi dele, og med hvem?", "What may we share, and with whom?"),
    "consent.told": ("{by} sagde ja {on}: {to}", "{by} said yes on {on}: {to}"),
    "consent.missing": (
        "Der er ikke sagt ja til at dele noget. Tal med den unge først, eller drøft uden navn.",
        "Nobody has said yes to sharing anything. Talk to the youth first, or discuss without a name.",
    ),
    "consent.of_age": (
        "Den unge er fyldt 18. Kun den unge selv kan sige ja.",
        "The youth has turned 18. Only the youth can say yes.",
    ),
    "meeting.agreed": ("Det talte vi om", "What we talked about"),
    "meeting.agreed.hint": (
        "Kort. Det, nogen skal gøre, skriver du som en aftale bagefter.",
        "Briefly. What somebody is to do, you write as an agreement afterwards.",
    ),
    "meeting.save": ("Gem mødet", "Store the meeting"),
    "meeting.changed_by": ("Sidst rettet af {name} {on}", "Last changed by {name} on {on}"),
    "meeting.contact": (
        "Talte du selv med den unge? Så notér det også som kontakt på den unges side.",
        "Did you talk to the youth? Then note it as a contact on the youth's page too.",
    ),
    "agreements.title": ("Aftaler", "Agreements"),
    "agreements.none": ("Der er ingen aftaler endnu.", "There are no agreements yet."),
    "agreement.line": ("{who}: {what}", "{who}: {what}"),
    "agreement.add": ("Skriv en aftale", "Write an agreement"),
    "agreement.what": ("Hvad skal der ske?", "What is to happen?"),
    "agreement.who": ("Hvem gør det?", "Who does it?"),
    "agreement.due": ("Hvornår følger vi op?", "When do we follow up?"),
    "agreement.save": ("Gem aftalen", "Store the agreement"),
    "agreement.ask.kept": ("Holdt", "Kept"),
    "agreement.ask.not_kept": ("Ikke holdt", "Not kept"),
    "agreement.for": ("{ask}: {what}", "{ask}: {what}"),
    "agreement.outcome.kept": ("Aftalen blev holdt", "The agreement was kept"),
    "agreement.outcome.not_kept": ("Aftalen blev ikke holdt", "The agreement was not kept"),
    "form.wrong.title": ("Det kunne vi ikke gemme", "We could not store this"),
    "form.wrong": (
        "Se på dagene, og på om noget mangler eller er for langt. Din tekst står her endnu.",
        "Look at the days, and whether something is missing or too long. Your text is still here.",
    ),
    "conflict.title": ("{name} har rettet i det samme", "{name} has changed the same"),
    "conflict.what": (
        "Her står begge tekster. Din er også i felterne nedenfor. Gem, når du har valgt.",
        "Here are both texts. Yours is in the fields below too. Store when you have chosen.",
    ),
    "conflict.field": ("Felt", "Field"),
    "conflict.theirs": ("Det, der er gemt", "What is stored"),
    "conflict.mine": ("Det, du skrev", "What you wrote"),
    "conflict.empty": ("tomt", "empty"),
    "conflict.keep": ("Behold det, der er gemt", "Keep what is stored"),
    "draft.save": ("Gem kladde", "Store a draft"),
    "draft.kept": ("Kladde gemt kl. {clock}", "Draft stored at {clock}"),
    "draft.auto": ("Din tekst gemmes, mens du skriver.", "Your text is stored while you write."),
    "draft.found": ("Det er din kladde", "This is your draft"),
    "draft.found.from": (
        "Du skrev på den {on} kl. {clock}. Kun du kan se den.",
        "You wrote it on {on} at {clock}. Only you can see it.",
    ),
    "draft.drop": ("Smid kladden ud", "Throw the draft away"),
    "invitation.title": ("Invitation til netværksmøde", "Invitation to a network meeting"),
    "invitation.to": ("Til", "To"),
    "invitation.lead": (
        "Du er inviteret til et møde, hvor vi sammen finder ud af, hvad der kan hjælpe videre.",
        "You are invited to a meeting where we find out together what can help.",
    ),
    "invitation.own": (
        "Mødet er den unges. Den unge bestemmer, hvem der er med, og hvad vi taler om.",
        "The meeting is the youth's. The youth decides who takes part and what we talk about.",
    ),
    "invitation.agenda": ("Det vil den unge gerne tale om", "What the youth would like to talk about"),
    "invitation.agenda.none": (
        "Den unge siger selv på mødet, hvad der er vigtigst.",
        "The youth says at the meeting what matters most.",
    ),
    "invitation.share": ("Det må vi dele", "What we may share"),
    "invitation.share.none": (
        "Vi deler ikke noget på forhånd. Den unge siger selv, hvad vi må tale om.",
        "We share nothing beforehand. The youth says what we may talk about.",
    ),
    "invitation.with": ("Hvem er med?", "Who takes part?"),
    "invitation.ask": ("Har du spørgsmål, så ring til {name}.", "If you have questions, ring {name}."),
    "invitation.ask.phone": (
        "Har du spørgsmål, så ring til {name} på {phone}.",
        "If you have questions, ring {name} on {phone}.",
    ),
    "invitation.come": (
        "Kan du ikke komme, så sig til. Så finder vi en anden dag.",
        "If you cannot come, tell us. Then we find another day.",
    ),
    "invitation.how": (
        "Skriv navnet i hånden, eller kopiér teksten til jeres post. Sendes kun af dig.",
        "Write the name by hand, or copy the text to your mail. Only you send it.",
    ),
}
_PROFESSIONS: Final = """
psychologist | Psykolog | Psychologist
social_worker | Socialrådgiver | Social worker
health_nurse | Sundhedsplejerske | Health nurse
pedagogue | Pædagog | Pedagogue
occupational_therapist | Ergoterapeut | Occupational therapist
speech_therapist | Tale-hørekonsulent | Speech therapist
counsellor | UU-vejleder | Counsellor
school | Skole eller uddannelsessted | School or institution
"""
MEETING_TEXTS: Final[Mapping[str, tuple[str, str]]] = {**_SENTENCES, **named("profession", _PROFESSIONS)}
