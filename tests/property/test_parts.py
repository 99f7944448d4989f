"""However youths are divided among processes, and whoever is scored alone, the indicators are the same."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from random import Random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import build_indicators, build_with_report, join_parts
from features.levels import Levels, levels_of
from features.parts import measure_part
from features.records import INSTITUTIONS
from tests.lib.divided import divided, only
from tests.lib.histories import History, histories


def as_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as it would be written."""
    target = io.BytesIO()
    frame.to_parquet(target)
    return target.getvalue()


@given(histories(), st.integers(0, 2**32 - 1))
def test_any_division_in_any_order_gives_the_same_bytes(history: History, number: int) -> None:
    seed, records = Random(number), history.records()
    whole = build_with_report(records, as_of=history.as_of)
    count = seed.choice((1, 2, 4))
    shares = list(divided(records, lambda youth: seed.randrange(count)).values())
    parts = [pickle.loads(pickle.dumps(measure_part(share, as_of=history.as_of))) for share in shares]
    seed.shuffle(parts)
    joined = join_parts(parts)
    assert as_bytes(joined.frame) == as_bytes(whole.frame)
    assert (joined.faulty_rows, joined.known_at_assumed) == (whole.faulty_rows, whole.known_at_assumed)
    levels = levels_of([measure_part(records, as_of=history.as_of)])
    pd.testing.assert_frame_equal(levels_of(parts).frame, levels.frame)


@settings(max_examples=16)
@given(histories(), st.booleans())
def test_a_youth_alone_is_scored_as_in_the_night_by_the_levels_of_the_night(history: History, lists: bool) -> None:
    records = history.records()
    night = build_indicators(records, as_of=history.as_of)
    levels = Levels.from_frame(levels_of([measure_part(records, as_of=history.as_of)]).frame)
    for youth in night["youth_id"]:
        alone = only(records, [youth])
        if not lists:  # whoever sends one youth need not send the institutions
            alone = replace(alone, tables={**alone.tables, INSTITUTIONS.name: alone.tables[INSTITUTIONS.name].iloc[:0]})
        built = build_with_report(alone, as_of=history.as_of, levels=levels.counting([youth])).frame
        expected = night[night["youth_id"] == youth].reset_index(drop=True)
        assert as_bytes(built) == as_bytes(expected), history.made_by
