"""Tilsyn: looking in the audit trail, and taking lines of it as a file - for the data protection officer."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from features.calendar import LOCAL
from features.vocabulary import YouthId
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.audit import Line
from service.domain.exports import Purpose, delete_on
from service.operating.searching import PAGE, export_trail, search_trail
from service.sheets.trail_sheet import TOLD, write_trail
from service.store import audit_search
from service.store.audit_search import Wanted
from service.texts.case_wording import say_clock
from service.texts.catalogue import TEXTS
from service.texts.dates import medium_day
from service.web.actors import actor_names
from service.web.reading import SignedIn, Somebody
from service.web.views import Choice

router = APIRouter(include_in_schema=False)
TRAIL: Final = "/tilsyn"
LONGEST_ID: Final = 64
PURPOSES: Final = (Purpose.SUPERVISION, Purpose.SUBJECT_RIGHT, Purpose.INCIDENT)


@dataclass(frozen=True)
class Sought:
    """What the form asks for, as it was written."""

    from_on: date | None = None
    until_on: date | None = None
    actor_id: str = ""
    action: str = ""
    youth_id: str = ""

    @property
    def wanted(self) -> Wanted:
        """The lines it means."""
        return Wanted(
            _start(self.from_on),
            _start(self.until_on + timedelta(days=1)) if self.until_on else None,
            self.actor_id,
            self.action,
            YouthId(self.youth_id) if self.youth_id else None,
        )

    @property
    def is_sound(self) -> bool:
        """Whether the days follow each other."""
        return self.from_on is None or self.until_on is None or self.from_on <= self.until_on


@dataclass(frozen=True)
class TrailRow:
    """One line of the trail; `code` stands for an act that has no words."""

    when: str
    who: str
    act: str
    code: str
    youth: str
    detail: str


@dataclass(frozen=True)
class TrailPage:
    """The form as it was filled in, and what was found; `rows` is None until somebody has searched, `before` 0 where there is no more."""

    sought: Sought
    actors: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    purposes: tuple[Choice, ...]
    rows: tuple[TrailRow, ...] | None = None
    before: int = 0
    wrong: str = ""


def sought(
    from_on: Annotated[str, Form(max_length=10)] = "",
    until_on: Annotated[str, Form(max_length=10)] = "",
    actor_id: Annotated[str, Form(max_length=LONGEST_ID)] = "",
    action: Annotated[str, Form(max_length=LONGEST_ID)] = "",
    youth_id: Annotated[str, Form(max_length=LONGEST_ID)] = "",
) -> Sought:
    """What the form asks for; a day that is none is not asked about."""
    return Sought(_day(from_on), _day(until_on), actor_id.strip(), action, youth_id.strip())


Asked = Annotated[Sought, Depends(sought)]


@router.get(TRAIL)
def trail_page(reader: Somebody) -> Response:
    """Where the trail is searched."""
    check_may(reader.actor, Act.READ_AUDIT)
    return reader.page("trail.html.j2", _page(reader, Sought()))


@router.post(TRAIL)
def found_page(reader: Somebody, asked: Asked, before: Annotated[int | None, Form(ge=1)] = None) -> Response:
    """What was found; asked for by POST, so that no address holds whom it was about."""
    check_may(reader.actor, Act.READ_AUDIT)
    if not asked.is_sound:
        return reader.page("trail.html.j2", _page(reader, asked, wrong=reader.say("trail.wrong")), status=422)
    with reader.service.store.begin() as work:
        lines = search_trail(work, reader.actor, asked.wanted, before=before, at=reader.at)
        names = actor_names(work, reader.language)
    rows = tuple(_row(reader, line, names) for line in lines[:PAGE])
    last = lines[PAGE - 1].number if len(lines) > PAGE else 0
    return reader.page("trail.html.j2", _page(reader, asked, rows=rows, before=last))


@router.post(f"{TRAIL}/eksport")
def export(reader: Somebody, asked: Asked, purpose: Annotated[Purpose, Form()]) -> Response:
    """The lines as a file, each with the day by which the copy is to be deleted."""
    with reader.service.store.begin() as work:
        lines = export_trail(work, reader.actor, asked.wanted, purpose=purpose, at=reader.at)
    delete = delete_on(local_day(reader.at))
    file = io.StringIO(newline="")
    write_trail(file, lines, delete=delete, columns=TOLD, language=reader.language)
    told = {"content-disposition": f'attachment; filename="log-{local_day(reader.at)}.csv"'}
    return Response("\ufeff" + file.getvalue(), media_type="text/csv; charset=utf-8", headers=told)


def _page(
    reader: SignedIn, asked: Sought, *, rows: tuple[TrailRow, ...] | None = None, before: int = 0, wrong: str = ""
) -> TrailPage:
    with reader.service.store.read() as work:
        actors, actions = audit_search.actors(work), audit_search.actions(work)
        names = actor_names(work, reader.language)
    people = tuple(Choice(one, names.get(one, one)) for one in actors)
    acts = sorted((Choice(name, _say_act(reader, name) or name) for name in actions), key=lambda one: one.text)
    purposes = tuple(Choice(str(one), reader.say(f"trail.purpose.{one}")) for one in PURPOSES)
    return TrailPage(asked, people, tuple(acts), purposes, rows, before, wrong)


def _row(reader: SignedIn, line: Line, names: Mapping[str, str]) -> TrailRow:
    on = medium_day(line.at.astimezone(LOCAL).date(), reader.language)
    said = _say_act(reader, line.action)
    role = reader.say(f"role.{line.role}")
    return TrailRow(
        f"{on} {say_clock(line.at, reader.language)}",
        f"{names.get(line.actor_id, line.actor_id)} ({role})",
        said,
        "" if said else line.action,
        line.youth_id or "",
        "" if line.detail == "{}" else line.detail.strip("{}").replace('"', "").replace(",", ", "),
    )


def _say_act(reader: SignedIn, action: str) -> str:
    """What was done, in words; empty for an act that has none."""
    return reader.say(f"acted.{action}") if f"acted.{action}" in TEXTS else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _start(on: date | None) -> datetime | None:
    return None if on is None else datetime(on.year, on.month, on.day, tzinfo=LOCAL)
