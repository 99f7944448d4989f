"""Settings: read from values, environment and file; a demonstration alone may stand on another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from service.app import clock_of, utc_now
from service.settings import Mode, Settings


def test_the_environment_stands_before_the_file(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("overdue_hours = 50\nshard_jobs = 3\n", encoding="utf-8")
    monkeypatch.setenv("ALLESKALMED_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("ALLESKALMED_SHARD_JOBS", "5")
    settings = Settings()
    assert (settings.overdue_hours, settings.shard_jobs) == (50, 5)


def test_an_unknown_setting_in_the_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("overdue = 50\n", encoding="utf-8")
    monkeypatch.setenv("ALLESKALMED_CONFIG", str(tmp_path / "settings.toml"))
    with pytest.raises(ValidationError, match="overdue"):
        Settings()


def test_a_demonstration_stands_on_its_day_from_breakfast_on():
    clock = clock_of(Settings(demo_today=date(2026, 11, 16)), utc_now() - timedelta(minutes=5))
    assert timedelta(minutes=5) <= clock() - datetime(2026, 11, 16, 7, tzinfo=UTC) < timedelta(minutes=6)


def test_without_such_a_day_the_clock_is_the_true_one():
    assert clock_of(Settings(), utc_now()) is utc_now


@pytest.mark.parametrize("mode", [Mode.SYNTHETIC, Mode.REAL])
def test_nothing_but_a_demonstration_may_stand_on_another_day(mode):
    with pytest.raises(ValidationError, match="outside mode demo"):
        Settings(mode=mode, demo_today=date(2026, 11, 16))
