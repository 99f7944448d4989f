"""Script, formula and path in every field for text of every form: sent, stored, then looked for on every page and in every export."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from starlette.testclient import TestClient

from features.vocabulary import YouthId
from service.store.youth_keys import keys_of_store
from tests.lib.forms import Form, forms_of
from tests.lib.worlds import HANNE, LEADER, OLE, World, full_world

MARK = "xqzjvkwy"
TEXTS = (
    f"\"'></textarea></option></script><script>{MARK}()</script><{MARK} onload={MARK}()>{{{{ {MARK} }}}}",
    f'=HYPERLINK("http://{MARK}")',
    f"javascript:{MARK}(../../{MARK}/%2e%2e/{MARK})",
)
"""What leaves an attribute and an element and makes others, also by a template; a formula; an address and a path."""
READERS = (HANNE, OLE, LEADER)
LEAVES = frozenset({"/log-ud", "/sprog", "/log-ind"})
LOOKED_UP = frozenset({"/vejleder"})
"""Forms that ask for somebody alone: no such text names anybody, so that nothing of it is taken."""
SOUND = {"on": "2026-11-23", "consent_on": "2026-11-13"}
"""Days that a meeting needs beside its texts."""
UNSEEN = ("anna", "clara", "david")
"""Youths whom Ole may not see, so that he has to say why he wants to."""
MOST_PAGES = 400
WAYS = 3
"""How many queries of one page are looked at."""


@dataclass
class Besieged:
    """A town after every text was sent in every form. `answers`: to what was sent, by form; `taken`: forms that took a text."""

    world: World
    answers: dict[str, list[Response]] = field(default_factory=lambda: defaultdict(list))

    @property
    def taken(self) -> set[str]:
        return {name for name, every in self.answers.items() if any(one.is_success for one in every)}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    with full_world(tmp_path_factory.mktemp("town")) as world:
        besieged = Besieged(world)
        for user in READERS:
            _besiege(besieged, world.client(user))
        yield besieged


def _besiege(besieged: Besieged, client: TestClient) -> None:
    """Send each text in each kind of form, each from a page that was just read, as a person would."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, answer in every_page(client):
        for form in _with_texts(answer):
            places[_kind(form)].append(path)
    for kind in set(places) - set(besieged.answers):
        paths = places[kind]
        for number, text in enumerate(TEXTS):
            path = paths[number % len(paths)]
            form = next((one for one in _with_texts(client.get(path)) if _kind(one) == kind), None)
            if form is not None:
                sent = {**next(form.filled(text)), **_named(besieged.world, form, UNSEEN[number])}
                besieged.answers[kind].append(client.request(form.method.upper(), form.action or path, data=sent))


def _named(world: World, form: Form, youth_id: str) -> dict[str, str]:
    """Whom and which day a form is about, where it asks for that beside a text."""
    key = keys_of_store(world.store).key_of(YouthId(youth_id))
    named = {"whom": f"http://testserver/unge/{key}", "code": youth_id, **SOUND}
    return {name: value for name, value in named.items() if name in form.texts or name in form.sends}


def _with_texts(answer: Response) -> list[Form]:
    found = forms_of(answer.text) if _is_page(answer) else []
    return [form for form in found if form.texts and form.action not in LEAVES]


def _kind(form: Form) -> str:
    """The form without what it is about: its address without keys and numbers, and its fields."""
    path = re.sub(r"/(unge|lister)/[^/]+", r"/\1/*", form.action.partition("?")[0])
    address = re.sub(r"/(?=[^/]*\d)[^/]{8,}|/\d+(?=/|$)", "/*", path)
    return f"{address} {sorted(form.texts)} {form.sends.get('move', '')}"


def every_page(client: TestClient) -> Iterator[tuple[str, Response]]:
    """Whatever can be reached by links from the front page."""
    seen, ahead, ways = set[str](), ["/"], defaultdict[str, set[str]](set)
    while ahead:
        path = ahead.pop()
        if path not in seen:
            seen.add(path)
            assert len(seen) < MOST_PAGES
            answer = client.get(path)
            yield path, answer
            links = re.findall(r'href="(/[^"#]*)"', answer.text) if _is_page(answer) else []
            for link in set(links) - seen:
                ways[link.partition("?")[0]].add(link)
            ahead += [link for link in links if not link.startswith("/static/") and link in _few(ways, link)]


def _few(ways: dict[str, set[str]], link: str) -> list[str]:
    """The first few of the ways to order or narrow one page."""
    return sorted(ways[link.partition("?")[0]])[:WAYS]


def _is_page(answer: Response) -> bool:
    return answer.headers["content-type"].startswith("text/html")


class _Inert(HTMLParser):
    """Fails at whatever a text has made of itself."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != MARK, "an element of its own"
        told = {name: value or "" for name, value in attrs}
        assert tag != "script" or told.get("nonce"), "a script"
        assert not [name for name in told if name.startswith("on") or MARK in name], "an attribute of its own"
        leads = [told[name] for name in ("href", "src", "action", "formaction", "hx-post", "hx-get") if name in told]
        assert not [one for one in leads if MARK in one], "an address of its own"


def check_inert(answer: Response) -> None:
    """The text is text: no element, script, attribute, address, header, formula or file name is made of it."""
    assert not [value for name, value in answer.headers.items() if MARK in value], "a header"
    kind = answer.headers["content-type"]
    if _is_page(answer):
        reader = _Inert()
        reader.feed(answer.text)
        reader.close()
    elif "csv" in kind:
        cells = [cell for row in csv.reader(io.StringIO(answer.text), delimiter=";") for cell in row]
        assert not [cell for cell in cells if MARK in cell and cell[0] in "=+-@\t\r"], "a formula"
    elif "spreadsheet" in kind:
        sheets = load_workbook(io.BytesIO(answer.content)).worksheets
        cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink], "a formula"


def test_every_form_with_a_field_for_text_takes_what_is_written_and_breaks_at_nothing(town: Besieged):
    assert len(town.answers) >= 5
    assert {name for name in town.answers if name.split()[0] not in LOOKED_UP} == {
        name for name in town.taken if name.split()[0] not in LOOKED_UP
    }
    assert {name: {one.status_code for one in every} for name, every in town.answers.items() if any(
        one.status_code >= 500 for one in every)} == {}  # fmt: skip


def test_what_the_forms_answer_is_inert(town: Besieged):
    for every in town.answers.values():
        for answer in every:
            check_inert(answer)


def test_on_every_page_and_export_afterwards_a_text_is_nothing_but_text(town: Besieged):
    shown = set[str]()
    for user in (HANNE, LEADER):
        for _, answer in every_page(town.world.client(user)):
            assert answer.status_code != 429
            check_inert(answer)
            shown |= {text for text in TEXTS if text in html.unescape(answer.text)}
    assert shown == set(TEXTS)


@pytest.mark.parametrize("page", [f"<p>{TEXTS[0]}</p>", f'<a href="{TEXTS[2]}">', f'<p class="{TEXTS[0]}">'])
def test_the_check_of_pages_can_fail(page: str):
    with pytest.raises(AssertionError):
        check_inert(Response(200, headers={"content-type": "text/html"}, text=page))


def test_the_check_of_exports_can_fail():
    with pytest.raises(AssertionError):
        check_inert(Response(200, headers={"content-type": "text/csv"}, text=f"a;{TEXTS[1].replace(chr(34), '')}"))
