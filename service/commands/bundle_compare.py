"""`alleskalmed bundle compare`: how the candidate on trial compares with the active bundle."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from service.commands.installation import installation
from service.operating.comparing import Trial, read_trial
from service.settings import Settings

HIDDEN: Final = "hidden"
NOTHING: Final = "No candidate is on trial; `alleskalmed bundle shadow MODEL_ID` begins one.\n"


def run(*, as_json: bool) -> None:
    """The latest comparison, as JSON or in lines."""
    with installation(Settings()) as store, store.read() as work:
        trial = read_trial(work)
    if as_json:
        json.dump(trial.as_json, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    sys.stdout.write("".join(f"{line}\n" for line in _lines(trial)) or NOTHING)


def _lines(trial: Trial) -> Iterator[str]:
    if trial.on_trial is not None:
        yield f"On trial since {trial.on_trial.at:%Y-%m-%d}: {trial.on_trial.model_id}"
    told = trial.compared
    if told is None:
        if trial.on_trial is not None:
            yield "Not compared yet; the next night does it."
        return
    yield f"{told['shadow_id']} beside {told['active_id']}, night of {trial.business_on}"
    yield (
        f"scored by both {_count(told['youths'])}, by the active one alone {_count(told['only_active'])}, by the candidate alone "
        + (_count(told["only_shadow"]))
    )
    for title, table in (("lists", told["lists"]), *told["bands"].items(), ("profiles", told["profiles"])):
        yield from _table(title, table)
    yield from _happened(trial, told["happened"])


def _table(title: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Rows of the active one, columns of the candidate, with their sums."""
    yield ""
    yield "  ".join((title.ljust(16), *(name.rjust(14) for name in (*table["columns"], "sum"))))
    for name, line in zip((*table["rows"], "sum"), table["counts"], strict=True):
        yield "  ".join((name.ljust(16), *(_count(count).rjust(14) for count in line)))


def _happened(trial: Trial, told: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    if not told["gaps"]:
        since = f"; the first outcomes are known from {trial.known_from_on}" if trial.known_from_on else ""
        yield f"Which of the two is right cannot be told yet: {_count(told['dropouts'])} dropouts are known{since}."
    for gap in told["gaps"]:
        yield f"{gap['name']}: active {_interval(gap['active'])}, candidate {_interval(gap['shadow'])}, difference " + (
            _interval(gap["difference"])
        )


def _interval(told: Sequence[float | None]) -> str:
    value, low, high = ("-" if one is None else f"{one:.3f}" for one in told)
    return f"{value} [{low}; {high}]"


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)
