"""Who may talk to this server: the rules for the Host and Origin headers, as pure functions.

Browsers let any page open a WebSocket to anywhere, so the server must look at where a page came from (Origin). And a
page may have its own name resolve to 127.0.0.1 and then be "same host" (DNS rebinding), so a server that listens on
loopback only must look at the name by which it was called (Host). What a proxy has forwarded is asked only if the proxy is
one that was configured: anyone can send such headers.
"""

import ipaddress
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class Called(NamedTuple):
    """How a browser has called this server, and from where."""

    scheme: str
    host: str
    """Name or address, and perhaps a port: the Host header, or what a trusted proxy says that it was."""
    ip: str | None
    """The browser's address."""


def called(peer: str | None, headers: Mapping[str, str], *, proxies: Collection[str]) -> Called:
    """Return how a request has called this server.

    Args:
        peer: The address of the socket's other end.
        headers: The request's headers, looked up without regard to case.
        proxies: Addresses and networks of proxies whose X-Forwarded headers count; `*` is any.
    """
    host = headers.get("Host", "")
    if not among(peer, proxies):
        return Called("http", host, peer)
    scheme = _last(headers.get("X-Forwarded-Proto", "")).lower()
    ip = peer
    # Each proxy adds whom it has heard behind what it was sent, so the first from behind that is no proxy is the browser.
    for each in reversed([part.strip() for part in headers.get("X-Forwarded-For", "").split(",")]):
        if _address(each) is None:
            break
        ip = each
        if not among(each, proxies):
            break
    return Called(
        scheme if scheme in DEFAULT_PORTS else "http", _last(headers.get("X-Forwarded-Host", "")) or host, ip
    )


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


def origin_allowed(origin: str | None, scheme: str, host_header: str, *, allowed: Collection[str]) -> bool:
    """Return whether a page from `origin` may open a WebSocket to this server: one from the same scheme, host and port.

    No Origin at all is fine: every browser sends it with a WebSocket, so who does not is a program, which could have
    sent any. (Programs are not what this protects against: they have no visitor's cookies or network to abuse.)

    Args:
        origin: The Origin header, or None if there is none.
        scheme: The scheme by which the server was called: `http` or `https`.
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
    except ValueError:  # a bracket or a port that is none
        return None
    if not host or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return host.rstrip("."), port


def _last(header: str) -> str:
    """Return the last of a header's values: the one that the nearest proxy has added."""
    return header.rpartition(",")[2].strip()


def among(address: str | None, networks: Collection[str]) -> bool:
    """Return whether an address is in one of some networks; `*` has all."""
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
