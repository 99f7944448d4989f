"""The evidence in words and tables for people, at most 80 columns wide; the same figures stand in the JSON in full."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Final

from models.fairness import Fairness, Verdict
from models.onset import Diagnostics
from models.places import AT_CAPACITY
from training.activation import Activation
from training.companions import CompanionFigures
from training.evidence import Evidence, Undecided
from training.figures import WIDTH, as_text, interval
from training.lists import Lists
from training.timing import Days, LeadTimes
from training.unseen import Unseen

_INDENT: Final = "  "


def tell_activation(activation: Activation) -> str:
    """The decision and what it rests on, alarms first."""
    return "\n".join(["MAY IT BE SERVED?", *(_wrapped(words) for words in activation.words)]) + "\n"


def tell_stand_in(rule: str) -> str:
    """The head of a rule's own figures."""
    words = (
        f"These are the figures of the rule {rule} as a bundle, which stands in the model's place if that has not earned it or is stopped. "
        "Unless somebody named it beforehand, it was chosen as the best on these very dates: expect somewhat less of it. Where it says "
        "model below, the rule's risks are meant; its groups outside the limits are shown and stop nothing."
    )
    return f"THE RULE IN THE MODEL'S PLACE\n{_wrapped(words)}\n"


def tell_companions(companions: Iterable[CompanionFigures]) -> str:
    """Freer models beside this one, with its lead over each; of the Brier score less is better."""
    blocks = [_companion(item) for item in companions]
    return "\n".join(["FREER MODELS, AND HOW FAR THIS ONE IS AHEAD (ALL JUDGED DATES)", *blocks]) + "\n"


def tell_unseen(unseen: Unseen) -> str:
    """How the model does at schools that a fit has never seen."""
    words = (
        f"{unseen.schools} schools, of which the full model learned from {unseen.learned}: each is judged by a fit without it, without a "
        "fifth of the others and without every youth who went to one of them. The figures stand above, beside those of the full model."
    )
    ahead = [f"{_INDENT}full model ahead by: {_named(name):22}{interval(value)}" for name, value in unseen.lead.items()]
    remark = [_wrapped(unseen.remark)] if unseen.remark else []
    return "\n".join(["SCHOOLS NEVER SEEN", _wrapped(words), *ahead, *remark]) + "\n"


def tell_onset(found: Diagnostics) -> str:
    """How well the classes of the onset mixture are told apart, and whether they come again."""
    head = f"{_INDENT}{'class':18}{'share':>8}{'assigned':>10}{'posterior':>11}{'odds':>8}"
    lines = [
        f"{_INDENT}{item.name:18}{item.share:8.1%}{item.assigned:10.1%}{_cell(item.posterior, '11.2f')}{_cell(item.odds, '8.0f')}"
        for item in found.classes
    ]
    words = (
        f"Entropy {found.entropy:.2f} (1 is certain). Adjusted Rand between fits with other seeds at least {found.seeds:.2f}, between fits "
        f"on two halves of the youths {found.halves:.2f}. Posterior: mean of those most probably in the class; odds: of having classified "
        "them rightly."
    )
    return "\n".join(["CLASSES OF THE ONSET MIXTURE", head, *lines, _wrapped(words)]) + "\n"


def _cell(value: float | None, layout: str) -> str:
    """A number, or a dash of the same width where there is none: of a class that is nobody's most probable one nothing is told."""
    return f"{'-':>{layout.partition('.')[0]}}" if value is None else f"{value:{layout}}"


def _companion(item: CompanionFigures) -> str:
    head = f"{_wrapped(f'{item.companion}: {item.words}.')}"
    if item.remark:
        return f"{head}\n{_wrapped(item.remark)}"
    lines = [
        f"    {_named(name):22}{interval(value):>21}  ahead by {interval(item.lead[name])}"
        for name, value in item.measures.items()
    ]
    return "\n".join([head, *lines])


def _named(measure: str) -> str:
    return measure.replace("_", " ")


def tell(evidence: Evidence) -> str:
    """Lists, lead times, steadiness, the undecided, groups and fairness, one block each."""
    if evidence.remark or evidence.lists is None:
        return f"ALL JUDGED DATES TOGETHER\n{_wrapped(evidence.remark)}\n"
    parts = [_lists(evidence.lists)]
    if evidence.within_school:
        told = [f"{name} {interval(value)}" for name, value in evidence.within_school.items()]
        parts.append("AUROC AMONG YOUTHS OF THE SAME SCHOOL\n" + "\n".join(_INDENT + line for line in told))
    if evidence.lead_times is not None:
        parts.append(_lead_times(evidence.lead_times))
    if evidence.overlap is not None:
        share = interval(evidence.overlap.share)
        parts.append(
            f"ON THE LIST AGAIN A WEEK LATER\n{_INDENT}{share} of the places, {evidence.overlap.weeks} pairs of weeks"
        )
    parts += [_undecided(evidence.undecided), "BY TERM, SCHOOL KIND AND DISTRICT\n" + as_text(evidence.groups).rstrip()]
    if evidence.fairness is not None:
        parts.append(_fairness(evidence.fairness))
    return "\n\n".join(parts) + "\n"


