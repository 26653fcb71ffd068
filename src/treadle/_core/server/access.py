"""Who may talk to this server: the rules for the Host and Origin headers, as pure functions.

Browsers let any page open a WebSocket to anywhere, so the server must look at where a page came from (Origin). And a
page may have its own name resolve to 127.0.0.1 and then be "same host" (DNS rebinding), so a server that listens on
loopback only must look at the name by which it was called (Host). Forwarded headers are never asked: anyone can send them.
"""

import ipaddress
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via", "Cf-Connecting-Ip")
"""Headers that a proxy adds: whoever is behind it, it is not this machine."""


def is_local(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether a request can only come from this machine, made by whoever sits at it.

    A proxy on this machine is a loopback peer, too, and may call this server `localhost`. What gives its visitors away is the
    Origin that browsers send with every WebSocket, and the headers that most proxies add; anyone may send these in vain, as
    they can only take rights away.

    Args:
        peer: The address of the socket's other end.
        headers: The request's headers, looked up without regard to case.
    """
    if not same_machine(peer, "") or any(name in headers for name in FORWARDED):
        return False
    host = _split("//" + headers.get("Host", ""))
    if host is None or not is_loopback(host[0]):
        return False
    origin = headers.get("Origin")
    if origin is None:
        return True
    theirs = _split(origin)
    return theirs is not None and is_loopback(theirs[0])


def same_machine(peer: str | None, own: str) -> bool:
    """Return whether the other end of a socket is on this machine: on loopback, or at the address of this end."""
    address = _address(peer.partition("%")[0]) if peer else None
    return address is not None and (peer == own or _loops_back(address))


def is_loopback(host: str) -> bool:
    """Return whether a host name or address, without port, can only mean this machine."""
    host = host.lower().rstrip(".")
    # RFC 6761: browsers resolve localhost and all below it to loopback themselves, whatever DNS says.
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def host_allowed(header: str, *, only: bool, allowed: Collection[str]) -> bool:
    """Return whether a request with this Host header may be answered.

    Args:
        header: The header's value: name or address, and perhaps a port.
        only: Whether no names are right but those of loopback and the allowed ones.
        allowed: Names that are right as well; `*` is any, `.example.com` is all below it.
    """
    parts = _split("//" + header)
    if parts is None:
        return False
    host, _ = parts
    # An address is no name, so it was not rebound.
    if not only or is_loopback(host) or _address(host) is not None:
        return True
    return _listed(host, header.lower(), allowed)


def origin_allowed(origin: str | None, host_header: str, *, allowed: Collection[str]) -> bool:
    """Return whether a page from `origin` may open a WebSocket to this server.

    No Origin at all is fine: every browser sends it with a WebSocket, so who does not is a program, which could have
    sent any. (Programs are not what this protects against: they have no visitor's cookies or network to abuse.)

    Args:
        origin: The Origin header, or None if there is none.
        host_header: The request's Host header, already found good.
        allowed: More origins that are right: `https://example.com`, or a name alone for any scheme and port, or `*`.
    """
    if origin is None:
        return True
    theirs, ours = _split(origin), _split("//" + host_header)
    if "*" in allowed or origin.lower().rstrip("/") in {item.lower().rstrip("/") for item in allowed}:
        return True
    if theirs is None or ours is None:
        return False  # "null": a sandboxed frame or a local file, which could be anyone's
    if _listed(theirs[0], "", allowed):
        return True
    default = DEFAULT_PORTS.get(urlsplit(origin).scheme.lower())
    their_port = theirs[1] if theirs[1] is not None else default
    our_port = ours[1] if ours[1] is not None else default
    if their_port != our_port:
        return False
    # localhost, 127.0.0.1 and [::1] are the same machine; with the same port they are this server.
    return theirs[0] == ours[0] or (is_loopback(theirs[0]) and is_loopback(ours[0]))


def _listed(host: str, with_port: str, allowed: Collection[str]) -> bool:
    for item in allowed:
        name = item.lower().rstrip(".")
        if name in ("*", host, with_port) or (name.startswith(".") and host.endswith(name)):
            return True
    return False


def _split(url: str) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:  # a bracket or a port that is none
        return None
    if not host or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return host.rstrip("."), port


def _loops_back(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
