"""`st.login` and `st.logout`."""

from urllib.parse import urlencode

from treadle._core.carry.context import require
from treadle._core.login.login import Login, returning
from treadle._core.protocol import message
from treadle._core.session.look import ReadWholeQuery
from treadle._core.session.navigation import ReadPath
from treadle._core.session.page import AddEffect


def login(provider: str | None = None) -> None:
    """Send the person to a provider of logins (OpenID Connect). They come back to this page, logged in.

    Then a new session begins, in which `st.user` says who they are. The section `[auth]` of the secrets says
    how the app and the provider know each other; see the guide "How to log people in". The run continues
    after this call: end it with `st.stop()` if nobody else may see the rest.

    Args:
        provider: the name of a section `[auth.NAME]`. None: the settings are in `[auth]` itself, or in
            `[auth.default]`.

    Raises:
        AuthError: the login is not configured, or not correctly. The message says what is missing.
        MissingAuthlibError: the package Authlib is not installed.

    Example:
        >>> import treadle as st
        >>> if not st.user.is_logged_in:                                              # doctest: +SKIP
        ...     st.button("Log in", on_click=st.login)
        ...     st.stop()
    """
    scope = require()
    page = scope.host.page
    query = urlencode(page.do(scope, ReadWholeQuery()), doseq=True)
    here = returning(page.do(scope, ReadPath()), query)
    token = scope.host.part(Login.of_app).token(provider, here)
    page.do(scope, AddEffect(message.Login(token)))


def logout() -> None:
    """Log the person out, here and at the provider if it has a page for that.

    `st.user` knows nobody at once, in all code of this session. The browser then shows the app's first page
    in a new session; other tabs of this browser begin a new session, too. The run continues after this call.

    Example:
        >>> import treadle as st
        >>> st.button("Log out", on_click=st.logout)                                  # doctest: +SKIP
    """
    scope = require()
    if scope.host.check(scope):
        scope.host.visitor.log_out()
        scope.host.page.do(scope, AddEffect(message.Login("")))
