"""The content of a night, all of it at once: flags with memory, the list of every place, and the facts of every youth of 14 to 18.

    prepared = prepare_night(records, before, as_of=as_of)      # engine A alone: situations, routes
    content = build_night(prepared, scores=scores, indicators=frame)

Situations are built once; nothing here reads the store or writes anything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

import pandas as pd

from features.calendar import cut, monday_of
from features.records import Records
from features.vocabulary import InstitutionId, YouthId
from service.domain.casework import Handover, Tovholder
from service.domain.flags import Source
from service.domain.follow_up import InTransition, follow
from service.domain.handover import (
    handovers_to_open,
    remembered_organisation,
    tovholders_to_appoint,
    with_handovers,
)
from service.domain.night import Before, NightContent, YouthFacts
from service.domain.places import Places
from service.domain.routing import Organisation
from service.domain.rules import HERNING, InForce, RuleBook
from service.domain.situation import Situation
from service.domain.target_group import why_in_target_group
from service.domain.weekly import Listed, WeeklyList
from service.flagging import Decided, Morning, decide, raised_by, route_all
from service.listing import Heading, Standing, Told, figures_of, not_assessed
from service.situations import Situations, build_situations, place_of, remembering, without_district

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Prepared:
    """What engine A sees on a night, before anybody looks at a score.

    `data`: how the delivery is declared. `handovers`: those the night opens. `target_group`: who is in it.
    """

    morning: Morning
    data: str
    handovers: tuple[Handover, ...] = ()
    target_group: frozenset[YouthId] = frozenset()


def prepare_night(records: Records, before: Before, *, as_of: date, rules: RuleBook = HERNING) -> Prepared:
    """Situations with what is remembered, and whose each youth's flags are.

    Sees: what was known, and done, before the cut.
    Raises: TooManyFaults if the small tables cannot be trusted.
    """
    in_force = rules.on(as_of)
    open_flags = frozenset(flag.youth_id for flag in before.memory.flags.values() if flag.is_open)
    recorded = build_situations(records, in_force, as_of=as_of, also=open_flags)
    return prepare(recorded, before, in_force, data=str(records.delivery.data))


def prepare(recorded: Situations, before: Before, in_force: InForce, *, data: str) -> Prepared:
    """The same from the situations that the records tell; nothing but values is looked at."""
    memory = before.memory
    recorded = without_district(recorded, before.protected)
    places = {youth_id: place_of(item) for youth_id, item in recorded.youths.items()}
    organisation = remembered_organisation(recorded.organisation, memory)
    handovers = handovers_to_open(memory, places, organisation)
    situations = remembering(recorded, memory, with_handovers(organisation, handovers))
    target_group = frozenset(
        youth_id
        for youth_id, item in situations.youths.items()
        if why_in_target_group(item, in_force, flags=memory.by_youth.get(youth_id, ()))
    )
    morning = Morning(situations, route_all(situations), in_force, before)
    return Prepared(morning, data, handovers, target_group)


def build_night(prepared: Prepared, *, scores: pd.DataFrame | None, indicators: pd.DataFrame | None) -> NightContent:
    """Everything the night publishes; without scores, what engine A and people have raised.

    `indicators`: of the same morning; they give the figures among the facts.
    Raises: OtherDate if the scores are of another date; FrameRefused if they lack a column or hold a youth twice.
    """
    morning = prepared.morning
    decided = decide(morning, raised_by(scores, morning.as_of))
    figures = {} if indicators is None else figures_of(indicators)
    protected = morning.before.protected if morning.before else frozenset[YouthId]()
    told = Told(morning.situations, morning.in_force, _standing(morning, decided), figures, protected)
    youths = tuple(_youth(told, prepared, item) for item in morning.situations.youths.values())
    followed = frozenset[YouthId]() if morning.before is None else morning.before.followed
    heading = Heading(
        waiting=0,
        not_assessed=not_assessed(scores),
        has_risk=scores is not None or any(flag.source is Source.RISK for flag in decided.flags),
        has_figures=indicators is not None,
        data=prepared.data,
    )
    return NightContent(
        morning.as_of,
        prepared.data,
        decided.flags,
        _lists(_Made(told, youths, followed), decided, heading),
        youths,
        morning.situations.organisation,
        cuts=decided.cuts,
        started_before=decided.started_before,
        handovers=prepared.handovers,
        appointed=appointed(prepared),
    )


def appointed(prepared: Prepared) -> tuple[Tovholder, ...]:
    """Tovholders for those in the target group who have none."""
    situations = prepared.morning.situations
    group = {youth_id: place_of(situations.youths[youth_id]) for youth_id in sorted(prepared.target_group)}
    return tovholders_to_appoint(group, situations.organisation, at=cut(situations.as_of))


def _standing(morning: Morning, decided: Decided) -> Standing:
    """What stood on the Monday a week before the week's own is no news."""
    before = monday_of(morning.as_of) - WEEK
    stood = (key for key, flag in morning.memory.flags.items() if flag.raised_on <= before)
    return Standing(frozenset(stood), decided.started_before)


@dataclass(frozen=True)
class _Made:
    """What lists are made from. `followed`: youths on the transition list, if they left school."""

    told: Told
    youths: tuple[YouthFacts, ...]
    followed: frozenset[YouthId]


def _lists(made: _Made, decided: Decided, heading: Heading) -> dict[str, WeeklyList]:
    """The list of every place, those on which nobody stands too."""
    told, places = made.told, Places.of(made.told.now.organisation, decided.flags)
    followed = _followed(made, places)
    shown: dict[str, list[Listed]] = {place: [] for place in places.names}
    waiting: dict[str, int] = defaultdict(int)
    for youth_id, group in groupby(decided.flags, key=lambda flag: flag.youth_id):
        flags = list(group)
        standing = [flag for flag in flags if not flag.cut_off]
        listed = told.listed(youth_id, standing) if standing else None
        for place in places.of_routed(flags[0]):
            if listed is None:
                waiting[place] += 1
            else:
                shown[place].append(listed)
    return {
        place: replace(
            told.weekly(place, listed, replace(heading, waiting=waiting[place])), transition=tuple(followed[place])
        )
        for place, listed in sorted(shown.items())
    }


def _followed(made: _Made, places: Places) -> dict[str, list[InTransition]]:
    """By place, the leavers of school whose start is not confirmed yet, of those who are followed."""
    found: dict[str, list[InTransition]] = defaultdict(list)
    for youth in made.youths:
        item = follow(youth.situation, made.told.in_force) if youth.youth_id in made.followed else None
        if item is not None:
            for place in places.of_routed(youth):
                found[place].append(item)
    return found


def _youth(told: Told, prepared: Prepared, situation: Situation) -> YouthFacts:
    found = prepared.morning.routes[situation.youth_id]
    return YouthFacts(
        situation,
        told.facts(situation),
        told.coverage(situation),
        found.routed_by,
        counsellor_id=found.counsellor_id,
        queue=found.queue,
        area_id=found.area_id,
        school_id=None if situation.youth_id in told.placeless else _school(situation, told.now.organisation),
        in_target_group=situation.youth_id in prepared.target_group,
    )


def _school(situation: Situation, organisation: Organisation) -> InstitutionId | None:
    """The municipal school the youth attends; of several the first by id."""
    there = set(place_of(situation).institutions) & organisation.municipal_schools
    return min(there, default=None)
