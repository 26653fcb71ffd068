"""Several visitors, some of them hostile: none sees or disturbs another."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tornado.websocket import WebSocketClosedError, websocket_connect

from treadle._core.config import Config

from .conftest import LOCAL, Served

NAMES = """
import threading
import treadle as st

def write(name):
    for number in range(20):
        st.text(f"{name} {number}")

name = st.text_input("Name", st.query_params.get("name", ""))
for _ in range(3):
    threading.Thread(target=write, args=(name,)).start()
st.caption(f"I am {name}")
"""


def test_two_visitors_never_see_each_others_writes(
    page: Page, context: BrowserContext, serve: Callable[..., Served]
) -> None:
    served = serve(NAMES)
    pages = {"Ada": page, "Grace": context.new_page()}
    for name, one in pages.items():
        one.goto(f"{served.url}?name={name}")
    for round in range(3):
        for name, one in pages.items():
            one.get_by_label("Name").fill(f"{name} in {round}")
            one.get_by_label("Name").press("Enter")
        for name, one in pages.items():
            expect(one.get_by_text(f"{name} in {round} 19", exact=True)).to_have_count(3)
            expect(one.get_by_text(f"I am {name} in {round}")).to_be_visible()
    expect(pages["Grace"].locator("main")).not_to_contain_text("Ada")
    expect(pages["Ada"].locator("main")).not_to_contain_text("Grace")


def test_a_tab_that_was_duplicated_mirrors_the_first(page: Page, serve: Callable[..., Served]) -> None:
    served = serve("import treadle as st\nst.text(f\"you said {st.text_input('Word')}\")")
    page.goto(served.url)
    expect(page.get_by_text("you said")).to_be_visible()
    with page.expect_popup() as popup:
        page.evaluate(
            "void window.open(location.href)"
        )  # as browsers do, with a copy of the session's storage
    popup.value.get_by_label("Word").fill("both")
    popup.value.get_by_label("Word").press("Enter")
    expect(page.get_by_text("you said both")).to_be_visible()
    popup.value.close()
    page.get_by_label("Word").fill("one")
    page.get_by_label("Word").press("Enter")
    expect(page.get_by_text("you said one")).to_be_visible()


def frame(*message: object) -> bytes:
    return msgspec.msgpack.encode(message)


OPEN = frame("open", 1, None, "/", "", {})

HOSTILE: dict[str, list[bytes | str]] = {
    "nothing": [b""],
    "text": ["hello"],
    "noise": [os.urandom(1000)],
    "unknown message": [OPEN, frame("format", "c:")],
    "out of order": [frame("interact", [[3, True]])],
    "opened twice": [OPEN, OPEN],
    "unknown widget": [OPEN, frame("interact", [[999_999, 1], [0, 1], [-1, 1], [1, "x"]])],
    "wrong types": [OPEN, frame("interact", [["a", {}]]), frame("interact", 5)],
    "acknowledged in advance": [OPEN, frame("ack", 2**40)],
    "too large": [OPEN, b"\xc6\xff\xff\xff\xff" + bytes(11 * 2**20)],
    "very deep": [OPEN, b"\x91" * 100_000],
    "very many": [OPEN, *[frame("rerun", None)] * 3000],
    "other version": [frame("open", 999, None, "/", "", {})],
    "someone's token": [frame("open", 1, "../../etc/passwd", "/", "", {})],
    "huge query": [frame("open", 1, None, "/", "a=1&" * 100_000, {})],
}


async def attack(url: str, frames: list[bytes | str]) -> list[list]:
    """Send frames, then ask for the end; return all answers."""
    socket = await websocket_connect(url.replace("http", "ws") + "_treadle/ws")
    with contextlib.suppress(WebSocketClosedError):
        for one in [*frames, frame("end")]:
            await socket.write_message(one, binary=isinstance(one, bytes))
    answers: list[list] = []
    while (answer := await socket.read_message()) is not None:
        answers.append(msgspec.msgpack.decode(answer))
    socket.close()
    return answers


@pytest.fixture(scope="module")
def honest(
    chromium: Browser, static: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Page]]:
    """A visitor who goes on using the app that others attack."""
    script = tmp_path_factory.mktemp("honest") / "app.py"
    script.write_text("import treadle as st\nst.text(f\"number {st.number_input('Count', value=0)}\")\n")
    served = Served(script, Config.of(LOCAL), static)
    page = chromium.new_page()
    page.goto(served.url)
    expect(page.get_by_text("number 0", exact=True)).to_be_visible(timeout=30_000)
    yield served, page
    page.close()
    served.stop()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_frames_are_refused_and_nobody_else_notices(name: str, honest: tuple[Served, Page]) -> None:
    served, page = honest
    field = page.get_by_label("Count", exact=True)
    number = int(field.input_value())  # at once: it is the value of before, which the app has said
    with ThreadPoolExecutor(1) as elsewhere:  # this thread has Playwright's loop
        answers = elsewhere.submit(asyncio.run, attack(served.url, HOSTILE[name])).result(60)
    assert [answer for answer in answers if answer[0] in ("problem", "bye")]
    field.press("ArrowUp")
    expect(page.get_by_text(f"number {number + 1}", exact=True)).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_have_count(0)
