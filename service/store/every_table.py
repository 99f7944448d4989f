"""Every table of the store: whoever migrates, dumps or counts them takes the metadata from here, so that none is forgotten."""

from __future__ import annotations

from service.store import job_tables, kept_tables, outbox_tables, tables
from service.store.tables import METADATA

TOPICS = (tables, kept_tables, outbox_tables, job_tables)
"""The modules in which tables are declared."""
__all__ = ["METADATA", "TOPICS"]
