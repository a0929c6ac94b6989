"""A card of the queue follows from what was noted, and not from what is said besides"""

import sqlalchemy as sa
from alembic import op

revision = "noted"
down_revision = "customers_found"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("noted_offset", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE conversations SET noted_offset = last_offset")


def downgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("noted_offset")
