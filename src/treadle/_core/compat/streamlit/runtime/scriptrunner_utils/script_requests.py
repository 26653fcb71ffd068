"""`streamlit.runtime.scriptrunner_utils.script_requests`: the argument of `RerunException`."""

from typing import Any, Self

from treadle._core.session.lanes import APP
from treadle.errors import NotYetSupported

__all__ = ["RerunData"]


class RerunData(tuple[str, ...]):
    """Requests a rerun of the whole app. `raise RerunException(RerunData())` is `st.rerun()`."""

    __slots__ = ()

    def __new__(
        cls,
        query_string: str = "",
        widget_states: Any = None,
        page_script_hash: str = "",
        page_name: str = "",
        **others: Any,
    ) -> Self:
        """Return the request.

        Raises:
            NotYetSupported: it requests another page.
        """
        if page_script_hash or page_name:
            raise NotYetSupported("page_script_hash", "RerunData", instead="Use `st.switch_page`.")
        return super().__new__(cls, (APP,))
