"""`st.shared`: one value for all visitors."""

import pickle
import sys
import threading
from types import SimpleNamespace

import pytest

import treadle as st
from treadle._core.session.events import RerunAsked
from treadle._core.session.look import LookAtLanes, ReadNumber
from treadle._core.sync.shared import AppState
from treadle.errors import APIError, NoSessionContext
from treadle.testing import AppTest

COUNT = """
import treadle as st
n = st.shared("n", 0)
st.button("More", on_click=lambda: n.update(lambda n: n + 1))
st.text(n.value)
"""


def press(page, label="More"):
    (button,) = [node for node in page.nodes("button") if node.props.label == label]
    return page.interact((button.id, True))


def shows(page, *texts):
    """Wait until the page shows texts, and no run of it is under way."""

    def as_wanted(lanes):
        calm = not any(lane.live or lane.pending or lane.outdated for lane in lanes)
        return calm and [str(props.body) for props in page.props("text")] == list(texts)

    assert page.live.wait(LookAtLanes(), 10, as_wanted), [props.body for props in page.props("text")]
    return True


def runs(page):
    return page.live.apply(ReadNumber())


def test_a_write_reruns_what_has_read_it_in_other_sessions(open_page):
    first = open_page(COUNT)
    second = open_page(first.app)
    press(first)
    assert shows(first, "1")
    assert shows(second, "1")


def test_the_writers_own_run_is_not_rerun(open_page):
    page = open_page("""
        import treadle as st
        n = st.shared("n", 0)
        st.text(n.value)
        n.value += 1
        """)
    assert shows(page, "0")
    assert runs(page) == 1
    page.live.handle(RerunAsked())
    assert shows(page, "1")


def test_what_was_read_in_an_earlier_run_reruns_nothing(open_page):
    first = open_page("""
        import treadle as st
        n = st.shared("n", 0)
        st.button("More", on_click=lambda: n.update(lambda n: n + 1))
        if st.checkbox("look"):
            st.text(n.get())
        """)
    second = open_page(first.app)
    (box,) = second.nodes("checkbox")
    second.interact((box.id, True)).interact((box.id, False))
    before = runs(second)
    press(first)
    assert runs(second) == before


def test_only_the_fragment_that_has_read_it_is_rerun(open_page):
    first = open_page("""
        import treadle as st
        n = st.shared("n", 0)

        @st.fragment
        def part():
            st.text(n.value)

        st.session_state.update("bodies", lambda n: n + 1, 0)
        part()
        st.button("More", on_click=lambda: n.update(lambda n: n + 1))
        """)
    second = open_page(first.app)
    press(first)
    assert shows(second, "1")
    assert second.state("bodies") == 1


def test_what_a_thread_of_the_run_has_read_reruns_its_lane(open_page):
    first = open_page("""
        import threading
        import treadle as st
        n = st.shared("n", 0)
        st.button("More", on_click=lambda: n.update(lambda n: n + 1))
        threading.Thread(target=lambda: st.text(n.value)).start()
        """)
    second = open_page(first.app)
    press(first)
    assert shows(second, "1")


def test_daemon_threads_write_and_their_own_page_follows(open_page):
    page = open_page("""
        import threading
        import treadle as st
        n = st.shared("n", 0)
        if "ticker" not in st.session_state:
            st.session_state.ticker = threading.Thread(target=lambda: n.set(5), daemon=True)
            st.session_state.ticker.start()
        st.text(n.value)
        """)
    assert shows(page, "5")


def test_what_a_callback_has_read_reruns_nothing(open_page):
    first = open_page("""
        import treadle as st
        n = st.shared("n", 0)
        st.button("More", on_click=lambda: n.update(lambda n: n + 1))
        st.button("Look", on_click=lambda: st.session_state.update(seen=n.value))
        """)
    second = open_page(first.app)
    press(second, "Look")
    before = runs(second)
    press(first)
    assert runs(second) == before


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1, 1, 0),
        ("text", "te" + "xt", 0),
        (None, None, 0),
        (1, 2, 1),
        (1, True, 1),
        (1, 1.0, 1),
        (0.0, float("nan"), 1),
        ([1], [1], 2),
        ((), (), 2),
    ],
)
def test_only_equal_simple_values_change_nothing(before, after, expected):
    cell = AppState(None).cell("x", before)
    changes = []
    cell._signal = SimpleNamespace(changed=changes.append)
    cell.set(after)
    cell.update(lambda _: after)
    assert len(changes) == expected


def test_a_value_of_the_apps_is_never_compared():
    class Rude:
        def __eq__(self, other):
            raise AssertionError("compared")

        __hash__ = None

    cell = AppState(None).cell("rude", Rude())
    cell.set(Rude())
    cell.update(lambda rude: rude)


