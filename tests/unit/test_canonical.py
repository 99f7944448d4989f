"""Frozen values as canonical text and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.vocabulary import ContactKind, Coverage, DistrictId, Status, YouthId
from service.domain.canonical import from_text, to_text
from service.domain.facts import Fact, Facts
from service.domain.flags import Source
from service.domain.rules import Responsible, Rule
from service.domain.situation import Contact, Situation, Spell
from service.domain.weekly import Listed, NotSeen, Reason, WeeklyList


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    on: date
    at: datetime | None = None


@dataclass(frozen=True)
class Outer:
    name: YouthId
    colours: frozenset[Colour]
    values: dict[str, str | int | float | date]
    inner: tuple[Inner, ...] = ()
    share: float = 0.0
    is_old: bool = False
    count: int = 0
    more: dict[DistrictId, Inner] = field(default_factory=dict)


DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
VALUES = st.one_of(st.text(max_size=5), st.integers(), st.floats(allow_nan=False, allow_infinity=False), DAYS)
INNERS = st.builds(Inner, DAYS, st.none() | st.datetimes(timezones=st.just(UTC)))
OUTERS = st.builds(
    Outer,
    st.text(max_size=5),
    st.frozensets(st.just(Colour.RED)),
    st.dictionaries(st.text(max_size=3), VALUES, max_size=3),
    st.lists(INNERS, max_size=2).map(tuple),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.integers(),
    st.dictionaries(st.text(max_size=3), INNERS, max_size=2),
)


@given(OUTERS)
def test_a_value_comes_back_as_it_was(value: Outer):
    read = from_text(Outer, to_text(value))
    assert read == value
    assert {key: type(item) for key, item in read.values.items()} == {
        key: type(item) for key, item in value.values.items()
    }
    assert to_text(read) == to_text(value)


def test_the_same_value_gives_the_same_text_whatever_the_order_it_was_made_in():
    one = Outer(YouthId("a"), frozenset(), {"b": 1, "a": 2})
    other = Outer(YouthId("a"), frozenset(), {"a": 2, "b": 1})
    assert to_text(one) == to_text(other) == '{"colours":[],"more":{},"name":"a","values":{"a":2,"b":1}}'


def test_a_number_that_equals_a_default_of_another_kind_is_written():
    assert '"share":0' in to_text(Outer(YouthId("a"), frozenset(), {}, share=0))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), {1: 2}, b"bytes", [1]])
def test_what_is_not_declared_is_refused(wrong: object):
    with pytest.raises(ValueError, match="canonical text"):
        to_text(wrong)


def test_a_field_that_is_not_declared_is_refused_on_reading():
    with pytest.raises(ValueError, match="not declared"):
        from_text(Inner, '{"on":{"on":"2026-11-16"},"risk":1}')


def test_a_list_and_a_situation_come_back_as_they_were():
    day = date(2026, 11, 16)
    listed = Listed(
        YouthId("anna"),
        16,
        (Reason(Rule.CONTACT_5, Source.DUTY, Responsible.UU, True, day, "0" * 16, day),),
        Facts(
            (Fact("fact.without_activity", {"since": day}),), (Fact("figure.share", {"share": 0.25, "indicator": "x"}),)
        ),
        Coverage.NOT_COLLECTED,
        owner="Hanne",
        data_until_on=day,
    )
    weekly = WeeklyList("D1", "Nordby", day, (listed,), 2, NotSeen(3, 1, None), True, True, day, "synthetic")
    spell = Spell(day, Status.FGU, hours_per_week=18.5)
    situation = Situation(YouthId("anna"), day, day, spells=(spell,), contacts=(Contact(day, ContactKind.OFFER),))
    assert from_text(WeeklyList, to_text(weekly)) == weekly
    assert from_text(Situation, to_text(situation)) == situation
