"""Runs, publication and what is read of it, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.reading import read_records
from features.vocabulary import CounsellorId, DistrictId, YouthId
from service.domain.access import Actor, Role
from service.domain.errors import IntegrityBroken, LockHeld, UnknownThing
from service.domain.flag_life import FlagState, Move, StoredFlag, Wish, moved_flag
from service.domain.flags import Flag, Source
from service.domain.night import Cut, NightContent, Run, RunState
from service.domain.routing import Organisation
from service.domain.rules import Rule
from service.domain.sight import AT_NIGHT
from service.night import build_night, prepare_night
from service.store import flags
from service.store.judgement import judgement, judgements
from service.store.lists import CurrentList, current_list, places, published_list
from service.store.locks import hold
from service.store.nights import (
    finish_run,
    first_night,
    published,
    run_of,
    runs,
    start_run,
    step_done,
    steps_done,
    unfinished,
)
from service.store.publication import Publication, content_hash, publish
from service.store.tables import FLAGS, LISTED, LISTS, ORGANISATION, SCORES, WEEKLY_CUTS, YOUTHS
from service.store.unit_of_work import Store, Work
from service.store.week import before_night
from service.store.youths import facts_of, organisation, youth_facts
from tests.lib.databases import KINDS, migrated, new_database
from tests.lib.small_service import MORNING, SmallService, full_scores, indicators_of, publish_night, small_service
from tests.lib.small_town import MONDAY, write_small_town

HANNE = Actor("hanne", Role.COUNSELLOR, "Hanne Holm", CounsellorId("hanne"), frozenset({DistrictId("D1")}))
EARLY = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)
"""Half past five on Monday in Denmark."""


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """The small service, published once for each database; tests that use it only read."""
    folder = tmp_path_factory.mktemp(request.param)
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with new_database(request.param, folder, server) as url, migrated(url) as store:
        yield small_service(store, folder)


@lru_cache(maxsize=1)
def content() -> NightContent:
    """A content of one duty and two risk flags, one of them below the line; made by hand where the records do not matter."""
    hanne, friday = CounsellorId("hanne"), MONDAY - timedelta(days=3)
    duty = Flag(YouthId("ida"), MONDAY, Source.DUTY, Rule.CONTACT_5, friday, 3, counsellor_id=hanne, due_on=MONDAY)
    risk = Flag(
        YouthId("jonas"), MONDAY, Source.RISK, Rule.RISK, MONDAY, 3, counsellor_id=hanne, rank_within_capacity=1
    )
    waits = replace(risk, youth_id=YouthId("karla"), rank_within_capacity=2, cut_off=True)
    cuts = tuple(
        Cut(flag.youth_id, None, 0.3, flag.rank_within_capacity or 0, flag.cut_off, 1) for flag in (risk, waits)
    )
    return NightContent(MONDAY, "synthetic", (duty, risk, waits), {}, (), Organisation({}, {}), cuts=cuts)


class Nights:
    """Publishes nights one after the other under one lock after the other."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.lock = store, folder / "night.lock"

    def publish(self, of: NightContent, *, scores: pd.DataFrame | None = None, **more: object) -> Run:
        at = cut(of.as_of) + timedelta(hours=2)
        with hold(self.store, self.lock, at=at) as fence:
            with self.store.begin() as work:
                run = start_run(work, of.as_of, fence=fence, at=at)
            with self.store.begin() as work:
                publish(work, Publication(run, of, scores, at), **more)
        return run

    def next_day(self, of: NightContent, *flags: Flag) -> NightContent:
        day = of.as_of + timedelta(days=1)
        return replace(of, as_of=day, flags=tuple(replace(flag, as_of=day) for flag in flags), cuts=())

    def flag(self, flag: Flag) -> StoredFlag:
        with self.store.read() as work:
            found = flags.by_id(work, AT_NIGHT, flag_id=flag.flag_id)
        assert found is not None
        return found

    def move(self, flag: Flag, wish: Wish) -> StoredFlag:
        at = cut(flag.as_of) + timedelta(hours=12)
        after, moved = moved_flag(self.flag(flag), wish, actor=HANNE, at=at, on=flag.as_of)
        with self.store.begin() as work:
            flags.store_move(work, after, moved)
        return after


