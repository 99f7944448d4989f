"""Erasing a youth: nothing is left anywhere, not in a restored older backup either, and the audit trail still holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from features.records import TABLES
from service.commands.subject import content_of
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.sight import AT_NIGHT
from service.operating.backup import backup, restore
from service.operating.erasing import erase, raw_deliveries
from service.operating.holding import release, set_hold
from service.operating.subject_access import Asked, access, looks
from service.operating.whole import check_whole
from service.settings import Settings
from service.store import audit, subjects
from service.store.delivered_subjects import rows_in_raw
from service.store.lake_subjects import rows_in_lake
from service.store.lake_versions import Versions
from service.store.locks import hold
from service.store.migration import upgrade
from service.store.records_lake import Lake
from service.store.subjects import mapping
from service.store.unit_of_work import Store
from service.texts.dates import Language
from service.web.subject_page import subject_page
from tests.lib.canary_home import (
    AT,
    CANARY,
    CPR,
    EMAIL,
    HOLDER,
    NAME,
    OFFICER,
    PHONE,
    TOLD,
    canary_home,
    database_traces,
    traces,
)
from tests.lib.databases import new_database
from tests.lib.small_night import OPERATOR, Home

KEYS = ("made-audit.key", "made-raw.key", "erasures")


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    return canary_home(tmp_path / "var", database_url)


def test_what_is_handed_out_covers_every_table_that_speaks_of_a_youth(home: Home):
    store = home.open()
    held = access(home.settings, store, CANARY, asked=Asked(OFFICER, AT))
    expected = {name for name, speaks in mapping("store").items() if speaks.by or name == "organisation"}
    assert expected <= set(held.store)
    assert set(held.lake) == {table.name for table in TABLES if mapping("lake")[table.name].by}
    assert any(place.startswith("raw/") for place in held.deliveries) and "inbox" in held.deliveries
    told = [line["action"] for line in held.store["audit"]]
    assert {"youth.looked", "subject.exported"} <= set(told)
    assert all(CANARY in map(str, row.values()) for rows in held.lake.values() for row in rows)
    with store.begin() as work:
        assert [line.action for line in looks(work, CANARY, actor=OFFICER, at=AT)] == told
    store.close()


def test_nothing_of_an_erased_youth_is_left_and_a_restored_backup_brings_nothing_back(
    home: Home, tmp_path: Path, request: pytest.FixtureRequest
):
    store, settings = home.open(), home.settings
    assert traces(home.var, CANARY) and database_traces(store, CANARY)
    backup(settings, store, tmp_path / "older.backup", at=AT)
    with store.read() as work:
        before = [line.hash for line in audit.lines(work)]

    with hold(store, settings.folders.lock, at=AT):
        erased = erase(settings, store, CANARY, actor=OFFICER, at=AT)
    assert erased.rows > 15 and erased.lake_rows > 100 and erased.deliveries == 3

    assert_gone(home)
    assert check_whole(settings, store)["audit lines"] == len(before) + 1
    with store.read() as work:
        trail = list(audit.lines(work))
    assert [line.hash for line in trail[:-1]] == before
    assert sum(line.erased is not None for line in trail) >= 1
    assert trail[-1].action == "youth.erased"

    server = request.getfixturevalue("postgresql") if store.is_postgresql else None
    store.close()
    (tmp_path / "again").mkdir()
    with new_database("postgresql" if server else "sqlite", tmp_path / "again", server) as url:
        again = Home(tmp_path / "again", url)
        again.settings.folders.keys.mkdir(parents=True)
        for name in KEYS:
            shutil.copy(settings.folders.keys / name, again.settings.folders.keys / name)
        shutil.copytree(settings.folders.keys / "identity", again.settings.folders.keys / "identity")
        other = again.open()
        upgrade(other)
        found = restore(again.settings, other, tmp_path / "older.backup", at=AT)
        assert found.erased_again == 1
        assert_gone(again)
        check_whole(again.settings, other)
        other.close()


def test_who_asks_reads_who_they_are_and_not_what_is_encrypted(light: Home):
    store = light.open()
    held = access(light.settings, store, CANARY, asked=Asked(OFFICER, AT))
    store.close()
    [told] = held.store["identities"]
    assert told["cpr"] == CPR and told["holders"] == [vars(HOLDER)]
    assert (told["name"], told["phone"], told["email"]) == (NAME, PHONE, EMAIL)
    assert set(told) == {"youth_id", "cpr", "name", "phone", "email", "holders", "imported_at"}
    page = subject_page(content_of(held), Language.DA).decode()
    assert all(word in page for word in (CPR, NAME, PHONE, EMAIL, HOLDER.name, HOLDER.phone))
    assert "b&#39;" not in page and "Nøglens navn" not in page
    assert "Fravær ukendt" in page  # a delivered line that names the number alone


@pytest.mark.parametrize("written", [CPR, CPR.replace("-", ""), NAME.upper(), f"+45{PHONE.replace(' ', '')}", EMAIL])
def test_a_delivery_that_waits_and_tells_who_the_youth_is_stops_an_erasure_too(light: Home, written: str):
    store = light.open()
    waiting = light.inbox / "news"
    waiting.mkdir()
    (waiting / "contacts.csv").write_text(f"hvem;hvad\n{written};samtale\n", encoding="cp1252")
    with pytest.raises(WrongUse, match="waits in the inbox"):
        erase(light.settings, store, CANARY, actor=OFFICER, at=AT)
    store.close()


def test_a_restore_without_the_list_of_erasures_is_refused_unless_somebody_says_why(light: Home, tmp_path: Path):
    store = light.open()
    erase(light.settings, store, CANARY, actor=OFFICER, at=AT)
    backup(light.settings, store, tmp_path / "late.backup", at=AT)
    store.close()
    again = Home(tmp_path / "again", f"sqlite:///{tmp_path / 'again' / 'store.db'}")
    shutil.copytree(light.settings.folders.keys, again.settings.folders.keys)
    (again.settings.folders.keys / "erasures").unlink()
    (again.settings.folders.keys / "audit.anchor").unlink()
    other = again.open()
    upgrade(other)
    with pytest.raises(WrongUse, match="of 0, allowed is one of at least 1"):
        restore(again.settings, other, tmp_path / "late.backup", at=AT)
    restore(again.settings, other, tmp_path / "late.backup", at=AT, erasures_lost="Brand i serverrummet")
    with other.read() as work:
        [said] = [line.detail for line in audit.lines(work) if line.action == "store.restored"]
    assert "Brand i serverrummet" in str(said)
    other.close()


def assert_gone(home: Home) -> None:
    store = home.open()
    for name in (CANARY, *TOLD):
        assert traces(home.var, name) == []
        assert database_traces(store, name) == []
    assert rows_in_raw(raw_deliveries(home.settings), CANARY) == {}
    assert rows_in_lake(Lake(home.settings.folders.lake), AT_NIGHT.of(CANARY)) == {}
    store.close()


@pytest.fixture
def light(tmp_path: Path) -> Home:
    return canary_home(tmp_path / "var", f"sqlite:///{tmp_path / 'var' / 'store.db'}")


def test_erasing_is_refused_to_others_under_a_hold_of_nobody_and_while_a_delivery_waits(light: Home):
    store, settings = light.open(), light.settings
    with pytest.raises(NotPermitted):
        erase(settings, store, CANARY, actor=OPERATOR, at=AT)
    with pytest.raises(UnknownThing, match="no"):
        erase(settings, store, "nobody", actor=OFFICER, at=AT)
    with store.begin() as work:
        number = set_hold(work, OFFICER, CANARY, reason="Klagesag", at=AT)
    with pytest.raises(WrongUse, match="legal hold"):
        erase(settings, store, CANARY, actor=OFFICER, at=AT)
    with store.begin() as work:
        release(work, OFFICER, number, at=AT)
    waiting = light.inbox / "news"
    waiting.mkdir()
    (waiting / "contacts.csv").write_text(f"youth_id\n{CANARY}\n")
    with pytest.raises(WrongUse, match="waits in the inbox"):
        erase(settings, store, CANARY, actor=OFFICER, at=AT)
    assert rows_in_lake(Lake(settings.folders.lake), AT_NIGHT.of(CANARY))
    shutil.rmtree(waiting)
    erase(settings, store, CANARY, actor=OFFICER, at=AT)
    assert erase(settings, store, CANARY, actor=OFFICER, at=AT).lake_rows == 0  # given again, it has nothing to do
    store.close()


def test_an_erased_line_of_the_trail_cannot_be_changed_or_erased_without_the_key(light: Home):
    store = light.open()
    erase(light.settings, store, CANARY, actor=OFFICER, at=AT)
    assert audit.verify(store).is_whole
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET action = 'x' WHERE erased IS NOT NULL")
    assert not audit.verify(store).is_whole
    store.close()
    assert Settings(var=light.var).folders.keys.joinpath("erasures").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ["rewrite", "erase_rows", "tidy"])
def test_an_erasure_that_was_broken_off_is_ended_by_the_same_command(
    light: Home, monkeypatch: pytest.MonkeyPatch, place: str
):
    owner = {"rewrite": Versions, "erase_rows": subjects, "tidy": Store}[place]

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    store = light.open()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(owner, place, die)
        erase(light.settings, store, CANARY, actor=OFFICER, at=AT)
    erase(light.settings, store, CANARY, actor=OFFICER, at=AT)
    assert_gone(light)
    check_whole(light.settings, store)
    store.close()
