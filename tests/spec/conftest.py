"""The runner of pictures."""

from __future__ import annotations

import pytest

from tests.lib.spec import ENGINES, Spec


@pytest.fixture(params=sorted(ENGINES))
def spec(request: pytest.FixtureRequest) -> Spec:
    """Shows a picture to the compiled pass and to the judge, one test each."""
    return Spec(ENGINES[request.param])
