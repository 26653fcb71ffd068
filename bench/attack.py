"""Clients that ask a Treadle server for as much as they can."""

import asyncio
import contextlib

import msgspec
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

ATTACKS = {
    "frames": "an attacker's frames of 0.15 MB",
    "changes": "an attacker's 1,000 changes in a frame",
    "reruns": "an attacker's 1,200 reruns a second",
}
"""Kinds of attack, and their names."""

_FRAMES = {
    "frames": msgspec.msgpack.encode(["interact", [[1, [0] * 150_000]]]),
    "changes": msgspec.msgpack.encode(["interact", [[2, True]] * 1_000]),
    "reruns": msgspec.msgpack.encode(["rerun", None]),
}


async def attack(port: int, kind: str) -> None:
    """Attack until cancelled; who is refused comes again at once."""
    while True:
        connection = await websocket_connect(f"ws://127.0.0.1:{port}/_treadle/ws")
        try:
            with contextlib.suppress(WebSocketClosedError):
                await _send(connection, kind)
        finally:
            connection.close()


async def _send(connection: WebSocketClientConnection, kind: str) -> None:
    opening = msgspec.msgpack.encode(["open", 1, None, "/", "", {}])
    await connection.write_message(opening, binary=True)
    reading = asyncio.create_task(_read(connection))
    try:
        while not reading.done():
            await connection.write_message(_FRAMES[kind], binary=True)
            await asyncio.sleep(1 / 1_200)
    finally:
        reading.cancel()


async def _read(connection: WebSocketClientConnection) -> None:
    while (frame := await connection.read_message()) is not None:
        message = msgspec.msgpack.decode(frame)
        if message[0] == "batch":
            await connection.write_message(msgspec.msgpack.encode(["ack", message[1]]), binary=True)
