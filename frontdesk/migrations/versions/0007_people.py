"""Invitations, password links, own sessions, and what was done with accounts"""

import secrets

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "people"
down_revision = "search_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("expires_at", frontdesk.store.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "account_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", frontdesk.store.UtcDateTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("by_agent_id", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"]),
        sa.ForeignKeyConstraint(["by_agent_id"], ["agents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("agent_sessions") as table:
        table.add_column(sa.Column("id", sa.String(), nullable=True))
        table.add_column(sa.Column("browser", sa.String(), nullable=False, server_default=""))
    sessions = sa.table("agent_sessions", sa.column("token_hash"), sa.column("id"))
    connection = op.get_bind()
    for token_hash in connection.scalars(sa.select(sessions.c.token_hash)).all():
        connection.execute(
            sessions.update().where(sessions.c.token_hash == token_hash).values(id=secrets.token_urlsafe(9))
        )
    with op.batch_alter_table("agent_sessions") as table:
        table.alter_column("id", nullable=False)
        table.create_unique_constraint("agent_sessions_id", ["id"])


def downgrade() -> None:
    with op.batch_alter_table("agent_sessions") as table:
        table.drop_constraint("agent_sessions_id", type_="unique")
        table.drop_column("browser")
        table.drop_column("id")
    op.drop_table("account_events")
    op.drop_table("agent_links")
