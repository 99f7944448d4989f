"""Whether the list helps and what one more place would find, for whoever may count it."""

from __future__ import annotations

from datetime import datetime

from service.casework.seeing import check_may_count
from service.domain.access import Actor
from service.domain.errors import UnknownThing
from service.monitoring.followed import Source
from service.monitoring.read_out import ReadOut, read_effect
from service.store import legal, nights
from service.store.records_lake import Lake
from service.store.unit_of_work import Work


def weigh(work: Work, lake: Lake, actor: Actor, *, at: datetime) -> ReadOut:
    """What can be said by the published night; the caller writes down that it was looked at.

    Raises: NotPermitted; UnknownThing before the first night.
    """
    seen, run = check_may_count(actor, at=at), nights.published(work)
    if run is None:
        raise UnknownThing("effect: got none, because no night has been published. Run `alleskalmed nightly`.")
    return read_effect(Source(work, lake, run, legal.permits(work, at=at)), seen)
