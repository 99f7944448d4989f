"""Letting go by age: days become months, old judgement and looks go, youths go whole, and a legal hold keeps all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.access import COMMAND_LINE
from service.domain.errors import NotPermitted
from service.domain.retention import Limits, months_before
from service.operating.holding import set_hold
from service.operating.retaining import let_go, outlived
from service.operating.whole import check_whole
from service.store import audit
from service.store.records_lake import Lake
from service.store.rights_tables import ATTENDANCE_MONTHS
from service.store.tables import SCORES
from tests.lib.canary_home import AT, CANARY, OFFICER, canary_home, database_traces, traces
from tests.lib.small_night import Home

LIMITS = Limits()


def test_days_before_which_things_go():
    assert LIMITS.attendance_from(date(2026, 11, 17)) == date(2025, 8, 1)
    assert LIMITS.attendance_from(date(2027, 7, 31)) == date(2025, 8, 1)
    assert LIMITS.attendance_from(date(2027, 8, 1)) == date(2026, 8, 1)
    assert LIMITS.judgement_from(date(2026, 11, 17)) == date(2024, 11, 17)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("born", "left", "is_past"),
    [
        (date(2006, 11, 17), None, True),  # 12 months after the 19th birthday, to the day
        (date(2006, 11, 18), None, False),
        (date(2010, 1, 1), date(2025, 11, 17), True),
        (date(2010, 1, 1), date(2025, 11, 18), False),
    ],
)
def test_everything_goes_a_year_after_the_nineteenth_birthday_or_leaving(born, left, is_past):
    assert LIMITS.is_past(born, left, date(2026, 11, 17)) is is_past


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    return canary_home(tmp_path / "var", database_url)


LATER = datetime(2028, 11, 20, 9, tzinfo=UTC)
"""When the small town's autumn of 2026 is more than two years ago."""


def test_a_look_changes_nothing_and_letting_go_leaves_what_a_hold_keeps(home: Home):
    store, settings = home.open(), home.settings
    with store.begin() as work:
        set_hold(work, OFFICER, CANARY, reason="Klagesag", at=AT)
    attendance = Lake(settings.folders.lake).records(1, as_of=date(2028, 11, 20)).attendance
    assert attendance is not None
    days = attendance.column("youth_id").to_pylist()
    told = outlived(settings, store, LIMITS, at=LATER)
    assert told == outlived(settings, store, LIMITS, at=LATER)
    assert told.attendance_days == len([name for name in days if name != CANARY])
    assert told.held == 1 and told.scores > 0 and told.youths >= 1  # gert is past 20

    with pytest.raises(NotPermitted):
        let_go(settings, store, LIMITS, actor=OFFICER, at=LATER)
    assert let_go(settings, store, LIMITS, actor=COMMAND_LINE, at=LATER) == told
    assert check_whole(settings, store)["lake version"] == 1
    left = Lake(settings.folders.lake).records(1, as_of=date(2028, 11, 20)).attendance
    assert left is not None and set(left.column("youth_id").to_pylist()) == {CANARY}
    with store.read() as work:
        months = work.rows(sa.select(ATTENDANCE_MONTHS).where(ATTENDANCE_MONTHS.c.youth_id == "anna"))
        assert sum(row.days for row in months) == days.count("anna")
        assert {row.youth_id for row in work.rows(sa.select(SCORES))} == {CANARY}
        named = {line.youth_id for line in audit.lines(work, until=datetime(2028, 1, 1, tzinfo=UTC))}
        assert named <= {None, CANARY}
    assert traces(home.var, "gert") == [] and database_traces(store, "gert") == []
    again = outlived(settings, store, LIMITS, at=LATER)
    assert (again.attendance_days, again.scores, again.looks, again.youths) == (0, 0, 0, 0)
    store.close()
