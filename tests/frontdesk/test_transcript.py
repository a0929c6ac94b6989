"""The transcript: what was said and told, and nothing that was between agents."""

from datetime import timedelta

from frontdesk.conversation import transcript
from frontdesk.desk import handoffs, replies
from frontdesk.desk.handoffs import FollowUp, Resolution
from frontdesk.log import Kind
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import AT, claimed


def whole_story(store: Store, sam: Agent) -> str:
    conversation_id = claimed(store, sam)
    with store.writing() as session:
        for kind, text in ((Kind.NOTE, "she is right"), (Kind.MESSAGE, "Hello, Sam here.")):
            replies.add(session, conversation_id, sam, kind=kind, client_message_id=text, text=text, at=AT)
        handoffs.resolve(
            session,
            conversation_id,
            sam,
            resolution=Resolution.SOLVED,
            root_cause=None,
            follow_up=FollowUp("call you", AT + timedelta(days=1), "phone"),
            at=AT,
        )
    return conversation_id


LINES = [
    ("Assistant", "Hello!"),
    ("Customer", "I want to talk to a person"),
    ("Assistant", "I'm getting a colleague."),
    ("System", "Sam has joined the conversation"),
    ("Sam", "Hello, Sam here."),
    ("Agent", "Promised: call you, by Tuesday 3 March"),
    ("System", "Sam has closed this matter"),
    ("Assistant", "How was it with Sam? Your rating and your words go to the whole team."),
]


def test_as_json_it_has_every_told_line_with_its_name(store: Store, sam: Agent) -> None:
    conversation_id = whole_story(store, sam)
    with store.reading() as session:
        lines = transcript.as_json(session, conversation_id)["lines"]
    assert [(line["name"], line["text"]) for line in lines] == LINES
    assert lines[0]["at"] == "2026-03-02T09:00:00.000Z"


def test_as_text_it_reads_like_a_chat(store: Store, sam: Agent) -> None:
    conversation_id = whole_story(store, sam)
    with store.reading() as session:
        text = transcript.as_text(session, conversation_id)
    assert "[2026-03-02 09:00] Sam: Hello, Sam here.\n" in text
    assert "[2026-03-02 09:00] — Promised: call you, by Tuesday 3 March —\n" in text
    assert text.count("\n") == len(LINES)
    assert "she is right" not in text
