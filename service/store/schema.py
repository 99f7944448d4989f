"""Every table of the store, whichever file declares it; migrations, copies and comparisons read them here."""

from __future__ import annotations

from typing import Final

from service.store import (
    alarm_tables,
    follow_up_tables,
    identity_tables,
    job_tables,
    kept_tables,
    matured_tables,
    meeting_tables,
    outbox_tables,
    proposal_tables,
    rights_tables,
    shadow_tables,
    sight_tables,
    tables,
    watch_tables,
)

DECLARED: Final = (
    tables,
    kept_tables,
    outbox_tables,
    identity_tables,
    rights_tables,
    job_tables,
    sight_tables,
    meeting_tables,
    proposal_tables,
    follow_up_tables,
    matured_tables,
    shadow_tables,
    alarm_tables,
    watch_tables,
)
"""The files that declare tables; one that is not named here is not there."""
METADATA: Final = tables.METADATA
