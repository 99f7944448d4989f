"""Two hundred canaries through every route, command and error path: none sings in a log, metric, problem, address, mail or file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import click
import pytest
import uvicorn
from click.testing import CliRunner
from httpx2 import Response
from starlette.testclient import TestClient

from service.__main__ import app as command_line
from service.domain.access import COMMAND_LINE, Role
from service.domain.users import User
from service.logs import start_logging
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store import users
from service.store.identity_keys import FOLDER
from service.store.youth_keys import keys_of_store
from tests.lib import canaries
from tests.lib.canaries import ALL, CPRS, KINDS, NAMES, NOTES, PHONES, heard, heard_in_files, identity
from tests.lib.copied_town import copy_of, published_town
from tests.lib.every_route import Way, ways
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import small_home
from tests.lib.small_town import YOUTHS

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]
PEOPLE = (HANNE, *(User(f"u-{role}", str(role), role, is_demo=True) for role in (Role.LEADER, Role.PROTECTION_OFFICER)))
REACH = "/unge/{key}/kontaktoplysninger"
NAMED_ROW = {"youth_id": "jonas", "cpr": CPRS[0], NAMES[0]: PHONES[0], "note": NOTES[0]}


def test_there_are_two_hundred_and_each_is_its_own():
    kinds = [len(set(kind)) for kind in KINDS.values()]
    assert sum(kinds) == 200
    assert len(set(ALL)) == 250


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cage")


@pytest.fixture(scope="module")
def town(place: Path) -> Iterator[Served]:
    """The small town, its youths known by canaries alone."""
    (place / "template").mkdir()
    (place / "copy").mkdir()
    with published_town("sqlite", place / "template", None) as template, copy_of(template, place / "copy") as store:
        keys = identity_keys(Settings(var=place / "copy"))
        with store.begin() as work:
            given = [identity(number, youth) for number, youth in enumerate(sorted(YOUTHS))]
            given += [identity(number, f"y-{number}") for number in range(len(given), canaries.EACH)]
            import_identities(work, COMMAND_LINE, given, keys=keys, at=NOW)
        yield served(store, place / "copy", small_bundle())


def answers_of(town: Served, client: TestClient, way: Way, chosen: dict[str, str]) -> Iterator[tuple[str, Response]]:
    """A route asked with canaries in each of its places: path, query, form, JSON, text, headers; by what was sent."""
    good = {
        "key": keys_of_store(town.store).key_of("jonas"),
        "youth_id": "jonas",
        "week": "2026-W47",
        "place": "D1",
        "district": "D1",
    }  # type: ignore[arg-type]
    address = way.address(good)
    said = {"accept": "text/html,application/problem+json"}

    def ask(**sent: object) -> Response:
        return client.request(way.method, **{"url": address, "follow_redirects": False, "headers": said, **sent})  # type: ignore[arg-type]

    for kind, one in chosen.items():
        yield "query", ask(params=dict.fromkeys((*way.query, "gjort", "x"), one))
        if way.path:
            yield "path", ask(url=way.address(dict.fromkeys(way.path, quote(one))))
        headers = {
            "user-agent": one,
            "referer": f"http://testserver/{quote(one)}",
            "if-match": f'"{one}"',
            "idempotency-key": one.replace(" ", ""),
        }
        yield "headers", ask(headers={**said, **headers, "x-request-id": one, "content-type": f"text/{kind}"})
        if way.method not in ("GET", "DELETE"):
            yield "form", ask(data=dict.fromkeys((*way.form, "x"), one))
            rows = {
                "records": {one: [NAMED_ROW], "youths": [{**NAMED_ROW, one: one}]},
                "as_of": one,
                "youth_id": one,
                "why": one,
            }
            yield "json", ask(json={**rows, "asked_by": one, "move": one, one: one})
            yield (
                "text",
                ask(content=f'{{"{one}": "{one}'.encode(), headers={**said, "content-type": "application/json"}),
            )


def test_no_canary_sings_over_http(
    town: Served, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (place / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place / "temporary"))
    start_logging("info")
    clients = [town.nobody(), *(town.person(one) for one in PEOPLE), town.system()]
    far, kinds = (
        (clients[1], clients[-1]),
        cycle(KINDS),
    )  # counsellor and system get farthest: they try every kind everywhere
    turns = {kind: cycle(every) for kind, every in KINDS.items()}
    told, asked, statuses = list[tuple[str, str, int, list[str]]](), 0, set[int]()
    for client in clients:
        for way in sorted(ways(town.app), key=lambda way: way.route == "/log-ud"):
            chosen = {kind: next(turn) for kind, turn in turns.items()}
            if client not in far:
                kind = next(kinds)
                chosen = {kind: chosen[kind]}
            for sent, answer in answers_of(town, client, way, chosen):
                asked += 1
                statuses.add(answer.status_code)
                may_tell = answer.status_code == 200 and (
                    way.route == REACH or (sent == "form" and way.method == "POST")
                )
                found = heard("" if may_tell else answer.text) + heard(str(answer.headers.multi_items()))
                if found:
                    told.append((f"{way.method} {way.route}", sent, answer.status_code, found))
    assert told == [], "\n".join(map(str, told))
    assert asked > 1_000 and statuses >= {200, 303, 400, 401, 403, 404, 422}
    assert not {status for status in statuses if status >= 500} - {503}
    assert heard(town.nobody().get("/metrics").text) == []
    log = capsys.readouterr().err
    assert log.count('"event": "request"') >= asked and heard(log) == []
    assert heard_in_files(place / "temporary") == []
    left = [one for one in heard_in_files(place / "copy") if ".db" not in one and not one.startswith("t_")]
    assert left == []


# The command line


@pytest.fixture
def cage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose identities are canaries, deliveries full of them, and a folder for temporary files."""
    home = small_home(tmp_path / "var", f"sqlite:///{tmp_path / 'var' / 'service' / 'store.db'}")
    store = home.open()
    with store.begin() as work:
        people = [User("officer", "Officer", Role.PROTECTION_OFFICER), User("lea", "Lea", Role.LEADER)]
        users.add(work, people, at=NOW)
        import_identities(work, COMMAND_LINE, [identity(0, "jonas")], keys=identity_keys(home.settings), at=NOW)
    store.close()
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


