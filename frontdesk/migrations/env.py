"""Alembic's environment: runs on the connection that `Store.migrate` hands over."""

from alembic import context

from frontdesk import tables
from frontdesk.store import Base

assert tables, "the tables register themselves with Base when imported"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    user_module_prefix="frontdesk.store.",
)
with context.begin_transaction():
    context.run_migrations()
