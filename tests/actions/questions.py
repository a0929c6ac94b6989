"""Questions as customers ask them, and where the answers are from."""

from frontdesk.log import StatusType
from tests.actions.conversation import Conversation


def ask(conversation: Conversation, text: str, *entries: str, intent: str = "policy_question") -> list[str]:
    """Ask a question, with the entries that are found for it."""
    return conversation.say(text, intent, knowledge=entries)


def ask_of_goods(conversation: Conversation, text: str, intent: str = "product_question") -> list[str]:
    """Ask about goods; nothing in the knowledge files is near."""
    return conversation.say(text, intent)


def sources(conversation: Conversation) -> list[str]:
    """Where what was told stands, as agents read it."""
    return [str(told["source"]) for told in conversation.statuses(StatusType.KNOWLEDGE_TOLD)]
