"""Nothing is written in somebody's name without a line in the audit trail: every act on the store says what it did."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ACTS = [
    path
    for part in ("casework", "operating", "outbound", "officer")
    for path in sorted((ROOT / "service" / part).glob("*.py"))
]
READS_ONLY = ("check_", "why_", "may_", "is_")
LOOKS_UP = {
    *("seeing.py:flag_to_act_on", "seeing.py:hidden_from", "seeing.py:seen_of", "identity.py:youth_of_number"),
    "weighing.py:weigh",
}
"""Only finds what an act is about, whom a list leaves out, or counts of many, where the page and the command say that it was looked at."""
THROUGH_OTHERS = {"several.py:move_several"}
"""Makes acts of another file, each of which says what it did."""
LEAST = 20
"""Acts there are at least: a search that finds fewer no longer finds them."""


def called(function: ast.AST) -> set[str]:
    """Names of what a function calls, `append` only as the audit trail's."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            found.add(f"{owner}.{node.func.attr}")
    return found


def acts(path: Path) -> dict[str, bool]:
    """Public functions that act for an actor on a store, and whether they, or what they call in their file, say so."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def says(name: str, seen: frozenset[str] = frozenset()) -> bool:
        names = called(local[name])
        inner = (names & set(local)) - seen - {name}
        return bool({"audit.append", "append"} & names) or any(says(one, seen | {name}) for one in inner)

    found = {}
    for name, node in local.items():
        given = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
        is_act = "actor" in given and "at" in given and given & {"work", "store"}
        if is_act and not name.startswith(("_", *READS_ONLY)):
            found[f"{path.name}:{name}"] = says(name)
    return found


def test_every_act_on_the_store_says_what_it_did():
    found = {
        name: has_said
        for path in ACTS
        for name, has_said in acts(path).items()
        if name not in LOOKS_UP | THROUGH_OTHERS
    }
    assert len(found) >= LEAST
    assert [name for name, has_said in found.items() if not has_said] == []
