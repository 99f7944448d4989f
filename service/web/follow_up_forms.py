"""The forms of Opfølgning as values: the same whether they are empty, or hold what somebody wrote that could not be stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import ContactKind, CounsellorId
from service.casework.contacts import LATEST, LONGEST_NOTE
from service.domain.closings import Helped, WhereNow
from service.domain.drafts import Draft
from service.domain.efforts import (
    EARLIEST_START,
    FIRST_LOOK,
    LONGEST_AHEAD,
    LONGEST_LINE,
    LONGEST_TEXT,
    PLANNED_FROM,
    EffortResult,
    Plan,
    StoredEffort,
)
from service.domain.errors import WrongUse
from service.web.draft_box import DraftBox
from service.web.follow_up_views import Field, Form, Shape
from service.web.reading import SignedIn
from service.web.views import Choice


class Then(StrEnum):
    """What comes after a follow-up: it is looked at again, or it is over."""

    AGAIN = "again"
    END = "end"


Written = Mapping[str, str]
"""What stands in the fields of a form, by name."""
_AHEAD: Final = (timedelta(), LONGEST_AHEAD)


@dataclass(frozen=True)
class Forms:
    """Makes the forms of a youth's follow-up. `counsellors`: by id, whoever may look again. `usual`: who does unless another is chosen."""

    reader: SignedIn
    href: str
    today: date
    counsellors: Mapping[CounsellorId, str]
    usual: CounsellorId | None

    def contact(self) -> Form:
        """A contact."""
        kind = self._radio("kind", "follow.contact.kind", _words("contact", ContactKind))
        fields = (
            replace(kind, hint=self.reader.say("follow.contact.hint")),
            self._day("contacted_on", "follow.contact.on", self.today, span=(-LATEST, timedelta())),
            self._text("note", "follow.contact.note", hint="case.reason.hint", longest=LONGEST_NOTE),
        )
        return self._form("contact", "kontakt", fields, ("", "follow.contact.save"))

    def look(self, effort: StoredEffort) -> Form:
        """How an effort goes."""
        fields = (
            _hidden("version", str(effort.version)),
            self._radio("result", "follow.result", _words("result", EffortResult)),
            self._text("note", "follow.contact.note", hint="case.reason.hint"),
            self._day("follow_up_on", "follow.again.on", self.today + FIRST_LOOK, span=_AHEAD),
        )
        buttons = ((str(Then.AGAIN), "follow.again.save"), (str(Then.END), "follow.end.save"))
        return self._form(f"look-{effort.number}", f"indsats/{effort.number}/set", fields, *buttons)

    def effort(self, kind: str, step: int, *, is_up: bool) -> Form:
        """A new effort; `is_up`: a step up, which has a line of reason."""
        span = (-EARLIEST_START, LONGEST_AHEAD)
        begins = self._day("started_on", "follow.started_on", self.today, span=span)
        fields = (_hidden("effort", kind), *self._plan(step), begins, *([self._reason()] if is_up else []))
        return self._drafted(self._form("effort", "indsats", fields, ("", "ladder.save")), "effort/0")

    def plan(self, effort: StoredEffort) -> Form:
        """Another plan for an effort."""
        fields = (_hidden("version", str(effort.version)), *self._plan(effort.step))
        made = self._form("plan", f"indsats/{effort.number}", fields, ("", "follow.plan.save"))
        return self._drafted(filled(made, written_of(effort.plan)), f"plan/{effort.number}")

    def closing(self) -> Form:
        """Closing the course."""
        fields = (
            self._select("where_now", "closing.where_now", self._choices(_words("where", WhereNow))),
            self._radio("helped", "closing.helped", _words("helped", Helped)),
            self._radio("youth_view", "closing.youth_view", _words("youth_view", Helped)),
            self._text("youth_words", "closing.youth_words"),
            self._people("looks_again", "closing.looks_again"),
        )
        return self._drafted(self._form("closing", "afslutning", fields, ("", "closing.save")), "closing/0")

    def look_back(self, number: int) -> Form:
        """Looking back on a closing."""
        fields = (
            self._select("where_now", "closing.where_now", self._choices(_words("where", WhereNow))),
            self._text("note", "follow.contact.note", hint="case.reason.hint"),
        )
        return self._form(f"look-back-{number}", f"tilbageblik/{number}", fields, ("", "closing.look_back.save"))

    # Parts

    def _form(self, name: str, below: str, fields: tuple[Field, ...], *buttons: tuple[str, str]) -> Form:
        shown = tuple(Choice(value, self.reader.say(key)) for value, key in buttons)
        return Form(name, f"{self.href}/opfoelgning/{below}", fields, shown)

    def _drafted(self, form: Form, draft: str) -> Form:
        return replace(form, draft=DraftBox(f"{self.href}/kladde/{draft}"))

    def _plan(self, step: int) -> Iterable[Field]:
        for name in ("goal", "wish", "way_down") if step >= PLANNED_FROM else ():
            yield replace(self._text(name, f"follow.{name}", hint=f"ladder.{name}.hint"), is_required=True)
        yield self._people("counsellor_id", "follow.counsellor_id")
        yield self._day("follow_up_on", "follow.follow_up_on", self.today + FIRST_LOOK, span=_AHEAD)

    def _reason(self) -> Field:
        line = self._text("reason", "follow.reason", hint="ladder.reason.hint", longest=LONGEST_LINE)
        return replace(line, shape=Shape.LINE, is_required=True)

    def _people(self, name: str, label: str) -> Field:
        choices = tuple(Choice(str(key), called) for key, called in self.counsellors.items())
        return replace(self._select(name, label, choices), value=str(self.usual or ""))

    def _choices(self, words: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
        return tuple(Choice(value, self.reader.say(key)) for value, key in words)

    def _radio(self, name: str, label: str, words: Iterable[tuple[str, str]]) -> Field:
        return Field(name, self.reader.say(label), Shape.RADIO, is_required=True, choices=self._choices(words))

    def _select(self, name: str, label: str, choices: tuple[Choice, ...]) -> Field:
        return Field(name, self.reader.say(label), Shape.SELECT, is_required=True, choices=choices)

    def _day(self, name: str, label: str, usual: date, *, span: tuple[timedelta, timedelta]) -> Field:
        earliest, latest = ((self.today + part).isoformat() for part in span)
        said = self.reader.say(label)
        return Field(name, said, Shape.DAY, usual.isoformat(), is_required=True, earliest=earliest, latest=latest)

    def _text(self, name: str, label: str, *, hint: str = "", longest: int = LONGEST_TEXT) -> Field:
        said = self.reader.say(hint) if hint else ""
        return Field(name, self.reader.say(label), Shape.TEXT, hint=said, longest=longest)


def filled(form: Form, written: Written) -> Form:
    """The form with what somebody wrote in its fields; what is hidden stays as it is."""
    fields = (
        replace(field, value=written[field.name])
        if field.name in written and field.shape is not Shape.HIDDEN
        else field
        for field in form.fields
    )
    return replace(form, fields=tuple(fields))


def restored(form: Form, found: Draft, told: str) -> Form:
    """The form with what was typed into its draft, the version it was begun from included; as it is if the draft is of something else."""
    if form.draft is None:
        return form
    typed = {name: values[0] for name, values in found.typed.items() if values}
    if any(field.name == "effort" and field.value != typed.get("effort") for field in form.fields):
        return form
    fields = tuple(replace(field, value=typed.get(field.name, field.value)) for field in form.fields)
    return replace(form, fields=fields, draft=replace(form.draft, told=told))


def written_of(plan: Plan) -> Written:
    """A plan as it stands in the fields of its form."""
    names = ("counsellor_id", "follow_up_on", "goal", "wish", "way_down")
    return {name: str(getattr(plan, name)) for name in names}


def day_of(text: str, what: str) -> date:
    """The day that somebody wrote.

    Raises: WrongUse if it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{what}: got what is no day, allowed is one such as 2026-11-30.") from error


def _words(prefix: str, words: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    return tuple((str(word), f"{prefix}.{word}") for word in words)


def _hidden(name: str, value: str) -> Field:
    return Field(name, "", Shape.HIDDEN, value)
