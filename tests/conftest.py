"""What every test shares: a deterministic Hypothesis and the runner of pictures."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.lib.spec import ENGINES, Spec

settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


@pytest.fixture(params=sorted(ENGINES))
def spec(request: pytest.FixtureRequest) -> Spec:
    """Shows a picture to the compiled pass and to the judge, one test each."""
    return Spec(ENGINES[request.param])
