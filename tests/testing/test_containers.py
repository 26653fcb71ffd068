"""Containers can be searched as the page can."""

import pytest

from treadle.testing import AppTest


def layout():
    import treadle as st

    st.sidebar.button("side", key="side")
    left, right = st.columns(2)
    left.text("left")
    right.button("right")
    one, two = st.tabs(["One", "Two"])
    one.text("in one")
    two.metric("Speed", 12, 3)
    with st.expander("More"):
        st.text("in more")
    with st.status("Working"):
        st.text("in status")
    place = st.empty()
    place.text("first")
    place.text("second")
    with st.container(key="box"):
        st.success("in box")


@pytest.fixture
def at():
    return AppTest.from_function(layout).run()


def test_the_sidebar_and_the_main_part_are_apart(at):
    assert [button.label for button in at.sidebar.button] == ["side"]
    assert [button.label for button in at.main.button] == ["right"]
    assert [button.label for button in at.button] == ["right", "side"]


def test_columns_tabs_expanders_and_status_have_what_stands_in_them(at):
    assert at.columns[0].text.values == ["left"]
    assert at.columns[1].button[0].label == "right"
    assert [tab.label for tab in at.tabs] == ["One", "Two"]
    assert (at.tabs[1].metric[0].value, at.tabs[1].metric[0].delta) == ("12", "3")
    assert at.expander[0].label == "More"
    assert (at.status[0].label, at.status[0].state) == ("Working", "complete")
    assert at.status[0].text.values == ["in status"]


def test_a_container_is_found_by_its_key(at):
    assert at.get_by_key("box").success.values == ["in box"]
    assert at.container("box").key == "box"


def test_empty_shows_what_was_written_last_in_its_place(at):
    assert at.main.text.values == ["left", "in one", "in more", "in status", "second"]


def test_children_are_reached_by_position_and_seen_through_places_of_threads():
    def app():
        import threading

        import treadle as st

        st.text("one")
        threading.Thread(target=st.text, args=("two",)).start()

    at = AppTest.from_function(app).run()
    assert [child.value for child in at.main.children.values()] == ["one", "two"]
    assert at.main[1].value == "two"
    assert len(at.main) == 2


def test_walking_a_container_begins_with_itself(at):
    assert [element.type for element in at.tabs[0]] == ["tab", "text"]


def test_widgets_in_containers_can_be_used(at):
    assert at.columns[1].button[0].click().run().button[0].value is True


def test_any_kind_can_be_asked_for_by_name(at):
    assert [element.label for element in at.get("metric")] == ["Speed"]
    assert len(at.get("no such kind")) == 0


def test_lists_can_be_sliced_counted_and_compared(at):
    assert at.text[1:3].values == ["in one", "in more"]
    assert at.text.len == len(at.text) == 5
    with pytest.raises(IndexError, match="it has 5"):
        at.text[5]


def test_text_elements_have_streamlits_values():
    def app():
        import treadle as st

        st.header("H")
        st.caption("C")
        st.latex("x^2")
        st.divider()
        st.json({"a": 1})
        st.code("a = 1")
        st.warning("W", icon="⚠️")
        st.progress(50, "half")

    at = AppTest.from_function(app).run()
    assert at.header[0].value == "H"
    assert at.caption[0].value == "C"
    assert at.markdown.values == []
    assert at.latex[0].value == "$$\nx^2\n$$"
    assert at.divider[0].value == "---"
    assert at.json[0].value == '{"a": 1}'
    assert (at.code[0].value, at.code[0].language) == ("a = 1", "python")
    assert (at.warning[0].value, at.warning[0].icon) == ("W", "⚠️")
    assert (at.progress[0].value, at.progress[0].text) == (50, "half")


def test_tables_are_frames():
    def app():
        import treadle as st

        st.dataframe({"a": [1, 2], "b": ["x", "y"]})
        st.table({"a": [3]})

    at = AppTest.from_function(app).run()
    assert at.dataframe[0].value["a"].tolist() == [1, 2]
    assert at.table[0].value["a"].tolist() == [3]
