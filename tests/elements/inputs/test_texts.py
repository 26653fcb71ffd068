"""Values as texts, as an address has them, and back."""

import datetime
from typing import Any

import pytest

from treadle._core.elements.inputs.checkbox import Checkbox
from treadle._core.elements.inputs.number_input import NumberInput
from treadle._core.elements.inputs.radio import Radio
from treadle._core.elements.inputs.selectbox import Selectbox
from treadle._core.elements.inputs.slider import EPOCH, EPOCH_DAY, MICROSECOND, Slider
from treadle._core.elements.inputs.text_area import TextArea
from treadle._core.elements.inputs.text_input import TextInput
from treadle._core.protocol.element import Valued


def scale(type: Any, low: Any, high: Any, *value: Any) -> Slider:
    return Slider(label="W", type=type, min=low, max=high, step=1, format="", value=value)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal() - EPOCH_DAY


def micros(text: str) -> int:
    return (datetime.datetime.fromisoformat(text) - EPOCH) // MICROSECOND


BOX = Checkbox(label="W")
PICK = Radio(label="W", options=("a", "1", "ü&="))
NONE = Selectbox(label="W", options=("a", "b"), clearable=True)
NEW = Selectbox(label="W", options=("a", "b"), value=0, accept_new_options=True)
WHOLE = NumberInput(label="W", value=0, integer=True, min=-9, max=9, step=1, format="%d")
REAL = NumberInput(label="W", value=0.5, step=0.1, format="%f")
EMPTY = NumberInput(label="W", step=0.1, format="%f")
DAYS = scale("date", day("2020-01-01"), day("2030-01-01"), day("2021-01-01"), day("2022-01-01"))
TIME = scale("time", 0, 86_399_999_999, 0)
THEN = scale("datetime", micros("2020-01-01"), micros("2030-01-01"), micros("2021-01-01"))

SPELLED: list[tuple[Valued, Any, list[str]]] = [
    (BOX, True, ["true"]),
    (BOX, False, ["false"]),
    (PICK, 1, ["1"]),
    (PICK, 2, ["ü&="]),
    (NONE, None, [""]),
    (NEW, "c", ["c"]),
    (TextInput(label="W", value="x"), "", [""]),
    (TextInput(label="W"), "a b", ["a b"]),
    (TextArea(label="W"), "two\nlines", ["two\nlines"]),
    (WHOLE, -5, ["-5"]),
    (REAL, 5.0, ["5"]),
    (REAL, 0.1, ["0.1"]),
    (EMPTY, None, [""]),
    (scale("int", 0, 9, 1), (5,), ["5"]),
    (scale("float", 0.0, 9.0, 1.0, 2.0), (1.5, 8.0), ["1.5", "8"]),
    (DAYS, (day("2024-02-29"), day("2025-01-01")), ["2024-02-29", "2025-01-01"]),
    (TIME, (34_200_000_000,), ["09:30"]),
    (TIME, (34_201_000_000,), ["09:30:01"]),
    (THEN, (micros("2024-02-29T09:30"),), ["2024-02-29T09:30"]),
    (THEN, (micros("2024-02-29T09:30:15"),), ["2024-02-29T09:30:15"]),
]


@pytest.mark.parametrize(("props", "wire", "texts"), SPELLED)
def test_a_value_is_the_same_after_it_was_written_as_texts_and_read(
    props: Valued, wire: Any, texts: list[str]
) -> None:
    assert props.spell(wire) == texts
    read = props.check(props.read(texts))
    assert (type(read), read) == (type(wire), wire)


HOSTILE = [
    "",
    "x",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "9" * 5000,
    "\0",
    "١٢",
    "[1]",
    "{}",
    "-1",
    "99",
    "None",
    "0x1",
    "\ud800",
]
FITS: list[tuple[Valued, set[str]]] = [
    (BOX, set()),
    (PICK, set()),
    (NONE, {""}),
    (NEW, {*HOSTILE} - {""}),
    (WHOLE, {"", "-1"}),
    (scale("int", 0, 9, 1), set()),
    (scale("float", 0.0, 9.0, 1.0), set()),
    (scale("int", 0, 9, 1, 2), set()),
    (DAYS, set()),
    (TIME, set()),
    (THEN, set()),
]


@pytest.mark.parametrize(("props", "fits"), FITS)
@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_widget_cannot_hold_is_a_value_error(props: Valued, fits: set[str], text: str) -> None:
    if text in fits:
        props.check(props.read([text]))
        return
    with pytest.raises(ValueError):
        props.check(props.read([text]))


@pytest.mark.parametrize("props", [DAYS, TIME, THEN])
@pytest.mark.parametrize(
    "text", ["2024-01-01T00:00:00+02:00", "09:30Z", "9999-12-31", "0001-01-01", "2024-02-30"]
)
def test_times_have_no_zone_and_are_on_the_scale(props: Valued, text: str) -> None:
    with pytest.raises(ValueError):
        props.check(props.read([text]))
    with pytest.raises(ValueError):
        props.check(props.read([text, text]))
