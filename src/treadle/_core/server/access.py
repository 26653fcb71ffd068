"""Who may talk to this server: the rules for the Host and Origin headers, as pure functions.

Browsers let any page open a WebSocket to any server, so the server must check the page's origin (Origin). A
page may also let its own name resolve to 127.0.0.1 and then be "same host" (DNS rebinding), so a server on
loopback must check the name in the request (Host). Forwarded headers count only from configured proxies:
anyone can send such headers.
"""

import ipaddress
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class Called(NamedTuple):
    """The name and the browser's address of a request."""

    scheme: str
    host: str
    """Name or address, perhaps with a port: the Host header, or what a trusted proxy says that it was."""
    ip: str | None
    """The browser's address."""


def called(
    peer: str | None, headers: Mapping[str, str], *, proxies: Collection[str], scheme: str = "http"
) -> Called:
    """Return the name and the browser's address of a request.

    Args:
        peer: The address of the socket's other end.
        headers: The request's headers; names are not case-sensitive.
        proxies: Addresses and networks of proxies whose X-Forwarded headers count; `*` is any.
        scheme: The scheme of the connection itself.
    """
    host = headers.get("Host", "")
    if not among(peer, proxies):
        return Called(scheme, host, peer)
    told = _last(headers.get("X-Forwarded-Proto", "")).lower()
    ip = peer
    # Each proxy appends the address of its client. So the last address that is no proxy is the browser's.
    for each in reversed([part.strip() for part in headers.get("X-Forwarded-For", "").split(",")]):
        if _address(each) is None:
            break
        ip = each
        if not among(each, proxies):
            break
    return Called(
        told if told in DEFAULT_PORTS else scheme, _last(headers.get("X-Forwarded-Host", "")) or host, ip
    )


def same_machine(peer: str | None, own: str) -> bool:
    """Return whether a socket's other end is on this machine: on loopback, or at this end's address."""
    address = _address(peer.partition("%")[0]) if peer else None
    return address is not None and (peer == own or _loops_back(address))


def is_loopback(host: str) -> bool:
    """Return whether a host name or address, without port, always means this machine."""
    host = host.lower().rstrip(".")
    # RFC 6761: browsers resolve localhost and all names below it to loopback, whatever DNS says.
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def host_allowed(header: str, *, only: bool, allowed: Collection[str]) -> bool:
    """Return whether a request with this Host header may be answered.

    Args:
        header: The header's value: name or address, perhaps with a port.
        only: Whether only names of loopback and the allowed names are accepted.
        allowed: Other accepted names; `*` is any, `.example.com` is all below it.
    """
    parts = _split("//" + header)
    if parts is None:
        return False
    host, _ = parts
    # An address is no name, so it cannot be rebound.
    if not only or is_loopback(host) or _address(host) is not None:
        return True
    return _listed(host, header.lower(), allowed)


def origin_allowed(origin: str | None, scheme: str, host_header: str, *, allowed: Collection[str]) -> bool:
    """Return whether a page from `origin` may open a WebSocket: it needs the server's scheme, host and port.

    A missing Origin is accepted: every browser sends one with a WebSocket, so the client is a program, which
    could have sent any. (This does not protect against programs: they have no visitor's cookies or network to
    abuse.)

    Args:
        origin: The Origin header, or None if there is none.
        scheme: The scheme by which the server was called: `http` or `https`.
        host_header: The request's Host header, which was already accepted.
        allowed: Other accepted origins: `https://example.com`, or a name alone for any scheme and port, or
            `*`.
    """
    if origin is None:
        return True
    theirs, ours = _split(origin), _split("//" + host_header)
    if "*" in allowed or origin.lower().rstrip("/") in {item.lower().rstrip("/") for item in allowed}:
        return True
    if theirs is None or ours is None:
        return False  # "null": a sandboxed frame or a local file, which may be anybody's
    if _listed(theirs[0], "", allowed):
        return True
    their_scheme = urlsplit(origin).scheme.lower()
    return (their_scheme, theirs[0], theirs[1] or DEFAULT_PORTS.get(their_scheme)) == (
        scheme,
        ours[0],
        ours[1] or DEFAULT_PORTS[scheme],
    )


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
    except ValueError:  # an invalid bracket or port
        return None
    if not host or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return host.rstrip("."), port


def _last(header: str) -> str:
    """Return the last of a header's values, which the nearest proxy has added."""
    return header.rpartition(",")[2].strip()


def among(address: str | None, networks: Collection[str]) -> bool:
    """Return whether an address is in one of some networks; `*` contains all."""
    if "*" in networks:
        return True
    found = _address(address.partition("%")[0]) if address else None
    if found is None:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ipaddress.ip_network(network, strict=False) for network in networks)


def _loops_back(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
