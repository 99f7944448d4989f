"""The audit trail: one chain whoever writes, and no tampering that `verify` does not see."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.access import NIGHT, Actor, Role
from service.domain.audit import FIRST, Event, Line, _hash
from service.domain.errors import IntegrityBroken, StoreUnavailable
from service.store.audit import anchor_anew, append, lines, verify, verify_lines
from service.store.seal import Anchored, open_seal
from service.store.tables import AUDIT, MILESTONES
from service.store.unit_of_work import Store, Work, open_store

AT = datetime(2026, 11, 16, 5, 30, 0, 123456, tzinfo=UTC)
HANNE = Actor("hanne", Role.COUNSELLOR, "Hanne")
LENGTH = 30
TAMPERINGS = 1_000


def event(number: int) -> Event:
    return Event(
        AT + timedelta(minutes=number),
        HANNE if number % 3 else NIGHT,
        ("youth.looked", "list.looked", "flag.moved")[number % 3],
        f"youth-{number % 7}" if number % 2 else None,
        {"page": number, "reason": "tovholder"},
    )


def say(store: Store, *events: Event) -> None:
    with store.begin() as work:
        for one in events:
            append(work, one)


def told(store: Store) -> list[Line]:
    with store.read() as work:
        return list(lines(work))


@pytest.fixture
def trail(store: Store) -> Store:
    for first in range(0, LENGTH, 3):
        say(store, *(event(number) for number in range(first, first + 3)))
    return store


def test_lines_are_numbered_and_chained_as_they_were_said(trail: Store):
    found = told(trail)
    assert [line.number for line in found] == list(range(1, LENGTH + 1))
    assert [line.previous for line in found] == [FIRST, *(line.hash for line in found[:-1])]
    assert (found[4].at, found[4].actor_id, found[4].youth_id) == (event(4).at, "hanne", None)
    whole = verify(trail)
    assert (whole.is_whole, whole.count, whole.head) == (True, LENGTH, found[-1].hash)


def test_the_trail_is_handed_out_by_time_youth_and_actor(trail: Store):
    with trail.read() as work:
        late = [line.number for line in lines(work, since=event(20).at, until=event(23).at)]
        about = {line.youth_id for line in lines(work, youth_id="youth-3")}
        by = {line.actor_id for line in lines(work, actor_id="night")}
    assert late == [21, 22, 23]
    assert about == {"youth-3"}
    assert by == {"night"}


def test_what_is_rolled_back_is_not_said(trail: Store):
    with pytest.raises(RuntimeError, match="after all"), trail.begin() as work:
        append(work, event(99))
        raise RuntimeError("not after all")
    assert verify(trail).count == LENGTH


def test_a_write_stands_only_with_its_line(trail: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("service.store.unit_of_work.write_lines", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(StoreUnavailable, match="anchor"), trail.begin() as work:
        work.execute(sa.insert(MILESTONES), [{"name": "first_night", "happened_on": AT.date()}])
        append(work, event(99))
    with trail.read() as work:
        assert work.rows(sa.select(MILESTONES)) == []


def test_many_writers_make_one_chain(store: Store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: say(store, event(number), event(number)), range(40)))
    whole = verify(store)
    assert (whole.is_whole, whole.count) == (True, 80)


def test_a_long_transaction_that_began_earlier_follows_the_one_that_ended_first(store: Store):
    if not store.is_postgresql:
        pytest.skip("SQLite lets one writer in at a time")
    with store.begin() as slow:
        slow.rows(sa.select(MILESTONES))
        append(slow, event(1))
        say(store, event(2))
    assert [line.at for line in told(store)] == [event(2).at, event(1).at]
    assert verify(store).is_whole


def test_a_trail_that_grows_while_it_is_verified_holds(trail: Store):
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(lambda: [say(trail, event(number)) for number in range(30)])
        assert all(verify(trail).is_whole for _ in range(15))
        writing.result()


# Tampering


def hashed(line: Line, key: bytes) -> Line:
    return replace(line, hash=_hash(key, line))


def rewritten(found: list[Line], key: bytes) -> list[Line]:
    """The lines numbered and chained anew with a key, as somebody would who wants them to look whole."""
    made: list[Line] = []
    for number, line in enumerate(found, 1):
        previous = made[-1].hash if made else FIRST
        made.append(hashed(replace(line, number=number, previous=previous), key))
    return made


def changed(line: Line, rng: random.Random) -> Line:
    name = rng.choice(["at", "actor_id", "role", "action", "youth_id", "detail", "previous", "hash", "number"])
    other = {
        "at": line.at + timedelta(microseconds=rng.choice([-1, 1, 10**6])),
        "youth_id": "youth-0x" if rng.random() < 0.5 or line.youth_id is None else None,
        "detail": line.detail.replace("tovholder", "district"),
        "previous": rng.choice([FIRST, line.hash]),
        "hash": line.hash[:-1] + ("0" if line.hash[-1] != "0" else "1"),
        "number": line.number + 1_000,
    }
    return replace(line, **{name: other.get(name, getattr(line, name, "") + "x" if name in WORDS else None)})


WORDS = {"actor_id", "role", "action"}


def tampered(found: list[Line], rng: random.Random) -> list[Line]:
    """One random tampering of the trail, by somebody who does not have the key but may know how the chain is made."""
    lines_now, place = list(found), rng.randrange(len(found))
    way = rng.choice(["change", "change", "delete", "insert", "swap", "shuffle", "truncate", "empty", "double"])
    if way == "change":
        lines_now[place] = changed(lines_now[place], rng)
    elif way == "delete":
        del lines_now[place : place + rng.randint(1, 3)]
    elif way == "insert":
        lines_now.insert(place, replace(rng.choice(found), action="never.happened"))
    elif way == "swap":
        other = rng.choice([n for n in range(len(found)) if n != place])
        one, two = lines_now[place], lines_now[other]
        lines_now[place], lines_now[other] = replace(two, number=one.number), replace(one, number=two.number)
    elif way == "shuffle":
        lines_now = [replace(line, number=at) for at, line in enumerate(lines_now[1:] + lines_now[:1], 1)]
    elif way == "truncate":
        lines_now = lines_now[: rng.randrange(1, len(found))]
    elif way == "empty":
        lines_now = []
    else:
        lines_now.append(replace(lines_now[place], number=len(found) + 1))
    if way in {"insert", "delete", "change", "double"} and rng.random() < 0.5:
        return rewritten(lines_now, rng.randbytes(32))  # made to look whole, with a key of their own
    return lines_now if len({line.number for line in lines_now}) == len(lines_now) else rewritten(lines_now, b"")


@contextmanager
def instead(store: Store, made: list[Line]) -> Iterator[Work]:
    """A transaction in which the trail is what somebody made of it; undone at the end."""
    with store.engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(sa.delete(AUDIT))
        if made:
            connection.execute(sa.insert(AUDIT), [vars(line) for line in made])
        yield Work(connection, is_writing=True, seal=store.seal)
        transaction.rollback()


def test_a_thousand_random_tamperings_are_all_detected(trail: Store):
    assert trail.seal is not None
    rng, found, anchored = random.Random(20261116), told(trail), trail.seal.anchored()
    unseen = []
    for number in range(TAMPERINGS):
        made = tampered(found, rng)
        assert made != found
        with instead(trail, made) as work:
            if verify_lines(work, anchored).is_whole:
                unseen.append(number)
    assert unseen == []
    assert verify(trail).is_whole


def test_verify_names_the_first_line_that_does_not_hold(trail: Store):
    with trail.begin() as work:
        work.execute(sa.update(AUDIT).where(AUDIT.c.number == 12).values(actor_id="somebody"))
    broken = verify(trail)
    assert (broken.is_whole, broken.broken, broken.count) == (False, 12, 11)
    assert "line 12" in broken.what


def test_a_cut_tail_stays_visible_however_much_is_written_after_it(trail: Store):
    with trail.begin() as work:
        work.execute(sa.delete(AUDIT).where(AUDIT.c.number > LENGTH - 2))
    assert "missing at the end" in verify(trail).what
    for number in range(5):
        say(trail, event(number))
    assert verify(trail).broken == LENGTH
    assert "anchored" in verify(trail).what


def test_a_trail_rewritten_with_its_own_key_does_not_meet_the_anchor(trail: Store):
    assert trail.seal is not None
    kept = [line for line in told(trail) if line.number != 5]
    with instead(trail, rewritten([*kept, kept[-1]], trail.seal.key)) as work:
        assert "anchored" in verify_lines(work, trail.seal.anchored()).what


def test_a_forged_anchor_and_a_lost_one_are_told(trail: Store):
    assert trail.seal is not None
    place = trail.seal.anchor
    written = place.read_bytes()
    place.write_bytes(replace(trail.seal, key=b"other").record(Anchored(3, told(trail)[2].hash)))
    assert "not written with this key" in verify(trail).what
    with pytest.raises(IntegrityBroken, match=r"audit\.anchor"):
        say(trail, event(1))
    place.unlink()
    assert "no anchor" in verify(trail).what
    place.write_bytes(written)
    assert verify(trail).is_whole


def test_after_a_restore_somebody_says_why_and_the_trail_is_anchored_anew(trail: Store):
    assert trail.seal is not None
    with trail.begin() as work:
        work.execute(sa.delete(AUDIT).where(AUDIT.c.number > 20))
    assert not verify(trail).is_whole
    anchor_anew(trail, Event(AT, NIGHT, "audit.anchored_anew", detail={"reason": "restored from a backup"}))
    assert (verify(trail).is_whole, verify(trail).count) == (True, 21)
    assert trail.seal.anchor.with_name(f"audit.anchor.{LENGTH}").exists()


# Keys


def test_without_its_key_nothing_is_said_and_nothing_written(database_url: str, trail: Store):
    bare = open_store(database_url)
    with pytest.raises(IntegrityBroken, match="without the key"), bare.begin() as work:
        append(work, event(1))
    with pytest.raises(IntegrityBroken, match="without the key"):
        verify(bare)
    with pytest.raises(ValueError, match="only read"), trail.read() as work:
        append(work, event(1))
    bare.close()
    assert verify(trail).count == LENGTH


def test_with_another_key_the_first_line_does_not_hold(database_url: str, trail: Store, tmp_path: Path):
    other = open_store(database_url, seal=open_seal(None, tmp_path / "other", may_make=True))
    assert verify(other).broken == 1
    other.close()


def test_a_real_installation_names_its_key(tmp_path: Path):
    with pytest.raises(IntegrityBroken, match="openssl rand"):
        open_seal(None, tmp_path, may_make=False)
    with pytest.raises(IntegrityBroken, match=r"named\.key: got FileNotFoundError"):
        open_seal(tmp_path / "named.key", tmp_path, may_make=False)
    (tmp_path / "named.key").write_text("abcd\n")
    with pytest.raises(IntegrityBroken, match="got 2 bytes, allowed is a readable file with 64 hex digits"):
        open_seal(tmp_path / "named.key", tmp_path, may_make=False)


def test_a_made_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        seals = list(pool.map(lambda _: open_seal(None, tmp_path / "keys", may_make=True), range(8)))
    assert len({seal.key for seal in seals}) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["made-audit.key"]
    assert (tmp_path / "keys" / "made-audit.key").stat().st_mode & 0o777 == 0o600


def test_if_the_anchor_cannot_be_written_nothing_is_committed(trail: Store):
    assert trail.seal is not None
    blocked = Store(trail.engine, replace(trail.seal, anchor=trail.seal.anchor / "below-a-file"))
    with pytest.raises((OSError, StoreUnavailable)):
        say(blocked, event(1))
    assert verify(trail).count == LENGTH
