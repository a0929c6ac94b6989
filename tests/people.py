"""The people of the tests: a customer in the widget's place, and an agent at the desk's."""

import time
import uuid
from typing import Any

import httpx

from frontdesk.running.demo import AGENTS, PASSWORD
from frontdesk.running.visitor import NO_ANSWER

Json = dict[str, Any]


def is_no_answer(event: Json) -> bool:
    """Whether it only says that the answer is still to come."""
    return event["data"].get("type") in NO_ANSWER


class Customer:
    """Talks through the customer API, as the widget does."""

    def __init__(self, url: str, *, signed_in_as: str | None = None, language: str = "en") -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        body: Json = {"language": language}
        if signed_in_as:
            answer = self.http.post("/demo/token", json={"customer_id": signed_in_as})
            body["user_token"] = answer.json()["user_token"]
        opened = self.http.post("/api/v1/conversations", json=body).json()
        self.id, self.token = opened["conversation_id"], opened["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.path = f"/api/v1/conversations/{self.id}"
        self.seen = 0

    def post(self, what: str, body: Json) -> httpx.Response:
        """A call below this conversation."""
        return self.http.post(f"{self.path}/{what}", json=body)

    def send(self, text: str, client_message_id: str | None = None) -> int:
        """Send a text; its offset."""
        body = {"client_message_id": client_message_id or uuid.uuid4().hex, "text": text}
        response = self.post("messages", body)
        assert response.status_code == 202, response.text
        return int(response.json()["offset"])

    def press(self, title: str) -> int:
        """Press the button with this title under the last message."""
        buttons = next((b for e in reversed(self.events()) if (b := e["data"].get("buttons"))), [])
        payload = next(b["payload"] for b in buttons if b["title"] == title)
        response = self.post("messages", {"client_message_id": uuid.uuid4().hex, "payload": payload})
        assert response.status_code == 202, response.text
        return int(response.json()["offset"])

    def events(self, after: int = 0) -> list[Json]:
        """What the customer sees."""
        return list(self.http.get(f"{self.path}/events", params={"after": after}).json()["events"])

    @property
    def owner(self) -> str:
        """Who has the conversation."""
        return str(self.http.get(f"{self.path}/events").json()["owner"])

    def answer_to(self, offset: int, within: float = 20) -> list[str]:
        """The texts that came after `offset`, once the turn is answered; a turn's messages are written at once."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            later = [e for e in self.events(offset) if e["author"] != "customer" and not is_no_answer(e)]
            if later:
                return [e["text"] for e in later]
            time.sleep(0.03)
        raise TimeoutError(f"no answer to {offset} of {self.id}")

    def say(self, text: str) -> list[str]:
        """Send a text and wait for the answer."""
        return self.answer_to(self.send(text))

    def choose(self, title: str) -> list[str]:
        """Press a button and wait for the answer."""
        return self.answer_to(self.press(title))

    def greeting(self) -> list[str]:
        """The assistant's first words."""
        return self.answer_to(0)


class Agent:
    """Works through the agent API, as the desk does."""

    def __init__(self, url: str, email: str = AGENTS[0][0], password: str = PASSWORD) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1/agent", trust_env=False, timeout=30)
        who = {"email": email, "password": password}
        while (answer := self.http.post("/login", json=who)).status_code == 429:
            time.sleep(float(answer.headers["Retry-After"]))  # many tests sign in as the same person
        assert answer.status_code == 200, answer.text
        self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        self.name = answer.json()["agent"]["name"]

    def queue(self) -> Json:
        """The queue as the desk sees it, all pages of each section in one."""
        first = dict(self.http.get("/queue").json())
        for section, shown in first["pages"].items():
            for page in range(2, shown["pages"] + 1):
                first[section] += self.http.get("/queue", params={section: page}).json()[section]
        return first

    def waiting(self, conversation_id: str) -> Json:
        """The waiting handoff of a conversation."""
        return next(i for i in self.queue()["waiting"] if i["conversation_id"] == conversation_id)

    def claim(self, conversation_id: str) -> httpx.Response:
        """Take the waiting handoff of a conversation."""
        return self.http.post(f"/handoffs/{self.waiting(conversation_id)['handoff_id']}/claim")

    def casefile(self, conversation_id: str) -> Json:
        """Everything about a conversation."""
        return dict(self.http.get(f"/conversations/{conversation_id}").json())

    def reply(self, conversation_id: str, text: str, kind: str = "message") -> httpx.Response:
        """Reply, or leave a note."""
        body = {"client_message_id": uuid.uuid4().hex, "text": text, "kind": kind}
        return self.http.post(f"/conversations/{conversation_id}/messages", json=body)
