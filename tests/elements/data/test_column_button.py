"""Buttons in the columns of a table."""

from typing import Any

import pytest

from treadle._core.elements.data.column_button import ColumnButton
from treadle.testing import AppTest


def app() -> None:
    import treadle as st

    def note(who: str) -> None:
        st.session_state.noted = f"{who}: {st.session_state.opened.row} {st.session_state.opened['label']}"

    data = {"city": ["Bern", "Oslo"], "do": ["Open", "Open"]}
    button = st.column_config.ButtonColumn(on_click=note, args=("me",), key="opened", type="primary")
    with st.container():
        st.dataframe(data, column_config={"do": button})
    st.text(f"{st.session_state.opened} {st.session_state.get('noted')}")


def test_a_click_calls_back_and_is_over_after_the_run() -> None:
    at = AppTest.from_function(app).run()
    assert at.text[0].value == "None None"
    at.dataframe[0].click("opened", 1).run()
    assert at.text[0].value == "{'row': 1, 'label': 'Open'} me: 1 Open"
    assert at.run().text[0].value == "None me: 1 Open"


def test_a_test_clicks_only_what_is_there() -> None:
    at = AppTest.from_function(app).run()
    with pytest.raises(ValueError, match="no column of buttons"):
        at.dataframe[0].click("closed", 1)
    with pytest.raises(ValueError, match="no such row"):
        at.dataframe[0].click("opened", 2, "Open")


@pytest.mark.parametrize(
    "sent", [None, True, 0, [], [0], [2, "x"], [-1, "x"], [True, "x"], [0, 1], [0, "x", 1]]
)
def test_a_click_from_nowhere_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError):
        ColumnButton(rows=2).check(sent)


def test_a_button_stands_in_a_form() -> None:
    def page() -> None:
        import treadle as st

        with st.form("f"):
            button = st.column_config.ButtonColumn(key="b")
            st.dataframe({"do": ["Go"]}, column_config={"do": button})
            st.form_submit_button()
        st.text(str(st.session_state.b))

    at = AppTest.from_function(page).run()
    assert at.dataframe[0].click("b", 0).run().text[0].value == "{'row': 0, 'label': 'Go'}"


def test_a_button_does_not_send_the_form_around_it() -> None:
    def page() -> None:
        import treadle as st

        with st.form("f", clear_on_submit=True):
            name = st.text_input("Name")
            button = st.column_config.ButtonColumn(key="b")
            st.dataframe({"do": ["Go"]}, column_config={"do": button})
            st.form_submit_button()
        st.text(f"[{name}] {st.session_state.b}")

    at = AppTest.from_function(page).run()
    at.text_input[0].input("Ada")
    at.form_submit_button[0].click().run()
    assert at.text[0].value == "[Ada] None"
    at.text_input[0].input("Grace")
    at.dataframe[0].click("b", 0).run()
    assert at.text[0].value == "[] {'row': 0, 'label': 'Go'}"
    assert at.text_input[0].value == "Grace"


@pytest.mark.parametrize("command", ["dataframe", "data_editor"])
def test_a_button_stands_where_there_is_room_for_one_element(command: str) -> None:
    def page(command: str) -> None:
        import treadle as st

        place = st.empty()
        button = st.column_config.ButtonColumn(key="b")
        getattr(place, command)({"do": ["Go", "Stop"]}, column_config={"do": button})
        st.text(str(st.session_state.b))

    at = AppTest.from_function(page, args=(command,)).run()
    for _ in range(2):
        assert at.dataframe[0].click("b", 1).run().text[0].value == "{'row': 1, 'label': 'Stop'}"
    assert at.run().text[0].value == "None"


def test_a_table_that_is_written_over_another_has_its_own_buttons() -> None:
    def page() -> None:
        import treadle as st

        table = st.dataframe({"do": ["Go"]}, column_config={"do": st.column_config.ButtonColumn(key="a")})
        table.dataframe({"do": ["Stop"]}, column_config={"do": st.column_config.ButtonColumn(key="b")})
        st.text(f"{st.session_state.a} {st.session_state.b}")

    at = AppTest.from_function(page).run()
    assert len(at.dataframe) == 1
    assert at.dataframe[0].click("b", 0).run().text[0].value == "None {'row': 0, 'label': 'Stop'}"
    with pytest.raises(ValueError, match="no column of buttons"):
        at.dataframe[0].click("a", 0)