@pytest.fixture
def nights(store: Store, tmp_path: Path) -> Nights:
    return Nights(store, tmp_path)


def duty_and_risk() -> tuple[Flag, Flag]:
    duty, risk, _ = content().flags
    return duty, risk


# Runs


def test_runs_of_a_date_are_numbered_and_remember_their_steps(store: Store):
    at = datetime(2026, 11, 16, 1, tzinfo=UTC)
    with store.begin() as work:
        first = start_run(work, MONDAY, fence=1, at=at)
        step_done(work, first, "ingest", counts={"rows": 1}, at=at)
        step_done(work, first, "duties", counts={"flags": 2}, at=at + timedelta(minutes=1))
        step_done(work, first, "ingest", counts={"rows": 3}, at=at)
        assert list(steps_done(work, first).items()) == [("ingest", {"rows": 3}), ("duties", {"flags": 2})]
        assert unfinished(work) == first
        finish_run(work, first, report={"reason": "disk"}, at=at, has_failed=True)
        second = start_run(work, MONDAY, fence=2, at=at + timedelta(hours=1))
        assert (first.run_id, second.run_id) == ("2026-11-16.1", "2026-11-16.2")
        assert run_of(work, first.run_id).state is RunState.FAILED
        assert published(work) is None


def test_runs_are_read_in_pages_from_the_latest(store: Store):
    days = [MONDAY + timedelta(days=number) for number in range(5)]
    with store.begin() as work:
        for number, day in enumerate([*days, days[-1]]):
            start_run(work, day, fence=1, at=cut(day) + timedelta(minutes=number))
        first = runs(work, limit=4)
        rest = runs(work, before=first[-1].run_id, limit=4)
    assert [run.run_id for run in (*first, *rest)] == [
        "2026-11-20.2", "2026-11-20.1", "2026-11-19.1", "2026-11-18.1", "2026-11-17.1", "2026-11-16.1",
    ]  # fmt: skip


def test_a_run_that_does_not_exist_is_refused_without_its_id(store: Store):
    with store.read() as work, pytest.raises(UnknownThing) as refused:
        run_of(work, "2026-01-01.9")
    assert "2026-01-01" not in str(refused.value)


# Publication


def test_publishing_turns_the_pointer_and_says_when_the_service_began(nights: Nights):
    run = nights.publish(content())
    with nights.store.read() as work:
        found = published(work)
        assert found is not None
        assert (found.run_id, found.state, found.content_hash) == (
            run.run_id,
            RunState.PUBLISHED,
            content_hash(content(), None),
        )
        assert first_night(work) == MONDAY
    nights.publish(nights.next_day(content()))
    with nights.store.read() as work:
        assert first_night(work) == MONDAY


def test_whoever_lost_the_lock_publishes_nothing(nights: Nights):
    at = cut(MONDAY)
    with hold(nights.store, nights.lock, at=at) as fence, nights.store.begin() as work:
        run = start_run(work, MONDAY, fence=fence, at=at)
    with hold(nights.store, nights.lock, at=at):
        pass
    with pytest.raises(LockHeld), nights.store.begin() as work:
        publish(work, Publication(run, content(), None, at))
    with nights.store.read() as work:
        assert published(work) is None
        assert flags.standing(work, AT_NIGHT) == ()


@pytest.mark.parametrize("back", [0, 1])
def test_a_night_is_published_once_and_in_order(nights: Nights, back: int):
    nights.publish(content())
    earlier = replace(content(), as_of=MONDAY - timedelta(days=back), flags=(), cuts=())
    with pytest.raises(IntegrityBroken, match="in order"):
        nights.publish(earlier)


