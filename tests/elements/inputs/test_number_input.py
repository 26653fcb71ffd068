"""What is particular of number fields."""

import pytest


def returned(open_page, call: str) -> str:
    page = open_page(f"import numpy as np\nimport treadle as st\nst.text(repr(st.number_input('N', {call})))")
    return page.one("text").body if page.nodes("text") else page.error()


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("", "0.0"),
        ("1", "1"),
        ("1, 10, 4", "4"),
        ("step=1", "0"),
        ("step=0.5", "0.0"),
        ("value=None", "None"),
        ("1, value=None", "None"),
        ("value=True", "1"),
        ("5, 5, 5", "5"),
        ("np.int64(3)", "3"),
        ("value=np.float32(0.5)", "0.5"),
    ],
)
def test_ints_give_an_int_and_all_else_a_float(open_page, call, value):
    assert returned(open_page, call) == value


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("1, 10.0", "MixedNumericTypesError"),
        ("1, step=0.5", "MixedNumericTypesError"),
        ("1, 10, 20", "ValueAboveMaxError"),
        ("1, 10, 0", "ValueBelowMinError"),
        ("max_value=-5", "ValueAboveMaxError"),
        ("10, 1", "InvalidMinMaxError"),
        ("value='x'", "InvalidParameterTypeError"),
        ("value=1, format='x'", "InvalidNumberFormatError"),
        ("value=1, format='%d of %d'", "InvalidNumberFormatError"),
        ("value=2**60", "JSNumberBoundsError"),
        ("value=float('inf')", "JSNumberBoundsError"),
        ("value=float('nan')", "JSNumberBoundsError"),
    ],
)
def test_numbers_that_cannot_be_are_refused(open_page, call, error):
    assert f".{error}: " in returned(open_page, call)


@pytest.mark.parametrize("format", ["%d", "%0.2f", "%e", "%5.1f €", "%,d", "100%% of %i"])
def test_printf_formats_are_known(open_page, format):
    assert returned(open_page, f"format={format!r}") == "0.0"


def test_a_browser_cannot_tell_int_from_float_so_the_field_does(open_page):
    page = open_page("""
        import treadle as st
        st.text(repr((st.number_input("I", 0), st.number_input("F", 0.0))))
    """)
    whole, real = page.nodes("number_input")
    assert page.interact((whole.id, 3.0), (real.id, 3)).one("text").body == "(3, 3.0)"


def test_an_emptied_field_falls_back_to_its_default(open_page):
    page = open_page("import treadle as st\nst.text(st.number_input('N', 1, 9, 4))")
    (node,) = page.nodes("number_input")
    assert page.interact((node.id, 7)).one("text").body == "7"
    assert page.interact((node.id, None)).one("text").body == "4"


def test_a_browser_is_told_what_became_of_what_it_emptied(open_page):
    page = open_page("import treadle as st\nst.number_input('N', 1, 9, 4)")
    page.live.collect(page.browser)
    (node,) = page.nodes("number_input")
    page.interact((node.id, None))
    assert [op.props for op in page.live.collect(page.browser).ops] == [{"value": 4}]


def test_with_a_key_a_number_outlives_other_limits_as_long_as_it_fits(open_page):
    page = open_page("""
        import treadle as st
        top = {0: 9, 1: 5, 2: 2}[st.session_state.setdefault("step", 0)]
        st.text(st.number_input("N", 0, top, 1, key="n"))
        st.session_state.step += st.button("Next")
    """)
    number, button = page.nodes("number_input")[0], page.nodes("button")[0]
    page.interact((number.id, 4), (button.id, True))
    assert page.interact((button.id, True)).one("text").body == "4"
    assert page.interact((button.id, True)).one("text").body == "1"


def test_it_says_what_is_wrong_with_a_number(open_page):
    page = open_page("import treadle as st\nst.number_input('Age', 1, 120)")
    (node,) = page.nodes("number_input")
    for value in (0, 121, 1.5, "old", 2.0**60):
        page.interact((node.id, value))
    assert [m.message for m in page.browser.messages if m.__class__.__name__ == "Problem"] == [
        "“Age” must be at least 1.",
        "“Age” must be at most 120.",
        "“Age” must be a whole number.",
        "“Age” must be a number.",
        "“Age” is too large: it must be from -9007199254740991 to 9007199254740991, "
        "as JavaScript cannot represent larger ones.",
    ]
