"""`st.connections`: the classes of connections."""

import sqlite3
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from treadle._core.cache.caches import Caches, caches_of
from treadle._core.cache.function import Cached, cached
from treadle._core.cache.settings import settings_of
from treadle._core.commands.cache import waiting
from treadle.errors import APIError, NotYetSupported

from .secrets import Section, section

__all__ = [
    "BaseConnection",
    "ExperimentalBaseConnection",
    "SQLConnection",
    "SnowflakeCallersRightsConnection",
    "SnowflakeConnection",
]

Raw = TypeVar("Raw")

_ONCE = settings_of("resource", ttl=None, max_entries=None, scope="global", refresh_mode="foreground")

TRIES = 3
"""How often a query is tried if its connection turns out to be broken."""


class BaseConnection(ABC, Generic[Raw]):
    """The base class of connections for `st.connection`.

    Subclasses implement `_connect` and the methods for the app.

    Example:
        >>> from treadle.connections import BaseConnection
        >>> class Shelf(BaseConnection[dict]):
        ...     def _connect(self, **kwargs):
        ...         return {"books": kwargs["books"]}
        ...     def books(self):
        ...         return self._instance["books"]
        >>> Shelf("shelf", books=3).books()
        3
    """

    def __init__(self, connection_name: str, **kwargs: Any) -> None:
        self._connection_name = connection_name
        self._kwargs = kwargs
        # Created once for all threads. Threads that wait for it can be stopped.
        own = Caches(Path())
        self._made: Cached[..., Raw] = cached(
            self._connect_as_told, _ONCE, lambda scope: own, on_release=self._released
        )
        self._made_with: Mapping[str, Any] | None = None
        self._instance  # noqa: B018 - what is wrong with it is to be known now

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._connection_name!r}>"

    if not TYPE_CHECKING:  # otherwise a type checker would accept any name

        def __getattribute__(self, name: str) -> Any:
            """Raise an error that names `_instance` if the underlying object has the missing attribute."""
            try:
                return super().__getattribute__(name)
            except AttributeError:
                own = name.startswith("_") or hasattr(type(self), name)
                if own or self._made_with is None or not hasattr(self._instance, name):
                    raise
            kind = type(self).__name__
            raise AttributeError(
                f"`{kind}` has no `{name}`; its `_instance` has: `._instance.{name}`.", name=name
            )

    @classmethod
    def scope(cls) -> Literal["global", "session"]:
        """Return "global" if all sessions share the connection, "session" if each session has its own."""
        return "global"

    @property
    def _secrets(self) -> Section:
        """The section `[connections.NAME]` of the secrets; empty if there is none."""
        return section("connections", self._connection_name)

    @property
    def _instance(self) -> Raw:
        """The object that `_connect` returned. A new one is made after `reset`, and when secrets change."""
        if self._made_with is not None and self._made_with != self._secrets.to_dict():
            self.reset()
        return self._made()

    def _connect_as_told(self) -> Raw:
        self._made_with = self._secrets.to_dict()
        return self._connect(**self._kwargs)

    @abstractmethod
    def _connect(self, **kwargs: Any) -> Raw:
        """Return the connection object, made from the secrets and the arguments of `st.connection`."""

    def _released(self, raw: Raw) -> None:
        """Release the object that `_connect` returned. `reset` calls this."""

    def reset(self) -> None:
        """Drop the connection. The next use makes a new one."""
        self._made_with = None
        self._made.clear()

    def close(self) -> None:
        """Release all resources. Called when the connection leaves the cache."""
        self.reset()


ExperimentalBaseConnection = BaseConnection


