"""Data apps in plain Python, compatible with Streamlit's API, in which threads are officially supported.

    import treadle as st

    st.title("Hello")

`st.` has the commands of `treadle.api` (one file each in `treadle.elements`), the objects and functions named below, and
`st.errors`. To serve an app, run `treadle run app.py`; to test one, use `treadle.testing.AppTest`.
"""

from typing import TYPE_CHECKING

from treadle import api, errors
from treadle._version import __version__
from treadle.api import *  # noqa: F403 - the generated list of commands is said once, in api.py
from treadle.api import Container
from treadle.concurrency.context import bind
from treadle.elements.data import column_config
from treadle.elements.flow import connections
from treadle.elements.flow.cache import cache_data, cache_resource
from treadle.elements.flow.connection import connection
from treadle.elements.flow.context import context
from treadle.elements.flow.control import rerun, stop
from treadle.elements.flow.dialog import dialog
from treadle.elements.flow.executor import executor
from treadle.elements.flow.fragment import fragment
from treadle.elements.flow.lifetime import on_error, on_session_end
from treadle.elements.flow.lock import lock
from treadle.elements.flow.options import get_option, set_option
from treadle.elements.flow.page_config import set_page_config
from treadle.elements.flow.query_params import query_params
from treadle.elements.flow.secrets import secrets
from treadle.elements.flow.session_state import session_state
from treadle.elements.flow.shared import shared
from treadle.elements.flow.sleep import sleep
from treadle.elements.flow.task import current_task, task
from treadle.elements.notyet import missing
from treadle.session.structure import SIDEBAR

__all__ = [
    "__version__",
    "bind",
    "cache_data",
    "cache_resource",
    "column_config",
    "connection",
    "connections",
    "context",
    "current_task",
    "dialog",
    "errors",
    "executor",
    "fragment",
    "get_option",
    "lock",
    "on_error",
    "on_session_end",
    "query_params",
    "rerun",
    "secrets",
    "session_state",
    "set_option",
    "set_page_config",
    "shared",
    "sidebar",
    "sleep",
    "stop",
    "task",
]
__all__ += api.__all__

sidebar = Container(SIDEBAR)
"""The panel at the side: `st.sidebar.write(…)`, or `with st.sidebar:`."""

if not TYPE_CHECKING:  # a type checker is to find the names that are not there

    def __getattr__(name: str) -> object:
        raise missing(name)
