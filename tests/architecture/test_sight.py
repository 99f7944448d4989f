"""Nothing of a youth is read without a sight or an errand: mypy says so of callers, the syntax tree of the store and of who makes them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from mypy import api

from service.domain.sight import Given, Overview, PlaceSight, Sight, Task
from service.store.subjects import mapping
from tests.architecture.test_house import ROOT, SOURCES, name_of

STORE = sorted((ROOT / "service" / "store").glob("*.py"))
DEMANDED = {"OneYouth", "OnePlace", "Many", "Errand", "Overview", "Sight", "PlaceSight"}
TABLES = {name.upper() for name, speaks in mapping("store").items() if speaks.by} | {"METADATA"}
"""Tables that speak of a youth; `METADATA` is how all of them are asked at once."""
FEWEST = 35
AUTHORIZER = "service/casework/seeing.py"
EXEMPT = {
    "audit.lines": "the trail tells what was done, to those who may read it and to its own verification",
    "audit_search.actions": "words of what was done, of no youth",
    "audit_search.actors": "who stands in the trail, of no youth",
    "audit_lines.newest": "a number and a hash",
    "audit_lines.still_holds": "a hash",
    "casework.appoint_unless_later": "writes: looks only whether somebody else has been appointed",
    "done_requests.done_under": "tells the flag of the caller's own request",
    "drafts.forget_old": "deletes",
    "dump.read_table": "writes a backup back",
    "dump.row_counts": "counts",
    "dump.write_table": "a backup, which is of everything",
    "identities.keep": "writes: looks only for the row that is replaced",
    "identities.rotate": "writes the same under new keys, and tells nobody",
    "jobs.forget": "deletes",
    "jobs.forget_old": "deletes",
    "jobs.outcomes": "a system's own job: what came of the records that it sent itself",
    "jobs.take": "writes: looks only whether somebody else does the job",
    "legal.permits": "what may be computed of whom, asked before anything is computed; shown to nobody",
    "lookups.count": "counts",
    "lookups.is_first_refusal": "writes: looks whether it is there",
    "lookups.refusals": "who was refused, of no youth",
    "openings.late": "counts",
    "outbox_lines.write_events": "writes",
    "outbox.events_after": "ids of flags alone",
    "retention.judgement_before": "counts",
    "retention.keep_months": "writes: looks only for what is there",
    "rights.erasures": "counts",
    "subjects.erase_rows": "takes away",
    "subjects.is_about": "a condition",
    "subjects.names_held": "ids, compared with those that were erased",
    "webhooks.backlog": "counts",
    "webhooks.due": "ids of flags alone",
    "webhooks.newest_number": "a number",
    "webhooks.put_again": "writes: looks only for what is there",
    "webhooks.put_before": "writes: looks only for what is there",
}
MAKES_ERRANDS = {
    "service/api/flags.py": {"ACTING", "WHO_MAY_SEE"},
    "service/api/scores.py": {"SCORING"},
    "service/api/working.py": {"SCORING"},
    "service/casework/breaking_glass.py": {"BREAK_GLASS"},
    "service/casework/covering.py": {"ROUTING"},
    "service/casework/flag_moves.py": {"ACTING"},
    "service/casework/handing_over.py": {"ACTING"},
    "service/casework/meetings.py": {"ROUTING"},
    "service/casework/identity.py": {"COLLEAGUE"},
    "service/casework/routes.py": {"ROUTING"},
    AUTHORIZER: {"WHO_MAY_SEE"},
    "service/commands/demo.py": {"UPKEEP"},
    "service/commands/demo_office.py": {"UPKEEP"},
    "service/commands/demo_people.py": {"UPKEEP"},
    "service/domain/sight.py": {"NIGHT"},
    "service/officer/drafts.py": {"RIGHTS"},
    "service/operating/contesting.py": {"RIGHTS"},
    "service/operating/erasing.py": {"RIGHTS"},
    "service/operating/identities.py": {"UPKEEP", "RIGHTS"},
    "service/operating/permits.py": {"RIGHTS"},
    "service/operating/overseeing_rights.py": {"RIGHTS"},
    "service/operating/retaining.py": {"RIGHTS"},
    "service/operating/searching.py": {"RIGHTS"},
    "service/operating/subject_access.py": {"RIGHTS"},
    "service/outbound/digest.py": {"TELLING"},
    "service/store/identities.py": {"UPKEEP"},
    "service/store/organisations.py": {"ROUTING"},
    "service/store/visibility.py": {"WHO_MAY_SEE"},
    "service/web/youth_acts.py": {"ACTING"},
}
"""Which file reads for what on nobody's behalf; reviewed by a person."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef)}


