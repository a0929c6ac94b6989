"""What the outbox gave up"""

import sqlalchemy as sa
from alembic import op

import frontdesk.store

revision = "given_up"
down_revision = "people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("gave_up_at", frontdesk.store.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.drop_column("gave_up_at")