def test_update_returns_the_new_value_and_set_takes_any(in_a_run):
    def use():
        cell = st.shared("list", [])
        added = cell.update(lambda before: [*before, 1])
        cell.set({"a": 1})
        cell.value = {**cell.value, "b": 2}
        return added, cell.get(), cell.value is cell.get()

    assert in_a_run(use) == ([1], {"a": 1, "b": 2}, True)


def test_the_default_counts_for_whoever_comes_first(in_a_run):
    assert in_a_run(lambda: (st.shared("a", 1).value, st.shared("a", 2).value, st.shared("b", 3).value)) == (
        1,
        1,
        3,
    )


def test_numbers_are_keys_and_nothing_else_is(in_a_run):
    assert in_a_run(lambda: (st.shared(3, "x").set("y"), st.shared("3", "x").value)) == (None, "y")
    for key in ("", None, True, ("a",), 1.5):
        refused = in_a_run(lambda key=key: st.shared(key, 0))
        assert isinstance(refused, APIError), key
        assert "st.shared" in str(refused)


def test_an_update_that_writes_the_value_itself_is_refused(in_a_run):
    def through(write):
        cell = st.shared("n", 1)
        try:
            cell.update(write)
        except APIError as error:
            return str(error), cell.update(lambda n: n + 1)

    for write in (lambda n: st.shared("n", 0).update(lambda n: n), lambda n: st.shared("n", 0).set(9) or n):
        refused, after = in_a_run(lambda write=write: through(write))
        assert "`update`" in refused
        assert after == 2, "it can be used all the same"


def test_an_update_that_fails_changes_nothing(in_a_run):
    def use():
        cell = st.shared("n", 1)
        try:
            cell.update(lambda n: n / 0)
        except ZeroDivisionError:
            return cell.value

    assert in_a_run(use) == 1


def test_a_misspelt_attribute_is_an_error(in_a_run):
    assert isinstance(in_a_run(lambda: setattr(st.shared("n", 0), "vlaue", 1)), AttributeError)


def test_a_process_cannot_have_it(in_a_run):
    refused = in_a_run(lambda: pickle.dumps(st.shared("n", 0)))
    assert isinstance(refused, TypeError)
    assert "another process" in str(refused)


def test_it_says_which_it_is(in_a_run):
    assert in_a_run(lambda: repr(st.shared("n", 0))) == "st.shared('n')"


def test_outside_of_a_session_there_is_none():
    with pytest.raises(NoSessionContext):
        st.shared("n", 0)


def test_two_apps_share_nothing():
    def app():
        import treadle as st

        n = st.shared("n", 0)
        st.text(n.update(lambda n: n + 1))

    assert [AppTest.from_function(app).run().text[0].value for _ in range(2)] == ["1", "1"]


def test_one_that_a_module_keeps_is_each_apps_own(tmp_path, monkeypatch):
    (tmp_path / "votes_of_test.py").write_text("import treadle as st\nvotes = st.shared('votes', 0)\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def app():
        import votes_of_test

        import treadle as st

        st.text(votes_of_test.votes.update(lambda n: n + 1))

    first, second = AppTest.from_function(app), AppTest.from_function(app)
    assert [at.run().text[0].value for at in (first, first, second)] == ["1", "2", "1"]


def test_threads_of_no_session_use_it_as_long_as_the_app_is_there(open_page):
    handles = []

    def app():
        import treadle as st

        st.session_state.n = st.shared("n", 1)
        st.text(st.session_state.n.value)

    page = open_page(app)
    handles.append(page.state("n"))
    thread = threading.Thread(target=lambda: handles[0].update(lambda n: n + 1))
    thread.start()
    thread.join()
    assert shows(page, "2")
    assert handles[0].value == 2


def test_a_thread_that_a_module_starts_feeds_all_pages(open_page, tmp_path, monkeypatch):
    (tmp_path / "prices_of_test.py").write_text("""
import threading
import treadle as st

prices = st.shared("prices", {})
gate = threading.Event()

def follow():
    gate.wait(60)
    for number, name in enumerate(["Ada", "Grace"]):
        prices.update(lambda before: {**before, name: number})

thread = threading.Thread(target=follow, daemon=True)
thread.start()
""")
    monkeypatch.syspath_prepend(str(tmp_path))
    first = open_page("""
        import treadle as st
        from prices_of_test import prices
        for name, price in prices.value.items():
            st.text(f"{name} {price}")
        """)
    second = open_page(first.app)
    first.live.end()
    sys.modules["prices_of_test"].gate.set()
    assert shows(second, "Ada 0", "Grace 1")
    sys.modules.pop("prices_of_test").thread.join(60)


def test_the_end_of_a_session_can_count_it(open_page):
    source = """
        import treadle as st
        online = st.shared("online", 0)

        def leave():
            online.update(lambda n: n - 1)

        if "counted" not in st.session_state:
            st.session_state.counted = True
            online.update(lambda n: n + 1)
        st.on_session_end(leave)
        st.text(online.value)
        """
    first = open_page(source)
    second = open_page(first.app)
    assert shows(first, "2")
    second.live.end()
    assert shows(first, "1")
