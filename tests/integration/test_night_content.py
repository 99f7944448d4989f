"""What a night decides from the small town's records and from what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from features.reading import read_records
from features.records import Records
from features.vocabulary import ContactKind, CounsellorId, DistrictId, YouthId
from service.domain.canonical import from_text, to_text
from service.domain.casework import Memory, Remembered
from service.domain.flag_life import DECIDED, FlagState, Move
from service.domain.flags import Flag, Source, flag_id
from service.domain.night import Before, NightContent
from service.domain.rules import Rule
from service.domain.situation import Contact
from service.flagging import decide_flags, flag_frame
from service.listing import Asked, build_list
from service.night import build_night, prepare_night
from tests.lib.small_town import MONDAY, small_town_scores, write_small_town

LONG_AGO = date(2025, 8, 1)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return read_records(write_small_town(tmp_path_factory.mktemp("town")))


def night(
    town: Records, *, as_of: date = MONDAY, scores: pd.DataFrame | None = None, before: Before | None = None
) -> NightContent:
    """A night of a service that began long ago."""
    given = before or Before(Memory(as_of), first_night_on=LONG_AGO)
    return build_night(prepare_night(town, given, as_of=as_of), scores=scores, indicators=None)


def scores_of(as_of: date) -> pd.DataFrame:
    return small_town_scores().assign(as_of=pd.Series([pd.Timestamp(as_of)] * 4, dtype="datetime64[s]"))


def remembered(rule: Rule, youth: str, cause_on: date, **more: object) -> dict[str, Remembered]:
    """One flag that was raised a week ago and is open, unless said otherwise."""
    source = {Rule.RISK: Source.RISK, Rule.MANUAL: Source.MANUAL}.get(rule, Source.DUTY)
    key = flag_id(YouthId(youth), source, rule=rule, cause_on=cause_on)
    made = Remembered(
        key, YouthId(youth), source, rule, cause_on, FlagState.NEW, Move.RAISE, MONDAY - timedelta(days=7)
    )
    return {key: replace(made, **more)}


def with_memory(as_of: date = MONDAY, **facts: object) -> Before:
    return Before(Memory(as_of, **facts), first_night_on=LONG_AGO)


def by_youth(content: NightContent, rule: Rule) -> Mapping[str, Flag]:
    return {flag.youth_id: flag for flag in content.flags if flag.rule is rule}


def listed(content: NightContent, place: str) -> dict[str, tuple[Rule, ...]]:
    return {youth.youth_id: tuple(reason.rule for reason in youth.reasons) for youth in content.lists[place].youths}


def test_a_night_that_remembers_nothing_decides_what_the_files_do(town: Records):
    scores = small_town_scores()
    content = night(town, scores=scores)
    from_files = decide_flags(town, as_of=MONDAY, scores=scores)
    pd.testing.assert_frame_equal(flag_frame(content.flags), from_files)
    for place in ("D1", "area:A1"):
        alone = build_list(town, Asked(place, MONDAY), flags=from_files, scores=scores)
        ours = content.lists[place]
        assert [youth.youth_id for youth in ours.youths if youth.due_on] == [
            youth.youth_id for youth in alone.youths if youth.due_on
        ]
        assert {youth.youth_id: youth.owner for youth in ours.youths} == {
            youth.youth_id: youth.owner for youth in alone.youths
        }
        assert replace(ours, youths=(), has_figures=True) == replace(alone, youths=())


def test_the_content_has_every_place_and_every_resident_of_14_to_18(town: Records):
    content = night(town)
    assert sorted(content.lists) == ["D1", "D2", "area:A1", "central"]
    assert len(content.youths) == 14
    assert {youth.situation.youth_id for youth in content.youths if youth.in_target_group} == {
        "bilal", "david", "emma", "farah", "ida", "maja", "niels",
    }  # fmt: skip
    assert {tovholder.youth_id for tovholder in content.appointed} == {"bilal", "david", "emma", "farah", "ida"}


def test_the_content_is_the_same_every_time_and_comes_back_from_its_text(town: Records):
    content = night(town, scores=small_town_scores())
    assert to_text(night(town, scores=small_town_scores())) == to_text(content)
    assert from_text(NightContent, to_text(content)) == content


def test_shuffling_all_scores_changes_no_duty(town: Records):
    duties = {flag for flag in night(town).flags if flag.source in DECIDED}
    scores = small_town_scores()
    for seed in range(3):
        shuffled = scores.assign(risk=scores["risk"].sample(frac=1, random_state=seed).to_numpy(), band="high")
        content = night(town, scores=shuffled)
        assert {flag for flag in content.flags if flag.source in DECIDED} == duties
        assert {youth.youth_id for youth in content.lists["D1"].youths if youth.due_on} == {"bilal", "emma", "ida"} | {
            "david",
            "farah",
        }


def test_capacity_cuts_new_risk_flags_only_and_ranks_are_kept_with_the_line(town: Records):
    content = night(town, scores=small_town_scores().assign(band="high"))
    assert all(flag.source is Source.RISK for flag in content.flags if flag.cut_off)
    assert [(cut.youth_id, cut.rank, cut.cut_off, cut.capacity) for cut in content.cuts] == [
        ("jonas", 1, False, 1), ("karla", 2, True, 1), ("ida", 3, True, 1), ("anna", 4, True, 1),
    ]  # fmt: skip
    assert content.lists["D1"].waiting == 2  # Ida stands on the list for another reason


def test_the_week_stands_by_mondays_choice_whatever_tuesdays_scores_say(town: Records):
    monday = night(town, scores=small_town_scores())
    chosen = tuple(flag for flag in monday.flags if flag.source is Source.RISK)
    turned = scores_of(TUESDAY).assign(band=["low", "high", "high", "high"])
    before = replace(with_memory(TUESDAY), chosen=chosen)
    tuesday = night(town, as_of=TUESDAY, scores=turned, before=before)
    risks = by_youth(tuesday, Rule.RISK)
    assert {key: (flag.cause_on, flag.cut_off, flag.rank_within_capacity) for key, flag in risks.items()} == {
        "jonas": (MONDAY, False, 1),
        "karla": (MONDAY, True, 2),
    }
    assert tuesday.cuts == ()
    assert tuesday.lists["D1"].monday_on == MONDAY


def test_a_choice_that_was_ended_during_the_week_leaves_the_list(town: Records):
    monday = night(town, scores=small_town_scores())
    chosen = tuple(flag for flag in monday.flags if flag.source is Source.RISK)
    ended = remembered(Rule.RISK, "jonas", MONDAY, state=FlagState.NOT_RELEVANT, ended_on=MONDAY)
    before = replace(with_memory(TUESDAY, flags=ended), chosen=chosen)
    assert set(by_youth(night(town, as_of=TUESDAY, before=before), Rule.RISK)) == {"karla"}


def test_where_monday_had_no_scores_the_next_night_chooses_for_the_week(town: Records):
    content = night(town, as_of=TUESDAY, scores=scores_of(TUESDAY))
    assert by_youth(content, Rule.RISK)["jonas"].cause_on == MONDAY
    assert len(content.cuts) == 2


def test_an_open_risk_flag_lasts_takes_no_place_and_is_not_raised_again(town: Records):
    open_flag = remembered(Rule.RISK, "jonas", MONDAY - timedelta(days=7), state=FlagState.IN_PROGRESS)
    content = night(town, scores=small_town_scores(), before=with_memory(flags=open_flag))
    risks = by_youth(content, Rule.RISK)
    assert (risks["jonas"].cause_on, risks["jonas"].rank_within_capacity) == (MONDAY - timedelta(days=7), None)
    assert (risks["karla"].rank_within_capacity, risks["karla"].cut_off) == (1, False)
    assert listed(content, "D1")["jonas"] == (Rule.RISK,)
    assert not next(youth for youth in content.lists["D1"].youths if youth.youth_id == "jonas").is_new


def test_an_open_risk_flag_outlives_the_scores(town: Records):
    open_flag = remembered(Rule.RISK, "jonas", MONDAY - timedelta(days=70))
    content = night(town, before=with_memory(flags=open_flag))
    assert listed(content, "D1")["jonas"] == (Rule.RISK,)


@pytest.mark.parametrize(("kind", "cools"), [(ContactKind.REACHED, True), (ContactKind.ATTEMPT, False)])
def test_whoever_was_spoken_with_here_is_left_alone_for_eight_school_weeks(
    town: Records, kind: ContactKind, cools: bool
):
    contact = {YouthId("jonas"): (Contact(date(2026, 9, 15), kind),)}
    raised = by_youth(night(town, scores=small_town_scores(), before=with_memory(contacts=contact)), Rule.RISK)
    assert ("jonas" not in raised) is cools
    long_ago = {YouthId("jonas"): (Contact(date(2026, 9, 4), kind),)}
    raised = by_youth(night(town, scores=small_town_scores(), before=with_memory(contacts=long_ago)), Rule.RISK)
    assert "jonas" in raised


@pytest.mark.parametrize(
    ("ended_on", "is_raised"),
    [(date(2026, 10, 16), True), (date(2026, 10, 19), False)],  # four and three weeks of school lie between
)
def test_persisting_signs_are_new_evidence_four_school_weeks_after_a_person_ended_the_flag(
    town: Records, ended_on: date, is_raised: bool
):
    ended = remembered(
        Rule.RISK, "jonas", date(2026, 10, 5), state=FlagState.NOT_RELEVANT, last_move=Move.DISMISS, ended_on=ended_on
    )
    raised = by_youth(night(town, scores=small_town_scores(), before=with_memory(flags=ended)), Rule.RISK)
    assert ("jonas" in raised) is is_raised


def test_a_week_without_school_raises_nobody_from_attendance(town: Records):
    autumn = date(2026, 10, 12)
    scores = scores_of(autumn).assign(band="high", regime=["attendance", "status_only", "attendance", "attendance"])
    assert set(by_youth(night(town, as_of=autumn, scores=scores), Rule.RISK)) <= {"karla"}


def test_a_conversation_recorded_here_meets_the_contact_and_asks_for_an_offer(town: Records):
    contact = {YouthId("bilal"): (Contact(date(2026, 11, 13), ContactKind.REACHED),)}
    content = night(town, before=with_memory(contacts=contact))
    assert "bilal" not in by_youth(content, Rule.CONTACT_5)
    assert by_youth(content, Rule.OFFER_30)["bilal"].due_on == date(2026, 12, 13)


def test_a_documented_duty_stays_away_and_a_met_one_may_stand_again(town: Records):
    aware = by_youth(night(town), Rule.CONTACT_5)["bilal"].cause_on
    for move, stands in ((Move.DOCUMENT, False), (Move.MEET, True)):
        closed = remembered(Rule.CONTACT_5, "bilal", aware, state=FlagState.CLOSED, last_move=move, ended_on=MONDAY)
        content = night(town, before=with_memory(flags=closed))
        assert ("bilal" in by_youth(content, Rule.CONTACT_5)) is stands


def test_a_flag_of_hand_lasts_until_a_person_ends_it(town: Records):
    asked = remembered(Rule.MANUAL, "anna", MONDAY - timedelta(days=3))
    content = night(town, before=with_memory(flags=asked))
    assert listed(content, "D1")["anna"] == (Rule.MANUAL,)
    assert by_youth(content, Rule.MANUAL)["anna"].counsellor_id == "hanne"


def test_on_the_first_night_everything_older_has_no_clock_and_later_news_has(town: Records):
    first = night(town, before=Before(Memory(MONDAY)))
    known = {flag.flag_id for flag in first.flags if flag.source in DECIDED}
    assert first.started_before == known
    assert all(flag.due_on is None for flag in first.flags)
    memory = {
        flag.flag_id: Remembered(
            flag.flag_id, flag.youth_id, flag.source, flag.rule, flag.cause_on, FlagState.NEW, Move.RAISE, MONDAY, True
        )
        for flag in first.flags
        if flag.youth_id != "bilal"
    }
    later = night(town, as_of=TUESDAY, before=Before(Memory(TUESDAY, flags=memory), first_night_on=MONDAY))
    assert {flag.youth_id for flag in later.flags if flag.due_on} == {"bilal"}


def test_a_tovholder_decided_here_gets_the_flags(town: Records):
    content = night(town, before=with_memory(tovholders={YouthId("bilal"): CounsellorId("ole")}))
    found = by_youth(content, Rule.CONTACT_5)["bilal"]
    assert (found.counsellor_id, found.routed_by) == ("ole", 1)
    assert "bilal" not in {tovholder.youth_id for tovholder in content.appointed}


def test_a_youth_who_moved_stays_with_the_giver_and_the_night_opens_the_hand_over(town: Records):
    aware = by_youth(night(town), Rule.CONTACT_5)["niels"].cause_on
    was = remembered(Rule.CONTACT_5, "niels", aware, counsellor_id=CounsellorId("hanne"), district_id=DistrictId("D1"))
    memory = with_memory(flags=was, districts={YouthId("niels"): DistrictId("D1")})
    content = night(town, before=memory)
    assert [(item.youth_id, item.giver_id, item.receiver_queue) for item in content.handovers] == [
        ("niels", "hanne", "area:A1")
    ]
    assert by_youth(content, Rule.CONTACT_5)["niels"].counsellor_id == "hanne"
    assert "niels" in listed(content, "D2")


def test_a_leaver_who_was_flagged_at_the_end_of_school_is_followed_until_three_months_are_confirmed(town: Records):
    followed = frozenset({YouthId("david"), YouthId("lars"), YouthId("anna"), YouthId("oda")})
    content = night(town, before=replace(with_memory(), followed=followed))
    found = {item.youth_id: item for item in content.lists["D1"].transition}
    assert set(found) == {"david", "lars", "oda"}  # Anna is still at school
    assert (found["david"].step_on, found["david"].started_on) == (None, None)
    assert found["oda"].step_on == date(2027, 1, 4)
    assert (found["lars"].started_on, found["lars"].is_confirmed_at_30_days) == (date(2026, 10, 19), False)
    assert found["lars"].confirm_on == date(2026, 11, 18)
