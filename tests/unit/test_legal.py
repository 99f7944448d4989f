"""Nothing is held or computed without a purpose and a legal reference, and no law is claimed where none is certain."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest

from features.catalogue import INDICATORS, Indicator
from features.legal import BY_MUNICIPALITY, REFERENCES, HeldFor, LegalReference, Undecided
from features.records import TABLES, Table
from features.vocabulary import Feeds
from service.domain.retention import Limits
from service.store.purposes import LAKE, STORE, held_for, kept_until
from service.store.schema import METADATA
from service.store.subjects import mapping
from service.texts.catalogue import TEXTS


@pytest.mark.parametrize("declaration", [Indicator, Table])
def test_a_new_one_cannot_be_declared_without_purpose_and_reference(declaration):
    needed = {field.name: field for field in fields(declaration)}
    for name in ("purpose", "legal_reference"):
        assert needed[name].default is MISSING and needed[name].default_factory is MISSING


@pytest.mark.parametrize("declared", [*INDICATORS, *TABLES], ids=lambda declared: declared.name)
def test_every_indicator_and_table_says_what_it_is_for_and_by_which_law(declared):
    assert isinstance(declared.purpose, HeldFor)
    assert isinstance(declared.legal_reference, Undecided) or declared.legal_reference.section


def test_a_column_with_a_purpose_of_its_own_has_a_reference_of_its_own():
    columns = [column for table in TABLES for column in table.columns]
    assert [column.name for column in columns if (column.purpose is None) != (column.legal_reference is None)] == []
    assert {column.name for column in columns if column.purpose is HeldFor.AUDIT_FAIRNESS} == {"sex"}


def test_no_law_is_claimed_for_what_the_risk_engine_computes():
    profiling = [item for item in INDICATORS if item.feeds & {Feeds.RISK, Feeds.PROFILE, Feeds.ABSTENTION}]
    assert len(profiling) > 40
    assert {item.legal_reference for item in INDICATORS} == {BY_MUNICIPALITY}
    assert {held_for()[name].legal_reference for name in ("scores", "run_flags", "weekly_cuts")} == {BY_MUNICIPALITY}


def test_every_table_of_the_store_has_a_line():
    assert set(held_for()) == set(METADATA.tables)


def test_every_limit_of_retention_ends_something_and_every_table_about_a_youth_is_ended():
    ended = {(of, name): kept_until(of, name) for of in (STORE, LAKE) for name in mapping(of)}
    names = {*vars(Limits()), "job_hours"} - {"last_age"}
    assert set(ended.values()) == names | {None}
    silent = {(of, name) for of in (STORE, LAKE) for name, speaks in mapping(of).items() if speaks.none}
    assert {key for key, limit in ended.items() if limit is None} == silent - {(STORE, "job_records")}


def test_every_purpose_has_its_words_and_is_used():
    assert {key.removeprefix("held_for.") for key in TEXTS if key.startswith("held_for.")} == set(map(str, HeldFor))
    used = {one.purpose for one in (*INDICATORS, *TABLES, *held_for().values())}
    used |= {column.purpose for table in TABLES for column in table.columns}
    assert set(HeldFor) <= used


def test_what_rests_on_a_secondary_source_says_so():
    laws = [reference for reference in REFERENCES.values() if isinstance(reference, LegalReference)]
    assert [str(law) for law in laws if not law.is_verified and not str(law).endswith("(verify)")] == []
    assert any(law.is_verified for law in laws)
