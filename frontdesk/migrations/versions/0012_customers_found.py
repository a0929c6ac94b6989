"""Customers who are known are found by the words of their name and address, whatever their accents"""

import sqlalchemy as sa
import sqlalchemy.orm
from alembic import op

from frontdesk import search_terms

revision = "customers_found"
down_revision = "reading"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    known = sa.table("conversations", *map(sa.column, ("id", "customer_name", "customer_email")))
    last = ""
    with sa.orm.Session(op.get_bind()) as session:
        while rows := session.execute(
            sa.select(known).where(known.c.id > last).order_by(known.c.id).limit(BATCH)
        ).all():
            for row in rows:
                search_terms.keep(
                    session, row.id, search_terms.terms_of_customer(row.customer_name, row.customer_email)
                )
            last = rows[-1].id
        session.flush()


def downgrade() -> None:
    """The terms do no harm to what does not know them."""
