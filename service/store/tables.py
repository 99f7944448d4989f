"""Every table of the store, declared once; migrations bring a database there, and a test holds the two together.

Tables fall into five groups: the nights (immutable once published), the pointer to the published one, the casework that people do
(append-only but for a state and a version), what permits and stops, and who may come in. Judgement - scores, ranks, cuts - lies in
tables of its own, so that a query for facts cannot bring it along.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import HASH, ID, JSON_TEXT, WORD, Instant

METADATA: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers only an INTEGER key by itself


def _run(*, key: bool = False) -> sa.Column[str]:
    return sa.Column("run_id", ID, sa.ForeignKey("runs.run_id"), primary_key=key, nullable=False)


# The nights

RUNS: Final = sa.Table(
    "runs",
    METADATA,
    sa.Column("run_id", ID, primary_key=True),  # business date and attempt, as 2026-11-16.1
    sa.Column("business_on", sa.Date, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("state", WORD, nullable=False),  # building, published, failed
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("lake_version", sa.BigInteger),
    sa.Column("model_id", sa.String(120)),
    sa.Column("data", WORD),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Column("published_at", Instant),
    sa.Column("content_hash", HASH),
    sa.Column("report", JSON_TEXT, nullable=False, server_default="{}"),
    sa.UniqueConstraint("business_on", "attempt"),
)
RUN_STEPS: Final = sa.Table(
    "run_steps",
    METADATA,
    _run(key=True),
    sa.Column("step", WORD, primary_key=True),
    sa.Column("finished_at", Instant, nullable=False),
    sa.Column("counts", JSON_TEXT, nullable=False),
)
RUN_DOCUMENTS: Final = sa.Table(
    "run_documents",
    METADATA,
    _run(key=True),
    sa.Column("name", sa.String(80), primary_key=True),  # drift.html, drift.json, levels.parquet
    sa.Column("content", sa.LargeBinary, nullable=False),  # compressed by zlib
    sa.Column("sha256", HASH, nullable=False),  # of what was compressed
)
SCORES: Final = sa.Table(
    "scores",
    METADATA,
    _run(key=True),
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("horizon_days", sa.Integer, nullable=False),
    sa.Column("model_id", sa.String(120), nullable=False),
    sa.Column("data", WORD, nullable=False),
    sa.Column("regime", WORD, nullable=False),
    sa.Column("coverage", sa.Double, nullable=False),
    sa.Column("risk", sa.Double),
    sa.Column("risk_low", sa.Double),
    sa.Column("risk_high", sa.Double),
    sa.Column("band", WORD, nullable=False),
    sa.Column("profile", WORD, nullable=False),
    sa.Column("profile_early", sa.Double),
    sa.Column("profile_late", sa.Double),
    sa.Column("profile_none", sa.Double),
    sa.Column("onset_on", sa.Date),
    sa.Column("reasons", JSON_TEXT, nullable=False),
    sa.Column("protective", JSON_TEXT, nullable=False),
    sa.Column("raw_logit", sa.Double),
    sa.Index("ix_scores_youth_id", "youth_id"),
)
RUN_FLAGS: Final = (
    sa.Table(  # every flag decided on the night, with rank and cut: judgement, never served to a counsellor
        "run_flags",
        METADATA,
        _run(key=True),
        sa.Column("flag_id", sa.String(16), primary_key=True),
        sa.Column("youth_id", ID, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("rule", WORD, nullable=False),
        sa.Column("cause_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("counsellor_id", ID),
        sa.Column("queue", sa.String(80)),
        sa.Column("routed_by", sa.Integer, nullable=False),
        sa.Column("district_id", ID),
        sa.Column("area_id", ID),
        sa.Column("rank_within_capacity", sa.Integer),
        sa.Column("cut_off", sa.Boolean, nullable=False),
        sa.CheckConstraint("(counsellor_id IS NULL) <> (queue IS NULL)", name="one_owner"),
    )
)
WEEKLY_CUTS: Final = sa.Table(  # ranks and cut of a week, stored so that effect can be estimated later
    "weekly_cuts",
    METADATA,
    sa.Column("week", sa.String(8), primary_key=True),  # 2026-W47
    sa.Column("youth_id", ID, primary_key=True),
    _run(),
    sa.Column("district_id", ID),
    sa.Column("risk", sa.Double, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("cut_off", sa.Boolean, nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
)
LISTS: Final = sa.Table(  # what stands above and below the names of a place's list; facts only
    "lists",
    METADATA,
    _run(key=True),
    sa.Column("place", sa.String(80), primary_key=True),  # district id, area:ID or central
    sa.Column("content", JSON_TEXT, nullable=False),
)
LISTED: Final = sa.Table(  # one youth on a place's list; facts only
    "listed",
    METADATA,
    _run(key=True),
    sa.Column("place", sa.String(80), primary_key=True),
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("content", JSON_TEXT, nullable=False),
)
YOUTHS: Final = sa.Table(  # the latest known facts of each resident of 14-18, replaced at publication
    "youths",
    METADATA,
    sa.Column("youth_id", ID, primary_key=True),
    _run(),
    sa.Column("birth_on", sa.Date, nullable=False),
    sa.Column("district_id", ID),
    sa.Column("area_id", ID),
    sa.Column("school_id", ID),  # the municipal school the youth attends, for who may see
    sa.Column("counsellor_id", ID),  # by routing
    sa.Column("queue", sa.String(80)),
    sa.Column("routed_by", sa.Integer, nullable=False),
    sa.Column("in_target_group", sa.Boolean, nullable=False),
    sa.Column("content", JSON_TEXT, nullable=False),
    sa.Index("ix_youths_district_id", "district_id"),
)
ORGANISATION: Final = sa.Table(  # districts, areas, counsellors and teams as the published night knew them
    "organisation",
    METADATA,
    _run(key=True),
    sa.Column("content", JSON_TEXT, nullable=False),
)
POINTERS: Final = sa.Table(
    "pointers",
    METADATA,
    sa.Column("name", WORD, primary_key=True),  # published
    _run(),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("moved_at", Instant, nullable=False),
)
LOCKS: Final = sa.Table(
    "locks",
    METADATA,
    sa.Column("name", WORD, primary_key=True),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("taken_at", Instant, nullable=False),
)
DELIVERIES: Final = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("content_hash", HASH, primary_key=True),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("data", WORD, nullable=False),
    sa.Column("state", WORD, nullable=False),  # taken, waiting (for a human yes), refused
    sa.Column("received_for", sa.Date),
    sa.Column("lake_version", sa.BigInteger),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("counts", JSON_TEXT, nullable=False),
)

# Casework

FLAGS: Final = sa.Table(
    "flags",
    METADATA,
    sa.Column("flag_id", sa.String(16), primary_key=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("source", WORD, nullable=False),
    sa.Column("rule", WORD, nullable=False),
    sa.Column("cause_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("state", WORD, nullable=False),
    sa.Column("counsellor_id", ID),
    sa.Column("queue", sa.String(80)),
    sa.Column("routed_by", sa.Integer, nullable=False),
    sa.Column("district_id", ID),
    sa.Column("area_id", ID),
    sa.Column("raised_on", sa.Date, nullable=False),  # the as_of of the night that raised it
    sa.Column("last_stood_on", sa.Date, nullable=False),  # the latest as_of on which its reason stood
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("is_known_before_start", sa.Boolean, nullable=False),
    sa.Column("last_move", WORD, nullable=False, server_default="raise"),
    sa.Column("until_on", sa.Date),  # of a waiting flag
    sa.Column("asked_by", WORD),  # of a flag raised by hand
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint("(counsellor_id IS NULL) <> (queue IS NULL)", name="one_owner"),
    sa.Index("ix_flags_youth_id", "youth_id"),
    sa.Index("ix_flags_district_id", "district_id"),
)
FLAG_MOVES: Final = sa.Table(
    "flag_moves",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("flag_id", sa.String(16), sa.ForeignKey("flags.flag_id"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("move", WORD, nullable=False),
    sa.Column("from_state", WORD),
    sa.Column("to_state", WORD, nullable=False),
    sa.Column("reason", sa.String(500)),
    sa.Column("until_on", sa.Date),
    sa.Index("ix_flag_moves_flag_id", "flag_id"),
)
ASSESSMENTS: Final = sa.Table(
    "assessments",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("level", WORD, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_assessments_youth_id", "youth_id"),
)
CONTACTS: Final = sa.Table(
    "contacts",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("kind", WORD, nullable=False),
    sa.Column("contacted_on", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("taken_back_at", Instant),  # by whoever recorded it, soon after
    sa.Index("ix_contacts_youth_id", "youth_id"),
)
HANDOVERS: Final = sa.Table(
    "handovers",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("giver_id", ID, nullable=False),
    sa.Column("receiver_id", ID),
    sa.Column("receiver_queue", sa.String(80)),
    sa.Column("reason", WORD, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("acknowledged_at", Instant),
    sa.Column("acknowledged_by", ID),
    sa.Index("ix_handovers_youth_id", "youth_id"),
)
TOVHOLDERS: Final = sa.Table(
    "tovholders",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("counsellor_id", ID, nullable=False),
    sa.Column("since_at", Instant, nullable=False),
    sa.Column("until_at", Instant),
    sa.Column("actor_id", ID, nullable=False),
    sa.Index(
        "ix_tovholders_one",
        "youth_id",
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    ),
)
COVERS: Final = sa.Table(
    "covers",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("counsellor_id", ID, nullable=False),  # who is away
    sa.Column("by_id", ID, nullable=False),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
RECUSALS: Final = sa.Table(
    "recusals",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("counsellor_id", ID, nullable=False),
    sa.Column("scope", WORD, nullable=False),  # youth, institution, district, area
    sa.Column("scope_id", ID, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("lifted_at", Instant),
)

# What permits and stops

LEGAL_BASES: Final = sa.Table(
    "legal_bases",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("content", JSON_TEXT, nullable=False),  # features.permission.LegalBasis
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("withdrawn_at", Instant),
)
STOP_SWITCHES: Final = sa.Table(
    "stop_switches",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("kind", WORD, nullable=False),  # engine, district, model
    sa.Column("scope_id", sa.String(120)),  # district or model; missing for the engine
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("lifted_at", Instant),
    sa.Column("lifted_by", ID),
    sa.Column("lifted_why", sa.String(500)),
)
OBJECTIONS: Final = sa.Table(
    "objections",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
BUNDLES: Final = sa.Table(
    "bundles",
    METADATA,
    sa.Column("model_id", sa.String(120), primary_key=True),
    sa.Column("data", WORD, nullable=False),
    sa.Column("folder", sa.String(200), nullable=False),  # below the folder of bundles
    sa.Column("manifest", JSON_TEXT, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
)
ACTIVATIONS: Final = sa.Table(
    "activations",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("model_id", sa.String(120), sa.ForeignKey("bundles.model_id"), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)

# Who comes in, and what they did

USERS: Final = sa.Table(
    "users",
    METADATA,
    sa.Column("user_id", ID, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("role", WORD, nullable=False),
    sa.Column("counsellor_id", ID),
    sa.Column("district_id", ID),
    sa.Column("area_id", ID),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
SESSIONS: Final = sa.Table(
    "sessions",
    METADATA,
    sa.Column("token_hash", HASH, primary_key=True),
    sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("seen_at", Instant),  # to the minute; null until it was first used again
)
TOKENS: Final = sa.Table(
    "tokens",
    METADATA,
    sa.Column("token_hash", HASH, primary_key=True),
    sa.Column("user_id", ID, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("scopes", JSON_TEXT, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)
AUDIT: Final = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("role", WORD, nullable=False),
    sa.Column("action", WORD, nullable=False),
    sa.Column("youth_id", ID),
    sa.Column("detail", JSON_TEXT, nullable=False),
    sa.Column("previous", HASH, nullable=False),
    sa.Column("hash", HASH, nullable=False),
    sa.Column("erased", HASH),  # seals a line whose youth was erased
    sa.Index("ix_audit_youth_id", "youth_id"),
)
MILESTONES: Final = sa.Table(  # days that count from the service's own beginning
    "milestones",
    METADATA,
    sa.Column("name", WORD, primary_key=True),  # first_night
    sa.Column("happened_on", sa.Date, nullable=False),
)
