"""The gate: what permits profiling, what stops it, and who is left out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from features.errors import ProfilingRefused
from features.permission import (
    NO_PERMITS,
    LeftOut,
    LegalBasis,
    Permits,
    Phase,
    Purpose,
    Stop,
    StopKind,
    check_may_profile,
    check_may_use_model,
)
from features.reading import read_records
from features.records import Delivery, Records
from features.vocabulary import DataKind
from service.domain.errors import NotPermitted
from service.domain.legal_basis import tables_with_basis
from tests.lib.small_town import write_small_town

ON = date(2026, 11, 16)
TABLES = frozenset({"youths", "spells", "attendance"})
BASIS = LegalBasis(
    law="Lov om kommunal indsats for unge",
    scope=frozenset({Purpose.PROFILING}),
    phases=frozenset({Phase.OPERATION}),
    tables=TABLES,
    valid_from_on=date(2026, 8, 1),
    approved_by="Direktør",
    valid_to_on=date(2027, 7, 31),
    dpia="sag 2026-14",
    fria="sag 2026-15",
    notice_given_on=date(2026, 9, 1),
)


def permitted(
    basis: LegalBasis, *, phase: Phase = Phase.OPERATION, on: date = ON, tables: frozenset[str] = TABLES
) -> bool:
    try:
        check_may_profile(DataKind.REAL, phase, tables=tables, on=on, permits=Permits(bases=(basis,)))
    except ProfilingRefused:
        return False
    return True


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("data", [DataKind.SYNTHETIC, DataKind.PUBLIC, DataKind.UNDECLARED])
def test_data_that_are_not_real_need_no_basis(data: DataKind, phase: Phase):
    check_may_profile(data, phase, tables=TABLES, on=ON)
    with pytest.raises(ProfilingRefused, match="declared real"):
        check_may_profile(DataKind.REAL, phase, tables=TABLES, on=ON)


def test_without_a_basis_the_tables_are_named():
    with pytest.raises(
        ProfilingRefused, match="in phase operation, without a legal basis for: attendance, spells, youths"
    ):
        check_may_profile(DataKind.REAL, Phase.OPERATION, tables=TABLES, on=ON, permits=NO_PERMITS)
    half = Permits(bases=(replace(BASIS, tables=frozenset({"youths", "spells"})),))
    with pytest.raises(ProfilingRefused, match=r"without a legal basis for: attendance\."):
        check_may_profile(DataKind.REAL, Phase.OPERATION, tables=TABLES, on=ON, permits=half)


TOLD_LONG_AGO = {"notice_given_on": date(2026, 1, 1), "valid_from_on": date(2026, 9, 1)}
BOUNDARIES = [
    ("the day before it is valid", {"on": date(2026, 8, 31)}, TOLD_LONG_AGO, False),
    ("its first day", {"on": date(2026, 9, 1)}, TOLD_LONG_AGO, True),
    ("its last day", {"on": date(2027, 7, 31)}, {}, True),
    ("the day after its last", {"on": date(2027, 8, 1)}, {}, False),
    ("without a last day", {"on": date(2040, 1, 1)}, {"valid_to_on": None}, True),
    ("the day before notice", {"on": date(2026, 8, 31)}, {}, False),
    ("the day of notice", {"on": date(2026, 9, 1)}, {}, True),
    ("another phase", {"phase": Phase.SHADOW}, {}, False),
    ("for duties only", {}, {"scope": frozenset({Purpose.DUTIES})}, False),
    ("one table more than it covers", {"tables": TABLES | {"contacts"}}, {}, False),
    ("without a DPIA", {}, {"dpia": ""}, False),
    ("without a FRIA in operation", {}, {"fria": ""}, False),
    ("without a FRIA in development", {"phase": Phase.DEVELOPMENT}, {"fria": "", "phases": frozenset({Phase.DEVELOPMENT})}, True),
    ("without notice in operation", {}, {"notice_given_on": None}, False),
    ("without an approver", {}, {"approved_by": ""}, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "given", "is_permitted"), [row[1:] for row in BOUNDARIES], ids=[r[0] for r in BOUNDARIES]
)
def test_a_basis_covers_what_it_says_and_when(asked, given, is_permitted):
    assert permitted(replace(BASIS, **given), **asked) is is_permitted


def test_several_bases_cover_together():
    parts = tuple(replace(BASIS, tables=frozenset({table})) for table in TABLES)
    check_may_profile(DataKind.REAL, Phase.OPERATION, tables=TABLES, on=ON, permits=Permits(bases=parts))


@pytest.mark.parametrize("data", DataKind)
def test_a_stopped_engine_profiles_nobody_whatever_the_data(data: DataKind):
    stopped = Permits(bases=(BASIS,), stops=frozenset({Stop(StopKind.ENGINE)}))
    with pytest.raises(ProfilingRefused, match=r"thrown stop switch.*duties run without it"):
        check_may_profile(data, Phase.OPERATION, tables=TABLES, on=ON, permits=stopped)


def test_a_stopped_model_is_not_used_and_another_is():
    stopped = Permits(stops=frozenset({Stop(StopKind.MODEL, "herning-1")}))
    with pytest.raises(ProfilingRefused, match="model herning-1: got a thrown stop switch"):
        check_may_use_model("herning-1", stopped)
    check_may_use_model("herning-2", stopped)
    check_may_profile(DataKind.SYNTHETIC, Phase.OPERATION, tables=TABLES, on=ON, permits=stopped)


def test_who_objects_or_lives_in_a_stopped_district_is_left_out():
    permits = Permits(stops=frozenset({Stop(StopKind.DISTRICT, "D1")}), objections=frozenset({"anna"}))
    assert permits.why_left_out("anna", "D2") is LeftOut.OBJECTION
    assert permits.why_left_out("bilal", "D1") is LeftOut.DISTRICT_STOPPED
    assert permits.why_left_out("bilal", "D2") is None
    assert permits.why_left_out("bilal", None) is None


# Tables


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Records of a small town, declared real."""
    records = read_records(write_small_town(tmp_path_factory.mktemp("town")))
    return replace(records, delivery=Delivery(data=DataKind.REAL))


