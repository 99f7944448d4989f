"""Inputs that mean harm, or were broken on the way: for every route, and for delivered, identity and mapping files, by chance and seed."""

from __future__ import annotations

import asyncio
import copy
import json
import random
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from features.checking import check_records
from features.errors import FeaturesError
from features.mapping import read_mapping
from features.reading import read_records
from service.domain.errors import ServiceError
from service.domain.identity import Numbers
from service.ingest.identity_file import COLUMNS, Register, read_identities
from tests.lib.every_route import Way, ways
from tests.lib.posted import one_youth

SHARES: Final = {
    "api bodies": 0.3,
    "parameters": 0.35,
    "forms": 0.2,
    "mapping files": 0.08,
    "identity files": 0.05,
    "CSV deliveries": 0.02,
}
"""How many of each: what is slow to read comes less often."""
SECONDS: Final = 20.0
"""No input may take longer, on however busy a machine."""
NASTY: Final[tuple[Any, ...]] = (
    "", " ", "\0", "a\0b", "\ufeff", "\u202egnp.exe", "\ud83d\ude00", "\U0010ffff", "e\u0301" * 50, "١٢٣", "ⅷ", "٣", "'",
    '"', "\\", "%", "%00", "%s%n", "{{7*7}}", "${jndi:ldap://x}", "' OR '1'='1", "1; DROP TABLE flags--",
    "<script>alert(1)</script>", "../../../../etc/passwd", "..\\..", "/etc/passwd\0", "=cmd|' /C calc'!A0", "+1+1",
    "@SUM(A1)", "-2+3", "\r\nset-cookie: a=b", "\n", "\t", "NaN", "Infinity", "-Infinity", "1e309", "0x10", "1_000", "٠",
    "true", "null", "None", "[]", "{}", "0101015678", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01",
    "-0001-01-01", "2026-W54", "2026-W00", "2026-11-16T25:00:00Z", "2026-11-16T00:00:00+99:99", "x" * 65, "x" * 10_000,
    "9" * 30, "9" * 5_000, -1, 0, 1, 2**31, 2**63, -(2**63) - 1, 10**17, 1.5, -0.0, 1e308, True, False, None, [], {}, [[]],
    {"": ""}, ["a"] * 200, {"a": {"b": {"c": []}}},
)  # fmt: skip
TEXTS: Final = tuple(one for one in NASTY if isinstance(one, str))
MAPPING: Final = (
    '[source]\nname = "skole"\ndelimiter = ";"\nencoding = "cp1252"\ndate_format = "dd-mm-yyyy"\n'
    '[tables.attendance]\nfile = "fravaer*.csv"\n[tables.attendance.columns]\nulovligt = "unlawful"\n'
    '[tables.spells.values.status]\nGrundforløb = "vocational_basic"\n'
).encode()
SOUND: Final = {
    "youths.csv": "youth_id,birth_on,district_id\nanna,2010-04-05,D1\nbilal,2009-02-03,\n",
    "spells.csv": "youth_id,started_on,ended_on,status,institution_id\nanna,2016-08-08,,compulsory_school,S1\nbilal,2025-08-11,,fgu,F1",
    "attendance.csv": "youth_id,on,institution_id,scheduled,sick,permitted,unlawful\nanna,2026-11-10,S1,2,0,0,1\n",
}
ON: Final = date(2026, 11, 16)


@dataclass
class Tally:
    """What became of the inputs: how many of each kind, how they were answered, what was wrong, and how much the process held meanwhile."""

    sent: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    held: list[tuple[int, int, int]] = field(default_factory=list)
    """After how many inputs, MB that are resident, and open files."""


