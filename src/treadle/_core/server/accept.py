"""Accepts connections, as many as the limits and the system allow, and frees what they leave."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import ssl
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream, SSLIOStream, UnsatisfiableReadError

from .access import among
from .options import Options

if sys.platform != "win32":
    import resource

logger = logging.getLogger("treadle.server")

AT_ONCE = 128
"""The number of connections that are accepted before the loop does other work."""

SPARE = 32
"""Descriptors that stay reserved for files, also of the app, at the largest number of connections."""

LOOK_AT = 64
"""The number of connections from which on closed ones are searched for."""

PAUSE = 0.25
"""Seconds for which no connection is accepted when the system has no descriptors left."""

DRAINED = 4 * 1024 * 1024
"""The number of bytes of a refused request that are still read.

Otherwise the system would discard the answer.
"""

_NONE_LEFT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"431: The head of the request is larger than 64 kB, the limit.\n"
)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n"
    b"Retry-After: 10\r\nConnection: close\r\n\r\n"
    b"503: The server has as many connections as it may have. Try again in a while.\n"
)


class _Tidy(IOStream):
    """A stream of Tornado's that says why it does not read a request, and frees what it has half received."""

    def close_fd(self) -> None:
        """Close the socket."""
        if isinstance(self.error, UnsatisfiableReadError):
            _answer(self.socket, _TOO_LARGE)
        super().close_fd()
        # The stream is in a reference cycle with its reader. Its buffer would stay until the next full
        # collection.
        self._read_buffer = bytearray()
        self._read_buffer_size = 0


class Stream(_Tidy):
    """The stream of a connection."""


class SecureStream(_Tidy, SSLIOStream):
    """The stream of a connection by TLS. The handshake is part of its first reading."""


class Acceptor:
    """Accepts the connections of some sockets. Only the server thread uses it.

    Args:
        http: handles the connections.
        sockets: the listening sockets.
        options: the server's options.
        max_buffer: the number of bytes of a connection that we hold before we read them.
        tls: the server's certificate; None: connections are not encrypted.
    """

    def __init__(
        self,
        http: HTTPServer,
        sockets: Sequence[socket.socket],
        options: Options,
        *,
        max_buffer: int,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._http = http
        self._sockets = sockets
        self._options = options
        self._max_buffer = max_buffer
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._streams: defaultdict[str, set[IOStream]] = defaultdict(set)
        """The streams by address. Closed ones are removed when there seem to be too many."""
        self._count = 0
        self._look_again = LOOK_AT
        """The number of connections at which closed ones are removed."""
        self._total = _affordable(options.max_connections)
        self._pause: asyncio.TimerHandle | None = None
        self._said: set[str] = set()
        self._reserve: int | None = None
        self._keep_reserve()
        self._listen()

    def close(self) -> None:
        """Stop accepting."""
        if self._pause is not None:
            self._pause.cancel()
        for each in self._sockets:
            self._loop.remove_reader(each.fileno())
        self._release()

    def _listen(self) -> None:
        self._pause = None
        for each in self._sockets:
            self._loop.add_reader(each.fileno(), self._accept, each)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(AT_ONCE):
            try:
                connection, address = listening.accept()
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionAbortedError:
                continue
            except OSError as error:
                if error.errno not in _NONE_LEFT:
                    raise
                self._out_of_descriptors(listening, error)
                return
            self._take(connection, address)

    def _take(self, connection: socket.socket, address: Any) -> None:
        host = str(address[0])
        if self._too_many(host):
            self._refuse(connection)
            return
        stream = self._stream(connection)
        if stream is None:
            return
        self._streams[host].add(stream)
        self._count += 1
        self._http.handle_stream(stream, address)

    def _stream(self, connection: socket.socket) -> IOStream | None:
        """Return the stream of a connection; None if it was reset before it began."""
        if self._tls is None:
            return Stream(connection, max_buffer_size=self._max_buffer)
        connection.setblocking(False)
        try:
            secure = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        except OSError:
            connection.close()
            return None
        return SecureStream(secure, max_buffer_size=self._max_buffer)

    def _refuse(self, connection: socket.socket) -> None:
        """Close a connection. A browser is told why if that needs no handshake."""
        if self._tls is None:
            _answer(connection, _FULL)
        connection.close()

    def _too_many(self, host: str) -> bool:
        """Whether another connection would exceed a limit. If so, this is logged once."""
        if self._count >= self._look_again or self._full() or self._crowded(host):
            self._forget_closed()
        if self._full():
            self._say_once(
                "total",
                f"Connections are refused: there are {self._count:,}, and server.maxConnections or `ulimit "
                "-n` allows no more.",
            )
        elif self._crowded(host):
            self._say_once(
                "address",
                f"Connections are refused: there are {len(self._streams[host]):,} from {host}, and "
                "server.maxConnectionsPerAddress allows no more. If it is a proxy, name it in "
                "server.trustedProxies.",
            )
        else:
            return False
        return True

    def _full(self) -> bool:
        return self._total is not None and self._count >= self._total

    def _crowded(self, host: str) -> bool:
        most = self._options.max_connections_per_address
        return (
            most is not None
            and len(self._streams.get(host, ())) >= most
            and not among(host, self._options.trusted_proxies)
        )

    def _forget_closed(self) -> None:
        for host, streams in list(self._streams.items()):
            streams.difference_update([stream for stream in streams if stream.closed()])
            if not streams:
                del self._streams[host]
        self._count = sum(map(len, self._streams.values()))
        self._look_again = max(LOOK_AT, 2 * self._count)

    def _out_of_descriptors(self, listening: socket.socket, error: OSError) -> None:
        """Refuse waiting clients, and pause: otherwise the loop would be woken all the time."""
        self._say_once(
            "files",
            f"Connections are refused, as the system gives this process no more files ({error.strerror}). "
            "`ulimit -n` says how many it may have.",
        )
        if self._reserve is not None:
            self._release()
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                self._refuse(connection)
        self._keep_reserve()
        for each in self._sockets:
            self._loop.remove_reader(each.fileno())
        self._pause = self._loop.call_later(PAUSE, self._listen)

    def _keep_reserve(self) -> None:
        """Keep a descriptor that can be freed for a moment, to answer a client when none is left."""
        with contextlib.suppress(OSError):
            self._reserve = os.open(os.devnull, os.O_RDONLY)

    def _release(self) -> None:
        if self._reserve is not None:
            os.close(self._reserve)
            self._reserve = None

    def _say_once(self, kind: str, what: str) -> None:
        if kind not in self._said:
            self._said.add(kind)
            logger.warning("%s", what)


def _affordable(most: int | None) -> int | None:
    """Return the largest possible number of connections under the system's limit of descriptors."""
    if sys.platform == "win32":
        return most
    else:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft == resource.RLIM_INFINITY:
            return most
        return max(1, min(soft - SPARE, soft if most is None else most))


def _answer(connection: socket.socket, answer: bytes) -> None:
    """Send a last message, if that is possible at once."""
    with contextlib.suppress(OSError):
        connection.setblocking(False)
        connection.send(answer)
        connection.shutdown(socket.SHUT_WR)
        left = DRAINED
        while left > 0 and (read := connection.recv(65536)):
            left -= len(read)
