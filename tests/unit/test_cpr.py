"""CPR numbers: the three kinds are told apart, made ones and those of people keep out of each other's installations, none is told."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from stdnum.dk import cpr as danish

from features.masking import looks_like_cpr
from service.domain.cpr import Cpr, CprKind, read_cpr
from service.domain.errors import DeliveryRefused, WrongUse
from service.domain.identity import Numbers, belongs
from service.ingest.identity_file import COLUMNS, Register, read_identities

ON = date(2026, 11, 16)
MADE, REAL = Register(Numbers.MADE, ON), Register(Numbers.REAL, ON)
ORDINARY, REPLACEMENT, SYNTHETIC = "010311-4321", "610311-4321", "612311-4321"


@pytest.mark.parametrize(
    ("written", "kind"),
    [(ORDINARY, CprKind.ORDINARY), (REPLACEMENT, CprKind.REPLACEMENT), (SYNTHETIC, CprKind.MADE)],
)
def test_each_kind_is_known_by_its_day_and_month(written: str, kind: CprKind):
    found = read_cpr(written)
    assert (found.kind, found.birth_on) == (kind, date(2011, 3, 1))
    assert found.masked == f"{written[:6]}-xxxx"


def test_no_number_of_the_register_is_taken_for_a_made_one():
    days = [f"{day:02}{month:02}{year:02}" for day, month, year in product(range(1, 32), range(1, 13), (8, 11))]
    born = [f"{day}4321" for day in days if danish.is_valid(f"{day}4321")]
    assert len(born) == 366 + 365
    assert {read_cpr(number).kind for number in born} == {CprKind.ORDINARY}
    raised = [f"{int(number[:2]) + 60}{number[2:]}" for number in born]
    assert {read_cpr(number).kind for number in raised} == {CprKind.REPLACEMENT}


def test_a_number_need_not_pass_modulus_11():
    failing = [f"010311432{last}" for last in range(10) if danish.checksum(f"010311432{last}")]
    assert len(failing) >= 9
    assert all(read_cpr(number).kind is CprKind.ORDINARY for number in failing)


def test_nine_digits_have_lost_their_zero_and_it_is_said():
    assert read_cpr("10311-4321") == read_cpr(ORDINARY)
    assert (read_cpr("103114321").zero_was_lost, read_cpr("0103114321").zero_was_lost) == (True, False)


@pytest.mark.parametrize(
    "written", ["", "01031143", "3202114321", "0113114321", "9200004321", "6233114321", "01 0311-4321", "abcdef-1234"]
)
def test_what_is_no_number_is_refused_without_being_repeated(written: str):
    with pytest.raises(WrongUse, match="no CPR number") as refused:
        read_cpr(written)
    assert not written or written not in str(refused.value)


@pytest.mark.parametrize("written", [ORDINARY, REPLACEMENT, SYNTHETIC])
def test_whatever_kind_it_is_reports_mask_it(written: str):
    assert looks_like_cpr(written) and looks_like_cpr(written.replace("-", ""))


def test_made_numbers_are_in_no_real_installation_and_ordinary_ones_nowhere_else():
    kinds = {"ordinary": ORDINARY, "raised": REPLACEMENT, "made": SYNTHETIC}
    taken = {numbers: {name for name, one in kinds.items() if belongs(read_cpr(one), numbers)} for numbers in Numbers}
    assert taken == {
        Numbers.MADE: {"raised", "made"},
        Numbers.REAL: {"ordinary"},
        Numbers.REAL_OR_REPLACEMENT: {"ordinary", "raised"},
    }


# The file


def written(folder, *lines: str, encoding: str = "utf-8"):
    path = folder / "register.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_register_is_read_as_the_municipality_writes_it(tmp_path, encoding):
    head, line = (
        "CPR;Navn;Telefon;Beskyttet;Foraelder1_navn;Foraelder1_telefon",
        f"{SYNTHETIC};Åse Prøve;0000 1111;ja;Mor Prøve;0000 2222",
    )
    [found] = read_identities(written(tmp_path, head, line, "", encoding=encoding), MADE)
    assert (found.cpr, found.name, found.is_protected) == (read_cpr(SYNTHETIC), "Åse Prøve", True)
    assert [(one.name, one.phone) for one in found.holders] == [("Mor Prøve", "0000 2222")]


@pytest.mark.parametrize(
    ("register", "foreign", "said"),
    [(MADE, ORDINARY, "somebody may have"), (REAL, REPLACEMENT, "made number"), (REAL, SYNTHETIC, "made number")],
)
def test_one_number_of_the_other_world_refuses_the_whole_file(tmp_path, register, foreign, said):
    own = SYNTHETIC if register is MADE else ORDINARY
    path = written(tmp_path, "cpr,navn", f"{own},Prøve", f"{foreign},Kanarie Fugl")
    with pytest.raises(
        DeliveryRefused, match=f"1 faults, nothing was imported.\nline 3, cpr: got a .*{said}"
    ) as refused:
        read_identities(path, register)
    assert not [word for word in (foreign, foreign.replace("-", ""), "Kanarie") if word in str(refused.value)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["cpr", "712729-4321"], "not come yet"),
        (["cpr,beskyttet", f"{SYNTHETIC},måske"], "beskyttet: got another word"),
        (["cpr,navn", SYNTHETIC], "row: got 1 cells"),
        (["cpr,navn", f"{SYNTHETIC},{'x' * 201}"], "navn: got a cell that is too long"),
        (["cpr,navn", f"{SYNTHETIC},A", f"{SYNTHETIC},B"], "line 3, cpr: got a number that stands further up"),
        (["cpr,youth_id", f"{SYNTHETIC},6123114321"], "youth_id: got no pseudonym"),
        (["cpr"], "got no lines"),
        (["navn", "Kanarie"], "or no cpr"),
        (["cpr,diagnose", f"{SYNTHETIC},x"], "not all declared"),
        (["cpr,cpr", f"{SYNTHETIC},x"], "or one twice"),
    ],
)
def test_a_fault_is_told_by_its_place(tmp_path, lines, said):
    with pytest.raises(DeliveryRefused) as refused:
        read_identities(written(tmp_path, *lines), MADE)
    assert said in str(refused.value)
    assert "4321" not in str(refused.value) and "Kanarie" not in str(refused.value)


def test_every_column_is_declared_once():
    assert len(COLUMNS) == len(set(COLUMNS)) == 12
    assert isinstance(read_cpr(SYNTHETIC), Cpr)
