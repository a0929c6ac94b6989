"""Terms by which conversations are found"""

import sqlalchemy as sa
import sqlalchemy.orm
from alembic import op

from frontdesk import search_terms

revision = "search_terms"
down_revision = "queue_and_assignments"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "search_terms",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("conversation_id", "kind", "value"),
    )
    op.create_index("search_terms_found", "search_terms", ["kind", "value", "conversation_id"])
    op.create_index("conversations_newest", "conversations", ["updated_at", "id"])
    _index_what_is_there()


def _index_what_is_there() -> None:
    connection = op.get_bind()
    events = sa.table("events", *map(sa.column, ("seq", "conversation_id", "kind", "text")), sa.column("data", sa.JSON))
    seen = 0
    with sa.orm.Session(connection) as session:
        while rows := session.execute(
            sa.select(events).where(events.c.seq > seen).order_by(events.c.seq).limit(BATCH)
        ).all():
            for row in rows:
                search_terms.keep(session, row.conversation_id, search_terms.terms_of(row.kind, row.text, row.data))
            seen = rows[-1].seq
        session.flush()


def downgrade() -> None:
    op.drop_index("conversations_newest", table_name="conversations")
    op.drop_table("search_terms")
