"""The visitor of a session: the request by which their browser has come, and who they are."""

from collections.abc import Mapping
from typing import Any

from .ports import RequestInfo


class LiveVisitor:
    """The visitor of one session. Every method can be called from any thread.

    Attributes are replaced and never changed, so reading one needs no lock.
    """

    def __init__(self) -> None:
        self.request = RequestInfo()
        """The newest request: headers and cookies for `st.context`."""
        self.given: Mapping[str, Any] | None = None
        """Who the visitor is, if it does not follow from the request: after a logout, and in tests."""
        self.logged_out = False
        """Whether they have logged out. Then no browser can return to this session."""

    def made(self, request: RequestInfo) -> bool:
        """Whether this visitor has made a request.

        Another person must not see the session, even at the same browser: after a logout or another login.
        """
        return not self.logged_out and self.request.same_person(request)

    def log_out(self) -> None:
        """Forget who the visitor is, from now on. No browser can return to this session."""
        self.logged_out = True
        known = self.given
        self.given = {"is_logged_in": False} if known is not None and "is_logged_in" in known else {}
