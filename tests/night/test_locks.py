"""One night at a time, on both databases, and no publishing by somebody who lost the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from service.domain.errors import LockHeld
from service.store.locks import check_fence, hold
from service.store.unit_of_work import open_store

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from service.store.locks import hold
from service.store.unit_of_work import open_store
with hold(open_store(sys.argv[1]), Path(sys.argv[2]), at=datetime(2026, 11, 16, 1, tzinfo=UTC)) as fence:
    print(fence, flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_refused_until_the_first_ends(store, tmp_path):
    path = tmp_path / "lock"
    with hold(store, path, at=AT) as first, pytest.raises(LockHeld, match="held by"), hold(store, path, at=AT):
        raise AssertionError("two held the lock")
    with hold(store, tmp_path / "lock", at=AT) as second:
        assert second == first + 1


def test_another_machine_on_the_same_server_is_refused(store, database_url, tmp_path):
    if database_url.startswith("sqlite"):
        pytest.skip("a file has no other machine")
    other = open_store(database_url)
    here, there = hold(store, tmp_path / "here", at=AT), hold(other, tmp_path / "there", at=AT)
    with here, pytest.raises(LockHeld, match="the database held"), there:
        raise AssertionError("two held the lock")
    other.close()


def test_who_lost_the_lock_may_not_publish(store, tmp_path):
    with hold(store, tmp_path / "lock", at=AT) as lost:
        pass
    with hold(store, tmp_path / "lock", at=AT) as newest:
        with store.begin() as work:
            check_fence(work, newest)
        with pytest.raises(LockHeld, match="nothing of this run was published"), store.begin() as work:
            check_fence(work, lost)


def test_the_lock_of_a_killed_holder_is_free_to_the_next(store, database_url, tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    fence = int(holder.stdout.readline())
    with pytest.raises(LockHeld), hold(store, tmp_path / "lock", at=AT):
        raise AssertionError("two held the lock")
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with hold(store, tmp_path / "lock", at=AT) as after:
        assert after == fence + 1
