"""The channel, with a real model, tracker store and lock store, against an action server that can be told to fail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

SECRET = "a secret of some length"
Call = Callable[..., "tuple[int, Any]"]


class ActionServer:
    """Answers every action with its name; keeps the calls; does what `mood` says."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.mood = "well"
        self.fails_at = ""

    async def __call__(self, request: web.Request) -> web.Response:
        body = await request.json()
        action, heard = body["next_action"], body["tracker"]["latest_message"]
        self.calls.append((action, heard["metadata"]["turn_id"]))
        await asyncio.sleep(0.02)
        if self.mood == "rejecting" and action == "action_hear":
            return web.json_response({"action_name": action, "error": "no"}, status=400)
        if self.mood != "well" and (not self.fails_at or self.fails_at == action):
            return web.Response(status=500, text="broken") if self.mood == "broken" else web.json_response(["nonsense"])
        text = f"{action} heard {heard['text']}"
        buttons = [{"title": "Yes", "payload": "/affirm"}]
        return web.json_response({"events": [], "responses": [{"text": text, "buttons": buttons}]})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def actions() -> ActionServer:
    return ActionServer()


@pytest.fixture(scope="session")
def agent(
    model: Path, actions: ActionServer, tmp_path_factory: pytest.TempPathFactory, loop: asyncio.AbstractEventLoop
) -> Iterator[Any]:
    """Rasa with an SQLite tracker store and the action server above."""
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    served = web.Application(client_max_size=10**7)
    served.router.add_post("/webhook", actions)
    runner, port = web.AppRunner(served), _free_port()
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", port).start())
    store = SQLTrackerStore(db=str(tmp_path_factory.mktemp("var") / "trackers.db"))
    yield Agent.load(
        str(model), tracker_store=store, action_endpoint=EndpointConfig(f"http://127.0.0.1:{port}/webhook")
    )
    loop.run_until_complete(runner.cleanup())


@pytest.fixture(scope="session")
def address(agent: Any, loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    """Where the channel is served."""
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from assistant.channel import HelplineChannel

    app, port = Sanic("helpline-channel-test", configure_logging=False), _free_port()
    app.ctx.agent = agent
    register([HelplineChannel.from_credentials({"secret": SECRET})], app, "/webhooks/")
    server = loop.run_until_complete(app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False))
    loop.run_until_complete(server.startup())
    loop.run_until_complete(server.start_serving())
    yield f"http://127.0.0.1:{port}/webhooks/helpline"
    server.close()
    loop.run_until_complete(server.wait_closed())


@pytest.fixture
def call(address: str, loop: asyncio.AbstractEventLoop, actions: ActionServer) -> Iterator[Call]:
    """`call(body)` sends a turn: (status, JSON); several bodies are sent at once, for a list of those."""
    actions.calls.clear()

    async def send(session: aiohttp.ClientSession, body: Any, method: str, path: str, secret: str) -> tuple[int, Any]:
        data = body if isinstance(body, (bytes, type(None))) else aiohttp.payload.JsonPayload(body)
        async with session.request(
            method, address + path, data=data, headers={"Authorization": f"Bearer {secret}"}
        ) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def run(bodies: tuple[Any, ...], method: str, path: str, secret: str) -> list[tuple[int, Any]]:
        async with aiohttp.ClientSession() as session:
            work: list[Awaitable[tuple[int, Any]]] = [send(session, body, method, path, secret) for body in bodies]
            return list(await asyncio.gather(*work))

    def called(*bodies: Any, method: str = "POST", path: str = "/turns", secret: str = SECRET) -> Any:
        answers = loop.run_until_complete(run(bodies, method, path, secret))
        return answers[0] if len(answers) == 1 else answers

    yield called
    actions.mood, actions.fails_at = "well", ""


@pytest.fixture
def events(agent: Any, loop: asyncio.AbstractEventLoop) -> Callable[[str], list[dict[str, Any]]]:
    """What is stored of a conversation."""

    def stored(conversation_id: str) -> list[dict[str, Any]]:
        tracker = loop.run_until_complete(agent.tracker_store.retrieve_full_tracker(conversation_id))
        return [event.as_dict() for event in tracker.events] if tracker else []

    return stored


