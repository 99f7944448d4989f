"""What was said and what happened, as the store keeps and counts it; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.vocabulary import DistrictId, YouthId
from service.casework.seeing import check_may_overlook
from service.domain.access import Actor, Role
from service.domain.sight import AT_NIGHT
from service.store import matured
from service.store.matured import DTYPES, Counted
from service.store.subjects import erase_rows, rows_of
from service.store.unit_of_work import Store
from tests.lib.said_figures import FIGURES
from tests.lib.small_service import MORNING, NIGHTS, SmallService, small_service

MONDAY = date(2026, 11, 16)
ROWS = """
youth | district_id | regime      | risk | band         | profile       | rank | cut_off | capacity | outcome | ended_on
anna  | D1          | attendance  | 0.01 | low          | none          |      |         |          | 0       |
ida   | D1          | status_only |      | not_assessed | undetermined  |      |         |          | 1       | 2027-01-03
jonas | D1          | attendance  | 0.31 | high         | late_starter  | 1    | no      | 1        | 1       | 2027-02-01
karla | D2          | attendance  | 0.22 | raised       | early_starter | 2    | yes     | 1        |         |
"""


@pytest.fixture
def service(store: Store, tmp_path: Path) -> SmallService:
    return small_service(store, tmp_path, nights=NIGHTS)


def became(run_id: str) -> pd.DataFrame:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in ROWS.strip().splitlines())
    told = pd.DataFrame(lines, columns=["youth_id", *head[1:]]).replace("", None)
    told["cut_off"] = told["cut_off"].map({"yes": True, "no": False})
    for name in ("risk", "rank", "capacity", "outcome"):
        told[name] = pd.to_numeric(told[name])
    same = {"run_id": run_id, "known_by": run_id, "week": "2026-W47", "monday_on": MONDAY, "as_of": MONDAY}
    return told.assign(**same)[list(DTYPES)].astype(DTYPES)


def test_what_is_kept_is_read_again_as_it_was(service: SmallService):
    kept = became(service.run.run_id)
    with service.store.begin() as work:
        matured.keep(work, AT_NIGHT, kept)
    with service.store.read() as work:
        pd.testing.assert_frame_equal(matured.rows(work, AT_NIGHT), kept)
        assert matured.kept_runs(work, AT_NIGHT) == {service.run.run_id: service.run.run_id}


def test_a_leader_reads_of_the_leaders_own_districts_alone(service: SmallService):
    with service.store.begin() as work:
        matured.keep(work, AT_NIGHT, became(service.run.run_id))
        leader = Actor("leader", Role.LEADER, districts=frozenset({DistrictId("D2")}))
        seen = check_may_overlook(leader, at=MORNING)
        assert list(matured.rows(work, seen)["youth_id"]) == ["karla"]


def test_of_whom_it_cannot_be_told_are_not_among_those_who_are_counted_by_band(service: SmallService):
    with service.store.begin() as work:
        matured.keep(work, AT_NIGHT, became(service.run.run_id))
        assert matured.by_band(work, AT_NIGHT) == {
            ("attendance", "high"): Counted(1, 1),
            ("attendance", "low"): Counted(1, 0),
            ("status_only", "not_assessed"): Counted(1, 1),
        }


def test_a_night_says_who_was_scored_and_who_of_them_had_a_place(service: SmallService):
    with service.store.read() as work:
        told = matured.said(work, AT_NIGHT, run=service.run)
        places = matured.places_of(work, run_id=service.run.run_id)
    assert list(told["youth_id"]) == ["anna", "ida", "jonas", "karla"]
    assert told["risk"].tolist()[2:] == [0.31, 0.22]
    assert told["risk"].isna().tolist() == [False, True, False, False]
    assert told["rank"].tolist()[2:] == [1, 2]
    assert told["rank"].isna().tolist() == [True, True, False, False]
    assert told["cut_off"].tolist()[2:] == [False, True]
    assert places == {DistrictId("D1"): 1}


def test_figures_are_kept_by_night_and_the_latest_are_read(service: SmallService):
    first, last = service.runs[0], service.runs[-1]
    with service.store.begin() as work:
        assert matured.latest_figures(work) is None
        matured.keep_figures(work, last.run_id, FIGURES)
        matured.keep_figures(work, first.run_id, replace(FIGURES, rows=1))
        assert matured.latest_figures(work) == (last, FIGURES)
        assert matured.figures_of(work, first.run_id) == replace(FIGURES, rows=1)


def test_of_an_erased_youth_no_row_is_left_and_what_was_counted_stays(service: SmallService):
    with service.store.begin() as work:
        matured.keep(work, AT_NIGHT, became(service.run.run_id))
        matured.keep_figures(work, service.run.run_id, FIGURES)
        assert "matured" in rows_of(work, AT_NIGHT.of(YouthId("jonas")))
        erase_rows(work, "jonas")
        assert set(matured.rows(work, AT_NIGHT)["youth_id"]) == {"anna", "ida", "karla"}
        assert matured.latest_figures(work) == (service.run, FIGURES)
