"""Bad input of customers: refused with a status, a stable code and words for the reader; and nothing is lost."""

import json
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from frontdesk.clock import now
from frontdesk.conversation import conversations
from frontdesk.conversation.turns import Answer, record_answer, take_turn
from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Customer

LIMIT = 64 * 1024


def own(mia: Customer) -> list[str]:
    """What the customer said, as the log has it."""
    return [e["text"] for e in mia.events() if e["author"] == "customer"]


def message(**values: Any) -> dict[str, Any]:
    return {"client_message_id": uuid.uuid4().hex, **values}


def raw(mia: Customer, body: bytes, what: str = "messages") -> httpx.Response:
    return mia.http.post(f"{mia.path}/{what}", content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u200b\u200d", "\u202e"])
def test_a_message_with_nothing_to_read_is_refused(mia: Customer, text: str) -> None:
    mia.send("before")
    assert_problem(mia.post("messages", message(text=text)), 422, "empty_message")
    mia.send("after")
    assert own(mia) == ["before", "after"]


def test_four_thousand_characters_are_taken_and_one_more_is_refused(mia: Customer) -> None:
    longest = "ä👍" * 2000
    mia.send(longest)
    detail = assert_problem(mia.post("messages", message(text="x" * 4001)), 422, "message_too_long")
    assert "4,000" in detail
    assert own(mia) == [longest]


def test_a_megabyte_is_refused_and_the_conversation_goes_on(mia: Customer) -> None:
    mia.send("before")
    assert_problem(mia.post("messages", message(text="x" * 1_000_000)), 413, "body_too_large")
    mia.send("after")
    assert own(mia) == ["before", "after"]


def test_a_megabyte_without_a_length_is_refused_too(mia: Customer) -> None:
    """Chunked: the header does not tell how much comes."""
    body = json.dumps(message(text="x" * 1_000_000)).encode()
    pieces = (body[i : i + 8192] for i in range(0, len(body), 8192))
    response = mia.http.post(f"{mia.path}/messages", content=pieces, headers={"Content-Type": "application/json"})
    assert_problem(response, 413, "body_too_large")
    mia.send("after")
    assert own(mia) == ["after"]


def test_a_body_that_lies_about_its_length_does_no_harm(desk: FrontDesk, mia: Customer) -> None:
    """More is announced than comes, and the line goes dead."""
    lines = [
        f"POST {mia.path}/messages HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {mia.token}",
        "Content-Type: application/json",
        "Content-Length: 5000",
        "",
        '{"client_message_id": "x", "text": "cut',
    ]
    with socket.create_connection((desk.settings.host, desk.settings.port)) as line:
        line.sendall("\r\n".join(lines).encode())
    mia.send("after")
    assert own(mia) == ["after"]


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "\u0661"])
def test_a_length_that_is_none_is_refused(desk: FrontDesk, mia: Customer, length: str) -> None:
    head = (
        f"POST {mia.path}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mia.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    with socket.create_connection((desk.settings.host, desk.settings.port), timeout=5) as line:
        line.sendall(head.encode())
        status = line.recv(100).split(b" ")[1]
    assert status in (b"400", b"413")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"hello", id="plain text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"text"', id="a string"),
        pytest.param(bytes(range(256)), id="binary"),
        pytest.param(b'{"client_message_id": "a", "text": NaN}', id="NaN"),
        pytest.param(b'{"client_message_id": "a", "text": 5}', id="a number"),
        pytest.param(b'{"client_message_id": "a", "text": ["a"]}', id="a list of texts"),
        pytest.param(b'{"client_message_id": "a", "text": {"$gt": ""}}', id="an object"),
        pytest.param(b'{"client_message_id": "a"}', id="neither text nor payload"),
        pytest.param(b'{"client_message_id": "a", "text": "x", "payload": "/affirm"}', id="both"),
        pytest.param(b'{"client_message_id": "a", "text": null, "payload": null}', id="both null"),
        pytest.param(b'{"text": "x"}', id="no id"),
        pytest.param(b'{"client_message_id": "", "text": "x"}', id="empty id"),
        pytest.param(b'{"client_message_id": 7, "text": "x"}', id="an id that is a number"),
        pytest.param(b'{"client_message_id": "' + b"a" * 65 + b'", "text": "x"}', id="an id too long"),
        pytest.param(b'{"client_message_id": "a\\u0000", "text": "x"}', id="an id with NUL"),
        pytest.param(b'{"client_message_id": "\\ud800", "text": "x"}', id="an id with half a character"),
    ],
)
def test_a_body_that_is_no_message_is_refused(mia: Customer, body: bytes) -> None:
    response = raw(mia, body)
    assert_problem(response, 422, "invalid_request")
    assert own(mia) == []
    mia.send("after")
    assert own(mia) == ["after"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, id="a picture"),
        pytest.param(b'{"client_message_id": "a", "text": "\xff\xfe"}', id="invalid UTF-8"),
        pytest.param(b"[" * 30_000, id="deeply nested"),
        pytest.param(b'{"client_message_id": "a", "text": ' + b"9" * 20_000 + b"}", id="a huge number"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(mia: Customer, body: bytes) -> None:
    assert_problem(raw(mia, body), 400, "invalid_request")
    assert own(mia) == []
    mia.send("after")
    assert own(mia) == ["after"]


def test_what_was_sent_is_not_echoed(mia: Customer) -> None:
    response = raw(mia, b'{"client_message_id": {"secret": "hunter2"}, "text": "x"}')
    assert "hunter2" not in assert_problem(response, 422, "invalid_request")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("\\ud83d cut in half", "cut in half"),
        ("an emoji cut off \\ud83d", "an emoji cut off"),
        ("nul \\u0000 inside", "nul  inside"),
        ("bell \\u0007", "bell"),
        ("\\ud83d\\ude00", "😀"),
    ],
)
def test_characters_that_nothing_can_hold_are_left_out(mia: Customer, sent: str, kept: str) -> None:
    """A browser cuts an emoji in half; the customer is not to blame."""
    response = raw(mia, f'{{"client_message_id": "a", "text": "{sent}"}}'.encode())
    assert response.status_code == 202, response.text
    assert own(mia) == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE events; -- \" OR 1=1",
        "{{7*7}} ${7*7} %s {0} {name}",
        "👍",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "أين طلبي ١٠٤٢؟",
        "a\u200bb\u200d\u202ec",
        "zalgo ̸̡̢̛̙̖͔͖̞",
        "/restart",
        "/speak_to_human",
        '/inform{"order_number": "1042"}',
        "注文はどこですか",
        "line one\nline two\n\n\nline three",
    ],
)
def test_strange_text_is_text_like_any_other(mia: Customer, text: str) -> None:
    mia.send(text)
    [event] = [e for e in mia.events() if e["author"] == "customer"]
    assert event["text"] == text
    assert set(event["data"]) == {"client_message_id"}
    transcript = mia.http.get(f"{mia.path}/transcript")
    assert text in transcript.text
    assert transcript.headers["content-type"].startswith("text/plain")


