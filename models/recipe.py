"""What a bundle is for: whom it scores, how far it looks ahead, from when it speaks of raised and high.

A recipe is a TOML file beside this module; a bundle carries the one it was made with, and scoring uses that one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any, Final

from features.population import PopulationRule
from features.vocabulary import ACTIVE, NOT_SCORED, STATUSES
from models.errors import RecipeFault

SCORED: Final = tuple(str(status) for status in STATUSES if status in ACTIVE - NOT_SCORED)
"""Statuses a youth can drop out of and be scored in."""


@dataclass(frozen=True)
class Recipe:
    """The plan of a bundle.

    `lowest_age`, `highest_age`: completed years, inclusive; None for no bound.
    `statuses`: the present status of those who are scored.
    `floor`: coverage below which a youth is not assessed.
    `raised_from`, `high_from`: multiples of the regime's training base rate.
    `step_days`: spacing of the as-of dates of a fit.
    """

    name: str
    horizon_days: int
    report_delay_days: int
    floor: float
    step_days: int
    lowest_age: int | None = None
    highest_age: int | None = None
    statuses: tuple[str, ...] = SCORED
    raised_from: float = 2.0
    high_from: float = 5.0

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises: RecipeFault naming the setting.
        """
        for setting, sound, allowed in (
            ("horizon_days", self.horizon_days >= 1, "1 or more"),
            ("report_delay_days", self.report_delay_days >= 0, "0 or more"),
            ("floor", 0.0 <= self.floor <= 1.0, "0 to 1"),
            ("step_days", self.step_days >= 1, "1 or more"),
            ("raised_from", 1.0 <= self.raised_from <= self.high_from, "1 to high_from"),
            ("statuses", bool(self.statuses) and set(self.statuses) <= set(SCORED), f"some of {', '.join(SCORED)}"),
            ("highest_age", (self.lowest_age or 0) <= (self.highest_age or 200), "lowest_age or more"),
        ):
            if not sound:
                raise RecipeFault(
                    f"recipe {self.name}, {setting}: got {getattr(self, setting)}, allowed is {allowed}. Correct the recipe."
                )

    @property
    def population(self) -> PopulationRule:
        """The age bounds, as the population function takes them."""
        return PopulationRule(lowest_age=self.lowest_age, highest_age=self.highest_age)


def recipe_names() -> tuple[str, ...]:
    """Names of the recipes that are shipped, sorted."""
    files = resources.files("models").joinpath("recipes").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_recipe(name: str) -> Recipe:
    """The shipped recipe of a name.

    Raises: RecipeFault if there is none, or if it holds a setting or value that is not allowed.
    """
    if name not in recipe_names():
        raise RecipeFault(f"recipe: got an unknown name, allowed are {', '.join(recipe_names())}. Choose one of them.")
    text = resources.files("models").joinpath("recipes", f"{name}.toml").read_text(encoding="utf-8")
    return recipe_of({"name": name, **tomllib.loads(text)})


def recipe_of(settings: dict[str, Any]) -> Recipe:
    """A recipe from its settings.

    Raises: RecipeFault for a setting that is unknown, missing or of the wrong type.
    """
    known = {field.name for field in fields(Recipe)}
    unknown = sorted(set(settings) - known)
    if unknown:
        raise RecipeFault(f"recipe: got unknown settings {', '.join(unknown)}, allowed are {', '.join(sorted(known))}.")
    try:
        if "statuses" in settings:
            settings = {**settings, "statuses": tuple(map(str, settings["statuses"]))}
        return Recipe(**settings)
    except TypeError as fault:
        raise RecipeFault(f"recipe {settings.get('name')}: {fault}. Give every setting, each with its type.") from None
