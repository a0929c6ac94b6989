"""A real SMTP server for tests, which can be made to refuse."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from frontdesk.running.processes import free_ports


class Mailbox:
    """Keeps what arrives, or refuses it with `refusal`."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.refusal: str | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def to(self, recipient: str) -> list[EmailMessage]:
        """The mails to one address, in the order in which they came."""
        return [message for message in self.messages if message["To"] == recipient]


def serve(mailbox: Mailbox, **options: Any) -> Controller:
    """Listens on a free port of this machine until it is stopped."""
    [port] = free_ports(1)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller
