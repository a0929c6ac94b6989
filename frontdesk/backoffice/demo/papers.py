"""The demo shop's papers as plain text: invoice copies, return labels, pages to pay an order."""

from ..interface import OperationKind, Order
from .files import Texts


def render(kind: OperationKind, order: Order, skus: list[str], reference: str, texts: Texts) -> str:
    """An invoice or a payment page for the whole order, or a label for the goods in `skus`."""
    if kind is OperationKind.PAYMENT_LINK:
        return texts.payment_page.format(order=order, reference=reference)
    if kind is OperationKind.INVOICE_COPY:
        lines = "\n".join(texts.invoice_line.format(line=line) for line in order.lines)
        return texts.invoice.format(order=order, lines=lines, reference=reference)
    lines = "\n".join(texts.return_label_line.format(line=line) for line in order.lines if line.sku in skus)
    return texts.return_label.format(order=order, lines=lines, reference=reference)
