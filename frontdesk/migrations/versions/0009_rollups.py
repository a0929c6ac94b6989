"""Rollups of conversations, for the reports"""

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "rollups"
down_revision = "given_up"
branch_labels = None
depends_on = None

GONE_ON = sa.text("last_offset > rolled_up_through")


def upgrade() -> None:
    op.create_table(
        "rollups",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("opened_at", frontdesk.store.UtcDateTime(), nullable=False),
        sa.Column("last_at", frontdesk.store.UtcDateTime(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.create_index("rollups_span", "rollups", ["last_at", "opened_at"])
    op.add_column("conversations", sa.Column("rolled_up_through", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "conversations_gone_on",
        "conversations",
        ["updated_at", "id"],
        sqlite_where=GONE_ON,
        postgresql_where=GONE_ON,
    )


def downgrade() -> None:
    op.drop_index("conversations_gone_on", table_name="conversations")
    op.drop_column("conversations", "rolled_up_through")
    op.drop_table("rollups")
