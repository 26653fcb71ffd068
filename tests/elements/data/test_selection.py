"""Selections in `st.dataframe`: what a browser may send, what the app may set, and what it gets."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.elements.data.dataframe import Dataframe
from treadle._core.elements.data.selection import DataframeState, Selection, checked_modes, state_of, wire_of
from treadle._core.protocol.blob import Blob
from treadle.errors import IncompatibleParametersError, ValueError_
from treadle.testing import AppTest


def grid(*modes: Any, rows: int = 3) -> Dataframe:
    return Dataframe(data=Blob(b""), selection_mode=modes, rows=rows, names=("a", "b"))


ALL = ("multi-row", "multi-column", "multi-cell")


@pytest.mark.parametrize(
    ("modes", "sent", "stored"),
    [
        (ALL, [[2, 0], ["b"], [[1, "a"]]], ((0, 2), ("b",), ((1, "a"),))),
        (ALL, [[1, 1], ["a", "a"], []], ((1,), ("a",), ())),
        (("single-row",), [[2], [], []], ((2,), (), ())),
        (("single-row-required",), [[], [], []], ((0,), (), ())),
        (("single-cell", "single-column"), [[], ["a"], [[0, "b"]]], ((), ("a",), ((0, "b"),))),
    ],
)
def test_what_a_person_can_select(modes: tuple[str, ...], sent: Any, stored: Selection) -> None:
    assert grid(*modes).check(sent) == stored


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        [],
        [[], []],
        [{}, [], []],
        ["ab", [], []],
        [[3], [], []],
        [[-1], [], []],
        [[True], [], []],
        [[0.0], [], []],
        [[[0]], [], []],
        [[{}], [], []],
        [[], ["c"], []],
        [[], [0], []],
        [[], [], [0]],
        [[], [], [[0]]],
        [[], [], [[0, "c"]]],
        [[], [], [["a", 0]]],
        [[], [], [[0, ["a"]]]],
    ],
)
def test_what_nobody_can_select_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError):
        grid(*ALL).check(sent)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_more_than_the_mode_allows_is_refused(part: int) -> None:
    sent: list[list[Any]] = [[], [], []]
    sent[part] = ([0, 1], ["a", "b"], [(0, "a"), (1, "a")])[part]
    with pytest.raises(ValueError, match="cannot be selected"):
        grid("single-row", "single-column", "single-cell").check(sent)
    sent[part] = sent[part][:1]
    with pytest.raises(ValueError, match="cannot be selected"):
        grid().check(sent)


def test_of_what_the_app_sets_the_table_takes_what_it_has() -> None:
    state = {
        "selection": {"rows": [9, 1, True, "x"], "columns": ["b", "zz"], "cells": [(0, "a"), (9, "a"), 3]}
    }
    assert grid(*ALL).take(wire_of(state)) == ((1,), ("b",), ((0, "a"),))
    assert grid("single-row").take(wire_of({"selection": {"rows": [2, 0]}})) == ((2,), (), ())
    assert grid("single-row-required").take(wire_of({"selection": {}})) == ((0,), (), ())
    assert grid("single-row-required", rows=0).take(wire_of({"selection": {}})) == ((), (), ())


@pytest.mark.parametrize("state", [None, 3, [], {}, {"selection": [1]}])
def test_a_state_of_another_form(state: Any) -> None:
    with pytest.raises(ValueError, match="A selection is a dict"):
        wire_of(state)


def test_modes() -> None:
    assert checked_modes("multi-row") == ("multi-row",)
    assert checked_modes(["multi-cell", "single-row"]) == ("single-row", "multi-cell")
    with pytest.raises(ValueError_, match="selection_mode"):
        checked_modes("rows")
    with pytest.raises(IncompatibleParametersError, match="row"):
        checked_modes(["single-row", "multi-row"])


def test_the_state_has_attributes_and_items_and_does_not_change() -> None:
    state: DataframeState = state_of(((0,), ("a",), ((0, "a"),)))
    assert state.selection.rows == state["selection"]["rows"] == [0]
    assert state == {"selection": {"rows": [0], "columns": ["a"], "cells": [(0, "a")]}}
    with pytest.raises(TypeError, match="cannot be changed"):
        state["selection"] = {}
    with pytest.raises(TypeError, match="cannot be changed"):
        state.selection.rows = []
    with pytest.raises(AttributeError, match="DataframeState has no 'row'"):
        state.row
    assert pickle.loads(pickle.dumps(state)) == state


def app() -> None:
    import treadle as st

    def note() -> None:
        st.session_state.noted = st.session_state.grid.selection.rows

    data = {"city": ["Bern", "Oslo", "Rome"], "people": [1, 2, 3]}
    if st.button("Rome"):
        st.session_state.grid = {"selection": {"rows": [2]}}
    mode = ["multi-row", "single-column"]
    event = st.dataframe(data, key="grid", on_select=note, selection_mode=mode)
    st.text(f"{event.selection.rows} {event['selection']['columns']} {st.session_state.get('noted')}")


def test_the_app_gets_what_is_selected() -> None:
    at = AppTest.from_function(app).run()
    assert at.text[0].value == "[] [] None"
    at.dataframe[0].select(rows=[2, 0], columns=["people"]).run()
    assert at.text[0].value == "[0, 2] ['people'] [0, 2]"
    assert at.dataframe[0].selection.rows == [0, 2]
    assert at.session_state["grid"].selection.columns == ["people"]
    assert list(at.dataframe[0].value["city"]) == ["Bern", "Oslo", "Rome"]


def test_the_app_sets_the_selection() -> None:
    at = AppTest.from_function(app).run()
    at.button[0].click().run()
    assert at.text[0].value == "[2] [] None"
    assert at.dataframe[0].selection == {"rows": [2], "columns": [], "cells": []}


def test_a_test_cannot_select_what_a_person_cannot() -> None:
    at = AppTest.from_function(app).run()
    with pytest.raises(ValueError, match="no such row"):
        at.dataframe[0].select(rows=[3])


def fewer() -> None:
    import treadle as st

    rows = 2 if st.checkbox("Fewer") else 5
    keyed = st.dataframe(range(rows), key="grid", on_select="rerun")
    plain = st.dataframe(range(rows), on_select="rerun")
    st.text(f"{keyed.selection.rows} {plain.selection.rows}")


def test_new_data_keep_what_is_still_there_of_a_table_with_a_key() -> None:
    at = AppTest.from_function(fewer).run()
    at.dataframe[0].select(rows=[1, 4])
    at.dataframe[1].select(rows=[1, 4])
    assert at.run().text[0].value == "[1, 4] [1, 4]"
    assert at.checkbox[0].check().run().text[0].value == "[1] []"


def default() -> None:
    import treadle as st

    first = {"selection": {"rows": [1]}}
    event = st.dataframe(range(3), on_select="rerun", selection_mode="single-row", selection_default=first)
    required = st.dataframe(range(3), on_select="rerun", selection_mode="single-row-required", key="r")
    st.text(f"{event.selection.rows} {required.selection.rows}")


def test_the_selection_at_first() -> None:
    at = AppTest.from_function(default).run()
    assert at.text[0].value == "[1] [0]"
    assert at.dataframe[0].select().run().text[0].value == "[] [0]"
    assert at.dataframe[1].select().run().text[0].value == "[] [0]"


def test_an_index_that_counts_gives_its_place_to_the_marks() -> None:
    def page() -> None:
        import treadle as st

        st.dataframe(__import__("pandas").DataFrame({"a": [1]}), on_select="rerun")
        st.dataframe(
            __import__("pandas").DataFrame({"a": [1]}), on_select="rerun", selection_mode="multi-column"
        )

    at = AppTest.from_function(page).run()
    assert [each.hide_index for each in at.dataframe] == [True, None]


def form() -> None:
    import treadle as st

    with st.form("f"):
        event = st.dataframe(range(3), on_select="rerun")
        st.form_submit_button("Go")
    st.text(f"{event.selection.rows}")


def test_a_form_holds_a_selection_back() -> None:
    at = AppTest.from_function(form).run()
    at.dataframe[0].select(rows=[1]).run()
    assert at.text[0].value == "[]"
    at.dataframe[0].select(rows=[1])
    assert at.form_submit_button[0].click().run().text[0].value == "[1]"


Open = Callable[[str], Any]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("on_select=None", "ValueError: `on_select`"),
        ("on_select='click'", "ValueError: `on_select`"),
        ("on_select='rerun', selection_mode='rows'", "ValueError: `selection_mode`"),
        ("on_select='rerun', selection_mode=3", "InvalidParameterTypeError: `selection_mode`"),
        ("on_select='rerun', selection_mode=['single-row', 'multi-row']", "IncompatibleParametersError"),
        ("selection_default={'selection': {}}", "IncompatibleParametersError: `selection_default`"),
        ("on_select='rerun', selection_default=[1]", "APIError: `selection_default` is [1]. A selection is"),
    ],
)
def test_bad_input_is_refused(open_page: Open, call: str, message: str) -> None:
    assert message in open_page(f"import treadle as st\nst.dataframe([1], {call})").error()


def test_a_selection_of_another_form_in_the_state(open_page: Open) -> None:
    page = open_page(
        """
        import treadle as st
        st.session_state.grid = [1]
        st.dataframe([1], key="grid", on_select="rerun")
        """
    )
    assert "`st.session_state['grid']` holds [1], which “the table” cannot" in page.error()


def test_a_table_without_a_selection_takes_no_value(open_page: Open) -> None:
    page = open_page("import treadle as st\nst.dataframe([1], key='grid')")
    page.interact((page.nodes("dataframe")[0].id, [[0], [], []]))
    assert page.nodes("dataframe")[0].props.value == ((), (), ())
