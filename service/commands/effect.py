"""`alleskalmed effect` and `alleskalmed capacity`: whether the list helps, and what one more place a week would find."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from features.exits import say
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.audit import Event
from service.domain.suppression import safe_table
from service.monitoring.effect import Jump
from service.monitoring.one_more import together
from service.monitoring.read_out import Outcome, ReadOut, Verdict
from service.operating.weighing import weigh
from service.settings import Settings
from service.store import audit
from service.store.records_lake import Lake

SAID: Final[Mapping[Verdict, str]] = {
    Verdict.NOTHING: "Cannot be decided yet: too few lists have matured.",
    Verdict.OPEN: "Cannot be decided yet: an effect that matters could be missed.",
    Verdict.FEWER: "Fewer of the listed drop out.",
    Verdict.MORE: "More of the listed drop out.",
    Verdict.NONE: "No effect is seen, though one that matters would have been.",
}


def run(*, action: str, by: str | None, as_json: bool) -> None:
    """Read, and tell what was asked for."""
    settings, at = Settings(), now()
    with installation(settings) as store, store.begin() as work:
        actor = in_the_name_of(work, by)
        found = weigh(work, Lake(settings.folders.lake), actor, at=at)
        audit.append(work, Event(at, actor, "effect.looked"))
    _effect(found, as_json=as_json) if action == "effect" else _capacity(found, as_json=as_json)


def _effect(found: ReadOut, *, as_json: bool) -> None:
    say(SAID[found.verdict])
    if as_json:
        json.dump(_told(found), sys.stdout, indent=2, default=str)
        sys.stdout.write("\n")
        return
    jumps = {"dropout": found.effect, "contact": found.contact, "dropout_by_contact": found.by_contact}
    rows = [
        {"change_in": name, "value": f"{one.value:+.3f}", "low": f"{one.low:+.3f}", "high": f"{one.high:+.3f}"}
        for name, one in jumps.items()
        if one is not None
    ]
    show(rows, as_json=False, nothing="Nothing is computed yet; the page Virker det? says when.")


def _told(found: ReadOut) -> dict[str, Any]:
    """The whole read-out; outcomes only as far as nobody can be found in them."""
    return {
        **{
            name: getattr(found, name) for name in ("verdict", "lists", "since_on", "until_on", "matters", "decided_on")
        },
        "smallest_found": found.effect.smallest if found.effect else None,
        "effect": _jump(found.effect),
        "contact": _jump(found.contact),
        "by_contact": asdict(found.by_contact) if found.by_contact else None,
        "waiting_listed_within_four_weeks": found.soon,
        "has_records": found.has_records,
        "not_effects": {"by_step": _outcomes(found.by_step), "by_profile": _outcomes(found.by_profile)},
    }


def _jump(one: Jump | None) -> dict[str, Any] | None:
    return None if one is None else {**asdict(one), "low": one.low, "high": one.high}


def _outcomes(found: tuple[Outcome, ...]) -> list[dict[str, Any]]:
    counts = safe_table([[one.dropouts, one.n - one.dropouts] for one in found]).lines if found else ()
    return [
        {"group": one.group, "dropouts": line[0], "others": line[1], "interval": None if None in line else one.interval}
        for one, line in zip(found, counts, strict=False)  # the last line is the sum
    ]


def _capacity(found: ReadOut, *, as_json: bool) -> None:
    more = found.more
    counts = safe_table([[one.found, one.names - one.found] for one in more]).lines if more else ()
    rows = [
        {
            "district": one.district_id,
            "lists": one.lists,
            "new_names": line[2],
            "found": line[0],
            "model_expects": round(one.expected),
            "found_a_year_low": round(one.low, 1),
            "found_a_year_high": round(one.high, 1),
        }
        for one, line in zip(more, counts, strict=False)  # the last line is the sum
    ]
    show(rows, as_json=as_json, nothing="Cannot be decided yet: it takes at least 20 matured lists of a district.")
    if more:
        low, middle, high = together(more)
        say(
            f"One more place in each of them: {middle:.0f} a school year, {low:.0f} to {high:.0f}. Hidden counts are under 5."
        )
