"""Who the customer is: said by the website in a signed token, or proved with a one-time code by e-mail."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import jwt
from sqlalchemy.orm import Session

from frontdesk import log, search_terms
from frontdesk.backoffice import Customer
from frontdesk.delivery import outbox
from frontdesk.log import StatusType
from frontdesk.tables import CodeRow, ConversationRow
from frontdesk.wording import texts

CODE_MINUTES = 15
CODE_TRIES = 5
SITE_TOKEN_ALGORITHM = "HS256"


class InvalidSiteToken(ValueError):
    """The website's token is forged, expired or incomplete."""


class CodeCheck(StrEnum):
    """What came of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    """Too old, tried too often, or never sent."""


@dataclass(frozen=True)
class Identity:
    """A customer of the shop."""

    customer_id: str
    name: str | None
    email: str | None


def read_site_token(token: str, secret: str) -> Identity:
    """The customer whom the website names in its JWT (`sub`, `name`, `email`, `exp`; HS256)."""
    try:
        claims = jwt.decode(token, secret, algorithms=[SITE_TOKEN_ALGORITHM], options={"require": ["sub", "exp"]})
    except jwt.PyJWTError as error:
        raise InvalidSiteToken(str(error)) from error
    name, email = claims.get("name"), claims.get("email")
    if not claims["sub"] or not isinstance(name, str | None) or not isinstance(email, str | None):
        raise InvalidSiteToken("sub is empty, or name or email is not a text")
    return Identity(claims["sub"], name, email)


def make_site_token(identity: Identity, secret: str, at: datetime, lifetime: timedelta) -> str:
    """What a website's server does to say who is there; here for the demo shop and for tests."""
    claims = {
        "sub": identity.customer_id,
        "name": identity.name,
        "email": identity.email,
        "iat": at,
        "exp": at + lifetime,
    }
    return jwt.encode(claims, secret, algorithm=SITE_TOKEN_ALGORITHM)


def send_code(session: Session, conversation: ConversationRow, customer: Customer, *, key: str, at: datetime) -> None:
    """Mail a six-digit code to the address that the shop knows; once per `key`. It replaces an earlier code."""
    row = session.get(CodeRow, conversation.id)
    if row is not None and row.key == key:
        return
    code = f"{secrets.randbelow(10**6):06d}"
    session.merge(
        CodeRow(
            conversation_id=conversation.id,
            key=key,
            customer_id=customer.id,
            code_hash=_code_hash(conversation.id, code),
            expires_at=at + timedelta(minutes=CODE_MINUTES),
            tries_left=CODE_TRIES,
            verified_with=None,
        )
    )
    facts = {"name": customer.name, "code": code, "minutes": CODE_MINUTES}
    outbox.enqueue(
        session,
        key=f"{conversation.id}:{key}:code",
        conversation_id=conversation.id,
        recipient=customer.email,
        subject=texts.text("mail.code.subject", conversation.language, **facts),
        body=texts.text("mail.code.body", conversation.language, **facts),
        at=at,
    )


def check_code(
    session: Session,
    conversation: ConversationRow,
    code: str,
    customer: Customer,
    *,
    key: str,
    at: datetime,
) -> CodeCheck:
    """Check a code that the customer wrote; the right one makes the conversation that customer's own."""
    row = session.get(CodeRow, conversation.id, with_for_update=True)
    if row is None or row.customer_id != customer.id:
        return CodeCheck.EXPIRED
    if row.verified_with == key:
        return CodeCheck.RIGHT
    if row.expires_at <= at or row.tries_left <= 0 or row.verified_with is not None:
        return CodeCheck.EXPIRED
    if not hmac.compare_digest(row.code_hash, _code_hash(conversation.id, code)):
        row.tries_left -= 1
        return CodeCheck.WRONG
    row.verified_with = key
    conversation.customer_id = customer.id
    conversation.customer_name = customer.name
    conversation.customer_email = customer.email
    search_terms.keep(session, conversation.id, search_terms.terms_of_customer(customer.name, customer.email))
    log.append_status(
        session,
        conversation.id,
        StatusType.VERIFIED,
        at=at,
        key=f"{key}:verified",
        how="code",
        customer_id=customer.id,
        offsets=[conversation.last_offset],
    )
    return CodeCheck.RIGHT


def _code_hash(conversation_id: str, code: str) -> str:
    return hashlib.sha256(f"{conversation_id}:{code}".encode()).hexdigest()
