"""Log lines: JSON to what stderr is at the time, with the place of an error and never its message."""

from __future__ import annotations

import io
import json
import sys

import pytest

from service.logs import LOG, place_of, start_logging


def test_a_line_goes_to_what_stderr_is_now(monkeypatch):
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    start_logging("info")
    LOG.info("first")
    first.close()
    monkeypatch.setattr(sys, "stderr", second)
    LOG.info("second", count=2)
    LOG.debug("below the level")
    told = [json.loads(line) for line in second.getvalue().splitlines()]
    assert [(line["event"], line["level"], line["count"]) for line in told] == [("second", "info", 2)]


def test_an_error_is_told_by_its_place_alone():
    with pytest.raises(ValueError, match="secret") as raised:
        int("secret")
    assert "secret" not in str(place_of(raised.value))
