"""`st.color_picker`: what is particular to it."""

import pytest

from treadle.testing import AppTest


def test_it_is_black_unless_the_app_says_otherwise(open_page):
    page = open_page(
        "import treadle as st\nst.text(st.color_picker('Yarn'))\nst.text(st.color_picker('Weft', '#AbC'))"
    )
    assert [text.body for text in page.props("text")] == ["#000000", "#AbC"]


@pytest.mark.parametrize(
    "value",
    ["red", "#ff", "#ffff", "#fffffff", "ff8800", "#ggg", "", " #fff", "#fff\n", "#ff１"],
)
def test_a_text_that_is_no_colour_is_an_error(open_page, value):
    error = open_page(f"import treadle as st\nst.color_picker('Yarn', {value!r})").error()
    assert "APIError: " in error
    assert "'#00ffaa' or '#0fa'" in error


def test_a_value_that_is_no_text_is_an_error(open_page):
    error = open_page("import treadle as st\nst.color_picker('Yarn', (255, 0, 0))").error()
    assert "InvalidParameterTypeError: `value`" in error


def test_it_is_never_narrower_than_it_can_be_shown(open_page):
    page = open_page(
        "import treadle as st\nst.color_picker('Yarn', width=10)\nst.color_picker('Weft', width=300)"
    )
    assert [field.width for field in page.props("color_picker")] == [40, 300]


def test_an_address_may_leave_the_sign_out(open_page):
    app = "import treadle as st\nst.text(st.color_picker('Yarn', key='k', bind='query-params'))"
    page = open_page(app, "k=ff8800")
    assert (page.one("text").body, page.one("page").query) == ("#ff8800", "k=%23ff8800")
    page = open_page(app, "k=red")
    assert (page.one("text").body, page.one("page").query) == ("#000000", "")


def test_a_test_picks_a_colour():
    def app():
        import treadle as st

        st.text(st.color_picker("Yarn", key="yarn"))

    at = AppTest.from_function(app).run()
    assert at.color_picker[0].pick("ff8800").run().text[0].value == "#ff8800"
    assert at.color_picker(key="yarn").set_value("#0fa").run().text[0].value == "#0fa"
    with pytest.raises(ValueError):
        at.color_picker[0].pick("red").run()
