"""`st.connection`."""

import importlib
import os
from datetime import timedelta
from types import FunctionType
from typing import Any, Literal, TypeVar, overload

from treadle._core.cache.caches import caches_of
from treadle._core.cache.function import cached
from treadle._core.cache.settings import settings_of
from treadle._core.carry.context import current
from treadle._core.commands.cache import waiting
from treadle._core.runtime import process
from treadle.errors import APIError

from .connections import (
    BaseConnection,
    SnowflakeCallersRightsConnection,
    SnowflakeConnection,
    SQLConnection,
)
from .secrets import section

K = TypeVar("K", bound=BaseConnection[Any])

FIRST_PARTY: dict[str, type[BaseConnection[Any]]] = {
    "sql": SQLConnection,
    "snowflake": SnowflakeConnection,
    "snowflake-callers-rights": SnowflakeCallersRightsConnection,
}


PACKAGES = {
    "MySQLdb": "mysqlclient",
    "psycopg2": "psycopg2-binary",
    "psycopg": "'psycopg[binary]'",
    "cx_Oracle": "oracledb",
}
"""The package to install for a module with another name."""


class _Unset:
    def __repr__(self) -> str:
        return "<unset>"


UNSET = _Unset()
"""A `ttl` that was not passed. None has a meaning of its own."""


@overload
def connection(
    name: str, type: Literal["sql"], max_entries: int | None = None, ttl: Any = UNSET, **kwargs: Any
) -> SQLConnection: ...


@overload
def connection(
    name: str, type: type[K], max_entries: int | None = None, ttl: Any = UNSET, **kwargs: Any
) -> K: ...


@overload
def connection(
    name: str, type: str | None = None, max_entries: int | None = None, ttl: Any = UNSET, **kwargs: Any
) -> Any: ...


def connection(
    name: str,
    type: str | type[BaseConnection[Any]] | None = None,
    max_entries: int | None = None,
    ttl: float | timedelta | str | _Unset | None = UNSET,
    **kwargs: Any,
) -> Any:
    """Return a connection to a database or service.

    The first call creates it; later calls return the same one.

    The connection is cached as by `st.cache_resource`, for all sessions unless its class sets another scope.
    It is closed when it leaves the cache. Its settings are in the secrets, section `[connections.NAME]`. The
    arguments override them.

    Args:
        name: the name of the section; or `env:VARIABLE` to read the name from an environment variable.
        type: "sql", a class derived from `st.connections.BaseConnection`, or the full name of one. None: the
            `type` in the section, or else the name of the connection.
        max_entries: how many such connections are kept. None: no limit.
        ttl: how long the connection is kept: seconds, a `timedelta` or a text like "1h". None: no limit. If
            it is not passed, the option `runner.connectionDefaultTTL` applies.
        kwargs: arguments for `_connect` of the class.

    Raises:
        APIError: the type of the connection is unknown, or it has no settings.
        NotYetSupported: it is a connection to Snowflake.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     numbers = st.connection("numbers", type="sql", url="sqlite://")
        ...     st.write(int(numbers.query("select 6 * 7 as answer")["answer"][0]))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run(timeout=20).markdown[0].value
        '`42`'
    """
    if name.startswith("env:"):
        name = _from_environment(name.removeprefix("env:"))
    kind = _class(name, type)
    seconds = _default_ttl() if isinstance(ttl, _Unset) else ttl
    settings = settings_of(
        "resource", ttl=seconds, max_entries=max_entries, scope=kind.scope(), refresh_mode="foreground"
    )
    spinner = waiting(f"Connecting to `{name}`.", False)
    make = cached(_make, settings, caches_of, on_release=_close, spinner=spinner)
    try:
        return make(kind, name, kind, _methods(kind), **kwargs)
    except ModuleNotFoundError as error:
        package = PACKAGES.get(error.name or "", error.name)
        raise ModuleNotFoundError(
            f"{error}. The connection `{name}` needs it: `pip install {package}`.", name=error.name
        ) from error


def _make(
    _kind: Any, name: str, kind_name: type, methods: dict[str, Any], /, **kwargs: Any
) -> BaseConnection[Any]:
    """Create a connection.

    Its class is identified by its name and code, because a page defines its classes again and again.
    """
    made: BaseConnection[Any] = _kind(connection_name=name, **kwargs)
    return made


def _methods(kind: type) -> dict[str, Any]:
    """Return the code of a class.

    From Python 3.14 on, its annotations are a function, which refers to the whole class.
    """
    return {
        name: code
        for name, code in vars(kind).items()
        if isinstance(code, FunctionType) and name not in ("__annotate__", "__annotate_func__")
    }


def _close(made: BaseConnection[Any]) -> None:
    made.close()


def _from_environment(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise APIError(
            f"The environment variable `{variable}`, which must contain the name of the connection, is not "
            "set. Set it."
        ) from None


def _default_ttl() -> float | None:
    scope = current()
    if scope is not None:
        return scope.host.config.runner.connectionDefaultTTL
    app = process.only_app()
    return None if app is None else app.config.runner.connectionDefaultTTL


def _class(name: str, kind: Any) -> type[BaseConnection[Any]]:
    if kind is None:
        kind = _type_in_secrets(name) or (name if name in FIRST_PARTY else None)
    if kind is None:
        raise APIError(
            f"The connection `{name}` has no type. Pass `type=`, or set `type` in the secrets, section "
            f"`[connections.{name}]`."
        )
    found = kind if isinstance(kind, type) else FIRST_PARTY.get(kind) or _imported(str(kind))
    if not (isinstance(found, type) and issubclass(found, BaseConnection)):
        raise APIError(
            f"`{kind}` is not a subclass of `st.connections.BaseConnection`. Pass a subclass as `type`."
        )
    return found


def _type_in_secrets(name: str) -> Any:
    return section("connections", name).get("type")


def _imported(path: str) -> Any:
    module, _, name = path.rpartition(".")
    if not module:
        raise APIError(
            f"`{path}` is not a type of connection. It must be {', '.join(map(repr, FIRST_PARTY))}, or the "
            "full name of a class."
        )
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise APIError(f"The type of connection `{path}` cannot be imported: {error}") from error
