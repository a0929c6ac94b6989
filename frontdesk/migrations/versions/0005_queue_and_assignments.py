"""Queue and assignments"""

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "queue_and_assignments"
down_revision = "grants"
branch_labels = None
depends_on = None

LAST = """SELECT {column} FROM events WHERE events.conversation_id = conversations.id AND kind = 'message'
          ORDER BY events."offset" DESC LIMIT 1"""


def upgrade() -> None:
    moment = frontdesk.store.UtcDateTime
    with op.batch_alter_table("conversations") as batch_op:
        batch_op.add_column(sa.Column("last_author", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("last_message_at", moment(), nullable=True))
    for column, source in (("last_author", "author"), ("last_message_at", "at")):
        op.execute(f"UPDATE conversations SET {column} = ({LAST.format(column=source)})")

    with op.batch_alter_table("handoffs") as batch_op:
        batch_op.drop_index("handoffs_open")
        batch_op.add_column(sa.Column("rank_at", moment(), nullable=True))
        batch_op.add_column(sa.Column("why", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("rank_again_at", moment(), nullable=True))
        batch_op.add_column(sa.Column("card", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("card_offset", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index("handoffs_open", ["ended_at", "agent_id", "rank_at"], unique=False)
        batch_op.create_index("handoffs_claimed", ["claimed_at"], unique=False)
    op.execute("UPDATE handoffs SET rank_at = requested_at, why = '{}', card = '{}'")

    with op.batch_alter_table("agents") as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), server_default="4", nullable=False))
        batch_op.add_column(sa.Column("languages", sa.String(), server_default="en", nullable=False))
        batch_op.add_column(sa.Column("skills", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("available", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("available_changed_at", moment(), nullable=True))
        batch_op.add_column(sa.Column("available_changed_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("idle_since", moment(), nullable=True))

    op.create_table(
        "assignments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("handoff_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("offered_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("assignments") as batch_op:
        batch_op.create_index("ix_assignments_conversation_id", ["conversation_id"], unique=False)
        batch_op.create_index("assignments_open", ["ended_at", "expires_at"], unique=False)
        batch_op.create_index("assignments_handoff", ["handoff_id", "ended_at"], unique=False)
        batch_op.create_index(
            "assignments_once",
            ["handoff_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
