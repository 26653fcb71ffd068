"""The server room: an app over HTTP and WebSocket, on one port, from one thread.

`server` is the thread's life, `websocket` and `pacing` a browser's connection, `handlers` and `files` what HTTP answers,
`access` who may ask.
"""

from .listen import PortInUse
from .server import Server

__all__ = ["PortInUse", "Server"]
