"""Up to where it is understood what customers write to people"""

import sqlalchemy as sa
from alembic import op

revision = "reading"
down_revision = "grants_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handoffs") as table:
        table.add_column(sa.Column("read_offset", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as table:
        table.drop_column("read_offset")
