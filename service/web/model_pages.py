"""Data og model: whether nights ran and data are fresh, which model scores, the stop switch, two people for a new model, and the law."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.calendar import LOCAL
from features.permission import Permits, Phase, Purpose, Stop, StopKind, bare_tables
from features.records import TABLES
from features.vocabulary import DataKind
from service.casework.seeing import local_day
from service.domain.access import Act, check_may, may
from service.domain.alarm_events import AlarmEvent
from service.domain.audit import Event
from service.domain.break_glass import LONGEST, one_line
from service.domain.delivery import Delivered
from service.domain.errors import WrongUse
from service.domain.model_origin import is_of_rule
from service.domain.night import Run, RunState
from service.domain.proposals import Proposal
from service.domain.routing import Organisation
from service.domain.said import Figures
from service.domain.shadow import Shadow
from service.operating.permits import lift_stop, throw_stop
from service.operating.two_people import confirm, propose, withdraw
from service.store import alarm_events, bundles, deliveries, documents, legal, matured, nights, proposals, shadow
from service.store.bundles import ActiveBundle, Registered
from service.store.legal import Thrown
from service.store.records_lake import Lake
from service.store.unit_of_work import Work
from service.store.youths import organisation
from service.texts.about_wording import Section, word_measured
from service.texts.catalogue import say_count
from service.texts.dates import Language, day, medium_day, weekday, whole
from service.web.about_page import in_use_of
from service.web.actors import actor_names
from service.web.freshness import stale
from service.web.overview_pages import Table
from service.web.reading import SignedIn, Somebody, go_to
from service.web.resting import say_why
from service.web.typed import Number
from service.web.views import Choice

router = APIRouter(include_in_schema=False)
PAGE: Final = "/data-og-model"
DELIVERIES: Final = 200
LONGEST_NAME: Final = 160
DRIFT: Final = "drift.json"


@dataclass(frozen=True)
class StopRow:
    """A switch that is thrown."""

    number: int
    what: str
    told: str


@dataclass(frozen=True)
class ModelRow:
    """A model that could be used: proposed already, if `number` is one; what the reader may do about it."""

    model_id: str
    told: str
    number: int = 0
    is_own: bool = False


@dataclass(frozen=True)
class ModelPage:
    """Everything on the page; empty where there is nothing yet."""

    night: str
    stale: str
    has_failed: bool
    sources: Table | None
    drift: str
    model: tuple[tuple[str, str], ...]
    measured: tuple[Section, ...]
    stops: tuple[StopRow, ...]
    may_throw: bool
    may_lift: bool
    stoppable: tuple[Choice, ...]
    longest: int
    models: tuple[ModelRow, ...]
    may_propose: bool
    may_confirm: bool
    may_try: bool
    law: Table
    is_real: bool
    sees_effect: bool


@dataclass(frozen=True)
class _Read:
    """What was read for the page."""

    runs: list[Run]
    published: Run | None
    deliveries: list[Delivered]
    active: ActiveBundle | None
    registered: list[Registered]
    proposals: tuple[Proposal, ...]
    on_trial: Shadow | None
    stops: list[Thrown]
    behind: Mapping[int, tuple[AlarmEvent, ...]]
    permits: Permits
    drift: tuple[date, int] | None
    past: Figures | None
    organisation: Organisation
    names: Mapping[str, str]


@router.get(PAGE)
def model_page(reader: Somebody) -> Response:
    """How data and model stand."""
    check_may(reader.actor, Act.SEE_MODEL)
    reader.service.looks.write(Event(reader.at, reader.actor, "model.looked"))
    with reader.service.store.read() as work:
        read = _read(work, reader.language, at=reader.at)
    return reader.page("model.html.j2", _page(reader, read))


@router.post(f"{PAGE}/stop")
def throw(
    reader: Somebody,
    what: Annotated[str, Form(max_length=LONGEST_NAME)],
    reason: Annotated[str, Form(max_length=LONGEST)],
) -> Response:
    """Stop the engine, or what it does in a district or with a model."""
    with reader.service.store.begin() as work:
        throw_stop(work, reader.actor, _stop_of(what), reason=one_line(reason), at=reader.at)
    return go_to(f"{PAGE}?gjort=stopped")


@router.post(f"{PAGE}/stop/{{number}}/start")
def lift(reader: Somebody, number: Number, reason: Annotated[str, Form(max_length=LONGEST)]) -> Response:
    """Let it run again."""
    with reader.service.store.begin() as work:
        lift_stop(work, reader.actor, number, reason=one_line(reason), at=reader.at)
    return go_to(f"{PAGE}?gjort=lifted")


@router.post(f"{PAGE}/forslag")
def store_proposal(reader: Somebody, model_id: Annotated[str, Form(max_length=LONGEST_NAME)]) -> Response:
    """Propose to use a model."""
    service = reader.service
    propose(service.settings, service.store, model_id, actor=reader.actor, at=reader.at)
    return go_to(f"{PAGE}?gjort=proposed")


@router.post(f"{PAGE}/forslag/{{number}}/ja")
def confirm_proposal(reader: Somebody, number: Number) -> Response:
    """Say yes to what another one proposed."""
    service = reader.service
    confirm(service.settings, service.store, number, actor=reader.actor, at=reader.at)
    return go_to(f"{PAGE}?gjort=confirmed")


@router.post(f"{PAGE}/forslag/{{number}}/nej")
def withdraw_proposal(reader: Somebody, number: Number) -> Response:
    """Take a proposal back, or say no to it."""
    with reader.service.store.begin() as work:
        withdraw(work, reader.actor, number, at=reader.at)
    return go_to(f"{PAGE}?gjort=withdrawn")


def _stop_of(what: str) -> Stop:
    """The stop that the form's word names.

    Raises: WrongUse for any other word.
    """
    kind, _, name = what.partition(":")
    if kind not in set(StopKind):
        raise WrongUse("stop: got a word that names nothing here, allowed are those of the form. Choose one.")
    return Stop(StopKind(kind), name or None)


def _read(work: Work, language: Language, *, at: datetime) -> _Read:
    return _Read(
        nights.runs(work, limit=1),
        nights.published(work),
        deliveries.latest(work, limit=DELIVERIES),
        bundles.active(work),
        bundles.registered(work),
        proposals.standing(work),
        shadow.standing(work),
        stops := legal.stops(work),
        alarm_events.behind_stops(work, [one.number for one in stops]),
        legal.permits(work, at=at),
        _drift(work),
        matured.latest_shown(work),
        organisation(work),
        actor_names(work, language),
    )


def _drift(work: Work) -> tuple[date, int] | None:
    """Of which night the latest report on changes is, and how many indicators it says have changed; None before the first."""
    run_id = documents.latest(work, name=DRIFT)
    content = documents.get(work, run_id, name=DRIFT) if run_id else None
    if run_id is None or content is None:
        return None
    return nights.run_of(work, run_id).business_on, len(json.loads(content)["drifted"])


def _say_drift(reader: SignedIn, drift: tuple[date, int] | None) -> str:
    if drift is None:
        return reader.say("drift.none")
    on, count = drift
    told = say_count("model_page.drifted", count, reader.language) if count else reader.say("model_page.drifted.none")
    return f"{reader.say('drift.of', on=day(on, reader.language))} {told}"


def _page(reader: SignedIn, read: _Read) -> ModelPage:
    published, actor = read.published, reader.actor
    return ModelPage(
        reader.say("nights.published", on=weekday(published.business_on, reader.language)) if published else "",
        stale(published, reader),
        bool(read.runs) and read.runs[0].state is RunState.FAILED,
        _sources(reader, read),
        _say_drift(reader, read.drift) if may(actor, Act.SEE_DRIFT) else "",
        tuple(_model(reader, read.active)) if read.active else (),
        word_measured(in_use_of(read.active, read.past, reader), reader.language) if read.active else (),
        tuple(_stop(reader, one, read) for one in read.stops),
        may(actor, Act.THROW_STOP),
        may(actor, Act.LIFT_STOP),
        tuple(_stoppable(reader, read)),
        LONGEST,
        tuple(_models(reader, read)),
        may(actor, Act.PROPOSE_BUNDLE),
        may(actor, Act.CONFIRM_BUNDLE),
        may(actor, Act.SHADOW_BUNDLE) and read.on_trial is None,
        _law(reader, read.permits, on=local_day(reader.at)),
        _kind_of_data(reader) is DataKind.REAL,
        may(actor, Act.SEE_EFFECT),
    )


def _sources(reader: SignedIn, read: _Read) -> Table | None:
    """Of each source the latest delivery."""
    latest: dict[str, Delivered] = {}
    for one in read.deliveries:
        latest.setdefault(one.source, one)
    if not latest:
        return None
    heads = ("from", "state", "seen", "age", "rows", "faulty")
    rows = tuple(_delivered(reader, latest[source]) for source in sorted(latest))
    return Table("", tuple(reader.say(f"model_page.sources.{head}") for head in heads), rows)


def _delivered(reader: SignedIn, one: Delivered) -> tuple[str, ...]:
    seen_on = one.seen_at.astimezone(LOCAL).date()
    age = (local_day(reader.at) - seen_on).days
    return (
        one.source or "–",
        reader.say(f"model_page.delivery.{one.state}"),
        medium_day(seen_on, reader.language),
        say_count("model_page.age", age, reader.language) if age else reader.say("model_page.today"),
        whole(sum(one.rows.values()), reader.language),
        whole(sum(one.counts.get("faulty", {}).values()), reader.language),
    )


def _model(reader: SignedIn, active: ActiveBundle) -> Iterator[tuple[str, str]]:
    """What the model that scores says of itself."""
    manifest: Mapping[str, Any] = active.bundle.manifest
    origin, indicators = (
        manifest["origin"],
        {name for one in manifest["regimes"].values() for name in one["indicators"]},
    )
    told = {
        "name": active.model_id,
        "kind": reader.say(f"model_page.model.kind.{'rule' if is_of_rule(manifest) else 'model'}"),
        "since": day(active.since_at.astimezone(LOCAL).date(), reader.language),
        "until": day(date.fromisoformat(origin["until"]), reader.language),
        "data": reader.say(f"model_page.model.data.{origin['data']}"),
        "horizon": say_count("model_page.age", int(manifest["recipe"]["horizon_days"]), reader.language),
        "looks": say_count("model_page.looks", len(indicators), reader.language),
    }
    return ((reader.say(f"model_page.model.{name}"), value) for name, value in told.items())


def _stop(reader: SignedIn, thrown: Thrown, read: _Read) -> StopRow:
    on = medium_day(thrown.at.astimezone(LOCAL).date(), reader.language)
    why = say_why(reader, thrown, read.behind.get(thrown.number, ()), names=read.organisation.institution_names)
    told = reader.say("model_page.stop.told", on=on, reason=why)
    return StopRow(thrown.number, _say_stop(reader, thrown.stop, read.organisation), told)


def _say_stop(reader: SignedIn, stop: Stop, known: Organisation) -> str:
    if stop.kind is StopKind.ENGINE:
        return reader.say("model_page.stop.engine")
    names = {str(key): row.name for key, row in known.districts.items()}
    name = names.get(stop.scope_id or "") or stop.scope_id
    return reader.say(f"model_page.stop.{stop.kind}", name=name)


def _stoppable(reader: SignedIn, read: _Read) -> Iterator[Choice]:
    """What can be stopped and is not."""
    stops = [Stop(StopKind.ENGINE), *(Stop(StopKind.DISTRICT, key) for key in sorted(read.organisation.districts))]
    models = (read.active, read.on_trial)
    stops += [Stop(StopKind.MODEL, one.model_id) for one in models if one]
    for stop in stops:
        if stop not in read.permits.stops:
            value = f"{stop.kind}:{stop.scope_id}" if stop.scope_id else str(stop.kind)
            yield Choice(value, _say_stop(reader, stop, read.organisation))


def _models(reader: SignedIn, read: _Read) -> Iterator[ModelRow]:
    """What waits for a yes, then what could be proposed."""
    for one in read.proposals:
        who, on = read.names.get(one.actor_id, one.actor_id), medium_day(local_day(one.at), reader.language)
        told = reader.say("model_page.two.waits", name=one.model_id, on=on, who=who)
        yield ModelRow(one.model_id, told, one.number, is_own=one.actor_id == reader.actor.actor_id)
    taken = {one.model_id for one in read.proposals} | ({read.active.model_id} if read.active else set())
    for bundle in read.registered:
        if bundle.model_id not in taken:
            on = medium_day(local_day(bundle.added_at), reader.language)
            yield ModelRow(bundle.model_id, reader.say("model_page.two.ready", name=bundle.model_id, on=on))


def _kind_of_data(reader: SignedIn) -> DataKind:
    lake = Lake(reader.service.folders.lake)
    return lake.version(lake.newest()).data if lake.newest() else DataKind.UNDECLARED


def _law(reader: SignedIn, permits: Permits, *, on: date) -> Table:
    """For each phase of computing, which bases stand, until when, and which tables none covers."""
    heads = tuple(reader.say(f"model_page.law.{head}") for head in ("phase", "held", "until", "missing"))
    return Table(
        reader.say("model_page.law.needs"), heads, tuple(_phase(reader, permits, phase, on=on) for phase in Phase)
    )


def _phase(reader: SignedIn, permits: Permits, phase: Phase, *, on: date) -> tuple[str, ...]:
    names = [table.name for table in TABLES]
    holding = [
        basis
        for basis in permits.bases
        if any(basis.holds(Purpose.PROFILING, phase, name, on=on) for name in basis.tables)
    ]
    ends = sorted({basis.valid_to_on for basis in holding if basis.valid_to_on})
    bare = bare_tables(names, Purpose.PROFILING, phase, on=on, permits=permits)
    named = [reader.say(f"pack.table.{name}") for name in bare]
    return (
        reader.say(f"model_page.law.phase.{phase}"),
        "; ".join(basis.law for basis in holding) or reader.say("model_page.law.no"),
        (medium_day(ends[0], reader.language) if ends else reader.say("model_page.law.open")) if holding else "–",
        reader.say("model_page.law.all")
        if len(bare) == len(names)
        else ", ".join(named) or reader.say("model_page.law.nothing"),
    )
