"""The words of meetings, drafts, hand-overs and calls: plain, whole, one for every word of a list, and never a verdict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.domain.casework import HandoverReason
from service.domain.meetings import ConsentBy, MeetingKind, MeetingState, Outcome, Profession
from service.texts.catalogue import TEXTS
from service.texts.handover_texts import HANDOVER_TEXTS
from service.texts.meeting_texts import MEETING_TEXTS
from tests.unit.test_texts import lix

HERE = {**MEETING_TEXTS, **HANDOVER_TEXTS}
AVOIDED = re.compile(
    r"risikobarn|problemung|taber|belastet|svag|pjæk|skolevægring|angst|diagnose|misbrug|kriminel|%", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("meeting.kind", MeetingKind),
        ("meeting.state", MeetingState),
        ("profession", Profession),
        ("agreement.outcome", Outcome),
        ("agreement.ask", Outcome),
        ("handover.reason", HandoverReason),
    ],
)
def test_every_word_of_a_list_is_told_and_nothing_else(prefix, words):
    assert {key.removeprefix(f"{prefix}.") for key in TEXTS if key.startswith(f"{prefix}.")} == {str(w) for w in words}


def test_whoever_may_consent_has_a_word():
    assert {f"consent.by.{one}" for one in ConsentBy} <= set(TEXTS)


def test_the_danish_is_easy_to_read():
    prose = [danish for danish, _ in HERE.values() if danish.endswith((".", "?"))]
    assert len(prose) > 40 and lix(" ".join(prose)) <= 40


def test_no_sentence_judges_or_hints_at_a_cause():
    assert [key for key, (danish, _) in HERE.items() if AVOIDED.search(danish)] == []


def test_no_sentence_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = [path for kind in ("*.py", "*.j2") for path in root.rglob(kind) if not path.name.endswith("_texts.py")]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    made = ("meeting.kind", "meeting.state", "meeting.agenda", "meeting.new", "profession", "agreement.ask")
    made += ("agreement.outcome", "handover.reason", "consent.by", "done")
    asked = [key.removesuffix(".one") for key in HERE if not key.startswith(tuple(f"{one}." for one in made))]
    assert [key for key in asked if f'"{key}"' not in said and f"'{key}'" not in said] == []
