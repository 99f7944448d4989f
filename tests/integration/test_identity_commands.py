"""`alleskalmed identity`: numbers in by a file or standard input, pseudonyms and colleagues out, nothing told on the way."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.__main__ import app
from service.store.key_files import make_key

CPR, OTHER = "612311-4321", "702310-4321"
CANARIES = (CPR, CPR.replace("-", ""), OTHER, OTHER.replace("-", ""), "Kanarie", "0000 1111")


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    assert call("db", "upgrade").exit_code == 0
    return tmp_path / "var"


def call(*words: str | Path, given: str = "") -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], input=given, catch_exceptions=False)
    assert not [word for word in CANARIES if word in result.output + result.stderr]
    return result


def register(folder: Path) -> Path:
    path = folder / "register.csv"
    path.write_text(f"cpr;navn;telefon\n{CPR};Kanarie Fugl;0000 1111\n{OTHER};Kanarie To;\n", encoding="utf-8")
    return path


def school(folder: Path, *numbers: str) -> Path:
    folder.mkdir()
    (folder / "delivery.json").write_text('{"format": 1}')
    (folder / "youths.csv").write_text(
        "birth_on,CPR,district_id\n" + "".join(f"2011-03-01,{one},D1\n" for one in numbers)
    )
    (folder / "districts.csv").write_text("district_id\nD1\n")
    return folder


def ids(folder: Path) -> list[str]:
    with (folder / "youths.csv").open(newline="") as file:
        return [row["youth_id"] for row in csv.DictReader(file)]


def test_a_register_is_imported_twice_and_told_in_counts(var: Path, tmp_path: Path):
    first = call("identity", "import", register(tmp_path), "--json")
    assert json.loads(first.stdout) == [{"new": 2, "known": 0, "repaired": 0, "protected": 0}]
    again = call("identity", "import", register(tmp_path), "--json")
    assert json.loads(again.stdout)[0]["known"] == 2


def test_a_delivery_with_numbers_becomes_one_with_the_same_pseudonyms_through_a_change_of_keys(
    var: Path, tmp_path: Path
):
    assert (
        call("identity", "pseudonymise", school(tmp_path / "a", CPR, OTHER, CPR), "--out", tmp_path / "b").exit_code
        == 0
    )
    first = ids(tmp_path / "b")
    assert len(set(first)) == 2 and first[0] == first[2]
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["delivery.json", "districts.csv", "youths.csv"]
    folder = next(path.parent for path in var.rglob("pseudonym-*.key"))
    for kind in ("pseudonym", "cells"):
        make_key(folder / f"{kind}-z.key")
    assert json.loads(call("identity", "rotate", "--json").stdout)[0]["rows"] == 2
    for kind in ("pseudonym", "cells"):
        (folder / f"{kind}-made.key").unlink()
    assert call("identity", "pseudonymise", tmp_path / "a", "--out", tmp_path / "c").exit_code == 0
    assert ids(tmp_path / "c") == first
    written = [path.read_bytes() for path in var.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert [word for word in CANARIES if any(word.encode() in content for content in written)] == []


@pytest.mark.parametrize("number", ["010311-4321", "310311-4321", "99"])
def test_a_number_that_does_not_belong_leaves_nothing_behind(var: Path, tmp_path: Path, number: str):
    refused = call("identity", "pseudonymise", school(tmp_path / "a", CPR, number), "--out", tmp_path / "b")
    assert refused.exit_code == 3 and "youths.csv, line 3, cpr" in refused.stderr and number not in refused.stderr
    assert not (tmp_path / "b").exists() and not (tmp_path / "b.part").exists()


def test_a_file_whose_name_is_a_number_is_refused(var: Path, tmp_path: Path):
    folder = school(tmp_path / "a", CPR)
    (folder / f"note-{CPR}.csv").write_text("a\n1\n")
    assert call("identity", "pseudonymise", folder, "--out", tmp_path / "b").exit_code == 3


def test_a_number_is_asked_with_on_standard_input_by_somebody_who_may(var: Path, tmp_path: Path):
    call("users", "add", "ana", "--name", "Ana", "--role", "analyst")
    call("users", "add", "lea", "--name", "Lea", "--role", "leader")
    assert call("identity", "lookup", "--as", "ana", given=CPR).exit_code == 3
    unknown = call("identity", "lookup", "--as", "lea", given=CPR)
    assert unknown.exit_code == 2 and "nobody here has" in unknown.stderr
