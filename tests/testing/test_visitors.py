"""Several visitors of one app, several tabs of one visitor, and connections that are lost."""

import gc
import threading
import weakref

import pytest

from treadle.testing import AppTest

from ..races.leaks import freed, settles


def counts():
    import treadle as st

    total = st.shared("total", 0)

    @st.cache_resource
    def made():
        return object()

    if st.button("Count"):
        st.session_state.update("mine", lambda n: n + 1, 0)
        total.update(lambda n: n + 1)
    st.text(f"{st.session_state.get('mine', 0)} of {total.value}")
    st.text(id(made()))


def test_another_visitor_has_a_state_of_their_own_and_shares_what_the_app_shares():
    ada = AppTest.from_function(counts).run()
    grace = ada.another_visitor().run()
    ada.button[0].click().run()
    grace.button[0].click().run()
    assert grace.text[0].value == "1 of 2"
    assert ada.idle().text[0].value == "1 of 2"
    assert ada.text[1].value == grace.text[1].value


def test_state_can_be_set_before_another_visitors_first_run():
    ada = AppTest.from_function(counts).run()
    grace = ada.another_visitor()
    grace.session_state["mine"] = 7
    grace.query_params["from"] = "home"
    assert grace.run().text[0].value == "7 of 0"
    assert (grace.query_params, ada.query_params) == ({"from": "home"}, {})


def test_visitors_follow_tasks_of_the_app_together():
    def app():
        import treadle as st

        @st.task(scope="app")
        def add(a, b):
            return a + b

        task = add.latest
        if st.button("Add"):
            task = add.submit(20, 22)
        st.text("none" if task is None else task.result())

    ada = AppTest.from_function(app).run()
    ada.button[0].click().run()
    assert ada.another_visitor().run().text.values == ["42"]


@pytest.mark.parametrize("first", [True, False], ids=["the first", "the other"])
def test_a_visitor_that_is_closed_leaves_the_others_alone(first):
    ada = AppTest.from_function(counts).run()
    grace = ada.another_visitor().run()
    gone, stays = (ada, grace) if first else (grace, ada)
    script = ada._driver.app.script
    gone.close()
    gone.close()
    assert stays.button[0].click().run().text[0].value == "1 of 1"
    with pytest.raises(RuntimeError, match="closed"):
        gone.another_visitor()
    stays.close()
    assert not script.exists()


def test_letting_go_of_all_visitors_and_tabs_gives_the_app_back():
    ada = AppTest.from_function(counts).run()
    grace = ada.another_visitor().run()
    tab = grace.another_tab().run()
    app, script = weakref.ref(ada._driver.app), ada._driver.app.script
    del ada, grace
    gc.collect()
    assert tab.run().text[0].value == "0 of 0"
    del tab
    for thread in threading.enumerate():
        if thread.name.startswith("treadle-script"):
            thread.join()
    assert freed(app)
    assert settles(lambda: not script.exists())


def test_another_tab_shows_the_same_session():
    at = AppTest.from_function(counts).run()
    at.button[0].click().run()
    tab = at.another_tab().run()
    assert tab.text[0].value == "1 of 1"
    tab.button[0].click().run()
    assert at.text[0].value == "2 of 2"
    tab.close()
    assert at.button[0].click().run().text[0].value == "3 of 3"


def test_another_tab_begins_at_the_address_of_the_first():
    def app():
        import treadle as st

        st.text(st.query_params.get("step"))
        if st.button("On"):
            st.query_params["step"] = "2"

    at = AppTest.from_function(app).run()
    tab = at.another_tab().run()
    at.button[0].click().run()
    assert tab.run().text.values == ["2"]  # its own older query is not set again
    assert at.another_tab().query_params == {"step": "2"}


def types():
    import treadle as st

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text_input("Name", key="name")
    st.text(st.session_state.runs)


def test_a_reload_keeps_the_session_and_runs_the_app():
    at = AppTest.from_function(types).run()
    at.text_input[0].input("Ada").run()
    at.text_input[0].input("never sent")
    at.reload()
    assert (at.text_input[0].value, at.text.values) == ("Ada", ["3"])


def test_a_reload_with_another_query_is_another_address():
    def app():
        import treadle as st

        st.text(st.query_params.get("step"))

    at = AppTest.from_function(app).run()
    at.query_params["step"] = "3"
    assert at.reload().text.values == ["3"]


def test_a_reload_stays_on_the_page(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_text("import treadle as st\nst.text('start')")
    (tmp_path / "pages" / "orders.py").write_text("import treadle as st\nst.text('orders')")
    at = AppTest.from_file(tmp_path / "app.py").run()
    assert at.switch_page("pages/orders.py").run().text.values == ["orders"]
    assert at.reload().text.values == ["orders"]
    assert at.another_visitor().run().text.values == ["start"]
    assert at.run().text.values == ["orders"]


def test_what_goes_on_while_the_connection_is_lost_is_there_afterwards():
    def app(gate):
        import threading

        import treadle as st

        st.session_state.runs = st.session_state.get("runs", 0) + 1

        def work():
            gate.wait()
            st.text("done")

        if "begun" not in st.session_state:
            st.session_state.begun = True
            threading.Thread(target=work, daemon=True).start()

    gate = threading.Event()
    at = AppTest.from_function(app, args=(gate,)).run().disconnect()
    gate.set()
    assert at.reconnect().wait_for("done").session_state["runs"] == 1


def test_nothing_can_be_sent_while_the_connection_is_lost():
    at = AppTest.from_function(types).run().disconnect()
    at.text_input[0].input("Ada")
    with pytest.raises(RuntimeError, match="`reconnect` or `reload`"):
        at.run()
    assert at.reconnect().run().text_input[0].value == "Ada"


def test_a_rerun_for_shared_state_waits_for_the_connection():
    ada = AppTest.from_function(counts).run()
    grace = ada.another_visitor().run()
    grace.disconnect()
    ada.button[0].click().run()
    assert grace.idle().text[0].value == "0 of 0"
    assert grace.reconnect().idle().text[0].value == "0 of 1"


def test_a_test_that_never_ran_has_no_connection_to_restore():
    with pytest.raises(RuntimeError, match="`run` opens"):
        AppTest.from_function(types).reconnect()


def test_a_visitor_uploads_to_a_session_of_their_own():
    def app():
        import treadle as st

        file = st.file_uploader("File")
        st.text(file.name if file else "none")

    ada = AppTest.from_function(app).run()
    grace = ada.another_visitor().run()
    grace.file_uploader[0].upload("grace.txt", b"x").run()
    assert (ada.run().text.values, grace.text.values) == (["none"], ["grace.txt"])
