"""What the model says, in words: only for who may read it, which is decided before these words are asked for.

Bands and profiles are words, shares are whole, and no contribution, rank or probability is ever told as a number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from features import catalogue
from features.behind import Behind
from features.vocabulary import STATUSES
from models.scores import OnsetProfile, RiskBand
from service.domain.disputes import Disputed
from service.domain.frequencies import Frequency
from service.domain.judgement import Judgement, Term
from service.texts.behind_wording import WordedBehind, word_behind
from service.texts.catalogue import say, say_count
from service.texts.dates import Language, day, percent, whole

MOST_TERMS: Final = 5
"""Terms told of each kind; the rest are counted, since a list of twenty says less than one of five."""


@dataclass(frozen=True)
class WordedTerm:
    """A reason in words, and what it rests on; None where nothing was read."""

    text: str
    behind: WordedBehind | None = None


@dataclass(frozen=True)
class WordedJudgement:
    """A score in words.

    `title`, `advice`: who says it, the model or a rule, and what that is worth.
    `unknown`: what was taken into account for not being known, which is neither a sign nor something that goes well.
    `unreadable`: said where the records behind could not be read. Both are empty where there is nothing to say.
    """

    title: str
    advice: str
    band: str
    is_assessed: bool
    horizon: str
    reasons: tuple[WordedTerm, ...]
    protective: tuple[WordedTerm, ...]
    unknown: str
    unreadable: str
    measured: str
    profile: str
    onset: str
    about_profile: str


def told_indicators(judged: Judgement) -> frozenset[str]:
    """The indicators that a page tells of, whose records are wanted."""
    told = (term.indicator for terms in (judged.reasons, judged.protective) for term in known_terms(terms)[:MOST_TERMS])
    return frozenset(told) & set(catalogue.NAMES)


def word_judgement(
    judged: Judgement,
    language: Language,
    *,
    is_rule: bool,
    grounds: Mapping[str, Behind] | None = None,
    disputed: Collection[Disputed] = (),
) -> WordedJudgement:
    """A score in a language, with the records behind its reasons where they could be read; `is_rule`: whether a simple rule made it.

    `disputed`: what of the records the youth says is wrong, and no source has answered yet.
    """
    worded = {name: word_behind(one, language, disputed=disputed) for name, one in (grounds or {}).items()}
    return WordedJudgement(
        say("judgement.rule.title" if is_rule else "judgement.model.title", language),
        say("judgement.rule.advice" if is_rule else "judgement.model.advice", language),
        say(f"band.{judged.band}", language),
        judged.band != RiskBand.NOT_ASSESSED,
        say("judgement.horizon", language, days=judged.horizon_days),
        _told(known_terms(judged.reasons), "judgement.reasons.none", language, worded),
        _told(known_terms(judged.protective), "well.none", language, worded),
        _unknown((*judged.reasons, *judged.protective), language),
        say("behind.unreadable", language) if grounds is None and told_indicators(judged) else "",
        say("judgement.measured", language),
        _profile(judged, language),
        _since(judged, language),
        _about_profile(judged, language),
    )


def word_frequency(found: Frequency | None, judged: Judgement, language: Language) -> str:
    """How many of those who were told the same before dropped out, in whole numbers; that it is not measured where too few were."""
    if found is None:
        return say("judgement.measured", language)
    told = {"youths": whole(found.youths, language), "days": judged.horizon_days}
    if found.dropouts == 0:
        return say("judgement.measured.of_nobody", language, **told)
    few = say("judgement.measured.few", language)
    dropouts = few if found.dropouts is None else whole(found.dropouts, language)
    return say("judgement.measured.of", language, dropouts=dropouts, **told)


def _profile(judged: Judgement, language: Language) -> str:
    """The profile; of one left open, that there are too few years only where nothing could be said at all: decision 0018."""
    is_too_shallow = judged.profile == OnsetProfile.UNDETERMINED and judged.profile_none is None
    return say("profile.undetermined.too_few_years" if is_too_shallow else f"profile.{judged.profile}", language)


def _about_profile(judged: Judgement, language: Language) -> str:
    """What a profile means; of none, what it leaves open."""
    about = say("profile.about", language)
    return f"{about} {say('profile.about.none', language)}" if judged.profile == OnsetProfile.NONE else about


def _since(judged: Judgement, language: Language) -> str:
    """When absence first lasted, by the 10 % of the definition, also where a profile is told by more; of none there is nothing to date."""
    if judged.onset_on is None or judged.profile == OnsetProfile.NONE:
        return ""
    return say("profile.since", language, on=day(judged.onset_on, language))


def say_term(term: Term, language: Language) -> str:
    """One term: the indicator's own words, its value and what is usual; of a baseline, that it does not look at the youth."""
    if term.indicator not in catalogue.BY_NAME:
        return say("term.baseline", language)
    indicator, named = catalogue.BY_NAME[term.indicator], named_term(term, language)
    if term.value is None or math.isnan(term.value):
        return say("term.unknown" if _is_unknown(term) else "term.not_now", language, indicator=named)
    written = _ahead if indicator.name in _AHEAD else _WRITTEN.get(indicator.unit, _count)
    value = written(term.value, language)
    if not value:
        text = named
    elif indicator.unit in _COMPARED and term.usual is not None:
        usual = written(term.usual, language)
        text = say("term.value.usual", language, indicator=named, value=value, usual=usual)
    else:
        text = say("term.value", language, indicator=named, value=value)
    return text if term.since is None else say("term.since", language, text=text, on=day(term.since, language))


