"""What the HTTP client makes of a shop that misbehaves."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from frontdesk.backoffice import BackOfficeUnavailable, Operation, OperationKind, OperationRefused
from frontdesk.backoffice.http import ATTEMPTS, HttpBackOffice

from .contract import DOCUMENT
from .shop_server import TOKEN

EXAMPLES = {name: entry["value"] for name, entry in DOCUMENT["components"]["examples"].items()}
REFUND = Operation(OperationKind.REFUND, "1042")
Answer = httpx.Response | Exception


class Script:
    """A shop that gives these answers in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def client(script: Callable[[httpx.Request], httpx.Response]) -> HttpBackOffice:
    return HttpBackOffice("https://shop.example/v1", TOKEN, transport=httpx.MockTransport(script), pause_secs=0)


def order(**changes: Any) -> httpx.Response:
    return httpx.Response(200, json=EXAMPLES["LateOrder"] | changes)


def receipt() -> httpx.Response:
    return httpx.Response(200, json=EXAMPLES["RefundReceipt"])


@pytest.mark.parametrize(
    "passing",
    [
        httpx.ConnectError("no"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
        *(httpx.Response(status) for status in (429, 500, 502, 503, 504)),
    ],
    ids=str,
)
def test_a_passing_failure_is_tried_again(passing: Answer) -> None:
    looking = Script(passing, passing, order())
    assert client(looking).order("1042")
    assert len(looking.requests) == ATTEMPTS
    doing = Script(passing, receipt())
    assert client(doing).perform(REFUND, "key-1").reference == "R-9A49E3BC"
    assert [request.headers["idempotency-key"] for request in doing.requests] == ["key-1", "key-1"]
    assert doing.requests[0].content == doing.requests[1].content


@pytest.mark.parametrize("failure", [httpx.ConnectError("no"), httpx.ReadTimeout(""), httpx.Response(503)], ids=str)
def test_a_lasting_failure_makes_the_shop_unavailable(failure: Answer) -> None:
    script = Script(failure)
    with pytest.raises(BackOfficeUnavailable):
        client(script).perform(REFUND, "key-1")
    assert len(script.requests) == ATTEMPTS


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 405, 501])
def test_other_answers_make_the_shop_unavailable_at_once(status: int) -> None:
    script = Script(httpx.Response(status, headers={"Location": "https://elsewhere.example/"}))
    for call in (lambda: client(script).order("1042"), lambda: client(script).perform(REFUND, "key-1")):
        script.requests.clear()
        with pytest.raises(BackOfficeUnavailable):
            call()
        assert [request.url.host for request in script.requests] == ["shop.example"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        json.dumps(EXAMPLES["LateOrder"] | {"status": "lost"}).encode(),
        json.dumps(EXAMPLES["LateOrder"] | {"placed_at": "2030-05-11T18:32:00"}).encode(),
        json.dumps(EXAMPLES["LateOrder"] | {"total": {"amount": 268.0, "currency": "EUR"}}).encode(),
        json.dumps(EXAMPLES["LateOrder"] | {"total": {"amount": "NaN", "currency": "EUR"}}).encode(),
        json.dumps(EXAMPLES["LateOrder"] | {"total": {"amount": float("nan"), "currency": "EUR"}}).encode(),
        json.dumps(EXAMPLES["LateOrder"] | {"total": None}).encode(),
    ],
)
def test_an_answer_unlike_the_contract_makes_the_shop_unavailable(body: bytes) -> None:
    with pytest.raises(BackOfficeUnavailable):
        client(Script(httpx.Response(200, content=body))).order("1042")


def test_what_is_wrong_is_named_without_its_value() -> None:
    with pytest.raises(BackOfficeUnavailable, match="customer_id") as unavailable:
        client(Script(order(customer_id=None, email=7, address=["14 Alder Lane"]))).order("1042")
    assert "Alder" not in str(unavailable.value)


def test_more_properties_than_the_contract_names_do_no_harm() -> None:
    assert client(Script(order(gift_wrap=True))).order("1042") == client(Script(order())).order("1042")


def test_orders_are_sorted_whatever_the_shop_sends() -> None:
    old, new = (EXAMPLES["LateOrder"] | {"number": n, "placed_at": f"20{n}-01-01T00:00:00+02:00"} for n in ("30", "31"))
    found = client(Script(httpx.Response(200, json=[old, new]))).orders_of("cus_mia")
    assert [order.number for order in found] == ["31", "30"]


def test_a_missing_catalogue_is_an_outage_and_not_an_empty_shop() -> None:
    with pytest.raises(BackOfficeUnavailable):
        client(Script(httpx.Response(404))).products()


@pytest.mark.parametrize("status", [409, 422])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (json.dumps(EXAMPLES["AlreadyShipped"]).encode(), "already_shipped"),
        (b'{"detail": [{"loc": ["body"]}]}', "refused"),
        (b"[]", "refused"),
        (b"no", "refused"),
    ],
)
def test_a_refusal_keeps_its_code_and_is_not_repeated(status: int, body: bytes, code: str) -> None:
    script = Script(httpx.Response(status, content=body))
    with pytest.raises(OperationRefused) as refused:
        client(script).perform(REFUND, "key-1")
    assert refused.value.code == code
    assert refused.value.detail
    assert len(script.requests) == 1


def test_an_unknown_path_of_an_operation_is_an_outage() -> None:
    with pytest.raises(BackOfficeUnavailable):
        client(Script(httpx.Response(404))).perform(REFUND, "key-1")


def test_nothing_is_asked_for_an_id_that_cannot_be() -> None:
    script = Script(order())
    assert client(script).order("../customers/cus_mia") is None
    assert script.requests == []


def test_the_address_keeps_its_path_and_the_token_is_sent() -> None:
    script = Script(order())
    client(script).order("1042")
    assert str(script.requests[0].url) == "https://shop.example/v1/orders/1042"
    assert script.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_wrong_token_makes_the_shop_unavailable(address: str) -> None:
    with pytest.raises(BackOfficeUnavailable, match="401"):
        HttpBackOffice(address, "wrong").order("1042")


def test_a_shop_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(BackOfficeUnavailable):
        HttpBackOffice("http://127.0.0.1:9", TOKEN, pause_secs=0).order("1042")
