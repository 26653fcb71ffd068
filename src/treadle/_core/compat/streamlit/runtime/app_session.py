"""`streamlit.runtime.app_session`: a session as packages ask about it."""

from enum import Enum
from typing import NamedTuple

from treadle._core.carry.scope import Host
from treadle._core.session.look import CountCompleted, HasEnded, IsIdle
from treadle._core.session.navigation import ReadPath

from .scriptrunner_utils.script_run_context import session_id

__all__ = ["AppSession", "AppSessionState"]


class AppSessionState(Enum):
    """What a session does."""

    APP_NOT_RUNNING = "APP_NOT_RUNNING"
    APP_IS_RUNNING = "APP_IS_RUNNING"
    SHUTDOWN_REQUESTED = "SHUTDOWN_REQUESTED"


class ClientState(NamedTuple):
    """What a session's browser shows."""

    page_script_hash: str
    """The name of the page."""


class AppSession:
    """A session. It can be asked, and not changed.

    Args:
        host: the session.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.id = session_id(host.token)

    @property
    def _state(self) -> AppSessionState:
        if self._host.page.apply(HasEnded()):
            return AppSessionState.SHUTDOWN_REQUESTED
        idle = self._host.page.apply(IsIdle())
        return AppSessionState.APP_NOT_RUNNING if idle else AppSessionState.APP_IS_RUNNING

    @property
    def _client_state(self) -> ClientState:
        return ClientState(self._host.page.apply(ReadPath()))

    @property
    def script_run_count(self) -> int:
        """The number of runs of the script that have come to their end, as Streamlit counts them."""
        return self._host.page.apply(CountCompleted())
