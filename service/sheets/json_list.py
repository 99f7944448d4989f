"""The list as JSON for other systems: the same facts as values and as sentences, and no judgement."""

from __future__ import annotations

import json

from service.domain.facts import Fact
from service.domain.weekly import Listed, WeeklyList
from service.texts.catalogue import say, say_count
from service.texts.dates import Language
from service.texts.wording import WordedYouth, word_list


def json_list(weekly: WeeklyList, language: Language) -> bytes:
    """One object; youths in the list's order."""
    return (json.dumps(list_content(weekly, language), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def list_content(weekly: WeeklyList, language: Language, *, hidden: int = 0) -> dict[str, object]:
    """What the object says; `hidden`: how many rows were left out of it, because the reader is recused."""
    worded = word_list(weekly, language)
    pairs = zip(weekly.youths, worded.youths, strict=True)
    return {
        "district": weekly.place,
        "name": weekly.place_name,
        "week": weekly.week,
        "monday_on": weekly.monday_on.isoformat(),
        "data": weekly.data,
        "delete_on": weekly.delete_on.isoformat(),
        "counts": {
            "listed": len(weekly.youths),
            "with_deadline": len(weekly.with_deadline),
            "new": sum(youth.is_new for youth in weekly.youths),
            "waiting": weekly.waiting,
        },
        "not_seen": {
            "residents": weekly.not_seen.residents,
            "without_attendance": weekly.not_seen.without_attendance,
            "not_assessed": weekly.not_seen.not_assessed,
            "newest_on": weekly.newest_on.isoformat() if weekly.newest_on else None,
        },
        "youths": [_youth(listed, words, language) for listed, words in pairs],
        "notes": [*worded.notes, *worded.unseen, *_hidden(hidden, language), worded.footer],
    }


def _hidden(count: int, language: Language) -> list[str]:
    return [say_count("list.recused", count, language)] if count else []


def facts_content(facts: tuple[Fact, ...], sentences: tuple[str, ...]) -> list[dict[str, object]]:
    """Facts as values and as sentences."""
    return [
        {"fact": fact.key, "text": text, "values": {name: _plain(value) for name, value in fact.values.items()}}
        for fact, text in zip(facts, sentences, strict=True)
    ]


def _youth(listed: Listed, words: WordedYouth, language: Language) -> dict[str, object]:
    return {
        "youth_id": listed.youth_id,
        "age_years": listed.age_years,
        "owner": words.owner,
        "queue": listed.queue or None,
        "due_on": listed.due_on.isoformat() if listed.due_on else None,
        "is_new": listed.is_new,
        "reasons": [
            {
                "rule": str(reason.rule),
                "source": str(reason.source),
                "responsible": str(reason.responsible),
                "due_on": reason.due_on.isoformat() if reason.due_on else None,
                "is_new": reason.is_new,
                "text": say(f"rule.{reason.rule}", language),
            }
            for reason in listed.reasons
        ],
        "changed": facts_content(listed.facts.changed, words.changed),
        "figures": facts_content(listed.facts.figures, words.figures),
        "goes_well": facts_content(listed.facts.goes_well, words.goes_well if words.has_gone_well else ()),
        "coverage": str(listed.coverage),
        "data_until_on": listed.data_until_on.isoformat() if listed.data_until_on else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)  # facts are told in whole percents; more digits would only pretend
    return value if isinstance(value, str | int) else str(value)
