"""Binds the port."""

import errno
import os
import socket

SEARCH = 100
"""The number of ports that are tried if no port was chosen."""


class PortInUse(OSError):
    """Raised when the chosen port belongs to another program."""


def listen(address: str | None, port: int, *, search: bool) -> list[socket.socket]:
    """Return listening sockets, all on one port: the first free one from `port` on, or exactly `port`.

    Args:
        address: Name or address to listen on; None is all interfaces, IPv4 and IPv6.
        port: First port to try; 0 lets the system choose.
        search: Whether to try further ports, up to 100, if one is in use.

    Raises:
        PortInUse: the port is in use, or all tried ports are.
        OSError: the address does not belong to this machine, or the port needs rights that this process
            lacks.

    Examples:
        >>> sockets = listen("127.0.0.1", 0, search=False)
        >>> sockets[0].close()
    """
    last = min(port + SEARCH, 65535) if search and port else port
    for candidate in range(port, last + 1):
        try:
            return _listen(address, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise OSError(
                    error.errno, f"Cannot listen on {_where(address, candidate)}: {error.strerror or error}."
                ) from error
    if last == port:
        raise PortInUse(
            errno.EADDRINUSE,
            f"Port {port} is already in use by another program. Choose another with --server.port, or leave "
            "the option out and the next free port is taken.",
        )
    raise PortInUse(
        errno.EADDRINUSE, f"Ports {port} to {last} are all in use. Choose one with --server.port."
    )


def _listen(address: str | None, port: int) -> list[socket.socket]:
    family = socket.AF_UNSPEC if socket.has_ipv6 else socket.AF_INET
    found = socket.getaddrinfo(address or None, port, family, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    unusable: OSError | None = None
    try:
        # IPv4 first, so that a port which the system chooses is free for IPv4.
        for family, kind, proto, _, where in sorted(dict.fromkeys(found)):
            if sockets and not port:
                where = (where[0], sockets[0].getsockname()[1], *where[2:])
            try:
                sockets.append(_bind(family, kind, proto, where))
            except OSError as error:
                # Containers often know IPv6 by name and have none. One working family is enough.
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise
                unusable = error
        if unusable is not None and not sockets:
            raise unusable
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _bind(family: int, kind: int, proto: int, where: tuple[object, ...]) -> socket.socket:
    sock = socket.socket(family, kind, proto)
    try:
        if os.name != "nt":  # on Windows, this would let two programs share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setblocking(False)
        sock.bind(where)
        sock.listen(128)
    except OSError:
        sock.close()
        raise
    return sock


def _where(address: str | None, port: int) -> str:
    return f"{address or 'all interfaces'}, port {port}"
