"""What an app learns of the request that opens a connection, and what stays with the server."""

import hashlib
from collections.abc import Mapping

from treadle._core.login.cookies import is_ours
from treadle._core.login.login import Login
from treadle._core.runtime.ports import RequestInfo

from .access import Called
from .developer import Developer, cookie_name


def request_info(
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    called: Called,
    port: int,
    developer: Developer,
    login: Login,
    user: dict[str, str | None],
) -> RequestInfo:
    """Return what the app learns of a request.

    The developer's token and logins are hidden from it: it may show its cookies to anybody.

    Args:
        headers: all headers.
        cookies: all cookies by name.
        called: the name and the address of the request.
        port: the server's port.
        developer: knows the developer's token.
        login: knows the cookies of the login.
        user: what a trusted proxy says of the person.
    """
    cookie = cookie_name(port)
    others = {name: value for name, value in cookies.items() if name != cookie and not is_ours(name)}
    shown = dict(headers)
    if len(others) < len(cookies) or is_ours(shown.get("Cookie", "")):
        shown["Cookie"] = "; ".join(f"{name}={value}" for name, value in others.items())
    return RequestInfo(
        headers=shown,
        cookies=others,
        ip=called.ip,
        host=called.host,
        developer=developer.has_proved(cookies, cookie),
        login=login.sealed(cookies),
        origin=headers.get("Origin"),
        user=user,
    )


def mark_of(request: RequestInfo) -> str:
    """Return a mark of the login that a request carries, "" if none.

    By another mark than before, a browser knows that a person has logged in or out in another tab.
    """
    return hashlib.sha256(request.login.encode()).hexdigest()[:16] if request.login else ""