def test_a_publication_that_dies_anywhere_leaves_the_old_list(nights: Nights):
    old = nights.publish(content())
    marks: list[str] = []
    coming = nights.next_day(content(), content().flags[0])

    def die_at(name: str, reached: str) -> None:
        if name == reached:
            raise KeyboardInterrupt

    with pytest.raises(ZeroDivisionError), nights.store.begin() as work:
        publish(work, _publication(work, coming), mark=marks.append)
        raise ZeroDivisionError
    assert len(marks) >= 5
    for name in marks:
        with pytest.raises(KeyboardInterrupt):
            nights.publish(coming, mark=lambda reached, name=name: die_at(name, reached))
        with nights.store.read() as work:
            assert (published(work) or old).run_id == old.run_id
            assert {flag.last_stood_on for flag in flags.standing(work, AT_NIGHT)} == {MONDAY}
    nights.publish(coming)
    assert nights.flag(content().flags[0]).last_stood_on == MONDAY + timedelta(days=1)


def _publication(work: Work, of: NightContent) -> Publication:
    run = start_run(work, of.as_of, fence=1, at=cut(of.as_of))
    return Publication(run, of, None, cut(of.as_of))


# The life of flags


def test_new_flags_join_with_their_first_move_and_those_below_the_line_wait_unnamed(nights: Nights):
    nights.publish(content())
    duty, risk = duty_and_risk()
    with nights.store.read() as work:
        assert {flag.flag_id for flag in flags.standing(work, AT_NIGHT)} == {duty.flag_id, risk.flag_id}
        assert [move.move for move in flags.history(work, AT_NIGHT, flag_id=duty.flag_id)] == [Move.RAISE]
        cuts = work.rows(sa.select(WEEKLY_CUTS).order_by(WEEKLY_CUTS.c.rank))
        assert [(row.week, row.youth_id, row.cut_off) for row in cuts] == [
            ("2026-W47", "jonas", False),
            ("2026-W47", "karla", True),
        ]
    assert nights.flag(duty).joined_at == cut(MONDAY) + timedelta(hours=2)
    assert nights.flag(risk).joined_at == datetime(2026, 11, 16, 5, tzinfo=UTC)


def test_a_duty_that_stands_no_longer_is_seen_as_met_and_nothing_else_is_closed(nights: Nights):
    nights.publish(content())
    duty, risk = duty_and_risk()
    nights.move(duty, Wish(Move.TAKE_UP))
    nights.publish(nights.next_day(content()))
    assert (nights.flag(duty).state, nights.flag(duty).last_move) == (FlagState.CLOSED, Move.MEET)
    assert nights.flag(risk).state is FlagState.NEW
    with nights.store.read() as work:
        met = flags.history(work, AT_NIGHT, flag_id=duty.flag_id)[-1]
    assert (met.actor_id, met.at) == ("night", cut(MONDAY + timedelta(days=1)))


def test_a_met_duty_that_stands_again_is_new_again_and_a_documented_one_stays_closed(nights: Nights):
    nights.publish(content())
    duty, _ = duty_and_risk()
    other = replace(duty, youth_id=YouthId("emma"))
    first = nights.next_day(content(), other)
    nights.publish(first)
    nights.move(replace(other, as_of=first.as_of), Wish(Move.DOCUMENT, "spoken with the school"))
    nights.publish(nights.next_day(first, duty, other))
    assert (nights.flag(duty).state, nights.flag(duty).last_move) == (FlagState.NEW, Move.STAND_AGAIN)
    assert nights.flag(other).state is FlagState.CLOSED


def test_the_night_changes_owner_and_day_but_no_state_or_version_of_people(nights: Nights):
    nights.publish(content())
    duty, _ = duty_and_risk()
    taken = nights.move(duty, Wish(Move.TAKE_UP))
    later = replace(duty, counsellor_id=None, queue="area:A1", due_on=MONDAY + timedelta(days=9))
    nights.publish(nights.next_day(content(), later))
    found = nights.flag(duty)
    assert (found.state, found.version) == (taken.state, taken.version)
    assert (found.queue, found.counsellor_id, found.due_on) == ("area:A1", None, later.due_on)
    assert (found.raised_on, found.last_stood_on) == (MONDAY, MONDAY + timedelta(days=1))


def test_a_flag_that_waits_for_a_day_goes_on_when_the_day_has_come(nights: Nights):
    nights.publish(content())
    duty, _ = duty_and_risk()
    nights.move(duty, Wish(Move.WAIT, until_on=MONDAY + timedelta(days=2)))
    tuesday = nights.next_day(content(), duty)
    nights.publish(tuesday)
    assert nights.flag(duty).state is FlagState.WAITING
    nights.publish(nights.next_day(tuesday, duty))
    assert (nights.flag(duty).state, nights.flag(duty).last_move) == (FlagState.IN_PROGRESS, Move.RESUME)


# What is read


def test_the_list_of_a_week_is_read_as_it_was_published(filled: SmallService):
    with filled.store.read() as work:
        before = before_night(work, AT_NIGHT, as_of=MONDAY)
        found = published_list(work, AT_NIGHT.at("D1"), week="2026-W47")
        earlier = published_list(work, AT_NIGHT.at("D1"), week="2026-W46")
    prepared = prepare_night(filled.records, before, as_of=MONDAY)
    again = build_night(prepared, scores=full_scores(), indicators=None)
    assert [youth.youth_id for youth in found.weekly.youths] == [youth.youth_id for youth in again.lists["D1"].youths]
    assert found.weekly.waiting == 1
    assert found.run == filled.run
    assert "bilal" not in {youth.youth_id for youth in earlier.weekly.youths}


def test_a_night_computed_again_has_the_same_hash(filled: SmallService):
    with filled.store.read() as work:
        before = before_night(work, AT_NIGHT, as_of=MONDAY)
    prepared = prepare_night(filled.records, before, as_of=MONDAY)
    again = build_night(prepared, scores=full_scores(), indicators=indicators_of(MONDAY))
    assert content_hash(again, full_scores()) == filled.run.content_hash
    assert content_hash(again, None) != filled.run.content_hash


def test_an_unknown_week_or_place_is_refused(filled: SmallService):
    with filled.store.read() as work:
        for place, week in (("D1", "2026-W01"), ("D9", "2026-W47")):
            with pytest.raises(UnknownThing):
                published_list(work, AT_NIGHT.at(place), week=week)
        with pytest.raises(UnknownThing):
            current_list(work, AT_NIGHT.at("D9"), at=MORNING)


def test_before_the_first_night_there_is_no_list_and_nobody_is_known(store: Store):
    with store.read() as work:
        with pytest.raises(UnknownThing, match="no night"):
            current_list(work, AT_NIGHT.at("D1"), at=MORNING)
        assert youth_facts(work, AT_NIGHT.of(YouthId("anna"))) is None
        assert organisation(work).counsellors == {}
        assert judgement(work, AT_NIGHT.of(YouthId("anna"))) is None


def test_deadlines_come_first_and_the_risk_flags_of_a_week_are_shown_from_monday_at_six(filled: SmallService):
    with filled.store.read() as work:
        early, now = (current_list(work, AT_NIGHT.at("D1"), at=at) for at in (EARLY, MORNING))
    assert [youth.listed.youth_id for youth in now.youths][:3] == ["bilal", "ida", "emma"]
    assert set(_ids(now)) - set(_ids(early)) == {"jonas"}
    assert (early.weekly.waiting, now.weekly.waiting) == (0, 1)
    assert now.weekly.youths == tuple(youth.listed for youth in now.youths)


def test_places_are_districts_by_name_and_then_queues(filled: SmallService):
    with filled.store.read() as work:
        found = places(work, AT_NIGHT)
    assert [(item.place, item.count, item.is_queue) for item in found] == [
        ("D1", 8, False),
        ("D2", 1, False),
        ("area:A1", 1, True),
        ("central", 1, True),
    ]


