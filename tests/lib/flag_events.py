"""Flags and moves as the house makes them, as many as a test wants."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from features.calendar import LOCAL
from features.vocabulary import CounsellorId, DistrictId, YouthId
from service.domain.access import NIGHT
from service.domain.flag_life import FlagState, Move, Moved, StoredFlag
from service.domain.flags import Source, flag_id
from service.domain.rules import Rule
from service.store import flags
from service.store.unit_of_work import Store, Work

START = datetime(2026, 11, 18, 9, 0, tzinfo=LOCAL)
CAUSE = date(2026, 11, 9)


def new_flag(youth: str, *, source: Source = Source.DUTY, cause_on: date = CAUSE) -> StoredFlag:
    """A flag that nobody has moved yet."""
    rule = Rule.RISK if source is Source.RISK else Rule.CONTACT_5
    return StoredFlag(
        flag_id(YouthId(youth), source, rule=rule, cause_on=cause_on),
        YouthId(youth),
        source,
        rule,
        cause_on,
        FlagState.NEW,
        1,
        cause_on,
        cause_on,
        START,
        counsellor_id=CounsellorId("hanne"),
        district_id=DistrictId("D1"),
    )


def say_moves(work: Work, flag: StoredFlag, *, times: int = 1, at: datetime = START) -> None:
    """Append moves of a flag; its state is of no matter here."""
    moved = Moved(flag.flag_id, at, NIGHT.actor_id, Move.RAISE, None, FlagState.NEW, "because of Karla, 010105-1234")
    flags.append_moves(work, [moved] * times)


def many_events(store: Store, *, youths: int, each: int, first: int = 0) -> dict[str, str]:
    """Events of many youths, mixed; returns the youth of each flag."""
    made = [new_flag(f"y{number}") for number in range(first, first + youths)]
    with store.begin() as work:
        flags.insert(work, made)
    for turn in range(each):
        with store.begin() as work:
            for flag in made:
                say_moves(work, flag, at=START + timedelta(minutes=turn))
    return {flag.flag_id: str(flag.youth_id) for flag in made}
