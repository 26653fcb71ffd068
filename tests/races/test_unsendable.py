"""What MessagePack does not have must not cost a visitor the page: a page that cannot be sent stays so at
each reconnect.
"""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from treadle._core.protocol import wire
from treadle._core.protocol.message import Problem

LINES = [
    'st.set_page_config(page_title="\\ud800")',
    'with st.form("\\ud800"): st.form_submit_button("x")',
    "st.container(height=10**30)",
    'st.text_input("x", max_chars=10**20)',
]


@pytest.mark.parametrize("line", LINES)
def test_a_page_can_be_sent_whatever_was_written(open_page: Callable[..., Any], line: str) -> None:
    page = open_page(f'import treadle as st\n{line}\nst.text("end")\n')
    batch = page.live.collect(page.browser)
    ops = msgspec.msgpack.decode(wire.encode(batch))[2]
    assert len(ops) == len(batch.ops)
    assert {"body": "end"} in [op[5] for op in ops if op[0] == "insert"] or page.props("exception")


def test_only_what_cannot_be_sent_is_replaced() -> None:
    sent = msgspec.msgpack.decode(wire.encode(Problem("half \ud800", "é 😀")))
    assert sent == ["problem", "half ?", "é 😀"]
