"""The runbook: a page for every matter that is watched, in one order, true to the lines, with commands that exist."""

from __future__ import annotations

import re
import shlex
from math import isfinite
from pathlib import Path

import click
import pytest

from service.__main__ import app
from service.domain.alarm_events import STOPS
from service.domain.alarms import LINES
from service.domain.watching import Matter

FOLDER = Path(__file__).parents[2] / "service" / "guide" / "runbook"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = ["Means.", "Measured.", "Usual.", "Look first.", "Stops the engine.", "Ends"]


def commands(page: Path) -> list[list[str]]:
    """The commands that a page shows."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def test_every_matter_has_its_page_and_every_page_its_matter():
    assert {page.stem for page in PAGES} == {str(matter) for matter in Matter}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_its_matter_and_tells_the_same_things_in_the_same_order(page: Path):
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# .+ \(`{page.stem}`\)\n", text)
    told = [part.rstrip(".") for part in re.findall(r"^\*\*([A-Z][a-z ]+\.?)\*\*", text, re.M)]
    assert told == [part.rstrip(".") for part in PARTS]
    assert len(text.splitlines()) <= 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_whether_its_matter_may_stop_the_engine_and_how_the_switch_is_lifted(page: Path):
    said = re.search(r"\*\*Stops the engine\.\*\* (Yes|No)", page.read_text(encoding="utf-8"))
    may_stop = page.stem in {str(one.matter) for one in STOPS}
    assert said is not None and (said[1] == "Yes") is may_stop
    assert any(words[1:3] == ["stop", "lift"] for words in commands(page)) is may_stop


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_tells_the_line_that_is_in_use(page: Path):
    line = LINES[Matter(page.stem)]
    stop = f", stop {line.stop:g}" if isfinite(line.stop) else ""
    assert f"\nLine: watch {line.watch:g}{stop}.\n" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_exists_with_its_options(page: Path):
    found = commands(page)
    assert found
    for program, *rest in found:
        command: click.Command = app
        assert program == "alleskalmed"
        while isinstance(command, click.Group):
            command = command.commands[rest.pop(0)]
        command.make_context(page.stem, rest, resilient_parsing=False)