def test_what_is_known_before_the_first_night_has_no_clock(filled: SmallService):
    with filled.store.read() as work:
        known = {flag.rule: flag for flag in flags.of_youth(work, AT_NIGHT.of(YouthId("david")))}
        new = {flag.rule: flag for flag in flags.of_youth(work, AT_NIGHT.of(YouthId("bilal")))}
        shown = {youth.listed.youth_id: youth for youth in current_list(work, AT_NIGHT.at("D1"), at=MORNING).youths}
    assert known[Rule.CONTACT_5].is_known_before_start
    assert known[Rule.CONTACT_5].due_on is None
    assert shown["david"].listed.due_on is None
    assert all(reason.is_known_before_start and not reason.is_new for reason in shown["david"].listed.reasons)
    assert new[Rule.CONTACT_5].due_on == date(2026, 11, 18)


def test_facts_of_youths_and_the_organisation_are_read_back(filled: SmallService):
    with filled.store.read() as work:
        bilal = youth_facts(work, AT_NIGHT.of(YouthId("bilal")))
        found = facts_of(work, AT_NIGHT, youth_ids=[YouthId("anna"), YouthId("nobody")])
        known = organisation(work)
        assert len(work.rows(sa.select(YOUTHS.c.youth_id))) == 14
    assert bilal is not None
    assert (bilal.counsellor_id, bilal.in_target_group, bilal.situation.age_years) == ("hanne", True, 17)
    assert list(found) == ["anna"]
    assert found[YouthId("anna")].school_id == "S1"
    assert known.counsellors[CounsellorId("hanne")].name == "Hanne Holm"


def test_no_table_of_facts_holds_a_judgement(filled: SmallService):
    with filled.store.read() as work:
        told = [
            row.content
            for table in (LISTS, LISTED, YOUTHS, ORGANISATION)
            for row in work.rows(sa.select(table.c.content))
        ]
        assert len(work.rows(sa.select(SCORES))) == 4
    names = {name for text in told for name in _names(json.loads(text))}
    judged = set(full_scores().columns) - {"youth_id", "as_of", "data", "coverage", "regime"}
    judged |= {"rank", "rank_within_capacity", "cut_off", "contribution", "score", "capacity"}
    assert "situation" in names
    assert names & judged == {"reasons"}  # why a youth is on the list; the model's own are another thing
    values = {value for text in told for value in _values(json.loads(text))}
    assert (
        values & {0.31, 0.22, 0.186, "high", "raised", "late_starter", "early_starter", "unlawful_share_quarter"}
        == set()
    )


def test_a_leaver_whose_risk_no_list_told_of_is_followed_in_no_table_of_facts(nights: Nights, tmp_path: Path):
    june = date(2026, 6, 30)
    duty, risk, waits = (replace(flag, as_of=june, cause_on=date(2026, 6, 29)) for flag in content().flags)
    shown = (replace(duty, youth_id=YouthId("david")), replace(risk, youth_id=YouthId("lars")))
    below = replace(waits, youth_id=YouthId("oda"))
    scores = full_scores(june).replace({"youth_id": {"jonas": "niels", "karla": "oda"}})
    nights.publish(replace(content(), as_of=june, flags=(*shown, below), cuts=()), scores=scores)
    publish_night(nights.store, tmp_path, read_records(write_small_town(tmp_path / "town")), as_of=MONDAY)
    with nights.store.read() as work:
        assert before_night(work, AT_NIGHT, as_of=MONDAY).followed == {"david", "lars"}
        told = [json.loads(row.content) for row in work.rows(sa.select(LISTS.c.content))]
    assert {item["youth_id"] for content in told for item in content.get("transition", ())} == {"david", "lars"}
    found = _judged_in_june(nights.store)
    assert found == {"niels": "high", "oda": "raised"}, "whose risk was above low in June all the same"


def _judged_in_june(store: Store) -> dict[str, str]:
    with store.read() as work:
        asked = sa.select(SCORES.c.youth_id, SCORES.c.band).where(SCORES.c.as_of == date(2026, 6, 30))
        return {row.youth_id: row.band for row in work.rows(asked) if row.band in {"high", "raised"}}


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(part)


