"""Deliveries as they came: the same hash for the same content, nothing readable, nothing changed unseen."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from service.domain.errors import DeliveryRefused, IntegrityBroken, UnknownThing
from service.store.raw_deliveries import CHUNK, RawDeliveries, content_hash, open_raw_key

ON = date(2026, 11, 16)
KEY = bytes(range(32))


@pytest.fixture
def raw(tmp_path: Path) -> RawDeliveries:
    return RawDeliveries(tmp_path / "raw", KEY)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "delivery"
    (folder / "attendance").mkdir(parents=True)
    (folder / "youths.csv").write_text("youth_id,birth_on\nanna,2010-05-01\n" * 3)
    for number in range(2):
        (folder / "attendance" / f"part-{number}.csv").write_text(f"youth_id\nbilal-{number}\n")
    (folder / "empty.csv").touch()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_delivery_comes_back_as_it_was(raw: RawDeliveries, delivery: Path, tmp_path: Path) -> None:
    (delivery / "big.csv").write_bytes(os.urandom(2 * CHUNK + 77))
    content = content_hash(delivery)
    raw.keep(delivery, content=content, on=ON)
    assert contents(raw.restore(content, tmp_path / "out")) == contents(delivery)


def test_what_is_kept_can_be_read_by_nobody_without_the_key(raw: RawDeliveries, delivery: Path, tmp_path: Path) -> None:
    content = content_hash(delivery)
    kept = raw.keep(delivery, content=content, on=ON)
    assert b"anna" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    with pytest.raises(IntegrityBroken, match="another key"):
        RawDeliveries(raw.folder, bytes(32)).restore(content, tmp_path / "out")


def test_keeping_twice_keeps_the_first(raw: RawDeliveries, delivery: Path) -> None:
    content = content_hash(delivery)
    first = raw.keep(delivery, content=content, on=ON)
    written = first.read_bytes()
    assert raw.keep(delivery, content=content, on=date(2026, 12, 1)) == first
    assert first.read_bytes() == written


@pytest.mark.parametrize("place", [0, 20, 55, 60, 200, -1])
def test_a_changed_byte_is_found(raw: RawDeliveries, delivery: Path, tmp_path: Path, place: int) -> None:
    content = content_hash(delivery)
    kept = raw.keep(delivery, content=content, on=ON)
    changed = bytearray(kept.read_bytes())
    changed[place] ^= 1
    kept.write_bytes(changed)
    with pytest.raises(IntegrityBroken, match="changed or cut short"):
        raw.restore(content, tmp_path / "out")


@pytest.mark.parametrize("left", [0, 30, 60, 5000, -CHUNK])
def test_a_file_cut_short_is_found_even_between_chunks(
    raw: RawDeliveries, delivery: Path, tmp_path: Path, left: int
) -> None:
    (delivery / "big.csv").write_bytes(os.urandom(3 * CHUNK))
    content = content_hash(delivery)
    kept = raw.keep(delivery, content=content, on=ON)
    whole = kept.read_bytes()
    first_chunk = 18 + 32 + 5 + CHUNK + 16
    kept.write_bytes(whole[: first_chunk if left == 5000 else left])
    with pytest.raises(IntegrityBroken, match="changed or cut short"):
        raw.restore(content, tmp_path / "out")


def test_a_hash_tells_contents_and_not_names_of_parts_nor_their_order_nor_dates(delivery: Path) -> None:
    before = content_hash(delivery)
    (delivery / "attendance" / "part-0.csv").rename(delivery / "attendance" / "zz.csv")
    os.utime(delivery / "youths.csv", (1, 1))
    (delivery / ".DS_Store").write_text("nothing of ours")
    assert content_hash(delivery) == before
    (delivery / "youths.csv").rename(delivery / "spells.csv")
    assert content_hash(delivery) != before


def test_raw_deliveries_go_after_thirty_days(raw: RawDeliveries, delivery: Path) -> None:
    content = content_hash(delivery)
    raw.keep(delivery, content=content, on=ON)
    (raw.folder / ".part-left-by-a-kill").touch()
    assert raw.expire(date(2026, 12, 15)) == 0
    assert raw.find(content) is not None
    assert raw.expire(date(2026, 12, 16)) == 1
    assert list(raw.folder.iterdir()) == []
    with pytest.raises(UnknownThing, match="kept 30 days"):
        raw.restore(content, raw.folder / "out")


def test_links_are_no_part_of_a_delivery(delivery: Path) -> None:
    (delivery / "spells.csv").symlink_to(delivery / "youths.csv")
    with pytest.raises(DeliveryRefused, match="allowed are plain files"):
        content_hash(delivery)


def test_a_key_is_made_once_for_its_owner_alone_and_never_in_a_real_installation(tmp_path: Path) -> None:
    with pytest.raises(IntegrityBroken, match="raw_key_file: got none"):
        open_raw_key(None, tmp_path / "keys", may_make=False)
    key = open_raw_key(None, tmp_path / "keys", may_make=True)
    assert open_raw_key(None, tmp_path / "keys", may_make=True) == key
    made = next((tmp_path / "keys").iterdir())
    assert made.stat().st_mode & 0o777 == 0o600
    made.write_text("not a key")
    with pytest.raises(IntegrityBroken, match="raw key file"):
        open_raw_key(None, tmp_path / "keys", may_make=True)