class SQLConnection(BaseConnection[Any]):
    """A connection to an SQL database, through SQLAlchemy.

    SQLAlchemy must be installed with the database's driver. The settings are in the secrets, section
    `[connections.NAME]`, or arguments of `st.connection`: `url`, or `dialect`, `driver`, `username`,
    `password`, `host`, `port`, `database` and `query`; and `create_engine_kwargs`, a table of more arguments
    of `sqlalchemy.create_engine`.
    """

    _PARTS = ("drivername", "dialect", "driver", "username", "password", "host", "port", "database", "query")

    def _connect(self, autocommit: bool = False, **kwargs: Any) -> Any:
        try:
            import sqlalchemy
        except ModuleNotFoundError:
            raise APIError("SQL connections need the package SQLAlchemy: `pip install SQLAlchemy`.") from None
        told = {**self._secrets.to_dict(), **kwargs}
        more = told.pop("create_engine_kwargs", {})
        told.pop("type", None)
        own = ("url", *self._PARTS)
        if not any(name in told for name in own):
            raise APIError(
                f"The SQL connection `{self._connection_name}` has no configuration. Write it to "
                f"`secrets.toml`: a section `[connections.{self._connection_name}]` with `url`, or with "
                "`dialect`, `host`, `username` and so on; or give it to `st.connection` as arguments."
            )
        url = self._read(told["url"]) if "url" in told else self._url(told)
        options = {
            **more,
            **{name: value for name, value in kwargs.items() if name in told and name not in own},
        }
        if url.drivername in ("sqlite", "sqlite+pysqlite") and url.database in (None, "", ":memory:"):
            # Such a database belongs to its connection. SQLAlchemy gives each thread its own connection, and
            # here each run is a thread. Threads that share a connection share its transaction, and undo each
            # other's writes. So the database gets a name.
            if sqlite3.sqlite_version_info < (3, 36):  # older versions cannot name it
                options.setdefault("poolclass", sqlalchemy.StaticPool)
                options.setdefault("connect_args", {"check_same_thread": False})
            elif not {"creator", "poolclass"} & options.keys():
                name = f"file:/{uuid.uuid4()}"
                url = url.set(database=name, query={**url.query, "vfs": "memdb", "uri": "true"})
        engine = sqlalchemy.create_engine(url, **options)
        return engine.execution_options(isolation_level="AUTOCOMMIT") if autocommit else engine

    def _read(self, url: Any) -> Any:
        import sqlalchemy

        try:
            return sqlalchemy.engine.make_url(url)
        except (sqlalchemy.exc.ArgumentError, ValueError):
            pass
        # Without the original error, whose message may contain a part of the password.
        raise APIError(
            f"The `url` of the SQL connection `{self._connection_name}` is not valid. It must be like "
            "`postgresql+psycopg://user:password@host:5432/database`, where `@`, `:` and `/` in a password "
            "are `%40`, `%3A` and `%2F`; or set `dialect`, `username`, `password`, `host` and so on one by "
            "one."
        )

    def _url(self, told: Mapping[str, Any]) -> Any:
        import sqlalchemy

        dialect = told.get("drivername") or told.get("dialect")
        if not dialect:
            raise APIError(
                f"The SQL connection `{self._connection_name}` has neither `url` nor `dialect`. Set one of "
                "them."
            )
        driver = told.get("driver")
        return sqlalchemy.engine.URL.create(
            f"{dialect}+{driver}" if driver else dialect,
            **{name: told.get(name) for name in ("username", "password", "host", "database")},
            port=int(told["port"]) if told.get("port") else None,
            query=told.get("query") or {},
        )

    def _released(self, raw: Any) -> None:
        raw.dispose()

    @property
    def engine(self) -> Any:
        """The SQLAlchemy engine. It is thread-safe."""
        return self._instance

    @property
    def driver(self) -> str:
        """The name of the driver: `psycopg2`."""
        return str(self._instance.driver)

    @property
    def session(self) -> Any:
        """A new SQLAlchemy session for one thread: `with connection.session as session: …`."""
        from sqlalchemy.orm import Session

        return Session(self._instance)

    def connect(self) -> Any:
        """Return a new SQLAlchemy connection, for one thread: `with connection.connect() as link: …`."""
        return self._instance.connect()

    def query(
        self,
        sql: str,
        *,
        show_spinner: bool | str = "Running `sql.query(...)`.",
        ttl: float | int | timedelta | str | None = None,
        index_col: str | list[str] | None = None,
        chunksize: int | None = None,
        params: Any | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return the result of a query as a pandas DataFrame. It is cached as by `st.cache_data`.

        Args:
            sql: the query, with `:name` for each parameter.
            show_spinner: whether a spinner is shown while the query runs, or the text of the spinner.
            ttl: how long the result is kept: seconds, a `timedelta` or a text like "10 min". 0: it is not
                kept. None: until it is cleared.
            index_col: the column or columns for the index.
            chunksize: how many rows are fetched at once.
            params: the values of the parameters, by name.
            kwargs: more arguments for `pandas.read_sql`.
        """
        settings = settings_of("data", ttl=ttl, max_entries=None, scope="global", refresh_mode="foreground")
        read: Callable[..., Any] = cached(_read, settings, caches_of, spinner=waiting(show_spinner, False))
        # Two connections with the same name and address may see different data: by a search path, or as
        # different users.
        given = {name: value for name, value in self._kwargs.items() if not name.startswith("_")}
        made = str(self._instance.url), self._secrets.to_dict(), given
        return read(self, self._connection_name, made, sql, index_col, chunksize, params, kwargs)


def _read(
    _connection: SQLConnection,
    name: str,
    made: tuple[str, Mapping[str, Any], Mapping[str, Any]],
    sql: str,
    index_col: str | list[str] | None,
    chunksize: int | None,
    params: Any,
    more: Mapping[str, Any],
) -> Any:
    """Read a query's result. Callers that ask the same database for the same result share it."""
    import pandas
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    for attempt in range(1, TRIES + 1):
        try:
            with _connection.connect() as link:
                found = pandas.read_sql(
                    text(sql), link, index_col=index_col, chunksize=chunksize, params=params, **more
                )
                chunks: Any = found
                return found if chunksize is None else pandas.concat(list(chunks))
        except (DBAPIError, pandas.errors.DatabaseError) as error:
            # A restarted database has closed the connections that the engine kept. Pandas wraps the exception
            # that says so.
            cause = error if isinstance(error, DBAPIError) else error.__cause__
            broken = isinstance(cause, DBAPIError) and cause.connection_invalidated
            if not broken or attempt == TRIES:
                raise
    raise AssertionError("the last try has returned or raised")


class _Snowflake(BaseConnection[Any]):
    def __init__(self, connection_name: str, **kwargs: Any) -> None:
        raise NotYetSupported(
            f"st.connections.{type(self).__name__}",
            instead="Snowflake has an SQLAlchemy dialect, which `st.connections.SQLConnection` can use.",
        )

    def _connect(self, **kwargs: Any) -> Any:
        raise NotImplementedError


class SnowflakeConnection(_Snowflake):
    """Not supported yet; raises `NotYetSupported`."""


class SnowflakeCallersRightsConnection(_Snowflake):
    """Not supported yet; raises `NotYetSupported`."""
