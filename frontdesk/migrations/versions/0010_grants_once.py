"""What an order may be granted once is granted once, in whichever conversation"""

import sqlalchemy as sa
from alembic import op

revision = "grants_once"
down_revision = "rollups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("grants") as table:
        table.add_column(sa.Column("once", sa.String(), nullable=True))
        table.create_unique_constraint("grants_once", ["once"])


def downgrade() -> None:
    with op.batch_alter_table("grants") as table:
        table.drop_constraint("grants_once", type_="unique")
        table.drop_column("once")
