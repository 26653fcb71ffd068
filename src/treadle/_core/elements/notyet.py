"""Names of Streamlit that Treadle does not support. Using one raises an error that says so."""

NAMES = frozenset(
    {
        "App", "Page", "altair_chart", "area_chart", "audio", "audio_input", "badge", "balloons", "bar_chart", "bottom",
        "button", "cache_data", "cache_resource", "camera_input", "caption", "chat_input", "chat_message", "checkbox",
        "code", "color_picker", "column_config", "columns", "connection", "container", "context", "data_editor",
        "dataframe", "date_input", "datetime_input", "dialog", "divider", "download_button", "echarts_chart", "echo",
        "empty", "error", "exception", "expander", "feedback", "file_uploader", "form", "form_submit_button", "fragment",
        "get_option", "graphviz_chart", "grid", "header", "help", "html", "iframe", "image", "info", "json", "latex",
        "line_chart", "link_button", "login", "logo", "logout", "map", "markdown", "menu_button", "mermaid_chart",
        "metric", "multiselect", "navigation", "number_input", "page_link", "pagination", "pdf", "pills", "plotly_chart",
        "popover", "progress", "pydeck_chart", "pyplot", "query_params", "radio", "rerun", "scatter_chart", "secrets",
        "segmented_control", "select_slider", "selectbox", "session_state", "set_option", "set_page_config", "sidebar",
        "skeleton", "slider", "snow", "space", "spinner", "status", "stop", "subheader", "success", "switch_page",
        "table", "tabs", "text", "text_area", "text_input", "time_input", "title", "toast", "toggle", "user",
        "vega_lite_chart", "video", "warning", "write", "write_stream",
    }
)  # fmt: skip
"""Every name of Streamlit 1.67. Those that Treadle has are found before anybody looks here."""

PAGE_WIDE = frozenset(
    {
        "cache_data", "cache_resource", "connection", "context", "dialog", "fragment", "get_option", "navigation",
        "query_params", "rerun", "secrets", "session_state", "set_option", "set_page_config", "sidebar", "stop",
    }
)  # fmt: skip
"""Those that concern the whole page, so that no container has them."""


def missing_in_container(name: str) -> AttributeError:
    """Return the error for an attribute that a container does not have."""
    if name in PAGE_WIDE:
        return AttributeError(
            f"A container has no `{name}`, nor has `st.sidebar`: use `st.{name}`.", name=name
        )
    if name in NAMES:
        return AttributeError(f"`{name}` is not supported in containers by Treadle yet.", name=name)
    return AttributeError(f"A container has no `{name}`.", name=name)


def missing(name: str, owner: str = "st") -> AttributeError:
    """Return the error for an attribute that does not exist."""
    if name in NAMES:
        return AttributeError(f"`{owner}.{name}` is not supported by Treadle yet.", name=name)
    return AttributeError(f"Treadle has no `{owner}.{name}`, and neither has Streamlit.", name=name)