def throw(app: FastAPI, headers: Sequence[Mapping[str, str]], *, count: int, seed: int, folder: Path) -> Tally:
    """Send so many inputs of every kind, as each of some callers in turn, and note what became of them."""
    chance, tally = random.Random(seed), Tally()
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * count))]
    chance.shuffle(kinds)
    http = Caller(app, tuple(headers), chance)
    makers: dict[str, Callable[[], tuple[str, int]]] = {
        "api bodies": http.body,
        "parameters": http.parameters,
        "forms": http.form,
        "mapping files": lambda: _read(_mapping_file, chance, folder),
        "identity files": lambda: _read(_identity_file, chance, folder),
        "CSV deliveries": lambda: _read(_delivery, chance, folder),
    }
    try:
        for number, kind in enumerate(kinds, 1):
            began = time.monotonic()
            what, status = makers[kind]()
            seconds = time.monotonic() - began
            tally.sent[kind] += 1
            tally.answered[str(status) if status else "refused in words"] += 1
            tally.slowest = max(tally.slowest, seconds)
            if (status >= 500 and status != 503) or seconds > SECONDS:  # 503: there is no drift report in a small town
                tally.wrong.append(f"{kind}: {what}: {status} after {seconds:.1f} s")
            if number % max(1, len(kinds) // 20) == 0:
                tally.held.append((number, _resident(), len(list(Path("/proc/self/fd").iterdir()))))
    finally:
        http.close()
    return tally


class Caller:
    """Calls an application without a network, in one loop; what is sent is made by chance."""

    def __init__(self, app: FastAPI, headers: tuple[Mapping[str, str], ...], chance: random.Random) -> None:
        self.app, self.headers, self.chance = app, headers, chance
        self.loop = asyncio.new_event_loop()
        every = [way for way in ways(app) if way.route not in {"/log-ud", "/log-ind"}]  # who calls stays signed in
        self.posts = [way for way in every if way.method == "POST" and way.route.startswith("/api/")]
        self.forms = [way for way in every if way.method == "POST" and not way.route.startswith("/api/")]
        self.every = every

    def close(self) -> None:
        """End the loop."""
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def body(self) -> tuple[str, int]:
        """A body of the API with something else at a place or three, or bytes that were broken."""
        way = self.chance.choice(self.posts)
        sound = (
            one_youth(2)
            if "scores" in way.route
            else {"youth_id": "jonas", "asked_by": "school", "why": "x", "move": "close"}
        )
        for _ in range(self.chance.randint(1, 3)):
            _mutate(sound, self.chance)
        raw = json.dumps(sound).encode("utf-8", "surrogatepass")
        if self.chance.random() < 0.4:
            raw = broken(raw, self.chance)
        kind = self.chance.choice(
            ("application/json",) * 9 + ("text/plain", "application/json; charset=utf-16", "x" * 300)
        )
        return self._call(way, self._address(way, nasty=0.1), raw, kind)

    def parameters(self) -> tuple[str, int]:
        """Any route with hostile parts of its address, its query and its headers."""
        way = self.chance.choice(self.every)
        query = {name: self.chance.choice(TEXTS) for name in (*way.query, "x") if self.chance.random() < 0.7}
        return self._call(way, self._address(way, nasty=0.7), b"", "text/plain", query=query)

    def form(self) -> tuple[str, int]:
        """A form with hostile fields, or one that is none."""
        way, chance = self.chance.choice(self.forms), self.chance
        names = (
            *way.form,
            "level",
            "kind",
            "why",
            "note",
            "move",
            "version",
            "until_on",
            "language",
            "back",
            "number",
            "on",
        )
        fields = {name: chance.choice(TEXTS) for name in names if chance.random() < 0.6}
        raw, kind = urlencode(fields, errors="replace").encode(), "application/x-www-form-urlencoded"
        if chance.random() < 0.3:
            raw = broken(raw, chance)
        elif chance.random() < 0.2:
            raw, kind = (
                b'--b\r\ncontent-disposition: form-data; name="why"' + broken(raw, chance) + b"\r\n--b--",
                "multipart/form-data; boundary=b",
            )
        return self._call(way, self._address(way, nasty=0.2), raw, kind)

    def _address(self, way: Way, *, nasty: float) -> str:
        sound = {
            "youth_id": "jonas",
            "week": "2026-W47",
            "place": "D1",
            "district": "D1",
            "flag_id": "0" * 16,
            "key": "x",
        }
        values = {
            name: self.chance.choice(TEXTS) if self.chance.random() < nasty else sound.get(name, "1")
            for name in way.path
        }
        return way.address(
            {name: quote(value, safe="", errors="replace")[:3_000] or "x" for name, value in values.items()}
        )

    def _call(
        self, way: Way, address: str, raw: bytes, kind: str, *, query: Mapping[str, str] | None = None
    ) -> tuple[str, int]:
        said = {
            **self.chance.choice(self.headers),
            "host": "testserver",
            "content-type": kind,
            "content-length": str(len(raw)),
        }
        if self.chance.random() < 0.2:
            name = self.chance.choice(
                (
                    "if-match",
                    "if-none-match",
                    "idempotency-key",
                    "accept",
                    "accept-language",
                    "range",
                    "cookie",
                    "origin",
                )
            )
            said[name] = self.chance.choice(TEXTS)
        status = self.loop.run_until_complete(
            asyncio.wait_for(self._answered(way.method, address, raw, said, query or {}), SECONDS * 2)
        )
        return f"{way.method} {way.route}", status

    async def _answered(
        self, method: str, address: str, raw: bytes, said: Mapping[str, str], query: Mapping[str, str]
    ) -> int:
        statuses, is_sent = list[int](), False

        async def receive() -> dict[str, Any]:
            nonlocal is_sent
            if is_sent:
                return {"type": "http.disconnect"}
            is_sent = True
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
            "path": _unquoted(address), "raw_path": address.encode(), "query_string": urlencode(query, errors="replace").encode(),
            "headers": [(name.encode(), value.encode("latin-1", "replace").translate(None, b"\r\n\0")) for name, value in said.items()],
            "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        }  # fmt: skip
        await self.app(scope, receive, send)
        return statuses[0]


def broken(raw: bytes, chance: random.Random) -> bytes:
    """Bytes cut off, doubled, changed, or with others in their middle."""
    place = chance.randrange(len(raw) + 1)
    match chance.randrange(5):
        case 0:
            return raw[:place]
        case 1:
            return raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]
        case 2:
            return raw[:place] + raw[max(0, place - 50) :]
        case 3:
            return raw[:place] + chance.choice(TEXTS).encode("utf-8", "surrogatepass") + raw[place:]
        case _:
            return (
                raw[:place]
                + chance.choice((b"\xff\xfe", b"\0" * 9, b"[" * 3_000, b'"' * 99, b"\xed\xa0\x80", b"\x1f\x8b"))
                + raw[place:]
            )


