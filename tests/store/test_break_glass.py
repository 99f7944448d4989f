"""Breaking the glass on both databases: a reason, a few hours, never against a conflict of interest, and somebody looks afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from features.vocabulary import AreaId, AssignmentScope, CounsellorId, YouthId
from service.casework.assigning import recuse
from service.casework.breaking_glass import Plea, break_glass, read_review, review
from service.casework.flag_moves import see_flags
from service.casework.looking import count_look, looking, tell_refusal
from service.casework.seeing import check_may_see
from service.domain.access import Act, Actor, Role, Scope, Why, check_may
from service.domain.break_glass import LONGEST, REVIEW_WITHIN, Verdict
from service.domain.casework import Recusal
from service.domain.errors import NotPermitted, TooManyLooks, UnknownThing, WrongUse
from service.domain.sight import AT_NIGHT
from service.domain.volume import WRONG_GUESS, Look, Looked, LookLimits
from service.operating.doctor import Patient, examine
from service.settings import Settings
from service.store import audit, flags, lookups, openings
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.small_service import MORNING

HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({"D1"}))
OLE = Actor("u-ole", Role.COUNSELLOR, "Ole", CounsellorId("ole"))
LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=None)
ELSEWHERE = Actor("u-els", Role.LEADER, "Else", area_id=AreaId("A9"))
OFFICER = Actor("u-off", Role.PROTECTION_OFFICER, "Råd", districts=None)
JONAS = YouthId("jonas")
HOURS = timedelta(hours=4)
PLEA = Plea("Den unge ringer  og er ved\nstationen", HOURS)
LIMITS = LookLimits(cases=3, identities=2, colleagues=5)


@pytest.fixture(scope="module", params=KINDS)
def template(request, tmp_path_factory):
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template, tmp_path):
    with copy_of(template, tmp_path) as store:
        yield store


def trail(town):
    with town.read() as work:
        return [(line.action, line.youth_id) for line in audit.lines(work)]


def opened(town, actor=OLE):
    with town.begin() as work:
        return break_glass(work, actor, JONAS, plea=PLEA, at=MORNING)


@pytest.mark.parametrize("actor", [OLE, ELSEWHERE])
def test_the_glass_opens_a_youth_for_some_hours_and_says_why(town, actor):
    with town.read() as work, pytest.raises(UnknownThing):
        check_may_see(work, actor, JONAS, at=MORNING)
    assert opened(town, actor).why is Why.BREAK_GLASS
    last = MORNING + HOURS - timedelta(seconds=1)
    with town.read() as work:
        assert check_may_see(work, actor, JONAS, at=last).why is Why.BREAK_GLASS
        with pytest.raises(UnknownThing):
            check_may_see(work, actor, JONAS, at=MORNING + HOURS)
        with pytest.raises(UnknownThing):
            check_may_see(work, actor, YouthId("bilal"), at=MORNING)
        with pytest.raises(UnknownThing):
            check_may_see(work, replace(actor, actor_id="u-other"), JONAS, at=MORNING)
        (kept,) = openings.openings(work, AT_NIGHT, since=MORNING)
    assert (kept.actor_id, kept.youth_id, kept.reason) == (actor.actor_id, JONAS, "Den unge ringer og er ved stationen")
    assert trail(town)[-1] == ("glass.broken", JONAS)


def test_whoever_may_see_the_youth_breaks_no_glass(town):
    assert opened(town, HANNE).why is Why.OWNER
    with town.read() as work:
        assert openings.openings(work, AT_NIGHT, since=MORNING) == ()
    assert "glass.broken" not in dict(trail(town))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_conflict_of_interest_is_stronger_than_the_glass(town, when):
    recusal = Recusal(CounsellorId("ole"), AssignmentScope.YOUTH, JONAS)
    if when == "after":
        opened(town)
    with town.begin() as work:
        recuse(work, OLE, recusal, at=MORNING)
    with town.begin() as work, pytest.raises(UnknownThing):
        break_glass(work, OLE, JONAS, plea=PLEA, at=MORNING)
    with town.read() as work, pytest.raises(UnknownThing):
        check_may_see(work, OLE, JONAS, at=MORNING)


def test_a_youth_whom_nobody_knows_is_refused_in_the_same_words_as_a_conflict_of_interest(town):
    with town.begin() as work:
        recuse(work, OLE, Recusal(CounsellorId("ole"), AssignmentScope.YOUTH, JONAS), at=MORNING)
    said = []
    for youth_id in (JONAS, YouthId("nobody")):
        with town.begin() as work, pytest.raises(UnknownThing) as refused:
            break_glass(work, OLE, youth_id, plea=PLEA, at=MORNING)
        said.append(str(refused.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COUNSELLOR, Role.LEADER}])
def test_no_other_role_and_no_system_breaks_the_glass(town, role):
    actor = Actor("u-any", role, counsellor_id=CounsellorId("ole"), districts=None, scopes=frozenset(Scope))
    with town.begin() as work, pytest.raises(NotPermitted, match="break_glass: got the role"):
        break_glass(work, actor, JONAS, plea=PLEA, at=MORNING)


@pytest.mark.parametrize("reason", ["", "    ", "hast", "x" * (LONGEST + 1)])
def test_a_reason_of_a_line_is_asked_for(town, reason):
    with town.begin() as work, pytest.raises(WrongUse, match="reason: got"):
        break_glass(work, OLE, JONAS, plea=Plea(reason, HOURS), at=MORNING)


def test_a_look_through_the_glass_marks_no_flag_as_seen(town):
    opened(town)
    with town.begin() as work:
        before = flags.of_youth(work, AT_NIGHT.of(JONAS))
        assert see_flags(work, OLE, JONAS, at=MORNING) == 0
        assert flags.of_youth(work, AT_NIGHT.of(JONAS)) == before


# Review


def test_who_broke_the_glass_is_looked_at_by_the_youths_leader_and_the_officer(town):
    opened(town)
    with town.begin() as work:
        assert [len(read_review(work, actor, at=MORNING).openings) for actor in (LEADER, OFFICER, ELSEWHERE)] == [
            1,
            1,
            0,
        ]
        number = read_review(work, OFFICER, at=MORNING).openings[0].number
        with pytest.raises(UnknownThing):
            review(work, ELSEWHERE, number, verdict=Verdict.JUSTIFIED, at=MORNING)
        review(work, LEADER, number, verdict=Verdict.UNJUSTIFIED, at=MORNING)
        with pytest.raises(UnknownThing):
            review(work, OFFICER, number, verdict=Verdict.JUSTIFIED, at=MORNING)
        (kept,) = read_review(work, OFFICER, at=MORNING).openings
    assert (kept.verdict, kept.reviewed_by, kept.reviewed_at) == (Verdict.UNJUSTIFIED, "u-lea", MORNING)
    with town.begin() as work:
        assert read_review(work, OFFICER, at=MORNING + timedelta(days=31)).openings == ()
    assert ("glass.reviewed", JONAS) in trail(town)


def test_nobody_reviews_their_own_opening(town):
    opened(town, ELSEWHERE)
    with town.begin() as work:
        assert read_review(work, ELSEWHERE, at=MORNING).openings == ()
        (one,) = read_review(work, OFFICER, at=MORNING).openings
        with pytest.raises(NotPermitted, match="one's own opening"):
            review(work, ELSEWHERE, one.number, verdict=Verdict.JUSTIFIED, at=MORNING)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.LEADER, Role.PROTECTION_OFFICER}])
def test_no_other_role_reviews(role):
    with pytest.raises(NotPermitted):
        check_may(Actor("u-any", role, scopes=frozenset(Scope)), Act.REVIEW_GLASS)


def test_the_doctor_tells_of_openings_that_wait_longer_than_a_week(town, tmp_path):
    opened(town)
    for late, is_well in ((timedelta(), True), (timedelta(seconds=1), False)):
        patient = Patient(Settings(var=tmp_path), MORNING + REVIEW_WITHIN + late, town)
        (found,) = examine(patient, only=frozenset({"break-glass"}))
        assert found.is_well is is_well
    assert JONAS not in found.saw


# Volume


def look(number, kind=Looked.CASE, actor=OLE, at=MORNING):
    return Look(actor, kind, None if number is None else YouthId(f"y{number}"), at)


def test_a_youth_counts_once_a_day_and_one_too_many_is_refused(town):
    with town.begin() as work:
        for number in (1, 2, 3, 1, 2, 3):
            count_look(work, look(number), LIMITS)
    with pytest.raises(TooManyLooks, match="allowed are 3"), town.begin() as work:
        count_look(work, look(4), LIMITS)
    with town.begin() as work:
        count_look(work, look(3), LIMITS)
        count_look(work, look(4, actor=HANNE), LIMITS)
        count_look(work, look(4, at=MORNING + timedelta(days=1)), LIMITS)
        count_look(work, look(4, kind=Looked.IDENTITY), LIMITS)


def test_looks_at_the_same_time_are_counted_one_after_the_other(town):
    def one(number):
        try:
            with looking(town, OLE, at=MORNING) as work:
                count_look(work, look(number), LIMITS)
        except TooManyLooks:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(12))) == LIMITS.cases
    assert trail(town).count(("looks.refused", None)) == 1


def test_a_number_that_is_nobodys_counts_double_each_time(town):
    with town.begin() as work:
        assert [lookups.count(work, look(None, Looked.COLLEAGUE)) for _ in range(2)] == [WRONG_GUESS, 2 * WRONG_GUESS]
        with pytest.raises(TooManyLooks):
            count_look(work, look(None, Looked.COLLEAGUE), LIMITS)


def test_a_system_is_not_counted(town):
    system = Actor("u-sys", Role.SYSTEM, scopes=frozenset(Scope))
    with town.begin() as work:
        for number in range(10):
            count_look(work, look(number, actor=system), LIMITS)


def test_a_weeks_150_youths_and_a_day_of_cover_are_within_the_limits():
    limits = LookLimits()
    assert limits.cases >= 2 * 150 / 5 < limits.cases
    assert min(limits.identities, limits.colleagues) >= 150 / 5


def test_a_refusal_is_told_once_a_day_to_those_who_review_and_names_no_youth(town):
    with town.begin() as work:
        for _ in range(3):
            tell_refusal(work, OLE, Looked.CASE, at=MORNING)
        tell_refusal(work, OLE, Looked.CASE, at=MORNING + timedelta(days=1))
        told = read_review(work, OFFICER, at=MORNING).refusals
    assert [(one.on.day, one.actor_id, one.kind) for one in told] == [(17, "u-ole", "case"), (16, "u-ole", "case")]
    assert [line for line in trail(town) if line[0] == "looks.refused"] == [("looks.refused", None)] * 2


def test_look_ups_are_kept_for_a_week(town):
    with town.begin() as work:
        lookups.count(work, look(1))
        tell_refusal(work, OLE, Looked.CASE, at=MORNING)
        lookups.count(work, look(2, at=MORNING + lookups.KEPT))
        assert len(lookups.refusals(work)) == 1
        lookups.count(work, look(3, at=MORNING + lookups.KEPT + timedelta(days=1)))
        assert lookups.refusals(work) == ()
