"""`streamlit.web.server.websocket_headers`: the headers of the request, before `st.context` existed."""

from treadle._core.commands.context import context
from treadle._core.compat.removed import say_once

__all__: list[str] = []


def _get_websocket_headers() -> dict[str, str]:
    """Return the headers of the request that opened the newest connection."""
    say_once(
        "_get_websocket_headers",
        "`_get_websocket_headers` is a name of an earlier Streamlit, and still works. Use "
        "`st.context.headers`.",
    )
    return context.headers.to_dict()
