"""Nobody is profiled past the gate: every place that builds indicators asks it first, in the same function."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILDERS = {
    *("build_indicators", "build_with_report", "build_rows", "build_reference", "measure_part", "measure_dates"),
    "records_behind",
}
"""What makes indicators of records."""
OF_PARTS = {
    *("join_parts", "one_part", "Built", "BuiltRows", "Part", "Day"),
    *("behind_of", "Behind", "Counted"),
}
"""What only handles what those have made."""
INNER = {"features.kernels", "features.reference", "features.windows", "features.lives"}
"""What the builders are made of."""
GATE = "check_may_profile"
LEAST = 10
"""Callers there are at least: a search that finds fewer no longer finds them."""


@dataclass(frozen=True)
class Source:
    """A file as syntax."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.path.read_text(encoding="utf-8"))))

    @cached_property
    def builders(self) -> set[str]:
        """The builders the file knows: those it imports from `features`, all of them if it imports a module whole."""
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "features":
                found |= BUILDERS if node.module == "features" else {alias.name for alias in node.names} & BUILDERS
            if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "features" for alias in node.names):
                found |= BUILDERS
        return found

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


SOURCES = [Source(path) for package in ("service", "training") for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def calls(within: list[ast.AST], names: set[str]) -> list[int]:
    return [node.lineno for node in within if isinstance(node, ast.Call) and name_of(node.func) in names]


def callers() -> dict[str, bool]:
    """Every function that builds indicators, and whether it has asked the gate by then."""
    found = {}
    for source in SOURCES:
        for function in source.functions:
            within = list(ast.walk(function))
            built, asked = calls(within, source.builders), calls(within, {GATE})
            if built:
                found[f"{source.name}:{function.name}"] = bool(asked) and min(asked) < min(built)
    return found


def test_every_function_that_builds_indicators_has_asked_the_gate():
    found = callers()
    assert len(found) >= LEAST
    assert [name for name, has_asked in found.items() if not has_asked] == []


def test_no_indicators_are_built_outside_a_function_or_under_another_name():
    outside, renamed = [], []
    for source in SOURCES:
        inside = {line for function in source.functions for line in calls(list(ast.walk(function)), source.builders)}
        outside += [f"{source.name}:{line}" for line in calls(source.nodes, source.builders) if line not in inside]
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom | ast.Import):
                renamed += [alias.name for alias in node.names if alias.asname and alias.name in {*BUILDERS, GATE}]
    assert (outside, renamed) == ([], [])


def test_a_builder_is_only_called_never_handed_on():
    """A function that is passed as a value would be called where nobody sees it."""
    handed = []
    for source in SOURCES:
        called = {id(node.func) for node in source.nodes if isinstance(node, ast.Call)}
        handed += [
            f"{source.name}:{node.lineno}"
            for node in source.nodes
            if isinstance(node, ast.Name | ast.Attribute)
            and name_of(node) in source.builders
            and id(node) not in called
        ]
    assert handed == []


def test_the_builders_are_all_that_make_indicators():
    public = set()
    for name in ("build", "parts", "reference", "behind"):
        tree = ast.parse((ROOT / "features" / f"{name}.py").read_text(encoding="utf-8"))
        public |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert {name for name in public if not name.startswith("_")} == BUILDERS | OF_PARTS


def test_nothing_else_reaches_into_what_the_builders_are_made_of():
    strangers = [
        source.name
        for source in SOURCES
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and node.module in INNER
    ]
    assert strangers == []