def duties_of(*tables: str) -> Permits:
    scope = frozenset({Purpose.DUTIES})
    return Permits(
        bases=(replace(BASIS, scope=scope, tables=frozenset(tables), dpia="", fria="", notice_given_on=None),)
    )


def test_a_table_without_a_basis_is_refused_by_name_and_the_rest_runs(real: Records):
    lawful = tables_with_basis(real, Purpose.DUTIES, on=ON, permits=duties_of("youths", "spells", "districts"))
    assert set(lawful.refused) == real.contained - {"youths", "spells", "districts"}
    assert {"attendance", "contacts", "counsellors"} <= set(lawful.refused)
    assert lawful.records.contained == {"youths", "spells", "districts"}
    assert lawful.records.attendance is None
    assert lawful.records.tables["contacts"].empty
    assert list(lawful.records.tables["contacts"].columns) == list(real.tables["contacts"].columns)
    assert lawful.records.tables["youths"] is real.tables["youths"]
    assert len(real.tables["contacts"]) > 0


def test_without_the_table_of_youths_nothing_can_be_decided(real: Records):
    with pytest.raises(NotPermitted, match="Nothing can be decided without youths"):
        tables_with_basis(real, Purpose.DUTIES, on=ON, permits=duties_of("spells", "contacts"))


def test_a_basis_for_duties_permits_no_profiling_and_the_other_way_round(real: Records):
    with pytest.raises(NotPermitted, match="profiling"):
        tables_with_basis(real, Purpose.PROFILING, on=ON, permits=duties_of(*real.contained))
    profiled = Permits(bases=(replace(BASIS, tables=real.contained),))
    with pytest.raises(NotPermitted, match="duties"):
        tables_with_basis(real, Purpose.DUTIES, on=ON, permits=profiled)


def test_data_that_are_not_real_keep_all_their_tables(real: Records):
    records = replace(real, delivery=Delivery(data=DataKind.SYNTHETIC))
    assert tables_with_basis(records, Purpose.DUTIES, on=ON, permits=NO_PERMITS).records is records
