"""Names of earlier releases of Streamlit that 1.67 does not have.

An app that uses one gets the replacement, and a line in the log. A name without a meaning gives an error that
says what to use.
"""

import ast
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any, NamedTuple

from treadle._core.calling import At, caller
from treadle._core.carry.context import current

from .growing import adder

log = logging.getLogger("treadle.alias")


class Removed(NamedTuple):
    """A name of an earlier release."""

    instead: str
    """A sentence that says what to write."""
    make: Callable[[Any], Any] | None = None
    """Returns the replacement, from `st` or from a container. None: the name has no meaning any more."""
    in_containers: bool = False
    """Whether containers also had the name."""


# What the names stand for -----------------------------------------------------------------------------------


class _Decorator:
    """A decorator that accepts, and ignores, parameters that later releases have dropped."""

    def __init__(self, decorator: Any) -> None:
        self._decorator = decorator

    def __call__(
        self,
        func: Callable[..., Any] | None = None,
        *,
        suppress_st_warning: bool = False,
        experimental_allow_widgets: bool = False,
        **options: Any,
    ) -> Any:
        return self._decorator(func, **options)

    def clear(self) -> None:
        """Remove all results of all functions."""
        self._decorator.clear()


def _cache(st: Any) -> Callable[..., Any]:
    def cache(
        func: Callable[..., Any] | None = None,
        persist: bool = False,
        allow_output_mutation: bool = False,
        show_spinner: bool | str = True,
        suppress_st_warning: bool = False,
        hash_funcs: Mapping[Any, Any] | None = None,
        max_entries: int | None = None,
        ttl: float | None = None,
    ) -> Any:
        """Return a cached function: by `cache_resource` if results may change, or by `cache_data`."""
        shared = {
            "show_spinner": show_spinner, "hash_funcs": hash_funcs, "max_entries": max_entries, "ttl": ttl,
        }  # fmt: skip
        if allow_output_mutation:
            return st.cache_resource(func, **shared)
        return st.cache_data(func, persist=persist or None, **shared)

    return cache


def _get_query_params(st: Any) -> Callable[[], dict[str, list[str]]]:
    def experimental_get_query_params() -> dict[str, list[str]]:
        """Return all values of each query parameter."""
        return {name: st.query_params.get_all(name) for name in st.query_params}

    return experimental_get_query_params


def _set_query_params(st: Any) -> Callable[..., None]:
    def experimental_set_query_params(**query_params: Any) -> None:
        """Replace all query parameters."""
        st.query_params.from_dict(query_params)

    return experimental_set_query_params


def _show(st: Any) -> Callable[..., None]:
    def experimental_show(*args: Any) -> None:
        """Show values, each below the code of its argument."""
        texts = arguments(sys._getframe(1))
        for number, value in enumerate(args):
            if len(texts) == len(args):
                st.code(texts[number])
            st.write(value)

    return experimental_show


def arguments(frame: FrameType) -> list[str]:
    """Return the source of each argument of the call that a frame executes. Empty if it cannot be read."""
    found = At(frame.f_code, frame.f_lasti).call()
    return [] if found is None else [ast.get_source_segment(found[0], each) or "" for each in found[1].args]


def _same(name: str) -> Callable[[Any], Any]:
    return lambda owner: getattr(owner, name)


def _renamed(name: str, *, in_containers: bool = False) -> Removed:
    return Removed(f"Use `st.{name}`.", _same(name), in_containers)


REMOVED: Mapping[str, Removed] = {
    "add_rows": Removed(
        "Write over the element: `chart.line_chart(rows)`, `table.dataframe(rows)`.",
        adder,
        in_containers=True,
    ),
    "beta": Removed("Its functions are now in `st`: `st.columns`, `st.expander`, …"),
    "beta_color_picker": _renamed("color_picker", in_containers=True),
    "beta_columns": _renamed("columns", in_containers=True),
    "beta_container": _renamed("container", in_containers=True),
    "beta_expander": _renamed("expander", in_containers=True),
    "beta_secrets": _renamed("secrets"),
    "beta_set_page_config": _renamed("set_page_config"),
    "bokeh_chart": Removed("Use the package `streamlit-bokeh`.", in_containers=True),
    "cache": Removed("Use `st.cache_data` or `st.cache_resource`.", _cache),
    "deck_gl_chart": Removed("Use `st.pydeck_chart`.", in_containers=True),
    "event": Removed("Use `st.toast`."),
    "experimental": Removed("Its functions are now in `st`: `st.fragment`, `st.dialog`, …"),
    "experimental_audio_input": _renamed("audio_input", in_containers=True),
    "experimental_connection": _renamed("connection"),
    "experimental_data_editor": _renamed("data_editor", in_containers=True),
    "experimental_dialog": _renamed("dialog"),
    "experimental_fragment": _renamed("fragment"),
    "experimental_get_query_params": Removed("Use `st.query_params`.", _get_query_params),
    "experimental_memo": Removed("Use `st.cache_data`.", lambda st: _Decorator(st.cache_data)),
    "experimental_rerun": _renamed("rerun"),
    "experimental_set_query_params": Removed("Use `st.query_params`.", _set_query_params),
    "experimental_show": Removed("Use `st.write`.", _show),
    "experimental_singleton": Removed("Use `st.cache_resource`.", lambda st: _Decorator(st.cache_resource)),
    "experimental_user": _renamed("user"),
    "show": Removed("Use `st.write`.", _show),
}  # fmt: skip
"""Every public name of `st` and of its containers in releases from 0.50 to 1.66 that 1.67 does not have."""


# Their use --------------------------------------------------------------------------------------------------


def use(owner: Any, name: str, called: str) -> Any:
    """Return the replacement of a name of an earlier release. Log a line when an app first uses the name.

    Args:
        owner: `st`, or a container.
        name: the name, which has a meaning.
        called: the app's name of the owner: `st`.

    Raises:
        AttributeError: the replacement is not supported.
    """
    entry = REMOVED[name]
    assert entry.make is not None, name
    made = entry.make(owner)
    say_once(
        f"{called}.{name}",
        f"`{called}.{name}` is a name of an earlier Streamlit, and still works. {entry.instead}",
    )
    return made


class _Said:
    """The names that were logged for an app."""

    def __init__(self, app: object) -> None:
        self._lock = threading.Lock()
        self._names: set[str] = set()  # guarded by _lock

    def first(self, name: str) -> bool:
        """Return whether a name is passed for the first time."""
        with self._lock:
            new = name not in self._names
            self._names.add(name)
        return new

    def close(self) -> None:
        """Do nothing: there are no resources to release."""


def say_once(name: str, text: str) -> None:
    """Log a warning with the current line of the app, once for each app.

    Args:
        name: the name that the warning concerns.
        text: the warning.
    """
    scope = current()
    if scope is None or scope.host.part(_Said).first(name):
        at = caller(sys._getframe(1))
        log.warning("%s%s", "" if at is None else f"{at}: ", text)


def say_moved(old: str, new: str) -> None:
    """Log that an app imports a module by its name in an earlier release."""
    say_once(old, f"`{old}` is a name of an earlier Streamlit, and still works. Import `{new}`.")
