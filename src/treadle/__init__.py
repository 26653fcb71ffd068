"""Data apps in plain Python, compatible with Streamlit's API, in which threads are officially supported.

    import treadle as st

    st.title("Hello")

`st.` has the commands of `treadle.api` (one file each in `treadle._core.elements`), the objects and functions
named below, and `st.errors`. To serve an app, run `treadle run app.py`. To test one, use
`treadle.testing.AppTest`.
"""

from importlib.util import find_spec as _find_spec
from typing import TYPE_CHECKING

from treadle import api, column_config, components, connections, errors, executors
from treadle._asgi import App
from treadle._core.carry.context import bind
from treadle._core.commands.context import context
from treadle._core.commands.control import rerun, stop
from treadle._core.commands.dialog import dialog
from treadle._core.commands.echo import echo
from treadle._core.commands.executor import executor
from treadle._core.commands.fragment import fragment
from treadle._core.commands.lifetime import on_error, on_session_end
from treadle._core.commands.lock import lock
from treadle._core.commands.login import login, logout
from treadle._core.commands.logo import logo
from treadle._core.commands.navigation import navigation, switch_page
from treadle._core.commands.options import get_option, set_option
from treadle._core.commands.page_config import set_page_config
from treadle._core.commands.register_executor import register_executor
from treadle._core.commands.sleep import sleep
from treadle._core.commands.task import current_task
from treadle._core.compat.names import missing as _missing
from treadle._core.connections.connection import connection
from treadle._core.connections.secrets import secrets
from treadle._core.elements.navigation.page import Page
from treadle._core.session.structure import BOTTOM as _BOTTOM
from treadle._core.session.structure import SIDEBAR as _SIDEBAR
from treadle._core.state.browser_storage import browser_storage
from treadle._core.state.cookies import cookies
from treadle._core.state.query_params import query_params
from treadle._core.state.session_state import session_state
from treadle._core.state.shared import shared
from treadle._core.state.user import user
from treadle._version import __version__
from treadle.api import *  # noqa: F403 - the generated list of commands is said once, in api.py
from treadle.api import Container, cache_data, cache_resource, task

__all__ = [
    "App",
    "Page",
    "__version__",
    "bind",
    "bottom",
    "browser_storage",
    "cache_data",
    "cache_resource",
    "column_config",
    "components",
    "connection",
    "connections",
    "context",
    "cookies",
    "current_task",
    "dialog",
    "echo",
    "errors",
    "executor",
    "executors",
    "fragment",
    "get_option",
    "lock",
    "login",
    "logo",
    "logout",
    "navigation",
    "on_error",
    "on_session_end",
    "query_params",
    "register_executor",
    "rerun",
    "secrets",
    "session_state",
    "set_option",
    "set_page_config",
    "shared",
    "sidebar",
    "sleep",
    "stop",
    "switch_page",
    "task",
    "user",
]
__all__ += api.__all__

bottom = Container(_BOTTOM)
"""The strip at the lower edge of the window: `st.bottom.chat_input(…)`, or `with st.bottom:`."""

sidebar = Container(_SIDEBAR)
"""The panel at the side: `st.sidebar.write(…)`, or `with st.sidebar:`."""

if not TYPE_CHECKING:  # a type checker is to find the names that are not there

    def __getattr__(name: str) -> object:
        if _find_spec(f"{__name__}.{name}") is not None:  # a module that is not imported yet
            raise AttributeError(name=name)
        raise _missing(name, __all__)


def __dir__() -> list[str]:
    """Return the public names, which editors offer after `st.`. The package's modules are not public."""
    return sorted(__all__)
