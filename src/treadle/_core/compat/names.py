"""The names of Streamlit: those of 1.67, and those of earlier releases.

`st` and containers look here for a name that they do not have. An app that uses one gets the command of an
earlier release, or an error that says what is missing and what to use instead.
"""

import sys
from collections.abc import Iterable

from treadle._core.naming import did_you_mean, refusal

from .removed import REMOVED, use

PAGE_WIDE = frozenset(
    {
        "App", "Page", "bottom", "cache_data", "cache_resource", "column_config", "connection", "context",
        "dialog", "echo", "fragment", "get_option", "login", "logo", "logout", "navigation", "query_params",
        "rerun", "secrets", "session_state", "set_option", "set_page_config", "sidebar", "stop",
        "switch_page", "user",
    }
)  # fmt: skip
"""Names of Streamlit 1.67 that concern the whole page. No container has them."""

NAMES = PAGE_WIDE | frozenset(
    {
        "altair_chart", "area_chart", "audio", "audio_input", "badge", "balloons", "bar_chart", "button",
        "camera_input", "caption", "chat_input", "chat_message", "checkbox", "code", "color_picker",
        "columns", "container", "data_editor", "dataframe", "date_input", "datetime_input", "divider",
        "download_button", "echarts_chart", "empty", "error", "exception", "expander", "feedback",
        "file_uploader", "form", "form_submit_button", "graphviz_chart", "grid", "header", "help", "html",
        "iframe", "image", "info", "json", "latex", "line_chart", "link_button", "map", "markdown",
        "menu_button", "mermaid_chart", "metric", "multiselect", "number_input", "page_link", "pagination",
        "pdf", "pills", "plotly_chart", "popover", "progress", "pydeck_chart", "pyplot", "radio",
        "scatter_chart", "segmented_control", "select_slider", "selectbox", "skeleton", "slider", "snow",
        "space", "spinner", "status", "subheader", "success", "table", "tabs", "text", "text_area",
        "text_input", "time_input", "title", "toast", "toggle", "vega_lite_chart", "video", "warning",
        "write", "write_stream",
    }
)  # fmt: skip
"""Every name of Streamlit 1.67. `st` finds a name that Treadle has before it looks here."""


def missing(name: str, known: Iterable[str], depth: int = 2) -> Exception:
    """Return the error for a name that `st` does not have.

    Args:
        name: the name.
        known: the names that `st` has.
        depth: the number of calls between the asking code and this function.
    """
    if name in NAMES:
        text = f"`st.{name}` is not supported by Treadle yet."
    elif name in REMOVED:
        text = f"`st.{name}` is a name of an earlier Streamlit. {REMOVED[name].instead}"
    else:
        text = (
            f"Treadle has no `st.{name}`.{did_you_mean(name, known, 'st.') or ' Streamlit has none, either.'}"
        )
    return refusal(text, name, sys._getframe(depth))


def missing_in_container(container: object, name: str) -> object:
    """Return the command of a container by a name of an earlier Streamlit.

    Raises:
        AttributeError: there is none.
    """
    removed = REMOVED.get(name)
    if removed is not None and removed.in_containers:
        if removed.make is not None:
            return use(container, name, "container")
        text = f"`container.{name}` is a name of an earlier Streamlit. {removed.instead}"
    elif name in PAGE_WIDE:
        text = f"A container has no `{name}`, nor has `st.sidebar`: use `st.{name}`."
    elif name in NAMES:
        text = f"`{name}` is not supported in containers by Treadle yet."
    else:
        text = f"A container has no `{name}`.{did_you_mean(name, _commands(container))}"
    raise AttributeError(text, name=name, obj=container)


def _commands(container: object) -> list[str]:
    return [name for name in dir(type(container)) if name in NAMES]
