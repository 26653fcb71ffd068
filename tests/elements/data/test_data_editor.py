"""`st.data_editor`: what the app gets, and what nobody can enter."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from treadle._core.data.edits import Edits, Steps
from treadle._core.elements.data.column_rules import ColumnRules
from treadle._core.elements.data.data_editor import DataEditor
from treadle._core.protocol.blob import Blob
from treadle.testing import AppTest

Open = Callable[[str], Any]


def app() -> None:
    import pandas as pd

    import treadle as st

    def note() -> None:
        st.session_state.noted = dict(st.session_state.people.edited_rows)

    frame = pd.DataFrame({"name": ["Ada", "Grace"], "born": [1815, 1906]})
    edited = st.data_editor(frame, key="people", num_rows="dynamic", on_change=note)
    st.text(edited.to_dict("list"))
    st.text(st.session_state.people)
    st.text(st.session_state.get("noted"))


def test_edits_reach_the_app_and_its_callback() -> None:
    at = AppTest.from_function(app).run()
    at.data_editor[0].edit(1, "born", 1907).run()
    assert [text.value for text in at.text] == [
        "{'name': ['Ada', 'Grace'], 'born': [1815, 1907]}",
        "{'edited_rows': {1: {'born': 1907}}, 'added_rows': [], 'deleted_rows': []}",
        "{1: {'born': 1907}}",
    ]
    at.data_editor[0].add_row({"name": "Emmy", "born": 1882}).delete_rows([0]).edit(2, "born", 1883).run()
    assert at.text[0].value == "{'name': ['Grace', 'Emmy'], 'born': [1907, 1883]}"
    assert at.data_editor[0].state.added_rows == [{"name": "Emmy", "born": 1883}]
    assert at.session_state["people"].deleted_rows == [0]
    at.data_editor[0].delete_rows([2]).run()
    assert at.text[0].value == "{'name': ['Grace'], 'born': [1907]}"
    pd.testing.assert_frame_equal(
        at.data_editor[0].value, pd.DataFrame({"name": ["Ada", "Grace"], "born": [1815, 1906]})
    )


def test_a_test_enters_only_what_a_person_can() -> None:
    at = AppTest.from_function(app).run()
    for row, column, value, message in (
        (9, "born", 1, "none at position 9"),
        (0, "town", 1, "cannot be edited"),
        (0, "born", "x", "enter a number"),
        (0, "born", 1.5, "whole number"),
    ):
        with pytest.raises(ValueError, match=message):
            at.data_editor[0].edit(row, column, value)


def test_new_data_keep_edits_of_a_fixed_table_with_a_key() -> None:
    def page() -> None:
        import treadle as st

        more = st.checkbox("More")
        longer = st.checkbox("Longer")
        data = {"n": [10, 20, *([30] if longer else [])] if more else [1, 2]}
        kept = st.data_editor(data, key="kept")
        fresh = st.data_editor(data)
        st.text(f"{kept} {fresh}")

    at = AppTest.from_function(page).run()
    for editor in at.data_editor:
        editor.edit(0, "n", 7)
    assert at.run().text[0].value == "{'n': [7, 2]} {'n': [7, 2]}"
    assert at.checkbox[0].check().run().text[0].value == "{'n': [7, 20]} {'n': [10, 20]}"
    assert at.checkbox[1].check().run().text[0].value == "{'n': [10, 20, 30]} {'n': [10, 20, 30]}"


def test_rows_without_a_required_value_wait() -> None:
    def page() -> None:
        import treadle as st

        config = {
            "name": st.column_config.TextColumn(required=True),
            "n": st.column_config.NumberColumn(default=3),
        }
        edited = st.data_editor({"name": ["a"], "n": [1]}, column_config=config, num_rows="add", key="e")
        st.text(f"{edited} {st.session_state.e.added_rows}")

    at = AppTest.from_function(page).run()
    at.data_editor[0].add_row().run()
    assert at.text[0].value == "{'name': ['a'], 'n': [1]} []"
    at.data_editor[0].edit(1, "name", "b").run()
    assert at.text[0].value == "{'name': ['a', 'b'], 'n': [1, 3]} [{'n': 3, 'name': 'b'}]"
    with pytest.raises(ValueError, match="needs a value"):
        at.data_editor[0].edit(0, "name", None)


def test_ignored_changes_start_no_run_and_are_there_in_the_next() -> None:
    def page() -> None:
        import treadle as st

        st.button("Go")
        st.text(st.data_editor([1, 2], key="e", on_change="ignore"))

    at = AppTest.from_function(page).run()
    at.data_editor[0].edit(0, "value", 5)
    assert at.button[0].click().run().text[0].value == "[5, 2]"


def test_a_form_holds_edits_back() -> None:
    def page() -> None:
        import treadle as st

        with st.form("f", clear_on_submit=True):
            edited = st.data_editor([1, 2], key="e")
            st.form_submit_button()
        st.text(edited)

    at = AppTest.from_function(page).run()
    assert at.data_editor[0].edit(0, "value", 5).run().text[0].value == "[1, 2]"
    at.data_editor[0].edit(0, "value", 5)
    assert at.form_submit_button[0].click().run().text[0].value == "[5, 2]"
    assert at.run().text[0].value == "[1, 2]"


def test_the_app_cannot_set_the_edits(open_page: Open) -> None:
    page = open_page("import treadle as st\nst.session_state.e = {}\nst.data_editor([1], key='e')")
    assert "ValueAssignmentNotAllowedError" in page.error()


def props(page: Any) -> DataEditor:
    found: DataEditor = page.one("data_editor")
    return found


def test_two_browsers_change_one_table(open_page: Open) -> None:
    page = open_page("import treadle as st\nst.data_editor({'n': [1, 2]}, key='e')")
    node, of = page.nodes("data_editor")[0].id, props(page).of
    page.interact((node, [of, "a", [[1, "set", 0, [["n", 5]]]], None]))
    page.interact((node, [of, "b", [[1, "set", 1, [["n", 6]]]], None]))
    page.interact((node, [of, "a", [[1, "set", 0, [["n", 5]]], [2, "set", 0, [["n", 7]]]], None]))
    assert props(page).value.cells == ((0, (("n", 7),)), (1, (("n", 6),)))


def test_changes_of_other_data_are_refused(open_page: Open) -> None:
    page = open_page("import treadle as st\nst.data_editor({'n': [1, 2]}, key='e')")
    page.interact((page.nodes("data_editor")[0].id, ["other", "a", [[1, "set", 0, [["n", 5]]]], None]))
    assert props(page).value.cells == ()


def editor(*rules: ColumnRules, **more: Any) -> DataEditor:
    return DataEditor(data=Blob(b""), of="t", rules=rules, rows=2, **more)


def test_a_browser_offers_its_edits_to_a_new_session() -> None:
    table = editor(ColumnRules(column="n", kind="integer", type="number"))
    before = {"of": "t", "cells": [[0, [["n", 1]]]], "added": [], "deleted": [], "seen": []}
    assert table.recall(before).cells == ((0, (("n", 1),)),)
    sent = ["t", "a", [[4, "set", 1, [["n", 2]]]], before]
    assert table.recall(sent).cells == ((0, (("n", 1),)), (1, (("n", 2),)))
    assert isinstance(table.check(sent), Steps)
    with pytest.raises(ValueError, match="another form"):
        table.recall({**before, "of": "u"})


def test_edits_of_another_table_are_dropped() -> None:
    table = editor()
    assert table.take(Edits("t", deleted=(1,))) == Edits("t", deleted=(1,))
    assert table.take(Edits("u", deleted=(1,))) == Edits("t")
    assert table.take(3) == Edits("t")


RULES = {
    "n": ColumnRules(column="n", kind="float", type="number", min=0.0, max=10.0),
    "i": ColumnRules(column="i", kind="integer", type="number"),
    "t": ColumnRules(column="t", kind="text", type="text", max_chars=3, validate="^[a-z]+$"),
    "c": ColumnRules(column="c", kind="boolean", type="checkbox"),
    "s": ColumnRules(column="s", kind="integer", type="selectbox", options=(1, 2)),
    "m": ColumnRules(column="m", kind="list", type="multiselect", options=("a", "b")),
    "w": ColumnRules(column="w", kind="list", type="multiselect", options=("a",), new_options=True),
    "d": ColumnRules(column="d", kind="date", type="date", min="2020-01-01", max="2020-12-31"),
    "h": ColumnRules(column="h", kind="time", type="time"),
}


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("n", 3, 3),
        ("n", None, None),
        ("i", 2**60, 2**60),
        ("t", "abc", "abc"),
        ("c", True, True),
        ("s", 2, 2),
        ("m", ["a", "b"], ("a", "b")),
        ("w", ["new"], ("new",)),
        ("d", "2020-12-31", "2020-12-31"),
        ("h", "10:30:00.000", "10:30:00.000"),
    ],
)
def test_what_may_be_entered(column: str, value: Any, stored: Any) -> None:
    assert RULES[column].check(value) == stored


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("n", -1),
        ("n", 11),
        ("n", "3"),
        ("n", float("nan")),
        ("n", float("inf")),
        ("n", [1]),
        ("n", {}),
        ("n", b"x"),
        ("i", 1.5),
        ("t", "abcd"),
        ("t", "ABC"),
        ("s", 3),
        ("s", "1"),
        ("s", True),
        ("m", ["c"]),
        ("m", [1]),
        ("m", "a" * 20_000_000),
        ("w", [["a"]]),
        ("d", "2019-12-31"),
        ("d", "2021-01-01"),
        ("d", "soon"),
        ("d", 3),
        ("h", "25:00:00"),
    ],
)
def test_what_may_not_be_entered(column: str, value: Any) -> None:
    with pytest.raises(ValueError):
        RULES[column].check(value)


def test_columns_that_nobody_can_edit(open_page: Open) -> None:
    page = open_page(
        """
        import treadle as st
        data = {"a": [1], "b": [2], "c": [{"x": 1}], "d": [[1.0, 2.0]], "e": ["x"]}
        config = {"b": st.column_config.Column(disabled=True), "d": st.column_config.LineChartColumn()}
        st.data_editor(data, disabled=["a"], column_config=config)
        """
    )
    assert [rule.column for rule in props(page).rules] == ["e"]
    page = open_page("import treadle as st\nst.data_editor({'a': [1]}, disabled=True)")
    assert (props(page).disabled, props(page).rules) == (True, ())


def test_the_index(open_page: Open) -> None:
    page = open_page(
        "import pandas as pd, treadle as st\nst.data_editor(pd.DataFrame({'a': [1]}), num_rows='add')"
    )
    assert (props(page).hide_index, props(page).labelled) == (True, False)
    source = "pd.DataFrame({'a': [1]}, index=pd.Index(['x'], name='k'))"
    page = open_page(
        f"import pandas as pd, treadle as st\nst.data_editor({source}, num_rows='add', hide_index=True)"
    )
    index = next(rule for rule in props(page).rules if rule.column == "_index")
    assert (props(page).hide_index, index.required, index.type) == (False, True, "text")


def test_categories_are_choices(open_page: Open) -> None:
    page = open_page(
        "import pandas as pd, treadle as st\nst.data_editor(pd.DataFrame({'c': pd.Categorical(['b', 'a'])}))"
    )
    assert (props(page).rules[0].type, props(page).rules[0].options) == ("selectbox", ("a", "b"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("st.data_editor(3)", "DataframeConversionError"),
        ("st.data_editor([1], num_rows='many')", "ValueError: `num_rows`"),
        ("st.data_editor([1], disabled='value')", "InvalidParameterTypeError: `disabled`"),
        ("st.data_editor([1], disabled=3)", "InvalidParameterTypeError: `disabled`"),
        ("st.data_editor({'a': ['x']}, column_config={'a': st.column_config.NumberColumn()}, key=1)", None),
        (
            "st.data_editor({'a': ['x']}, column_config={'a': st.column_config.DateColumn()})",
            "APIError: The column `a` is configured as `date`, and its values are of the kind `text`",
        ),
        ("st.data_editor([1], on_change=3)", "`on_change` must be"),
        ("st.data_editor([1], width=0)", "InvalidWidthError"),
        ("st.data_editor([1]); st.data_editor([1])", "DuplicateElementId"),
    ],
)
def test_bad_input_is_refused(open_page: Open, call: str, message: str | None) -> None:
    page = open_page(f"import treadle as st\n{call}")
    if message is None:
        assert props(page).rules[0].type == "number"
    else:
        assert message in page.error()
