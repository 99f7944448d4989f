"""How a page becomes bytes: one environment per language, values escaped, a value that is not there an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.texts.catalogue import say
from service.texts.dates import Language

TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Link:
    """A way to another page."""

    text: str
    href: str
    is_current: bool = False


@dataclass(frozen=True)
class Shell:
    """What stands around a page: who reads it, in what language, and where else to go.

    `nonce`: lets our own script run. `path`: of the page itself, for coming back to it. `told`: what an act has just done.
    `confidential`: by when a print of the page is to be deleted.
    """

    language: Language
    nonce: str
    path: str
    is_synthetic: bool
    signed_in: str = ""
    links: tuple[Link, ...] = ()
    told: str = ""
    confidential: str = ""

    @property
    def other_language(self) -> Language:
        """The language the page can be switched to."""
        return Language.EN if self.language is Language.DA else Language.DA


@lru_cache(maxsize=8_000)
def unbroken(text: str) -> str:
    """The text with each number held to its unit or month, so that no line ends between them."""
    return re.sub(r"(\d\.?) (?=%|[a-zæøå])", r"\1" + "\N{NO-BREAK SPACE}", text)


def render(template: str, page: object, shell: Shell) -> str:
    """A page in the language of its shell; `page` is the template's view-model."""
    return _ENVIRONMENTS[shell.language].get_template(template).render(page=page, shell=shell)


def environment(language: Language) -> Environment:
    """The environment whose templates speak a language."""
    return _ENVIRONMENTS[language]


def _say(language: Language, key: str, **values: object) -> str:
    return say(key, language, **values)


def _made(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = unbroken
    made.globals["text"] = partial(_say, language)
    return made


_ENVIRONMENTS: Final = {language: _made(language) for language in Language}
