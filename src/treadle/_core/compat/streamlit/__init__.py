"""`import streamlit as st`: the same as `import treadle as st`. Its version is Streamlit's."""

import sys as _sys
from typing import Any as _Any

import treadle as _treadle
from treadle._core.compat.names import missing as _missing
from treadle._core.compat.removed import REMOVED as _REMOVED
from treadle._core.compat.removed import say_once as _say_once
from treadle._core.compat.removed import use as _use

from . import navigation as _navigation  # noqa: F401 - or who imports it later would get it for `st.navigation`
from .version import STREAMLIT_VERSION_STRING as _VERSION

__all__ = [name for name in _treadle.__all__ if not name.startswith("_")]

__version__ = _VERSION

globals().update({name: getattr(_treadle, name) for name in __all__})


def set_option(key: str, value: _Any) -> None:
    """Set an option, as `treadle.set_option` does. An option that silenced an old warning has no effect.

    Raises:
        ConfigError: there is no option with this name.
        NotYetSupported: the option has another value, and cannot be changed while the app runs.
    """
    if key.startswith("deprecation."):
        _say_once(key, f"The option `{key}` of an earlier Streamlit has no effect any more: remove it.")
    else:
        _treadle.set_option(key, value)


_main = _treadle.api.root
"""The current place. Packages ask it whether it stands in a form."""

_MODULES = {"_config": "config", "_logger": "logger"}
"""Modules that apps use by another name."""


def __getattr__(name: str) -> _Any:
    """Return what Treadle has instead of this name."""
    if name in _REMOVED and _REMOVED[name].make is not None:
        return _use(_treadle, name, "st")
    if name in _MODULES:
        return getattr(_sys.modules[__name__], _MODULES[name])
    raise _missing(name, __all__, depth=3)
