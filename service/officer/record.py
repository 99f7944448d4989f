"""The record of processing (article 30): who, why, by which law, about whom, what, for whom, how long and how safe."""

from __future__ import annotations

from collections.abc import Iterator

from features.catalogue import INDICATORS, NAMES
from features.legal import BY_MUNICIPALITY, HeldFor
from features.records import DENIED
from service.domain.access import ROLE_ACTS, SCOPE_ACTS, Act, Role
from service.officer.known import Known, StoredTable
from service.officer.wording import Words
from service.store.purposes import LAKE, STORE
from service.texts.catalogue import say
from service.texts.dates import Language, day
from service.texts.papers import Cell, Grid, Paper, Points, Section, Text


def record(known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("record", language)
    named = words.say("named", municipality=known.municipality) if known.municipality else words.say("unnamed")
    return Paper(
        "record",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section("who", Text((named,)), words.form("controller", "officer", "owner", "processor")),
            words.section("purpose", words.text("purpose.why", "purpose.two")),
            _law(known, words),
            words.section("people", words.points("people.youths", "people.staff", "people.holders")),
            _tables(known, words),
            words.section("indicators", words.text("indicators.how"), _indicators(known, words)),
            _recipients(known, words),
            _kept(known, words),
            _safe(known, words),
        ),
    )


def _indicators(known: Known, words: Words) -> Grid:
    """Every indicator with what it is for, what it feeds, what it is made from and by which law."""
    place = 0 if words.language is Language.DA else 1
    rows = [
        (
            item.reason[place],
            say(f"held_for.{item.purpose}", words.language),
            ", ".join(words.shared(f"feeds.{feeds}") for feeds in sorted(item.feeds)),
            ", ".join(words.shared(f"table.{table}") for table in sorted(item.tables)) or words.shared("none"),
            words.law(item.legal_reference, item.purpose, known.profiling_law(item.tables)),
        )
        for item in INDICATORS
    ]
    heads = ("measure", "purpose", "feeds", "from_tables", "law")
    return Grid(
        words.say("indicators.caption", count=len(NAMES)),
        tuple(words.shared(f"head.{head}") for head in heads),
        tuple(rows),
    )


def roles_grid(words: Words) -> Grid:
    """Every role and what it may do, from the permission table."""
    rows = [
        (say(f"role.{role}", words.language), ", ".join(_acts(words, acts)))
        for role, acts in ROLE_ACTS.items()
        if role is not Role.SYSTEM
    ]
    return words.grid("recipients.roles", ("role", "act"), rows)


def limit_words(known: Known, words: Words, name: str) -> str:
    """A limit of retention in words."""
    return words.shared(f"limit.{name}", count=known.limits[name])


def _acts(words: Words, acts: frozenset[Act]) -> Iterator[str]:
    return (words.shared(f"act.{act}") for act in Act if act in acts)


def _law(known: Known, words: Words) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (
            basis.law,
            ", ".join(sorted(words.shared(f"scope.{scope}") for scope in basis.scope)),
            ", ".join(sorted(words.shared(f"phase.{phase}") for phase in basis.phases)),
            ", ".join(sorted(words.shared(f"table.{table}") for table in basis.tables)),
            day(basis.valid_from_on, words.language),
            basis.dpia or words.shared("none"),
        )
        for basis in known.bases
    ]
    heads = ("law", "used_for", "where", "table", "from", "dpia")
    basis = words.law(BY_MUNICIPALITY, HeldFor.EARLY_SIGNS, known.profiling_law())
    stands = words.grid("law.recorded", heads, rows) if rows else words.text("law.none")
    return words.section("law", words.text("law.duties", "law.computing"), stands, Text((basis,)))


def _tables(known: Known, words: Words) -> Section:
    lake = [table for table in known.tables if table.of == LAKE]
    rows = [row for table in lake for row in _rows(known, words, table)]
    columns = sum(len(table.columns) for table in lake)
    heads = ("table", "columns", "purpose", "law", "kept")
    shared = tuple(words.shared(f"head.{head}") for head in heads)
    stored = tuple((_name(words, table), *_row(known, words, table)) for table in known.tables if table.of == STORE)
    return words.section(
        "tables",
        Grid(words.say("tables.lake", columns=columns), shared, tuple(rows)),
        Grid(words.say("tables.store"), (shared[0], *shared[2:]), stored),
        Text((words.say("tables.never", names=", ".join(sorted(DENIED))),)),
    )


def _rows(known: Known, words: Words, table: StoredTable) -> Iterator[tuple[Cell, ...]]:
    """A table of the records format, and a row of its own for each column that is held for something else."""
    alike = [column.name for column in table.columns if column.purpose is None]
    purpose, law, kept = _row(known, words, table)
    yield _name(words, table), ", ".join(alike), purpose, law, kept
    for column in table.columns:
        if column.purpose is not None and column.legal_reference is not None:
            own = say(f"held_for.{column.purpose}", words.language)
            cited = words.law(column.legal_reference, column.purpose, None)
            yield _name(words, table), column.name, own, cited, kept


def _name(words: Words, table: StoredTable) -> str:
    return words.shared(f"table.{table.name}")


def _row(known: Known, words: Words, table: StoredTable) -> tuple[Cell, Cell, Cell]:
    kept = words.say("kept.not_personal") if table.limit is None else limit_words(known, words, table.limit)
    purpose = say(f"held_for.{table.purpose}", words.language)
    return purpose, words.law(table.law, table.purpose, known.profiling_law()), kept


def _recipients(known: Known, words: Words) -> Section:
    scopes = [(str(scope), words.shared(f"scope.{scope}")) for scope in SCOPE_ACTS]
    systems = (
        words.say("recipients.signed", names=words.listed(known.systems))
        if known.systems
        else words.say("recipients.nobody")
    )
    told = (
        words.say("recipients.told", names=words.listed(known.told)) if known.told else words.say("recipients.untold")
    )
    return words.section(
        "recipients",
        words.text("recipients.why"),
        roles_grid(words),
        Text((systems,)),
        Text((told,)),
        words.text("recipients.digest", "recipients.abroad"),
        words.grid("recipients.scopes", ("name", "told"), scopes),
        words.points(words.open("recipients"), words.open("abroad")),
    )


def _kept(known: Known, words: Words) -> Section:
    limits = Points(tuple(limit_words(known, words, name) for name in known.limits))
    return words.section("kept", words.text("kept.how"), limits, words.text(words.open("kept")))


def _safe(known: Known, words: Words) -> Section:
    told = words.points(
        "safe.pseudonym",
        "safe.log",
        "safe.raw",
        "safe.stop",
        database=known.database,
        stops=known.stops,
        raw_days=known.limits["raw_days"],
        session_hours=known.limits["session_hours"],
    )
    return words.section("safe", told, words.text(words.open("safe")))
