"""What came of one turn of a rehearsal, read from the log: what was understood, said and done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from frontdesk import log
from frontdesk.conversation import feelings
from frontdesk.conversation.conversations import Owner
from frontdesk.desk.summary import Card
from frontdesk.log import Author, Event, Kind, StatusType
from frontdesk.rehearsal.script import OPENLY, RATING, REFERRAL
from frontdesk.wording import texts


@dataclass(frozen=True)
class Outcome:
    """Everything that was written to the log from the turn's beginning until nothing more was due."""

    visit: int
    """Number of the customer's visit, from 0; each has its own conversation."""
    events: tuple[Event, ...]
    owner_before: str
    owner: str
    mails: tuple[str, ...]
    """Subject and body of each mail that was written."""
    card: Card | None
    """The summary afterwards."""

    def statuses(self, type_: StatusType) -> list[dict[str, Any]]:
        """The data of every status of this type."""
        return [event.data for event in self.events if event.type == type_]

    @property
    def messages(self) -> list[Event]:
        """What the assistant said."""
        return [e for e in self.events if e.kind == Kind.MESSAGE and e.author == Author.ASSISTANT]

    @property
    def said(self) -> list[str]:
        """The texts of what the assistant said."""
        return [message.text or "" for message in self.messages]

    @property
    def told(self) -> list[str]:
        """Everything that the customer reads of others."""
        return [e.text or "" for e in self.events if e.for_customer and e.author != Author.CUSTOMER]

    @property
    def feeling(self) -> str | None:
        """How the customer's words were taken; None if there were none."""
        trend = feelings.trend(self.events)
        return str(trend[-1]["level"]) if trend else None

    @property
    def heard(self) -> list[str]:
        """The request types that were heard, or kept for later."""
        types = (StatusType.REQUEST_HEARD, StatusType.ALSO_ASKED)
        return [str(data["request_type"]) for type_ in types for data in self.statuses(type_)]

    @property
    def learned(self) -> dict[str, str]:
        """The facts that were noted, by name, and the wish in the customer's words."""
        facts = {str(data["name"]): str(data["value"]) for data in self.statuses(StatusType.FACT)}
        wish = log.latest(self.events, StatusType.WISH)
        return facts | ({"wish": wish.text or ""} if wish else {})

    @property
    def restates(self) -> bool:
        """Whether what was heard was also said back."""
        heard = self.statuses(StatusType.REQUEST_HEARD)
        return any(data["restated"] in text for data in heard for text in self.said if data["restated"])

    @property
    def empathizes(self) -> bool:
        """Whether a text of empathy.yml was said."""
        return any(pattern.search(text) for pattern in _empathy() for text in self.said)

    @property
    def asked(self) -> list[str]:
        """What was asked for: facts, `wish`, `rating`, `referral`; `openly` for a question that is none of these."""
        named = [str(data["name"]) for data in self.statuses(StatusType.QUESTION_ASKED)]
        named += [RATING for message in self.messages if message.data.get("rating")]
        named += [REFERRAL for _ in self.statuses(StatusType.REFERRAL_ASKED)]
        is_another = self.restates or self.checks or bool(self.offered)
        return named or ([OPENLY] if questions(self.said) and not is_another else [])

    @property
    def offered(self) -> list[str]:
        """The offers that were made."""
        return [str(data["offer"]) for data in self.statuses(StatusType.OFFER_MADE)]

    @property
    def done(self) -> list[str]:
        """The offers that were carried out."""
        return [str(data["offer"]) for data in self.statuses(StatusType.OFFER_CARRIED_OUT)]

    @property
    def promises(self) -> bool:
        """Whether a promise was given."""
        return bool(self.statuses(StatusType.PROMISE_MADE))

    @property
    def keeps(self) -> bool:
        """Whether a promise was kept."""
        return bool(self.statuses(StatusType.PROMISE_KEPT))

    @property
    def moves(self) -> bool:
        """Whether a promise got a new day."""
        return bool(self.statuses(StatusType.PROMISE_MOVED))

    @property
    def checks(self) -> bool:
        """Whether it was asked if the matter is settled: the customer can say that it is not."""
        return any(texts.text("button.not_settled") in titles for titles in map(titles_of, self.messages))

    @property
    def sets_boundary(self) -> bool:
        """Whether insults were asked to stop."""
        return bool(self.statuses(StatusType.BOUNDARY_SET))

    @property
    def handed_over(self) -> str | None:
        """The reason for which a human was asked for, if one was."""
        asked = self.statuses(StatusType.HANDOFF_REQUESTED)
        return str(asked[-1]["reason"]) if asked else None

    @property
    def closes(self) -> bool:
        """Whether the matter was closed."""
        return bool(self.statuses(StatusType.RESOLVED)) and self.owner == Owner.CLOSED

    @property
    def buttons(self) -> list[str]:
        """What the buttons of the last message say."""
        return titles_of(self.messages[-1]) if self.messages else []


def titles_of(message: Event) -> list[str]:
    """What the buttons of a message say."""
    return [str(button["title"]) for button in message.data.get("buttons", ())]


def questions(said: list[str]) -> list[str]:
    """The questions in what was said; what is quoted from the customer is none."""
    return [sentence for text in said for sentence in sentences(re.sub("“[^”]*”", "…", text)) if "?" in sentence]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text."""
    return (part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part)


@cache
def _empathy() -> tuple[re.Pattern[str], ...]:
    """The texts of empathy with any facts in them."""
    wordings = (w for key in texts.group("empathy") for w in texts.wordings(f"empathy.{key}"))
    return tuple(re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(wording))) for wording in wordings)
