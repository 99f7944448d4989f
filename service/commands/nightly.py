"""`alleskalmed nightly`: run the night that is due and every missed one, go on with one that was stopped, or make a past one again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from features.exits import say
from service.batch.dates import business_date
from service.batch.failpoints import check_armed
from service.batch.night import Clock, House, Told
from service.batch.nightly import STEPS, Asked, run_nights
from service.batch.replay import Replayed, check_same, make_again
from service.batch.report import Report
from service.batch.signal import call_dead_man
from service.commands.clock import now
from service.domain.errors import WrongUse
from service.operating.opening import open_installation
from service.operating.strength import check_strong
from service.settings import Settings
from service.store.migration import check_current

Tell = Callable[[Told], None]


def run(*, day: date | None, resume: bool, replay: date | None, as_json: bool) -> None:
    """Run, tell each step, and end with the code of the gravest trouble.

    Raises: WrongUse for real mode on weak settings; LockHeld (exit 4) if a night is running;
    IntegrityBroken (exit 5) if a night made again is another one.
    """
    check_armed()
    if replay is not None and (day is not None or resume):
        raise WrongUse("nightly: got --replay with another option, allowed is one of them. A replay publishes nothing.")
    settings, at = Settings(), now()
    check_strong(settings)
    store = open_installation(settings)
    try:
        check_current(store)
        with _telling() as tell:
            house = House(settings, store, Clock(at), tell)
            if replay is not None:
                _tell_replay(make_again(house, replay), as_json=as_json)
                return
            reports = list(_told(run_nights(house, Asked(business_date(at), day, resume)), settings))
    finally:
        store.close()
    if as_json:
        _print([report.as_json for report in reports])
    sys.exit(max((report.exit_code for report in reports), default=0))


def _tell_replay(found: Replayed, *, as_json: bool) -> None:
    if as_json:
        _print(found.as_json)
    check_same(found)
    say(f"{found.run_id}: made again from lake version {found.lake_version}; the same to the last byte.")


def _print(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201 - data go to standard output


def _told(reports: Iterable[Report], settings: Settings) -> Iterator[Report]:
    """Each report as it comes, in words; a published night calls the address that waits for it."""
    for report in reports:
        say(in_words(report))
        for trouble in report.troubles:
            say(f"{report.run_id}, {trouble.step}: {trouble.words}")
        if report.state == "published" and (failure := call_dead_man(settings.dead_man_url)):
            say(failure)
        yield report


def in_words(report: Report) -> str:
    """One sentence on a night."""
    if report.state == "unchanged":
        return f"{report.business_on} was published before as {report.run_id}; nothing was changed."
    return (
        f"{report.run_id}: {report.state} in {report.seconds:.1f} s, lake version {report.sources.get('lake_version')}."
    )


@contextmanager
def _telling() -> Iterator[Tell]:
    """A bar in a terminal, plain lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield tell_plainly
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress).tell


def tell_plainly(told: Told) -> None:
    """One line for each step that is done."""
    if told.counts is None:
        return
    counts = ", ".join(f"{name} {value:,}" for name, value in told.counts.items())
    when = "done before" if told.is_left_over else f"{told.seconds:.1f} s"
    say(f"{told.run_id} {told.step}: {counts or 'nothing to do'} ({when})")


class _Bar:
    """The bar of the night that is running."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def tell(self, told: Told) -> None:
        """Name the step that runs; move on by one when it is done, and leave its line."""
        if told.run_id not in self._tasks:
            self._tasks[told.run_id] = self._progress.add_task(told.run_id, total=len(STEPS))
        task = self._tasks[told.run_id]
        self._progress.update(task, description=f"{told.run_id} {told.step}")
        if told.counts is not None:
            self._progress.advance(task)
            tell_plainly(told)
