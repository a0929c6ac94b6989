"""Who waits for a person and asks how long it takes hears what is known of it, and nothing that is not (B1, STD3).

The words by which it is asked are those of `answers` and `replies`; what is known comes from `waiting.wait_of`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.conversation import danger
from frontdesk.desk import absence, waiting
from frontdesk.log import StatusType
from frontdesk.shop import offers
from frontdesk.tables import ConversationRow
from frontdesk.wording import formats, texts, words
from frontdesk.wording.texts import Wording

FOR_A_PERSON = "speak_to_human"
MAY_ASK = frozenset(
    {FOR_A_PERSON, "track_order", "policy_question", "express_frustration", "nlu_fallback", "out_of_scope", "greet"}
)
"""What "how long will it take?" is taken for; words that are taken for anything else ask something else."""
MAX_WORDS = 12
ANSWERED = 0.8
"""Score from which an entry of the knowledge files is what was asked about, and not the wait."""


def asks(text: str, language: str, understood: Mapping[str, Any]) -> bool:
    """Whether somebody who waits asks when a person comes."""
    intent = (understood.get("intent") or {}).get("name")
    entries = understood.get("knowledge") or []
    is_other = bool(understood.get("entities")) or any(entry["score"] >= ANSWERED for entry in entries)
    if intent not in MAY_ASK or is_other or len(text.split()) > MAX_WORDS or offers.wish_of(text, language):
        return False
    how_long = words.says("answers", "asks_in_general", language).search(text)
    return intent == FOR_A_PERSON or bool(how_long or words.says("replies", "asks_news", language).search(text))


def wording(session: Session, conversation: ConversationRow, at: datetime) -> Wording | None:
    """What is known of the wait, in words that were not used yet; None if nobody waits, or they hear it anyhow."""
    wait = waiting.wait_of(session, conversation.id, at)
    if wait is None:
        return None
    events, language = log.events_of(session, conversation.id), conversation.language
    if not wait.anybody_there:
        told = log.latest(events, StatusType.NOBODY_THERE)
        ending = "_danger" if danger.kind_of(events) else "_promised"
        return absence.nobody(language, told.data["wordings"], ending, due=at, at=at) if told else None
    said = [str(event.data["wording"]) for event in events if "wording" in event.data]
    place = "queue" if wait.ahead else "next"
    key = f"waiting.told.{place}" if wait.minutes else f"waiting.told.{place}_unknown"
    return texts.choose(key, language, said, ahead=wait.ahead, time=formats.minutes(wait.minutes or 0, language))
