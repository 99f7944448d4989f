"""Flags where the delivery holds little: only the required tables, nobody to flag, or youths outside the duties' ages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.errors import TooManyFaults
from features.reading import read_records
from service.flagging import COLUMNS, decide_flags

AS_OF = date(2026, 11, 16)


def write(folder: Path, youths: list[str], spells: list[str]) -> Path:
    folder.mkdir()
    (folder / "youths.csv").write_text("\n".join(["youth_id,birth_on,district_id", *youths]), encoding="utf-8")
    heading = "youth_id,started_on,ended_on,status,institution_id,end_reason"
    (folder / "spells.csv").write_text("\n".join([heading, *spells]), encoding="utf-8")
    return folder


def test_with_the_required_tables_alone_flags_wait_in_the_central_queue(tmp_path):
    folder = write(
        tmp_path / "records",
        ["anna,2010-01-01,", "bilal,2010-01-01,D1"],
        ["bilal,2026-08-10,2026-11-12,fgu,F1,interrupted"],
    )
    flags = decide_flags(read_records(folder), as_of=AS_OF, scores=None)
    assert flags["rule"].tolist() == ["contact_5", "no_known_activity"] * 2
    assert set(flags["queue"]) == {"central"}
    assert flags.loc[2, "due_on"] == pd.Timestamp(
        "2026-11-20"
    )  # the end, without known_at, came to be known on its own day


def test_nobody_to_flag_gives_an_empty_frame_that_keeps_the_contract(tmp_path):
    folder = write(tmp_path / "records", ["anna,2010-01-01,D1"], ["anna,2026-08-10,,upper_secondary,G1,"])
    flags = decide_flags(read_records(folder), as_of=AS_OF, scores=None)
    assert tuple(flags.columns) == COLUMNS
    assert flags.empty


@pytest.mark.parametrize(("band", "regime"), [("high", "attendance"), ("raised", "status_only")])
def test_a_scored_youth_of_any_age_is_routed_and_waits_where_nobody_has_capacity(tmp_path, band, regime):
    folder = write(tmp_path / "records", ["old,1991-05-01,"], ["old,2026-08-10,,other_education,U1,"])
    scores = pd.DataFrame(
        {
            "youth_id": ["old"],
            "as_of": pd.Series([pd.Timestamp(AS_OF)], dtype="datetime64[s]"),
            "regime": [regime],
            "risk": [0.4],
            "band": [band],
        }
    )
    flags = decide_flags(read_records(folder), as_of=AS_OF, scores=scores)
    assert flags[["rule", "queue", "rank_within_capacity", "cut_off"]].iloc[0].tolist() == ["risk", "central", 1, True]


def test_small_tables_that_cannot_be_trusted_are_refused(tmp_path):
    folder = write(tmp_path / "records", ["anna,2010-01-01,D1"], ["anna,2026-08-10,2026-08-01,fgu,F1,"])
    with pytest.raises(TooManyFaults):
        decide_flags(read_records(folder), as_of=AS_OF, scores=None)


def test_a_youth_first_received_late_starts_no_clock_before_that_day(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "youths.csv").write_text(
        "youth_id,birth_on,moved_in_on,known_at\nanna,2010-01-01,2026-09-01,2026-11-11T09:00:00\n", encoding="utf-8"
    )
    (folder / "spells.csv").write_text(
        "youth_id,started_on,status,known_at\nanna,2026-09-01,none,2026-11-11T09:00:00\n", encoding="utf-8"
    )
    flags = decide_flags(read_records(folder), as_of=AS_OF, scores=None).set_index("rule")
    assert flags.loc["contact_5", "cause_on"] == pd.Timestamp("2026-11-11")
    assert flags.loc["contact_5", "due_on"] == pd.Timestamp("2026-11-18")


def test_two_reports_received_on_one_day_are_one_flag(tmp_path):
    folder = write(tmp_path / "records", ["anna,2010-01-01,D1"], ["anna,2026-08-10,,upper_secondary,G1,"])
    heading, at = "youth_id,reported_on,institution_id,known_at", "2026-11-11T09:00:00"
    reports = [f"anna,2026-11-10,G1,{at}", f"anna,2026-11-09,G1,{at}", f"anna,2026-11-10,F1,{at}"]
    (folder / "risk_reports.csv").write_text("\n".join([heading, *reports]), encoding="utf-8")
    flags = decide_flags(read_records(folder), as_of=AS_OF, scores=None)
    assert flags["rule"].tolist() == ["guidance_10"]
