"""Names of youths in addresses: opaque, lasting, and opened only where they were made."""

from __future__ import annotations

import re

import pytest

from features.vocabulary import YouthId
from service.domain.errors import UnknownThing
from service.store.unit_of_work import open_store
from service.store.youth_keys import YouthKeys, keys_of_store

HERE, ELSEWHERE = YouthKeys(b"a" * 32), YouthKeys(b"b" * 32)
LONG = YouthId("x" * 64)


@pytest.mark.parametrize("youth_id", ["jonas", "y1", LONG])
def test_a_name_leads_back_to_its_youth_and_fits_an_address(youth_id):
    key = HERE.key_of(YouthId(youth_id))
    assert HERE.youth_of(key) == youth_id
    assert key == YouthKeys(b"a" * 32).key_of(YouthId(youth_id))
    assert re.fullmatch(r"[A-Za-z0-9_-]+", key)
    assert youth_id not in key


def test_another_installation_makes_other_names_and_opens_none_of_ours():
    key = HERE.key_of(YouthId("jonas"))
    assert ELSEWHERE.key_of(YouthId("jonas")) != key
    with pytest.raises(UnknownThing):
        ELSEWHERE.youth_of(key)


@pytest.mark.parametrize("key", ["", "A", "jonas", "æøå", "A" * 5000, "%00", HERE.key_of(YouthId("jonas"))[:-2] + "AA"])
def test_what_was_not_made_here_is_nobody(key):
    with pytest.raises(UnknownThing, match="nobody's"):
        HERE.youth_of(key)


def test_a_store_without_the_key_of_its_trail_has_no_names():
    with pytest.raises(UnknownThing, match="audit trail"):
        keys_of_store(open_store("sqlite://"))
