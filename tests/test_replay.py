"""Replays wait for answers, keep the order, and name the turn that was not answered."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from frontdesk.running import replay
from frontdesk.running.replay import Dialogue, InvalidDialogue, ReplayFailed, read_dialogues
from frontdesk.running.visitor import NO_ANSWER, SETTLE_SECONDS

Json = dict[str, Any]


class FakeDesk:
    """A front desk that greets, answers after a few looks, and falls silent at the text "hush".

    A text that is the type of a status brings this status, and silence.
    """

    def __init__(self) -> None:
        self.logs: dict[str, list[Json]] = {}
        self.looks = 0
        self.refused = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.split("/")[4:]
        body = json.loads(request.content or b"{}")
        if not parts:
            name = f"c{len(self.logs)}"
            self.logs[name] = [event(1, "assistant", "message")]
            return httpx.Response(201, json={"conversation_id": name, "token": "t"})
        log = self.logs[parts[0]]
        if parts[1] == "events":
            self.looks += 1
            if self.looks % 3 == 0 and log[-1]["author"] == "customer" and log[-1]["text"] != "hush":
                log.append(event(len(log) + 1, "assistant", "message"))
            after = int(request.url.params["after"])
            return httpx.Response(
                200, json={"events": [e for e in log if e["offset"] > after], "owner": "assistant", "more": False}
            )
        if not self.refused:
            self.refused = True
            return httpx.Response(429, headers={"Retry-After": "0"}, json={})
        log.append(event(len(log) + 1, "customer", "message", body["text"]))
        if body["text"] in NO_ANSWER:
            log.append({**event(len(log) + 1, "system", "status"), "data": {"type": body["text"]}})
        return httpx.Response(202, json={"offset": len(log)})


def event(offset: int, author: str, kind: str, text: str = "…") -> Json:
    return {"offset": offset, "author": author, "kind": kind, "text": text, "data": {}}


def play(dialogues: list[Dialogue], patience: float = 5) -> list[Json]:
    written: list[Json] = []

    async def no_summary(_: str) -> None:
        return None

    async def run() -> None:
        transport = httpx.MockTransport(FakeDesk())
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            await replay.replay(client, dialogues, no_summary, written.append, patience=patience, parallel=2)

    asyncio.run(run())
    return written


def test_every_turn_is_said_after_the_answer_to_the_one_before() -> None:
    played = play([Dialogue("a", ("one", "two")), Dialogue("b", ("three",)), Dialogue("c", ())])
    assert [p["id"] for p in played] == ["a", "b", "c"]
    assert [e["author"] for e in played[0]["events"]] == [
        "assistant",
        "customer",
        "assistant",
        "customer",
        "assistant",
    ]
    assert [e["text"] for e in played[0]["events"] if e["author"] == "customer"] == ["one", "two"]


def test_an_unanswered_turn_is_named() -> None:
    with pytest.raises(ReplayFailed, match=r"b: turn 2 of 2 was not answered within 0\.3 s"):
        play([Dialogue("a", ("one",)), Dialogue("b", ("one", "hush"))], patience=0.3)


@pytest.mark.row("H2", "B1")
@pytest.mark.parametrize("status", NO_ANSWER)
def test_a_sign_that_the_answer_is_still_to_come_is_no_answer(status: str) -> None:
    with pytest.raises(ReplayFailed, match="turn 1 of 1 was not answered"):
        play([Dialogue("a", (status,))], patience=SETTLE_SECONDS + 0.3)


def test_reads_the_customers_turns_alone() -> None:
    line = {"id": 7, "turns": [{"speaker": "customer", "text": "a"}, {"speaker": "agent", "text": "b"}]}
    assert read_dialogues([json.dumps(line), "\n"]) == [Dialogue("7", ("a",))]


def test_a_line_that_is_no_dialogue_is_named() -> None:
    with pytest.raises(InvalidDialogue, match="line 2 is not a dialogue"):
        read_dialogues(['{"id": "a", "turns": []}', '{"id": "b"}'])
