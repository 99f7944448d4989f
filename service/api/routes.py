"""Every route of the API."""

from __future__ import annotations

from typing import Final

from service.api import health, nights, scores

ROUTERS: Final = (health.router, nights.router, scores.router)
