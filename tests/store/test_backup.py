"""Backup and restore: one consistent copy while others write, and an empty installation that is that copy afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.access import COMMAND_LINE
from service.domain.audit import Event
from service.domain.errors import IntegrityBroken, WrongUse
from service.operating import backup as backing
from service.operating.backup import backup, restore, verify_backup
from service.operating.whole import check_whole
from service.settings import Settings
from service.store import audit, dump
from service.store.records_lake import Lake
from service.store.schema import METADATA
from service.store.seal import Seal
from service.store.tables import AUDIT, CONTACTS
from service.store.unit_of_work import Store, open_store
from tests.lib.databases import KINDS, new_database
from tests.lib.lakes import present, take, told
from tests.lib.small_service import small_service
from tests.lib.small_town import MONDAY

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
Another = Callable[[str], Store]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var")


@pytest.fixture
def another(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Another]:
    """Empty stores of a kind, with the key of `store` and an anchor of their own."""
    with ExitStack() as opened:

        def make(kind: str) -> Store:
            folder = tmp_path / f"other-{kind}"
            folder.mkdir()
            server = request.getfixturevalue("postgresql") if kind == "postgresql" else None
            url = opened.enter_context(new_database(kind, folder, server))
            assert store.seal is not None
            made = open_store(url, seal=Seal(store.seal.key, folder / "audit.anchor"))
            opened.callback(made.close)
            return made

        yield make


def filled(settings: Settings, store: Store) -> None:
    """A lake with two deliveries, a bundle's file, and contacts with their lines in the trail."""
    lake = Lake(settings.folders.lake)
    take(lake, told(), night="2026-11-15")
    take(lake, told(attendance=[present("anna", "2026-11-11")]), night="2026-11-16")
    (settings.folders.bundles / "model").mkdir(parents=True)
    (settings.folders.bundles / "model" / "manifest.json").write_text("{}")
    speak(store)


