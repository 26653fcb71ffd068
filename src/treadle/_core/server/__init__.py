"""The server: an app over HTTP and WebSocket, on one port, from one thread.

`server` runs the thread, `mounted` uses that of an ASGI server, and both have `serving`. `websocket`,
`browser` and `pacing` are a browser's connection, `handlers` and `files` answer HTTP requests, `access`
decides who may ask.
"""

from .listen import PortInUse
from .server import Server

__all__ = ["PortInUse", "Server"]
