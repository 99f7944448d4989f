"""A paper as values: sections of sentences, points and tables, in which some places are left open for a person to fill in.

An open place is a value of its own, so that a page can mark it and an index can list it: nothing that is missing can be overlooked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Open:
    """A place that a person must fill in; `what` says with what. What has the same name is filled in alike, and counts once."""

    name: str
    what: str


@dataclass(frozen=True)
class Link:
    """A way to another page or place."""

    text: str
    href: str


Cell = str | Open | Link


@dataclass(frozen=True)
class Text:
    """Paragraphs."""

    paragraphs: tuple[Cell, ...]
    kind: str = "text"

    @property
    def cells(self) -> Iterator[Cell]:
        """What is told, in order."""
        yield from self.paragraphs


@dataclass(frozen=True)
class Points:
    """A list."""

    items: tuple[Cell, ...]
    kind: str = "points"

    @property
    def cells(self) -> Iterator[Cell]:
        """What is told, in order."""
        yield from self.items


@dataclass(frozen=True)
class Pairs:
    """Names and what is said of each; a form, where all of it is open."""

    pairs: tuple[tuple[str, Cell], ...]
    kind: str = "pairs"

    @property
    def cells(self) -> Iterator[Cell]:
        """What is told, in order."""
        for name, said in self.pairs:
            yield name
            yield said


@dataclass(frozen=True)
class Grid:
    """A table with a caption."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: str = "grid"

    @property
    def cells(self) -> Iterator[Cell]:
        """What is told, in order."""
        for row in self.rows:
            yield from row


Block = Text | Points | Pairs | Grid


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A page. `name`: of its file; `lead`: what it is, in sentences."""

    name: str
    title: str
    lead: tuple[Cell, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class OpenPlace:
    """An open place with where it stands; `number` counts within its paper, and is the anchor of its mark."""

    number: int
    section: str
    place: Open

    @property
    def anchor(self) -> str:
        """Where a link leads."""
        return f"open-{self.number}"


def open_places(paper: Paper) -> tuple[OpenPlace, ...]:
    """What is left for a person in a paper, in the order of reading."""
    cells = [("", cell) for cell in paper.lead]
    cells += [(section.title, cell) for section in paper.sections for block in section.blocks for cell in block.cells]
    left: dict[str, tuple[str, Open]] = {}
    for title, cell in cells:
        if isinstance(cell, Open):
            left.setdefault(cell.name, (title, cell))
    return tuple(OpenPlace(number, *place) for number, place in enumerate(left.values(), 1))


def prose(paper: Paper) -> str:
    """The running text of a paper, a sentence or more a line: what how easily it reads is measured on."""
    blocks = [block for section in paper.sections for block in section.blocks if isinstance(block, Text | Points)]
    cells = [*paper.lead, *(cell for block in blocks for cell in block.cells)]
    return "\n".join(_ended(cell) for cell in cells if isinstance(cell, str))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!", ":")) else f"{sentence}."
