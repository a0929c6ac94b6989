"""One customer's visit, played from the script: what they do, and what somebody at the desk does for them."""

import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from tests.day.at_desk import Worker
from tests.mailbox import Mailbox
from tests.people import Customer, is_no_answer

WITHIN_SECONDS = 150
LOOKS_EVERY_SECONDS = 0.1
CODE = re.compile(r"\d{4,}")
WITH_PEOPLE = ("waiting", "agent")
A_PERSON_PLEASE = "I'd like to talk to a person, please"
SEEN_OFF = {"replies": "If there is anything else, write to us at any time.", "resolves": "no_answer"}

Json = dict[str, Any]
Thing = TypeVar("Thing")


class Visit:
    """A customer, who they write to, and the part of their script that is still to come."""

    def __init__(self, url: str, told: Json, workers: Mapping[str, Worker], mailbox: Mailbox) -> None:
        self.name, self._steps = str(told["name"]), list(told["script"])
        self._url, self._workers, self._mailbox = url, workers, mailbox
        self.customer = Customer(url, signed_in_as=told.get("customer"))
        wait_for(f"a greeting of {self.name}", lambda: self.customer.events())

    def by_themselves(self) -> None:
        """All up to the first step that needs somebody at the desk."""
        while self._steps and "agent" not in self._steps[0]:
            self._do(self._steps.pop(0))

    def to_the_end(self) -> None:
        """The rest; whoever is with a person then is seen off."""
        while self._steps:
            self._do(self._steps.pop(0))
        if self.customer.owner in WITH_PEOPLE:
            self._person().do(self.customer.id, SEEN_OFF)

    def _do(self, step: Json) -> None:
        [(what, told)] = step.items()
        {
            "say": self._say,
            "press": self._press,
            "contact": self._leave,
            "code": self._type_code,
            "comes_back": self._come_back,
            "rate": self._rate,
            "agent": self._at_desk,
        }[what](told)

    def _say(self, text: str) -> None:
        self._hear(self.customer.send(text))

    def _press(self, title: str) -> None:
        buttons = next((b for e in reversed(self.customer.events()) if (b := e["data"].get("buttons"))), [])
        payload = next((b["payload"] for b in buttons if b["title"] == title), None)
        body = {"payload": payload} if payload else {"text": title}
        answer = self.customer.post("messages", {"client_message_id": uuid.uuid4().hex, **body})
        if answer.status_code == 409:  # it has expired
            self._say(title)
        else:
            assert answer.status_code == 202, answer.text
            self._hear(int(answer.json()["offset"]))

    def _hear(self, offset: int) -> None:
        """Wait for the assistant's answer; a person answers when the script says so."""

        def heard() -> bool:
            shown = self.customer.http.get(f"{self.customer.path}/events", params={"after": offset}).json()
            answers = [e for e in shown["events"] if e["author"] != "customer" and not is_no_answer(e)]
            return bool(answers) or shown["owner"] in WITH_PEOPLE

        wait_for(f"an answer to {self.name}", heard)

    def _leave(self, contact: Json) -> None:
        answer = self.customer.post("contact", contact)
        assert answer.status_code == 204, answer.text

    def _type_code(self, address: str) -> None:
        subject = wait_for(f"a code for {address}", lambda: [m["Subject"] for m in self._mailbox.to(address)])[-1]
        found = CODE.search(subject)
        assert found, subject
        self._say(found[0])

    def _come_back(self, _: bool) -> None:
        """In a new page, which knows nothing but the conversation's secret."""
        before = self.customer.events()
        path, token = f"{self._url}{self.customer.path}/events", self.customer.token
        again = httpx.get(path, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=30)
        assert again.json()["events"][: len(before)] == before

    def _rate(self, told: Json) -> None:
        answer = self.customer.post("rating", {"score": told["score"], "comment": told.get("words")})
        assert answer.status_code == 204, answer.text

    def _at_desk(self, step: Json) -> None:
        last = self.customer.events()[-1]["offset"]
        self._person().do(self.customer.id, step)
        if "returns" in step:
            self._hear(last)
            wait_for(f"the assistant again for {self.name}", lambda: self.customer.owner not in WITH_PEOPLE)

    def _person(self) -> Worker:
        """Whoever has the conversation, as soon as somebody has; who has nobody asks for one."""
        if self.customer.owner not in WITH_PEOPLE:
            self._say(A_PERSON_PLEASE)
        return wait_for(f"somebody for {self.name}", self._holder)

    def _holder(self) -> Worker | None:
        """Who has the conversation, unless it rests."""
        if self.customer.owner != "agent":
            return None
        reader = next(iter(self._workers.values())).agent
        case = reader.casefile(self.customer.id)
        rests = case["handoff"] is None or case["handoff"]["snoozed_until"]
        return None if rests or case["agent"] is None else self._workers[case["agent"]["id"]]


def wait_for(what: str, look: Callable[[], Thing | None]) -> Thing:
    """What `look` finds, as soon as it finds something. Raises TimeoutError."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(LOOKS_EVERY_SECONDS)
    raise TimeoutError(f"nobody got {what}")
