"""Counts of people in a table that is shown with its margins, without anybody being found by what is left out.

A count under five is hidden. Since margins are shown, a hidden count could be worked out by differencing; so others are hidden with it,
until each hidden count could as well have been another, and no line gives away a hidden group of under five. Nobody is shown as nobody,
but for a group of under five: that none of them is here would say where they all are.
Source: complementary cell suppression; a cell of a two-way table is determined by its margins if, and only if, it is a bridge in the graph
of rows and columns whose edges are the hidden cells (Gusfield, A graph theoretic approach to statistical data security, 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5
"""The smallest group of people whose count is shown; nobody at all is shown as nobody."""
Place = tuple[int, int]
"""Row and column; the last of each is the margin."""


@dataclass(frozen=True)
class SafeTable:
    """What may be shown; None where it may not. The last of each row is its sum, the last row those of the columns."""

    lines: tuple[tuple[int | None, ...], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return all(count is not None for line in self.lines for count in line)


def safe_table(counts: Sequence[Sequence[int]]) -> SafeTable:
    """The counts with their margins, as far as they may be shown.

    Raises: ValueError if the rows differ in length or a count is negative.
    """
    if len({len(row) for row in counts}) > 1 or any(count < 0 for row in counts for count in row):
        raise ValueError("suppression: got rows of several lengths or a count below 0, allowed is a table of counts")
    full = _with_margins(counts)
    small = {place for place in _places(full) if 0 < _at(full, place) < FEWEST}
    hidden = _Hidden(full, small | set(_nobody_beside(full, small)))
    while wanted := hidden.wanted():
        hidden.places.update(wanted)
    return SafeTable(
        tuple(
            tuple(None if (row, column) in hidden.places else count for column, count in enumerate(line))
            for row, line in enumerate(full)
        )
    )


@dataclass(frozen=True)
class _Hidden:
    """A table with its margins, and what is hidden of it so far."""

    full: Sequence[Sequence[int]]
    places: set[Place]

    def wanted(self) -> set[Place]:
        """What has to be hidden too; empty once nothing can be worked out."""
        for place in sorted(self.places):
            if not self._is_on_a_circle(place):
                return self._rectangle(place) or self._smallest(_places(self.full))
        lines = [*map(self._row, range(len(self.full))), *map(self._column, range(len(self.full[0])))]
        given_away = (line for line in lines if self._gives_away(line))
        return next((self._smallest(line) for line in given_away), set())

    def _rectangle(self, place: Place) -> set[Place]:
        """The cheapest three counts that make a circle with one, so that all four can be moved against each other; nobody is no use."""
        row, column = place
        corners = [
            {(row, other[1]), (other[0], column), other}
            for other in _places(self.full)
            if other[0] != row and other[1] != column
        ]
        usable = [new - self.places for new in corners if all(_at(self.full, one) for one in new)]
        return min(usable, key=lambda new: (sum(map(self._cost, new)), sorted(new)), default=set())

    def _gives_away(self, line: Sequence[Place]) -> bool:
        """Whether the sum of a line is shown, and what it hides comes to a group of too few."""
        *inner, margin = line
        left = sum(_at(self.full, place) for place in inner if place in self.places)
        return margin not in self.places and 0 < left < FEWEST

    def _is_on_a_circle(self, place: Place) -> bool:
        """Whether its row and column hang together by other hidden counts: then they can be moved against each other.

        Nobody can only become more, so that one such place at most may be on the circle.
        """
        somebody = {one for one in self.places if _at(self.full, one)} - {place}
        nobody = self.places - somebody - {place} if _at(self.full, place) else set[Place]()
        return any(_hang_together(place, somebody | more) for more in (set[Place](), *({one} for one in nobody)))

    def _smallest(self, places: Iterable[Place]) -> set[Place]:
        """Of some places that are shown, the cheapest that is not nobody."""
        shown = [place for place in places if place not in self.places and _at(self.full, place)]
        return {min(shown, key=lambda place: (self._cost(place), place))}

    def _cost(self, place: Place) -> int:
        """What is lost by hiding a count: the people in it; a margin only after all others."""
        return _at(self.full, place) + (self.full[-1][-1] if self._is_margin(place) else 0)

    def _is_margin(self, place: Place) -> bool:
        return place[0] == len(self.full) - 1 or place[1] == len(self.full[0]) - 1

    def _row(self, row: int) -> list[Place]:
        return [(row, column) for column in range(len(self.full[0]))]

    def _column(self, column: int) -> list[Place]:
        return [(row, column) for row in range(len(self.full))]


def _hang_together(place: Place, others: set[Place]) -> bool:
    """Whether a place's row and column are joined by other places, each of which joins its own two."""
    rows, columns = {place[0]}, set[int]()
    while True:
        reached = {column for row, column in others if row in rows}
        if reached <= columns:
            return place[1] in columns
        columns |= reached
        rows |= {row for row, column in others if column in columns}


def _nobody_beside(full: Sequence[Sequence[int]], small: set[Place]) -> Iterator[Place]:
    """Where nobody is of a group of too few, though others are there."""
    for row, column in _places(full):
        sums = {(row, len(full[0]) - 1), (len(full) - 1, column)}
        if not _at(full, (row, column)) and small & sums and all(_at(full, one) for one in sums):
            yield row, column


def _with_margins(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _places(full: Sequence[Sequence[int]]) -> Iterator[Place]:
    return ((row, column) for row, line in enumerate(full) for column in range(len(line)))


def _at(full: Sequence[Sequence[int]], place: Place) -> int:
    return full[place[0]][place[1]]
