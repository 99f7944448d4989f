"""The lake against a plain reading of all deliveries: whatever was told, repeated, corrected and taken back, each night sees the same."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.store import records_lake
from service.store.records_lake import Lake
from tests.lib.lakes import Plain, Row, present, seen, take, told

FIRST = date(2026, 11, 16)
YOUTHS = ("anna", "bilal", "clara")
instants = st.sampled_from(["2026-11-13T06:00:00", "2026-11-15T22:59:59", "2026-11-15T23:00:00", "2026-11-17T12:00:00"])


@st.composite
def deliveries(draw: st.DrawFn) -> list[dict[str, list[Row]]]:
    """Deliveries of following nights; each table's rows all say when they were known, or none does."""
    says_when = {name: draw(st.booleans()) for name in ("youths", "spells", "attendance")}

    def known(table: str) -> str | None:
        return draw(instants) if says_when[table] else None

    def delivery() -> dict[str, list[Row]]:
        attendance = [
            present(
                youth,
                f"2026-11-{9 + draw(st.integers(0, 1)):02}",
                unlawful=draw(st.integers(0, 2)),
                known_at=known("attendance"),
                retracted=says_when["attendance"] and draw(st.booleans()),
            )
            for youth in draw(st.lists(st.sampled_from(YOUTHS), max_size=4))
        ]
        spells: list[Row] = [
            {
                "youth_id": youth,
                "started_on": "2025-08-11",
                "status": "upper_secondary",
                "institution_id": draw(st.sampled_from(["G1", None])),
                "ended_on": draw(st.sampled_from([None, "2026-11-06", "2026-11-17"])),
                "known_at": known("spells"),
            }
            for youth in YOUTHS
        ]
        youths: list[Row] = [
            {"youth_id": youth, "birth_on": "2010-05-01", "district_id": draw(st.sampled_from(["D1", None])), "known_at": known("youths")}
            for youth in YOUTHS
        ]  # fmt: skip
        districts: list[Row] = [
            {"district_id": f"D{number}", "name": "Nord"} for number in range(draw(st.integers(1, 3)))
        ]
        tables = {
            "youths": youths,
            "spells": spells,
            "districts": districts,
            **({"attendance": attendance} if attendance else {}),
        }
        return {name: _sound(rows) for name, rows in tables.items()}

    return [delivery() for _ in range(draw(st.integers(2, 4)))]


def _sound(rows: Sequence[Row]) -> list[Row]:
    """Without rows that contradict another of the same key and instant, as a check leaves them."""
    return list(
        {
            tuple(
                str(row.get(n))
                for n in ("youth_id", "on", "institution_id", "district_id" if "name" in row else "", "known_at")
            ): row
            for row in rows
        }.values()
    )


def content(records: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Rows without the instant at which they were known, which is the first for the lake and the last for a plain reading."""
    return {
        name: sorted(
            map(
                str,
                rows.drop(columns="known_at", errors="ignore")
                .astype(object)
                .where(rows.notna(), None)
                .to_dict("records"),
            )
        )
        for name, rows in records.items()
        if len(rows)
    }


@given(told_nightly=deliveries())
@settings(max_examples=5)
def test_each_night_sees_what_a_plain_reading_sees_before_and_after_files_are_merged(
    told_nightly: list[dict[str, list[Row]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(records_lake, "MOST_FILES", 1)
        lake, plain = Lake(Path(folder)), Plain([])
        nights = [FIRST + timedelta(days=number) for number in range(len(told_nightly))]
        for night, tables in zip(nights, told_nightly, strict=True):
            records = told(**tables)
            plain.taken.append((night, records))
            take(lake, records, night=str(night))
        last = lake.newest()
        expected = {night: content(seen(plain.records(night), str(night))) for night in nights}
        merged = lake.compact(last, at=datetime(2030, 1, 1, tzinfo=UTC))
        assert {night: content(seen(lake.records(merged, as_of=night), str(night))) for night in nights} == expected
        for version, night in enumerate(nights, 1):  # the night that was run then, made again now
            assert content(seen(lake.records(version, as_of=night), str(night))) == expected[night]
