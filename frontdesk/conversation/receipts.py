"""What the shop confirms, as the log keeps it, as people read it, and as it is mailed (P1, B3)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from sqlalchemy.orm import Session

from frontdesk.backoffice import Customer, Receipt
from frontdesk.clock import iso
from frontdesk.delivery import outbox
from frontdesk.wording import formats, texts


def as_json(receipt: Receipt) -> dict[str, str | None]:
    """The receipt as the log keeps it."""
    return {
        "reference": receipt.reference,
        "amount": str(receipt.amount.amount) if receipt.amount else None,
        "currency": receipt.amount.currency if receipt.amount else None,
        "done_on": iso(receipt.done_on),
        "expected_on": receipt.expected_on.isoformat() if receipt.expected_on else None,
        "url": receipt.url,
    }


def facts(
    receipt: Receipt, terms: dict[str, Any], customer: Customer, *, language: str, today: date, public_url: str
) -> dict[str, str]:
    """What the words `offer.<id>.done` may name; `terms` are those of the offer that was accepted."""
    return {
        "order_number": terms["order_number"] or "",
        "reference": receipt.reference,
        "amount": formats.money(receipt.amount, language) if receipt.amount else "",
        "expected": formats.day(receipt.expected_on, language, seen_on=today) if receipt.expected_on else "",
        "url": urljoin(public_url, receipt.url) if receipt.url else "",
        "email": customer.email,
    }


def enqueue_mail(
    session: Session,
    conversation_id: str,
    offer: str,
    receipt: Receipt,
    customer: Customer,
    *,
    key: str,
    language: str,
    public_url: str,
    at: datetime,
) -> None:
    """Mail where the receipt leads to, once per `key`, to the address that the shop has."""
    if receipt.url is None:
        return
    told = {"name": customer.name, "url": urljoin(public_url, receipt.url)}
    outbox.enqueue(
        session,
        key=f"{conversation_id}:{key}",
        conversation_id=conversation_id,
        recipient=customer.email,
        subject=texts.text(f"mail.{offer}.subject", language),
        body=texts.text(f"mail.{offer}.body", language, **told),
        at=at,
    )


def without_link(receipt: Receipt) -> Receipt:
    """The receipt for chat and log, which never see what is only mailed."""
    return replace(receipt, url=None)
