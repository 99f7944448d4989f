"""An installation of its own in a folder, and its nights: the small town delivered, a bundle that scores it, real steps throughout."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from features.calendar import cut
from models.bundle import save
from models.keys import signing_key
from models.manifest import Window
from models.risk import Basis
from service.batch.night import Clock, House
from service.batch.nightly import STEPS, UNWATCHED, Asked, run_nights
from service.batch.report import Report
from service.domain.access import Actor, Role
from service.operating.bundles import activate_bundle, add_bundle
from service.operating.opening import open_installation
from service.settings import Settings
from service.store.migration import upgrade
from service.store.tables import LISTED, LISTS, ORGANISATION, POINTERS, RUN_FLAGS, SCORES, YOUTHS
from service.store.unit_of_work import Store
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import MONDAY, write_small_town

RARE = Basis(1_000, 1_000, 17)
LEARNED = Window(MONDAY - timedelta(weeks=5), MONDAY - timedelta(weeks=3), 3, "0" * 64)
"""The mornings from which the bundle says it learned; the town knows nothing of earlier years, so its weeks are compared with these."""
OPERATOR = Actor("operator", Role.OPERATOR, districts=None)


@dataclass(frozen=True)
class Home:
    """An installation: its settings are made from these, wherever they are needed."""

    var: Path
    url: str

    @property
    def settings(self) -> Settings:
        """Its settings; one process, because starting more costs more than the town."""
        return Settings(var=self.var, database_url=self.url, shard_jobs=1)  # type: ignore[arg-type] # pydantic takes a text for a secret

    @property
    def inbox(self) -> Path:
        """Where deliveries are put."""
        return self.settings.folders.inbox

    def open(self) -> Store:
        """Its store."""
        return open_installation(self.settings)

    def deliver(self, name: str = "town") -> Path:
        """Put the small town's records into the inbox."""
        return write_small_town(self.inbox / name)


def small_home(var: Path, url: str, *, has_bundle: bool = True) -> Home:
    """An installation whose database is there, with the small town in its inbox and, if asked, an active bundle."""
    home = Home(var, url)
    store = home.open()
    upgrade(store)
    home.deliver()
    if has_bundle:
        bring_bundle(home, store)
    store.close()
    return home


def bring_bundle(home: Home, store: Store) -> str:
    """Sign, add and activate the small bundle; beside a rare outcome some of the town stand out."""
    at = cut(date(2026, 9, 1))
    made = home.var / "made-bundle"
    models = {regime: replace(model, training=RARE) for regime, model in small_bundle().models.items()}
    origin = replace(small_bundle().origin, training=LEARNED)
    save(replace(small_bundle(), models=models, origin=origin), made, key=signing_key(None, home.var / "keys"))
    model_id = add_bundle(home.settings, store, made, actor=OPERATOR, at=at)
    activate_bundle(home.settings, store, model_id, actor=OPERATOR, at=at)
    return model_id


def night(
    home: Home,
    day: date = MONDAY,
    *,
    goes_on: bool = False,
    at: datetime | None = None,
    asked: date | None = None,
    has_drift: bool = True,
) -> list[Report]:
    """The night of a day, begun at three in the morning unless told otherwise.

    Its drift report is a word, because drawing it is slow; without `has_drift` the step is left out.
    """
    store = home.open()
    try:
        return list(
            run_nights(
                house_of(home, store, at or cut(day) + timedelta(hours=3)),
                Asked(day, asked, goes_on),
                steps=STEPS if has_drift else UNWATCHED,
            )
        )
    finally:
        store.close()


def house_of(home: Home, store: Store, at: datetime) -> House:
    """The installation as the night uses it."""
    return House(home.settings, store, Clock(at), compare=draw_nothing)


def draw_nothing(reference: Path, current: Path, out: Path) -> None:
    """In the place of a drift report: how many rows would have been compared."""
    rows = [len(pd.read_parquet(path)) for path in (reference, current)]
    (out / "drift.html").write_text(f"<!doctype html><title>{rows}</title>", encoding="utf-8")
    (out / "drift.json").write_text(json.dumps({"rows": rows}), encoding="utf-8")


def shown(home: Home) -> str:
    """A hash over every row that people see: the content of the published run, whichever attempt it was."""
    store = home.open()
    try:
        with store.read() as work:
            pointer = work.first(sa.select(POINTERS.c.run_id))
            said = hashlib.sha256()
            for table in (SCORES, RUN_FLAGS, LISTS, LISTED, ORGANISATION, YOUTHS) if pointer else ():
                told = [column for column in table.c if column.name != "run_id"]
                rows = sorted(map(repr, work.rows(sa.select(*told).where(table.c.run_id == pointer.run_id))))
                said.update("\n".join([table.name, *rows]).encode())
            return said.hexdigest()
    finally:
        store.close()


def deliver_news(home: Home) -> None:
    """A second delivery into the inbox: the town again, and one day of Anna's corrected."""
    folder = write_small_town(home.inbox / "news")
    with (folder / "attendance.csv").open("a", encoding="utf-8") as file:
        file.write("anna,2026-11-12,S1,2,2,0,0,2026-11-14T06:00:00\n")
