"""The demo shop as a back office."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..interface import (
    BackOfficeUnavailable,
    Customer,
    Operation,
    OperationRefused,
    Order,
    Product,
    Receipt,
    Subscription,
    check_key,
)
from . import files, papers, views, world
from .operations import carry_out
from .seed import seed
from .steps import Job
from .tables import (
    Base,
    CustomerRow,
    OrderRow,
    PaperRow,
    PasswordLinkRow,
    PerformedRow,
    ProductRow,
    SubscriptionRow,
)
from .world import Happening

DOWN_VARIABLE = "HELPLINE_DEMO_SHOP_DOWN"
BUSY_TIMEOUT_MS = 5000

_operations = TypeAdapter(Operation)
_receipts = TypeAdapter(Receipt)


class DemoShop:
    """Fernhill in one SQLite file, filled on first use; any number of threads and processes may share it.

    It can be taken down to see what happens then: while the environment variable HELPLINE_DEMO_SHOP_DOWN is
    set (to anything but 0) or a file shop.down lies beside the database, every call raises
    BackOfficeUnavailable. `now` gives the time as an aware UTC datetime.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._down = path.with_suffix(".down")
        self._now = now
        path.parent.mkdir(parents=True, exist_ok=True)
        self._reads = _engine(path)
        self._writes = self._reads.execution_options(begin="IMMEDIATE")
        with Session(self._writes) as session, session.begin():
            Base.metadata.create_all(session.connection())
            if session.scalar(select(ProductRow.sku).limit(1)) is None:
                seed(session, now())

    def customer(self, customer_id: str) -> Customer | None:
        with self._session(self._reads) as session:
            row = session.get(CustomerRow, customer_id)
            return None if row is None else views.customer(row, _orders_of(session, customer_id))

    def order(self, number: str) -> Order | None:
        with self._session(self._reads) as session:
            row = session.get(OrderRow, number)
            return None if row is None else views.order(row)

    def orders_of(self, customer_id: str) -> list[Order]:
        with self._session(self._reads) as session:
            return _orders_of(session, customer_id)

    def subscriptions_of(self, customer_id: str) -> list[Subscription]:
        with self._session(self._reads) as session:
            query = select(SubscriptionRow).where(SubscriptionRow.customer_id == customer_id)
            return [views.subscription(row) for row in session.scalars(query.order_by(SubscriptionRow.id))]

    def products(self) -> list[Product]:
        with self._session(self._reads) as session:
            return [views.product(row) for row in session.scalars(select(ProductRow).order_by(ProductRow.sku))]

    def perform(self, operation: Operation, key: str) -> Receipt:
        check_key(key)
        with self._session(self._writes) as session:
            done = session.get(PerformedRow, key)
            if done:
                if _operations.validate_json(done.operation) != operation:
                    raise OperationRefused("key_reused", f"The key {key} stands for another operation.")
                return _receipts.validate_json(done.receipt)
            receipt = carry_out(Job(session, operation, self._now(), files.shop().texts))
            session.add(
                PerformedRow(
                    key=key,
                    operation=_operations.dump_json(operation).decode(),
                    receipt=_receipts.dump_json(receipt).decode(),
                )
            )
        return receipt

    def document(self, reference: str) -> str | None:
        """The plain text behind a receipt's `url`: an invoice copy, a label, a page to pay or to set a password."""
        with self._session(self._reads) as session:
            if link := session.get(PasswordLinkRow, reference):
                customer = session.get_one(CustomerRow, link.customer_id)
                return files.shop().texts.password_page.format(customer=customer)
            paper = session.get(PaperRow, reference)
            if paper is None:
                return None
            order = views.order(session.get_one(OrderRow, paper.order_number))
            return papers.render(paper.kind, order, paper.skus, paper.reference, files.shop().texts)

    def refill(self) -> None:
        """Put the whole shop back to its first state, as of now, in one transaction; for rehearsals."""
        with self._session(self._writes) as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            seed(session, self._now())

    def happen(self, what: Happening, number: str) -> None:
        """Let something happen to an order from outside; for rehearsals. Raises LookupError."""
        with self._session(self._writes) as session:
            world.happen(session, what, number, self._now(), files.shop().texts)

    def let_pass(self, time: timedelta) -> None:
        """Let `time` pass for everything in the shop; for rehearsals."""
        with self._session(self._writes) as session:
            world.let_pass(session, time)

    def close(self) -> None:
        self._reads.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        if os.environ.get(DOWN_VARIABLE, "0") not in ("", "0") or self._down.exists():
            raise BackOfficeUnavailable("The demo shop is switched off.")
        try:
            with Session(engine) as session, session.begin():
                yield session
        except DBAPIError as error:
            raise BackOfficeUnavailable(f"The demo shop's database cannot be used: {error.orig}") from error


def _orders_of(session: Session, customer_id: str) -> list[Order]:
    rows = session.scalars(
        select(OrderRow).where(OrderRow.customer_id == customer_id).order_by(OrderRow.placed_at.desc())
    )
    return [views.order(row) for row in rows]


def _engine(path: Path) -> Engine:
    """SQLAlchemy's recipe for SQLite: the driver opens no transaction of its own, BEGIN says which kind."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine
