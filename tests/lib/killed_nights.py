"""Nights that die at a named place, in processes that are cheap to start: forked from one that has everything loaded."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing import forkserver, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from features.calendar import cut
from features.vocabulary import ContactKind, CounsellorId, DistrictId, YouthId
from service.batch.failpoints import ARMED_BY
from service.casework.contacts import Contacted, record_contact
from service.domain.access import Actor, Role
from service.domain.errors import ServiceError
from service.store import audit
from service.store.tables import CONTACTS, DELIVERIES, FLAG_MOVES, FLAGS, RUNS
from tests.lib.small_night import Home, deliver_news, night, small_home
from tests.lib.small_town import MONDAY

SUNDAY = MONDAY - timedelta(days=1)
HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({DistrictId("D1")}))


def context() -> Any:
    """How children are started: forked from a process that is loaded and warm."""
    made = get_context("forkserver")
    made.set_forkserver_preload(["tests.lib.warm_night"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # the process that forks finds the preloaded module by it
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before
    return made


@dataclass(frozen=True)
class Way:
    """How a night is run in a child: armed to die at a place, going on with one that was stopped, with no room for files larger than so
    many bytes; the drift step costs as much as all others, so it is done only where it matters.
    """

    place: str | None = None
    goes_on: bool = False
    most_bytes: int | None = None
    has_drift: bool = False


def begin(home: Home, way: Way) -> BaseProcess:
    """Begin Monday's night in a child."""
    child: BaseProcess = context().Process(target=_child, args=(home, way))
    child.start()
    return child


def ended(child: BaseProcess) -> int | None:
    """The code a child ended with, once it has; -9 if it was killed."""
    child.join(300)
    return child.exitcode


def _child(home: Home, way: Way) -> None:
    """As the command line would end: a refusal with its own code, anything else with 1."""
    os.environ[ARMED_BY] = way.place or ""
    if way.most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (way.most_bytes, way.most_bytes))
    try:
        night(home, MONDAY, goes_on=way.goes_on, has_drift=way.has_drift)
    except (ServiceError, OSError) as error:
        sys.exit(getattr(error, "exit_code", 1))


def before_monday(var: Path, url: str) -> Home:
    """An installation whose Sunday is published, with a contact recorded since, and news in the inbox."""
    home = small_home(var, url)
    night(home, SUNDAY, has_drift=False)
    store = home.open()
    with store.begin() as work:
        told = Contacted(ContactKind.ATTEMPT, SUNDAY)
        record_contact(work, HANNE, YouthId("bilal"), contacted=told, at=cut(SUNDAY) + timedelta(hours=12))
    store.close()
    deliver_news(home)
    return home


def copied(home: Home, var: Path, url: str) -> Home:
    """The installation again, in another folder; its database must be at the new place already, or be a file in the folder."""
    shutil.copytree(home.var, var)
    return replace(home, var=var, url=url)


def kept(home: Home) -> dict[str, object]:
    """What must neither be lost nor doubled, whatever died: contacts, deliveries, flags and their first moves, and the audit trail."""
    store = home.open()
    try:
        with store.read() as work:
            contacts = work.rows(sa.select(CONTACTS.c.youth_id, CONTACTS.c.kind))
            deliveries = work.rows(sa.select(DELIVERIES.c.content_hash, DELIVERIES.c.state, DELIVERIES.c.lake_version))
            raised = sa.select(FLAG_MOVES.c.flag_id, sa.func.count()).where(FLAG_MOVES.c.move == "raise")
            flags = work.rows(sa.select(FLAGS.c.flag_id, FLAGS.c.state).order_by(FLAGS.c.flag_id))
            found = {
                "contacts": sorted(map(tuple, contacts)),
                "deliveries": sorted(map(tuple, deliveries)),
                "raised": sorted(map(tuple, work.rows(raised.group_by(FLAG_MOVES.c.flag_id)))),
                "flags": [tuple(row) for row in flags],
                "published": work.rows(sa.select(sa.func.count()).where(RUNS.c.state == "published"))[0][0],
            }
        return {**found, "audit": audit.verify(store).is_whole}
    finally:
        store.close()


def died(code: int | None) -> bool:
    """Whether a child was killed where it was armed."""
    return code == -signal.SIGKILL
