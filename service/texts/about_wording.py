"""The public page about the list in words: what the active model's manifest says, and its own evaluation where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from features.catalogue import BY_NAME, NAMES
from service.domain.model_origin import is_of_rule
from service.domain.said import Figures
from service.texts.catalogue import say
from service.texts.dates import Language, day, whole

OF_LISTED: Final = 20
"""How many youths on a list a share is told of, and of those who drop out ten: numbers that can be pictured."""
OF_DROPOUTS: Final = 10
NEVER: Final = ("origin", "family", "social", "health", "police", "address", "money", "survey", "notes", "sex")
DIMENSIONS: Final = ("sex", "age", "district", "school_kind", "newcomer", "regime")
"""What groups are made by, in the order that reads well."""
RIGHTS: Final = ("told", "see", "correct", "object", "contest")
_NOT_ESTIMABLE, _OUTSIDE = "not estimable", "outside limits"
"""Verdicts as an evaluation writes them."""


@dataclass(frozen=True)
class InUse:
    """The model that scores: its manifest, since when, and what was said of it, None if nothing was.

    `figures` of its evaluation; `decision` by which it was handed on; `past`: what became of those on past lists, as it may be shown.
    """

    manifest: Mapping[str, Any]
    since_on: date
    figures: Mapping[str, Any] | None
    decision: Mapping[str, Any] | None = None
    past: Figures | None = None


@dataclass(frozen=True)
class Section:
    """A heading, sentences under it, and a list between the first and the others; `tail` stands after the list."""

    title: str
    sentences: tuple[str, ...]
    points: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordedAbout:
    """The page."""

    sections: tuple[Section, ...]


def word_about(in_use: InUse | None, language: Language, *, is_stopped: bool = False) -> WordedAbout:
    """The page; without a model in use it says so, and tells what holds all the same."""
    words = _Words(language)
    measured = () if in_use is None else word_measured(in_use, language)
    made = () if in_use is None else (_made(words, in_use),)
    return WordedAbout(
        (
            words.section("for", ("for.early", "for.most")),
            _who(words, in_use),
            _looks(words, in_use, is_stopped),
            words.section("never", (), NEVER, ("never.still",)),
            *measured,
            words.section("decides", ("decides.human", "decides.never", "decides.letters")),
            words.section("rights", (), RIGHTS, ("rights.parents", "rights.whom", "rights.complain")),
            *made,
        )
    )


def word_measured(in_use: InUse, language: Language) -> tuple[Section, ...]:
    """How well the model in use does, and whether some groups stand on the list more often, by its own evaluation."""
    words = _Words(language)
    return _well(words, in_use), _skew(words, in_use)


@dataclass(frozen=True)
class _Words:
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A sentence of this page."""
        return say(f"about.{key}", self.language, **values)

    def section(self, name: str, keys: Iterable[str], points: Iterable[str] = (), tail: Iterable[str] = ()) -> Section:
        """A section of sentences without values."""
        return Section(
            self.say(name),
            tuple(self.say(key) for key in keys),
            tuple(self.say(f"{name}.{point}") for point in points),
            tuple(self.say(key) for key in tail),
        )


def _who(words: _Words, in_use: InUse | None) -> Section:
    title, without = words.say("who"), words.say("who.without")
    if in_use is None:
        return Section(title, (without,))
    low, high = (in_use.manifest["recipe"][name] for name in ("lowest_age", "highest_age"))
    ages = words.say("who.any_age") if low is None else words.say("who.ages", low=low, high=high)
    return Section(title, (ages, without, words.say("who.places"), words.say("who.unknown")))


def _looks(words: _Words, in_use: InUse | None, is_stopped: bool) -> Section:
    """Every indicator that takes part in some regime, in the words that a counsellor reads."""
    if in_use is None or is_stopped:
        return words.section("looks", ("looks.none" if in_use is None else "looks.stopped",))
    looked_at = {name for model in in_use.manifest["regimes"].values() for name in model["indicators"]}
    place = 0 if words.language is Language.DA else 1
    points = tuple(BY_NAME[name].reason[place] for name in NAMES if name in looked_at)
    key = "looks.rule" if is_of_rule(in_use.manifest) else "looks.model"
    tail = tuple(words.say(said) for said in (*_why_a_rule(in_use), "looks.sick", "looks.more", "looks.onset"))
    return Section(words.say("looks"), (words.say(key),), points, tail)


def _why_a_rule(in_use: InUse) -> tuple[str, ...]:
    """Why a model that was tried is not in use, where a decision tells of one."""
    if in_use.decision is None or in_use.decision["served"] != "rule" or in_use.decision["may_be_released"]:
        return ()
    return ("looks.why.uneven",) if in_use.decision["is_model_earned"] else ("looks.why.not_better",)


def _evidence(in_use: InUse, name: str) -> Mapping[str, Any] | None:
    """A part of the evidence; None where nothing was measured."""
    found: Mapping[str, Any] | None = ((in_use.figures or {}).get("evidence") or {}).get(name)
    return found


