"""What the pages of Opfølgning show, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.texts.follow_up_wording import WordedClosing, WordedDue, WordedEffort
from service.web.draft_box import DraftBox
from service.web.views import Choice, Freshness


@dataclass(frozen=True)
class DueRow:
    """Something to be done for a youth; `href` leads to where it is done."""

    youth_id: str
    href: str
    due: WordedDue
    owner: str


@dataclass(frozen=True)
class DueGroup:
    """A part of what is to be done, under its heading."""

    title: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True)
class DuePage:
    """Everything of somebody's that is to be done."""

    lead: str
    groups: tuple[DueGroup, ...]


@dataclass(frozen=True)
class ContactRow:
    """A contact; `number`: of one recorded here."""

    text: str
    number: int | None = None


class Shape(StrEnum):
    """How a field of a form is filled in."""

    TEXT = "text"
    LINE = "line"
    DAY = "day"
    RADIO = "radio"
    SELECT = "select"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Field:
    """A field of a form with what stands in it.

    `longest`: of a text. `earliest`, `latest`: of a day, as inputs take them. `choices`: of a choice.
    """

    name: str
    label: str
    shape: Shape
    value: str = ""
    hint: str = ""
    is_required: bool = False
    longest: int = 0
    earliest: str = ""
    latest: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: its name on the page, where it is sent, its fields, its buttons, the first the usual one, and where a draft of it is kept."""

    name: str
    action: str
    fields: tuple[Field, ...]
    buttons: tuple[Choice, ...]
    draft: DraftBox | None = None


@dataclass(frozen=True)
class FollowUpPage:
    """The follow-up of a youth. `undoable`: what the reader may take back, as `effort-3`. `forms`: by name, none for who may not act."""

    href: str
    youth_id: str
    freshness: Freshness
    may_act: bool
    due: tuple[WordedDue, ...]
    contacts: tuple[ContactRow, ...]
    efforts: tuple[WordedEffort, ...]
    past_efforts: tuple[WordedEffort, ...]
    closings: tuple[WordedClosing, ...]
    undoable: frozenset[str]
    journal: str
    forms: Mapping[str, Form]

    @property
    def is_past_open(self) -> bool:
        """Whether earlier efforts are unfolded: where one of them can still be taken back."""
        return any(f"effort-{effort.number}" in self.undoable for effort in self.past_efforts)


@dataclass(frozen=True)
class LadderStep:
    """A step with its efforts; `note` says what to think of."""

    title: str
    note: str
    efforts: tuple[Choice, ...]


@dataclass(frozen=True)
class LadderPage:
    """The ladder to choose an effort from."""

    href: str
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True)
class FormPage:
    """A form by itself. `told`: why it was not stored, if it was sent. `theirs`: what somebody else stored in the meantime."""

    title: str
    lead: str
    back: str
    back_text: str
    form: Form
    told_title: str = ""
    told: str = ""
    theirs: tuple[tuple[str, str], ...] = ()
