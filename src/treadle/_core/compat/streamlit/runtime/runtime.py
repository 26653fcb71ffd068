"""`streamlit.runtime.runtime`: answers apps' questions about sessions."""

import asyncio
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple, NoReturn

from treadle._core.carry.context import current
from treadle._core.carry.scope import Host, Request
from treadle._core.commands.context import Headers
from treadle._core.elements.blobs import kept
from treadle._core.runtime import process
from treadle._core.runtime.app import App
from treadle._core.runtime.live import LiveSession

from .app_session import AppSession
from .scriptrunner_utils.script_run_context import session_id
from .session_manager import SessionInfo

__all__ = ["Runtime"]


class Runtime:
    """The sessions of the calling app. Each app has one object, in which packages may keep attributes.

    Args:
        app: the app.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._session_mgr = SessionManager()
        self.media_file_mgr = MediaFileManager()

    @classmethod
    def exists(cls) -> bool:
        """Return whether this process serves an app."""
        return process.serves()

    @classmethod
    def instance(cls) -> "Runtime":
        """Return the object of the calling app.

        Raises:
            RuntimeError: this process serves no app, or the calling code belongs to none of several.
        """
        app = _calling_app()
        if app is None:
            raise RuntimeError("This process serves no app. Run the app with `treadle run`.")
        return app.part(cls)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _get_async_objs(self) -> "AsyncObjects":
        return AsyncObjects(self._app.coroutines.loop())

    def is_active_session(self, session_id: str) -> bool:
        """Return whether a session exists and has not ended.

        Args:
            session_id: the id from `get_script_run_ctx().session_id`.
        """
        return _find(session_id) is not None

    def get_client(self, session_id: str) -> "Client | None":
        """Return what a session's browser told the server at its latest connection, None after its end."""
        session = _find(session_id)
        return None if session is None else Client(ClientRequest(session.visitor.request))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"Treadle has no `Runtime.{name}`. A session is reached by `st.` commands: `st.session_state`, "
            "`st.context`, …",
            name=name,
            obj=self,
        )


class AsyncObjects(NamedTuple):
    """What packages need for coroutines of their own."""

    eventloop: asyncio.AbstractEventLoop
    """A loop that runs in a thread of its own while the app is served."""


class SessionManager:
    """Finds sessions."""

    def get_session_info(self, session_id: str) -> SessionInfo | None:
        """Return what is known about a session, None after its end."""
        session = _find(session_id)
        return None if session is None else SessionInfo(AppSession(session))


class MediaFileManager:
    """Makes files available to browsers."""

    def add(self, data: bytes | str, mimetype: str, coordinates: str = "") -> str:
        """Return the address of a file, relative to the page. It is valid while the file is in recent use.

        Args:
            data: the bytes of the file, or its path.
            mimetype: its media type.
            coordinates: has no effect: the address depends on the content alone.
        """
        content = Path(data).read_bytes() if isinstance(data, str) else bytes(data)
        return f"_treadle/blob/{kept(content, mimetype).id}"


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


def _calling_app() -> App | None:
    scope = current()
    app = scope.host.app if scope is not None and isinstance(scope.host, LiveSession) else process.only_app()
    return app if isinstance(app, App) else None


def _find(wanted: str) -> Host | None:
    app = _calling_app()
    sessions = [] if app is None else app.sessions()
    return next((session for session in sessions if session_id(session.token) == wanted), None)