def _values(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _values(part)
    else:
        yield value


def test_judgement_is_read_by_its_own_name_alone(filled: SmallService):
    with filled.store.read() as work:
        jonas = judgement(work, AT_NIGHT.of(YouthId("jonas")))
        ida = judgement(work, AT_NIGHT.of(YouthId("ida")))
        assert judgement(work, AT_NIGHT.of(YouthId("bilal"))) is None
        assert judgements(work, AT_NIGHT.of(YouthId("jonas"))) == (jonas,)
        assert judgements(work, AT_NIGHT.of(YouthId("jonas")), before=MONDAY) == ()
    assert jonas is not None
    assert ida is not None
    assert (jonas.risk, jonas.band, jonas.profile, jonas.onset_on) == (0.31, "high", "late_starter", date(2026, 8, 10))
    assert jonas.reasons[0].direction == "raises"
    assert (ida.risk, ida.band, ida.reasons) == (None, "not_assessed", ())


def test_the_modules_of_facts_do_not_know_the_tables_of_judgement():
    root = Path(__file__).parents[2] / "service/store"
    for name in ("lists.py", "youths.py", "nights.py"):
        text = (root / name).read_text(encoding="utf-8")
        assert [word for word in ("SCORES", "RUN_FLAGS", "WEEKLY_CUTS") if word in text] == []


def test_the_list_follows_what_people_do_and_tuesday_stands_by_mondays_choice(store: Store, tmp_path: Path):
    service = small_service(store, tmp_path, nights=(date(2026, 11, 9), MONDAY))
    with store.begin() as work:
        for flag in (
            flags.of_youth(work, AT_NIGHT.of(YouthId("jonas")))[0],
            flags.of_youth(work, AT_NIGHT.of(YouthId("clara")))[0],
        ):
            wish = Wish(Move.DISMISS, "abroad") if flag.source is Source.RISK else Wish(Move.DOCUMENT, "done")
            flags.store_move(work, *moved_flag(flag, wish, actor=HANNE, at=MORNING, on=MONDAY))
        flags.insert(work, [_by_hand(work)])
    shown = _current(store, MORNING)
    assert "jonas" not in _ids(shown)
    assert len(_of(shown, "clara").flags) == 1
    assert [reason.rule for reason in _of(shown, "anna").listed.reasons] == [Rule.MANUAL]
    tuesday = MONDAY + timedelta(days=1)
    publish_night(store, tmp_path, service.records, as_of=tuesday)
    shown = _current(store, MORNING + timedelta(days=1))
    assert {"jonas", "karla"} & set(_ids(shown)) == set()
    assert (shown.weekly.waiting, _of(shown, "anna").is_new_since_monday) == (1, True)


def _current(store: Store, at: datetime) -> CurrentList:
    with store.read() as work:
        return current_list(work, AT_NIGHT.at("D1"), at=at)


def _ids(shown: CurrentList) -> list[str]:
    return [youth.listed.youth_id for youth in shown.youths]


def _of(shown: CurrentList, youth_id: str):
    return next(youth for youth in shown.youths if youth.listed.youth_id == youth_id)


def _by_hand(work: Work) -> StoredFlag:
    """A flag raised by hand on Monday morning, as casework makes it."""
    hanne, place = CounsellorId("hanne"), DistrictId("D1")
    made = Flag(YouthId("anna"), MONDAY, Source.MANUAL, Rule.MANUAL, MONDAY, 3, counsellor_id=hanne, district_id=place)
    assert work.first(sa.select(FLAGS).where(FLAGS.c.flag_id == made.flag_id)) is None
    return StoredFlag(
        made.flag_id, made.youth_id, made.source, made.rule, MONDAY, FlagState.NEW, 3, MONDAY, MONDAY, MORNING,
        counsellor_id=made.counsellor_id, district_id=made.district_id, last_move=Move.ASK,
    )  # fmt: skip
