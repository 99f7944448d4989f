"""What a drift report compares, made from records: the small town on two mornings."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from features.build import build_indicators
from features.permission import Permits, Stop, StopKind
from features.reading import read_records
from service.flagging import decide_flags
from service.monitoring.inputs import COMPARED, drift_frame, frame_from_records
from tests.lib.small_town import MONDAY, small_town_scores, write_small_town


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    return read_records(write_small_town(tmp_path_factory.mktemp("drift") / "town"))


def test_every_youth_and_morning_has_indicators_scores_and_duties_side_by_side(records):
    indicators = build_indicators(records, as_of=MONDAY)
    scores = small_town_scores().assign(raw_logit=0.0, profile="none")
    frame = drift_frame(
        indicators, scores, decide_flags(records, as_of=MONDAY, scores=None), data="synthetic"
    ).set_index("youth_id")
    assert len(frame) == len(indicators)
    assert set(COMPARED) < set(frame.columns)
    assert frame.loc["jonas", "score_band"] == "high"
    assert pd.isna(frame.loc["bilal", "score_risk"])
    assert frame.loc["bilal", "flag_contact_5"] == "yes"
    assert frame.loc["anna", "flag_contact_5"] == "no"
    assert not {"flag_risk", "flag_manual"} & set(frame.columns)


def test_mornings_without_a_night_are_made_from_what_was_known_then(records):
    earlier = MONDAY - timedelta(weeks=2)
    frame = frame_from_records(records, None, days=[earlier, MONDAY], on=MONDAY)
    assert set(frame["as_of"]) == {pd.Timestamp(earlier), pd.Timestamp(MONDAY)}
    told = frame[frame["youth_id"] == "bilal"].set_index("as_of")["flag_contact_5"]
    assert told[pd.Timestamp(earlier)] == "no"
    assert told[pd.Timestamp(MONDAY)] == "yes"


def test_who_objects_is_in_no_comparison(records):
    permits = Permits(objections=frozenset({"jonas"}), stops=frozenset({Stop(StopKind.DISTRICT, "D2")}))
    frame = frame_from_records(records, None, days=[MONDAY], on=MONDAY, permits=permits)
    assert "anna" in set(frame["youth_id"])
    assert not {"jonas", "niels"} & set(frame["youth_id"])