def turn(conversation_id: str, turn_id: int, text: str | None = None, payload: str | None = None) -> dict[str, Any]:
    given = {"text": text, "payload": payload, "language": "en", "at": "2026-11-21T10:00:00Z"}
    return {"conversation_id": conversation_id, "turn_id": turn_id, **given}


def test_a_turn_is_answered_with_messages_buttons_and_understanding(call: Call) -> None:
    status, answer = call(turn("plain", 3, "where is my order 1042"))
    assert status == 200 and answer["turn_id"] == 3
    assert answer["messages"] == [
        {"text": "action_hear heard where is my order 1042", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
    ]
    assert list(answer["nlu"]) == [
        "text",
        "language",
        "intent",
        "intent_ranking",
        "requests",
        "entities",
        "frustration",
        "danger",
        "knowledge",
    ]
    assert answer["nlu"]["intent"]["name"] == "track_order"
    assert answer["nlu"]["entities"][0]["value"] == "1042"


def test_a_turn_that_was_taken_is_answered_from_the_record(call: Call, actions: ActionServer, events: Any) -> None:
    first = call(turn("again", 1, "where is my parcel"))
    call(turn("again", 2, payload="/greet"))
    before = events("again")
    assert call(turn("again", 1, "where is my parcel")) == first
    assert events("again") == before
    assert actions.calls == [("action_hear", 1)]


def test_the_same_turn_sent_at_once_is_taken_once(call: Call, actions: ActionServer, events: Any) -> None:
    answers = call(*[turn("burst", 7, "where is my parcel")] * 4)
    assert [status for status, _ in answers] == [200] * 4
    assert len({str(answer) for _, answer in answers}) == 1
    assert actions.calls == [("action_hear", 7)]
    assert sum(event["event"] == "user" for event in events("burst")) == 1


def test_turns_of_one_conversation_wait_for_each_other(call: Call, events: Any) -> None:
    answers = call(*[turn("queue", number, "where is my parcel") for number in range(1, 5)])
    assert [status for status, _ in answers] == [200] * 4
    assert sum(event["event"] == "bot" for event in events("queue")) == 4


@pytest.mark.parametrize(("mood", "fails_at"), [("broken", ""), ("broken", "action_twice"), ("nonsense", "")])
def test_a_failed_action_fails_the_turn_and_leaves_no_trace(
    mood: str, fails_at: str, call: Call, actions: ActionServer, events: Any
) -> None:
    conversation = f"failing {mood} {fails_at}"
    actions.mood, actions.fails_at = mood, fails_at
    status, problem = call(turn(conversation, 1, "i want my money back, refund please"))
    assert (status, problem["code"]) == (500, "turn_failed")
    assert events(conversation) == []
    actions.mood = "well"
    status, answer = call(turn(conversation, 1, "i want my money back, refund please"))
    assert status == 200
    assert [message["text"].split()[0] for message in answer["messages"]] == ["action_hear", "action_twice"]


def test_a_turn_to_which_nothing_is_said_fails(call: Call, events: Any) -> None:
    status, problem = call(turn("silent", 1, payload="/thank"))
    assert (status, problem["code"]) == (500, "turn_failed")
    assert events("silent") == []


@pytest.mark.parametrize("text", ["/greet", "  /greet", "/restart", '/greet{"order_number": "1"}', "/"])
def test_text_with_a_slash_is_no_command(text: str, call: Call, agent: Any) -> None:
    status, answer = call(turn(f"slash {text}", 1, f"{text} where is my order please"))
    assert status == 200
    assert answer["nlu"]["text"] == f"{text} where is my order please"
    assert answer["nlu"]["intent"]["confidence"] < 1
    assert answer["nlu"]["intent_ranking"][1:]


def test_a_payload_says_what_is_meant(call: Call) -> None:
    status, answer = call(turn("button", 1, payload='/track_order{"order_number": "1042"}'))
    assert status == 200
    assert answer["nlu"]["intent"] == {"name": "track_order", "confidence": 1.0}
    assert [(e["entity"], e["value"]) for e in answer["nlu"]["entities"]] == [("order_number", "1042")]
    assert answer["nlu"]["frustration"] == {"score": 0.0, "level": "calm", "abusive": False, "cues": []}


@pytest.mark.parametrize("payload", ["greet", "/nothing_known", '/greet{"a"}', "/greet and more", "/", ""])
def test_a_payload_that_means_nothing_is_refused(payload: str, call: Call, events: Any) -> None:
    status, problem = call(turn("bad button", 1, payload=payload))
    assert (status, problem["code"]) == (422, "invalid_turn")
    assert events("bad button") == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        [],
        {},
        turn("both", 1, "a", "/greet"),
        turn("neither", 1),
        turn("", 1, "a"),
        {**turn("x", 1, "a"), "turn_id": "1"},
        {**turn("x", 1, "a"), "turn_id": True},
        {**turn("x", 1, "a"), "text": 5},
        turn("x" * 201, 1, "a"),
    ],
)
def test_a_malformed_turn_is_refused(body: Any, call: Call) -> None:
    status, problem = call(body)
    assert (status, problem["code"]) == (422, "invalid_turn")
    assert problem["detail"]


