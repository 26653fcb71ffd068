"""`streamlit.runtime.scriptrunner_utils.script_requests`: what a `RerunException` asks for."""

from typing import Any, Self

from treadle._core.session.lanes import APP
from treadle.errors import NotYetSupported

__all__ = ["RerunData"]


class RerunData(tuple[str, ...]):
    """What is to run again: the whole app. `raise RerunException(RerunData())` is `st.rerun()`."""

    __slots__ = ()

    def __new__(
        cls,
        query_string: str = "",
        widget_states: Any = None,
        page_script_hash: str = "",
        page_name: str = "",
        **others: Any,
    ) -> Self:
        """Return it.

        Raises:
            NotYetSupported: another page is asked for.
        """
        if page_script_hash or page_name:
            raise NotYetSupported("page_script_hash", "RerunData", instead="Use `st.switch_page`.")
        return super().__new__(cls, (APP,))
