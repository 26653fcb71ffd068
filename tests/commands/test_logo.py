"""`st.logo`."""

import numpy as np
import pytest

from treadle._core.session.structure import Logo, Picture
from treadle.testing import AppTest


def logo_of(at: AppTest) -> Logo | None:
    assert not at.exception, at.exception[0].message
    return at._driver.one(0).props.logo


def test_a_logo_is_an_icon_a_url_or_an_image() -> None:
    def app(image) -> None:
        import treadle as st

        st.logo(image, icon_image="🧶", size="LARGE", link="https://example.org")

    for image, shown in (
        ("🐙", Picture(icon="🐙")),
        (":material/home:", Picture(icon=":material/home:")),
        ("https://example.org/a.png", Picture(url="https://example.org/a.png")),
    ):
        expected = Logo(shown, Picture(icon="🧶"), "large", "https://example.org")
        assert logo_of(AppTest.from_function(app, args=(image,)).run()) == expected
    logo = logo_of(AppTest.from_function(app, args=(np.zeros((2, 2), "uint8"),)).run())
    assert logo is not None
    assert logo.image.blob is not None
    assert (logo.image.type, logo.image.blob.data[:4]) == ("image/png", b"\x89PNG")


def test_a_logo_leaves_with_the_first_run_without_it() -> None:
    def app() -> None:
        import treadle as st

        if st.checkbox("Logo", True):
            st.logo("🐙")

    at = AppTest.from_function(app).run()
    assert logo_of(at) is not None
    assert logo_of(at.run()) is not None
    assert logo_of(at.checkbox[0].uncheck().run()) is None


def test_a_pages_logo_leaves_with_the_page_and_the_scripts_stays() -> None:
    def app(everywhere: bool) -> None:
        import treadle as st

        def first() -> None:
            if not everywhere:
                st.logo("🐙")
            if st.button("go"):
                st.switch_page(other)

        def second() -> None:
            if st.button("stop"):
                st.stop()

        if everywhere:
            st.logo("🐙")
        other = st.Page(second)
        st.navigation([first, other]).run()

    for everywhere in (False, True):
        at = AppTest.from_function(app, args=(everywhere,)).run()
        assert logo_of(at) is not None
        assert (logo_of(at.button[0].click().run()) is not None) is everywhere


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        ("st.logo('nowhere.png')", "APIError", "`image` of `st.logo`"),
        ("st.logo(3)", "APIError", "not an image"),
        ("st.logo('🐙', icon_image='nowhere.png')", "APIError", "icon_image"),
        ("st.logo('🐙', link='javascript:alert(1)')", "InvalidURLError", "javascript"),
        ("st.logo('🐙', link='example.org')", "InvalidURLError", "example.org"),
        ("st.logo('🐙', size='huge')", "ValueError", "size"),
    ],
)
def test_what_is_wrong_raises_what_streamlit_raises(call: str, error: str, says: str) -> None:
    at = AppTest.from_string(f"import treadle as st\n{call}").run()
    shown = at.exception[0]._props
    assert shown.type == f"treadle.errors.{error}"
    assert says in shown.message
