"""The server: an app over HTTP and WebSocket, on one port, from one thread.

`server` runs the thread. `websocket` and `pacing` are a browser's connection, `handlers` and `files` answer
HTTP requests, `access` decides who may ask.
"""

from .listen import PortInUse
from .server import Server

__all__ = ["PortInUse", "Server"]
