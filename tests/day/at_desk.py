"""The people at the desk: each has a browser, answers what is offered, and does what the script says with the rest."""

import threading
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from frontdesk.clock import iso, now
from tests.people import Agent

LOOKS_EVERY_SECONDS = 0.2
TOMORROW = timedelta(days=1)

Json = dict[str, Any]


@dataclass
class Worker:
    """One of them; `manners` is what they do with the first offers: `decline` them or `miss` them. Then they accept."""

    agent: Agent
    manners: list[str] = field(default_factory=list)
    _there: bool = False
    _missed: set[str] = field(default_factory=set)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.id = str(self.agent.http.get("/me").json()["agent"]["id"])

    def come(self) -> None:
        """Sit down: from now on matters are offered."""
        self._there = True

    def go_home(self) -> None:
        """Leave; what is offered goes on to the next."""
        with self._one_at_a_time:
            self._there = False
            self._be_available(False)

    def work(self, over: threading.Event) -> None:
        """Answer what is offered until the day is over."""
        while not over.wait(LOOKS_EVERY_SECONDS):
            with self._one_at_a_time:
                if self._there:
                    self._look()

    def _look(self) -> None:
        queue = self.agent.http.get("/queue").json()
        if not queue["me"]["available"]:
            self._be_available(True)
        offered = queue["offered"]
        if offered is None or offered["assignment_id"] in self._missed:
            return
        manner = self.manners.pop(0) if self.manners else "accept"
        if manner == "miss":
            self._missed.add(offered["assignment_id"])
            return
        answer = self.agent.http.post(f"/assignments/{offered['assignment_id']}/{manner}")
        assert answer.is_success or answer.json()["code"] == "assignment_over", answer.text

    def _be_available(self, available: bool) -> None:
        answer = self.agent.http.put("/me/availability", json={"available": available})
        assert answer.status_code == 200, answer.text

    def do(self, conversation_id: str, step: Json) -> None:
        """What the script says, in the order of the desk: look, write, act, end."""
        if note := step.get("notes"):
            assert self.agent.reply(conversation_id, note, kind="note").status_code == 202
        if reply := step.get("replies"):
            assert self.agent.reply(conversation_id, reply).status_code == 202
        if step.get("grants"):
            self._grant(conversation_id)
        if step.get("snoozes"):
            self._post(conversation_id, "snooze", {"until": iso(now() + TOMORROW)})
        if team := step.get("transfers"):
            self._post(conversation_id, "transfer", {"team": team, "note": "Please go on, you know this best."})
        if agreed := step.get("returns"):
            self._post(conversation_id, "return", {"note": agreed})
        if resolution := step.get("resolves"):
            what = step.get("promises")
            promised = {"what": what, "due": iso(now() + TOMORROW), "channel": "chat"} if what else None
            ended = {"resolution": resolution, "root_cause": step.get("cause"), "follow_up": promised}
            self._post(conversation_id, "resolve", ended)

    def _grant(self, conversation_id: str) -> None:
        """The best of what may be granted and was not declined, if there is anything."""
        shown = self.agent.http.get(f"/conversations/{conversation_id}/offers").json()["offers"]
        best = next((offer for offer in shown if offer["allowed"] and not offer["declined"]), None)
        if best is not None:
            body = {"key": uuid.uuid4().hex, "offer": best["id"], "amount": best["amount"]}
            answer = self.agent.http.post(f"/conversations/{conversation_id}/offers", json=body)
            assert answer.status_code in (200, 409), answer.text

    def _post(self, conversation_id: str, what: str, body: Json) -> None:
        answer = self.agent.http.post(f"/conversations/{conversation_id}/{what}", json=body)
        assert answer.status_code == 204, answer.text
