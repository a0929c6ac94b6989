"""The front desk's application: its parts are made at start and ended at stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import sqlalchemy as sa
from anyio.to_thread import run_sync
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from frontdesk import metrics, worker
from frontdesk.api import (
    agent,
    customer,
    demo,
    finding,
    grants,
    people,
    problems,
    promises,
    queue,
    reports,
    waiting,
    working,
    writing,
)
from frontdesk.api.context import Desk, InDesk
from frontdesk.api.desk_news import DeskNewsroom
from frontdesk.api.headers import SecurityHeaders
from frontdesk.api.limits import BodyLimit, RateLimits
from frontdesk.api.static import StaticPages
from frontdesk.backoffice import open_back_office
from frontdesk.conversation.rasa import Rasa
from frontdesk.dispatch import Dispatcher
from frontdesk.feed import Feed
from frontdesk.settings import ROOT, Settings, load_settings
from frontdesk.staff.presence import Presence
from frontdesk.store import Store
from frontdesk.threads import prefer_latency
from frontdesk.wording import texts

WEB = ROOT / "web"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application on `settings` (default: environment and `.env`)."""
    settings = settings or load_settings()
    app = FastAPIOffline(
        title="Helpline",
        summary="A front line of customer service: conversations, handoffs, promises.",
        version="1",
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    problems.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(SecurityHeaders)
    app.include_router(customer.router)
    app.include_router(waiting.router)
    app.include_router(agent.router)
    app.include_router(finding.router)
    app.include_router(people.router)
    app.include_router(grants.router)
    app.include_router(working.router)
    app.include_router(writing.router)
    app.include_router(queue.router)
    app.include_router(promises.router)
    app.include_router(reports.router)
    if settings.demo:
        app.include_router(demo.router)
    _add_operations(app)
    app.mount("/static", StaticPages(WEB))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    store = Store(settings.database_url)
    await run_sync(store.migrate)
    await run_sync(texts.group, "label")  # else the first requests read the files, all of them at once
    prefer_latency()
    rasa = Rasa(settings)
    feed = Feed(store)
    back_office = open_back_office(settings)
    presence = Presence(feed)
    app.state.desk = Desk(settings, store, feed, rasa, back_office, RateLimits(), presence)
    tasks = [
        asyncio.create_task(feed.run(), name="feed"),
        asyncio.create_task(DeskNewsroom(store, feed, presence).run(), name="newsroom"),
        asyncio.create_task(Dispatcher(settings, store, feed, rasa).run(), name="dispatcher"),
        asyncio.create_task(worker.run(settings, store, back_office, rasa), name="worker"),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await rasa.close()
        store.close()


def _add_operations(app: FastAPI) -> None:
    """Pages and calls for operators and agents' browsers."""

    @app.get("/desk", include_in_schema=False)
    def desk_address() -> RedirectResponse:
        return RedirectResponse("/desk/")

    @app.get("/desk/", include_in_schema=False)
    def desk_page() -> FileResponse:
        return FileResponse(WEB / "desk" / "index.html")

    @app.get("/desk/reports", include_in_schema=False)
    def reports_page() -> FileResponse:
        return FileResponse(WEB / "desk" / "reports.html")

    @app.get("/healthz", tags=["operations"])
    def healthz() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["operations"])
    async def readyz(desk: InDesk) -> JSONResponse:
        """Customers can be served: the database answers and Rasa has loaded its model."""
        parts = {"database": await run_sync(_database_answers, desk), "rasa": await desk.rasa.is_ready()}
        return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)

    @app.get("/metrics", tags=["operations"])
    def get_metrics(desk: InDesk) -> Response:
        """Figures for Prometheus."""
        with desk.store.reading() as session:
            metrics.count_conversations(session)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _database_answers(desk: Desk) -> bool:
    try:
        with desk.store.reading() as session:
            session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True
