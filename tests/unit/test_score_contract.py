"""A score frame that breaks its contract is refused, whatever it breaks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from models import scores
from models.scores import SCHEMA, check_scores
from models.scoring import score_youths
from tests.lib.small_bundle import now, small_bundle


@pytest.fixture(scope="module")
def sound() -> pd.DataFrame:
    return score_youths(small_bundle(), now().iloc[:40], data="synthetic")


def with_cell(name: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The frame with another value for the first youth who is assessed."""

    def changed(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.copy()
        frame.loc[frame["risk"].first_valid_index(), name] = value
        return frame

    return changed


BROKEN: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "a column too few": lambda frame: frame.drop(columns="profile"),
    "a column too many": lambda frame: frame.assign(rank=1),
    "another order": lambda frame: frame[frame.columns[::-1]],
    "a risk over 1": with_cell("risk", 1.5),
    "a risk under its interval": with_cell("risk_low", 0.999999),
    "a risk without an upper end": with_cell("risk_high", np.nan),
    "a band without a risk": with_cell("risk", np.nan),
    "a risk without a band": with_cell("band", "not_assessed"),
    "no band": with_cell("band", None),
    "coverage under 0": with_cell("coverage", -0.1),
    "no coverage": with_cell("coverage", np.nan),
    "no youth": with_cell("youth_id", None),
    "no model": with_cell("model_id", None),
    "a horizon of no day": with_cell("horizon_days", 0),
    "a posterior over 1": with_cell("profile_late", 1.01),
    "texts for numbers": lambda frame: frame.assign(risk=frame["risk"].astype("str")),
    "words for bands": lambda frame: frame.assign(band=frame["band"].astype("str")),
    "a youth twice": lambda frame: pd.concat([frame, frame.iloc[:1]], ignore_index=True),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_the_contract_is_refused(
    sound: pd.DataFrame, broken: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    with pytest.raises((SchemaError, SchemaErrors)):
        check_scores(broken(sound))


def test_a_sound_frame_is_what_the_schema_takes_and_does_not_ask_it(
    sound: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SCHEMA.validate(sound) is not None
    monkeypatch.setattr(scores, "SCHEMA", None)
    assert check_scores(sound) is sound
