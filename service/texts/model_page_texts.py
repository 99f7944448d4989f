"""Every sentence of Data og model in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.named import named

_SHORT: Final = """
title | Data og model | Data and model
nights | Nattens kørsel | The night's run
nights.all | Se alle kørsler | See all runs
nights.none | Ingen nat er kørt endnu. Kør den første nat. | No night has run yet. Run the first one.
nights.failed | Den seneste kørsel fejlede. | The latest run failed.
sources | Hvor friske er data? | How fresh are the data?
sources.from | Kilde | Source
sources.state | Status | State
sources.seen | Modtaget | Received
sources.age | Alder | Age
sources.rows | Rækker | Rows
sources.faulty | I karantæne | In quarantine
sources.none | Der er ikke modtaget data endnu. | No data were received yet.
delivery.taken | Taget ind | Taken in
delivery.waiting | Venter på et menneske | Waits for a person
delivery.refused | Afvist | Refused
drift | Har data ændret sig? | Have the data changed?
model | Modellen i brug | The model in use
model.since | I brug siden | In use since
model.name | Navn | Name
model.kind | Slags | Kind
model.kind.rule | En enkel regel | A simple rule
model.kind.model | En lært model | A learned model
model.horizon | Ser frem | Looks ahead
model.until | Lært af data før | Learned from data before
model.data | Lært af | Learned from
model.data.synthetic | opdigtede unge | made-up youths
model.data.public | åbne data om andre mennesker | open data on other people
model.data.real | kommunens egne oplysninger | the municipality's own records
model.looks | Ser på | Looks at
model.about | Læs, hvad den kan og ikke kan | Read what it can and cannot do
stop | Stopknap | Stop switch
stop.none | Intet er stoppet. | Nothing is stopped.
stop.what | Hvad skal stoppes? | What is to be stopped?
stop.engine | Hele beregningen | All computing
stop.district | Beregningen i {name} | Computing in {name}
stop.model | Modellen {name} | The model {name}
stop.reason | Hvorfor? Skriv en linje. | Why? Write one line.
stop.throw | Slå fra | Switch off
stop.lift | Slå til igen | Switch on again
stop.lift.reason | Hvad er der sket? Skriv en linje. | What has happened? Write one line.
stop.told | Siden {on}: {reason} | Since {on}: {reason}
two | Tag en model i brug | Put a model into use
two.none | Der er ingen andre modeller. Driften henter dem ind. | There are no other models. Operations bring them in.
two.propose | Foreslå {name} | Propose {name}
two.confirm | Sig ja til {name} | Say yes to {name}
two.withdraw | Træk forslaget tilbage | Take the proposal back
two.refuse | Sig nej | Say no
two.waits | {name} er foreslået {on} af {who}. | {name} was proposed {on} by {who}.
two.ready | {name}, hentet ind {on} | {name}, brought in {on}
law | Hvad må bruges? | What may be used?
law.day_one | Kan bruges fra dag ét | Can be used from day one
law.needs | Kræver hjemmel | Needs a legal basis
law.phase | Til | For
law.held | Hjemmel | Legal basis
law.until | Gælder til | Holds until
law.missing | Mangler | Missing
law.phase.development | Udvikling | Development
law.phase.operation | Drift | Operation
law.phase.shadow | Prøve uden virkning | Trial without effect
law.phase.retraining | Ny læring | Learning anew
law.no | nej | none
law.open | ingen slutdato | no last day
law.nothing | intet | nothing
law.all | alle tabeller | all tables
law.fact | Tal og frister fra kommunens egne oplysninger | Figures and deadlines from the municipality's own records
law.duty | Pligter til kontakt og tilbud | Duties of contact and offer
law.transition | Overgange fra skole til uddannelse | Transitions from school to education
law.contact | Kontakt, aftaler og overlevering | Contact, agreements and hand-over
law.risk | Tegn på frafald | Signs of dropout
law.profile | Fraværets forløb over årene | The course of absence over the years
law.order | Hvem der får plads på listen ved mange tegn | Who gets a place on the list for many signs
"""
MODEL_PAGE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **named("model_page", _SHORT),
    "nav.model": ("Data og model", "Data and model"),
    "model_page.lead": (
        "Er data friske, er natten kørt, og hvad må modellen? Her står intet om den enkelte unge.",
        "Are the data fresh, has the night run, and what may the model do? Nothing here is of any one youth.",
    ),
    "model_page.today": ("i dag", "today"),
    "model_page.age.one": ("1 dag", "1 day"),
    "model_page.age": ("{count} dage", "{count} days"),
    "model_page.sources.about": (
        "En række i karantæne bryder en regel. Den er lagt til side, og kilden skal rette den.",
        "A row in quarantine breaks a rule. It is set aside, and its source has to correct it.",
    ),
    "model_page.drifted.none": ("Intet har ændret sig nok til at sige det.", "Nothing changed enough to speak of."),
    "model_page.drifted.one": ("1 oplysning har ændret sig.", "1 indicator has changed."),
    "model_page.drifted": ("{count} oplysninger har ændret sig.", "{count} indicators have changed."),
    "model_page.model.none": (
        "Ingen model er i brug. Listen viser pligter og frister. De kræver ingen model.",
        "No model is in use. The list shows duties and deadlines, which need no model.",
    ),
    "model_page.looks.one": ("1 oplysning", "1 indicator"),
    "model_page.looks": ("{count} oplysninger", "{count} indicators"),
    "model_page.stop.about": (
        "Du kan stoppe beregningen med det samme. Pligter og frister kører videre. Kun en leder eller "
        "databeskyttelsesrådgiveren kan starte den igen.",
        "You can stop the computing at once. Duties and deadlines run on. Only a leader or the data protection officer can start it again.",
    ),
    "model_page.stop.only_see": (
        "Din rolle kan ikke stoppe beregningen. Ring til din leder, hvis den skal stoppes.",
        "Your role cannot stop the computing. Ring your leader if it has to be stopped.",
    ),
    "model_page.two.about": (
        "To mennesker skal være enige. En foreslår, og en anden siger ja. Modellen bliver set efter begge gange.",
        "Two people have to agree. One proposes, another says yes. The model is verified both times.",
    ),
    "model_page.two.own": (
        "Du har selv foreslået den. En anden skal sige ja.",
        "You proposed it yourself. Another person has to say yes.",
    ),
    "model_page.law.about": (
        "Pligter hviler på den lov, kommunen allerede følger. Beregning om unge kræver sin egen hjemmel, tabel for tabel.",
        "Duties rest on the law that the municipality follows already. Computing about youths needs a legal basis of its own, by table.",
    ),
    "model_page.law.synthetic": (
        "Data er opdigtede eller åbne her. Derfor kører beregningen uden hjemmel. Tabellen viser, hvad ægte data ville kræve.",
        "The data are made up or open here, so computing runs without a legal basis. The table shows what real data would need.",
    ),
    "model_page.law.real": (
        "Data er ægte her. En tabel uden hjemmel bliver ikke brugt til beregning.",
        "The data are real here. A table without a legal basis is not used for computing.",
    ),
    "done.stopped": ("Beregningen er stoppet.", "The computing is stopped."),
    "done.lifted": ("Beregningen kører igen.", "The computing runs again."),
    "done.proposed": (
        "Modellen er foreslået. En anden skal sige ja.",
        "The model is proposed. Another has to say yes.",
    ),
    "done.confirmed": ("Modellen er i brug.", "The model is in use."),
    "done.withdrawn": ("Forslaget er trukket tilbage.", "The proposal is taken back."),
}
