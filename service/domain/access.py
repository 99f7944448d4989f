"""Who somebody is, what a role may do, and whom somebody may see and why.

`check_may` raises where `may` answers; `why_may_see` gives the reason or None. Whoever may not see a youth is told the same as if there
were no such youth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.errors import NotPermitted
from service.domain.routing import CENTRAL


class Role(StrEnum):
    """What somebody is here for."""

    COUNSELLOR = "counsellor"
    LEADER = "leader"
    DATA_STEWARD = "data_steward"
    PROTECTION_OFFICER = "protection_officer"
    ANALYST = "analyst"
    OPERATOR = "operator"
    SYSTEM = "system"


class Scope(StrEnum):
    """What a system's token is good for; people have their role instead."""

    SCORE = "scores:compute"  # POST /scores
    READ = "lists:read"  # lists, flags, youths, changes
    WRITE = "flags:write"  # manual flags and moves
    JUDGEMENT = "scores:judgement"  # risk, band, reasons, profile


class Act(StrEnum):
    """What can be done here; each is open to some roles, or to systems with a scope."""

    SEE_YOUTHS = "see_youths"  # lists, flags and cases, of whom `why_may_see` gives a reason for
    ASSESS = "assess"
    RECORD_CONTACT = "record_contact"
    FOLLOW_UP = "follow_up"  # efforts on the ladder, closing a course, looking back
    MOVE_FLAG = "move_flag"
    RAISE_FLAG = "raise_flag"
    HAND_OVER = "hand_over"
    ASSIGN = "assign"  # tovholder, cover
    RECUSE = "recuse"
    SCORE = "score"
    SEE_RUNS = "see_runs"
    SEE_DRIFT = "see_drift"
    SEE_MODEL = "see_model"
    RUN_NIGHT = "run_night"
    TAKE_IN = "take_in"
    ACTIVATE_BUNDLE = "activate_bundle"
    RECORD_BASIS = "record_basis"
    THROW_STOP = "throw_stop"
    LIFT_STOP = "lift_stop"
    RECORD_OBJECTION = "record_objection"
    ANSWER_SUBJECT = "answer_subject"  # access, erasure and legal hold of one youth
    LET_GO = "let_go"  # of what has been kept long enough
    RECORD_DISPUTE = "record_dispute"  # that a youth says a record is wrong, and what its source answers
    MANAGE_USERS = "manage_users"
    MANAGE_WEBHOOKS = "manage_webhooks"  # and whatever else is told outside
    READ_AUDIT = "read_audit"
    KEEP_IDENTITY = "keep_identity"  # import identities, and bring them under new keys
    SEE_IDENTITY = "see_identity"  # name, phone, e-mail and custody holders of a youth whom one may see
    ASK_COLLEAGUE = "ask_colleague"  # whose a youth is, by CPR number
    BREAK_GLASS = "break_glass"  # open a youth whom one may not see, for a few hours
    REVIEW_GLASS = "review_glass"  # look afterwards at who did
    MEET = "meet"  # call meetings about a youth, and write down what was agreed
    SEE_OVERVIEW = "see_overview"  # deadlines kept, who waits, load, and results of the area
    SEE_EFFECT = "see_effect"  # whether the list helps, and what one more place would find, in counts
    PROPOSE_BUNDLE = "propose_bundle"  # say that a model should be used
    CONFIRM_BUNDLE = "confirm_bundle"  # say so too, of somebody else's proposal: then it is used
    SHADOW_BUNDLE = "shadow_bundle"  # let a candidate score in silence beside the model in use, and end it
    TAKE_ALARM = "take_alarm"  # say that one looks into an alarm


