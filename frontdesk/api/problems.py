"""Errors as `application/problem+json` (RFC 9457) with a stable `code` and a `detail` for the reader."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException

from frontdesk.backoffice import BackOfficeUnavailable
from frontdesk.wording import texts

BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


class Problem(Exception):
    """An answer that is an error; `facts` fill the text `problem.<code>`."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.headers, self.facts = status, code, headers, facts


def problem_response(problem: Problem) -> JSONResponse:
    """The JSON of a problem."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": problem.code.replace("_", " ").capitalize(),
            "status": problem.status,
            "code": problem.code,
            "detail": texts.text(f"problem.{problem.code}", **problem.facts),
        },
        status_code=problem.status,
        headers=problem.headers,
        media_type="application/problem+json",
    )


def install(app: FastAPI) -> None:
    """Answer every error of `app` as a problem."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem_response(Problem(422, "invalid_request", where=_where(error.errors())))

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        code = BY_STATUS.get(error.status_code, "invalid_request")
        return problem_response(Problem(error.status_code, code, where=str(error.detail)))

    @app.exception_handler(BackOfficeUnavailable)
    @app.exception_handler(OperationalError)
    async def _away(_: Request, error: Exception) -> JSONResponse:
        return problem_response(Problem(503, "unavailable", {"Retry-After": "2"}))

    @app.exception_handler(DataError)
    async def _not_storable(_: Request, error: DataError) -> JSONResponse:
        return problem_response(Problem(422, "invalid_request", where="a character that cannot be kept"))

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, error: Exception) -> JSONResponse:
        return problem_response(Problem(500, "internal_error"))


def _where(errors: Any) -> str:
    """Which fields are wrong and how, in one line; never what was sent."""
    return "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:]) or 'body'}: {e['msg']}" for e in errors)
