"""What `selectbox` and `radio` do with options."""

import array
import datetime
import enum

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from treadle._core.elements.inputs.options import codec, labels, listed
from treadle.errors import InvalidParameterTypeError


class Weave(enum.Enum):
    PLAIN = 1
    TWILL = 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", 1, None], ["a", 1, None]),
        (("a",), ["a"]),
        ({"x": 1, "y": 2}, ["x", "y"]),
        ({"only"}, ["only"]),
        ("text", ["text"]),
        (None, []),
        (range(3), [0, 1, 2]),
        ((i for i in range(2)), [0, 1]),
        (Weave, [Weave.PLAIN, Weave.TWILL]),
        (array.array("i", [4, 5]), [4, 5]),
        (np.array([1, 2]), [1, 2]),
        (np.array([["a", "b"], ["c", "d"]]), ["a", "c"]),
        (pd.Series([1.5, 2.5]), [1.5, 2.5]),
        (pd.Index(["i", "j"]), ["i", "j"]),
        (pd.DataFrame({"a": [1, 2], "b": [3, 4]}), [1, 2]),
        (pa.chunked_array([[1], [2]]), [1, 2]),
        (pa.table({"a": ["p", "q"]}), ["p", "q"]),
    ],
)
def test_options_come_from_anything_that_can_be_gone_through(given, expected):
    found = listed(given)
    assert found == expected
    assert [type(option) for option in found] == [type(option) for option in expected]


def test_times_stay_times():
    day = datetime.datetime(2026, 11, 22)
    assert listed(pd.Series([day])) == [pd.Timestamp(day)]
    assert listed(np.array([day], dtype="datetime64[ns]")) == [np.datetime64(day)]


def test_what_cannot_be_gone_through_is_refused():
    with pytest.raises(InvalidParameterTypeError, match="`options` cannot be of type `int`"):
        listed(3)


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_the_object_itself_is_returned(open_page, command):
    page = open_page(f"""
        import treadle as st
        fruits = [{{"name": "fig", "price": 3}}, {{"name": "date", "price": 5}}]
        chosen = st.{command}("Fruit", fruits, format_func=lambda fruit: fruit["name"].upper())
        st.text((chosen["price"], any(chosen is fruit for fruit in fruits)))
    """)
    assert page.one(command).options == ("FIG", "DATE")
    (node,) = page.nodes(command)
    assert page.interact((node.id, 1)).one("text").body == "(5, True)"


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_objects_that_the_script_makes_anew_are_found_again(open_page, command):
    page = open_page(f"""
        import enum, dataclasses
        import treadle as st
        class Weave(enum.Enum):
            PLAIN = 1
            TWILL = 2
        @dataclasses.dataclass
        class Yarn:
            name: str
        more = [] if "seen" not in st.session_state else [None]
        st.session_state.seen = True
        weave = st.{command}("Weave", [*more, *Weave], key="weave")
        yarn = st.{command}("Yarn", [*more, Yarn("wool"), Yarn("silk")], key="yarn")
        st.text((weave is Weave.TWILL, yarn))
    """)
    first, second = page.nodes(command)
    page.interact((first.id, 1), (second.id, 1))
    assert page.one("text").body == "(True, Yarn(name='silk'))"


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_with_a_key_a_choice_outlives_other_options_as_long_as_it_is_one(open_page, command):
    page = open_page(f"""
        import treadle as st
        options = {{0: ["a", "b", "c"], 1: ["c", "d"], 2: ["d", "e"]}}[st.session_state.setdefault("step", 0)]
        st.text(st.{command}("Letter", options, key="letter"))
        st.session_state.step += st.button("Next")
    """)
    letter, button = page.nodes(command)[0], page.nodes("button")[0]
    assert page.interact((letter.id, 2)).one("text").body == "c"
    page.interact((button.id, True))
    assert page.interact((button.id, True)).one("text").body == "c"
    assert page.one(command).value == 0, "which is another index now"
    page.interact((button.id, True))
    assert page.one("text").body == "d"


@pytest.mark.parametrize("command", ["selectbox", "radio"])
@pytest.mark.parametrize(
    ("index", "message"),
    [(5, "`index` (5) must be between 0 and 1"), (-1, "(-1)"), ("'a'", "`index` cannot be of type `str`")],
)
def test_a_default_that_is_no_option_is_refused(open_page, command, index, message):
    assert message in open_page(f"import treadle as st\nst.{command}('L', ['a', 'b'], {index})").error()


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_no_options_is_no_choice(open_page, command):
    page = open_page(f"import treadle as st\nst.text(st.{command}('L', []))")
    assert page.one("text").body == "None"


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_what_format_func_raises_is_the_apps(open_page, command):
    page = open_page(f"import treadle as st\nst.{command}('L', [1], format_func=lambda x: 1 / 0)")
    assert page.error().startswith("ZeroDivisionError")


@pytest.mark.parametrize("command", ["selectbox", "radio"])
def test_the_app_can_take_a_choice_back(open_page, command):
    page = open_page(f"""
        import treadle as st
        def clear(): st.session_state.letter = None
        st.text(st.{command}("Letter", ["a", "b"], key="letter"))
        st.button("Clear", on_click=clear)
    """)
    (button,) = page.nodes("button")
    assert page.interact((button.id, True)).one("text").body == "None"
    assert page.one(command).value is None


def test_new_options_are_texts_unless_there_is_one_like_them(open_page):
    page = open_page(
        "import treadle as st\nst.text(repr(st.selectbox('L', [1, 'Red'], None, accept_new_options=True)))"
    )
    (node,) = page.nodes("selectbox")
    assert page.interact((node.id, " new ")).one("text").body == "'new'"
    assert page.interact((node.id, "red")).one("text").body == "'Red'"
    assert page.one("selectbox").value == 1
    assert page.interact((node.id, "  ")).one("text").body == "'Red'"


def test_a_required_choice_cannot_be_taken_back(open_page):
    page = open_page("import treadle as st\nst.text(st.selectbox('L', ['a'], None, required=True))")
    (node,) = page.nodes("selectbox")
    page.interact((node.id, 0))
    assert page.interact((node.id, None)).one("text").body == "a"


def test_captions_stand_below_their_options(open_page):
    page = open_page("import treadle as st\nst.radio('L', ['a', 'b', 'c'], captions=['one', None])")
    assert page.one("radio").captions == ("one", "", "")


def test_an_option_that_compares_to_a_table_is_found():
    table = pd.DataFrame({"a": [1, 2]})
    options = [table, "b"]
    travel = codec(options, str)
    assert travel.encode(table) == 0
    assert travel.encode("b") == 1
    assert labels(options, lambda option: type(option).__name__) == ("DataFrame", "str")


def test_true_is_not_one():
    travel = codec([1, True, 1.0], str)
    assert [travel.encode(value) for value in (1, True, 1.0)] == [0, 1, 2]
