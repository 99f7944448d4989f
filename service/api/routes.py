"""Every route of the API."""

from __future__ import annotations

from typing import Final

from service.api import alarms, flags, health, jobs, lists, nights, scores

ROUTERS: Final = (health.router, scores.router, jobs.router, lists.router, flags.router, nights.router, alarms.router)
