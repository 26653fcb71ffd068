"""An app under test runs as it does for a visitor, and shows what it would show them."""

import subprocess
import sys
import threading

import pytest

from treadle.testing import AppTest


def hello():
    import treadle as st

    st.title("Hello")
    name = st.text_input("Name", key="name")
    if st.button("Greet", key="greet"):
        st.markdown(f"Hello {name}")


def test_nothing_runs_before_run():
    at = AppTest.from_function(hello)
    assert len(at.title) == 0
    assert [title.value for title in at.run().title] == ["Hello"]


def test_what_is_entered_arrives_with_the_next_run():
    at = AppTest.from_function(hello).run()
    at.text_input("name").input("Ada")
    at.button("greet").click()
    assert at.markdown.values == []
    assert at.run().markdown.values == ["Hello Ada"]


def test_interactions_can_be_chained_to_the_run():
    at = AppTest.from_function(hello).run()
    assert at.text_input[0].input("Ada").run().button[0].click().run().markdown[0].value == "Hello Ada"


def test_a_button_is_down_for_the_run_that_answers_it():
    at = AppTest.from_function(hello).run()
    assert at.button[0].value is False
    assert at.button[0].click().value is True
    assert at.run().button[0].value is True
    assert at.run().button[0].value is False


def test_a_click_can_be_taken_back():
    at = AppTest.from_function(hello).run()
    at.button[0].click()
    at.button[0].set_value(False)
    assert at.run().markdown.values == []


def test_elements_in_hand_stay_as_they_were():
    def app():
        import treadle as st

        st.session_state.n = st.session_state.get("n", 0) + 1
        st.text(f"run {st.session_state.n}")

    at = AppTest.from_function(app).run()
    first = at.text[0]
    assert at.run().text[0].value == "run 2"
    assert first.value == "run 1"


def test_a_function_gets_its_arguments_as_the_objects_they_are():
    def app(shared, *, word):
        shared.append(word)

    shared: list[str] = []
    AppTest.from_function(app, args=(shared,), kwargs={"word": "woven"}).run()
    assert shared == ["woven"]


def test_a_string_may_be_indented_as_the_test_is():
    at = AppTest.from_string("""
        import treadle as st

        st.text("from a string")
    """)
    assert at.run().text[0].value == "from a string"


def test_magic_works():
    assert AppTest.from_string("words = '**magic**'\nwords").run().markdown[0].value == "**magic**"


def test_a_file_is_found_beside_the_test():
    at = AppTest.from_file("apps/counter.py").run()
    at.button[0].click().run().button[0].click().run()
    assert at.text[0].value == "2"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.py"):
        AppTest.from_file(tmp_path / "nowhere.py")


def test_state_can_be_set_before_the_first_run_and_read_after_it():
    def app():
        import treadle as st

        st.session_state.answer = st.session_state["question"] * 2

    at = AppTest.from_function(app)
    at.session_state["question"] = 21
    at.run()
    assert at.session_state.answer == at.session_state["answer"] == 42
    assert "answer" in at.session_state
    assert at.session_state.filtered_state == {"question": 21, "answer": 42}


def test_state_sets_a_widgets_value():
    at = AppTest.from_function(hello)
    at.session_state["name"] = "Grace"
    assert at.run().text_input("name").value == "Grace"


def test_missing_state_is_named():
    at = AppTest.from_function(hello).run()
    with pytest.raises(KeyError, match="nothing"):
        at.session_state["nothing"]
    with pytest.raises(AttributeError, match="nothing"):
        _ = at.session_state.nothing
    del at.session_state["name"]
    assert "name" not in at.session_state


def test_query_parameters_go_in_and_come_out():
    def app():
        import treadle as st

        st.text(st.query_params.get("page", "none"))
        st.query_params["seen"] = "yes"

    at = AppTest.from_function(app)
    at.query_params["page"] = "2"
    assert at.run().text[0].value == "2"
    assert at.query_params == {"page": "2", "seen": "yes"}
    at.query_params["page"] = ["3", "4"]
    assert at.run().text[0].value == "4"


def test_exceptions_are_shown_not_raised():
    def app():
        import treadle as st

        st.text("before")
        raise ValueError("no such thread")

    at = AppTest.from_function(app).run()
    assert at.text[0].value == "before"
    assert at.exception[0].message == "no such thread"
    assert "raise ValueError" in at.exception[0].stack_trace[-1]


def test_a_run_that_takes_too_long_says_what_it_was_doing():
    def app(gate):
        def wait_for_godot():
            gate.wait()

        wait_for_godot()

    gate = threading.Event()
    with pytest.raises(RuntimeError, match=r"did not finish within 0\.2 s(.|\n)*in wait_for_godot"):
        AppTest.from_function(app, default_timeout=0.2, args=(gate,)).run()
    gate.set()


