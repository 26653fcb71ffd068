from collections.abc import Callable
from typing import Any


def test_messages_of_our_own_are_markdown(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.exception(ValueError("`plain`"))
        st.header("x", divider="pink")

    plain, ours = open_page(app).props("exception")
    assert (plain.markdown, ours.markdown) == (False, True)


def test_a_cause_is_told(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        try:
            try:
                {}["price"]
            except KeyError as error:
                raise ValueError("no price") from error
        except ValueError as error:
            st.exception(error, width=400)

    shown = open_page(app).one("exception")
    assert (shown.message, shown.cause, shown.width) == ("no price", "KeyError: 'price'", 400)


def test_what_is_no_exception_is_shown_all_the_same(open_page: Callable[..., Any]) -> None:
    page = open_page("import treadle as st\nst.exception('oh')\n")
    assert page.error() == "str: oh"


def test_an_exception_that_cannot_be_encoded_is_shown(open_page: Callable[..., Any]) -> None:
    from treadle._core.protocol.wire import encode

    page = open_page("raise ValueError('no such \\udcff file')\n")
    assert page.error() == "ValueError: no such ? file"
    assert encode(page.live.collect(page.browser))