def leaves(
    command: click.Command = command_line, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that is no group of others."""
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


def bad_delivery(folder: Path, number: int) -> Path:
    """A delivery that tells of somebody in each wrong place: columns, cells, values and what no table is."""
    folder.mkdir(parents=True)
    cpr, name, phone, note = (KINDS[kind][number % canaries.EACH] for kind in KINDS)
    (folder / "delivery.json").write_text(json.dumps({"format": 1, "data": "synthetic", "source": "x"}))
    youths = {0: f"youth_id,birth_on\n{cpr},2010-01-01\n", 1: f"youth_id,birth_on,{cpr}\na,2010-01-01,{phone}\n"}
    (folder / "youths.csv").write_text(youths.get(number % 3, f"youth_id,birth_on,district_id\na,{phone},{note}\n"))
    (folder / "spells.csv").write_text(
        f"youth_id,started_on,status,institution_id\na,2024-08-12,{note},{name}\na,{cpr},fgu,{phone}\n"
    )
    (folder / "mapping.toml").write_text(f'[source]\nname = "{name}"\n[tables.youths.columns]\n"{cpr}" = "{note}"\n')
    return folder


def register(folder: Path, number: int) -> Path:
    """An identity file with a fault in each line but the first."""
    folder.mkdir(parents=True)
    path = folder / "register.csv"
    cpr, name, phone, note = (KINDS[kind][number % canaries.EACH] for kind in KINDS)
    lines = (f"{cpr};{name};{phone}", f"{cpr}9;{name};{phone}", note)
    path.write_text("\n".join(("cpr;navn;telefon", *lines)) + "\n")
    return path


OUT = frozenset({"out"})
WHO = {"by": "officer", "user": "lea", "user_id": "gitte", "name": "Gitte"}
"""Those who work here, whom everybody may read."""


def words_of(command: click.Command, folder: Path, number: int, kind: str) -> list[str]:
    """A call with a canary for every text, files full of them, and sound values for all else; `misplaced`: a number everywhere."""
    turn, words, last = cycle(KINDS.values()), list[str](), list[str]()
    for _ in range(number % len(KINDS)):
        next(turn)
    for param in command.params:
        one = (CPRS if kind == "misplaced" else next(turn))[number % canaries.EACH]
        if isinstance(param.type, click.Path):
            value = str(folder / "out" / f"new-{number}") if param.name in OUT else str(_given(param, folder, number))
        elif param.name in WHO:
            value = WHO[param.name]
        elif kind == "misplaced":
            value = one
        elif isinstance(param.type, click.Choice):
            value = str(param.type.choices[0])
        elif isinstance(param.type, click.types.StringParamType):
            value = one
        else:
            value = "2026-11-16" if type(param.type).__name__ == "Day" else "1"
        if isinstance(param, click.Argument):
            last.append(value)
        elif not getattr(param, "is_flag", False) and param.name != "help":
            words += [param.opts[0], value]
    return [*words, "--", *last] if last else words


def _given(param: click.Parameter, folder: Path, number: int) -> Path:
    place = folder / "given" / f"{param.name}-{number}"
    if param.name in {"records", "delivery", "bundle"}:
        return bad_delivery(place, number)
    return register(place, number)


def test_no_canary_sings_on_the_command_line(cage: Path):
    (cage / "out").mkdir()
    told, number, codes = list[tuple[str, list[str]]](), 0, set[int]()
    every, rewritten = list(leaves()), list[Path]()
    assert len(every) >= 50
    for path, command in every:
        for kind in ("mixed", "mixed", "misplaced"):
            if path == ("nightly",) and kind != "misplaced":
                continue  # a night takes long, and is given no text
            number += 1
            if path == ("identity", "pseudonymise"):  # writes a delivery anew: what is no number stays as it came
                rewritten.append(cage / "out" / f"new-{number}")
            words = [*path, *words_of(command, cage, number, kind)]
            result = CliRunner().invoke(command_line, words, input=CPRS[number % canaries.EACH])
            codes.add(result.exit_code)
            found = heard(result.output + result.stderr + repr(result.exception))
            if found:
                told.append((" ".join((*path, kind)), found))
    assert told == [], "\n".join(map(str, told))
    assert codes >= {0, 2, 3}
    assert heard_in_files(cage / "temporary") == []
    assert heard_in_files(cage / "out", but=rewritten) == []
    assert any((cage / "out").rglob("*"))
    home = cage / "var" / "service"
    assert heard_in_files(home, but=(home / "store.db", home / "store.db-wal", home / "inbox", home / FOLDER)) == []
