"""Recipes."""

from __future__ import annotations

import pytest

from models.errors import RecipeFault
from models.recipe import SCORED, load_recipe, recipe_names, recipe_of

SETTINGS = {"name": "x", "horizon_days": 28, "report_delay_days": 0, "floor": 0.5, "step_days": 28}


def test_the_default_looks_half_a_year_ahead_at_active_youths_of_14_to_18():
    recipe = load_recipe("herning")
    assert (recipe.lowest_age, recipe.highest_age, recipe.statuses) == (14, 18, SCORED)
    assert (recipe.horizon_days, recipe.report_delay_days, recipe.floor) == (180, 90, 0.5)
    assert (recipe.raised_from, recipe.high_from) == (2.0, 5.0)


def test_the_course_data_are_judged_four_weeks_ahead_and_everybody_is_assessed():
    recipe = load_recipe("open-university")
    assert (recipe.lowest_age, recipe.highest_age, recipe.statuses) == (None, None, ("other_education",))
    assert (recipe.horizon_days, recipe.report_delay_days, recipe.floor) == (28, 0, 0.0)


def test_every_recipe_shipped_can_be_loaded():
    assert [load_recipe(name).name for name in recipe_names()] == ["herning", "open-university"]


def test_an_unknown_recipe_is_refused_and_the_known_ones_are_named():
    with pytest.raises(RecipeFault, match="allowed are herning, open-university"):
        load_recipe("../pyproject")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"horizon_days": 0}, "horizon_days: got 0, allowed is 1 or more"),
        ({"report_delay_days": -1}, "report_delay_days: got -1"),
        ({"floor": 1.1}, "floor: got 1.1, allowed is 0 to 1"),
        ({"step_days": 0}, "step_days: got 0"),
        ({"raised_from": 6.0}, "raised_from: got 6.0, allowed is 1 to high_from"),
        ({"lowest_age": 19, "highest_age": 18}, "highest_age: got 18, allowed is lowest_age or more"),
        ({"statuses": ["stu"]}, "statuses: .* allowed is some of compulsory_school"),
        ({"statuses": ["exempt"]}, "statuses: "),
        ({"statuses": ["nonsense"]}, "statuses: .* allowed is some of compulsory_school"),
        ({"statuses": 3}, "Give every setting, each with its type"),
        ({"weather": 1}, "unknown settings weather"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(changed, message):
    with pytest.raises(RecipeFault, match=message):
        recipe_of({**SETTINGS, **changed})


def test_a_missing_setting_is_refused_by_name():
    with pytest.raises(RecipeFault, match="floor"):
        recipe_of({name: value for name, value in SETTINGS.items() if name != "floor"})
