"""Many short names at once, a line each: `key | Danish | English`."""

from __future__ import annotations


def named(prefix: str, lines: str) -> dict[str, tuple[str, str]]:
    """The names by their keys, each with the prefix before it."""
    cells = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    return {f"{prefix}.{key}": (danish, english) for key, danish, english in cells}
