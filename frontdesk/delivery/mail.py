"""Sending one mail by SMTP, as `HELPLINE_SMTP_URL` says (`smtp://user:password@host:port`, `smtps://…`)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from frontdesk.errors import CannotSend
from frontdesk.settings import Settings

TIMEOUT_SECONDS = 15


@dataclass(frozen=True)
class Mail:
    """A mail; `id` makes its Message-ID, so that a receiver can drop a second copy."""

    id: str
    recipient: str
    subject: str
    body: str


def send(mail: Mail, settings: Settings) -> None:
    """Send `mail`. In the demo without an SMTP server, the outbox page is where it arrives."""
    if settings.smtp_url is None:
        if settings.demo:
            return
        raise CannotSend("HELPLINE_SMTP_URL is not set")
    url = urlsplit(settings.smtp_url)
    message = EmailMessage()
    try:
        message["From"] = settings.mail_from
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        message["Message-ID"] = f"<{mail.id.replace(':', '.')}@{settings.mail_from.rpartition('@')[2]}>"
        message.set_content(mail.body)
        connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        with connect(url.hostname or "localhost", url.port or 0, timeout=TIMEOUT_SECONDS) as server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise CannotSend(f"{type(error).__name__}: {error}") from error
