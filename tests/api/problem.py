"""What every refusal looks like."""

import httpx


def assert_problem(response: httpx.Response, status: int, code: str) -> str:
    """The response is a problem document with this status and code; returns the words for the reader."""
    assert response.status_code == status, (response.status_code, response.text[:300])
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "code", "detail"}
    assert (body["status"], body["code"]) == (status, code)
    detail = str(body["detail"])
    assert detail[0].isupper(), detail
    assert " " in detail and len(detail) < 400, detail
    assert not any(word in detail for word in ("Traceback", "Error(", "Exception", "sqlite", "psycopg")), detail
    return detail
