"""docs/backoffice.openapi.yaml as a judge: what goes over the wire must be what the document says."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "backoffice.openapi.yaml").read_text(encoding="utf-8")
)
_HERE = "urn:backoffice"
_registry: Registry[Any] = Registry().with_resource(_HERE, Resource(contents=DOCUMENT, specification=DRAFT202012))


@cache
def _validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"{_HERE}#{pointer}"},
        registry=_registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def check(value: object, *pointer: str) -> None:
    """jsonschema.ValidationError unless `value` fits the schema at this place of the document."""
    escaped = [part.replace("~", "~0").replace("/", "~1") for part in pointer]
    _validator("/" + "/".join(escaped)).validate(value)


def check_exchange(response: httpx.Response) -> None:
    """Request and response of one call against its path, status and media type in the document."""
    request = response.request
    path = next(p for p in DOCUMENT["paths"] if re.fullmatch(re.sub(r"{\w+}", "[^/]+", p), request.url.path))
    method = request.method.lower()
    call = DOCUMENT["paths"][path][method]
    assert request.headers["authorization"].startswith("Bearer ")
    if "requestBody" in call:
        body = ("paths", path, method, "requestBody", "content", "application/json", "schema")
        check(json.loads(request.content), *body)
        check(request.headers["idempotency-key"], "paths", path, method, "parameters", "0", "schema")
    status = str(response.status_code)
    place: tuple[str, ...] = ("paths", path, method, "responses", status)
    if "$ref" in call["responses"][status]:
        place = tuple(call["responses"][status]["$ref"].removeprefix("#/").split("/"))
    check(response.json(), *place, "content", response.headers["content-type"].partition(";")[0], "schema")


class CheckedTransport(httpx.HTTPTransport):
    """The network, with every exchange held against the document."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = super().handle_request(request)
        response.request = request
        response.read()
        check_exchange(response)
        return response
