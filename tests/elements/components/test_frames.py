"""`st.components.v1.html` and `iframe`: pages in frames with a given size."""

from collections.abc import Callable
from typing import Any

import pytest

OPEN = Callable[..., Any]


def test_html_and_urls_have_streamlits_sizes(open_page: OPEN) -> None:
    page = open_page(
        """
        import streamlit.components.v1 as components
        components.html("<p>", 300, 80, True, tab_index=-1)
        components.html("<script>1</script>", height=0)
        components.iframe("https://example.com")
        """
    )
    first, second, third = page.props("iframe")
    assert (first.width, first.height, first.scrolling, first.tab_index) == (300, 80, True, -1)
    assert b"<p>" in first.document.data
    assert (second.width, second.height, second.scrolling) == ("stretch", 0, False)
    assert (third.src, third.document, third.height) == ("https://example.com", None, 150)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("html('a', width='1')", "`width`"),
        ("html('a', height=-1)", "`height`"),
        ("html('a', tab_index=-2)", "`tab_index`"),
        ("iframe(5)", "`src`"),
    ],
)
def test_mistakes_are_named(open_page: OPEN, call: str, said: str) -> None:
    assert said in open_page(f"import streamlit.components.v1 as c\nc.{call}").error()
