"""What the weekly watch does when alarms come or go: it tells them, and lets the risk engine rest; and who says that they look into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from features.permission import Stop, StopKind
from service.domain.access import WATCH, Act, Actor, check_may
from service.domain.alarm_events import LONGEST_LINE, AlarmChange, Seen, changes
from service.domain.audit import Event
from service.domain.errors import UnknownThing, WrongUse
from service.domain.watching import Level, Matter, Standing
from service.operating.permits import LONGEST_REASON, throw_stop
from service.store import alarm_events, audit, watching
from service.store.organisations import published_organisation
from service.store.unit_of_work import Work
from service.texts.alarm_wording import say_stop
from service.texts.dates import Language

_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class Raised:
    """A series that stands out, and who looks into it; None: nobody has said so."""

    standing: Standing
    seen: Seen | None


def tell_alarms(work: Work, *, monday_on: date, at: datetime) -> tuple[AlarmChange, ...]:
    """Write down what the week of a Monday changed, once, and stop the risk engine where an alarm rose that may.

    One switch is thrown for all that rose in a week. Who lifts it is not overruled: it is thrown again only by an alarm that rises anew.
    """
    before, after = (watching.standings(work, before=day) for day in (monday_on, monday_on + _WEEK))
    told = alarm_events.told_of(work, monday_on)
    new = tuple(one for one in changes(before, after, monday_on=monday_on) if one.series not in told)
    if not new:
        return ()
    stopping = [one for one in new if one.stops]
    number = _stop(work, stopping, at=at) if stopping else None
    alarm_events.tell(work, [(one, number if one in stopping else None) for one in new], at=at)
    detail: dict[str, str | int | None] = {
        "monday_on": monday_on.isoformat(),
        "changes": len(new),
        "stops": len(stopping),
    }
    audit.append(work, Event(at, WATCH, "alarms.changed", detail=detail))
    return new


def take_alarm(work: Work, actor: Actor, series: tuple[Matter, str], *, line: str, at: datetime) -> None:
    """Write down that somebody looks into an alarm.

    Raises: NotPermitted; UnknownThing unless the series stands out; WrongUse without a line.
    """
    check_may(actor, Act.TAKE_ALARM)
    if not line.strip() or len(line) > LONGEST_LINE:
        raise WrongUse(f"line: allowed are 1 to {LONGEST_LINE} characters. Say in one line who looks, and at what.")
    found = next((one.standing for one in raised(work) if one.standing.series == series), None)
    if found is None:
        raise UnknownThing("alarm: got one that does not stand, allowed are those of `alleskalmed alarms list`.")
    alarm_events.see(work, Seen(*series, found.since_on, actor.actor_id, line.strip(), at))
    audit.append(work, Event(at, actor, "alarm.taken", detail={"matter": str(series[0]), "subject": series[1]}))


def raised(work: Work) -> tuple[Raised, ...]:
    """Every series that stands out now, the worst first, then the oldest."""
    seen = alarm_events.seen(work)
    out = [one for one in watching.standings(work) if one.level is not Level.FINE]
    out.sort(key=lambda one: (one.level is not Level.STOP, one.since_on, one.series))
    return tuple(Raised(one, _of_now(one, seen)) for one in out)


def _of_now(standing: Standing, seen: Mapping[tuple[Matter, str], Seen]) -> Seen | None:
    last = seen.get(standing.series)
    return last if last is not None and last.is_of(standing) else None


def _stop(work: Work, stopping: Sequence[AlarmChange], *, at: datetime) -> int:
    """Stop the engine in the name of the watch, with the alarms in words."""
    organisation = published_organisation(work)
    names = organisation.institution_names if organisation else {}
    reason = say_stop([one.series for one in stopping], names, Language.DA)
    return throw_stop(work, WATCH, Stop(StopKind.ENGINE), reason=reason[:LONGEST_REASON], at=at)
