"""Benches run on pinned threads; Polars reads its number when it is first imported."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numba
import pyarrow as pa
import pytest

from tests.lib.databases import postgresql_server

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)


@pytest.fixture(scope="session")
def threads() -> dict[str, int]:
    """How many threads each library may use."""
    import polars as pl  # noqa: PLC0415 - only after the number of its threads is set

    pa.set_cpu_count(THREADS)
    pa.set_io_thread_count(THREADS)
    numba.set_num_threads(THREADS)
    return {
        "pyarrow_cpu": pa.cpu_count(),
        "pyarrow_io": pa.io_thread_count(),
        "numba": numba.get_num_threads(),
        "polars": pl.thread_pool_size(),
    }


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server that waits for the disk, as one in use does."""
    with postgresql_server(is_durable=True) as url:
        yield url
