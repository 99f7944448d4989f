"""Disputed records: the month's clock, what can be disputed, and records without them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from features.reading import read_records
from service.disputed import without_disputed
from service.domain.disputes import Dispute, Disputed, check_may_dispute, due_on
from service.domain.errors import WrongUse
from service.ingest.reading import in_memory
from tests.lib.small_town import write_small_town

ON = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 11, 17, 9, tzinfo=UTC), date(2026, 12, 17)),
        (datetime(2026, 12, 31, 9, tzinfo=UTC), date(2027, 1, 31)),
        (datetime(2027, 1, 31, 9, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2026, 11, 16, 23, 30, tzinfo=UTC), date(2026, 12, 17)),  # it is the 17th in Denmark
    ],
)
def test_the_source_has_a_month_by_the_calendar(opened: datetime, due: date):
    assert due_on(opened) == due
    dispute = Dispute(1, Disputed("jonas", "attendance", ON), "x", opened, due)  # type: ignore[arg-type] # a name is enough
    assert not dispute.is_overdue(due)
    assert dispute.is_overdue(due + timedelta(days=1))


def test_only_records_of_a_day_can_be_disputed_and_only_for_a_reason():
    check_may_dispute(Disputed("jonas", "spells", ON), "Jeg begyndte senere")  # type: ignore[arg-type] # a name is enough
    with pytest.raises(WrongUse, match="allowed are attendance"):
        check_may_dispute(Disputed("jonas", "institutions", ON), "x")  # type: ignore[arg-type] # a name is enough
    with pytest.raises(WrongUse, match="1 to 500"):
        check_may_dispute(Disputed("jonas", "spells", ON), " ")  # type: ignore[arg-type] # a name is enough


def test_what_is_disputed_is_left_out_and_nothing_else(tmp_path: Path):
    records = in_memory(read_records(write_small_town(tmp_path / "town")))
    disputed = {
        Disputed("jonas", "attendance", ON),  # type: ignore[arg-type] # a name is enough
        Disputed("jonas", "spells", date(2026, 8, 10)),  # type: ignore[arg-type] # a name is enough
        Disputed("oda", "next_steps", date(2027, 1, 4)),  # type: ignore[arg-type] # a name is enough
    }
    left = without_disputed(records, disputed)
    assert left.attendance.num_rows == records.attendance.num_rows - 1
    assert len(left.tables["spells"]) == len(records.tables["spells"]) - 1
    assert len(left.tables["next_steps"]) == len(records.tables["next_steps"]) - 1
    days = [row["on"] for row in left.attendance.to_pylist() if row["youth_id"] == "jonas"]
    assert ON not in days and len(days) > 100
    assert "karla" in set(left.tables["spells"]["youth_id"])
    assert without_disputed(records, frozenset()).attendance is records.attendance
