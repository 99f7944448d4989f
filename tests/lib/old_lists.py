"""An installation with lists old enough to be looked back at: a little town, two Mondays of a November, and a Monday a year on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from features.calendar import cut
from service.batch.night import Clock, House
from service.batch.nightly import UNWATCHED, Asked, run_nights
from service.batch.report import Report
from service.ingest.taking import Asked as Delivering
from service.ingest.taking import ingest, open_intake
from service.store.migration import upgrade
from service.store.unit_of_work import Store
from tests.lib.small_night import Home, bring_bundle
from training.municipality import simulate

SAID = (date(2025, 11, 10), date(2025, 11, 24))
"""Mondays whose lists are mature by `NOW`."""
NOW = date(2026, 11, 16)
YOUTHS, SEED = 300, 7


def old_home(var: Path) -> Home:
    """The installation before its first night, with everything that the town ever delivered."""
    home = Home(var, f"sqlite:///{var / 'store.db'}")
    var.mkdir(parents=True, exist_ok=True)
    made = simulate(youths=YOUTHS, seed=SEED, last=NOW, out=var / "town")
    store = home.open()
    upgrade(store)
    bring_bundle(home, store)
    ingest(open_intake(home.settings, store), made.records, Delivering(None), at=cut(SAID[0]))
    store.close()
    return home


def run(home: Home, *days: date) -> list[Report]:
    """The nights of some days."""
    store = home.open()
    try:
        return [
            report for day in days for report in run_nights(_house(home, store, day), Asked(day, day), steps=UNWATCHED)
        ]
    finally:
        store.close()


def _house(home: Home, store: Store, day: date) -> House:
    return House(home.settings, store, Clock(cut(day) + timedelta(hours=3)))
