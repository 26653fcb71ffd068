"""`st.secrets`."""

import functools
import logging
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from treadle._core.cache.hashing import per_caller
from treadle._core.carry.context import current
from treadle._core.runtime import process
from treadle._core.runtime.secrets import SecretStore, places
from treadle._core.state.attributes import AttributeMapping
from treadle.errors import SecretNotFoundError

log = logging.getLogger("treadle.secrets")


class Section(AttributeMapping[Any]):
    """A section of the secrets. Its text shows the names, but not the values."""

    __slots__ = ("_values", "_where")

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = values
        self._where = where

    def __getitem__(self, key: str) -> Any:
        try:
            value = self._values[key]
        except KeyError:
            pass
        else:
            return _readable(value, f"{self._where}.{key}")
        raise KeyError(
            f"There is no {key!r} in the secrets' section [{self._where}], which has {_names(self._values)}."
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<secrets [{self._where}]: {_names(self._values)}>"

    def __reduce__(self) -> Any:
        return type(self), (dict(self._values), self._where)

    def to_dict(self) -> dict[str, Any]:
        """Return a copy as a dict, with a dict for each section."""
        return {name: _plain(value) for name, value in self._values.items()}


@per_caller
class Secrets(AttributeMapping[Any]):
    """The secrets of the app: `st.secrets["password"]`, `st.secrets.database.user`.

    They are read from `secrets.toml` in a folder `.treadle` (or `.streamlit`) beside the script, in the
    working directory or in the home directory. A file nearer to the script overrides the others. The option
    `secrets.files` names other files instead, or folders with one file for each secret, as clusters mount
    them; a folder in such a folder is a section, or the secret itself if it has one file. A changed file is
    read again. When the server starts, top-level texts and numbers are also set as environment variables,
    unless a variable of that name exists. Any thread can read secrets, also without a session.

    Raises:
        KeyError, AttributeError: there is no such secret. The message names the files that were read.
        SecretNotFoundError: there is no file with secrets, or a file cannot be read.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.write(st.secrets["database"].user)
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app)
        >>> at.secrets = {"database": {"user": "Ada"}}
        >>> at.run().markdown[0].value
        'Ada'
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except SecretNotFoundError as error:  # code that asks by `hasattr` expects only this error
            raise AttributeError(str(error), name=name) from None

    def __getitem__(self, key: str) -> Any:
        store = _store()
        values = store.values()
        if key not in values:
            if store.given is None:
                log.info("There is no secret %r in %s.", key, store.said())
            raise KeyError(f"There is no secret {key!r}.")
        return _readable(values[key], key)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError(
            "The app tried to set a secret. Secrets are read-only: change the file, or use "
            "`st.session_state`."
        )

    def __iter__(self) -> Iterator[str]:
        return iter(_store().values())

    def __len__(self) -> int:
        return len(_store().values())

    def __repr__(self) -> str:
        return "<st.secrets>"

    def has_key(self, key: str) -> bool:
        """Return whether there is a secret with this name."""
        return key in self

    def to_dict(self) -> dict[str, Any]:
        """Return a copy as a dict, with a dict for each section."""
        return {name: _plain(value) for name, value in _store().values().items()}

    def load_if_toml_exists(self) -> bool:
        """Read the files now. Return whether there is any."""
        try:
            _store().values()
        except FileNotFoundError:
            return False
        return True


def section(*names: str) -> Section:
    """Return a nested section; an empty one if there is none or no file at all.

    Raises:
        SecretNotFoundError: a file cannot be read.
    """
    values: Any = _store().there()
    for name in names:
        values = values.get(name) if isinstance(values, Mapping) else None
    return Section(values if isinstance(values, Mapping) else {}, ".".join(names))


def _readable(value: Any, where: str) -> Any:
    if isinstance(value, Mapping):
        return Section(value, where)
    if isinstance(value, list):
        return [_readable(item, f"{where}[{at}]") for at, item in enumerate(value)]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _names(values: Mapping[str, Any]) -> str:
    return ", ".join(map(str, values)) or "nothing"


@functools.cache
def _bare() -> SecretStore:
    """Return the secrets for code outside of apps: `python script.py`, and tests of an app's functions."""
    return SecretStore(places((), None))


def _store() -> SecretStore:
    scope = current()
    if scope is not None:
        return scope.host.part(SecretStore.of_app)
    app = process.only_app()
    return _bare() if app is None else app.part(SecretStore.of_app)


secrets = Secrets()
"""The secrets of the app that the calling code belongs to."""
