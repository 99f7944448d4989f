"""The table of identities: every cell that tells who somebody is lies in it encrypted, and a number is found by its keyed hash."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import HASH, ID, WORD, Instant
from service.store.tables import METADATA

IDENTITIES: Final = sa.Table(
    "identities",
    METADATA,
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("lookup", HASH, nullable=False, unique=True),  # keyed hash of the CPR number
    sa.Column("lookup_key", WORD, nullable=False),  # ids of the keys, which lie outside the database
    sa.Column("cells_key", WORD, nullable=False),
    sa.Column("cpr", sa.LargeBinary, nullable=False),
    sa.Column("name", sa.LargeBinary),
    sa.Column("phone", sa.LargeBinary),
    sa.Column("email", sa.LargeBinary),
    sa.Column("holders", sa.LargeBinary),  # custody holders, as JSON
    sa.Column("imported_at", Instant, nullable=False),
)
PROTECTIONS: Final = (
    sa.Table(  # from when until when an address is protected, so that an old night is made again as it was
        "protections",
        METADATA,
        sa.Column("youth_id", ID, primary_key=True),
        sa.Column("since_at", Instant, primary_key=True),
        sa.Column("until_at", Instant),
    )
)