def _mutate(value: Any, chance: random.Random) -> None:
    """Put something nasty at one place of a JSON value, or take it away, or name it otherwise."""
    while True:
        place = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        inner = value[place]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
            break
        value = inner
    match chance.randrange(4):
        case 0 if isinstance(value, dict):
            value[chance.choice(TEXTS)[:200]] = value.pop(place)
        case 1 if isinstance(value, dict) and len(value) > 1:
            del value[place]
        case _:
            value[place] = copy.deepcopy(chance.choice(NASTY))


Made = Callable[[random.Random, Path], None]


def _read(make: Made, chance: random.Random, folder: Path) -> tuple[str, int]:
    """Make files and read them: refused in words (0) or taken (200); anything else is a defect (500)."""
    place = folder / "read"
    place.mkdir()
    try:
        make(chance, place)
        return make.__name__, 200
    except (FeaturesError, ServiceError):
        return make.__name__, 0
    except Exception as error:  # noqa: BLE001 - what is not refused in words is told as a defect
        kept = folder / f"defect-{chance.randrange(10**9)}"
        shutil.copytree(place, kept)
        return f"{make.__name__}: {type(error).__name__}, {kept.name}", 500
    finally:
        shutil.rmtree(place)


def _mapping_file(chance: random.Random, place: Path) -> None:
    raw = MAPPING
    for _ in range(chance.randint(1, 3)):
        raw = broken(raw, chance)
    (place / "m.toml").write_bytes(raw)
    read_mapping(place / "m.toml")


def _identity_file(chance: random.Random, place: Path) -> None:
    cells = [chance.choice(TEXTS).replace("\n", " ") for _ in COLUMNS]
    lines = [";".join(COLUMNS), ";".join(["612311-4321", *[""] * (len(COLUMNS) - 1)]), ";".join(cells)]
    raw = "\n".join(lines).encode("utf-8", "surrogatepass")
    (place / "r.csv").write_bytes(broken(raw, chance) if chance.random() < 0.7 else raw)
    read_identities(place / "r.csv", Register(Numbers.MADE, ON))


def _delivery(chance: random.Random, place: Path) -> None:
    for name, text in SOUND.items():
        rows = [line.split(",") for line in text.splitlines()]
        for _ in range(chance.randint(0, 3)):
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = chance.choice(TEXTS)
        raw = "\n".join(map(",".join, rows)).encode("utf-8", "surrogatepass")
        (place / name).write_bytes(broken(raw, chance) if chance.random() < 0.4 else raw)
    check_records(read_records(place), as_of=ON)


def _unquoted(address: str) -> str:
    return bytes.decode(_percent(address.encode()), "utf-8", "replace")


def _percent(raw: bytes) -> bytes:
    parts = raw.split(b"%")
    return parts[0] + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in parts[1:])


def _resident() -> int:
    """MB that the process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000


def growth(tally: Tally) -> tuple[int, int]:
    """MB and open files that came between a third of the way, when everything is warm, and the end."""
    late = [one for one in tally.held if one[0] >= tally.held[-1][0] / 3]
    return late[-1][1] - late[0][1], late[-1][2] - late[0][2]


def sent_of(tally: Tally) -> Iterator[tuple[str, int]]:
    """How many of each kind, in the order of their shares."""
    return ((kind, tally.sent[kind]) for kind in SHARES)
