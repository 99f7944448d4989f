"""Identities: in by number and out by a look, encrypted cell by cell, through a change of keys, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.domain.access import Actor, Role
from service.domain.cpr import read_cpr
from service.domain.errors import IntegrityBroken, NotPermitted
from service.domain.identity import Holder, Identity
from service.domain.sight import AT_NIGHT
from service.operating.identities import import_identities, rotate_identities
from service.store import audit
from service.store.identities import Identities, protected, protected_before
from service.store.identity_keys import open_identity_keys
from service.store.identity_tables import IDENTITIES
from service.store.key_files import make_key

AT = datetime(2026, 11, 16, 7, tzinfo=UTC)
STEWARD = Actor("u-sten", Role.DATA_STEWARD)
ANNA = Identity(
    read_cpr("612311-4321"), "Anna Prøvesen", "0000 1111", "anna@example.org", (Holder("Mor Prøvesen", "0000 2222"),)
)
BILAL = Identity(read_cpr("703009-4444"), "Bilal Prøvesen", is_protected=True)
SECRETS = ("6123114321", "612311-4321", "7030094444", "Prøvesen", "0000 1111", "anna@example.org")


@pytest.fixture
def folder(tmp_path):
    for kind in ("pseudonym", "cells"):
        make_key(tmp_path / "ring" / f"{kind}-2026-01.key")
    return tmp_path / "ring"


@pytest.fixture
def keys(folder):
    return open_identity_keys(folder, folder, may_make=False)


def taken_in(store, keys, *given):
    with store.begin() as work:
        import_identities(work, STEWARD, given, keys=keys, at=AT)
        return [Identities(work, keys).youth_of(AT_NIGHT, one.cpr) for one in given]


def test_what_was_imported_comes_back_under_a_pseudonym_without_meaning(store, keys):
    anna, bilal = taken_in(store, keys, ANNA, BILAL)
    assert anna != bilal
    assert len(anna) <= 64 and anna.isalnum() and "4321" not in anna
    with store.read() as work:
        assert Identities(work, keys).of(AT_NIGHT.of(anna)) == ANNA
        assert Identities(work, keys).of(AT_NIGHT.of(bilal)) == BILAL
        assert Identities(work, keys).of(AT_NIGHT.of("nobody")) is None
        assert Identities(work, keys).youth_of(AT_NIGHT, read_cpr("612311-4322")) is None


def test_a_second_import_replaces_what_was_known_and_keeps_the_pseudonym(store, keys):
    [first] = taken_in(store, keys, ANNA)
    moved = replace(ANNA, phone="0000 9999", holders=())
    assert taken_in(store, keys, moved) == [first]
    with store.read() as work:
        assert Identities(work, keys).of(AT_NIGHT.of(first)) == moved


def test_no_cell_of_the_database_and_no_line_of_the_trail_tells_who_it_is(store, keys):
    taken_in(store, keys, ANNA, BILAL)
    with store.read() as work:
        rows = work.rows(sa.select(IDENTITIES))
        told = [*(line.detail for line in audit.lines(work)), *(str(tuple(row)) for row in rows)]
        cells = [cell for row in rows for cell in row if isinstance(cell, bytes)]
    assert len(cells) >= 7
    assert [word for word in SECRETS if any(word in text for text in told)] == []
    assert [word for word in SECRETS if any(word.encode() in bytes(cell) for cell in cells)] == []


@pytest.mark.parametrize("column", ["cpr", "name"])
def test_a_cell_that_was_moved_to_another_row_does_not_open(store, keys, column):
    anna, bilal = taken_in(store, keys, ANNA, BILAL)
    with store.begin() as work:
        cell = work.first(sa.select(IDENTITIES.c[column]).where(IDENTITIES.c.youth_id == anna))[0]
        work.execute(sa.update(IDENTITIES).where(IDENTITIES.c.youth_id == bilal).values({column: cell}))
    with store.read() as work:
        with pytest.raises(IntegrityBroken, match=f"got a {column} that was changed or moved"):
            Identities(work, keys).of(AT_NIGHT.of(bilal))
        assert Identities(work, keys).of(AT_NIGHT.of(anna)) == ANNA


def test_a_cell_that_was_moved_to_another_column_does_not_open(store, keys):
    [anna] = taken_in(store, keys, ANNA)
    with store.begin() as work:
        work.execute(sa.update(IDENTITIES).values(name=IDENTITIES.c.phone))
    with store.read() as work, pytest.raises(IntegrityBroken, match="got a name that was changed"):
        Identities(work, keys).of(AT_NIGHT.of(anna))


def test_a_cell_of_which_one_bit_was_changed_does_not_open(store, keys):
    [anna] = taken_in(store, keys, ANNA)
    with store.begin() as work:
        cell = bytes(work.first(sa.select(IDENTITIES.c.cpr))[0])
        work.execute(sa.update(IDENTITIES).values(cpr=cell[:-1] + bytes([cell[-1] ^ 1])))
    with store.read() as work, pytest.raises(IntegrityBroken):
        Identities(work, keys).of(AT_NIGHT.of(anna))


@pytest.mark.parametrize("kinds", [("pseudonym",), ("cells",), ("pseudonym", "cells")])
def test_new_keys_leave_every_pseudonym_readable_and_the_old_keys_unneeded(store, keys, folder, kinds):
    anna, bilal = taken_in(store, keys, ANNA, BILAL)
    for kind in kinds:
        make_key(folder / f"{kind}-2026-02.key")
    both = open_identity_keys(folder, folder, may_make=False)
    with store.read() as work:
        assert Identities(work, both).youth_of(AT_NIGHT, ANNA.cpr) == anna, "readable before the rows are rotated"
        assert Identities(work, both).of(AT_NIGHT.of(bilal)) == BILAL
    with store.begin() as work:
        assert rotate_identities(work, STEWARD, keys=both, at=AT) == 2
        assert rotate_identities(work, STEWARD, keys=both, at=AT) == 0
    for kind in kinds:
        (folder / f"{kind}-2026-01.key").unlink()
    new = open_identity_keys(folder, folder, may_make=False)
    assert taken_in(store, new, ANNA, BILAL) == [anna, bilal]
    with store.read() as work:
        assert [Identities(work, new).of(AT_NIGHT.of(one)) for one in (anna, bilal)] == [ANNA, BILAL]


def test_without_an_old_key_nothing_is_rotated(store, keys, folder):
    [anna] = taken_in(store, keys, ANNA)
    (folder / "cells-2026-01.key").unlink()
    make_key(folder / "cells-2026-02.key")
    new = open_identity_keys(folder, folder, may_make=False)
    with pytest.raises(IntegrityBroken, match="got a row of the key"), store.begin() as work:
        rotate_identities(work, STEWARD, keys=new, at=AT)
    with store.read() as work:
        assert Identities(work, keys).of(AT_NIGHT.of(anna)) == ANNA


def test_protection_is_known_from_the_instant_it_came_until_it_ended(store, keys):
    [bilal] = taken_in(store, keys, BILAL)
    with store.begin() as work:
        assert protected(work, AT_NIGHT, youth_ids=[bilal, "anna"]) == {bilal}
        assert protected_before(work, AT_NIGHT, before=AT) == frozenset()
        ended = replace(BILAL, is_protected=False)
        import_identities(work, STEWARD, [ended], keys=keys, at=AT + timedelta(days=2))
        assert protected(work, AT_NIGHT, youth_ids=[bilal]) == frozenset()
        assert protected_before(work, AT_NIGHT, before=AT + timedelta(days=1)) == {bilal}
        assert protected_before(work, AT_NIGHT, before=AT + timedelta(days=3)) == frozenset()


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.LEADER, Role.ANALYST, Role.PROTECTION_OFFICER, Role.SYSTEM])
def test_only_who_keeps_data_imports_or_rotates(store, keys, role):
    other = Actor("u-other", role)
    with store.begin() as work:
        with pytest.raises(NotPermitted):
            import_identities(work, other, [ANNA], keys=keys, at=AT)
        with pytest.raises(NotPermitted):
            rotate_identities(work, other, keys=keys, at=AT)
        assert work.rows(sa.select(IDENTITIES)) == []


def test_who_is_looked_at_is_in_no_representation():
    told = repr([ANNA, BILAL, ANNA.cpr, ANNA.holders]) + str(ANNA)
    assert [word for word in (*SECRETS, "612311") if word in told] == []


def test_keys_are_made_for_demonstrations_alone(tmp_path):
    with pytest.raises(IntegrityBroken, match="ALLESKALMED_IDENTITY_KEYS"):
        open_identity_keys(None, tmp_path, may_make=False)
    with pytest.raises(IntegrityBroken, match="without pseudonym"):
        open_identity_keys(tmp_path, tmp_path, may_make=True)
    made = open_identity_keys(None, tmp_path, may_make=True)
    assert made == open_identity_keys(None, tmp_path, may_make=True)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.key")} == {0o600}
    assert made.cells[0].secret.hex() not in repr(made)


def test_a_custody_holder_is_offered_until_the_18th_birthday():
    born = date(2008, 11, 17)
    assert ANNA.offered(birth_on=born, on=date(2026, 11, 16)).holders == ANNA.holders
    assert ANNA.offered(birth_on=born, on=date(2026, 11, 17)).holders == ()
