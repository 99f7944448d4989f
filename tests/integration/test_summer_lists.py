"""The synthetic town in summer: nobody who goes on is listed, nobody who does not is forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.asof import Known, known_on, residents
from features.reading import read_records
from features.records import Records
from features.vocabulary import ACTIVITY, KNOWN_NEXT_STEPS, SCHOOL
from service.flagging import decide_flags
from training.municipality import simulate

SUMMER = (date(2026, 7, 6), date(2026, 7, 27), date(2026, 8, 3), date(2026, 8, 10), date(2026, 8, 31))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder: Path = tmp_path_factory.mktemp("town")
    return read_records(simulate(youths=600, seed=11, last=date(2026, 11, 16), out=folder).records)


def leavers(known: Known) -> set[str]:
    """Residents whose last year of school, grade 9 or 10, ended this May, June or July and who have begun nothing since."""
    spells = known["spells"]
    ended = spells["ended_on"].between(pd.Timestamp(known.as_of.year, 5, 1), pd.Timestamp(known.as_of.year, 7, 31))
    school = spells["status"].isin([str(status) for status in SCHOOL]) & spells["grade"].isin([9, 10])
    activity = spells["status"].isin([str(status) for status in ACTIVITY])
    begun = activity & (spells["ended_on"].isna() | (spells["started_on"] >= pd.Timestamp(known.as_of.year, 7, 1)))
    here = set(residents(known)["youth_id"])
    return (set(spells.loc[ended & school, "youth_id"]) & here) - set(spells.loc[begun, "youth_id"])


def with_known_step(known: Known) -> set[str]:
    steps = known["next_steps"]
    ahead = steps["kind"].isin([str(kind) for kind in KNOWN_NEXT_STEPS]) & (
        steps["starts_on"] >= pd.Timestamp(known.as_of.year, 6, 1)
    )
    return set(steps.loc[ahead, "youth_id"]) | set(known.planned["youth_id"])


@pytest.mark.parametrize("as_of", SUMMER, ids=str)
def test_the_summer_lists_hold_no_leaver_with_a_known_next_step_and_every_one_without(town, as_of):
    known = known_on(town, as_of)
    flags = decide_flags(town, as_of=as_of, scores=None)
    listed = set(flags.loc[flags["rule"].ne("guidance_10") & flags["rule"].ne("birthday_18"), "youth_id"])
    gone, going_on = leavers(known), with_known_step(known)
    assert not (gone & going_on) & listed
    assert gone - going_on <= listed
    assert gone - going_on
    if as_of.month == 7:
        assert len(gone & going_on) > 50


@pytest.mark.parametrize("as_of", [SUMMER[0], date(2026, 11, 16)], ids=str)
def test_in_the_town_every_flag_has_one_owner_and_no_duty_is_cut(town, as_of):
    flags = decide_flags(town, as_of=as_of, scores=None)
    assert (flags["counsellor_id"].notna() ^ flags["queue"].notna()).all()
    assert not flags["cut_off"].any()
    assert flags["flag_id"].is_unique
