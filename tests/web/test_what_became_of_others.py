"""What became of those who were told the same before stands with what the model says: behind the own assessment, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from features.vocabulary import CounsellorId, YouthId
from service.domain.access import Role
from service.domain.users import User
from service.store import frequencies, nights
from service.store.tables import SCORES
from service.store.youth_keys import keys_of_store
from tests.lib.copied_town import copy_of, published_town
from tests.lib.served import served
from tests.lib.small_bundle import small_bundle

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
TOLD, NOT_YET = "60 unge har tidligere fået samme svar her. 12 af dem faldt fra", "endnu ikke målt her"


@pytest.mark.parametrize(("youths", "said"), [(60, TOLD), (49, NOT_YET)])
def test_it_stands_behind_the_own_assessment_where_there_are_enough(tmp_path: Path, youths: int, said: str):
    (tmp_path / "own").mkdir()
    with published_town("sqlite", tmp_path, None) as template, copy_of(template, tmp_path / "own") as store:
        with store.begin() as work:
            run = nights.published(work)
            found = work.first(sa.select(SCORES).where(SCORES.c.youth_id == "karla"))
            assert run is not None and found is not None
            assert frequencies.latest_counts(work) == {}
            frequencies.keep_counts(work, run, {found.regime: {found.band: (youths, 12)}})
        hanne = served(store, tmp_path / "own", small_bundle()).person(HANNE)
        page = f"/unge/{keys_of_store(store).key_of(YouthId('karla'))}"
        before = hanne.get(page).text
        after = hanne.post(f"{page}/vurdering", data={"level": "much"}).text
        assert said in after and said not in before
