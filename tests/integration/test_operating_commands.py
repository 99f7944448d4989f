"""`ingest`, `db` and `doctor` from the command line: words, exit codes, and what is there afterwards."""

from __future__ import annotations

import json
import os
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.__main__ import app
from service.operating.doctor import CHECKS, Finding, Patient, examine, told_settings
from service.settings import Mode, Settings
from service.store.locks import hold
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.small_service import small_service
from tests.lib.small_town import MONDAY, write_small_town
from tests.lib.sound_delivery import sound, write_parquet

DELIVERY = {"format": 1, "data": "synthetic", "source": "test", "delivered_on": "2026-11-15"}


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def delivered(folder: Path, **cells: str) -> Path:
    tables = sound()
    tables["youths"] = [{**row, **cells} for row in tables["youths"]]
    write_parquet(folder, tables)
    (folder / "delivery.json").write_text(json.dumps(DELIVERY))
    return folder


def test_an_installation_from_nothing_to_a_restored_copy(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no such folder" not in call("doctor").output
    assert not var.exists()  # looking creates nothing
    assert call("ingest", delivered(tmp_path / "first")).exit_code == 5  # no database yet: the words say what to run
    assert "stands at migration" in call("db", "upgrade").stderr
    assert "as before" in call("db", "upgrade").stderr

    first = call("ingest", tmp_path / "first", "--historic", "--json")
    told = json.loads(first.stdout)
    assert (first.exit_code, told["state"], told["received_for"], told["lake_version"]) == (0, "taken", None, 1)
    assert "nothing was changed" in call("ingest", tmp_path / "first").stderr

    waits = call("ingest", delivered(tmp_path / "second", district_id="Syd"))
    assert (waits.exit_code, "waits for a human yes" in waits.stderr) == (3, True)
    short = json.loads(call("ingest", "--waiting", "--json").stdout)[0]["content_hash"][:16]
    accepted = call("ingest", "--accept", short)
    assert (accepted.exit_code, "was taken for the night of" in accepted.stderr) == (0, True)
    assert "No delivery waits" in call("ingest", "--waiting").stderr

    assert call("db", "backup", "--out", tmp_path / "copy").exit_code == 0
    assert "whole" in call("db", "verify").stderr
    assert "whole" in call("db", "verify", "--backup", tmp_path / "copy").stderr
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "new"))
    (tmp_path / "new" / "service").mkdir(parents=True)
    (var / "service" / "keys").rename(tmp_path / "new" / "service" / "keys")
    assert call("db", "restore", tmp_path / "copy").exit_code == 0
    assert json.loads(call("db", "verify", "--json").stdout)["lake version"] == 2
    assert call("db", "restore", tmp_path / "copy").exit_code == 2


@pytest.mark.parametrize(
    ("data", "table", "code", "words"),
    [
        ({"data": "real"}, b"", 3, "got real, allowed in mode demo"),
        ({}, b"no parquet", 3, "youths.parquet: the file is no Parquet file"),
    ],
)
def test_a_refused_delivery_ends_with_its_code_and_its_reason(
    var: Path, tmp_path: Path, data: dict[str, str], table: bytes, code: int, words: str
) -> None:
    call("db", "upgrade")
    folder = delivered(tmp_path / "delivery")
    (folder / "delivery.json").write_text(json.dumps({**DELIVERY, **data}))
    if table:
        (folder / "youths.parquet").write_bytes(table)
    refused = call("ingest", folder, "--json")
    assert (refused.exit_code, words in refused.stderr) == (code, True)
    assert json.loads(refused.stdout)["state"] == "refused"
    assert call("ingest").exit_code == 2
    assert call("ingest", folder, "--accept", "00").exit_code == 2
    assert call("ingest", "--accept", "00").exit_code == 2


def test_nothing_is_taken_while_a_night_runs(var: Path, tmp_path: Path) -> None:
    call("db", "upgrade")
    with migrated(Settings().url) as store, hold(store, Settings().folders.lock, at=datetime(2026, 11, 16, tzinfo=UTC)):
        assert call("ingest", delivered(tmp_path / "delivery")).exit_code == 4
    assert call("ingest", tmp_path / "delivery").exit_code == 0


