"""Contract 4: identity, ownership and what may be cut."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from features.vocabulary import CounsellorId, YouthId
from service.domain.flags import Flag, Source, flag_id
from service.domain.rules import Rule
from tests.lib.situations import day

FLAG = Flag(
    YouthId("anna"),
    day("2026-11-16"),
    Source.DUTY,
    Rule.CONTACT_5,
    day("2026-11-11"),
    1,
    counsellor_id=CounsellorId("tove"),
)


def test_a_flag_is_named_by_youth_source_rule_and_day_of_cause():
    assert FLAG.flag_id == sha256(b"anna|duty|contact_5|2026-11-11").hexdigest()[:16]


def test_the_same_flag_has_the_same_id_every_night():
    assert replace(FLAG, as_of=day("2026-11-20"), routed_by=3).flag_id == FLAG.flag_id


@pytest.mark.parametrize(
    "other",
    [{"youth_id": "bilal"}, {"source": Source.MANUAL}, {"rule": Rule.OFFER_30}, {"cause_on": day("2026-11-12")}],
)
def test_another_youth_source_rule_or_day_is_another_flag(other):
    assert replace(FLAG, **other).flag_id != FLAG.flag_id
    assert flag_id(FLAG.youth_id, FLAG.source, rule=FLAG.rule, cause_on=FLAG.cause_on) == FLAG.flag_id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"queue": "central"}, "exactly one"),
        ({"counsellor_id": None}, "exactly one"),
        ({"cut_off": True}, "only risk flags"),
        ({"rank_within_capacity": 1}, "only risk flags"),
        ({"source": Source.RISK, "rule": Rule.RISK, "due_on": day("2026-11-20")}, "no clock"),
    ],
)
def test_a_flag_that_breaks_the_contract_cannot_be_made(change, message):
    with pytest.raises(ValueError, match=message):
        replace(FLAG, **change)
