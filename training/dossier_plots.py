"""The plots of a dossier, made from an evaluation's figures as their JSON holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from models.fairness import Verdict
from training.plots import Axis, Plot, Ratio, Ratios, Series, axis, root_axis

MEASURE_WORDS: Final = {
    "flag_rate": "on a list",
    "false_positive_rate": "on a list, of those who do not drop out",
    "false_negative_rate": "on no list, of those who drop out",
    "precision": "drop out, of those on a list",
    "predicted_over_observed": "dropouts foretold for each that happened",
    "undecided_share": "onset profile undetermined",
}
"""What the audit of groups measures, in words."""
RATIO_TICKS: Final = [0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0]
_PERFECT: Final = "as foretold"


def reliability_plot(name: str, groups: Sequence[Mapping[str, Any]]) -> Plot:
    """Foretold risk across, observed share up, a dot with its interval for each group of risks."""
    points = [(group["foretold"], group["observed"]["value"]) for group in groups]
    spans = [(group["observed"]["low"], group["observed"]["high"]) for group in groups]
    reach = [*(high for _, high in spans), *(at for at, _ in points)]
    x, y = (
        root_axis(words, reach)
        for words in ("foretold risk (by square root)", "share that dropped out (by square root)")
    )
    end = x["ticks"][-1]
    dots: Series = {"name": "observed, 95 % interval", "style": "dots", "points": points, "spans": spans}
    perfect: Series = {"name": _PERFECT, "style": "guide", "points": [(0.0, 0.0), (end, end)]}
    says = (
        f"{len(groups)} groups of youths by foretold risk. Dots on the dashed line: as many dropped out as was foretold; above it more "
        "did, below it fewer. The table beside it holds every number."
    )
    return {"title": f"Calibration: {name}", "describes": says, "x": x, "y": y, "series": [dots, perfect]}


def length_plot(measure: str, lengths: Sequence[Mapping[str, Any]], rule: str) -> Plot:
    """Recall or precision over the length of the list, of the model and of the simple rule."""
    words = {"recall": "found, of all who drop out", "precision": "drop out, of those on the list"}[measure]
    series: list[Series] = []
    for name, style, told in (("model", "line", "model"), (f"rule {rule}", "guide", "rule")):
        cells = [length[told][measure] for length in lengths]
        points = [(length["share"], cell["value"]) for length, cell in zip(lengths, cells, strict=True)]
        one: Series = {"name": name, "style": style, "points": points}
        if told == "model":
            one["spans"] = [(cell["low"], cell["high"]) for cell in cells]
        series.append(one)
    tops = [high for one in series for _, high in one.get("spans", [])] + [
        y for one in series for _, y in one["points"]
    ]
    x = axis("length of the list, share of all youths", [length["share"] for length in lengths], is_share=True)
    says = f"How {measure} changes as the list grows: the model with its 95 % interval, and the rule {rule}. The table holds the numbers."
    y = axis(words, tops, is_share=True)
    return {"title": f"{measure.capitalize()} over list length", "describes": says, "x": x, "y": y, "series": series}


def ratio_plots(fairness: Mapping[str, Any]) -> dict[str, Ratios]:
    """For each measure the ratio of every group to everybody else, of the groups of which enough is known."""
    found: dict[str, Ratios] = {}
    for measure, words in MEASURE_WORDS.items():
        rows = [
            _ratio(group, item)
            for group in fairness["groups"]
            for item in group["measures"]
            if item["measure"] == measure and item["verdict"] != Verdict.NOT_ESTIMABLE
        ]
        if rows:
            low, high = fairness["limits"]
            found[measure] = {
                "title": f"Ratio: {words}",
                "describes": f"{len(rows)} groups against everybody else, 95 % intervals; the shaded limits are {low} to {high}.",
                "words": "group ÷ everybody else",
                "ticks": RATIO_TICKS,
                "limits": (low, high),
                "rows": rows,
            }
    return found


def onset_plot(trajectories: Sequence[Mapping[str, Any]], threshold: float | None) -> Plot:
    """The mean share of lessons missed by grade, a line for each course, and the threshold of the plain rule."""
    courses: list[Series] = [
        {
            "name": one["name"].replace("_", " ") + ("" if one["share"] is None else f", {one['share']:.0%}"),
            "style": "line",
            "points": [(float(grade), share) for grade, share in enumerate(one["course"])],
        }
        for one in trajectories
    ]
    if threshold is not None:
        courses.append(
            {"name": "the rule's threshold", "style": "guide", "points": [(0.0, threshold), (9.0, threshold)]}
        )
    heights = [up for one in courses for _, up in one["points"]]
    x: Axis = {"words": "grade", "ticks": [0.0, 3.0, 6.0, 9.0], "is_share": False}
    says = "Mean share of lessons missed in each grade of compulsory school, one line for each course of absence."
    y = axis("lessons missed", heights, is_share=True)
    return {"title": "Courses of absence", "describes": says, "x": x, "y": y, "series": courses}


def _ratio(group: Mapping[str, Any], item: Mapping[str, Any]) -> Ratio:
    words = f"{group['dimension']} {group['group']}, {item['n']} youths: {item['verdict']}".replace("_", " ")
    ratio = item["ratio"]
    return {"words": words, "value": ratio["value"], "low": ratio["low"], "high": ratio["high"]}