def test_a_full_disk_ends_the_intake_with_its_reason_and_the_next_try_takes_it(var: Path, tmp_path: Path) -> None:
    call("db", "upgrade")
    folder = delivered(tmp_path / "delivery")
    (folder / "scan.bin").write_bytes(os.urandom(2 << 20))  # what is no table is kept raw too
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, hard))
    try:
        full = call("ingest", folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (full.exit_code, "OSError: File too large" in full.stderr) == (1, True)
    home = Settings().folders
    assert list(home.raw.iterdir()) == []
    assert not home.lake.exists()
    assert call("ingest", folder).exit_code == 0


# The doctor


def seen(settings: Settings, store: Store | None, at: datetime) -> dict[str, Finding]:
    return {finding.check: finding for finding in examine(Patient(settings, at, store, "no database"))}


def test_the_doctor_finds_what_is_wrong_and_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    home = settings.folders
    home.home.mkdir(parents=True)
    at = datetime(2026, 11, 16, 8, tzinfo=UTC)
    with migrated(settings.url) as store:
        found = seen(settings, store, at)
        assert list(found) == list(CHECKS)
        assert {name for name, finding in found.items() if not finding.is_well} == {"lake", "bundle", "published"}
        assert all(finding.do for finding in found.values() if not finding.is_well)
        small_service(store, tmp_path, nights=(MONDAY,))
        assert seen(settings, store, at)["published"].is_well
        late = seen(settings, store, at + timedelta(hours=40))["published"]
        assert (late.is_well, "more than 30" in late.saw) == (False, True)
        assert not seen(settings, store, at - timedelta(days=1))["clock"].is_well
        home.keys.mkdir(exist_ok=True)
        (home.keys / "made-raw.key").touch()
        (home.keys / "made-raw.key").chmod(0o644)
        assert "others may read made-raw.key" in seen(settings, store, at)["keys"].saw
        real = Settings(var=tmp_path / "var", mode=Mode.REAL, municipality="Herning")
        assert "raw_key_file: got none" in seen(real, store, at)["keys"].saw
        key = home.home / "raw.key"
        key.write_text("ab" * 32)
        key.chmod(0o600)
        inside = Settings(var=tmp_path / "var", mode=Mode.REAL, raw_key_file=key, municipality="Herning")
        (home.keys / "made-raw.key").unlink()
        assert "own folder" in seen(inside, store, at)["strength"].saw
    assert set(seen(settings, None, at)) == {
        *("clock", "folders", "disk", "keys", "strength", "sign-in", "lake", "database"),
    }


def test_every_setting_is_told_with_its_meaning_and_its_origin_and_no_secret(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLESKALMED_DATABASE_URL", "postgresql+psycopg://somebody:hunter2@nowhere/db")
    monkeypatch.setenv("ALLESKALMED_DEAD_MAN_URL", "https://example.org/hunter2")
    told = told_settings(Settings(), environment=os.environ.keys(), file={"overdue_hours"})
    assert {row["setting"] for row in told} == set(Settings.model_fields)
    assert all(row["meaning"] for row in told)
    assert "hunter2" not in json.dumps(told)
    origins = {row["setting"]: row["from"] for row in told}
    assert (origins["database_url"], origins["overdue_hours"], origins["mode"]) == (
        "ALLESKALMED_DATABASE_URL",
        "the file",
        "default",
    )


def test_overdue_is_silent_while_all_is_well_and_ends_with_one_when_not(var: Path, tmp_path: Path) -> None:
    write_small_town(tmp_path / "town")
    call("db", "upgrade")
    unwell = call("doctor", "--overdue")
    assert (unwell.exit_code, "no list was ever published" in unwell.output) == (1, True)
    told = json.loads(call("doctor", "--json").stdout)
    assert {row["check"] for row in told["checks"]} == set(CHECKS)