def test_the_same_message_again_is_answered_the_same(mia: Customer) -> None:
    body = message(text="Hello?")
    first, again = mia.post("messages", body), mia.post("messages", body)
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert own(mia) == ["Hello?"]


def test_the_same_message_many_times_at_once_is_taken_once(mia: Customer) -> None:
    body = message(text="Hello?")
    with ThreadPoolExecutor(12) as pool:
        responses = list(pool.map(lambda _: mia.post("messages", body), range(24)))
    assert {r.status_code for r in responses} == {202}
    assert len({r.json()["offset"] for r in responses}) == 1
    assert own(mia) == ["Hello?"]


def test_many_messages_at_once_are_all_kept(mia: Customer) -> None:
    """Some of them in the same millisecond."""
    with ThreadPoolExecutor(12) as pool:
        offsets = list(pool.map(mia.send, [f"message {n}" for n in range(40)]))
    assert len(set(offsets)) == 40
    events = [e for e in mia.events() if e["author"] == "customer"]
    assert {e["offset"]: e["text"] for e in events} == {o: f"message {n}" for n, o in enumerate(offsets)}
    assert [e["offset"] for e in events] == sorted(offsets)


@pytest.mark.parametrize("payload", ["/affirm", "/restart", "", "x", "/inform{", "\x00", '/affirm{"a": 1}'])
def test_a_button_that_was_not_offered_is_refused(mia: Customer, payload: str) -> None:
    assert_problem(mia.post("messages", message(payload=payload)), 409, "button_expired")
    assert own(mia) == []


