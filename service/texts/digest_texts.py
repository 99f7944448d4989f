"""The words of Monday's e-mail, which leaves the house: counts and a link, nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DIGEST_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "digest.subject": ("Ugens liste er klar, uge {week}", "The week's list is ready, week {week}"),
    "digest.greeting": ("God mandag. Ugens liste er klar.", "Good Monday. The week's list is ready."),
    "digest.link": ("Se listen her: {link}", "See the list here: {link}"),
    "digest.why": (
        "Navne står kun på listen. Mailen må gerne slettes.",
        "Names are on the list only. You may delete this mail.",
    ),
}
