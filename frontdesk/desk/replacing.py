"""Promises that a later action on the same order has overtaken: the newer one is what counts (P2, B4)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.backoffice import OperationKind, Receipt
from frontdesk.clock import iso
from frontdesk.conversation import outcomes
from frontdesk.desk import promises
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import Author, Kind
from frontdesk.shop import offers
from frontdesk.tables import ConversationRow, PromiseRow

ARRIVAL = frozenset({OperationKind.CHANGE_DELIVERY_DATE, OperationKind.CHANGE_ADDRESS, OperationKind.REDELIVER})
"""What gives the parcel of an order another day or way; a promise to see it arrive then holds no longer."""
OVERTAKES = ARRIVAL | {OperationKind.CANCEL_ORDER}


def end_overtaken(
    session: Session, customer_id: str, offer: str, order_number: str | None, receipt: Receipt, *, at: datetime
) -> None:
    """End what the assistant has promised this customer of the order's arrival before `receipt` changed it.

    In whatever conversation it was promised; what came after the receipt stays, however often this is done.
    """
    if offers.operation_of(offer) not in OVERTAKES:
        return
    query = (
        sa.select(PromiseRow)
        .join(ConversationRow, ConversationRow.id == PromiseRow.conversation_id)
        .where(
            ConversationRow.customer_id == customer_id,
            PromiseRow.status == PromiseStatus.OPEN,
            PromiseRow.by == Author.ASSISTANT,
        )
    )
    for row in session.scalars(query).all():
        events = log.events_of(session, row.conversation_id, kinds=[Kind.STATUS])
        action = outcomes.action_before(events, row.offset, row.kind)
        is_same = action is not None and action.order_number == order_number and action.operation in ARRIVAL
        if action and is_same and iso(action.done_at) < iso(receipt.done_on):
            promises.end(session, row.id, PromiseStatus.REPLACED, at=at)