def _names(node: ast.AST) -> set[str]:
    attributes = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} | attributes


def _used(path: Path, function: ast.FunctionDef) -> set[str]:
    """Every name that a function uses, by way of what the file keeps to itself too."""
    private = {name: node for name, node in _functions(path).items() if name.startswith("_")}
    for node in _tree(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            private |= {target.id: node for target in targets if isinstance(target, ast.Name)}  # type: ignore[misc]  # both are nodes
    found, waiting = set[str](), [_names(function)]
    while waiting:
        new = waiting.pop() - found
        found |= new
        waiting += [_names(private[name]) for name in new if name in private]
    return found


def _reads_of_youths() -> dict[str, ast.FunctionDef]:
    """Public functions of the store that select from a table which speaks of a youth."""
    found = {}
    for path in STORE:
        for name, function in _functions(path).items():
            used = _used(path, function)
            if not name.startswith("_") and "select" in used and used & TABLES:
                found[f"{path.stem}.{name}"] = function
    return found


def _demands(function: ast.FunctionDef) -> bool:
    parameters = (*function.args.args, *function.args.kwonlyargs)
    return any(_names(one.annotation) & DEMANDED for one in parameters if one.annotation)


def test_every_query_of_the_store_that_reads_of_youths_demands_a_sight_or_an_errand():
    reads = _reads_of_youths()
    held = {name for name, function in reads.items() if _demands(function)}
    assert set(reads) - held == set(EXEMPT)
    assert len(held) >= FEWEST


def test_only_the_authorizer_makes_a_sight():
    for kind in (Given, Sight, PlaceSight, Overview):
        with pytest.raises(TypeError, match="abstract"):
            kind()
    makers = [
        name_of(path)
        for path in SOURCES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
        and {base.id for base in node.bases if isinstance(base, ast.Name)} & {"Sight", "PlaceSight", "Overview"}
    ]
    assert makers == [AUTHORIZER] * 3
    named = [name_of(path) for path in SOURCES if {"_Sight", "_PlaceSight", "_Overview"} & _names(_tree(path))]
    assert named == [AUTHORIZER]


def test_who_reads_on_nobodys_behalf_is_reviewed():
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        calls = [
            node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        for call in calls:
            if call.func.id == "Errand":
                found.setdefault(name_of(path), set()).update(_names(call.args[0]) - {"Task"})
        made_of_one = {call.func.id for call in calls} & {"YouthErrand", "PlaceErrand"}
        assert not made_of_one or name_of(path) == "service/domain/sight.py", "allowed is Errand(Task.X).of(...)"
    assert found == MAKES_ERRANDS
    assert set().union(*found.values()) == {task.name for task in Task}


SNIPPET = """
from datetime import datetime
from features.vocabulary import YouthId
from service.casework.seeing import check_may_see
from service.domain.access import Actor, Why
from service.domain.sight import Sight
from service.store import casework, flags
from service.store.judgement import judgement
from service.store.lists import published_list
from service.store.unit_of_work import Work

def read(work: Work, actor: Actor, youth_id: YouthId, at: datetime) -> None:
    {line}
"""
REFUSED = {
    "judgement(work, youth_id)": 'Argument 2 to "judgement" has incompatible type "YouthId"',
    "flags.of_youth(work, youth_id)": 'Argument 2 to "of_youth" has incompatible type "YouthId"',
    "casework.contacts_of(work, youth_id)": 'Argument 2 to "contacts_of" has incompatible type "YouthId"',
    "flags.standing(work)": 'Missing positional argument "_errand"',
    'published_list(work, "D1", week="2026-W47")': 'Argument 2 to "published_list" has incompatible type "str"',
    "judgement(work, Sight(actor, at, youth_id, Why.OWNER))": 'Cannot instantiate abstract class "Sight"',
}


def test_reading_of_a_youth_by_a_bare_id_or_a_made_up_sight_is_a_type_error(tmp_path: Path):
    lines = [*REFUSED, "judgement(work, check_may_see(work, actor, youth_id, at=at))"]
    for number, line in enumerate(lines):
        (tmp_path / f"snippet_{number}.py").write_text(SNIPPET.format(line=line), encoding="utf-8")
    told, errors, _ = api.run(
        [
            "--config-file",
            str(ROOT / "pyproject.toml"),
            "--cache-dir",
            str(ROOT / ".mypy_cache"),
            *map(str, sorted(tmp_path.glob("*.py"))),
        ]
    )
    assert errors == ""
    for number, said in enumerate(REFUSED.values()):
        assert any(f"snippet_{number}.py" in line and said in line for line in told.splitlines()), (number, told)
    assert f"snippet_{len(REFUSED)}.py" not in told
