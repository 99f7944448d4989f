"""Every sentence on hand-overs, on cover while somebody is away, and on what to say when a parent rings, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HANDOVER_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "done.given": (
        "Overleveringen er sendt. Du har den unge, til der er kvitteret.",
        "The hand-over is sent. The youth is yours until it is acknowledged.",
    ),
    "done.received": ("Du har kvitteret. Den unge er nu din.", "You have acknowledged. The youth is yours now."),
    "done.kept": ("Du beholder den unge.", "You keep the youth."),
    "done.appointed": ("Tovholderen er valgt.", "The coordinator is chosen."),
    "done.covered": (
        "Ferien er gemt. Åbne punkter går til din afløser.",
        "The time off is stored. Open items go to your cover.",
    ),
    "done.back": (
        "Velkommen tilbage. Dine åbne punkter er dine igen.",
        "Welcome back. Your open items are yours again.",
    ),
    "ways.title": ("Sammen med andre", "Together with others"),
    # Hand-overs
    "handovers.title": ("Overleveringer", "Hand-overs"),
    "handovers.lead": (
        "En ung er hos den, der giver, til den anden har kvitteret. Ingen falder mellem to stole.",
        "A youth stays with the giver until the other one has acknowledged. Nobody falls between two chairs.",
    ),
    "handovers.to_me": ("Venter på din kvittering", "Wait for you to acknowledge"),
    "handovers.to_me.none": ("Ingen overleveringer venter på dig.", "No hand-overs wait for you."),
    "handovers.from_me": ("Afgivet, ikke kvitteret endnu", "Given, not acknowledged yet"),
    "handovers.from_me.none": (
        "Du har ikke afgivet nogen. Åbn en ung for at overlevere.",
        "You have given none. Open a youth to hand over.",
    ),
    "handovers.others": ("Andres, der ikke er kvitteret", "Others' that are not acknowledged"),
    "handovers.others.none": ("Alle overleveringer er kvitteret.", "Every hand-over is acknowledged."),
    "handovers.receipts": ("Kvitteringer de sidste 30 dage", "Receipts of the last 30 days"),
    "handover.receipt": ("{name} kvitterede {on}", "{name} acknowledged on {on}"),
    "handover.from_to": ("Fra {giver} til {receiver}", "From {giver} to {receiver}"),
    "handover.waited.one": ("Har ventet 1 dag", "Has waited 1 day"),
    "handover.waited": ("Har ventet {count} dage", "Has waited {count} days"),
    "handover.today": ("Sendt i dag", "Sent today"),
    "handover.chase": ("Ring til {name} på {phone}", "Ring {name} on {phone}"),
    "handover.reason.moved": ("Den unge er flyttet", "The youth has moved"),
    "handover.reason.agreed": ("Aftalt", "Agreed"),
    "handover.reason.of_age": ("Den unge er fyldt 18", "The youth has turned 18"),
    "handover.acknowledge": ("Kvittér og overtag", "Acknowledge and take over"),
    "handover.acknowledge.of": ("Kvittér og overtag {youth}", "Acknowledge and take over {youth}"),
    "handover.keep": ("Behold den unge", "Keep the youth"),
    "handover.keep.of": ("Behold {youth}", "Keep {youth}"),
    "handover.somebody": ("En ung", "A youth"),
    "handover.title": ("Overlevér eller vælg tovholder", "Hand over or choose the coordinator"),
    "handover.now": ("Den unge er hos {name}.", "The youth is with {name}."),
    "handover.open": ("En overlevering er på vej", "A hand-over is on its way"),
    "handover.open.next": ("Se den under Overleveringer.", "See it under Hand-overs."),
    "handover.give": ("Overlevér til en kollega", "Hand over to a colleague"),
    "handover.give.hint": (
        "Tal sammen først. Den unge bliver hos dig, til din kollega har kvitteret.",
        "Talk first. The youth stays with you until your colleague has acknowledged.",
    ),
    "handover.receiver": ("Hvem skal have den unge?", "Who is to have the youth?"),
    "handover.why": ("Hvorfor?", "Why?"),
    "handover.send": ("Send overlevering", "Send the hand-over"),
    "handover.take_up": ("Bliv tovholder", "Become the coordinator"),
    "handover.take_up.hint": ("Den unge har ingen tovholder.", "The youth has no coordinator."),
    "handover.appoint": ("Vælg tovholder", "Choose the coordinator"),
    "handover.appoint.hint": (
        "Gælder straks. En overlevering, der er på vej, slutter med det.",
        "Holds at once. A hand-over on its way ends with it.",
    ),
    "handover.wrong": (
        "Vælg en anden kollega. Måske har den unge allerede den, du valgte, eller en overlevering er på vej.",
        "Choose another colleague. Perhaps the youth has the one you chose already, or a hand-over is on its way.",
    ),
    # Cover
    "cover.title": ("Ferie og afløsning", "Time off and cover"),
    "cover.lead": (
        "Mens du er væk, går dine åbne punkter til din afløser. Når du er tilbage, får du dem igen.",
        "While you are away your open items go to your cover. When you are back you get them again.",
    ),
    "cover.now": ("Aftalt fravær", "Agreed time off"),
    "cover.now.none": ("Der er ikke aftalt noget fravær.", "No time off is agreed."),
    "cover.line": ("{name} er væk {span}. {by} dækker.", "{name} is away {span}. {by} covers."),
    "cover.back": ("Er tilbage nu", "Is back now"),
    "cover.back.of": ("{name} er tilbage nu", "{name} is back now"),
    "cover.new": ("Skriv et fravær", "Write time off"),
    "cover.who": ("Hvem er væk?", "Who is away?"),
    "cover.by": ("Hvem dækker?", "Who covers?"),
    "cover.from": ("Fra og med", "From"),
    "cover.to": ("Til og med", "To"),
    "cover.save": ("Gem fraværet", "Store the time off"),
    "cover.wrong": (
        "Se på dagene: til og med skal være i dag eller senere, og højst et år frem. Vælg en anden til at dække.",
        "Look at the days: the last is today or later, and at most a year ahead. Choose somebody else to cover.",
    ),
    "cover.items": ("Åbne punkter til {name}", "Open items for {name}"),
    "cover.items.hint": (
        "Print listen, eller gå den igennem sammen, før ferien begynder.",
        "Print the list, or go through it together before the time off begins.",
    ),
    "cover.items.none": ("Der er ingen åbne punkter.", "There are no open items."),
    "cover.mine": ("Dine åbne punkter", "Your open items"),
    # When a parent rings
    "call.title": ("Når en forælder ringer", "When a parent rings"),
    "call.first": ("Før du siger noget", "Before you say anything"),
    "call.check": (
        "Ring tilbage på det nummer, vi har. Så ved du, hvem du taler med.",
        "Ring back on the number that we have. Then you know whom you talk to.",
    ),
    "call.holder": (
        "Kun den, der har forældremyndigheden, må få noget at vide.",
        "Only a custody holder may be told anything.",
    ),
    "call.of_age.title": ("Den unge er fyldt 18", "The youth has turned 18"),
    "call.of_age": (
        "Sig intet om den unge, heller ikke om vi kender den unge. Sig: Jeg kan kun tale med den unge selv.",
        "Say nothing of the youth, not even whether we know the youth. Say: I can talk to the youth alone.",
    ),
    "call.of_age.may": (
        "Du må gerne lytte, og du må fortælle, hvordan den unge selv kan få fat i os.",
        "You may listen, and you may tell how the youth can reach us.",
    ),
    "call.turns": (
        "Den unge fylder 18 år {on}. Fra den dag gælder kun den unges eget ja.",
        "The youth turns 18 on {on}. From that day only the youth's own yes counts.",
    ),
    "call.protected": (
        "Adressen er beskyttet. Sig ikke, hvor den unge bor eller går i skole.",
        "The address is protected. Do not say where the youth lives or goes to school.",
    ),
    "call.who": ("Hvem har den unge?", "Who has the youth?"),
    "call.counsellor": ("{name}, tlf. {phone}", "{name}, tel. {phone}"),
    "call.nobody": ("Ingen endnu. Spørg lederen.", "Nobody yet. Ask the leader."),
    "call.tell": ("Det må du fortælle", "What you may tell"),
    "call.last": ("Sidste kontakt", "Last contact"),
    "call.last.none": ("Ingen kontakt noteret endnu.", "No contact noted yet."),
    "call.next": ("Næste aftale", "Next agreement"),
    "call.next.meeting": ("Møde {on}", "Meeting {on}"),
    "call.next.other": ("Vi følger op {on}", "We follow up {on}"),
    "call.next.none": ("Ingen aftale endnu. Foreslå en dag.", "No agreement yet. Suggest a day."),
    "call.goes_well": ("Begynd med det, der går godt", "Begin with what goes well"),
    "call.facts": ("Det, vi ved", "What we know"),
    "call.not": ("Det fortæller du ikke", "What you do not tell"),
    "call.not.health": (
        "Noget om helbred, om andre unge, eller hvad andre fagfolk har sagt.",
        "Anything of health, of other youths, or what other professionals have said.",
    ),
    "call.not.guess": (
        "Gæt på hvorfor. Spørg i stedet: Hvad ser I derhjemme?",
        "Guesses at why. Ask instead: What do you see at home?",
    ),
    "call.after": (
        "Skriv bagefter, at I har talt sammen, på den unges side.",
        "Afterwards note on the youth's page that you have talked.",
    ),
}