def _well(words: _Words, in_use: InUse) -> Section:
    """How often whoever was or would have been listed dropped out: of past lists, and of the lists as the service chooses them."""
    told = (*_tried(words, in_use), *_happened(words, in_use.past)) or (words.say("well.not_measured"),)
    return Section(words.say("well"), (*told, words.say("well.help")))


def _tried(words: _Words, in_use: InUse) -> Iterator[str]:
    """What the evaluation says of the model, before it was used."""
    lists = _evidence(in_use, "lists")
    if in_use.figures is None or not lists:
        return
    figures, chosen = in_use.figures, lists["as_chosen"]
    first, last = (day(date.fromisoformat(lists["periods"][place]["as_of"]), words.language) for place in (0, -1))
    yield words.say("well.dates", first=first, last=last)
    yield words.say("well.means")
    yield from _found(words, chosen, figures["horizon_days"]) if chosen["flags"] else [words.say("well.empty")]
    missed = OF_DROPOUTS - round(OF_DROPOUTS * (chosen["recall"]["value"] or 0.0))
    yield words.say("well.missed", dropouts=OF_DROPOUTS, missed=missed)
    if figures["data"] != "real":
        yield words.say(f"well.{figures['data']}")


def _happened(words: _Words, past: Figures | None) -> Iterator[str]:
    """What became of those on the lists that were used, once they are old enough."""
    if past is None:
        return
    first, last = (day(on, words.language) for on in (past.first_on, past.last_on))
    yield words.say("well.past", lists=past.lists, first=first, last=last)
    listed = past.listed
    if listed.hits is not None:
        yield words.say("well.past.places", places=whole(listed.places, words.language), hits=listed.hits)
    if listed.found is not None and listed.endings is not None:
        yield words.say("well.past.found", endings=whole(listed.endings, words.language), found=listed.found)
    if listed.hits is None and listed.found is None:
        yield words.say("well.past.few")


def _found(words: _Words, chosen: Mapping[str, Any], horizon_days: int) -> list[str]:
    precision = chosen["precision"]
    found, low, high = (round(OF_LISTED * (precision[name] or 0.0)) for name in ("value", "low", "high"))
    key = "well.found" if found else "well.found.none"
    told = [words.say(key, listed=OF_LISTED, found=found, others=OF_LISTED - found, days=horizon_days)]
    if precision["low"] is not None:
        told.append(words.say("well.between", low=low, high=high))
    return told


def _skew(words: _Words, in_use: InUse) -> Section:
    fairness = _evidence(in_use, "fairness")
    title, never = words.say("skew"), words.say("skew.never")
    if not fairness or not fairness["groups"]:
        return Section(title, (words.say("well.not_measured"), never))
    groups = fairness["groups"]
    verdicts = [item["verdict"] for group in groups for item in group["measures"]]
    few, outside = verdicts.count(_NOT_ESTIMABLE), verdicts.count(_OUTSIDE)
    seen = {group["dimension"] for group in groups}
    dimensions = _listed([words.say(f"dimension.{name}") for name in DIMENSIONS if name in seen], words.language)
    told = [words.say("skew.seen", dimensions=dimensions, outside=outside, compared=len(verdicts) - few)]
    told += [
        words.say(key, groups=_listed(named, words.language))
        for key, named in (("skew.often", _named(words, groups, 1)), ("skew.seldom", _named(words, groups, -1)))
        if named
    ]
    told += [words.say("skew.few", few=few)] if few else []
    told += [words.say(_signed(in_use))] if outside else []
    return Section(title, (*told, words.say("skew.looked"), never))


def _named(words: _Words, groups: Iterable[Mapping[str, Any]], side: int) -> list[str]:
    """The groups that are clearly more (`side` 1) or less (-1) often on the list than everybody else; districts are not named."""
    named = [group for group in groups if group["dimension"] != "district" and _leans(group, side)]
    return [_say_group(words, group) for group in sorted(named, key=lambda group: DIMENSIONS.index(group["dimension"]))]


def _leans(group: Mapping[str, Any], side: int) -> bool:
    flagged = next((item for item in group["measures"] if item["measure"] == "flag_rate"), None)
    return flagged is not None and flagged["verdict"] == _OUTSIDE and (flagged["ratio"]["value"] > 1) == (side > 0)


def _say_group(words: _Words, group: Mapping[str, Any]) -> str:
    dimension, name = group["dimension"], group["group"]
    return words.say("group.age", age=name) if dimension == "age" else words.say(f"group.{dimension}.{name}")


def _signed(in_use: InUse) -> str:
    if is_of_rule(in_use.manifest):
        return "skew.rule"
    return "skew.unsigned" if in_use.decision is None else "skew.signed"


def _made(words: _Words, in_use: InUse) -> Section:
    origin = in_use.manifest["origin"]
    points = (
        words.say("made.since", on=day(in_use.since_on, words.language)),
        words.say("made.until", on=day(date.fromisoformat(origin["until"]), words.language)),
        words.say(f"made.data.{origin['data']}"),
        words.say("made.name", name=in_use.manifest["model_id"]),
    )
    return Section(words.say("made"), (), points)


def _listed(words: list[str], language: Language) -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'og' if language is Language.DA else 'and'} {words[-1]}"