def test_a_button_of_an_earlier_message_is_refused(desk: FrontDesk, mia: Customer) -> None:
    with desk.store.writing() as session:
        row = conversations.require(session, mia.id)
        row.turn_id, row.turn_due_at = None, None
        turn = take_turn(session, mia.id, now(), timedelta(seconds=30))
        assert turn is not None
        buttons = [{"title": "Yes", "payload": "/affirm"}]
        record_answer(session, turn, Answer(({"text": "Shall I?", "buttons": buttons},), {}), now(), pace=0)
    mia.send("hm, wait")
    assert_problem(mia.post("messages", message(payload="/affirm")), 409, "button_expired")
    assert own(mia) == ["hm, wait"]


def test_a_person_can_be_asked_for_at_any_moment(mia: Customer) -> None:
    """W2"""
    assert mia.post("messages", message(payload="/speak_to_human")).status_code == 202
    assert own(mia) == ["I'd like to talk to a person"]


@pytest.mark.parametrize(
    "body",
    [
        {"score": 0},
        {"score": 6},
        {"score": 2.5},
        {"score": "great"},
        {"score": None},
        {},
        {"score": 5, "comment": "x" * 2001},
        {"score": 5, "comment": 7},
    ],
)
def test_a_rating_that_is_none_is_refused(mia: Customer, body: dict[str, Any]) -> None:
    assert_problem(mia.post("rating", body), 422, "invalid_request")


@pytest.mark.parametrize("comment", [None, "", "fine 👍", "nul \u0000 inside", "<b>"])
def test_any_comment_may_come_with_a_rating(mia: Customer, comment: str | None) -> None:
    assert mia.post("rating", {"score": 3, "comment": comment}).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {"language": "x" * 36},
        {"language": "e n"},
        {"language": ""},
        {"language": 5},
        {"language": "en; DROP TABLE"},
        {"page": "x" * 2001},
        {"page": ["a"]},
        {"user_token": "x" * 4097},
        {"user_token": 5},
    ],
)
def test_a_conversation_is_not_opened_with_nonsense(anonymous: httpx.Client, body: dict[str, Any]) -> None:
    assert_problem(anonymous.post("/api/v1/conversations", json=body), 422, "invalid_request")


@pytest.mark.parametrize(
    "body", [{}, {"language": "pt-BR"}, {"language": "zz"}, {"page": "/a\u0000b"}, {"page": ""}, {"user_token": ""}]
)
def test_a_conversation_is_opened_with_anything_reasonable(anonymous: httpx.Client, body: dict[str, Any]) -> None:
    assert anonymous.post("/api/v1/conversations", json=body).status_code == 201


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "null"])
def test_a_user_token_that_the_website_did_not_sign_is_refused(anonymous: httpx.Client, token: str) -> None:
    response = anonymous.post("/api/v1/conversations", json={"user_token": token})
    assert_problem(response, 401, "invalid_user_token")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "99999999999999999999", "1e400", "²"])
def test_events_after_nonsense_are_refused(mia: Customer, after: str) -> None:
    response = mia.http.get(f"{mia.path}/events", params={"after": after})
    assert_problem(response, 422, "invalid_request")


def test_events_after_the_last_are_none(mia: Customer) -> None:
    assert mia.events(after=2**31 - 1) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "GET"])
def test_another_method_is_refused(mia: Customer, method: str) -> None:
    assert_problem(mia.http.request(method, f"{mia.path}/messages"), 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/conversations", "/nothing", "/static/../pyproject.toml"])
def test_an_unknown_address_is_a_problem_too(anonymous: httpx.Client, path: str) -> None:
    assert_problem(anonymous.get(path), 404, "not_found")


def test_nothing_outside_the_pages_is_served(desk: FrontDesk) -> None:
    for path in ("/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml"):
        with socket.create_connection((desk.settings.host, desk.settings.port), timeout=5) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert line.recv(100).split(b" ")[1] == b"404", path
