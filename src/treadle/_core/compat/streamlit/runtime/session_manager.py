"""`streamlit.runtime.session_manager`: sessions as packages find them."""

from .app_session import AppSession

__all__ = ["ActiveSessionInfo", "SessionInfo"]


class SessionInfo:
    """A session and the number of its runs.

    Args:
        session: the session.
    """

    def __init__(self, session: AppSession) -> None:
        self.session = session
        self.script_run_count = session.script_run_count


ActiveSessionInfo = SessionInfo