def _lists(lists: Lists) -> str:
    basis = (
        "the districts' weekly capacity"
        if lists.basis == AT_CAPACITY
        else "5 % of the youths, as no counsellors are on record"
    )
    chosen = lists.as_chosen
    head = [
        "LISTS AT CAPACITY",
        _wrapped(
            f"{lists.places:,.0f} places on {len(lists.periods)} dates ({basis}), {lists.rows:,} rows, {lists.dropouts:,} dropouts; "
            f"{lists.beyond_lists:,} rows are on nobody's list."
        ),
        f"{_INDENT}model: recall {interval(lists.recall)}, precision {interval(lists.precision)}",
        f"{_INDENT}one more place in each district finds {interval(lists.one_more_place)} each",
        _wrapped(
            f"As the service chooses (raised or high, equals at the line left out): {chosen.flags} flags, {chosen.dropouts} dropouts, "
            f"precision {interval(chosen.precision)}."
        ),
        f"{_INDENT}{'rule':22}{'recall':>8}{'model ahead by':>24}{'AUROC ahead by':>24}",
    ]
    rows = [
        f"{_INDENT}{item.rule[:21]:22}{item.recall.value:>8.3f}{interval(item.recall_lead):>24}{interval(item.auroc_lead):>24}"
        + ("" if item.rule != lists.best_rule else "\n    (the best at capacity)")
        for item in lists.rules
    ]
    periods = [
        f"{_INDENT}{period.as_of}: {period.dropouts:,} dropouts, {period.places:,.0f} places, recall {_plain(period.recall)}, "
        f"best rule {_plain(period.rules[lists.best_rule])}"
        for period in lists.periods
    ]
    return "\n".join([*head, *rows, *periods])


def _lead_times(times: LeadTimes) -> str:
    lines = [
        "LEAD TIME FROM THE FIRST LIST",
        _wrapped(f"{times.on_list} of {times.endings} endings were on a list before: {interval(times.caught)}."),
        _days("before the ending", times.before_ending),
        _days("before it was recorded", times.before_recorded),
        _days("before the school's report", times.before_report),
        _wrapped(f"Reported before the list: {times.reported_before}; never reported: {times.never_reported}."),
    ]
    return "\n".join(lines)


def _days(words: str, days: Days) -> str:
    if not days.cases:
        return f"{_INDENT}{words}: no such case"
    middle = f"{days.median.value:.0f} days [{days.median.low:.0f} {days.median.high:.0f}]"
    return (
        f"{_INDENT}{words}: {middle}, quartiles {days.lower_quartile:.0f} and {days.upper_quartile:.0f}, n {days.cases}"
    )


def _undecided(shares: Iterable[Undecided]) -> str:
    lines = [f"{_INDENT}{item.by + ' ' + item.group:44}{interval(item.share):>21}{item.youths:>8,}" for item in shares]
    return "\n".join([f"UNDETERMINED PROFILES\n{_INDENT}{'':44}{'share':>21}{'youths':>8}", *lines])


def _fairness(found: Fairness) -> str:
    low, high = found.limits
    lines = [
        "WHOM THE LISTS REACH AND MISS",
        _wrapped(
            f"Ratios of a group to everybody else; limits {low} to {high}. Fewer than {found.fewest_outcomes} youths who dropped out, or "
            "who did not, in a group or among the others: not estimable, which is no clean bill."
        ),
        *_ratios(found),
        *(_wrapped(f"Not examined: {name}: {why}.") for name, why in found.not_examined.items()),
    ]
    return "\n".join(lines)


def _ratios(found: Fairness) -> Iterator[str]:
    for group in found.groups:
        yield f"{_INDENT}{group.dimension} {group.group}: {group.youths:,} youths, {group.dropouts:,} dropouts, {group.flags:.0f} places"
        told = [item for item in group.measures if item.verdict is not Verdict.NOT_ESTIMABLE]
        if len(told) < len(group.measures):
            others = ", ".join(item.measure for item in group.measures if item.verdict is Verdict.NOT_ESTIMABLE)
            yield fill(f"not estimable: {others}", WIDTH, initial_indent="    ", subsequent_indent="      ")
        for item in told:
            yield f"    {item.measure:24}{_plain(item.value.value):>7}{interval(item.ratio):>24}  {item.verdict}"


def _plain(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"


def _wrapped(words: str) -> str:
    return fill(words, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
