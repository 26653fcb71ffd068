"""Arguments of a wrong type: each error names the parameter."""

import inspect

import pytest

import treadle as st
from treadle import api
from treadle.errors import APIError
from treadle.testing import AppTest

INPUTS = [
    name
    for name in api.__all__
    if {"disabled", "key"} <= set(inspect.signature(getattr(st, name)).parameters)
]
NEEDED = {
    "label": "Label",
    "options": ["a", "b"],
    "data": "text",
    "url": "https://example.org",
    "num_pages": 3,
}
OTHERS = {"feedback": {"options": "thumbs"}, "data_editor": {"data": {"a": [1, 2]}}}
"""By name, what an input needs instead."""


class Odd:
    pass


WRONG = [Odd(), "text", 5, 1.5, b"x", [1, 2, 3], {"a": 1}, (Odd(), Odd()), True, len, -1, float("nan")]


def show_with(name, parameter, errors, wrong, needed):
    import contextlib
    import inspect

    import treadle as st

    command = getattr(st, name)
    parameters = inspect.signature(command).parameters
    fixed = {each: value for each, value in needed.items() if each in parameters and each != parameter}
    if parameter in ("args", "kwargs"):
        fixed[next(each for each in ("on_change", "on_click", "on_submit") if each in parameters)] = print
    inside = st.form("form") if name.startswith("form_") else contextlib.nullcontext()
    with inside:
        for number, value in enumerate(wrong):
            key = {} if parameter == "key" else {"key": f"key {number}"}
            try:
                command(**fixed, **{parameter: value}, **key)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                errors.append((value, error))


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(name, parameter) for name in INPUTS for parameter in inspect.signature(getattr(st, name)).parameters],
)
def test_an_error_about_an_argument_names_its_parameter(name, parameter):
    errors = []
    app = AppTest.from_function(
        show_with, args=(name, parameter, errors, WRONG, NEEDED | OTHERS.get(name, {}))
    ).run()
    assert not app.exception
    for value, error in errors:
        assert isinstance(error, APIError), (value, error)
        # Or a part of it: `column_config['a']`.
        assert f"`{parameter}`" in str(error) or f"`{parameter}[" in str(error), (value, error)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("slider", "value"), ("slider", "format"), ("text_input", "max_chars"), ("text_input", "live"),
     ("radio", "captions"),
     ("selectbox", "format_func"), ("button", "on_click"), ("button", "wrap"), ("button", "args"),
     ("checkbox", "kwargs"),
     ("number_input", "format"), ("toggle", "on_change")],
)  # fmt: skip
def test_wrong_types_are_refused(name, parameter):
    errors = []
    app = AppTest.from_function(
        show_with, args=(name, parameter, errors, WRONG, NEEDED | OTHERS.get(name, {}))
    ).run()
    assert not app.exception
    assert any(isinstance(value, Odd) for value, _ in errors)


def test_a_slider_says_which_of_its_values_has_which_type():
    app = AppTest.from_string('import treadle as st\nst.slider("n", 0, 10, 2.5)').run()
    assert "`value` is float, `min_value` is int" in app.exception[0].message
