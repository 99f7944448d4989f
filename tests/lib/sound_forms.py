"""What a page's form would send that a person who may can have stored, by route, and the casework that the addresses number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from features.vocabulary import CounsellorId, InterventionKind, YouthId
from service.casework.handing_over import Offered, hand_over
from service.casework.meetings import agree, call_meeting, meeting_of
from service.domain.access import Actor, Role
from service.domain.closings import Closing, Helped, StoredClosing, WhereNow, look_back_on
from service.domain.efforts import Plan, StoredEffort
from service.domain.meetings import Content, MeetingKind, Promise
from service.domain.sight import AT_NIGHT
from service.store import closings, efforts
from service.store.unit_of_work import Work
from tests.lib.small_town import MONDAY

EVERYWHERE: Final = Actor("everywhere", Role.LEADER, districts=None)
_HANNE: Final = CounsellorId("hanne")
_SOMEBODY: Final = CounsellorId("somebody")
"""Nobody who asks, for whoever answers for an effort may see the youth."""
_SOON: Final = MONDAY + timedelta(days=14)
_PLAN: Final = {"counsellor_id": "hanne", "follow_up_on": str(_SOON), "version": "1"}
_MEETING: Final = {"on": str(_SOON), "chair": "hanne", "state": "planned", "version": "1"}
_SOUGHT: Final = {"from_on": str(MONDAY), "until_on": str(_SOON), "purpose": "supervision"}

FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "/data-og-model/forslag": {"model_id": "m"},
    "/data-og-model/proeve": {"model_id": "m"},
    "/data-og-model/overvaagning/set": {"matter": "no_news", "subject": "spells", "line": "Ringer til kilden"},
    "/data-og-model/stop/{number}/start": {"reason": "En prøve"},
    "/data-og-model/stop": {"what": "district:D9", "reason": "En prøve"},
    "/ferie": {"counsellor": "hanne", "by": "ole", "from_on": str(_SOON), "to_on": str(_SOON)},
    "/ferie/tilbage": {"counsellor": "hanne"},
    "/lister/{place:path}/{week}/flere": {"move": "take_up"},
    "/lister/{place:path}/{week}/hent": {"form": "csv"},
    "/lister/{place:path}/{week}/soeg": {"code": "jonas"},
    "/mine/markering": {"code": "jonas", "asked_by": "school", "why": "Et møde"},
    "/mine/soeg": {"code": "jonas"},
    "/overblik/koe/{key}": {"counsellor_id": "hanne"},
    "/tilsyn": _SOUGHT,
    "/tilsyn/eksport": _SOUGHT,
    "/tilsyn/rettigheder/bestridt": {"youth_id": "jonas", "table": "spells", "on": "2026-08-10", "reason": "Det passer ikke"},
    "/tilsyn/rettigheder/bestridt/{number}": {"said": "upheld"},
    "/tilsyn/rettigheder/gem": {"youth_id": "jonas", "reason": "En klage"},
    "/tilsyn/rettigheder/indsigelse": {"youth_id": "jonas"},
    "/tilsyn/rettigheder/indsigelse/slut": {"youth_id": "jonas"},
    "/unge/{key}/kladde/{form}/{of}": _MEETING,
    "/unge/{key}/moeder/nyt/{kind}": _MEETING,
    "/unge/{key}/moeder/{number}/aftaler": {"what": "Ringer", "who": "Mor", "due_on": str(_SOON)},
    "/unge/{key}/moeder/{number}/aftaler/{agreement}": {"outcome": "kept"},
    "/unge/{key}/moeder/{number}/ret": _MEETING,
    "/unge/{key}/opfoelgning/afslutning": {"where_now": "school", "helped": "yes", "youth_view": "yes", "looks_again": "hanne"},
    "/unge/{key}/opfoelgning/fortryd": {"what": "contact", "number": "1"},
    "/unge/{key}/opfoelgning/indsats": {**_PLAN, "effort": "group_guidance", "started_on": str(MONDAY)},
    "/unge/{key}/opfoelgning/indsats/{number}": _PLAN,
    "/unge/{key}/opfoelgning/indsats/{number}/set": {**_PLAN, "version": "2", "result": "partly"},
    "/unge/{key}/opfoelgning/kontakt": {"kind": "attempt", "contacted_on": str(MONDAY)},
    "/unge/{key}/opfoelgning/tilbageblik/{number}": {"where_now": "school"},
    "/unge/{key}/overlevering": {"receiver": "ole", "reason": "agreed"},
    "/unge/{key}/tovholder": {"counsellor": "hanne"},
}  # fmt: skip
"""Of routes whose form is like no other."""


def numbered(work: Work, youth_id: YouthId, *, at: datetime) -> dict[str, str]:
    """A closed course, an effort, and a meeting with an agreement about a youth: their numbers by the part of their addresses."""
    over = Closing(WhereNow.SCHOOL, Helped.YES, Helped.UNKNOWN, _SOMEBODY)
    closed = StoredClosing(0, youth_id, over, EVERYWHERE.actor_id, at, MONDAY, look_back_on(MONDAY))
    talk = (1, InterventionKind.GROUP_GUIDANCE, MONDAY, Plan(_SOMEBODY, _SOON), "")
    effort = efforts.start(work, StoredEffort(0, youth_id, *talk, EVERYWHERE.actor_id, at)).number
    closing = closings.insert(work, closed).number
    content = Content(MeetingKind.NETWORK, MONDAY, _HANNE)
    meeting = call_meeting(work, EVERYWHERE, youth_id, content=content, at=at)
    found = meeting_of(work, AT_NIGHT.of(youth_id), meeting)
    agree(work, EVERYWHERE, found, promise=Promise("Ringer", "Mor", _SOON), at=at)
    return {"tilbageblik": str(closing), "indsats": str(effort), "moeder": str(meeting)}


def on_the_way(work: Work, youth_id: YouthId, *, at: datetime) -> None:
    """A hand-over that waits to be acknowledged, the first there is."""
    hand_over(work, EVERYWHERE, Offered(youth_id, CounsellorId("ole")), at=at)
