"""The facts by which offers are chosen, as the shop's records have them; for the assistant and agents alike (B4)."""

from collections.abc import Sequence
from datetime import date

from frontdesk.backoffice import BackOffice, Order, OrderLine, OrderStatus, Subscription, SubscriptionStatus
from frontdesk.shop import guarantees, returns
from frontdesk.shop.offers import Offer, Situation


def situation_of(
    back_office: BackOffice,
    *,
    request_type: str,
    cause: str | None,
    today: date,
    customer_id: str | None,
    order: Order | None,
    lines: Sequence[OrderLine],
    story: Sequence[str],
) -> Situation:
    """What offers are chosen by: `lines` are the goods that it is about, `story` what was told of it.

    Raises BackOfficeUnavailable.
    """
    return Situation(
        request_type,
        cause,
        today,
        order,
        lines,
        customer=back_office.customer(customer_id) if customer_id else None,
        subscription=_subscription(back_office, customer_id, story) if cause == "subscription" else None,
        guaranteed_until=_guaranteed_until(back_office, order, lines or order.lines) if order else None,
        returnable=order is None or returns.can_go_back(lines or order.lines, back_office.products()),
    )


def sold_out(back_office: BackOffice, order: Order | None, offer: Offer) -> list[OrderLine]:
    """The goods of the offer that are not there; nothing is offered that cannot be sent (P1)."""
    if not offer.rule.goods or order is None:
        return []
    stock = {product.sku: product.in_stock for product in back_office.products()}
    wanted = [line for line in order.lines if not offer.skus or line.sku in offer.skus]
    return [line for line in wanted if stock.get(line.sku, 0) < line.quantity]


def _subscription(back_office: BackOffice, customer_id: str | None, story: Sequence[str]) -> Subscription | None:
    """The customer's running subscription; of several, the one whose name their words have most of."""
    found = back_office.subscriptions_of(customer_id or "")
    running = [s for s in found if s.status == SubscriptionStatus.ACTIVE]
    words = set(" ".join(story).casefold().split())
    hits = {s.id: len(words & set(s.name.casefold().replace(",", "").split())) for s in running}
    best = [s for s in running if hits[s.id] == max(hits.values())]
    return best[0] if len(best) == 1 else None


def _guaranteed_until(back_office: BackOffice, order: Order, lines: Sequence[OrderLine]) -> date | None:
    if order.status != OrderStatus.DELIVERED or order.delivered_at is None:
        return None
    return guarantees.runs_until(lines, back_office.products(), order.delivered_at.date())
