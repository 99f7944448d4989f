"""On real events the model ranks better than the best simple rule, and its risks are about right.

The set is not part of the repository; `OULAD_RECORDS` names it, and without it there is nothing to prove.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from training import real_events

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "real_events.json"
FOLDER = Path(os.environ.get("OULAD_RECORDS", "../shared/data/oulad_2013"))


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    if not FOLDER.exists():
        pytest.skip(f"no folder {FOLDER}: {real_events.SOURCE}")
    out = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLESKALMED_VAR", str(out / "var"))
        patch.delenv("ALLESKALMED_SIGNING_KEY", raising=False)
        real_events.run(records=FOLDER, out=out / "real")
    shutil.copyfile(out / "real" / "evaluation.json", RESULT)
    return json.loads(RESULT.read_text(encoding="utf-8"))


@pytest.fixture
def autumn(figures):
    return next(group for group in figures["pooled"] if group["group"] == real_events.POOLED_AUTUMN)


def test_the_autumn_is_ranked_well_enough(autumn):
    assert autumn["measures"]["auroc"]["value"] >= 0.65


def test_the_model_beats_the_rule_chosen_on_the_spring_and_the_best_in_hindsight(autumn):
    for beside in (autumn["beside"], autumn["in_hindsight"]):
        assert beside["lead"]["auroc"]["low"] > 0


def test_the_risks_are_neither_too_extreme_nor_too_timid(autumn):
    assert 0.7 <= autumn["measures"]["calibration_slope"]["value"] <= 1.3


def test_every_date_is_scored_and_judged_since_the_records_tell_its_outcome(figures):
    judged = {group["group"]: not group["remark"] for group in figures["dates"]}
    assert list(judged.values()) == [True] * 8
    assert next(iter(judged)) == "2013-10-29"
    assert list(judged)[-1] == "2014-05-13"


def test_the_result_names_its_source_and_no_place_on_a_machine(figures):
    assert "CC BY 4.0" in figures["attribution"]
    assert str(FOLDER.resolve().parent) not in RESULT.read_text(encoding="utf-8")
