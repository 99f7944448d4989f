"""Every sentence that a person reads, in Danish and English; a page or a sheet has no words of its own.

Those of the weekly list stand here, those of the pages around it in `page_texts` and the files beside it. Danish comes
first: it is what a counsellor reads. Values in braces are filled in by `say`. Plurals have a key of their own (`.one`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.texts.about_texts import ABOUT_TEXTS
from service.texts.alarm_texts import ALARM_TEXTS
from service.texts.behind_texts import BEHIND_TEXTS
from service.texts.dates import Language
from service.texts.digest_texts import DIGEST_TEXTS
from service.texts.dpia_texts import DPIA_TEXTS, FRIA_TEXTS
from service.texts.effect_texts import EFFECT_TEXTS
from service.texts.explanation_texts import EXPLANATION_TEXTS
from service.texts.follow_up_texts import FOLLOW_UP_TEXTS
from service.texts.guide_texts import GUIDE_TEXTS
from service.texts.handover_texts import HANDOVER_TEXTS
from service.texts.help_texts import HELP_TEXTS
from service.texts.instruction_texts import INSTRUCTION_TEXTS
from service.texts.list_texts import LIST_PAGE_TEXTS
from service.texts.meeting_texts import MEETING_TEXTS
from service.texts.model_page_texts import MODEL_PAGE_TEXTS
from service.texts.notice_texts import NOTICE_TEXTS
from service.texts.oversight_texts import OVERSIGHT_TEXTS
from service.texts.overview_texts import OVERVIEW_TEXTS
from service.texts.pack_texts import PACK_TEXTS
from service.texts.page_texts import PAGE_TEXTS
from service.texts.purpose_texts import PURPOSE_TEXTS
from service.texts.record_texts import RECORD_TEXTS
from service.texts.rights_texts import RIGHTS_TEXTS
from service.texts.said_texts import SAID_TEXTS
from service.texts.shadow_texts import SHADOW_TEXTS
from service.texts.sight_texts import SIGHT_TEXTS
from service.texts.year_texts import YEAR_TEXTS
from service.texts.youth_texts import YOUTH_TEXTS

_LIST_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    # The list
    "list.title": ("Ugens liste", "The week's list"),
    "list.place": ("{place}, uge {week} ({span})", "{place}, week {week} ({span})"),
    "list.queue.central": ("Den fælles kø", "The central queue"),
    "list.queue.area": ("Områdets indbakke: {area}", "The area's inbox: {area}"),
    "list.deadlines": ("Frister", "Deadlines"),
    "list.new": ("Nye denne uge", "New this week"),
    "list.others": ("Øvrige", "Others"),
    "list.empty": ("Ingen unge på listen i denne uge.", "No youths on the list this week."),
    "list.fold": ("Sådan læser du listen", "How to read the list"),
    "count.listed.one": ("1 ung", "1 youth"),
    "count.listed": ("{count} unge", "{count} youths"),
    "count.deadlines.one": ("1 med frist", "1 with a deadline"),
    "count.deadlines": ("{count} med frist", "{count} with a deadline"),
    "count.today.one": ("1 frist i dag", "1 deadline today"),
    "count.today": ("{count} frister i dag", "{count} deadlines today"),
    "count.follow_ups.one": ("1 opfølgning", "1 follow-up"),
    "count.follow_ups": ("{count} opfølgninger", "{count} follow-ups"),
    "count.overdue.one": ("1 frist er overskredet", "1 deadline is past"),
    "count.overdue": ("{count} frister er overskredet", "{count} deadlines are past"),
    "count.new.one": ("1 ny", "1 new"),
    "count.new": ("{count} nye", "{count} new"),
    "count.waiting.one": ("1 venter på plads", "1 waits for a place"),
    "count.waiting": ("{count} venter på plads", "{count} wait for a place"),
    # Columns
    "column.week": ("Uge", "Week"),
    "column.place": ("Distrikt", "District"),
    "column.due": ("Frist", "Deadline"),
    "column.youth": ("Ung", "Youth"),
    "column.age": ("Alder", "Age"),
    "column.owner": ("Ansvarlig", "Responsible"),
    "column.reasons": ("Hvorfor", "Why"),
    "column.changed": ("Hvad er sket", "What happened"),
    "column.figures": ("Tal", "Figures"),
    "column.goes_well": ("Det, der går godt", "What goes well"),
    "column.coverage": ("Data", "Data"),
    "column.delete": ("Fortroligt – slettes senest", "Confidential – delete by"),
    "column.new": ("Ny", "New"),
    "cell.age": ("{years} år", "{years} years"),
    "cell.new": ("ny", "new"),
    "cell.due": ("Frist {day}", "Due {day}"),
    "cell.overdue": ("Fristen var {day}", "Was due {day}"),
    "cell.yes": ("ja", "yes"),
    "cell.no": ("nej", "no"),
    "owner.central": ("Den fælles kø", "Central queue"),
    "owner.area": ("Områdets indbakke", "Area inbox"),
    # Why
    "rule.absence_quarter_10": (
        "Ulovligt fravær på mindst 10 % af kvartalet: skolelederen tager kontakt (under 18 år: til hjemmet)",
        "Unlawful absence of at least 10% of the quarter: the school leader makes contact (under 18: with the home)",
    ),
    "rule.absence_quarter_15": (
        "Ulovligt fravær på mindst 15 % af kvartalet: skolelederen giver kommunen besked",
        "Unlawful absence of at least 15% of the quarter: the school leader notifies the municipality",
    ),
    "rule.absence_days_10": (
        "Over 10 dages fravær i kvartalet: skolelederen tager kontakt",
        "More than 10 days of absence in the quarter: the school leader makes contact",
    ),
    "rule.absence_days_15": (
        "Over 15 dages fravær i kvartalet: skolelederen laver en plan",
        "More than 15 days of absence in the quarter: the school leader makes a plan",
    ),
    "rule.contact_5": (
        "Kontakt med den unge (under 18 år: også hjemmet) inden 5 arbejdsdage",
        "Contact with the youth (under 18: the home too) within 5 working days",
    ),
    "rule.offer_30": ("Tilbud om ny aktivitet inden 30 dage", "Offer of a new activity within 30 days"),
    "rule.guidance_10": (
        "Vejledning sammen med uddannelsesstedet inden 10 arbejdsdage",
        "Guidance together with the institution within 10 working days",
    ),
    "rule.next_step_applied": (
        "Går ud af skolen til sommer og har ikke søgt noget endnu",
        "Leaves school this summer and has not applied yet",
    ),
    "rule.next_step_admitted": (
        "Har søgt, men har ikke fået plads endnu",
        "Has applied, but has no place yet",
    ),
    "rule.next_step_known": ("Gik ud af skolen uden et kendt næste skridt", "Left school without a known next step"),
    "rule.next_step_started": (
        "Er ikke begyndt på det aftalte næste skridt",
        "Has not begun the agreed next step",
    ),
    "rule.next_step_3_months": (
        "Er ikke længere i gang tre måneder efter start",
        "Is no longer there three months after the start",
    ),
    "rule.birthday_18": (
        "Er fyldt 18 år: tovholder overleverer og får kvittering",
        "Has turned 18: the coordinator hands over and gets a receipt",
    ),
    "rule.no_known_activity": ("Vi kender ingen aktivitet lige nu", "We know of no activity right now"),
    "rule.risk": ("Tegn i data, som en vejleder bør se på", "Signs in the data that a counsellor should look at"),
    "rule.manual": ("Nogen har bedt om, at vi ser på det", "Somebody has asked us to look"),
    "responsible.school_leader": ("Til orientering: skolens opgave", "For information: the school's task"),
    # What happened
    "fact.without_activity": ("Uden kendt aktivitet siden {since}", "Without known activity since {since}"),
    "fact.no_spell": ("Ingen uddannelse eller job i vores data", "No education or job in our data"),
    "fact.reported": (
        "Uddannelsesstedet meldte risiko for afbrud {on}",
        "The institution reported a risk of interruption {on}",
    ),
    "fact.unlawful_quarter": (
        "Ulovligt fravær {days} af kvartalets {possible} skoledage",
        "Unlawful absence {days} of the quarter's {possible} school days",
    ),
    "fact.unlawful_finished": (
        "Ulovligt fravær {days} af sidste kvartals {possible} skoledage",
        "Unlawful absence {days} of last quarter's {possible} school days",
    ),
    "fact.absence_rose": (
        "Fraværet er steget {points} procentpoint i forhold til det, der er sædvanligt for den unge",
        "Absence rose {points} percentage points against what is usual for the youth",
    ),
    "fact.not_attended_since": ("Har ikke været til stede siden {on}", "Has not attended since {on}"),
    "fact.of_age": ("Fyldte 18 år {on}", "Turned 18 on {on}"),
    "fact.attempted": ("Forsøgt kontaktet {on}, ikke truffet", "Contact tried {on}, not reached"),
    "ended.completed": ("Sluttede {on}: {status}", "Completed {on}: {status}"),
    "ended.interrupted": ("Afbrud {on}: {status}", "Interruption {on}: {status}"),
    "ended.programme_change": ("Omvalg {on} fra {status}", "Programme change {on} from {status}"),
    "ended.institution_change": ("Skiftede sted {on}: {status}", "Changed place {on}: {status}"),
    "ended.moved_away": ("Flyttede {on} fra {status}", "Moved away {on} from {status}"),
    "ended.unknown": ("Ophørte {on}: {status}", "Ended {on}: {status}"),
    "figure.share": ("{indicator}: {share}", "{indicator}: {share}"),
    "figure.count": ("{indicator}: {count}", "{indicator}: {count}"),
    "figure.in_education": ("I gang siden {on}: {status}", "There since {on}: {status}"),
    # What goes well
    "well.attended_all": (
        "Til stede alle de sidste 10 skoledage",
        "Attended all of the last 10 school days",
    ),
    "well.absence_fell": (
        "Fraværet er faldet {points} procentpoint i forhold til det, der er sædvanligt for den unge",
        "Absence fell {points} percentage points against what is usual for the youth",
    ),
    "well.back": ("Tilbage i uddannelse siden {on}: {status}", "Back in education since {on}: {status}"),
    "well.next_step": ("Næste skridt er på plads: starter {on}", "The next step is settled: begins {on}"),
    "well.in_touch": ("Vi har kontakt: talt sammen {on}", "We are in touch: spoke {on}"),
    "well.none": ("Ikke set i data. Spørg den unge.", "Not seen in the data. Ask the youth."),
    # Education and activity
    "status.compulsory_school": ("grundskole", "compulsory school"),
    "status.tenth_grade": ("10. klasse", "tenth grade"),
    "status.boarding_school": ("efterskole", "boarding school"),
    "status.upper_secondary": ("gymnasial uddannelse", "upper secondary education"),
    "status.vocational_basic": ("grundforløb på erhvervsuddannelse", "basic course of vocational education"),
    "status.vocational_main": ("hovedforløb på erhvervsuddannelse", "main course of vocational education"),
    "status.fgu": ("FGU", "preparatory basic education (FGU)"),
    "status.stu": ("særligt tilrettelagt ungdomsuddannelse", "specially planned youth education"),
    "status.other_education": ("anden uddannelse", "other education"),
    "status.employment": ("job", "job"),
    "status.other_activity": ("anden aktivitet", "other activity"),
    "status.exempt": ("fritaget", "exempt"),
    "status.abroad": ("ophold i udlandet", "stay abroad"),
    "status.none": ("ingen aktivitet", "no activity"),
    # Data
    "coverage.observed": ("Vi har data til og med {on}", "We have data up to {on}"),
    "coverage.not_collected": (
        "Skolen sender ikke fravær til kommunen",
        "The school sends no attendance to the municipality",
    ),
    "coverage.no_school": ("Ingen skole i vores data lige nu", "No school in our data right now"),
    "coverage.missing": ("Data mangler", "Data are missing"),
    "unseen.title": ("Det, vi ikke ser", "What we do not see"),
    "unseen.attendance": (
        "Vi modtager ikke fravær for {count} af {residents} unge på 15-18 år her. Manglende data er ikke nul fravær.",
        "We receive no attendance for {count} of {residents} youths of 15-18 here. Missing data are not zero absence.",
    ),
    "unseen.newest": ("Nyeste skoledag i data: {on}.", "Newest school day in the data: {on}."),
    "unseen.nothing": ("Vi har ingen nye fraværsdata her.", "We have no recent attendance data here."),
    "unseen.not_assessed": (
        "{count} unge er ikke vurderet. Vi ved for lidt om dem.",
        "{count} youths are not assessed. We know too little about them.",
    ),
    "unseen.not_assessed.one": (
        "1 ung er ikke vurderet. Vi ved for lidt om den unge.",
        "1 youth is not assessed. We know too little about the youth.",
    ),
    "unseen.no_risk": (
        "Listen viser kun pligter og frister. Modellen er ikke brugt i denne uge.",
        "The list shows duties and deadlines only. The model is not used this week.",
    ),
    "unseen.no_figures": (
        "Tal om fravær er ikke med. Der er ingen hjemmel, eller data kunne ikke læses.",
        "Figures on absence are left out. There is no legal basis, or the data could not be read.",
    ),
    "unseen.known": (
        "Listen bygger på det, kommunen vidste til og med {on}.",
        "The list rests on what was known to the end of {on}.",
    ),
    "unseen.synthetic": ("Alle unge på listen er opdigtede.", "All youths on the list are made up."),
    # Notes
    "note.most": (
        "De fleste på listen falder ikke fra. Listen er et forslag, og du kan altid tage andre unge op.",
        "Most on the list will not drop out. The list is a proposal, and you may always take up other youths.",
    ),
    "note.past": (
        "Hvor mange på tidligere lister der faldt fra, er ikke målt her endnu.",
        "How many on earlier lists dropped out is not measured here yet.",
    ),
    "note.order": (
        "Frister står først, så nye, så resten. Rækkefølgen siger intet om, hvor alvorligt det er.",
        "Deadlines come first, then the new, then the rest. The order says nothing of how serious it is.",
    ),
    "note.waiting": (
        "De unge, der venter på plads, står hos lederen.",
        "The youths who wait for a place are on the leader's page.",
    ),
    "note.footer": (
        "Fortroligt – slettes senest {on}. Må ikke ligge fremme.",
        "Confidential – delete by {on}. Do not leave it lying about.",
    ),
    "sheet.list": ("Ugens liste", "The week's list"),
    "sheet.about": ("Om listen", "About the list"),
    "page.skip": ("Gå til listen", "Skip to the list"),
    "page.plan": ("Aftale / næste kontakt", "Agreement / next contact"),
}
TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    **_LIST_TEXTS,
    **ABOUT_TEXTS,
    **PAGE_TEXTS,
    **LIST_PAGE_TEXTS,
    **BEHIND_TEXTS,
    **HELP_TEXTS,
    **DIGEST_TEXTS,
    **RIGHTS_TEXTS,
    **SAID_TEXTS,
    **SIGHT_TEXTS,
    **SHADOW_TEXTS,
    **YOUTH_TEXTS,
    **MEETING_TEXTS,
    **HANDOVER_TEXTS,
    **OVERVIEW_TEXTS,
    **EFFECT_TEXTS,
    **MODEL_PAGE_TEXTS,
    **ALARM_TEXTS,
    **FOLLOW_UP_TEXTS,
    **GUIDE_TEXTS,
    **OVERSIGHT_TEXTS,
    **PURPOSE_TEXTS,
    **PACK_TEXTS,
    **RECORD_TEXTS,
    **DPIA_TEXTS,
    **FRIA_TEXTS,
    **NOTICE_TEXTS,
    **EXPLANATION_TEXTS,
    **INSTRUCTION_TEXTS,
    **YEAR_TEXTS,
}
"""Every sentence by its key."""


def say(key: str, language: Language, **values: object) -> str:
    """The sentence of a key in a language, with its values.

    Raises: KeyError if there is no such sentence or a value of it is not given.
    """
    return TEXTS[key][0 if language is Language.DA else 1].format(**values)


def say_count(key: str, count: int, language: Language) -> str:
    """The sentence of a key for a number of things, in the singular for one."""
    return say(f"{key}.one" if count == 1 else key, language, count=count)
