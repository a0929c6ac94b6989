"""Sending one mail by SMTP, as `HELPLINE_SMTP_URL` says (`smtp://user:password@host:port`, `smtps://…`)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from frontdesk.errors import CannotSend, Undeliverable
from frontdesk.settings import Settings

TIMEOUT_SECONDS = 15
"""For each word with the server."""
PERMANENT = 500
"""From this SMTP code on an answer is final."""


@dataclass(frozen=True)
class Mail:
    """A mail; `id` makes its Message-ID, so that a receiver can drop a second copy."""

    id: str
    recipient: str
    subject: str
    body: str


def send(mail: Mail, settings: Settings) -> None:
    """Send `mail`. In the demo without an SMTP server, the outbox page is where it arrives.

    Raises CannotSend, and Undeliverable for a mail that no other try would bring to its recipient.
    """
    if settings.smtp_url is None:
        if settings.demo:
            return
        raise CannotSend("HELPLINE_SMTP_URL is not set")
    message = _message(mail, settings.mail_from)
    url = urlsplit(settings.smtp_url)
    try:
        connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        with connect(url.hostname or "localhost", url.port or 0, timeout=TIMEOUT_SECONDS) as server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        told = f"{type(error).__name__}: {error}"
        raise (Undeliverable(told) if _is_for_good(error) else CannotSend(told)) from error


def _message(mail: Mail, mail_from: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"] = mail_from
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        message["Message-ID"] = f"<{mail.id.replace(':', '.')}@{mail_from.rpartition('@')[2]}>"
        message.set_content(mail.body)
    except (ValueError, IndexError, AttributeError) as error:  # what email's parser raises for half an address
        raise Undeliverable(f"{type(error).__name__}: {error}") from error
    return message


def _is_for_good(error: Exception) -> bool:
    """Whether the server's word is final for this recipient or this mail; its word on our account is the operator's."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return all(code >= PERMANENT for code, _ in refused.values())
        case smtplib.SMTPDataError(smtp_code=code):
            return code >= PERMANENT
        case _:
            return False
