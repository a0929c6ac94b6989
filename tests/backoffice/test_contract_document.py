"""docs/backoffice.openapi.yaml is sound in itself and says what the code says."""

from typing import Any

import pytest
from jsonschema import ValidationError
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from frontdesk.backoffice import (
    Customer,
    Operation,
    OperationKind,
    Order,
    OrderStatus,
    Product,
    Receipt,
    Subscription,
    SubscriptionStatus,
)

from .contract import DOCUMENT, check

EXAMPLES: dict[str, Any] = {name: entry["value"] for name, entry in DOCUMENT["components"]["examples"].items()}
SHAPES: dict[str, tuple[str, Any]] = {
    "Customer": ("Customer", Customer),
    "LateOrder": ("Order", Order),
    "Refund": ("Operation", Operation),
    "Replacement": ("Operation", Operation),
    "RefundReceipt": ("Receipt", Receipt),
    "AlreadyShipped": ("Problem", dict),
    "KeyReused": ("Problem", dict),
}


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


@pytest.mark.parametrize("name", SHAPES)
def test_every_example_fits_the_document_and_the_code(name: str) -> None:
    schema, shape = SHAPES[name]
    check(EXAMPLES[name], "components", "schemas", schema)
    TypeAdapter(shape).validate_python(EXAMPLES[name])


def test_every_example_of_a_list_fits() -> None:
    assert {"Products", "Subscriptions", *SHAPES} == set(EXAMPLES)
    for product in EXAMPLES["Products"]:
        check(product, "components", "schemas", "Product")
    for subscription in EXAMPLES["Subscriptions"]:
        check(subscription, "components", "schemas", "Subscription")
    TypeAdapter(list[Product]).validate_python(EXAMPLES["Products"])
    TypeAdapter(list[Subscription]).validate_python(EXAMPLES["Subscriptions"])


@pytest.mark.parametrize("name", ["Customer", "Order", "Product", "Subscription", "Operation", "Receipt"])
def test_the_document_names_the_fields_of_the_code(name: str) -> None:
    fields = set(
        {
            "Customer": Customer,
            "Order": Order,
            "Product": Product,
            "Subscription": Subscription,
            "Operation": Operation,
            "Receipt": Receipt,
        }[name].__dataclass_fields__
    )
    assert set(DOCUMENT["components"]["schemas"][name]["properties"]) == fields
    assert set(DOCUMENT["components"]["schemas"][name]["required"]) == fields


def test_the_document_names_every_kind_and_status() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["OperationKind"]["enum"] == list(OperationKind)
    assert schemas["Order"]["properties"]["status"]["enum"] == list(OrderStatus)
    assert schemas["Subscription"]["properties"]["status"]["enum"] == list(SubscriptionStatus)


@pytest.mark.parametrize("amount", [12.5, 12, "12,50", "-1.00", "1e3", ""])
def test_an_amount_is_a_plain_decimal_string(amount: object) -> None:
    with pytest.raises(ValidationError):
        check({"amount": amount, "currency": "EUR"}, "components", "schemas", "Money")


def test_a_moment_without_a_time_zone_is_rejected() -> None:
    with pytest.raises(ValidationError):
        check("2030-05-11T18:32:00", "components", "schemas", "Moment")