_CASEWORK: Final = frozenset(
    {
        Act.SEE_YOUTHS,
        Act.ASSESS,
        Act.RECORD_CONTACT,
        Act.FOLLOW_UP,
        Act.MOVE_FLAG,
        Act.RAISE_FLAG,
        Act.HAND_OVER,
        Act.RECUSE,
    }
) | {Act.MEET, Act.SEE_IDENTITY, Act.ASK_COLLEAGUE, Act.BREAK_GLASS}
_STATUS: Final = frozenset({Act.SEE_RUNS, Act.SEE_DRIFT, Act.SEE_MODEL})
ROLE_ACTS: Final[Mapping[Role, frozenset[Act]]] = {
    Role.COUNSELLOR: _CASEWORK | {Act.SEE_RUNS, Act.SEE_MODEL},
    Role.LEADER: _CASEWORK
    | _STATUS
    | {Act.ASSIGN, Act.THROW_STOP, Act.LIFT_STOP, Act.REVIEW_GLASS}
    | {Act.SEE_OVERVIEW, Act.SEE_EFFECT, Act.CONFIRM_BUNDLE, Act.TAKE_ALARM},
    Role.DATA_STEWARD: _STATUS | {Act.TAKE_IN, Act.KEEP_IDENTITY, Act.TAKE_ALARM},
    Role.PROTECTION_OFFICER: _STATUS
    | {Act.SEE_YOUTHS, Act.READ_AUDIT, Act.RECORD_BASIS, Act.THROW_STOP, Act.LIFT_STOP}
    | {Act.RECORD_OBJECTION, Act.ANSWER_SUBJECT, Act.RECORD_DISPUTE, Act.REVIEW_GLASS}
    | {Act.SEE_EFFECT, Act.TAKE_ALARM},
    Role.ANALYST: _STATUS | {Act.PROPOSE_BUNDLE, Act.SHADOW_BUNDLE, Act.SEE_EFFECT, Act.TAKE_ALARM},
    Role.OPERATOR: _STATUS
    | {Act.RUN_NIGHT, Act.TAKE_IN, Act.ACTIVATE_BUNDLE, Act.RECORD_BASIS, Act.THROW_STOP}
    | {Act.MANAGE_USERS, Act.MANAGE_WEBHOOKS, Act.KEEP_IDENTITY, Act.LET_GO}
    | {Act.PROPOSE_BUNDLE, Act.CONFIRM_BUNDLE, Act.SHADOW_BUNDLE, Act.SEE_EFFECT, Act.TAKE_ALARM},
    Role.SYSTEM: frozenset(),
}
"""What each role may do. Anybody who answers for the service may stop it; starting it again is a leader's or the officer's."""
SCOPE_ACTS: Final[Mapping[Scope, frozenset[Act]]] = {
    Scope.SCORE: frozenset({Act.SCORE, Act.SEE_MODEL}),
    Scope.READ: frozenset({Act.SEE_YOUTHS}) | _STATUS,
    Scope.WRITE: frozenset({Act.MOVE_FLAG, Act.RAISE_FLAG}),
    Scope.JUDGEMENT: frozenset(),
}
"""What each scope of a system's token opens; judgement opens nothing by itself, it adds to what is seen."""


@dataclass(frozen=True)
class Actor:
    """The person or system behind an act.

    `districts`: those whose youths the actor may see by role (a counsellor's own, a leader's area; None: all).
    `scopes`: of a system's token; empty for people.
    """

    actor_id: str
    role: Role
    name: str = ""
    counsellor_id: CounsellorId | None = None
    districts: frozenset[DistrictId] | None = frozenset()
    area_id: AreaId | None = None
    scopes: frozenset[Scope] = frozenset()


NIGHT: Final = Actor("night", Role.OPERATOR, "The night", districts=None)
"""The nightly batch, as it stands in the audit trail."""
WATCH: Final = Actor("watch", Role.OPERATOR, "The weekly watch", districts=None)
"""The weekly watch: it may stop the risk engine for an alarm, and never starts it again."""
COMMAND_LINE: Final = Actor("command-line", Role.OPERATOR, "The command line", districts=None)
"""Whoever has the machine's shell; an act that is a leader's or the officer's is done there in the name of a user who may."""
NOT_PEOPLE: Final = (NIGHT, WATCH, COMMAND_LINE)
"""What acts and is neither a person nor a system that calls."""


def may(actor: Actor, act: Act) -> bool:
    """Whether the actor may do such a thing at all; of whom is another question."""
    if actor.role is Role.SYSTEM:
        return any(act in SCOPE_ACTS[scope] for scope in actor.scopes)
    return act in ROLE_ACTS[actor.role]


def check_may(actor: Actor, act: Act) -> None:
    """Pass if the actor may do such a thing.

    Raises: NotPermitted naming the role and who may.
    """
    if may(actor, act):
        return
    roles = sorted(str(role) for role, acts in ROLE_ACTS.items() if act in acts)
    scopes = sorted(str(scope) for scope, acts in SCOPE_ACTS.items() if act in acts)
    raise NotPermitted(
        f"{act}: got the role {actor.role}, allowed are {', '.join(roles) or 'no roles'} and systems with the scope "
        f"{', '.join(scopes) or '(none)'}. Ask somebody who may, or have the role changed."
    )


# Whom somebody may see


class Why(StrEnum):
    """The reason for which somebody may see a youth, in the order in which reasons are asked."""

    TOVHOLDER = "tovholder"
    OWNER = "owner"  # of an open flag or effort
    COVER = "cover"  # for one of the two above
    SCHOOL = "school"  # counsellor of the youth's municipal school
    DISTRICT = "district"  # counsellor of the district of residence
    HANDOVER = "handover"  # giver or receiver of an open hand-over
    LEADER = "leader"  # of the area, or of a queue the youth waits in
    OFFICER = "officer"  # data protection officer
    SYSTEM = "system"  # a system that may read
    BREAK_GLASS = "break_glass"  # opened for a few hours, with a reason that others review


