"""What the API answers, declared: score rows from the score frame's own columns, all else by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from features.calendar import FIRST_DAY, LAST_YEAR
from features.vocabulary import ContactKind, Coverage, DataKind, Regime
from models.scores import COLUMNS, SCHEMA, OnsetProfile, RiskBand
from service.api.rows import MOST_YOUTHS, RecordsAsked, json_cell
from service.domain.flag_life import AskedBy, FlagState, Move
from service.domain.flags import Source
from service.domain.rules import Responsible, Rule
from service.edge.json_bodies import Day, Strict

JUDGEMENT: Final = (
    *("risk", "risk_low", "risk_high", "band", "profile", "profile_early", "profile_late", "profile_none"),
    *("onset_on", "reasons", "protective", "raw_logit"),
)
"""Columns of a score that are judgement; the others tell who was scored, when, with what and on how much."""
_LISTS: Final = ("reasons", "protective")


class Told(BaseModel):
    """An answer; a system must not break when more is added to it."""

    model_config = ConfigDict(frozen=True)


class Term(Told):
    """One sign that raises or lowers the risk: its value, the usual one, and what it adds in log-odds before calibration."""

    indicator: str
    value: float | None
    usual: float
    direction: Literal["raises", "lowers"]
    contribution: float
    since: date | None


_TYPES: Final[Mapping[str, Any]] = {
    "regime": Literal[tuple(str(regime) for regime in Regime)],
    "band": Literal[tuple(str(band) for band in RiskBand)],
    "profile": Literal[tuple(str(profile) for profile in OnsetProfile)],
    "data": Literal[tuple(str(kind) for kind in DataKind)],
    **dict.fromkeys(_LISTS, list[Term]),
}


def _type_of(column: str) -> Any:
    declared = SCHEMA.columns[column]
    word = str(declared.dtype)
    kind: Any = _TYPES.get(column) or (
        date if word.startswith("datetime") else int if word.startswith("int") else float if word == "float64" else str
    )
    if column in JUDGEMENT:
        return (kind | None, Field(None, description="judgement; only with the scope scores:judgement"))
    return (kind | None if declared.nullable else kind, ...)


ScoreRow: Final[type[Told]] = create_model(
    "ScoreRow",
    __base__=Told,
    __doc__="A youth's score: the columns of the score frame; those of judgement only for who may have them.",
    own_assessment_recorded=(
        bool | None,
        Field(None, description="with judgement: whether a counsellor's own assessment stands for the youth"),
    ),
    **{column: _type_of(column) for column in COLUMNS},
)


class LeftOut(Told):
    """A youth who was not scored, by the place of the first row that names it in `records.youths`."""

    index: int
    why: Literal["not_in_population", "objection", "district_stopped"]


class ScoresAsked(Strict):
    """Records of 1 to 1,000 youths, to be scored as known on a morning; nothing of them is kept."""

    as_of: Annotated[Day, Field(ge=FIRST_DAY, le=date(LAST_YEAR, 12, 31), description="the morning to look from")]
    records: RecordsAsked  # type: ignore[valid-type]  # a model made from declarations
    data: Literal["synthetic", "public", "real"] | None = Field(
        None, description="what these data are; without it what this installation is for"
    )


class ScoresAnswer(Told):
    """Scores of those who belong to the recipe's population, and who was left out and why."""

    scores: Annotated[list[ScoreRow], Field(max_length=MOST_YOUTHS)]  # type: ignore[valid-type]  # made from declarations
    model_id: str
    left_out: list[LeftOut]


