"""A page of the dossier, made from its JSON and nothing else: whatever number stands on it carries its value from there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.plots import draw, draw_ratios
from training.shapes import plot_of

TEMPLATES: Final = Path(__file__).parent / "templates"


def page(name: str, content: Mapping[str, Any]) -> str:
    """The page of a part of the dossier, whole in itself: no script, nothing fetched.

    Raises: jinja2's UndefinedError if the content lacks what the page tells.
    """
    return _ENVIRONMENT.get_template(f"{name}.html.j2").render(content)


def words(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ")


def _made() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = words
    made.globals.update(draw=draw, draw_ratios=draw_ratios, plot_of=plot_of)
    return made


_ENVIRONMENT: Final = _made()
