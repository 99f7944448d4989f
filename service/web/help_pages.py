"""Hjælp: how the list is read and worked with, the words, the limits, and whom to ask; nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from service.domain.flag_life import FlagState
from service.web.reading import SignedIn, Somebody

router = APIRouter(include_in_schema=False)
CLICKS: Final = ("1", "2", "3")
LIST: Final = ("deadline", "new", "order", "well", "unseen", "paper")
FLAG: Final = ("1", "2", "3")
LIMITS: Final = ("1", "2", "3", "4", "5", "6", "7")
WORDS: Final = (
    "youth tovholder flag duty interruption dropout change transition ladder meeting handover coverage onset protective assessment "
    "waiting basis objection"
).split()
ASKING: Final = ("youth", "leader", "operator", "officer")
PARTS: Final = ("start", "list", "flag", "youth", "limits", "words", "ask")


@dataclass(frozen=True)
class HelpPage:
    """The guide: its parts, each in sentences; words and states with what they mean."""

    parts: tuple[tuple[str, str], ...]
    clicks: tuple[str, ...]
    list: tuple[str, ...]
    flag: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    asking: tuple[str, ...]


@router.get("/hjaelp")
def help_page(reader: Somebody) -> Response:
    """The guide."""
    return reader.page("help.html.j2", _page(reader))


def _page(reader: SignedIn) -> HelpPage:
    def said(part: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(reader.say(f"guide.{part}.{name}") for name in names)

    words = ((reader.say(f"guide.word.{word}"), reader.say(f"guide.means.{word}")) for word in WORDS)
    return HelpPage(
        tuple((part, reader.say(f"guide.{part}")) for part in PARTS),
        said("start", CLICKS),
        said("list", LIST),
        said("flag", FLAG),
        tuple((reader.say(f"state.{state}"), reader.say(f"guide.state.{state}")) for state in FlagState),
        said("limits", LIMITS),
        tuple(sorted(words, key=lambda pair: pair[0].casefold())),
        said("asking", ASKING),
    )