@dataclass(frozen=True)
class VisibleYouth:
    """Everything about a youth that decides who may see them; nothing else about them.

    `owners`: counsellors with an open flag or effort. `handovers`: givers and receivers of open ones. `queues`: where open flags wait.
    `covered_by`: who is away today, and who covers. `recused`: counsellors with a conflict of interest, who never see the youth.
    `opened_by`: actors who broke the glass, and for whom it is still broken.
    """

    youth_id: YouthId
    district_id: DistrictId | None = None
    area_id: AreaId | None = None
    tovholder: CounsellorId | None = None
    owners: frozenset[CounsellorId] = frozenset()
    school_counsellors: frozenset[CounsellorId] = frozenset()
    handovers: frozenset[CounsellorId] = frozenset()
    queues: frozenset[str] = frozenset()
    covered_by: Mapping[CounsellorId, frozenset[CounsellorId]] = field(default_factory=dict)
    recused: frozenset[CounsellorId] = frozenset()
    opened_by: frozenset[str] = frozenset()


def why_may_see(actor: Actor, seen: VisibleYouth) -> Why | None:
    """The first reason for which the actor may see the youth, or None.

    Source: domain.md, routing and who may see; the six reasons of a counsellor, and those of leader, officer and system.
    """
    if not may(actor, Act.SEE_YOUTHS):
        return None
    if actor.role is Role.COUNSELLOR:
        return _why_counsellor(actor, seen) or _why_opened(actor, seen)
    if actor.role is Role.LEADER:
        return Why.LEADER if _leads(actor, seen) else _why_opened(actor, seen)
    if actor.role is Role.PROTECTION_OFFICER:
        return Why.OFFICER
    return Why.SYSTEM if actor.role is Role.SYSTEM else None


def may_break_glass(actor: Actor, seen: VisibleYouth) -> bool:
    """Whether the actor may open the youth: counsellors and leaders, and nobody with a conflict of interest."""
    return may(actor, Act.BREAK_GLASS) and actor.counsellor_id not in seen.recused


def may_see_place(actor: Actor, place: str) -> bool:
    """Whether the actor may see a place's list: a district, `area:ID` or `central`."""
    if not may(actor, Act.SEE_YOUTHS):
        return False
    if actor.role is not Role.COUNSELLOR and (actor.districts is None or place == CENTRAL):
        return True
    return place == f"area:{actor.area_id}" or place in (actor.districts or ())


def _why_counsellor(actor: Actor, seen: VisibleYouth) -> Why | None:
    me = actor.counsellor_id
    if me is None or me in seen.recused:
        return None
    responsible = {seen.tovholder, *seen.owners} - {None}
    holds = {
        Why.TOVHOLDER: me == seen.tovholder,
        Why.OWNER: me in seen.owners,
        Why.COVER: any(me in seen.covered_by.get(away, ()) for away in responsible if away is not None),
        Why.SCHOOL: me in seen.school_counsellors,
        Why.DISTRICT: seen.district_id is not None and seen.district_id in (actor.districts or ()),
        Why.HANDOVER: me in seen.handovers,
    }
    return next((why for why, is_so in holds.items() if is_so), None)


def _why_opened(actor: Actor, seen: VisibleYouth) -> Why | None:
    return Why.BREAK_GLASS if actor.actor_id in seen.opened_by and may_break_glass(actor, seen) else None


def _leads(actor: Actor, seen: VisibleYouth) -> bool:
    if actor.districts is None:
        return True
    mine = {f"area:{actor.area_id}", CENTRAL}
    in_area = actor.area_id is not None and actor.area_id == seen.area_id
    return in_area or seen.district_id in actor.districts or bool(mine & seen.queues)


# Judgement


@dataclass(frozen=True)
class Assessed:
    """That a person stored their own assessment of a youth."""

    actor_id: str
    at: datetime


def may_see_judgement(
    actor: Actor, why: Why, *, assessments: Sequence[Assessed], newest_flag_at: datetime | None
) -> bool:
    """Whether band, reasons, profile and rank are open to the actor, who may see the youth for the reason `why`.

    A person's own assessment opens them until a new flag of the youth joins; it opens them for cover and leader too. A system needs the
    scope `scores:judgement`. `newest_flag_at`: when the youth's newest flag joined, None if there is none.
    """
    if actor.role is Role.SYSTEM:
        return Scope.JUDGEMENT in actor.scopes
    standing = {one.actor_id for one in assessments if newest_flag_at is None or one.at >= newest_flag_at}
    return actor.actor_id in standing or (bool(standing) and why in {Why.COVER, Why.LEADER})
