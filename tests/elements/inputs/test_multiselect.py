"""`st.multiselect`: what is particular to it."""

import pytest

from treadle._core.elements.inputs.multiselect import Multiselect
from treadle.testing import AppTest

from ..test_widgets import rerun


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ("['x', 'y'], ['z']", "DefaultNotInOptionsError"),
        ("['x', 'y'], ['z'], accept_new_options=True", "DefaultNotInOptionsError"),
        ("['x', 'y'], ['x', 'y'], max_selections=1", "SelectionCountExceedsMaxError"),
        ("['x', 'y'], max_selections=0", "`max_selections`"),
        ("['x', 'y'], max_selections=True", "`max_selections`"),
        ("['x', 'y'], filter_mode='near'", "`filter_mode`"),
        ("['x', 'y'], filter_mode=None, accept_new_options=True", "IncompatibleParametersError"),
        ("['x', 'y'], select_all=-1", "`select_all`"),
        ("['x', 'y'], select_all='all'", "InvalidParameterTypeError"),
        ("5", "InvalidParameterTypeError"),
    ],
)
def test_wrong_parameters_are_errors(open_page, parameters, error):
    assert error in open_page(f"import treadle as st\nst.multiselect('W', {parameters})").error()


@pytest.mark.parametrize(
    ("parameters", "value"),
    [
        ("['x', 'y'], 'x'", ["x"]),
        ("['x', 'y'], ('y', 'x')", ["y", "x"]),
        ("{'x': 1}, {'x'}", ["x"]),
        ("[1, 2], [2.0]", [2]),
        ("[0, None], [None]", [None]),
        ("[1, 2], format_func=lambda n: 'same', default=2", [2]),
    ],
)
def test_what_is_chosen_at_first(open_page, parameters, value):
    page = open_page(f"import treadle as st\nst.text(st.multiselect('W', {parameters}))")
    assert page.one("text").body == repr(value)


def test_what_is_no_option_any_more_is_not_chosen_any_more(open_page):
    page = open_page(
        "import treadle as st\noptions = ['a', 'b', 'c'] if not st.checkbox('Fewer') else ['c', 'd']\n"
        "st.text(st.multiselect('W', options, key='k'))"
    )
    page.interact((page.nodes("multiselect")[0].id, [0, 2]))
    assert page.one("text").body == "['a', 'c']"
    page.interact((page.nodes("checkbox")[0].id, True))
    assert page.one("text").body == "['c']"


def test_each_run_gets_a_list_of_its_own(open_page):
    page = open_page(
        "import treadle as st\nchosen = st.multiselect('W', ['a', 'b'], ['a'])\nchosen.append('x')\n"
        "st.text(chosen)"
    )
    assert rerun(page).one("text").body == "['a', 'x']"


def test_too_many_in_the_session_state_are_an_error(open_page):
    page = open_page(
        "import treadle as st\nst.session_state.k = ['a', 'b']\n"
        "st.multiselect('W', ['a', 'b'], max_selections=1, key='k')"
    )
    assert "SelectionCountExceedsMaxError" in page.error()


def test_a_browser_chooses_no_more_than_allowed_and_adds_only_where_it_may(open_page):
    page = open_page("import treadle as st\nst.text(st.multiselect('W', ['a', 'b', 'c'], max_selections=2))")
    (node,) = page.nodes("multiselect")
    for wire in ([0, 1, 2], ["new"], [0, 0]):
        assert page.interact((node.id, wire)).one("text").body == "[]"
    page = open_page(
        "import treadle as st\nst.text(st.multiselect('W', ['a', 'b'], accept_new_options=True))"
    )
    (node,) = page.nodes("multiselect")
    assert page.interact((node.id, [0, " new ", "B"])).one("text").body == "['a', 'new', 'b']"


@pytest.mark.parametrize(
    ("query", "value"), [("k=b&k=a", ["b", "a"]), ("k=", []), ("k=b&k=gone", ["b"]), ("k=gone", ["c"])]
)
def test_an_address_names_the_choices(open_page, query, value):
    app = (
        "import treadle as st\nst.text(st.multiselect('W', ['a', 'b', 'c'], 'c', key='k', "
        "bind='query-params'))"
    )
    assert open_page(app, query).one("text").body == repr(value)


def test_a_test_chooses():
    def app():
        import treadle as st

        st.text(st.multiselect("W", [1, 2, 3], [1], format_func=lambda n: f"no. {n}", key="w"))

    at = AppTest.from_function(app).run()
    box = at.multiselect(key="w")
    assert (box.options, box.value, box.values, box.indices) == (
        ["no. 1", "no. 2", "no. 3"],
        [1],
        ["no. 1"],
        [0],
    )
    box.select(3).select(3)
    assert (box.value, box.indices) == ([1, 3], [0, 2])
    assert box.run().text[0].value == "[1, 3]"
    assert at.multiselect[0].unselect(1).run().text[0].value == "[3]"
    assert at.multiselect[0].set_value([]).run().text[0].value == "[]"
    with pytest.raises(ValueError, match="cannot be set"):
        at.multiselect[0].set_value([4])


class Counted(str):
    """A label that counts how often it is compared."""

    folds = 0

    def casefold(self) -> str:
        Counted.folds += 1
        return super().casefold()


def test_many_added_texts_are_not_compared_with_each_of_many_options():
    options = tuple(Counted(f"Option {number}") for number in range(2_000))
    box = Multiselect(label="Fibres", options=options, accept_new_options=True)
    texts = [f"new {number}" for number in range(999)]
    assert box.check([*texts, "OPTION 7"]) == (*texts, 7)
    assert Counted.folds <= 2 * len(options)


def test_more_added_texts_than_a_person_enters_are_refused():
    box = Multiselect(label="Fibres", options=("a",), accept_new_options=True)
    with pytest.raises(ValueError, match="at most 1,000 choices that are not options"):
        box.check([str(number) for number in range(1_002)])
