"""The days on which something first came to be known, against a plain reading of every message received before the cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

import pandas as pd
from hypothesis import given, settings

from features.asof import with_known_at
from features.calendar import LOCAL, cut
from features.checking import check_tables
from features.records import Records
from service.domain.rules import HERNING
from service.domain.situation import Situation
from service.situations import build_situations
from tests.lib.histories import History, histories, midnight
from tests.lib.spec import records_of

Known = tuple[str, tuple[object, ...], date | None]


@settings(max_examples=25, deadline=None)
@given(histories())
def test_a_first_day_known_is_that_of_the_first_message_before_the_cut_and_of_no_later_one(history: History):
    as_of = history.as_of
    sound = check_tables(history.records(), as_of=as_of, limit=1.0).records
    names = set(sound.tables["youths"]["youth_id"])
    built = build_situations(sound, HERNING.on(as_of), as_of=as_of, also=names).youths
    plain = _plain(with_known_at(sound)[0], as_of)
    for youth_id, situation in built.items():
        for table, key, told in _told(situation):
            assert told == plain.get((table, youth_id, *key)), (table, history.made_by)


def _told(situation: Situation) -> Iterator[Known]:
    yield "youths", (), situation.first_known_on
    for spell in situation.spells:
        key = (spell.started_on, str(spell.status), spell.institution_id)
        yield "spells", key, spell.known_on
        if spell.ended_on is not None:
            yield "ends", key, spell.end_known_on
    for step in situation.next_steps:
        yield "next_steps", (step.starts_on, str(step.kind)), step.known_on
    for report in situation.risk_reports:
        yield "risk_reports", (report.reported_on, report.institution_id), report.known_on


def _plain(records: Records, as_of: date) -> dict[tuple[object, ...], date]:
    """By table, youth and key: the local day of the first message, and of the first ending since a spell was last said to be open."""
    keys = {
        "youths": (),
        "spells": ("started_on", "status", "institution_id"),
        "next_steps": ("starts_on", "kind"),
        "risk_reports": ("reported_on", "institution_id"),
    }
    found: dict[tuple[object, ...], date] = {}
    opened: dict[tuple[object, ...], Any] = {}
    for table, key in keys.items():
        for row in _messages(records.tables[table], as_of):
            named = (table, row["youth_id"], *(_value(row[name]) for name in key))
            found.setdefault(named, _local_day(row["known_at"]))
            if table == "spells" and pd.isna(row["ended_on"]):
                opened[named] = row["known_at"]
    for row in _messages(records.tables["spells"], as_of):
        named = ("spells", row["youth_id"], *(_value(row[name]) for name in keys["spells"]))
        is_end = pd.notna(row["ended_on"]) and not row["retracted"]
        if is_end and (named not in opened or row["known_at"] > opened[named]):
            found.setdefault(("ends", *named[1:]), _local_day(row["known_at"]))
    return found


def _messages(frame: pd.DataFrame, as_of: date) -> list[dict[str, Any]]:
    """Rows received before the cut, the first first."""
    rows = [row for row in frame.to_dict("records") if pd.notna(row["known_at"])]
    early = [row for row in rows if row["known_at"].tz_localize(UTC) < cut(as_of)]
    return sorted(early, key=lambda row: row["known_at"])


def _value(value: Any) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else str(value)


def _local_day(instant: pd.Timestamp) -> date:
    return instant.tz_localize(UTC).tz_convert(LOCAL).date()


def test_a_spell_that_is_said_to_be_open_again_only_after_the_cut_has_ended_until_then():
    as_of, ended_on = date(2026, 11, 16), date(2026, 11, 6)
    spell = {"youth_id": "Anna", "started_on": date(2026, 8, 10), "status": "vocational_basic", "institution_id": "V1"}
    told = [(None, date(2026, 8, 10)), (ended_on, date(2026, 11, 9)), (None, date(2026, 11, 16))]
    records = records_of(
        {
            "youths": [{"youth_id": "Anna", "birth_on": date(2009, 7, 15)}],
            "spells": [{**spell, "ended_on": end, "known_at": midnight(day)} for end, day in told],
        }
    )
    (found,) = build_situations(records, HERNING.on(as_of), as_of=as_of).youths["Anna"].spells
    assert (found.ended_on, found.known_on, found.end_known_on) == (ended_on, date(2026, 8, 10), date(2026, 11, 9))