class HistoryAnswer(Told):
    """A page of a youth's scores, the latest night first; `next` is the cursor of the page after it, if there is one."""

    scores: list[ScoreRow]  # type: ignore[valid-type]  # made from declarations
    next: date | None


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored score as JSON has it."""
    terms = {name: [{key: json_cell(value) for key, value in term.items()} for term in row[name]] for name in _LISTS}
    return {name: json_cell(row[name]) for name in COLUMNS if name not in _LISTS} | terms


def score_rows(
    scores: Mapping[str, list[Any]], *, with_judgement: bool, assessed: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Score rows as JSON has them; without judgement its columns are not there at all."""
    names = [name for name in COLUMNS if with_judgement or name not in JUDGEMENT]
    cells = zip(*(scores[name] for name in names), strict=True)
    rows = [{name: _cell(name, value) for name, value in zip(names, row, strict=True)} for row in cells]
    if with_judgement:
        known = frozenset(assessed)
        for row in rows:
            row["own_assessment_recorded"] = row["youth_id"] in known
    return rows


def _cell(name: str, value: Any) -> Any:
    if name in _LISTS:
        return json.loads(value)
    return json_cell(value)


class FlagTold(Told):
    """A flag: why to look at a youth, where it is in its life, and whose it is. `version` begins its ETag."""

    flag_id: str
    youth_id: str
    source: Source
    rule: Rule
    cause_on: date
    due_on: date | None
    state: FlagState
    counsellor_id: str | None
    queue: str | None
    routed_by: int
    district_id: str | None
    area_id: str | None
    raised_on: date
    last_stood_on: date
    joined_at: datetime
    is_known_before_start: bool
    until_on: date | None
    asked_by: AskedBy | None
    version: int


class FlagsTold(Told):
    """A page of flags; `next` is the cursor of the page after it, if there is one; `data` is what the published night was made from."""

    data: str | None
    flags: list[FlagTold]
    next: str | None


class Change(Told):
    """One move of one flag, by ids only."""

    number: int
    at: datetime
    flag_id: str
    move: Move
    to_state: FlagState


class ChangesTold(Told):
    """Moves in order; `next` is what to ask with for those that come later."""

    changes: list[Change]
    next: int


class FactTold(Told):
    """One fact: its key, as a sentence, and as values."""

    fact: str
    text: str
    values: dict[str, str | int | float]


class ReasonTold(Told):
    """Why a youth is on the list; `due_on` where something must be done by a day."""

    rule: Rule
    source: Source
    responsible: Responsible
    due_on: date | None
    is_new: bool
    text: str


class ListedTold(Told):
    """One youth on a list: reasons and facts, no judgement."""

    youth_id: str
    age_years: int
    owner: str
    queue: str | None
    due_on: date | None
    is_new: bool
    reasons: list[ReasonTold]
    changed: list[FactTold]
    figures: list[FactTold]
    goes_well: list[FactTold]
    coverage: Coverage
    data_until_on: date | None


class Counts(Told):
    """How many; `waiting`: youths below the line of capacity, who are counted and not named."""

    listed: int
    with_deadline: int
    new: int
    waiting: int


class NotSeenTold(Told):
    """What the list cannot know."""

    residents: int
    without_attendance: int
    not_assessed: int | None
    newest_on: date | None


class ListTold(Told):
    """A week's list of a place as it was published; copies are to be deleted by `delete_on`."""

    district: str
    name: str
    week: str
    monday_on: date
    run_id: str
    published_at: datetime
    data: str
    delete_on: date
    counts: Counts
    not_seen: NotSeenTold
    youths: list[ListedTold]
    notes: list[str]


class FactsTold(Told):
    """What changed and since when, figures from the records, and what has turned for the better."""

    changed: list[FactTold]
    figures: list[FactTold]
    goes_well: list[FactTold]


class ContactTold(Told):
    """A contact that was recorded here; an attempt is not contact."""

    kind: ContactKind
    contacted_on: date
    actor_id: str


class CaseTold(Told):
    """What is known of a youth: facts by the published night, flags and contacts by now; no judgement."""

    youth_id: str
    run_id: str
    as_of: date
    data: str | None
    age_years: int
    district_id: str | None
    area_id: str | None
    school_id: str | None
    counsellor_id: str | None
    queue: str | None
    routed_by: int
    in_target_group: bool
    coverage: Coverage
    data_until_on: date | None
    tovholder_id: str | None
    facts: FactsTold
    flags: list[FlagTold]
    contacts: list[ContactTold]
    own_assessment_recorded: bool
