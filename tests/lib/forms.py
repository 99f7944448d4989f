"""The forms of pages as a browser would send them, made from the pages themselves, so that a new field is filled too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WRITTEN = frozenset({"text", "search", "tel", "email", "url", ""})
"""Kinds of input into which a person writes what they like."""


@dataclass
class Form:
    """A form: where it goes, what it sends as it stands, and the fields for text with the longest text each takes."""

    action: str
    method: str
    sends: dict[str, str] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, text: str) -> Iterator[dict[str, str]]:
        """What each of its buttons would send with a text in every field for text."""
        written = {name: text[:longest] for name, longest in self.texts.items()}
        for name, value in self.buttons or [("", "")]:
            yield {**self.sends, **written, **({name: value} if name else {})}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(told.get("action", ""), told.get("method", "get"))
            self.forms.append(self._open)
        elif self._open is not None:
            self._part(self._open, tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _part(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "")
        if tag == "textarea" or (tag == "input" and kind in WRITTEN):
            form.texts[name] = int(told.get("maxlength") or 100_000)
        elif tag == "input" and kind == "date":
            form.sends[name] = told.get("value") or told.get("min") or ("2026-11-30" if "required" in told else "")
        elif tag == "input" and kind in {"radio", "checkbox"}:
            form.sends.setdefault(name, told.get("value", "on"))
        elif tag == "input":
            form.sends[name] = told.get("value", "")
        elif tag == "button":
            form.buttons.append((name, told.get("value", "")))
        elif tag == "select":
            self._choice = name
        elif tag == "option" and told.get("value"):
            form.sends.setdefault(self._choice, told["value"])


def forms_of(page: str) -> list[Form]:
    """Every form of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
