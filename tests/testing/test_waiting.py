"""A test can wait for what threads and tasks do after a run, and look at a run that has not ended."""

import threading
from collections.abc import Iterator

import pytest

from treadle.testing import AppTest


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def answers(gate):
    import threading

    import treadle as st

    def answer():
        gate.wait()
        place.text("the answer")
        st.session_state.answered = True

    place = st.empty()
    place.text("thinking")
    threading.Thread(target=answer, name="answers", daemon=True).start()


def test_a_text_is_waited_for_that_a_daemon_thread_shows_later(gate):
    at = AppTest.from_function(answers, args=(gate,)).run()
    assert at.text.values == ["thinking"]
    gate.set()
    assert at.wait_for("answer").text.values == ["the answer"]


def test_a_function_is_called_until_it_returns_something_true(gate):
    at = AppTest.from_function(answers, args=(gate,)).run()
    gate.set()
    at.wait_for(lambda at: "answered" in at.session_state)
    assert at.session_state.answered


def test_what_is_not_there_yet_is_waited_for(gate):
    def app(gate):
        import threading

        import treadle as st

        def work():
            gate.wait()
            st.metric("Parts", 12)

        threading.Thread(target=work, daemon=True).start()

    at = AppTest.from_function(app, args=(gate,)).run()
    threading.Timer(0.05, gate.set).start()
    assert at.wait_for(lambda at: at.metric[0].value == "12").metric[0].label == "Parts"


def test_labels_toasts_and_numbers_are_found_as_text():
    def app():
        import treadle as st

        st.button("Press me")
        st.toast("Saved")
        st.progress(40, "Loading")

    at = AppTest.from_function(app).run()
    at.wait_for("Press").wait_for("Saved").wait_for("Loading").wait_for("40")


def test_a_wait_in_vain_shows_the_page_and_what_runs(gate):
    at = AppTest.from_function(answers, args=(gate,)).run()
    with pytest.raises(
        RuntimeError, match=r"After 0\.1 s, 'the end' is not on the page(.|\n)*'answers'(.|\n)*thinking"
    ):
        at.wait_for("the end", timeout=0.1)


def test_a_wait_in_vain_for_an_element_names_it():
    at = AppTest.from_string("import treadle").run()
    with pytest.raises(RuntimeError) as raised:
        at.wait_for(lambda at: at.text[0].value, timeout=0.1)
    assert "There is no text[0]" in str(raised.value.__cause__)


def test_an_error_in_the_function_is_raised_at_once():
    with pytest.raises(ZeroDivisionError):
        AppTest.from_string("import treadle").run().wait_for(lambda at: 1 // 0)


def test_idle_waits_for_daemon_threads(gate):
    at = AppTest.from_function(answers, args=(gate,)).run()
    threading.Timer(0.05, gate.set).start()
    assert at.idle().text.values == ["the answer"]


def test_idle_names_the_thread_that_does_not_end(gate):
    at = AppTest.from_function(answers, args=(gate,)).run()
    with pytest.raises(RuntimeError, match=r"not idle after 0\.1 s(.|\n)*'answers'(.|\n)*in answer"):
        at.idle(timeout=0.1)
    gate.set()
    assert at.idle().text.values == ["the answer"]  # it was not stopped


@pytest.mark.parametrize("executor", ["thread", "async", "process"])
def test_idle_waits_for_tasks_and_for_the_rerun_that_follows(executor):
    def app(executor):
        import treadle as st

        def double(number):
            return 2 * number

        async def double_in_a_coroutine(number):
            return 2 * number

        function = st.task(executor=executor)(double_in_a_coroutine if executor == "async" else double)
        task = function.latest or function.submit(21)
        st.text(task.result() if task.done() else "…")

    for _ in range(20):  # the rerun follows the end of the task, on another thread
        with AppTest.from_function(app, args=(executor,), default_timeout=60) as at:
            assert at.run().idle().text.values == ["42"]
        if executor == "process":
            break


def test_idle_names_the_task_that_does_not_end(gate):
    def app(gate):
        import treadle as st

        st.task(scope="session")(gate.wait).submit()

    at = AppTest.from_function(app, args=(gate,)).run()
    with pytest.raises(RuntimeError, match="The task 'wait' was running"):
        at.idle(timeout=0.1)


def test_a_run_can_be_looked_at_before_it_ends(gate):
    def app(gate):
        import treadle as st

        st.text("before")
        gate.wait()
        st.text("after")

    at = AppTest.from_function(app, args=(gate,)).start().wait_for("before")
    assert at.text.values == ["before"]
    gate.set()
    assert at.idle().text.values == ["before", "after"]


def test_a_click_supersedes_a_run_that_was_started(gate):
    def app(gate):
        import treadle as st

        if st.button("Skip"):
            st.text("skipped")
        else:
            gate.wait()
            st.text("waited")

    at = AppTest.from_function(app, args=(gate,)).start()
    at.wait_for("Skip").button[0].click().run()
    gate.set()
    assert at.idle().text.values == ["skipped"]


def test_a_run_can_be_stopped_as_a_person_stops_it():
    def app():
        import treadle as st

        st.text("before")
        while True:
            st.sleep(60)

    at = AppTest.from_function(app).start().wait_for("before")
    assert at.stop().text.values == ["before"]


def test_entries_that_a_form_holds_back_are_kept_by_a_run_that_was_started():
    def app():
        import treadle as st

        with st.form("form"):
            name = st.text_input("Name")
            st.form_submit_button("Send")
        st.text(name)

    at = AppTest.from_function(app).run()
    at.text_input[0].input("Ada")
    at.start().idle()
    assert at.text.values == [""]
    assert at.form_submit_button[0].click().run().text.values == ["Ada"]


def test_a_query_that_a_thread_has_changed_is_not_set_back(gate):
    def app(gate):
        import threading

        import treadle as st

        def work():
            gate.wait()
            st.query_params["step"] = "2"

        if "begun" not in st.session_state:
            st.session_state.begun = True
            threading.Thread(target=work, daemon=True).start()
        st.text(st.query_params.get("step"))

    at = AppTest.from_function(app, args=(gate,)).run()
    gate.set()
    for thread in threading.enumerate():
        if "(work)" in thread.name:
            thread.join()
    assert at.run().text.values == ["2"]
    assert at.query_params == {"step": "2"}
