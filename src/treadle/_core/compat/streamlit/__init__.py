"""`import streamlit as st`: the same as `import treadle as st`, and calls itself the Streamlit whose API it has."""

import importlib
from typing import Any

import treadle

from .version import STREAMLIT_VERSION_STRING

__version__ = STREAMLIT_VERSION_STRING


def __getattr__(name: str) -> Any:
    """Return what Treadle has by this name, as it is at this moment."""
    try:
        return getattr(treadle, name)
    except AttributeError:
        if name == "components":  # `st.components.v1.html`, which nobody imports first
            return importlib.import_module(f"{__name__}.components")
        raise AttributeError(f"Treadle has no `st.{name}` (yet).", name=name, obj=treadle) from None


def __dir__() -> list[str]:
    return [*dir(treadle), "components"]
