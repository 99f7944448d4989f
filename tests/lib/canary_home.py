"""An installation in which one youth stands in every table that may speak of one, under a name found nowhere by chance."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import sqlalchemy as sa

from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.audit import Event
from service.store import audit
from service.store.columns import Instant
from service.store.schema import METADATA
from service.store.subjects import mapping
from service.store.unit_of_work import Store, Work
from tests.lib.small_night import Home, night, small_home

CANARY: Final = "canary-7Q-jonas"
AT: Final = datetime(2026, 11, 17, 9, tzinfo=UTC)
OFFICER: Final = Actor("officer", Role.PROTECTION_OFFICER, districts=None)
_MORE: Final = {
    "contacts": f"{CANARY},2026-10-30,reached",
    "risk_reports": f"{CANARY},2026-11-09,V1",
    "next_steps": f"{CANARY},2027-01-05,agreed,2026-06-01T10:00:00",
    "assignments": f"ole,youth,{CANARY},tovholder,2025-01-01",
}


def canary_home(var: Path, url: str) -> Home:
    """The installation after its first night."""
    home = small_home(var, url)
    town = home.inbox / "town"
    for path in town.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("jonas", CANARY)
        more = _MORE.get(path.stem)
        path.write_text(f"{text}{more}\n" if more else text, encoding="utf-8")
    (town / "interventions.csv").write_text(f"youth_id,started_on,kind\n{CANARY},2026-10-12,mentor\n")
    assert night(home, has_drift=False)[-1].run_id
    store = home.open()
    with store.begin() as work:
        fill_every_table(work)
    store.close()
    return home


def fill_every_table(work: Work) -> None:
    """A row about the canary in each table of the store that may have one and has none yet."""
    audit.append(work, Event(AT, COMMAND_LINE, "youth.looked", CANARY))  # type: ignore[arg-type] # a name is enough
    webhooks = METADATA.tables["webhooks"]
    work.execute(sa.insert(webhooks), [_values(work, webhooks)])
    for name, speaks in mapping("store").items():
        table = METADATA.tables[name]
        if not speaks.by or name == "audit":
            continue
        about = {speaks.by: _key(work, name), **speaks.where}
        if not work.rows(sa.select(table).filter_by(**about)):
            lifted = {"lifted_at": AT} if "lifted_at" in table.columns else {}
            work.execute(sa.insert(table), [{**_values(work, table), **lifted, **about}])


def _key(work: Work, name: str) -> Any:
    """By what a row of a table is about the canary: its name, or what a row about it has in the table it belongs to."""
    speaks = mapping("store")[name]
    if not speaks.through:
        return CANARY
    owner, of = METADATA.tables[speaks.through], mapping("store")[speaks.through]
    return work.rows(sa.select(owner.c[speaks.by]).where(owner.c[of.by] == _key(work, speaks.through)))[0][0]


def _values(work: Work, table: sa.Table) -> dict[str, Any]:
    """A value for every column that needs one."""
    run_id = work.rows(sa.select(METADATA.tables["runs"].c.run_id))[0][0]
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "run_id":
            made[column.name] = run_id
        elif not column.nullable and column.name != "number":
            made[column.name] = _value(column.type)
    return made


def _value(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, Instant):
        return AT
    if isinstance(kind, sa.Date):
        return date(2026, 10, 1)
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    if isinstance(kind, sa.Boolean):
        return True
    return 1 if isinstance(kind, sa.Integer | sa.Double) else "x"


def traces(folder: Path, name: str) -> list[str]:
    """Files below a folder that hold a name: as bytes, in their own name, or in what Parquet packs."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        is_told = name in path.name or name.encode() in path.read_bytes()
        if path.suffix == ".parquet":
            is_told = is_told or any(name in map(str, row.values()) for row in pq.read_table(path).to_pylist())
        if is_told:
            found.append(str(path.relative_to(folder)))
    return found


def database_traces(store: Store, name: str) -> list[str]:
    """Tables in which a name stands in whatever column, and files of the database, write-ahead log included, that hold it."""
    with store.read() as work:
        found = [
            table.name
            for table in METADATA.sorted_tables
            for row in work.rows(sa.select(table))
            if any(name in str(value) for value in row)
        ]
    files = _server_traces(store, name) if store.is_postgresql else _file_traces(store, name)
    return sorted({*found, *files})


def _file_traces(store: Store, name: str) -> list[str]:
    database = Path(str(store.engine.url.database))
    files = sorted(database.parent.glob(f"{database.name}*"))
    assert database in files
    return [path.name for path in files if name.encode() in path.read_bytes()]


def _server_traces(store: Store, name: str) -> list[str]:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        home = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        number = connection.exec_driver_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).scalar_one()
    return traces(Path(home) / "base" / str(number), name)
