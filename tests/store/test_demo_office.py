"""The demonstration's last Friday: every desk holds stories, made by the real acts, and the same ones every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from features.vocabulary import YouthId
from service.commands.demo_office import fill_the_desks, work_a_week
from service.domain.due import DueKind
from service.domain.flag_life import FlagState
from service.domain.meetings import MeetingState
from service.domain.sight import AT_NIGHT
from service.store import audit, flags, meetings
from service.store.tables import COVERS, HANDOVERS
from service.store.tables import YOUTHS as YOUTHS_KNOWN
from service.store.unit_of_work import Store
from tests.lib.small_service import small_service
from tests.lib.small_town import MONDAY, YOUTHS


def lived(store: Store, folder: Path) -> list[tuple[str, str | None]]:
    """What was done on the Friday, by the trail."""
    small_service(store, folder)
    with store.read() as work:
        before = len(list(audit.lines(work)))
    fill_the_desks(store, MONDAY)
    with store.read() as work:
        return [(line.action, line.youth_id) for line in audit.lines(work)][before:]


def test_the_desks_hold_a_story_of_every_kind(store: Store, tmp_path: Path):
    done = lived(store, tmp_path)
    assert {
        "flag.moved",
        "flag.raised",
        "contact.recorded",
        "assessment.stored",
        "handover.opened",
        "effort.started",
    } <= {action for action, _ in done}
    with store.read() as work:
        states = {flag.state for name in YOUTHS for flag in flags.of_youth(work, AT_NIGHT.of(name))}  # type: ignore[arg-type]  # a name is enough
        assert len(work.rows(HANDOVERS.select())) == 1
        cover = work.rows(COVERS.select())[0]
    assert states >= {FlagState.NEW, FlagState.SEEN, FlagState.IN_PROGRESS, FlagState.WAITING, FlagState.NOT_RELEVANT}
    assert (cover.counsellor_id, cover.by_id, str(cover.from_on)) == ("ole", "hanne", "2026-12-21")
    assert audit.verify(store).is_whole


def test_a_meeting_of_which_something_was_agreed_was_held_and_is_promised_no_more(store: Store, tmp_path: Path):
    done = lived(store, tmp_path)
    called = [youth_id for action, youth_id in done if action == "meeting.called"]
    assert called and called == [youth_id for action, youth_id in done if action == "agreement.made"]
    with store.read() as work:
        for youth_id in called:
            seen = AT_NIGHT.of(YouthId(str(youth_id)))
            assert [one.content.state for one in meetings.meetings_of(work, seen)] == [MeetingState.HELD]
            assert {item.kind for item in meetings.due_of(work, seen)} == {DueKind.AGREEMENT}


@pytest.mark.parametrize("work_on", [work_a_week, fill_the_desks])
def test_a_desk_on_which_somebody_lies_who_has_moved_away_is_worked_at_all_the_same(
    store: Store, tmp_path: Path, work_on: Callable[[Store, date], None]
):
    small_service(store, tmp_path)
    with store.begin() as work:
        flagged = {flag.youth_id for flag in flags.standing(work, AT_NIGHT)}
        gone = sorted(flagged)[0]
        work.execute(sa.delete(YOUTHS_KNOWN).where(YOUTHS_KNOWN.c.youth_id == gone))
    work_on(store, MONDAY)
    with store.read() as work:
        assert gone not in {
            line.youth_id for line in audit.lines(work) if line.action.startswith(("flag.", "contact."))
        }
