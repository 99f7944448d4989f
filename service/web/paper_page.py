"""A paper as a page that needs nothing else: marks on what is left open, and a form that prints well."""

from __future__ import annotations

from dataclasses import dataclass

from service.texts.dates import Language
from service.texts.papers import Paper, open_places
from service.web.rendering import environment


@dataclass(frozen=True)
class Around:
    """What stands around a paper. `home`: the page that lists all papers. `is_letter`: a draft that its reader amends on the page."""

    language: Language
    kicker: str
    notes: tuple[str, ...]
    footer: str
    home: str = ""
    is_letter: bool = False


def paper_page(paper: Paper, around: Around, *, home: str | None = None) -> bytes:
    """The page as UTF-8; `home` in the place of that of `around`."""
    told = {**vars(around), "home": around.home if home is None else home, "language": str(around.language)}
    anchors = {one.place.name: one.anchor for one in open_places(paper)}
    template = environment(around.language).get_template("paper.html.j2")
    return template.render(paper=paper, anchors=anchors, **told).encode()
