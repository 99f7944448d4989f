"""Every example with curl in the documentation runs as it stands against a served town; only address and district are the test's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.api.warming import warm_up
from service.settings import Settings
from service.store import users
from service.store.seal import open_seal
from service.store.unit_of_work import open_store
from tests.lib.copied_town import published_town
from tests.lib.running import running
from tests.lib.served import NOW, SYSTEM, activate, served
from tests.lib.small_bundle import small_bundle

ROOT = Path(__file__).parents[2]
SHELL = re.compile(r"^ *```(?:sh|bash)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
ADDRESS, DISTRICT = "http://127.0.0.1:8000", "D01"
CURLRC = "fail-with-body\nsilent\nshow-error\n"
"""A refusal ends the script."""


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "service" / "guide").rglob("*.md"))]


def script_of(page: Path) -> str:
    """The blocks of a page that belong together because one of them calls curl."""
    blocks = SHELL.findall(page.read_text(encoding="utf-8"))
    return "\n".join(blocks) if any("curl" in block for block in blocks) else ""


EXAMPLES = {page.relative_to(ROOT).as_posix(): script for page in pages() if (script := script_of(page))}


@pytest.fixture(scope="module")
def served_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where a demonstration answers, and the folder that its commands take for `var`."""
    warm_up()
    var = tmp_path_factory.mktemp("demo")
    home, bundle = Settings(var=var).folders.home, small_bundle()
    home.mkdir()
    with published_town("sqlite", home, None) as template:
        store = open_store(template.url, seal=open_seal(None, template.keys, may_make=True))
        activate(store, bundle)
        with store.begin() as work:
            users.add(work, [SYSTEM], at=NOW)
        with running(served(store, var, bundle).app) as address:
            yield address, var
        store.close()


def test_there_are_examples_and_every_curl_stands_in_one():
    assert len(EXAMPLES) >= 2
    written = sum(page.read_text(encoding="utf-8").count("curl -") for page in pages())
    assert sum(script.count("curl -") for script in EXAMPLES.values()) == written >= 9


@pytest.mark.parametrize("page", EXAMPLES)
def test_every_example_with_curl_runs_as_it_stands(served_town: tuple[str, Path], tmp_path: Path, page: str):
    address, var = served_town
    (tmp_path / ".curlrc").write_text(CURLRC, encoding="utf-8")
    script = EXAMPLES[page].replace(ADDRESS, address).replace(DISTRICT, "D1")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    named = {"CURL_HOME": str(tmp_path), "ALLESKALMED_VAR": str(var), "PATH": programs, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout[-2_000:], done.stderr[-2_000:])
    assert '"scores":[{"youth_id":"y-7Qm2"' in done.stdout
