"""What the first request would wait for - compiled kernels, tables of the calendar - is made before it comes."""

from __future__ import annotations

import json

from features.build import build_with_report
from features.checking import check_records
from features.permission import Phase, check_may_profile
from features.vocabulary import DataKind
from service.api import examples
from service.api.answers import ScoresAsked
from service.api.rows import records_of


def warm_up() -> None:
    """Build the indicators of the made-up youth of the API's own example."""
    asked = ScoresAsked.model_validate_json(json.dumps(examples.SCORES_ASKED))
    records = records_of(asked.records, DataKind.SYNTHETIC)
    check_may_profile(DataKind.SYNTHETIC, Phase.OPERATION, tables=records.contained, on=asked.as_of)
    check_records(records, as_of=asked.as_of)
    build_with_report(records, as_of=asked.as_of)
