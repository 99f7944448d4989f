"""What each page shows, as values: a template reads these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.texts.case_wording import WordedCase
from service.texts.follow_up_wording import WordedDue, WordedEffort
from service.texts.help_wording import WordedHelp
from service.texts.judgement_wording import WordedJudgement
from service.texts.year_wording import WordedStation
from service.texts.youth_wording import WordedColleague, WordedCourse, WordedYear
from service.web.charts import Chart
from service.web.rendering import Link


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen: what is sent, and what is read."""

    value: str
    text: str


@dataclass(frozen=True)
class SomebodyToBe:
    """A demo user who can be signed in as."""

    user_id: str
    text: str
    role: str


@dataclass(frozen=True)
class SignInPage:
    """Whom one can be; `is_open`: without a password, as a demo user; `has_provider`: with an account of the municipality."""

    is_open: bool
    has_provider: bool
    users: tuple[SomebodyToBe, ...]


@dataclass(frozen=True)
class SignedOutPage:
    """Signed out here; `onwards` is where the session at the provider ends."""

    onwards: str


@dataclass(frozen=True)
class ErrorPage:
    """What happened and what to do now."""

    title: str
    what: str
    next: str


@dataclass(frozen=True)
class StartPage:
    """For a role that sees no youths."""


@dataclass(frozen=True)
class Freshness:
    """How old what is shown is; `stale` is empty while it is as new as it should be."""

    fresh: str
    stale: str


@dataclass(frozen=True)
class YearPicture:
    """Absence over time in words, and as a picture where there is a school day to draw."""

    chart: Chart | None
    worded: WordedYear


@dataclass(frozen=True)
class Colleagues:
    """Whom to ring, who can see the youth and why, and when the glass was broken."""

    team: tuple[WordedColleague, ...]
    sees: tuple[tuple[str, str], ...]
    count: str
    openings: tuple[str, ...]


@dataclass(frozen=True)
class DueLine:
    """Something that is promised, and where it is done."""

    worded: WordedDue
    href: str


@dataclass(frozen=True)
class CasePage:
    """A youth. `judgement_is_open`: whether the reader may see what the model says; else `judgement` and `help` are None.

    `year`: None where attendance may not, or cannot, be read. `efforts`: that are open. `coming`: to the next youth on the list.
    `may_reach`: whether the reader may be shown how to reach the youth. `is_protected`: the address is, so no place is told.
    """

    href: str
    case: WordedCase
    why: str
    freshness: Freshness
    may_act: bool
    assessment: str
    judgement_is_open: bool
    judgement: WordedJudgement | None
    help: WordedHelp | None
    limits: Limits
    year: YearPicture | None
    course: WordedCourse
    colleagues: Colleagues
    due: tuple[DueLine, ...]
    efforts: tuple[WordedEffort, ...]
    contacts: tuple[str, ...]
    coming: Link | None = None
    may_reach: bool = False
    is_protected: bool = False
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What the forms of a youth's page offer and allow."""

    contact_kinds: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    askers: tuple[Choice, ...]
    longest_reason: int
    earliest_until: str
    latest_until: str


@dataclass(frozen=True)
class Reach:
    """How to reach somebody: what each is called, and what it is."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IdentityPage:
    """Who a youth is; `people` is empty if nobody's identity was imported. `href` leads back to the youth's page."""

    href: str
    people: tuple[Reach, ...]
    is_protected: bool


@dataclass(frozen=True)
class ColleaguePage:
    """Whose a youth is. `answer` is empty until somebody has asked."""

    title: str = ""
    answer: str = ""


@dataclass(frozen=True)
class WordedNight:
    """One run in words; `notes` are the operator's own, in English."""

    on: str
    state: str
    at: str
    model: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class NightsPage:
    """The latest runs."""

    published: str
    stale: str
    nights: tuple[WordedNight, ...]


@dataclass(frozen=True)
class DriftPage:
    """The latest report; `of` is empty if there is none."""

    of: str


@dataclass(frozen=True)
class GlassPage:
    """Where a youth is asked for who may not be seen; `title` and `answer` are empty until something went wrong."""

    lasts: str
    longest: int
    title: str = ""
    answer: str = ""


@dataclass(frozen=True)
class OpeningRow:
    """One opening by breaking the glass; `verdict` is empty until somebody has said theirs."""

    number: int
    who: str
    youth: str
    href: str
    when: str
    reason: str
    verdict: str
    is_late: bool


@dataclass(frozen=True)
class ReviewPage:
    """Openings that wait for a verdict, those that have one, and who was stopped for looking up too many."""

    waiting: tuple[OpeningRow, ...]
    done: tuple[OpeningRow, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class YearRow:
    """A youth on a list of the year; `told` says what is known, `state` where somebody has begun."""

    name: str
    href: str
    age: str
    told: str
    state: str


@dataclass(frozen=True)
class YearPage:
    """The year of those who leave school in a summer. `rows`: who waits, by checkpoint. `home`: who comes home without a next step.

    `leavers` is empty if nobody leaves.
    """

    year: int
    freshness: Freshness
    leavers: str
    stations: tuple[WordedStation, ...]
    rows: Mapping[str, tuple[YearRow, ...]]
    home: tuple[YearRow, ...]
    settled: tuple[YearRow, ...]
    links: tuple[Link, ...]
