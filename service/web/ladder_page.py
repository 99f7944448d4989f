"""Planlæg en indsats: the ladder to choose from, the least intrusive step first, and the plan that the step asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from features.vocabulary import InterventionKind
from service.casework.efforts import steps_tried
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.drafts import Form as Draft
from service.domain.efforts import PLANNED_FROM, EffortResult, EffortState, by_step, is_step_up
from service.domain.errors import UnknownThing
from service.domain.help import CONSIDER, HERNING, table_on
from service.texts.follow_up_wording import say_step
from service.web.follow_up_reading import Read, forms_of, read_youth, with_draft
from service.web.follow_up_views import Form, FormPage, LadderPage, LadderStep
from service.web.reading import SignedIn, Somebody
from service.web.typed import Number
from service.web.views import Choice

router = APIRouter(include_in_schema=False)


@router.get("/unge/{key}/opfoelgning/indsats")
def ladder_page(
    reader: Somebody, key: str, effort: Annotated[InterventionKind | None, Query(alias="slags")] = None
) -> Response:
    """The ladder; once an effort is chosen, its form.

    Raises: NotPermitted; UnknownThing if there is no such youth or the reader may not see them.
    """
    check_may(reader.actor, Act.FOLLOW_UP)
    read = read_youth(reader, key)
    if effort is None:
        return reader.page("follow_up_ladder.html.j2", LadderPage(f"/unge/{key}", _steps(reader, read)))
    form = with_draft(reader, read, start_form(reader, read, key, kind=effort), Draft.EFFORT)
    return reader.page("follow_up_form.html.j2", start_page(reader, form, effort))


@router.get("/unge/{key}/opfoelgning/indsats/{number}")
def plan_page(reader: Somebody, key: str, number: Number) -> Response:
    """The plan of an effort, to be changed.

    Raises: NotPermitted; UnknownThing if there is no such youth or effort, or the reader may not see them.
    """
    check_may(reader.actor, Act.FOLLOW_UP)
    read = read_youth(reader, key)
    effort = next((one for one in read.found.efforts if one.number == number and one.is_open), None)
    if effort is None:
        raise UnknownThing("effort: got a number that no open effort of the youth has, allowed are those of the page.")
    form = with_draft(reader, read, forms_of(reader, read, key).plan(effort), Draft.PLAN, number)
    return reader.page("follow_up_form.html.j2", change_page(reader, form, effort.kind))


def start_form(reader: SignedIn, read: Read, key: str, *, kind: InterventionKind) -> Form:
    """The form of a new effort."""
    step = table_on(HERNING, local_day(reader.at)).steps[kind]
    is_up = is_step_up(step, steps_tried(read.found.efforts, read.known.facts.situation.efforts))
    return forms_of(reader, read, key).effort(str(kind), step, is_up=is_up)


def start_page(reader: SignedIn, form: Form, kind: InterventionKind) -> FormPage:
    """A new effort on a page of its own."""
    step = table_on(HERNING, local_day(reader.at)).steps[kind]
    title = reader.say("ladder.planning", kind=reader.say(f"help.kind.{kind}"))
    lead = reader.say("ladder.long" if step >= PLANNED_FROM else "ladder.short")
    return FormPage(title, f"{say_step(step, reader.language)}. {lead}", form.action, reader.say("ladder.back"), form)


def change_page(reader: SignedIn, form: Form, kind: InterventionKind) -> FormPage:
    """A plan on a page of its own."""
    title = reader.say("follow.plan.changing", kind=reader.say(f"help.kind.{kind}"))
    back = form.action.rsplit("/", 2)[0]
    return FormPage(title, "", back, reader.say("follow.title"), form)


def _steps(reader: SignedIn, read: Read) -> tuple[LadderStep, ...]:
    marks = _marks(reader, read)
    steps = by_step(table_on(HERNING, local_day(reader.at)).steps)
    return tuple(
        LadderStep(
            say_step(step, reader.language),
            reader.say("ladder.consider") if step >= CONSIDER else "",
            tuple(Choice(str(kind), _named(reader, kind, marks)) for kind in kinds),
        )
        for step, kinds in steps.items()
    )


def _named(reader: SignedIn, kind: InterventionKind, marks: Mapping[InterventionKind, str]) -> str:
    name = reader.say(f"help.kind.{kind}")
    return f"{name} – {marks[kind]}" if kind in marks else name


def _marks(reader: SignedIn, read: Read) -> dict[InterventionKind, str]:
    """What is known of efforts that were made before: the latest of each kind, and what is under way above all."""
    told = [
        (one.started_on, one.kind, one.ended_on is None, str(one.result)) for one in read.known.facts.situation.efforts
    ]
    told += [(one.started_on, one.kind, one.state is EffortState.OPEN, str(one.result)) for one in read.found.efforts]
    found = {}
    for _, kind, is_open, result in sorted(told, key=lambda one: (one[2], one[0])):
        mark = "in_vain" if result == EffortResult.NO_EFFECT else "tried"
        found[kind] = reader.say("ladder.open" if is_open else f"ladder.{mark}")
    return found
