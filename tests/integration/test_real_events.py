"""The command on real events, when the set is missing or is not what it should be."""

from __future__ import annotations

import json

import pytest

from tests.lib.course import course
from training.real_events import SetMissing, run


def test_a_missing_set_is_told_with_where_it_comes_from(tmp_path):
    with pytest.raises(
        SetMissing, match=r"Open University Learning Analytics dataset.*CC BY 4\.0.*OULAD_RECORDS=FOLDER"
    ) as missing:
        run(records=tmp_path / "nowhere", out=tmp_path / "out")
    assert missing.value.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_data_that_are_not_declared_public_are_refused(tmp_path):
    for name, frame in course(seed=1).items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    (tmp_path / "delivery.json").write_text(json.dumps({"format": 1, "data": "synthetic", "source": "hand-made"}))
    with pytest.raises(SetMissing, match="allowed is public"):
        run(records=tmp_path, out=tmp_path / "out")
