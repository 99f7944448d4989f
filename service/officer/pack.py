"""The pack as files: a page for each paper, an overview of what is left to fill in, and an index with the hash of each page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.officer.accessibility import accessibility
from service.officer.dpia import dpia
from service.officer.fria import fria
from service.officer.incident import incident
from service.officer.instructions import instructions
from service.officer.known import Known, read_known
from service.officer.notices import notice_to_custody, notice_to_youth
from service.officer.record import record
from service.officer.wording import Words
from service.settings import Settings
from service.store import audit
from service.store.durable import write_once
from service.store.unit_of_work import Work
from service.texts.dates import Language, day
from service.texts.papers import Grid, Link, Paper, Section, open_places
from service.web.paper_page import Around, paper_page

FORMAT: Final = 1
INDEX, OVERVIEW = "index.json", "overview"
PAPERS: Final[tuple[Callable[[Known, Language], Paper], ...]] = (
    record,
    dpia,
    fria,
    notice_to_youth,
    notice_to_custody,
    instructions,
    incident,
    accessibility,
)
"""Every paper of the pack, in the order of reading."""


@dataclass(frozen=True)
class Asked:
    """What pack is wanted: of which bundle (None: the active one), in which language."""

    model_id: str | None = None
    language: Language = Language.DA


@dataclass(frozen=True)
class Pack:
    """The files of a pack by name, and how many places are left open in it."""

    files: dict[str, bytes]
    left: int


def make_pack(settings: Settings, work: Work, asked: Asked, *, actor: Actor, at: datetime) -> Pack:
    """The pack as things stand; that it was made becomes a line of the trail. The same state and instant give the same bytes.

    Raises: NotPermitted; UnknownThing for a bundle that was never brought in.
    """
    check_may(actor, Act.SEE_MODEL)
    known = read_known(settings, work, asked.model_id, at=at)
    audit.append(work, Event(at, actor, "pack.made", detail={"model_id": known.model_id}))
    return pack_of(known, asked.language)


def pack_of(known: Known, language: Language) -> Pack:
    """The files of a pack."""
    papers = [make(known, language) for make in PAPERS]
    around = _around(known, language)
    pages = {paper: paper_page(paper, around) for paper in papers}
    files = {f"{paper.name}.html": content for paper, content in pages.items()}
    files[f"{OVERVIEW}.html"] = paper_page(_overview(papers, language), around, home="")
    told = json.dumps(_index(known, language, pages), ensure_ascii=False, indent=1, sort_keys=True)
    return Pack(files | {INDEX: f"{told}\n".encode()}, sum(len(open_places(paper)) for paper in papers))


def write_pack(pack: Pack, out: Path) -> None:
    """Write the files into a new folder.

    Raises: FileExistsError if it is there.
    """
    out.mkdir(parents=True)
    for name, content in pack.files.items():
        write_once(out / name, content)


def _index(known: Known, language: Language, pages: dict[Paper, bytes]) -> dict[str, Any]:
    """What the pack consists of; names here are promises."""
    return {
        "format": FORMAT,
        "made_on": known.on.isoformat(),
        "language": str(language),
        "mode": str(known.mode),
        "data": known.data,
        "model_id": known.model_id,
        "pages": [
            {
                "name": paper.name,
                "title": paper.title,
                "file": f"{paper.name}.html",
                "sha256": hashlib.sha256(content).hexdigest(),
                "open": [
                    {"name": left.place.name, "section": left.section, "what": left.place.what, "anchor": left.anchor}
                    for left in open_places(paper)
                ],
            }
            for paper, content in pages.items()
        ],
    }


def _around(known: Known, language: Language) -> Around:
    """What stands around each paper: honestly, what the installation and its model are."""
    words = Words("pack", language)
    notes = ["note.real" if known.is_real else "note.made_up"]
    if known.model is None:
        notes.append("note.no_model")
    elif not known.is_measured_on_real:
        notes.append("note.model_elsewhere")
    notes.append("note.law")
    footer = words.say("footer", on=day(known.on, language))
    return Around(language, words.say("kicker"), tuple(words.say(note) for note in notes), footer, f"{OVERVIEW}.html")


def _overview(papers: Sequence[Paper], language: Language) -> Paper:
    """The first page: the papers, and every open place."""
    words = Words("pack", language)
    counts = tuple((Link(paper.title, f"{paper.name}.html"), str(len(open_places(paper)))) for paper in papers)
    left = tuple(
        (paper.title, one.section, Link(one.place.what, f"{paper.name}.html#{one.anchor}"))
        for paper in papers
        for one in open_places(paper)
    )
    heads = tuple(words.say(f"head.{head}") for head in ("paper", "section", "left"))
    listed = Grid(words.say("overview.caption"), heads, left)
    return Paper(
        OVERVIEW,
        words.say("title"),
        (words.say("overview.lead"),),
        (
            Section(
                "papers",
                words.say("overview.papers"),
                (Grid(words.say("overview.papers"), (heads[0], heads[2]), counts),),
            ),
            Section("left", words.say("overview.left"), (listed,)),
        ),
    )
