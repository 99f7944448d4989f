"""The house rules that no linter knows: sizes, doors, clocks, suppressions, names."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("features", "models", "training", "service")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
DOORS = {
    "numba": {"features/windows.py"},
    "holidays": {"features/calendar.py"},
    "cryptography": {"models/bundle.py", "models/keys.py", "service/store/"},
    "joblib": {"models/bundle.py", "service/batch/"},
    "xlsxwriter": {"service/sheets/"},
    "jinja2": {"service/web/", "service/texts/", "training/pages.py"},
    "babel": {"service/texts/", "service/web/"},
    "rich": {"service/sheets/", "service/commands/", "training/"},
    "sklearn": {"models/", "training/"},
    "click": {"features/exits.py", "service/__main__.py", "service/command_line/", "training/__main__.py"},
    "polars": set(),
    "stepmix": set(),
    "sqlalchemy": {"service/store/"},
    "alembic": {"service/store/"},
    "psycopg": {"service/store/"},
    "fastapi": {"service/app.py", "service/edge/", "service/api/", "service/web/"},
    "starlette": {"service/app.py", "service/edge/", "service/api/", "service/web/"},
    "uvicorn": {"service/app.py"},
    "pydantic": {"service/settings.py", "service/edge/", "service/api/"},
    "pydantic_settings": {"service/settings.py"},
    "evidently": {"service/monitoring/drift.py"},
    "structlog": {"service/logs.py"},
    "prometheus_client": {"service/edge/"},
    "stdnum": {"service/domain/cpr.py"},
    "pwdlib": {"service/edge/"},
    "authlib": {"service/edge/provider.py"},
    "joserfc": {"service/edge/provider.py"},
    "httpx2": {"service/edge/provider.py", "service/batch/signal.py"},
    "standardwebhooks": {"service/outbound/signing.py"},
}
"""Which files may import a library; everything else goes through them."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def test_there_is_something_to_hold_to_the_rules():
    assert len(SOURCES) > 40


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_stays_under_400_lines_unless_it_is_a_declaration(path):
    declarations = {"features/records.py", "features/catalogue.py", "service/store/tables.py", "service/__main__.py"}
    is_declaration = name_of(path) in declarations or name_of(path).startswith("service/store/migrations/")
    limit = 520 if is_declaration else 400
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_stays_under_50_lines_unless_it_is_compiled(path):
    if name_of(path).startswith("service/store/migrations/"):
        pytest.skip("a migration is a list of tables")
    if name_of(path) in {"features/kernels.py", "features/windows.py"}:
        pytest.skip(
            "compiled loops over plain arrays are long by nature; the reference says the same in short functions"
        )
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50
    }
    assert long == {}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path):
    inside = [
        inner.lineno
        for outer in nodes(path)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_door(library):
    doors = DOORS[library]
    strangers = [
        name_of(path)
        for path in SOURCES
        if library in imported(path) and not any(name_of(path).startswith(door) for door in doors)
    ]
    assert strangers == []


CLOCKS = {"service/app.py", "service/commands/clock.py"}
"""Where an instant comes from; everywhere else it is a value."""


@pytest.mark.parametrize("path", [path for path in SOURCES if name_of(path) not in CLOCKS], ids=name_of)
def test_nothing_reads_a_clock_or_unseeded_randomness(path):
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|time\.time|Timestamp\.now|default_rng\(\))", text)
        == []
    )


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_suppression_carries_its_reason(path):
    bare = [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(noqa|type: ignore|pragma: no cover)", line)
        and not re.search(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]|pragma: no cover)\s+(-|#)\s*\S+", line)
    ]
    assert bare == []


def test_there_are_no_drawers():
    drawers = {"utils", "helpers", "common", "base", "core", "misc"}
    assert [name_of(path) for path in SOURCES if path.stem in drawers or drawers & set(path.parts)] == []


def test_the_lock_names_hashes_and_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def test_the_lock_holds_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[]", requirement)[0] for requirement in asked}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    assert names <= locked


def test_version_is_told_alike_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"softwareVersion: {version}" in (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_each_decision_is_one_page_and_names_its_test():
    decisions = sorted((ROOT / "service/guide/decisions").glob("[0-9]*.md"))
    assert len(decisions) >= 5
    for decision in decisions:
        text = decision.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, decision.name
        held = re.findall(r"`(tests/[\w/]+\.py)`", text)
        assert held, decision.name
        assert all((ROOT / path).is_file() for path in held), decision.name
