"""`alleskalmed demo`: an installation with a town, its bundle, past weeks and last night; ends with Monday's list.

What is there already is used again: a delivery taken, a bundle active, a night published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from features.calendar import LOCAL, cut, iso_week, monday_of
from features.exits import say
from service.batch.night import Clock, House
from service.batch.nightly import STEPS, UNWATCHED, Asked, run_nights
from service.commands.clock import now
from service.commands.demo_office import fill_the_desks, work_a_week
from service.commands.demo_people import name_the_flagged
from service.commands.weekly_list import write_list
from service.domain.access import COMMAND_LINE
from service.domain.errors import WrongUse
from service.domain.sight import Errand, Task
from service.ingest.taking import Asked as Delivering
from service.ingest.taking import ingest, open_intake
from service.operating.bundles import activate_bundle, active_model, add_bundle
from service.operating.opening import open_installation
from service.operating.shadowing import begin_shadow
from service.operating.users import add_demo_users
from service.settings import Mode, Settings
from service.store import nights, shadow
from service.store.lists import current_list
from service.store.migration import upgrade
from service.store.organisations import published_organisation
from service.store.unit_of_work import Store
from service.texts.dates import Language

BEGINS: Final = timedelta(hours=3)
"""How long after midnight a night begins."""


def run(  # noqa: PLR0913 - one per option
    *, records: Path, bundle: Path, last: date, out: Path, weeks: int, watched: int, beside: Path | None
) -> None:
    """Make what is missing, publish the nights that are missing, let the demo's users in, and print Monday's list.

    `weeks`: past ones before the present. `watched`: how many nights, the last ones, watch the service itself. `beside`: a candidate that
    scores in silence from the first night on.

    Raises: WrongUse outside demo mode.
    """
    settings = Settings()
    if settings.mode is not Mode.DEMO:
        raise WrongUse(
            f"demo: got mode {settings.mode}, allowed is demo. Unset ALLESKALMED_MODE, or use another ALLESKALMED_VAR."
        )
    store, mornings = open_installation(settings), _mornings(last, weeks)
    try:
        upgrade(store)
        _bring_bundle(settings, store, bundle, at=cut(mornings[0]))
        _first_load(settings, store, records, at=cut(mornings[0]))
        if beside is not None:
            _bring_candidate(settings, store, beside, at=cut(mornings[0]))
        for line in _nights(settings, store, mornings, weeks, watched):
            say(line)
        _let_in(settings, store)
        _end_with_the_list(store, last, out)
    finally:
        store.close()


def _mornings(last: date, weeks: int) -> list[date]:
    """The Mondays of the weeks before this one and of this one, and last night's morning if that is another day."""
    monday = monday_of(last)
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(weeks + 1))]
    return mondays if last == monday else [*mondays, last]


def _bring_bundle(settings: Settings, store: Store, folder: Path, *, at: datetime) -> None:
    model_id = add_bundle(settings, store, folder, actor=COMMAND_LINE, at=at)
    with store.read() as work:
        is_active = active_model(work) == model_id
    if not is_active:
        activate_bundle(settings, store, model_id, actor=COMMAND_LINE, at=at)
    say(f"Bundle {model_id} scores.")


def _bring_candidate(settings: Settings, store: Store, folder: Path, *, at: datetime) -> None:
    model_id = add_bundle(settings, store, folder, actor=COMMAND_LINE, at=at)
    with store.read() as work:
        on_trial = shadow.standing(work)
    if on_trial is None:
        begin_shadow(settings, store, model_id, actor=COMMAND_LINE, at=at)
    say(f"Bundle {model_id} scores beside it in silence.")


def _first_load(settings: Settings, store: Store, records: Path, *, at: datetime) -> None:
    taken = ingest(open_intake(settings, store), records, Delivering(None, actor=COMMAND_LINE), at=at)
    say(f"Records are in the lake, version {taken.delivered.lake_version}.")


def _nights(settings: Settings, store: Store, mornings: list[date], weeks: int, watched: int) -> Iterator[str]:
    """Publish each missing night at the instant it would have run, with the week's work after it.

    The last ones watch the service itself and draw a drift report; whoever is flagged in the very last gets a name.
    """
    for morning in mornings:
        with store.read() as work:
            published = nights.published(work)
        if published is not None and published.business_on >= morning:
            continue
        steps = STEPS if morning in mornings[-watched:] else UNWATCHED
        house = House(settings, store, Clock(cut(morning) + BEGINS))
        for report in run_nights(house, Asked(morning, morning), steps=steps):
            yield f"{report.business_on} ({iso_week(report.business_on)}): {report.state} in {report.seconds:.1f} s"
            yield from (f"  {trouble.step}: {trouble.words}" for trouble in report.troubles)
        if morning == mornings[-1]:
            name_the_flagged(settings, store, at=cut(morning) + BEGINS)
        else:
            work_a_week(store, morning)
        if morning == mornings[weeks - 1]:
            fill_the_desks(store, morning)


def _let_in(settings: Settings, store: Store) -> None:
    with store.begin() as work:
        organisation = published_organisation(work)
        if organisation is not None:
            add_demo_users(work, COMMAND_LINE, organisation, mode=settings.mode, at=now())


def _end_with_the_list(store: Store, last: date, out: Path) -> None:
    """The list of the first district, as it is at breakfast of the last morning."""
    with store.read() as work:
        organisation = published_organisation(work)
        districts = {} if organisation is None else organisation.districts
        district = min(districts)
        breakfast = datetime(last.year, last.month, last.day, 8, tzinfo=LOCAL)
        weekly = current_list(work, Errand(Task.UPKEEP).at(district), at=breakfast).weekly
    page = out / f"weekly-list-{district}.html"
    write_list(weekly, form="table", language=Language.DA, out=None)
    write_list(weekly, form="html", language=Language.DA, out=page)
    print(page)  # noqa: T201 - the last line of the demo is the page's path
