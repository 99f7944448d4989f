"""Log lines: JSON to what stderr is at the time, with the place of an error and never its message."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import threading
from pathlib import Path

import pytest

from service.logs import ALLOWED, LOG, only_allowed, place_of, start_logging

SERVICE = Path(__file__).parents[2] / "service"


def test_a_line_goes_to_what_stderr_is_now(monkeypatch):
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", first)
    start_logging("info")
    logging.captureWarnings(capture=False)
    LOG.info("first")
    first.close()
    monkeypatch.setattr(sys, "stderr", second)
    LOG.info("second", count=2)
    LOG.debug("below the level")
    told = [json.loads(line) for line in second.getvalue().splitlines()]
    assert [(line["event"], line["level"], line["count"]) for line in told] == [("second", "info", 2)]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"route": "/api/v1/youths/{youth_id}", "method": "GET", "status": 200, "ms": 1.5}, True),
        ({"route": "/lister/{place:path}/{week}"}, True),
        ({"route": "(none)", "method": "OTHER"}, True),
        ({"error": "KeyError", "function": "<lambda>", "file": "app.py", "line": 12}, True),
        ({"route": "/unge/0103114321"}, False),
        ({"route": "/unge?cpr=1"}, False),
        ({"method": "0103114321"}, False),
        ({"status": 103114321}, False),
        ({"status": True}, False),
        ({"kind": "Anna Hansen"}, False),
        ({"kind": "0103114321"}, False),
        ({"error": "KeyError: 'anna'"}, False),
        ({"youth_id": "anna"}, False),
        ({"exc_info": True}, False),
        ({"detail": {"a": 1}}, False),
    ],
)
def test_only_named_keys_in_their_form_come_into_a_line(told: dict[str, object], kept: bool):
    written = only_allowed(None, "info", {"event": "request", **told})
    assert written == ({"event": "request", **told} if kept else {"event": "request", "withheld": 1})


def test_a_sentence_is_no_event():
    assert only_allowed(None, "info", {"event": "Anna was here"}) == {"event": "withheld", "withheld": 1}


def test_what_a_library_or_a_thread_says_is_told_by_its_place(monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    before, hook = logging.getLogger().handlers[:], threading.excepthook
    start_logging("info")
    try:
        library = logging.getLogger("uvicorn.error")
        library.propagate = True
        try:
            int("0103114321x")
        except ValueError:
            library.exception("got %s", "0103114321")
        thread = threading.Thread(target=lambda: int("0103114321y"))
        thread.start()
        thread.join()
    finally:
        logging.captureWarnings(capture=False)
        logging.getLogger().handlers[:] = before
        threading.excepthook = hook
    told = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [(line["event"], line["error"]) for line in told] == [("library", "ValueError"), ("defect", "ValueError")]
    assert told[0]["library"] == "uvicorn.error"
    assert "0103114321" not in said.getvalue()


def test_every_line_of_the_service_is_of_allowed_keys():
    calls = [
        call
        for path in SERVICE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("LOG.")
    ]
    assert len(calls) >= 8
    assert all(isinstance(call.args[0], ast.Constant) and len(call.args) == 1 for call in calls)
    assert {word.arg for call in calls for word in call.keywords if word.arg} <= set(ALLOWED)


def test_an_error_is_told_by_its_place_alone():
    with pytest.raises(ValueError, match="secret") as raised:
        int("secret")
    assert "secret" not in str(place_of(raised.value))
