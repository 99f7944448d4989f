"""A disputed record: told on the youth's page until its source answers, and left out of what the risk engine reads."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from features.permission import NO_PERMITS
from service.app import build_app
from service.batch.shards import Slices
from service.domain.access import Actor, Role
from service.domain.disputes import Answer, Disputed
from service.domain.sight import AT_NIGHT
from service.operating.contesting import Complaint, answer, contest
from service.settings import Settings
from service.store.disputes import disputed_at
from service.store.records_lake import Lake
from service.store.seal import open_seal
from service.store.unit_of_work import open_store
from service.store.youth_keys import keys_of_store
from tests.lib.small_service import MORNING, keep_records, small_service
from tests.lib.small_town import MONDAY

ON = date(2026, 10, 6)
OPENED = datetime(2026, 11, 16, 7, tzinfo=UTC)
OFFICER = Actor("officer", Role.PROTECTION_OFFICER, districts=None)
WHAT = Disputed("jonas", "attendance", ON)  # type: ignore[arg-type] # a name is enough


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "Fravær dag for dag, 6. okt. 2026. Vi regner ikke med det, før kilden har svaret."),
        ("en", "Absence day by day, 6 Oct 2026. We do not count it until its source has answered."),
    ],
)
def test_a_disputed_record_stands_on_the_page_until_its_source_answers(published: Path, tmp_path: Path, language, said):
    folder = shutil.copytree(published, tmp_path / "site")
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    settings = Settings(var=folder)
    lake = Lake(settings.folders.lake)
    with store.begin() as work:
        dispute = contest(work, lake, Complaint(WHAT, "Jeg var der"), actor=OFFICER, at=OPENED)
    client = TestClient(
        build_app(settings, store=store, now=lambda: MORNING),
        headers={"sec-fetch-site": "same-origin"},
        client=("127.0.0.1", 50000),
    )
    client.cookies.set("sprog", language)
    assert client.post("/log-ind", data={"user": "demo-hanne"}).status_code == 200
    path = f"/unge/{keys_of_store(store).key_of('jonas')}"  # type: ignore[arg-type] # a name is enough
    assert said in client.get(path).text
    assert "Jeg var der" not in client.get(path).text
    with store.begin() as work:
        answer(work, OFFICER, dispute.number, said=Answer.CORRECTED, at=OPENED + timedelta(hours=1))
    assert said not in client.get(path).text
    store.close()


def test_the_risk_engine_reads_all_but_what_was_disputed_when_the_night_began(store, tmp_path: Path):
    version = keep_records(small_service(store, tmp_path).records, tmp_path)
    lake = Lake(Settings(var=tmp_path).folders.lake)
    with store.begin() as work:
        dispute = contest(work, lake, Complaint(WHAT, "Jeg var der"), actor=OFFICER, at=OPENED)
    with store.begin() as work:
        answer(work, OFFICER, dispute.number, said=Answer.UPHELD, at=OPENED + timedelta(days=3))
    for hours, is_out in ((-1, False), (1, True), (71, True), (73, False)):
        with store.read() as work:
            disputed = disputed_at(work, AT_NIGHT, at=OPENED + timedelta(hours=hours))
        records = Slices(lake.folder, version, MONDAY, NO_PERMITS, disputed).records(range(64))
        days = {(row["youth_id"], row["on"]) for row in records.attendance.to_pylist()}
        assert (("jonas", ON) not in days) is is_out
        assert ("karla", ON) in days
