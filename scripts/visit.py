"""Visits an app as a browser does: its page, the files that the page names, and what the app shows first.

The arguments are the app's address and a text that it shows. This runs in any environment with Treadle.
"""

import asyncio
import re
import sys
import urllib.request

import msgspec
from tornado.websocket import websocket_connect

import treadle
from treadle._core.protocol.message import VERSION, ClientInfo, Open

WITHIN = 30.0
"""Seconds in which the app must show something."""


def get(url: str) -> bytes:
    """Return what a server answers."""
    with urllib.request.urlopen(url, timeout=WITHIN) as answer:
        content: bytes = answer.read()
    return content


def visit_page(url: str) -> None:
    """Fetch the page and each file that it names."""
    page = get(f"{url}/").decode()
    files = re.findall(r'(?:src|href)="\./([^"]+)"', page)
    if not files:
        sys.exit(f"The page names no files:\n{page}")
    for file in files:
        if not get(f"{url}/{file}"):
            sys.exit(f"{file} is empty.")
    if get(f"{url}/_stcore/health") != b"ok":
        sys.exit("The server does not say that it is well.")


async def visit_app(url: str, expected: str) -> None:
    """Wait until the app shows a text."""
    socket = await websocket_connect(f"{url.replace('http', 'ws', 1)}/_treadle/ws")
    hello = Open(VERSION, None, "/", "", ClientInfo())
    await socket.write_message(msgspec.msgpack.encode(hello), binary=True)
    texts: list[str] = []
    while not any(expected in text for text in texts):
        frame = await socket.read_message()
        if frame is None:
            sys.exit(f"The server has closed the connection before it showed {expected!r}.")
        assert isinstance(frame, bytes)
        collect(msgspec.msgpack.decode(frame), texts)
    socket.close()


def collect(value: object, texts: list[str]) -> None:
    """Append all texts in a decoded message."""
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list):
        for each in value:
            collect(each, texts)
    elif isinstance(value, dict):
        collect(list(value.values()), texts)


def main() -> None:
    """Visit the app."""
    url, expected = sys.argv[1:]
    print(f"Treadle {treadle.__version__} from {treadle.__file__}")
    visit_page(url)
    asyncio.run(asyncio.wait_for(visit_app(url, expected), WITHIN))


if __name__ == "__main__":
    main()
