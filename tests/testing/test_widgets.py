"""Widgets are used as a person uses them, with values as the app sees them."""

import datetime

import pytest

from treadle.testing import AppTest


def inputs():
    import datetime

    import treadle as st

    st.checkbox("box")
    st.toggle("switch")
    st.radio("radio", [1, 2, 3], format_func=lambda n: f"#{n}")
    st.selectbox("select", ["a", "b"], index=None)
    st.text_input("text", max_chars=5)
    st.text_area("area")
    st.number_input("number", 0, 10, 5, step=2)
    st.slider("one", 0, 10, 3)
    st.slider("two", 0.0, 1.0, (0.25, 0.5))
    st.slider("day", value=datetime.date(2024, 5, 17))
    st.selectbox("off", ["x", "y"], disabled=True)


@pytest.fixture
def at():
    return AppTest.from_function(inputs).run()


def test_boxes_are_ticked_and_switches_flipped(at):
    at.checkbox[0].check()
    at.toggle[0].set_value(True)
    at.run()
    assert (at.checkbox[0].value, at.toggle[0].value) == (True, True)
    assert at.checkbox[0].uncheck().run().checkbox[0].value is False


def test_options_are_the_apps_objects_and_their_labels_texts(at):
    radio = at.radio[0]
    assert (radio.value, radio.index, radio.options) == (1, 0, ["#1", "#2", "#3"])
    assert radio.set_value(3).run().radio[0].value == 3
    assert at.radio[0].index == 2


def test_an_option_is_selected_by_value_or_by_position(at):
    assert (at.selectbox[0].value, at.selectbox[0].index) == (None, None)
    assert at.selectbox[0].select("b").run().selectbox[0].value == "b"
    assert at.selectbox[0].select_index(0).run().selectbox[0].value == "a"
    assert at.selectbox[0].select(None).run().selectbox[0].value is None


def test_texts_are_typed(at):
    assert at.text_input[0].input("short").run().text_input[0].value == "short"
    assert at.text_area[0].input("two\nlines").run().text_area[0].value == "two\nlines"


def test_numbers_step_up_and_down_to_their_limits(at):
    assert at.number_input[0].increment().run().number_input[0].value == 7
    assert at.number_input[0].increment().increment().increment().value == 10
    assert at.number_input[0].set_value(1).decrement().value == 0
    assert (at.number_input[0].min, at.number_input[0].max, at.number_input[0].step) == (0, 10, 2)


def test_sliders_have_numbers_ranges_and_days(at):
    assert at.slider[0].set_value(9).run().slider[0].value == 9
    assert at.slider[1].value == (0.25, 0.5)
    assert at.slider[1].set_range(0.5, 0.75).run().slider[1].value == (0.5, 0.75)
    assert at.slider[2].value == datetime.date(2024, 5, 17)


@pytest.mark.parametrize(
    "enter",
    [
        lambda at: at.radio[0].set_value(99),
        lambda at: at.selectbox[0].select("nothing"),
        lambda at: at.selectbox[0].select_index(7),
        lambda at: at.text_input[0].input("much too long"),
        lambda at: at.number_input[0].set_value(11),
        lambda at: at.slider[0].set_value(-1),
        lambda at: at.slider[1].set_value(0.5),
    ],
)
def test_what_nobody_could_enter_is_refused_at_once(at, enter):
    with pytest.raises(ValueError, match=r"cannot be set|no option"):
        enter(at)


def test_a_disabled_widget_is_refused_at_the_run(at):
    at.selectbox[1].select("y")
    with pytest.raises(ValueError, match="disabled"):
        at.run()
    assert at.selectbox[1].value == "x"


def test_what_was_entered_shows_before_the_run(at):
    at.text_input[0].input("typed")
    assert at.text_input[0].value == "typed"


def test_properties_are_those_that_the_app_gave(at):
    assert at.text_input[0].label == "text"
    assert at.text_input[0].max_chars == 5
    assert at.selectbox[1].disabled is True
    assert at.checkbox[0].help is None


def test_elements_are_found_by_key_and_the_keys_there_are_are_told():
    def app():
        import treadle as st

        st.button("One", key="one")
        st.text_input("Two", key="two")

    at = AppTest.from_function(app).run()
    assert at.button(key="one").label == "One"
    assert at.get_by_key("two").label == "Two"
    with pytest.raises(KeyError, match="'one'"):
        at.button("two")


def test_callbacks_run_before_the_page():
    def app():
        import treadle as st

        def add(n):
            st.session_state.total = st.session_state.get("total", 0) + n

        st.text(st.session_state.get("total", 0))
        st.button("Add", on_click=add, args=(5,))

    at = AppTest.from_function(app).run()
    assert at.button[0].click().run().text[0].value == "5"


def test_a_forms_values_arrive_with_its_button():
    def app():
        import treadle as st

        with st.form("f", clear_on_submit=True):
            name = st.text_input("Name")
            sent = st.form_submit_button("Send")
        st.text(f"{name} {sent}")

    at = AppTest.from_function(app).run()
    assert at.text_input[0].form_id == "f"
    at.text_input[0].input("Ada")
    assert at.form_submit_button[0].click().run().text[0].value == "Ada True"
    assert at.text_input[0].value == ""


