"""A real shop over HTTP. Its side of the contract is docs/backoffice.openapi.yaml."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from .interface import (
    BackOfficeUnavailable,
    Customer,
    Operation,
    OperationRefused,
    Order,
    Product,
    Receipt,
    Subscription,
    check_key,
)

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
ATTEMPTS = 3
GIVE_UP_AFTER_SECS = 8.0
"""No attempt starts later than this; a customer is waiting."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}")
_PASSING = {429, 500, 502, 503, 504}
_REFUSED = {409, 422}

_customer = TypeAdapter(Customer)
_order = TypeAdapter(Order)
_orders = TypeAdapter(list[Order])
_products = TypeAdapter(list[Product])
_subscriptions = TypeAdapter(list[Subscription])
_operation = TypeAdapter(Operation)
_receipt = TypeAdapter(Receipt)
_Shape = TypeVar("_Shape")


class HttpBackOffice:
    """`BackOffice` over HTTP at `url`, signed in with the bearer `token`.

    Every call may be sent more than once: reading changes nothing, and an operation carries its key.
    `transport` and `pause_secs`, the longest first pause between attempts, are there for tests.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        transport: httpx.BaseTransport | None = None,
        pause_secs: float = 0.2,
    ) -> None:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._client = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT, transport=transport)
        self._pause_secs = pause_secs

    def customer(self, customer_id: str) -> Customer | None:
        return self._get(f"customers/{customer_id}", _customer) if _ID.fullmatch(customer_id) else None

    def order(self, number: str) -> Order | None:
        return self._get(f"orders/{number}", _order) if _ID.fullmatch(number) else None

    def orders_of(self, customer_id: str) -> list[Order]:
        found = self._get(f"customers/{customer_id}/orders", _orders) if _ID.fullmatch(customer_id) else None
        return sorted(found or [], key=lambda order: order.placed_at, reverse=True)

    def subscriptions_of(self, customer_id: str) -> list[Subscription]:
        path = f"customers/{customer_id}/subscriptions"
        return (self._get(path, _subscriptions) or []) if _ID.fullmatch(customer_id) else []

    def products(self) -> list[Product]:
        found = self._get("products", _products)
        if found is None:
            raise BackOfficeUnavailable("The shop has no products page: check the back office's address.")
        return found

    def perform(self, operation: Operation, key: str) -> Receipt:
        check_key(key)
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        response = self._send("POST", "operations", headers, _operation.dump_json(operation))
        if response.status_code in _REFUSED:
            _refuse(response)
        return _read(response, _receipt)

    def close(self) -> None:
        self._client.close()

    def _get(self, path: str, shape: TypeAdapter[_Shape]) -> _Shape | None:
        response = self._send("GET", path, {}, None)
        return None if response.status_code == httpx.codes.NOT_FOUND else _read(response, shape)

    def _send(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> httpx.Response:
        attempts = Retrying(
            retry=retry_if_exception_type(httpx.TransportError) | retry_if_result(lambda r: r.status_code in _PASSING),
            stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(GIVE_UP_AFTER_SECS),
            wait=wait_random_exponential(multiplier=self._pause_secs, max=2),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        try:
            response: httpx.Response = attempts(self._client.request, method, path, headers=headers, content=content)
        except httpx.HTTPError as error:
            raise BackOfficeUnavailable(f"{method} {path}: {error or type(error).__name__}") from error
        return response


def _read(response: httpx.Response, shape: TypeAdapter[_Shape]) -> _Shape:
    """The body as `shape`; anything else that a shop may answer makes it unavailable."""
    where = f"{response.request.method} {response.request.url.path}"
    if not response.is_success:
        raise BackOfficeUnavailable(f"{where}: the shop answered {response.status_code}.")
    try:
        return shape.validate_python(json.loads(response.content, parse_float=_no_number, parse_constant=_no_number))
    except (ValueError, TypeError) as error:
        raise BackOfficeUnavailable(f"{where}: the answer is not what the contract says: {_reason(error)}") from error


def _refuse(response: httpx.Response) -> NoReturn:
    try:
        problem: Any = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    code, detail = problem.get("code"), problem.get("detail") or problem.get("title")
    raise OperationRefused(
        code if isinstance(code, str) else "refused",
        detail if isinstance(detail, str) else f"The shop refused with {response.status_code} and gave no reason.",
    )


def _no_number(text: str) -> NoReturn:
    """Amounts are strings: a fraction in the JSON may have been through a float and cannot be trusted."""
    raise ValueError(f"{text} is a number with a fraction; amounts are strings")


def _reason(error: Exception) -> str:
    """Without the values, which may be personal data and would end in a log."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
    return str(error)
