"""How a paper is put together from the text catalogue: its sections, sentences and open places by their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from features.legal import HeldFor, Reference, Undecided
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.papers import Block, Cell, Grid, Open, Pairs, Points, Section, Text


@dataclass(frozen=True)
class Words:
    """The words of one paper in one language; a key `name` is looked up as `PAPER.name`."""

    paper: str
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A sentence of this paper."""
        return say(f"{self.paper}.{key}", self.language, **values)

    def open(self, key: str) -> Open:
        """A place that a person must fill in."""
        return Open(f"{self.paper}.{key}", self.say(f"open.{key}"))

    def text(self, *keys: str | Open, **values: object) -> Text:
        """Paragraphs, each by its key, or an open place."""
        return Text(tuple(self._cell(key, values) for key in keys))

    def points(self, *keys: str | Open, **values: object) -> Points:
        """A list, each by its key, or an open place."""
        return Points(tuple(self._cell(key, values) for key in keys))

    def form(self, *keys: str) -> Pairs:
        """A form: names by their keys, all of it to be filled in."""
        return Pairs(tuple((self.say(f"field.{key}"), self.open(key)) for key in keys))

    def grid(self, key: str, heads: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> Grid:
        """A table; its heads are keys shared by all papers."""
        return Grid(self.say(key), tuple(self.shared(f"head.{head}") for head in heads), tuple(rows))

    def section(self, key: str, *blocks: Block) -> Section:
        """A section under its title."""
        return Section(key.replace(".", "-"), self.say(key), blocks)

    def shared(self, key: str, **values: object) -> str:
        """A sentence that several papers share."""
        return say(f"pack.{key}", self.language, **values)

    def law(self, reference: Reference, purpose: HeldFor, recorded: str | None) -> Cell:
        """A legal reference, and that it is not verified; of one undecided, what the municipality recorded, else an open place."""
        if isinstance(reference, Undecided):
            about = "fairness" if purpose is HeldFor.AUDIT_FAIRNESS else "computing"
            return recorded or Open(f"law.{about}", self.shared(f"open.law.{about}"))
        told = f"{reference.law} {reference.section}"
        return told if reference.is_verified else self.shared("law.verify", law=told)

    def listed(self, words: Iterable[str]) -> str:
        """a, b and c."""
        found = list(words)
        if len(found) < 2:
            return "".join(found)
        return f"{', '.join(found[:-1])} {self.shared('and')} {found[-1]}"

    def _cell(self, key: str | Open, values: dict[str, object]) -> Cell:
        return key if isinstance(key, Open) else self.say(key, **values)