def test_a_fragments_widget_reruns_the_fragment_alone():
    def app():
        import treadle as st

        @st.fragment
        def part():
            st.session_state.parts = st.session_state.get("parts", 0) + 1
            st.button("In it")

        st.session_state.pages = st.session_state.get("pages", 0) + 1
        part()

    at = AppTest.from_function(app).run()
    at.button[0].click().run()
    assert at.session_state.filtered_state == {"pages": 1, "parts": 2}
    at.run()
    assert at.session_state.filtered_state == {"pages": 2, "parts": 3}


@pytest.mark.parametrize("kind", ["selectbox", "radio"])
def test_an_option_may_be_none_or_equal_to_another(kind: str) -> None:
    def page(options: str) -> AppTest:
        return AppTest.from_string(
            f"import treadle as st\nst.session_state.v = st.{kind}('s', {options})"
        ).run()

    def chosen(at: AppTest) -> tuple[object, object, object]:
        return getattr(at, kind)[0].index, getattr(at, kind)[0].value, at.session_state.v

    at = page("['a', None]")
    choice = getattr(at, kind)[0].select_index(1)
    assert (choice.index, choice.value) == (1, None)
    assert chosen(choice.run()) == (1, None, None)
    assert chosen(getattr(at, kind)[0].select_index(0).run()) == (0, "a", "a")
    assert chosen(getattr(at, kind)[0].set_value(None).run()) == (1, None, None)
    assert chosen(page("['a', None], index=1")) == (1, None, None)
    assert chosen(page("['a', None], index=None")) == (None, None, None)
    at = page("[1, 1.0, True, float('nan')]")
    for index in (1, 2, 3):
        found = chosen(getattr(at, kind)[0].select_index(index).run())
        assert (found[0], str(found[2])) == (index, ["1", "1.0", "True", "nan"][index])


@pytest.mark.parametrize(
    ("arguments", "up", "down"),
    [
        ("value=0.0, step=0.1", [0.1, 0.2, 0.3], [0.2, 0.1, 0.0, -0.1]),
        ("value=0.0, step=0.01", [0.01, 0.02, 0.03, 0.04, 0.05, 0.06], [0.05, 0.04, 0.03]),
        ("value=1.1, step=2.2", [3.3, 5.5, 7.7], [5.5, 3.3, 1.1]),
        ("value=0.0, step=1e-9, format='%.9f'", [1e-9, 2e-9, 3e-9], [2e-9, 1e-9, 0.0]),
        (
            "value=0.3, min_value=0.1, max_value=0.6, step=0.1",
            [0.4, 0.5, 0.6, 0.6],
            [0.5, 0.4, 0.3, 0.2, 0.1, 0.1],
        ),
        ("value=1e20, step=0.5", [1e20], [1e20]),
        ("value=1, step=3", [4, 7], [4, 1, -2]),
    ],
)
def test_steps_are_counted_in_decimals(arguments: str, up: list[float], down: list[float]) -> None:
    at = AppTest.from_string(
        f"import treadle as st\nst.session_state.n = st.number_input('n', {arguments})"
    ).run()
    found = [at.number_input[0].increment().run().session_state.n for _ in up]
    assert found == up
    assert [at.number_input[0].decrement().run().session_state.n for _ in down] == down
    assert all(type(one) is type(up[0]) for one in found)


FORM = """\
import treadle as st

with st.form("one", clear_on_submit=CLEAR):
    text = st.text_input("text", key="text")
    on = st.checkbox("on", key="on")
    st.form_submit_button("Send", key="send")
with st.form("two"):
    st.number_input("other", key="other")
    st.form_submit_button("Send", key="send other")
st.text_input("outside", key="outside")
st.button("Refresh", key="refresh")
if st.button("Preset", key="preset"):
    st.session_state.later = True
    st.rerun()
st.markdown(repr((text, on, st.session_state.text, st.session_state.other, st.session_state.outside)))
"""


def form(clear: bool = False) -> AppTest:
    return AppTest.from_string(FORM.replace("CLEAR", str(clear))).run()


def known(at: AppTest) -> str:
    return str(at.markdown[0].value)


def test_what_is_entered_in_a_form_reaches_the_app_when_that_form_is_submitted() -> None:
    at = form()
    at.text_input("text").input("typed")
    at.checkbox("on").check()
    at.number_input("other").set_value(3)
    nothing = "('', False, '', 0.0, {!r})"
    assert known(at.run()) == nothing.format("")
    assert known(at.text_input("outside").input("x").run()) == nothing.format("x")
    assert known(at.button("refresh").click().run()) == nothing.format("x")
    assert at.session_state.text == ""
    assert at.text_input("text").value == "typed", "as a browser shows it"
    assert known(at.button("send").click().run()) == "('typed', True, 'typed', 0.0, 'x')"
    assert known(at.button("refresh").click().run()) == "('typed', True, 'typed', 0.0, 'x')"
    assert known(at.button("send other").click().run()) == "('typed', True, 'typed', 3.0, 'x')"


def test_a_form_that_is_cleared_is_empty_after_its_submit() -> None:
    at = form(clear=True)
    at.text_input("text").input("typed").run()
    assert known(at.button("send").click().run()).startswith("('typed'")
    assert at.text_input("text").value == ""
    assert known(at.run()) == "('', False, '', 0.0, '')"


def test_what_the_app_sets_takes_the_place_of_what_was_entered_in_a_form() -> None:
    at = form()
    at.text_input("text").input("typed").run()
    at.session_state.text = "set"
    at.run()
    assert at.text_input("text").value == "set"
    assert known(at.button("send").click().run()).startswith("('set'")
