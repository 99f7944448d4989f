"""Labelled rows of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from features.errors import WindowError
from features.outcome import matures_in
from features.reading import as_records
from models.recipe import load_recipe
from tests.lib.course import course
from training.splits import label


def test_a_date_whose_outcome_cannot_be_told_yet_is_not_labelled():
    recipe, as_of = load_recipe("open-university"), date(2024, 5, 1)
    records = as_records(course(seed=1))
    known = as_of + matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)
    assert len(label(records, as_of=[as_of], known_before=known, recipe=recipe).outcome) > 0
    asked = {"as_of": [date(2024, 4, 3), as_of], "known_before": known - timedelta(days=1), "recipe": recipe}
    with pytest.raises(WindowError, match=rf"got {as_of}, whose outcome is known from {known} on.* Choose earlier"):
        label(records, **asked)
