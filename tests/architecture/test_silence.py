"""What a candidate on trial says of a youth is read by the night that counts it, and by nothing that answers anybody."""

from __future__ import annotations

from tests.architecture.test_house import SOURCES, name_of

TABLE = {"service/store/retention.py", "service/store/shadow.py", "service/store/shadow_tables.py"}
"""What takes it away and what keeps it; access and erasure reach it by the mapping of every table."""
READERS = {"service/batch/shadow.py"}


def naming(word: str) -> set[str]:
    return {name_of(path) for path in SOURCES if word in path.read_text(encoding="utf-8")}


def test_only_the_night_reads_what_a_candidate_said():
    assert naming("SHADOW_SCORES") == TABLE
    assert naming("shadow.said_and_happened(") == READERS