def named_term(term: Term, language: Language) -> str:
    """The indicator's own words."""
    return catalogue.BY_NAME[term.indicator].reason[0 if language is Language.DA else 1]


def _is_unknown(term: Term) -> bool:
    """Whether there is something to know that we do not, other than of somebody who has no education to speak of."""
    is_missing = term.value is None or math.isnan(term.value)
    indicator = catalogue.BY_NAME.get(term.indicator)
    return is_missing and indicator is not None and indicator.missing is catalogue.Missing.NO_RECORDS


def known_terms(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms of which there is something to tell."""
    return tuple(term for term in terms if not _is_unknown(term))


def unknown_terms(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms that count for not being known."""
    return tuple(term for term in terms if _is_unknown(term))


def _unknown(terms: tuple[Term, ...], language: Language) -> str:
    named = "; ".join(named_term(term, language) for term in unknown_terms(terms))
    return say("judgement.unknown", language, indicators=named) if named else ""


def _told(
    terms: tuple[Term, ...], none: str, language: Language, worded: Mapping[str, WordedBehind]
) -> tuple[WordedTerm, ...]:
    if not terms:
        return (WordedTerm(say(none, language)),)
    told = tuple(WordedTerm(say_term(term, language), worded.get(term.indicator)) for term in terms[:MOST_TERMS])
    left = len(terms) - MOST_TERMS
    return (*told, WordedTerm(say("judgement.more", language, count=left))) if left > 0 else told


def _count(value: float, _language: Language) -> str:
    return str(round(value))


def _days(value: float, language: Language) -> str:
    return say_count("value.days", round(value), language)


def _ahead(value: float, language: Language) -> str:
    return say_count("value.ahead", round(value), language)


def _points(value: float, language: Language) -> str:
    return say("value.points", language, count=f"{round(100 * value):+d}".replace("+0", "0"))


def _yes_or_no(value: float, language: Language) -> str:
    return say("value.yes" if value else "value.no", language)


def _code(value: float, language: Language) -> str:
    return say(f"status.{STATUSES[round(value)]}", language)


def _nothing(_value: float, _language: Language) -> str:
    return ""


_WRITTEN: Final[Mapping[str, Callable[[float, Language], str]]] = {
    "share": percent,
    "share of days": percent,
    "difference of shares": _points,
    "days": _days,
    "school days": _days,
    "yes or no": _yes_or_no,
    "code": _code,
    "months": _nothing,
}
"""How a value is written by its unit; what is not named here is counted."""
_AHEAD: Final = frozenset({"transition_ahead_days", "planned_start_days"})
"""Days that are still to come."""
_COMPARED: Final = frozenset({"share", "share of days", "difference of shares", "school days"})
"""Units of which the usual helps a reader."""
