"""The first schema: sources, facts and codings as versions, parties, revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_STANDING = sa.text("until IS NULL")
_SESSION = sa.text("related_dialogue != ''")


def upgrade() -> None:
    """Create all tables."""
    op.create_table(
        "actor",
        sa.Column("code", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "record_info",
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _TEXT, nullable=False, comment="UTC, ISO 8601 with microseconds"),
        sa.Column("who", _TEXT, nullable=False),
        sa.Column("why", _TEXT, nullable=False),
        sa.Column("software", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "coding",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("row", _TEXT, nullable=False),
        sa.Column("field", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("locator", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("coded_on", _TEXT, nullable=True),
        sa.Column("confidence", _TEXT, nullable=False),
        sa.Column("preferred", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_coding_id", "coding", ["id"])
    op.create_index(
        "ix_coding_standing",
        "coding",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_index("ix_coding_row", "coding", ["row"], unique=False)
    op.create_table(
        "dialogue",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("parties", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("first_held", _TEXT, nullable=True),
        sa.Column("latest_held", _TEXT, nullable=True),
        sa.Column("times_held", sa.Integer(), nullable=True),
        sa.Column("level", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_dialogue_id", "dialogue", ["id"])
    op.create_index(
        "ix_dialogue_standing",
        "dialogue",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "event",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("parties", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("start", _TEXT, nullable=False),
        sa.Column("end", _TEXT, nullable=True),
        sa.Column("place", _TEXT, nullable=False),
        sa.Column("related_instrument", _TEXT, nullable=False),
        sa.Column("related_dialogue", _TEXT, nullable=False),
        sa.Column("domain", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index(
        "ix_event_session",
        "event",
        ["related_dialogue"],
        sqlite_where=_SESSION,
        postgresql_where=_SESSION,
    )
    op.create_index("ix_event_id", "event", ["id"])
    op.create_index(
        "ix_event_standing",
        "event",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "instrument",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("parties", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("negotiated_from", _TEXT, nullable=True),
        sa.Column("signed", _TEXT, nullable=True),
        sa.Column("provisional_from", _TEXT, nullable=True),
        sa.Column("in_force", _TEXT, nullable=True),
        sa.Column("ended", _TEXT, nullable=True),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("replaces", _TEXT, nullable=False),
        sa.Column("binding", _TEXT, nullable=False),
        sa.Column("domain", _TEXT, nullable=False),
        sa.Column("purpose", _TEXT, nullable=False),
        sa.Column("target", _TEXT, nullable=False),
        sa.Column("pledge", _TEXT, nullable=False),
        sa.Column("stationing", _TEXT, nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_instrument_id", "instrument", ["id"])
    op.create_index(
        "ix_instrument_standing",
        "instrument",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "source",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("authors", _TEXT, nullable=False),
        sa.Column("editors", _TEXT, nullable=False),
        sa.Column("publisher", _TEXT, nullable=False),
        sa.Column("date", _TEXT, nullable=True),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("url", _TEXT, nullable=False),
        sa.Column("isbn", _TEXT, nullable=False),
        sa.Column("doi", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_source_id", "source", ["id"])
    op.create_index(
        "ix_source_standing",
        "source",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "stance",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("holder", _TEXT, nullable=False),
        sa.Column("holder_kind", _TEXT, nullable=False),
        sa.Column("holder_name", _TEXT, nullable=False),
        sa.Column("about_kind", _TEXT, nullable=False),
        sa.Column("about", _TEXT, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("date", _TEXT, nullable=False),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_stance_holder", "stance", ["holder"], unique=False)
    op.create_index("ix_stance_id", "stance", ["id"])
    op.create_index(
        "ix_stance_standing",
        "stance",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "office",
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("actor", _TEXT, nullable=False),
        sa.Column("party", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("start", _TEXT, nullable=False),
        sa.Column("end", _TEXT, nullable=True),
        sa.Column("source", _TEXT, nullable=False),
        sa.Column("check", _TEXT, nullable=False),
        sa.Column("coder", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["since"],
            ["revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["until"],
            ["revision.id"],
        ),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index("ix_office_id", "office", ["id"])
    op.create_index(
        "ix_office_standing",
        "office",
        ["id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "dialogue_party",
        sa.Column("actor", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("actor", "kind", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_party",
        sa.Column("actor", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("actor", "kind", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "instrument_party",
        sa.Column("actor", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("actor", "kind", "version"),
        sqlite_with_rowid=False,
    )
