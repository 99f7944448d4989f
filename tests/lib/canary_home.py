"""An installation in which one youth stands in every table that may speak of one, under a name found nowhere by chance."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.audit import Event
from service.domain.cpr import read_cpr
from service.domain.identity import Holder, Identity
from service.operating.identities import identity_keys
from service.store import audit
from service.store.columns import Instant
from service.store.identities import Identities
from service.store.identity_keys import IdentityKeys
from service.store.job_tables import JOBS
from service.store.outbox_tables import WEBHOOKS
from service.store.schema import METADATA
from service.store.subjects import Speaks, is_about, mapping
from service.store.tables import AUDIT
from service.store.unit_of_work import Store, Work
from tests.lib.small_night import Home, night, small_home

CANARY: Final = "canary-7Q-jonas"
AT: Final = datetime(2026, 11, 17, 9, tzinfo=UTC)
OFFICER: Final = Actor("officer", Role.PROTECTION_OFFICER, districts=None)
CPR: Final = "612311-4321"
NAME: Final = "Kanarie Fugl-Prøvesen"
PHONE: Final = "0018 7351"
EMAIL: Final = "kanarie.fugl@example.org"
HOLDER: Final = Holder("Mor Kanariesen", "0018 9462", "mor.kanariesen@example.org")
IDENTITY: Final = Identity(read_cpr(CPR), NAME, PHONE, EMAIL, (HOLDER,), given_id=YouthId(CANARY))
TOLD: Final = (CPR, CPR.replace("-", ""), NAME, PHONE, EMAIL, HOLDER.name, HOLDER.phone, HOLDER.email)
"""What nobody may find who has not been told the canary's identity."""
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
        fill_every_table(work, identity_keys(home.settings))
        note = f"Ringede om {CPR.replace('-', '')} og {CPR}"
        work.execute(sa.update(METADATA.tables["contacts"]).values(note=note))
    store.close()
    refused = home.inbox / "refused" / "2026-11-16_0123456789abcdef"
    refused.mkdir(parents=True)
    (refused / "liste.csv").write_text(f"hvem;hvad\n{CPR.replace('-', '')};Fravær ukendt\n", encoding="cp1252")
    return home


def fill_every_table(work: Work, keys: IdentityKeys) -> None:
    """A row about the canary in each table of the store that may have one and has none yet."""
    audit.append(work, Event(AT, COMMAND_LINE, "youth.looked", CANARY))  # type: ignore[arg-type] # a name is enough
    Identities(work, keys).keep(IDENTITY, at=AT)
    for owner in (WEBHOOKS, JOBS):
        work.execute(sa.insert(owner), [_values(work, owner)])
    for table in sorted(METADATA.sorted_tables, key=lambda table: bool(mapping("store")[table.name].through)):
        speaks = mapping("store")[table.name]
        if not speaks.by or table is AUDIT or work.rows(sa.select(table).where(is_about(table.name, CANARY))):
            continue
        about = {speaks.by: _owner(work, speaks) if speaks.through else CANARY, **speaks.where}
        lifted = {"lifted_at": AT} if "lifted_at" in table.columns else {}
        work.execute(sa.insert(table), [{**_values(work, table), **lifted, **about}])


def _owner(work: Work, speaks: Speaks) -> Any:
    """The key of a row about the canary, in the table through which others speak of it."""
    owner = METADATA.tables[speaks.through]
    return work.rows(sa.select(owner.c[speaks.named or speaks.by]).where(is_about(owner.name, CANARY)))[0][0]


def _values(work: Work, table: sa.Table) -> dict[str, Any]:
    """A value for every column that needs one."""
    run_id = work.rows(sa.select(METADATA.tables["runs"].c.run_id))[0][0]
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.name in {"run_id", "known_by"}:
            made[column.name] = run_id
        elif not column.nullable and column is not table.autoincrement_column:
            made[column.name] = _value(column.type)
    return made


def _value(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, Instant):
        return AT
    if isinstance(kind, sa.Date):
        return date(2026, 10, 1)
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.LargeBinary):
        return b"x"
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