def speak(store: Store) -> None:
    with store.begin() as work:
        work.execute(
            sa.insert(CONTACTS).values(
                youth_id="anna",
                actor_id="hanne",
                kind="reached",
                contacted_on=date(2026, 11, 13),
                at=AT,
                note="Æblegrød",
            )
        )
        audit.append(work, Event(AT, COMMAND_LINE, "contact.recorded", detail={"kind": "reached"}))


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row, but for the line that tells of a restore."""
    with store.read() as work:
        found = {}
        for name in dump.table_names():
            table = METADATA.tables[name]
            query = sa.select(table).order_by(*table.primary_key.columns)
            if table is AUDIT:
                query = query.where(table.c.action != "store.restored")
            found[name] = [tuple(row) for row in work.rows(query)]
        return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_installation_becomes_the_one_that_was_backed_up_on_either_database(
    settings: Settings, store: Store, another: Another, kind: str, tmp_path: Path
) -> None:
    small_service(store, tmp_path, nights=(MONDAY,))
    filled(settings, store)
    made = backup(settings, store, tmp_path / "copy", at=AT)
    assert (made.lake_version, made.published) == (2, f"{MONDAY}.1")
    assert made == verify_backup(tmp_path / "copy", store)
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0

    other, place = another(kind), Settings(var=tmp_path / "other")
    assert restore(place, other, tmp_path / "copy", at=AT) == made
    assert rows(other) == rows(store)
    assert check_whole(place, other) == {"audit lines": made.audit_lines + 1, "lake version": 2, "lake files": 3}
    assert (place.folders.bundles / "model" / "manifest.json").read_text() == "{}"
    attendance = Lake(place.folders.lake).records(2, as_of=MONDAY).attendance
    assert attendance is not None and attendance.num_rows == 1
    speak(other)  # numbers go on from where they were
    assert len(rows(other)["contacts"]) == 2
    with pytest.raises(WrongUse, match="filled database"):
        restore(place, other, tmp_path / "copy", at=AT)


def test_a_backup_under_load_is_one_moment_of_it(
    settings: Settings, store: Store, another: Another, tmp_path: Path
) -> None:
    filled(settings, store)
    stop, written = threading.Event(), threading.Event()

    def load() -> None:
        while not stop.is_set():
            speak(store)
            written.set()

    thread = threading.Thread(target=load)
    thread.start()
    try:
        assert written.wait(30)
        made = backup(settings, store, tmp_path / "copy", at=AT)
    finally:
        stop.set()
        thread.join()
    other, place = another("sqlite"), Settings(var=tmp_path / "other")
    restore(place, other, tmp_path / "copy", at=AT)
    found = rows(other)
    assert len(found["contacts"]) == len(found["audit"]) == made.audit_lines >= 2
    assert check_whole(place, other)["audit lines"] == made.audit_lines + 1


# What needs no second kind of database


@pytest.fixture
def light(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'light.db'}", seal=Seal(bytes(32), tmp_path / "anchor"))
    backing.upgrade(store)
    yield store
    store.close()


def emptied(tmp_path: Path, name: str = "new", key: bytes = bytes(32)) -> Store:
    return open_store(f"sqlite:///{tmp_path / name}.db", seal=Seal(key, tmp_path / f"{name}.anchor"))


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_changed_backup_is_refused_and_nothing_restored(
    settings: Settings, light: Store, tmp_path: Path, place: float
) -> None:
    filled(settings, light)
    backup(settings, light, tmp_path / "copy", at=AT)
    content = bytearray((tmp_path / "copy").read_bytes())
    parts = [index for index in range(0, len(content), 512) if any(content[index : index + 512])]
    content[parts[int(place * len(parts))] + 1] ^= 1
    (tmp_path / "copy").write_bytes(content)
    new, folder = emptied(tmp_path), Settings(var=tmp_path / "new")
    with pytest.raises(IntegrityBroken, match="backup: "):
        restore(folder, new, tmp_path / "copy", at=AT)
    assert not folder.folders.home.exists()
    new.close()


def test_a_backup_cut_short_or_sealed_with_another_key_is_refused(
    settings: Settings, light: Store, tmp_path: Path
) -> None:
    filled(settings, light)
    backup(settings, light, tmp_path / "copy", at=AT)
    stranger = emptied(tmp_path, "stranger", bytes(range(32)))
    with pytest.raises(IntegrityBroken, match="another audit key"):
        restore(Settings(var=tmp_path / "new"), stranger, tmp_path / "copy", at=AT)
    stranger.close()
    content = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(content[: len(content) // 2])
    with pytest.raises(IntegrityBroken, match="cut short"):
        verify_backup(tmp_path / "copy", light)
    with pytest.raises(WrongUse, match="there already"):
        backup(settings, light, tmp_path / "copy", at=AT)


@pytest.mark.parametrize("place", ["_place_files", "_fill", "anchor_anew"])
def test_a_restore_that_was_stopped_can_be_done_again(
    settings: Settings, light: Store, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(settings, light)
    made = backup(settings, light, tmp_path / "copy", at=AT)
    new, folder = emptied(tmp_path), Settings(var=tmp_path / "new")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(backing, place, die)
        restore(folder, new, tmp_path / "copy", at=AT)
    assert restore(folder, new, tmp_path / "copy", at=AT) == made
    assert check_whole(folder, new)["lake version"] == 2
    assert rows(new) == rows(light)
    new.close()


def test_an_installation_that_is_not_whole_is_told_so(settings: Settings, light: Store, tmp_path: Path) -> None:
    small_service(light, tmp_path, nights=(MONDAY,))
    with pytest.raises(IntegrityBroken, match="newest, but the published run read version 1"):
        check_whole(settings, light)
    filled(settings, light)
    assert check_whole(settings, light)["lake version"] == 2
    next((settings.folders.lake / "spells").iterdir()).write_bytes(b"")
    with pytest.raises(IntegrityBroken, match="missing or was changed"):
        check_whole(settings, light)
    with light.begin() as work:
        work.execute(sa.text("CREATE TABLE by_hand (number INTEGER)"))
    with pytest.raises(IntegrityBroken, match="1 differences"):
        check_whole(settings, light)
