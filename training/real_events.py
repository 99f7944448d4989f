"""The whole job on real, public event data: fit on the spring of 2013, score from the autumn on, and say how well it did."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Final

from features.errors import FeaturesError
from features.reading import read_records
from features.vocabulary import DataKind
from training.evaluate import TEXT, Question, appraise, write
from training.later import dates_between
from training.plan import Plan

RECIPE: Final = "open-university"
UNTIL: Final = date(2013, 10, 1)
FIRST, LAST, STEP_DAYS = date(2013, 10, 29), date(2014, 5, 13), 28
AUTUMN: Final = dates_between(FIRST, date(2013, 12, 24), step_days=STEP_DAYS)
SEED: Final = 0
POOLED_AUTUMN, POOLED = "autumn 2013 pooled", "all judged dates pooled"

SOURCE: Final = (
    "Open University Learning Analytics dataset (Kuzilek, Hlosta, Zdrahal: Open University Learning Analytics dataset, Scientific "
    "Data 4:170171, 2017, https://analyse.kmi.open.ac.uk/open_dataset), CC BY 4.0, the presentations that began in 2013 turned into "
    "records format 1: a day in the online classroom stands for a school day, a day without a trace for unlawful absence, a "
    "withdrawal for an interruption known on its day"
)
SHOWS: Final = (
    "What these data can show: that records become indicators, scores and honest figures on events nobody simulated, that the past "
    "trains and the future judges, and whether the model ranks better than a simple rule.",
    "What they cannot show: anything about Danish youths. These are adults on online courses, and a day without a click is not "
    "absence from school. Course starts, birth dates and districts are nominal; every event is known on its day, so nothing is "
    "learned about late messages; each learner takes one course here, so a new beginning after an ending is never seen.",
    "Training sees the courses of one spring and the test those of the following autumn, three of whose six courses did not run in "
    "spring. A date is judged only if 28 days and the 60 after an ending lie within the records; later dates are scored, not judged.",
)


class SetMissing(FeaturesError):
    """The folder with the real events is not there."""

    exit_code = 2


def run(*, records: Path, out: Path) -> None:
    """Fit, score and judge on the real events; figures and scores go into a folder, the figures to the terminal.

    Raises: SetMissing, saying where the set comes from.
    """
    if not (records / "spells.parquet").exists():
        raise SetMissing(
            f"records: got no records folder named {records.name}, allowed is the set made from the {SOURCE}. Fetch the dataset from "
            "its publisher, or ask the project's maintainers for the folder, and name it: make real OULAD_RECORDS=FOLDER."
        )
    delivered = read_records(records)
    if delivered.delivery.data is not DataKind.PUBLIC:
        raise SetMissing(
            f"delivery.json: got data declared {delivered.delivery.data}, allowed is public: this command is for published data alone."
        )
    dates = dates_between(FIRST, LAST, step_days=STEP_DAYS)
    groups = {POOLED_AUTUMN: AUTUMN, POOLED: dates}
    appraisal = appraise(delivered, Question(UNTIL, dates, groups, RECIPE, SEED))
    plan = appraisal.learned.plan
    write(
        appraisal,
        out,
        attribution=SOURCE,
        remarks=SHOWS,
        training=plan.training,
        calibration=plan.calibration,
    )
    for as_of, scores in appraisal.scored.scores.items():
        scores.to_parquet(out / f"scores_{as_of}.parquet", index=False)
    _tell(plan, (out / TEXT).read_text(encoding="utf-8"))


def _tell(plan: Plan, figures: str) -> None:
    said = (
        f"Source: {SOURCE}.",
        f"Trained on {_days(plan.training)}, calibrated on {_days(plan.calibration)}; nothing known from {plan.until} on took part.",
        "Each figure with its 95 % interval (youths drawn again, all rows of one together); beside it the simple rule that did best on "
        "the same past.",
        figures.rstrip(),
        *SHOWS,
    )
    print("\n\n".join(said), file=sys.stdout)  # noqa: T201 - a command's answer


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in days)
