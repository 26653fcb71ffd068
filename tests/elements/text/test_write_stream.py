from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from treadle._core.elements.text.stream import text_of


def shown(page: Any) -> list[tuple[str, str]]:
    """Kind and body of every element, in page order."""
    return [(n.props.kind, n.props.body) for n in page.nodes() if hasattr(n.props, "body")]


def test_text_is_returned_whole(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.session_state.text = st.write_stream(["one ", "", "two"])
        st.session_state.nothing = st.write_stream(iter([]))

    page = open_page(app)
    assert shown(page) == [("markdown", "one two")]
    assert (page.state("text"), page.state("nothing")) == ("one two", "")


def test_other_objects_stand_between_the_texts(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        def stream():
            yield "a "
            yield "b"
            yield {"x": 1}
            yield "c"
            yield None

        st.session_state.parts = st.write_stream(stream)

    page = open_page(app)
    assert shown(page) == [
        ("markdown", "a b"),
        ("json", '{"x": 1}'),
        ("markdown", "c"),
        ("markdown", "`None`"),
    ]
    assert page.state("parts") == ["a b", {"x": 1}, "c", None]


def test_growing_text_is_sent_as_what_was_added(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        def stream():
            for number in range(200):
                yield f"word{number} "
                sent(number)  # a builtin while this test runs

        st.write_stream(stream, cursor="▌")

    import builtins
    import threading

    from treadle._core.protocol.message import Append, Set

    batches: list[Any] = []
    ready = threading.Event()
    holder: list[Any] = []

    def sent(number: int) -> None:
        ready.wait(20)
        batches.append(holder[0].live.collect(holder[0].browser))

    builtins.sent = sent  # type: ignore[attr-defined]
    try:
        holder.append(open_page(app, wait=False))
        ready.set()
        page = holder[0].settle()
    finally:
        del builtins.sent  # type: ignore[attr-defined]
    later = [op for batch in batches[20:] for op in batch.ops]
    assert {type(op) for op in later} == {Append}
    assert [op.text for op in later] == [f"word{n} " for n in range(20, 200)]
    [last] = page.live.collect(page.browser).ops
    assert isinstance(last, Set)
    assert last.props == {"stream": 0, "cursor": ""}


def test_an_asynchronous_stream_is_driven_here(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import asyncio

        import treadle as st

        async def stream():
            for word in ("a ", "b ", "c"):
                await asyncio.sleep(0)
                yield word

        async def opened():
            return stream()

        st.session_state.both = st.write_stream(stream), st.write_stream(opened), st.write_stream(stream())

    page = open_page(app)
    assert page.state("both") == ("a b c",) * 3
    assert shown(page) == [("markdown", "a b c")] * 3


def test_an_asynchronous_stream_in_an_asynchronous_page(open_page: Callable[..., Any]) -> None:
    page = open_page(
        """
        import asyncio
        import treadle as st

        async def stream():
            for word in ("a ", "b"):
                await asyncio.sleep(0)
                st.text("from inside")
                yield word

        await asyncio.sleep(0)
        st.session_state.text = st.write_stream(stream)
        """
    )
    assert page.state("text") == "a b"
    assert ("markdown", "a b") in shown(page)
    assert len(page.props("text")) == 2


def test_a_stream_that_fails_leaves_what_it_said(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        def stream():
            yield "so far"
            raise ValueError("the line is dead")

        st.write_stream(stream, cursor="▌")

    page = open_page(app)
    markdown = page.one("markdown")
    assert (markdown.body, markdown.cursor) == ("so far", "")
    assert page.error() == "ValueError: the line is dead"


@pytest.mark.parametrize(
    ("chunk", "text"),
    [
        ("plain", "plain"),
        (SimpleNamespace(choices=[SimpleNamespace(delta=SimpleNamespace(content="a"))]), "a"),
        ({"choices": [{"delta": {"content": "a"}}]}, "a"),
        ({"choices": [{"text": "a"}]}, "a"),
        (SimpleNamespace(content="a"), "a"),
    ],
)
def test_chunks_of_language_models_are_their_text(chunk: Any, text: str) -> None:
    assert text_of(chunk) == text


def test_chunks_that_say_nothing_are_not_shown(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        end = {"choices": [{"delta": {"role": "assistant"}}]}
        st.session_state.text = st.write_stream(
            [end, {"choices": [{"delta": {"content": "a"}}]}, {"choices": []}]
        )

    page = open_page(app)
    assert shown(page) == [("markdown", "a")]
    assert page.state("text") == "a"


@pytest.mark.parametrize("stream", ["'text'", "5", "lambda: 5", "dict"])
def test_what_is_no_stream_is_refused(open_page: Callable[..., Any], stream: str) -> None:
    page = open_page(f"import treadle as st\nst.write_stream({stream})\n")
    if stream == "dict":  # a function that returns an iterable
        assert page.nodes("exception") == []
    else:
        assert "`stream`" in page.error()


def test_a_stream_into_a_container_of_one(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        place = st.container()
        st.text("below")
        place.write_stream(["a", "b"])

    assert shown(open_page(app)) == [("markdown", "ab"), ("text", "below")]


@pytest.mark.parametrize("form", ["generator", "function", "awaitable", "on a loop"])
def test_an_error_of_an_async_stream_has_no_cause_but_its_own(
    open_page: Callable[..., Any], form: str
) -> None:
    calls = {
        "generator": "st.write_stream(broken())",
        "function": "st.write_stream(broken)",
        "awaitable": "st.write_stream(later())",
        "on a loop": "async def main():\n    st.write_stream(broken())\nawait main()",
    }
    page = open_page(f"""\
import treadle as st

async def broken():
    yield "one "
    raise ValueError("of the stream")

async def later():
    return broken()

{calls[form]}
""")
    error: Any = page.one("exception")
    assert (error.type, error.message) == ("ValueError", "of the stream")
    assert error.cause is None
    assert shown(page)[0] == ("markdown", "one ")
