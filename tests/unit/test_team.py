"""Whom to ring: each colleague once, in order, nobody recused, and of a protected address nobody by place."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.access import Role, VisibleYouth, Why
from service.domain.routing import Counsellor, District, Organisation
from service.domain.school_weeks import Kept
from service.domain.team import Colleague, Post, seers_of, team_of
from service.domain.users import User
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from service.texts.youth_texts import YOUTH_TEXTS
from service.texts.youth_wording import word_team
from tests.unit.test_texts import lix

BY_LISTS = ("course.ended.", "course.next.", "week.")
"""Beginnings of keys whose ends are words of a list that other tests hold."""
DRAWN = ("present", "unlawful", "permitted", "sick", "disputed")
HANNE, OLE, SARA, DINA = (CounsellorId(name) for name in ("hanne", "ole", "sara", "dina"))
D1 = DistrictId("D1")
TOWN = Organisation(
    {
        HANNE: Counsellor(HANNE, "Hanne Holm", phone="12 34 56 78"),
        OLE: Counsellor(OLE, "Ole Vang"),
        SARA: Counsellor(SARA, "Sara Lind"),
        DINA: Counsellor(DINA, "", D1),
    },
    {D1: District(D1, "Nordby", AreaId("A1"))},
)
YOUTH = VisibleYouth(
    YouthId("jonas"),
    district_id=D1,
    area_id=AreaId("A1"),
    tovholder=HANNE,
    owners=frozenset({HANNE, OLE}),
    school_counsellors=frozenset({SARA}),
)


def team(youth: VisibleYouth = YOUTH, *, is_protected: bool = False) -> list[tuple[str, tuple[Post, ...]]]:
    return [(one.name, one.posts) for one in team_of(youth, TOWN, is_protected=is_protected)]


def changed(**more: object) -> VisibleYouth:
    return VisibleYouth(**{**vars(YOUTH), **more})  # type: ignore[arg-type] # fields by name


def test_each_colleague_is_named_once_with_all_that_they_are_the_coordinator_first():
    assert team() == [
        ("Hanne Holm", (Post.TOVHOLDER, Post.OWNER)),
        ("Ole Vang", (Post.OWNER,)),
        ("Sara Lind", (Post.SCHOOL,)),
        ("dina", (Post.DISTRICT,)),
    ]


def test_who_covers_stands_after_whom_they_cover_for():
    found = team_of(changed(covered_by={HANNE: frozenset({SARA})}), TOWN, is_protected=False)
    assert found[1] == Colleague("Sara Lind", "", (Post.COVER,), "Hanne Holm")


@pytest.mark.parametrize("covered", [{}, {HANNE: frozenset({OLE})}])
def test_nobody_with_a_conflict_of_interest_is_to_be_rung(covered):
    assert "Ole Vang" not in [name for name, _ in team(changed(recused=frozenset({OLE}), covered_by=covered))]


def test_of_a_protected_address_nobody_is_named_by_school_or_district():
    assert [name for name, _ in team(is_protected=True)] == ["Hanne Holm", "Ole Vang"]


def test_colleagues_are_told_with_their_posts_and_telephone():
    told = word_team(team_of(changed(covered_by={OLE: frozenset({SARA})}), TOWN, is_protected=False), Language.DA)
    assert (told[0].posts, told[0].phone) == ("tovholder, ansvarlig for en markering", "Telefon: 12 34 56 78")
    assert (told[2].posts, told[2].phone) == ("vikar for Ole Vang", "Intet telefonnummer her")


def test_who_can_see_is_found_by_the_rule_that_lets_them_and_systems_are_not_named():
    everybody = [
        User("h", "Hanne Holm", Role.COUNSELLOR, HANNE),
        User("x", "Xenia", Role.COUNSELLOR, CounsellorId("xenia")),
        User("l", "Leder, Nord", Role.LEADER, area_id=AreaId("A1")),
        User("m", "Leder, Syd", Role.LEADER, area_id=AreaId("A2")),
        User("o", "Tilsyn", Role.PROTECTION_OFFICER),
        User("a", "Analytiker", Role.ANALYST),
        User("s", "Fagsystem", Role.SYSTEM),
    ]
    seers = seers_of(YOUTH, everybody, TOWN)
    assert [(one.user.user_id, one.why) for one in seers] == [
        ("h", Why.TOVHOLDER),
        ("l", Why.LEADER),
        ("o", Why.OFFICER),
    ]
    assert [one.user.user_id for one in seers if one.leads] == ["l"]


@pytest.mark.parametrize(("prefix", "words"), [("team", Post), ("sees", Why)])
def test_every_post_and_reason_has_its_words(prefix, words):
    assert {f"{prefix}.{word}" for word in words} <= set(TEXTS)


def test_no_sentence_of_the_youths_page_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = [path for path in (*root.rglob("*.py"), *root.rglob("*.j2")) if path.name != "youth_texts.py"]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    by_word = {f"team.{post}" for post in Post} | {f"sees.{why}" for why in Why}
    by_word |= {f"school.{kind}" for kind in (*DRAWN, *Kept)}
    asked = {key.removesuffix(".one") for key in YOUTH_TEXTS if not key.startswith(BY_LISTS)} - by_word
    assert [key for key in sorted(asked) if f'"{key}"' not in said and f"'{key}'" not in said] == []


def test_the_youths_page_is_easy_to_read():
    prose = [danish for danish, _ in YOUTH_TEXTS.values() if danish.endswith(".")]
    assert lix(" ".join(prose)) <= 40
