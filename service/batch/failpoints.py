"""Named places where a test may kill the night, so that what a sudden death leaves behind is known and not hoped.

Armed by the environment alone, ALLESKALMED_FAILPOINT=publish.in_transaction (or =lake.file_written:3 for the third time it is
reached); otherwise `reached` does nothing. Layers below this one take `reached` as a value, `mark`, and know nothing of it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Final

from service.domain.errors import WrongUse

ARMED_BY: Final = "ALLESKALMED_FAILPOINT"
NAMES: Final = frozenset(
    """
    lock.held run.started step.begun step.artefact_written step.remembered
    ingest.begun ingest.raw_kept ingest.checked ingest.in_lake ingest.registered ingest.moved
    lake.file_written lake.files_written lake.version_written
    quality.done duties.done gate.done shard.measured indicators.written scores.written flags.written
    publish.begun publish.lists_written publish.youths_written publish.flags_written publish.pointer_turned
    publish.before_commit publish.after_commit
    drift.begun drift.made drift.kept report.written report.kept
    """.split()
)
"""Every place; a test kills the night at each."""
_counts: Counter[str] = Counter()


def reached(name: str) -> None:
    """Die here, as by `kill -9`, if this place is armed.

    Raises: WrongUse if the place is not declared above.
    """
    if name not in NAMES:
        raise WrongUse(
            f"failpoint: got {name}, allowed are those that service/batch/failpoints.py declares. Add it there."
        )
    armed, _, time = os.environ.get(ARMED_BY, "").partition(":")
    if armed == name:
        _counts[name] += 1
        if _counts[name] == int(time or 1):
            os.kill(os.getpid(), signal.SIGKILL)


def check_armed() -> None:
    """Pass if nothing, or a declared place, is armed.

    Raises: WrongUse naming the variable.
    """
    armed = os.environ.get(ARMED_BY, "").partition(":")[0]
    if armed and armed not in NAMES:
        raise WrongUse(
            f"{ARMED_BY}: got a place that is not declared, allowed are {', '.join(sorted(NAMES))}. Correct or unset it."
        )
