"""The demo shop as a real shop would offer it: an HTTP server that keeps docs/backoffice.openapi.yaml."""

import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import uvicorn
from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse

from frontdesk.backoffice import (
    BackOffice,
    BackOfficeUnavailable,
    Customer,
    Operation,
    OperationRefused,
    Order,
    Product,
    Receipt,
    Subscription,
)

TOKEN = "a-token-for-tests"
SENSELESS = {"incomplete", "amount_invalid", "currency_unknown", "date_invalid", "key_reused", "unknown_sku"}

Found = TypeVar("Found")


class Problem(Exception):
    def __init__(self, status: int, code: str, detail: str) -> None:
        self.status, self.code, self.detail = status, code, detail


def signed_in(authorization: Annotated[str, Header()] = "") -> None:
    if not secrets.compare_digest(authorization, f"Bearer {TOKEN}"):
        raise Problem(401, "unauthorized", "The token is missing or wrong.")


def known(found: Found | None) -> Found:
    if found is None:
        raise Problem(404, "unknown", "There is no such thing.")
    return found


def make_app(shop: BackOffice) -> FastAPI:
    app = FastAPI(dependencies=[Depends(signed_in)])

    @app.get("/customers/{customer_id}")
    def customer(customer_id: str) -> Customer:
        return known(shop.customer(customer_id))

    @app.get("/customers/{customer_id}/orders")
    def orders_of(customer_id: str) -> list[Order]:
        return shop.orders_of(customer_id)

    @app.get("/customers/{customer_id}/subscriptions")
    def subscriptions_of(customer_id: str) -> list[Subscription]:
        return shop.subscriptions_of(customer_id)

    @app.get("/orders/{number}")
    def order(number: str) -> Order:
        return known(shop.order(number))

    @app.get("/products")
    def products() -> list[Product]:
        return shop.products()

    @app.post("/operations")
    def perform(operation: Operation, idempotency_key: Annotated[str, Header()]) -> Receipt:
        return shop.perform(operation, idempotency_key)

    @app.exception_handler(Problem)
    def problem(_request: Request, error: Problem) -> JSONResponse:
        body = {"title": "Problem", "status": error.status, "code": error.code, "detail": error.detail}
        return JSONResponse(body, error.status, media_type="application/problem+json")

    @app.exception_handler(OperationRefused)
    def refused(request: Request, error: OperationRefused) -> JSONResponse:
        return problem(request, Problem(422 if error.code in SENSELESS else 409, error.code, error.detail))

    @app.exception_handler(BackOfficeUnavailable)
    def down(request: Request, error: BackOfficeUnavailable) -> JSONResponse:
        return problem(request, Problem(503, "unavailable", str(error)))

    return app


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
