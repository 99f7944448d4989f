"""`alleskalmed guide`: the pages of the guide that are made from declarations, so that they cannot fall behind the code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from features import catalogue, records
from features.catalogue import Indicator
from features.exits import say
from features.legal import HeldFor
from features.records import Column, Table
from service.domain import flag_life
from service.domain import help as help_tables
from service.domain.help import Course, HelpTable, Whereabouts
from service.texts.catalogue import say as say_text
from service.texts.dates import Language

GUIDE: Final = Path(__file__).parent.parent / "guide"
DRAWN: Final = ("youths", "institutions", "attendance", "spells", "next_steps", "risk_reports")
"""Tables a picture may draw, in the order they are shown."""


class GuideIsStale(Exception):
    """A generated page differs from what the declarations say."""

    exit_code = 1


def run(*, out: Path, check: bool) -> None:
    """Write each generated page into `out`, or only check that it is there as it would be written.

    Raises: GuideIsStale naming the pages that differ, with `check`.
    """
    made = {
        "indicators.md": indicator_page(),
        "records.md": records_page(),
        "flag_life.md": flag_life_page(),
        "help.md": help_page(),
    }
    pages = {out / name: text for name, text in made.items()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if check and stale:
        names = ", ".join(path.name for path in stale)
        raise GuideIsStale(f"{names}: differs from what the declarations say. Run `make docs` and commit the pages.")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], "utf-8")
    say(f"{len(pages)} pages, {len(stale)} of them new.")


def read_pictures() -> dict[str, dict[str, Any]]:
    """The worked example of each indicator, by its name."""
    files = sorted((GUIDE / "pictures").glob("*.toml"))
    return {name: picture for path in files for name, picture in tomllib.loads(path.read_text("utf-8")).items()}


def indicator_page() -> str:
    """The indicator reference in Markdown."""
    pictures = read_pictures()
    sections = [_indicator(item, pictures[item.name]) for item in catalogue.INDICATORS]
    return _page(_part("indicators"), _overview(), *sections)


def records_page() -> str:
    """The records format in Markdown."""
    denied = ", ".join(f"`{name}`" for name in sorted(records.DENIED))
    refused = f"## Refused column names\n\nThese may never enter the model, whatever name they are mapped to: {denied}."
    return _page(_part("records"), *(_table(table) for table in records.TABLES), refused)


def flag_life_page() -> str:
    """The life of a flag in Markdown: the diagram and the table of moves it is drawn from."""
    rows = [
        (
            f"`{step.move}`",
            _words(step.from_states) or "none",
            str(step.to),
            _words(step.sources),
            _words(step.by),
            _needs(step),
            step.says,
        )
        for step in flag_life.MOVES
    ]
    table = _grid(("move", "from", "to", "sources", "by", "needs", "when"), rows)
    return _page(_part("flag_life"), f"```mermaid\n{flag_life.diagram()}\n```", table)


def help_page() -> str:
    """Help that fits the course in Markdown: every table, the latest first."""
    return _page(_part("help"), *(_help_table(table) for table in reversed(help_tables.HERNING)))


def _help_table(table: HelpTable) -> str:
    steps = [
        (
            f"{step}: {say_text(f'help.step.{step}', Language.EN)}",
            _words(kind for kind, of in table.steps.items() if of == step),
        )
        for step in sorted(set(table.steps.values()))
    ]
    rows = [(str(where), *("; ".join(table.efforts[course, where]) for course in Course)) for where in Whereabouts]
    return "\n\n".join(
        [
            f"## From {table.valid_from_on}",
            f"Source: {table.source}.",
            _grid(("step", "efforts"), steps),
            _grid(("where the youth is", *(str(course) for course in Course)), rows),
        ]
    )


def _needs(step: flag_life.Step) -> str:
    needs = {"a reason": step.needs_reason, "a day": step.needs_until, f"after {_words(step.after)}": bool(step.after)}
    return "; ".join(name for name, is_needed in needs.items() if is_needed)


def _page(*sections: str) -> str:
    notice = "<!-- Made by `make docs` from the declarations in the code; do not edit by hand. -->"
    return "\n\n".join([notice, *sections]) + "\n"


def _part(name: str) -> str:
    return (GUIDE / "parts" / f"{name}.md").read_text("utf-8").strip()


def _overview() -> str:
    rows = [
        (f"[{item.name}](#{item.name})", item.unit, _words(item.feeds), item.response, item.missing)
        for item in catalogue.INDICATORS
    ]
    return _grid(("indicator", "unit", "feeds", "answers", "missing"), rows)


def _indicator(item: Indicator, picture: Mapping[str, Any]) -> str:
    danish, english = item.reason
    facts = [
        ("Unit", item.unit),
        ("Window", item.window),
        ("Feeds", _words(item.feeds)),
        ("Answers", item.response),
        ("Regimes", _words(item.regimes) or "none"),
        ("Tables", _words(item.tables) or "none"),
        ("Missing", item.missing),
        ("Read as", f"{danish} ({english})"),
        ("Computed for", _purpose(item.purpose)),
        ("Legal reference", str(item.legal_reference)),
        ("Source", item.source),
    ]
    listed = "\n".join(f"- **{name}**: {value}" for name, value in facts)
    return f"## {item.name}\n\n{item.definition}\n\n{listed}\n\n{_picture(picture)}"


def _picture(picture: Mapping[str, Any]) -> str:
    drawn = [f"{name}\n{picture[name].strip(chr(10))}" for name in DRAWN if name in picture]
    gives = ", ".join(f"{youth} {value}" for youth, value in picture["gives"].items())
    block = "\n\n".join([*drawn, f"as of {picture['as_of']}: {gives}"])
    return f"Example: {picture['says']}.\n\n```text\n{block}\n```"


def _table(table: Table) -> str:
    facts = f"Key: {_code(table.key)}. Held for: {_purpose(table.purpose)}. Legal reference: {table.legal_reference}."
    if table.happened:
        facts += f" Happens on: `{table.happened}`."
    if table.required:
        facts += " Required."
    for column in table.columns:
        if column.purpose is not None:
            facts += (
                f" Of these `{column.name}`: {_purpose(column.purpose)}; legal reference: {column.legal_reference}."
            )
    rows = [
        (f"`{column.name}`", column.kind, _limits(column), _may(column), column.meaning) for column in table.columns
    ]
    return f"### {table.name}\n\n{table.meaning[0].upper()}{table.meaning[1:]}. {facts}\n\n" + _grid(
        ("column", "type", "allowed", "may be", "meaning"), rows
    )


def _purpose(purpose: HeldFor) -> str:
    return say_text(f"held_for.{purpose}", Language.EN)


def _limits(column: Column) -> str:
    return "; ".join(_limit_words(column))


def _limit_words(column: Column) -> Iterator[str]:
    if column.allowed:
        yield ", ".join(f"`{value}`" for value in column.allowed)
    if column.pattern:
        yield f"`{column.pattern}`"
    if column.low is not None and column.high is not None:
        yield f"{column.low:g} to {column.high:g}"
    if column.at_most:
        yield f"at most `{column.at_most}`"


def _may(column: Column) -> str:
    marks = {"empty": column.missing, "optional": column.optional, "ahead": column.ahead}
    return ", ".join(name for name, holds in marks.items() if holds)


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _words(values: Iterable[str]) -> str:
    return ", ".join(sorted(str(value) for value in values))


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
