"""What became of those who were told the same before: each youth once, whole numbers, and only where there are enough."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest

from features.vocabulary import YouthId
from service.domain.frequencies import FEWEST_YOUTHS, Frequency, frequency
from service.domain.judgement import Judgement
from service.monitoring.first_times import first_times
from service.texts.dates import Language
from service.texts.judgement_wording import word_frequency

LISTS = """
youth_id | as_of      | regime      | band | outcome
anna     | 2025-09-01 | attendance  | low  | 0
anna     | 2025-09-08 | attendance  | low  | 1
bilal    | 2025-09-01 | attendance  | high | 0
bilal    | 2025-09-08 | attendance  | high | 1
bilal    | 2025-09-15 | attendance  | low  | 0
clara    | 2025-09-01 | attendance  | high |
clara    | 2025-09-08 | attendance  | high | 1
david    | 2025-09-01 | status_only | high | 1
emma     | 2025-09-01 | attendance  | high |
"""


def test_each_youth_is_counted_once_by_the_first_list_of_which_it_is_known_what_happened():
    lists = pd.read_csv(io.StringIO(LISTS.replace(" ", "")), sep="|", parse_dates=["as_of"])
    assert first_times(lists) == {
        "attendance": {"low": (2, 0), "high": (2, 1)},
        "status_only": {"high": (1, 1)},
    }


@pytest.mark.parametrize(
    ("youths", "dropouts", "told"),
    [
        (FEWEST_YOUTHS - 1, 10, None),
        (FEWEST_YOUTHS, 10, Frequency(50, 10)),
        (FEWEST_YOUTHS, 0, Frequency(50, 0)),
        (FEWEST_YOUTHS, 1, Frequency(50, None)),
        (FEWEST_YOUTHS, 4, Frequency(50, None)),
        (FEWEST_YOUTHS, 5, Frequency(50, 5)),
        (FEWEST_YOUTHS, 45, Frequency(50, 45)),
        (FEWEST_YOUTHS, 46, None),
        (FEWEST_YOUTHS, 50, Frequency(50, 50)),
    ],
)
def test_only_of_enough_youths_and_without_a_small_number(youths: int, dropouts: int, told: Frequency | None):
    counts = {"attendance": {"high": (youths, dropouts)}}
    assert frequency(counts, regime="attendance", band="high") == told
    assert frequency(counts, regime="status_only", band="high") is None


JUDGED = Judgement(
    YouthId("jonas"), date(2026, 11, 16), 180, "model", "synthetic", "attendance", 0.9, "high", "none", (), ()
)


@pytest.mark.parametrize(
    ("found", "danish"),
    [
        (None, "Hvor mange med de samme tegn der faldt fra: endnu ikke målt her."),
        (
            Frequency(1200, 133),
            "1.200 unge har tidligere fået samme svar her. 133 af dem faldt fra inden for 180 dage.",
        ),
        (Frequency(120, None), "Færre end 5 af dem faldt fra inden for 180 dage."),
        (Frequency(120, 0), "Ingen af dem faldt fra inden for 180 dage."),
    ],
)
def test_it_is_told_in_whole_numbers_of_youths(found: Frequency | None, danish: str):
    told = word_frequency(found, JUDGED, Language.DA)
    assert danish in told and "%" not in told
    assert word_frequency(found, JUDGED, Language.EN) != told
