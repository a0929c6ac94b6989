"""What only the demo has: its customers to sign in as, its products, and the mailbox that everybody shares."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse
from pydantic import BaseModel

from frontdesk.api.context import InDesk
from frontdesk.api.problems import Problem
from frontdesk.backoffice.demo import DemoShop, demo_customers
from frontdesk.clock import iso, now
from frontdesk.conversation.identity import Identity, make_site_token
from frontdesk.delivery.outbox import Channel
from frontdesk.settings import ROOT
from frontdesk.tables import OutboxRow

router = APIRouter(tags=["demo"], include_in_schema=False)

TOKEN_LIFETIME = timedelta(hours=8)


class SignInAs(BaseModel):
    """A customer of the demo shop."""

    customer_id: str


@router.get("/")
def shop_page() -> FileResponse:
    """The demo shop with the widget on it."""
    return FileResponse(ROOT / "web" / "demo" / "index.html")


@router.get("/demo/mail")
def mail_page() -> FileResponse:
    """The mailbox where the demo's mail arrives."""
    return FileResponse(ROOT / "web" / "demo" / "mail.html")


@router.get("/demo/customers")
def get_customers() -> list[dict[str, str]]:
    """Who can be signed in, and what is going on with them."""
    return demo_customers()


@router.post("/demo/token")
def sign_in(body: SignInAs, desk: InDesk) -> dict[str, str]:
    """What a real website makes on its own server: a signed statement of who is there."""
    customer = desk.back_office.customer(body.customer_id)
    if customer is None:
        raise Problem(404, "not_found")
    identity = Identity(customer.id, customer.name, customer.email)
    return {"user_token": make_site_token(identity, desk.settings.site_secret, now(), TOKEN_LIFETIME)}


@router.get("/demo/mail.json")
def get_mail(desk: InDesk) -> list[dict[str, Any]]:
    """The newest mail first."""
    with desk.store.reading() as session:
        mail = sa.select(OutboxRow).where(OutboxRow.channel == Channel.MAIL)
        rows = session.scalars(mail.order_by(OutboxRow.id.desc()).limit(100)).all()
    return [
        {
            "id": row.id,
            "to": row.recipient,
            "subject": row.subject,
            "body": row.body,
            "sent_at": row.sent_at and iso(row.sent_at),
        }
        for row in rows
    ]


@router.get("/demo/documents/{reference}")
def get_document(reference: str, desk: InDesk) -> PlainTextResponse:
    """An invoice or a return label of the demo shop."""
    shop = desk.back_office
    text = shop.document(reference) if isinstance(shop, DemoShop) else None
    if text is None:
        raise Problem(404, "not_found")
    return PlainTextResponse(text)


@router.get("/demo/products")
def get_products(desk: InDesk) -> list[dict[str, Any]]:
    """What the shop sells."""
    return [
        {
            "sku": product.sku,
            "name": product.name,
            "category": product.category,
            "price": {"amount": str(product.price.amount), "currency": product.price.currency},
            "in_stock": product.in_stock,
        }
        for product in desk.back_office.products()
    ]
