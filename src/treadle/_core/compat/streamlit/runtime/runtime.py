"""`streamlit.runtime.runtime`: answers apps' questions about sessions."""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import NoReturn

from treadle._core.carry.context import current
from treadle._core.carry.scope import Host, Request
from treadle._core.commands.context import Headers
from treadle._core.runtime import process
from treadle._core.runtime.live import LiveSession

from .scriptrunner_utils.script_run_context import session_id

__all__ = ["Runtime"]


class Runtime:
    """The sessions of the calling app."""

    @classmethod
    def exists(cls) -> bool:
        """Return whether this process serves an app."""
        return process.serves()

    @classmethod
    def instance(cls) -> "Runtime":
        """Return the object.

        Raises:
            RuntimeError: this process serves no app.
        """
        if not cls.exists():
            raise RuntimeError("This process serves no app. Run the app with `treadle run`.")
        return cls()

    def is_active_session(self, session_id: str) -> bool:
        """Return whether a session exists and has not ended.

        Args:
            session_id: the id from `get_script_run_ctx().session_id`.
        """
        return _find(session_id) is not None

    def get_client(self, session_id: str) -> "Client | None":
        """Return what a session's browser told the server at its latest connection, None after its end."""
        session = _find(session_id)
        return None if session is None else Client(ClientRequest(session.request))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"Treadle has no `Runtime.{name}`. A session is reached by `st.` commands: `st.session_state`, "
            "`st.context`, …",
            name=name,
            obj=self,
        )


class Client:
    """What a session's browser told the server."""

    def __init__(self, request: "ClientRequest") -> None:
        self.request = request
        """The request of its newest connection."""


class ClientRequest:
    """A request with the attribute names of Tornado's requests."""

    def __init__(self, request: Request) -> None:
        self.headers: Mapping[str, str] = Headers(request.headers)
        """The headers. Names are not case-sensitive."""
        self.cookies = SimpleCookie(dict(request.cookies))
        """The cookies, by name. Each has its `value`."""
        self.remote_ip = request.ip
        """The browser's IP address."""
        self.host = request.host
        """The name and the port by which the browser reached the server."""


def _find(wanted: str) -> Host | None:
    scope = current()
    app = scope.host.app if scope is not None and isinstance(scope.host, LiveSession) else process.only_app()
    sessions = [] if app is None else app.sessions()
    return next((session for session in sessions if session_id(session.token) == wanted), None)
