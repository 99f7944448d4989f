"""Absence week by week and what people have done, as the list tells it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from features.vocabulary import Coverage, YouthId
from service.domain.facts import Facts
from service.domain.flag_life import FlagState, Move, Moved
from service.domain.flags import Source
from service.domain.rules import Responsible, Rule
from service.domain.unanswered import UNANSWERED
from service.domain.weekly import Listed, Reason, in_order
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from service.texts.list_texts import LIST_PAGE_TEXTS
from service.texts.list_wording import say_act, word_weeks
from service.web.list_filters import SILENT, View, wanted
from service.web.sparkline import FULL, HEIGHT, sparkline
from tests.lib.situations import day
from tests.unit.test_texts import lix


def test_a_week_of_which_nothing_is_known_is_a_gap_and_never_a_zero():
    spark = sparkline((0.0, None, 0.25), Language.DA)
    assert spark.label == "Fravær i de sidste 3 uger, ældste først: 0 %, ingen data, 25 %"
    assert spark.caption == "Fravær uge for uge. Sidste uge: 25 %. Højest: 25 %."
    assert spark.ground.count("M") == 2  # a line under the weeks that are known
    assert spark.bars.count("M") == 1  # nothing is drawn for none, nor in the gap


def test_where_nothing_is_known_there_is_no_picture():
    assert sparkline((None, None), Language.DA) is None
    assert word_weeks((), Language.EN) is None


@pytest.mark.parametrize(
    ("share", "tall"), [(0.001, 1), (FULL / 2, (HEIGHT - 2) // 2), (FULL, HEIGHT - 2), (1.0, HEIGHT - 2)]
)
def test_a_bar_is_as_tall_as_the_absence_full_from_half_and_never_nothing_for_a_little(share, tall):
    assert f"v-{tall}h" in sparkline((share,), Language.DA).bars


@pytest.mark.parametrize(
    ("move", "state", "until", "danish"),
    [
        (Move.LOOK, FlagState.SEEN, None, "Set af Hanne Holm 17. nov."),
        (Move.TAKE_UP, FlagState.IN_PROGRESS, None, "Taget op af Hanne Holm 17. nov."),
        (Move.REOPEN, FlagState.IN_PROGRESS, None, "Taget op af Hanne Holm 17. nov."),
        (Move.WAIT, FlagState.WAITING, "2026-11-30", "Afventer til 30. nov. (Hanne Holm, 17. nov.)"),
        (Move.ASK, FlagState.NEW, None, "Sat på listen af Hanne Holm 17. nov."),
    ],
)
def test_who_has_done_what_is_told_with_a_name_and_a_day(move, state, until, danish):
    at = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)  # half past midnight of the next day here
    moved = Moved("f1", at, "u1", move, FlagState.NEW, state, until_on=day(until) if until else None)
    assert say_act(moved, "Hanne Holm", Language.DA) == danish


def test_every_view_and_source_has_its_words_and_the_words_say_how_long():
    assert {f"filter.{view}" for view in View} <= set(TEXTS)
    assert (SILENT.days, UNANSWERED.days) == (60, 14)  # "2 måneder", "to uger"


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({}, ""),
        ({"vis": "frist"}, "?vis=frist"),
        ({"vis": "frist", "kilde": "duty", "skole": "S1"}, "?vis=frist&kilde=duty&skole=S1"),
        ({"vis": "anna", "kilde": "<b>"}, ""),
    ],
)
def test_an_address_holds_closed_words_alone_and_gives_back_no_others(asked, query):
    assert wanted(**asked).query == query


def listed(name: str, *, due: str | None = None, is_new: bool = False, age: int = 16) -> Listed:
    reason = Reason(Rule.CONTACT_5, Source.DUTY, Responsible.UU, is_new, day(due) if due else None)
    return Listed(YouthId(name), age, (reason,), Facts(), Coverage.OBSERVED)


def test_deadlines_come_first_then_the_new_then_whoever_was_longest_unseen():
    youths = [
        listed("later", due="2026-11-20"),
        listed("today"),
        listed("new", is_new=True),
        listed("never"),
        listed("soon", due="2026-11-17"),
        listed("older", age=17),
        listed("long ago"),
    ]
    seen_on = {
        YouthId(name): day(on)
        for name, on in {"today": "2026-11-15", "older": "2026-11-15", "long ago": "2026-10-01"}.items()
    }
    order = [youth.youth_id for youth in in_order(youths, seen_on=seen_on)]
    assert order == ["soon", "later", "new", "never", "long ago", "older", "today"]


def test_the_danish_of_the_list_is_easy_to_read():
    prose = [danish for danish, _ in LIST_PAGE_TEXTS.values() if danish.endswith((".", "?"))]
    assert len(prose) > 20
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if lix(danish) > 50] == []
