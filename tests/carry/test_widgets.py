"""Widgets that threads show keep their values, though their run's body ends before they are shown again."""

from treadle._core.session.look import LookAtLane
from treadle.testing import AppTest


def test_a_widget_shown_by_a_thread_after_the_body_has_ended_keeps_its_value():
    def app(body_ended):
        import threading

        import treadle as st

        def work():
            body_ended()
            st.text(st.checkbox("from a thread"))

        threading.Thread(target=work).start()

    at: AppTest

    def body_ended():
        assert at._driver.live.wait(LookAtLane(), 10, lambda app: app.live.phase == "threads")

    at = AppTest.from_function(app, args=(body_ended,), default_timeout=20)
    at.run().checkbox[0].check().run()
    assert at.text.values == ["True"]
    assert at.checkbox[0].uncheck().run().text.values == ["False"]


def test_a_widget_that_a_thread_no_longer_shows_is_forgotten():
    def app():
        import threading

        import treadle as st

        if st.session_state.get("show", True):
            threading.Thread(target=st.checkbox, args=("box",), kwargs={"key": "box"}).start()

    at = AppTest.from_function(app).run()
    assert "box" in at.session_state
    at.session_state["show"] = False
    at.run()
    assert "box" not in at.session_state


def test_widgets_of_several_threads_are_used_like_any_others():
    def app():
        import threading

        import treadle as st

        for n in range(3):
            threading.Thread(target=lambda n=n: st.text(st.checkbox(f"box {n}"))).start()

    at = AppTest.from_function(app).run()
    at.checkbox[1].check().run()
    assert at.text.values == ["False", "True", "False"]
    at.checkbox[0].check().run()
    assert at.text.values == ["True", "True", "False"]


def test_a_button_shown_by_a_thread_answers_its_click():
    def app():
        import threading

        import treadle as st

        def work():
            if st.button("Go"):
                st.text("gone")

        threading.Thread(target=work).start()

    at = AppTest.from_function(app).run()
    assert at.button[0].click().run().text.values == ["gone"]