def test_a_thread_that_takes_too_long_is_named():
    def app(gate):
        import threading

        threading.Thread(target=gate.wait, name="slow-worker").start()

    gate = threading.Event()
    at = AppTest.from_function(app, args=(gate,))
    with pytest.raises(RuntimeError, match="'slow-worker'"):
        at.run(timeout=0.2)
    gate.set()


def test_an_app_that_was_too_slow_once_can_run_again():
    def app(gate):
        import treadle as st

        gate.wait()
        st.text("done")

    gate = threading.Event()
    at = AppTest.from_function(app, args=(gate,))
    with pytest.raises(RuntimeError):
        at.run(timeout=0.1)
    gate.set()
    assert at.run().text[0].value == "done"


def test_threads_and_pools_are_waited_for():
    def app():
        import threading
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        threading.Thread(target=lambda: st.text("thread")).start()
        ThreadPoolExecutor(1).submit(st.text, "pool")

    assert AppTest.from_function(app).run().text.values == ["thread", "pool"]


def test_two_apps_side_by_side_do_not_meet():
    one, two = AppTest.from_function(hello).run(), AppTest.from_function(hello).run()
    one.text_input[0].input("one").run()
    two.text_input[0].input("two").run()
    assert one.button[0].click().run().markdown.values == ["Hello one"]
    assert two.button[0].click().run().markdown.values == ["Hello two"]


def test_a_rerun_by_the_app_is_part_of_the_run():
    def app():
        import treadle as st

        if "once" not in st.session_state:
            st.session_state.once = True
            st.text("first")
            st.rerun()
        st.text("second")

    assert AppTest.from_function(app).run().text.values == ["second"]


def test_toasts_are_those_of_the_last_run():
    def app():
        import treadle as st

        if st.button("Toast"):
            st.toast("Warm", icon="🍞")

    at = AppTest.from_function(app).run()
    assert len(at.toast) == 0
    at.button[0].click().run()
    assert (at.toast[0].value, at.toast[0].icon) == ("Warm", "🍞")
    assert len(at.run().toast) == 0


STUCK = """
import threading

import treadle as st

st.text(threading.current_thread().daemon)
st.text(threading.Thread().daemon)
lock = threading.Lock()
lock.acquire()
lock.acquire()
"""

TESTS_IT = """
import sys
from treadle.testing import AppTest

at = AppTest.from_string(sys.argv[1])
try:
    at.run(timeout=0.5)
except RuntimeError:
    print(*at.text.values)
"""


def test_a_script_that_nothing_can_stop_does_not_keep_its_test_from_ending():
    command = [sys.executable, "-c", TESTS_IT, STUCK]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert (ended.stdout.split(), ended.returncode) == (["False", "False"], 0)


def test_a_page_that_is_not_there_cannot_be_switched_to():
    at = AppTest.from_function(hello).run()
    with pytest.raises(ValueError, match=r"no page in 'other\.py'"):
        at.switch_page("other.py")


def test_secrets_are_those_that_a_test_gives():
    def app():
        import treadle as st

        st.text(st.secrets["password"])

    at = AppTest.from_function(app)
    at.secrets["password"] = "x"
    assert at.run().text[0].value == "x"


def test_a_misspelt_attribute_is_an_attribute_error():
    with pytest.raises(AttributeError, match="buton"):
        _ = AppTest.from_function(hello).buton


def test_the_whole_page_can_be_printed():
    at = AppTest.from_function(hello).run()
    assert repr(at).splitlines() == [
        "AppTest('app.py')",
        "    Main()",
        "        Title(body='Hello', level=1)",
        "        TextInput(key='name', label='Name', value='')",
        "        Button(key='greet', label='Greet', value=False)",
        "    Sidebar()",
    ]


def test_query_params_have_the_values_of_bound_widgets_and_decide_them():
    def app():
        import treadle as st

        st.text(st.slider("Price", 0, 9, (1, 5), key="price", bind="query-params"))
        st.text(st.checkbox("New", key="new", bind="query-params"))

    at = AppTest.from_function(app).run()
    assert at.query_params == {}
    at.checkbox[0].check().run()
    assert at.query_params == {"new": "true"}
    at.slider[0].set_range(2, 3).run()
    assert at.query_params == {"new": "true", "price": ["2", "3"]}
    at.query_params.clear()
    at.query_params["price"] = ["4", "5"]
    at.run()
    assert [text.value for text in at.text] == ["(4, 5)", "False"]
    at.query_params["price"] = "99"
    assert [text.value for text in at.run().text] == ["(1, 5)", "False"]
    assert at.query_params == {}
