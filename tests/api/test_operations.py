"""What operators and browsers rely on: health, limits, headers, other sites, the demo's own pages."""

import re

import httpx
import pytest

from tests.api.frontdesk_alone import FrontDesk
from tests.api.problem import assert_problem
from tests.people import Customer

SHOP = "https://shop.example"


def test_the_process_lives_also_without_rasa(anonymous: httpx.Client) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}


def test_it_is_not_ready_without_rasa(anonymous: httpx.Client) -> None:
    response = anonymous.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": True, "rasa": False})


def test_there_are_figures_for_prometheus(anonymous: httpx.Client) -> None:
    response = anonymous.get("/metrics")
    assert response.status_code == 200
    assert "process_cpu_seconds_total" in response.text


def test_too_many_messages_are_refused_until_the_minute_is_over(strict: FrontDesk) -> None:
    headers = {"X-Forwarded-For": "10.1.0.1"}
    with httpx.Client(base_url=strict.url, trust_env=False, headers=headers) as client:
        opened = client.post("/api/v1/conversations", json={}).json()
        auth = {"Authorization": f"Bearer {opened['token']}"}
        path = f"/api/v1/conversations/{opened['conversation_id']}"
        sent = [
            client.post(f"{path}/messages", json={"client_message_id": str(n), "text": f"m{n}"}, headers=auth)
            for n in range(5)
        ]
        assert [r.status_code for r in sent] == [202] * 3 + [429] * 2
        detail = assert_problem(sent[-1], 429, "rate_limited")
        seconds = int(sent[-1].headers["retry-after"])
        assert 1 <= seconds <= 60
        assert str(seconds) in detail
        events = client.get(f"{path}/events", headers=auth).json()["events"]
        assert [e["text"] for e in events] == ["m0", "m1", "m2"]


def test_too_many_conversations_from_an_address_are_refused_and_others_are_not(strict: FrontDesk) -> None:
    def open_from(address: str) -> httpx.Response:
        headers = {"X-Forwarded-For": address}
        return httpx.post(f"{strict.url}/api/v1/conversations", json={}, headers=headers, trust_env=False)

    opened = [open_from("10.1.0.2") for _ in range(6)]
    assert [r.status_code for r in opened] == [201] * 4 + [429] * 2
    assert_problem(opened[-1], 429, "rate_limited")
    assert int(opened[-1].headers["retry-after"]) >= 1
    assert open_from("10.1.0.3").status_code == 201


def test_refused_calls_of_strangers_do_not_use_up_a_conversations_limit(strict: FrontDesk) -> None:
    headers = {"X-Forwarded-For": "10.1.0.4"}
    with httpx.Client(base_url=strict.url, trust_env=False, headers=headers) as client:
        opened = client.post("/api/v1/conversations", json={}).json()
        path = f"/api/v1/conversations/{opened['conversation_id']}/messages"
        body = {"client_message_id": "1", "text": "x"}
        for _ in range(6):
            assert client.post(path, json=body, headers={"Authorization": "Bearer no"}).status_code == 401
        auth = {"Authorization": f"Bearer {opened['token']}"}
        assert client.post(path, json=body, headers=auth).status_code == 202


@pytest.mark.parametrize("path", ["/", "/desk/", "/demo/mail", "/static/widget/helpline.js", "/healthz", "/nothing"])
def test_every_answer_tells_browsers_what_they_may_do(anonymous: httpx.Client, path: str) -> None:
    headers = anonymous.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_refusals_carry_the_headers_too(mia: Customer) -> None:
    response = mia.post("messages", {"client_message_id": "x", "text": "x" * 100_000})
    assert response.status_code == 413
    assert response.headers["x-content-type-options"] == "nosniff"


def preflight(
    client: httpx.Client, origin: str, path: str, headers: str = "authorization,content-type"
) -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": headers,
    }
    return client.options(path, headers=asked)


def test_a_listed_site_may_call_the_customer_api(anonymous: httpx.Client, mia: Customer) -> None:
    allowed = preflight(anonymous, SHOP, f"{mia.path}/messages")
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SHOP)
    answer = mia.http.get(f"{mia.path}/events", headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in answer.headers


def test_a_listed_site_can_read_refusals_and_how_long_to_wait(strict: FrontDesk, mia: Customer) -> None:
    refused = mia.http.post(f"{mia.path}/messages", json={}, headers={"Origin": SHOP})
    assert_problem(refused, 422, "invalid_request")
    assert refused.headers["access-control-allow-origin"] == SHOP
    assert "retry-after" in refused.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]
)
def test_any_other_site_may_not(anonymous: httpx.Client, mia: Customer, origin: str) -> None:
    refused = preflight(anonymous, origin, f"{mia.path}/messages")
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
    answer = mia.http.get(f"{mia.path}/events", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers


def test_no_other_site_may_work_at_the_desk(anonymous: httpx.Client) -> None:
    assert preflight(anonymous, SHOP, "/api/v1/agent/login", "x-csrf-token").status_code == 400


def test_the_widget_may_be_loaded_by_any_site(anonymous: httpx.Client) -> None:
    response = anonymous.get("/static/widget/helpline.js")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "javascript" in response.headers["content-type"]


def test_the_demo_signs_its_customers_in_and_nobody_else(desk: FrontDesk, anonymous: httpx.Client) -> None:
    customers = anonymous.get("/demo/customers").json()
    assert {"id", "name", "email", "about"} <= set(customers[0])
    token = anonymous.post("/demo/token", json={"customer_id": customers[0]["id"]}).json()["user_token"]
    assert anonymous.post("/api/v1/conversations", json={"user_token": token}).status_code == 201
    assert_problem(anonymous.post("/demo/token", json={"customer_id": "nobody"}), 404, "not_found")
    assert_problem(anonymous.get("/demo/documents/nothing"), 404, "not_found")


def test_while_the_shop_is_down_its_pages_say_when_to_try_again(desk: FrontDesk, anonymous: httpx.Client) -> None:
    down = desk.settings.data_dir / "shop.down"
    down.touch()
    try:
        response = anonymous.post("/demo/token", json={"customer_id": "cus_mia"})
        assert_problem(response, 503, "unavailable")
        assert int(response.headers["retry-after"]) >= 1
    finally:
        down.unlink()


def test_the_api_documents_itself(anonymous: httpx.Client) -> None:
    document = anonymous.get("/openapi.json").json()
    assert "/api/v1/conversations/{conversation_id}/messages" in document["paths"]
    assert not any(path.startswith("/demo") for path in document["paths"])
    assert anonymous.get("/docs").status_code == 200


def test_the_viewer_of_the_api_needs_no_other_host(anonymous: httpx.Client) -> None:
    page = anonymous.get("/docs").text
    assert not re.findall(r'(?:src|href)="https?://', page)
    script = re.search(r'src="([^"]+swagger[^"]+\.js)"', page)
    assert script and anonymous.get(script[1]).status_code == 200
