"""A client that is generated from the description, as another team would, scores a youth and reads lists over a real port."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from service.api.warming import warm_up
from tests.lib.copied_town import copy_of, published_town
from tests.lib.posted import one_youth
from tests.lib.running import running
from tests.lib.served import Served, activate, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import WEEK

GENERATOR = Path(sys.executable).parent / "openapi-python-client"
PACKAGE = "generated_client_of_alleskalmed"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    warm_up()
    folder, bundle = tmp_path_factory.mktemp("client"), small_bundle()
    (folder / "copy").mkdir()
    with published_town("sqlite", folder, None) as template, copy_of(template, folder / "copy") as store:
        activate(store, bundle)
        found = served(store, folder, bundle)
        with running(found.app) as address:
            yield found, address


@pytest.fixture(scope="module")
def generated(town: tuple[Served, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the generated package, which can be imported."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(town[0].nobody().get("/api/v1/openapi.json").text, encoding="utf-8")
    (folder / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    made = subprocess.run(
        [
            *(str(GENERATOR), "generate", "--path", "openapi.json", "--config", "config.yml", "--meta", "none"),
            *("--output-path", PACKAGE, "--fail-on-warning"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield folder / PACKAGE
    sys.path.remove(str(folder))


def operation(name: str) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}.api.{name}")


@pytest.fixture
def client(town: tuple[Served, str], generated: Path) -> Iterator[Any]:
    served_town, address = town
    token = served_town.system().headers["authorization"].removeprefix("Bearer ")
    made = importlib.import_module(PACKAGE)
    with made.AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True) as opened:
        yield opened


def test_every_operation_has_a_function_of_its_own(town: tuple[Served, str], generated: Path):
    told = town[0].nobody().get("/api/v1/openapi.json").json()
    asked = [one["operationId"] for operations in told["paths"].values() for one in operations.values()]
    files = {path.stem for path in generated.glob("api/*/*.py")}
    assert len(asked) == len(set(asked)) >= 20
    assert set(asked) <= files


def test_it_scores_a_youth(client: Any):
    models = importlib.import_module(f"{PACKAGE}.models")
    body = models.ScoresAsked.from_dict(one_youth())
    told = operation("scores.scores_scores").sync(client=client, body=body)
    assert [row.youth_id for row in told.scores] == ["y1"]
    assert 0 <= told.scores[0].risk <= 1
    assert told.scores[0].to_dict()["as_of"] == "2026-11-16"


def test_it_reads_a_list_flags_and_a_flag(client: Any):
    read = operation("lists.lists_weekly_list").sync("D1", WEEK, client=client)
    assert read.counts.listed == len(read.youths) > 0
    found = operation("flags.flags_found").sync(client=client, limit=2)
    assert len(found.flags) == 2
    one = operation("flags.flags_looked_at").sync(found.flags[0].flag_id, client=client)
    assert one.to_dict() == found.flags[0].to_dict()


def test_it_takes_a_refusal_for_what_it_is(client: Any):
    told = operation("flags.flags_looked_at").sync_detailed("0" * 16, client=client)
    assert (int(told.status_code), told.parsed.status) == (404, 404)
    assert str(told.parsed.type_).endswith("not-found")