def test_a_body_that_is_too_large_is_refused(call: Call) -> None:
    status, problem = call(turn("large", 1, "a" * 70_000))
    assert (status, problem["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "sécret"])
def test_nobody_without_the_secret_is_heard(secret: str, call: Call, events: Any) -> None:
    assert call(turn("stranger", 1, payload="/greet"), secret=secret)[0] == 401
    assert call(None, method="DELETE", path="/conversations/plain", secret=secret)[0] == 401
    assert events("stranger") == []


@pytest.mark.parametrize("secret", [None, "", "short", "${HELPLINE_CHANNEL_SECRET}"])
def test_the_channel_does_not_open_without_a_secret(secret: str | None) -> None:
    from assistant.channel import HelplineChannel

    with pytest.raises(ValueError, match="HELPLINE_CHANNEL_SECRET"):
        HelplineChannel.from_credentials({"secret": secret})


def test_an_erased_conversation_is_gone_and_can_begin_anew(call: Call, events: Any) -> None:
    call(turn("erased", 1, payload="/greet"))
    assert events("erased")
    assert call(None, method="DELETE", path="/conversations/erased") == (204, None)
    assert events("erased") == []
    assert call(None, method="DELETE", path="/conversations/erased") == (204, None)
    assert call(turn("erased", 1, payload="/greet"))[0] == 200


def test_readiness_is_told_without_the_secret(call: Call) -> None:
    assert call(None, method="GET", path="/", secret="") == (200, {"ready": True})


def test_a_tracker_store_that_fails_fails_the_turn(
    call: Call, agent: Any, monkeypatch: pytest.MonkeyPatch, events: Any
) -> None:
    from assistant.trackers import plain_store

    async def full(tracker: Any) -> None:
        raise OSError("disk full")

    store = plain_store(agent)
    with monkeypatch.context() as patched:
        patched.setattr(store, "save", full)
        assert call(turn("disk", 1, payload="/greet"))[0] == 500
    assert events("disk") == []
    assert call(turn("disk", 1, payload="/greet"))[0] == 200


def test_a_text_that_no_turn_answers_is_only_understood(call: Call, actions: ActionServer) -> None:
    message = {"text": "it is about order 1042", "language": "en", "at": "2026-11-21T10:00:00Z"}
    status, understood = call(message, path="/understood")
    assert (status, understood["text"], understood["entities"][0]["value"]) == (200, message["text"], "1042")
    assert understood["frustration"]["level"] == "calm"
    assert actions.calls == []


@pytest.mark.parametrize("body", [[], {}, {"text": 3}, {"text": "hi", "language": 1}])
def test_a_bad_message_is_told(call: Call, body: Any) -> None:
    status, problem = call(body, path="/understood")
    assert (status, problem["code"]) == (422, "invalid_message")


def test_a_text_is_understood_only_for_who_knows_the_secret(call: Call) -> None:
    assert call({"text": "hi"}, path="/understood", secret="no")[0] == 401
