"""The outbox carries webhooks as well as mail; handoffs are announced once"""

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "webhooks"
down_revision = "working_together"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=False, server_default="mail"))
        batch_op.drop_index("outbox_due")
        batch_op.create_index("outbox_due", ["channel", "sent_at", "due_at"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("channel", server_default=None)
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announced_at", frontdesk.store.UtcDateTime(), nullable=True))
        batch_op.create_index("handoffs_announced", ["announced_at", "requested_at"], unique=False)
    op.execute("UPDATE handoffs SET announced_at = requested_at")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE channel <> 'mail'")
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.drop_index("handoffs_announced")
        batch_op.drop_column("announced_at")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("outbox_due")
        batch_op.create_index("outbox_due", ["sent_at", "due_at"], unique=False)
        batch_op.drop_column("channel")
