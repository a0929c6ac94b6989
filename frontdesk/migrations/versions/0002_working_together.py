"""Passing on, snoozing, mentions and teams"""

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "working_together"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("at", frontdesk.store.UtcDateTime(), nullable=False),
        sa.Column("read_at", frontdesk.store.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id", "offset"),
    )
    op.create_index("mentions_of_agent", "mentions", ["agent_id", "at"])
    with op.batch_alter_table("handoffs") as table:
        table.add_column(sa.Column("for_agent_id", sa.String(), nullable=True))
        table.add_column(sa.Column("for_team", sa.String(), nullable=True))
        table.add_column(sa.Column("snoozed_until", frontdesk.store.UtcDateTime(), nullable=True))
        table.add_column(sa.Column("snoozed_at_offset", sa.Integer(), nullable=True))
        table.create_foreign_key("handoffs_for_agent", "agents", ["for_agent_id"], ["id"])
        table.create_index("handoffs_snoozed", ["snoozed_until"])
    op.add_column("agents", sa.Column("team", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agents") as table:
        table.drop_column("team")
    with op.batch_alter_table("handoffs") as table:
        table.drop_index("handoffs_snoozed")
        table.drop_constraint("handoffs_for_agent", type_="foreignkey")
        table.drop_column("snoozed_at_offset")
        table.drop_column("snoozed_until")
        table.drop_column("for_team")
        table.drop_column("for_agent_id")
    op.drop_index("mentions_of_agent", table_name="mentions")
    op.drop_table("mentions")
