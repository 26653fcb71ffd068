"""Dialogs: what opens them, what runs in them, and what closes them."""

import threading

import pytest

import treadle as st
from treadle._core.protocol.message import Interact, Stop
from treadle._core.session.fragments import ListLanes
from treadle._core.session.look import CountKept, ListNodes, ListTimers, LookAtLane
from treadle._core.session.structure import MAIN
from treadle.errors import APIError, MissingRequiredParameterError, NoSessionContext, ValueError_
from treadle.testing import AppTest


def texts(page):
    return [text.body for text in page.props("text")]


def labelled(page, label):
    (node,) = [node for node in page.nodes() if getattr(node.props, "label", None) == label]
    return node.id


def press(page, label):
    return page.interact((labelled(page, label), True))


def send(page, label):
    """Press a button and do not wait for what follows."""
    page.live.receive(page.browser, Interact([(labelled(page, label), True)]))


def dismiss(page):
    return page.interact((page.nodes("dialog")[0].id, True))


@pytest.fixture
def shared():
    """What apps and tests tell each other by: names in the script."""
    return {"gate": threading.Event(), "reached": threading.Semaphore(0), "seen": []}


@pytest.fixture
def visit(open_page, shared):
    def visit(source, *, wait=True):
        first = open_page("import treadle")
        first.live.end()
        first.app.namespace.update(shared)
        first.app.script.write_text(source)
        return open_page(first.app, wait=wait)

    yield visit
    shared["gate"].set()


ORDERS = """
import treadle as st

@st.dialog("Order", width="large", icon="🧶", on_dismiss=ON_DISMISS)
def order(item):
    name = st.text_input("Name", key="name")
    if st.button("Again"):
        pass
    if st.button("Done"):
        st.session_state.ordered = f"{item} for {name}"
        st.rerun()
    st.text(f"dialog {st.session_state.update('d', lambda n: n + 1, 0)}")

if st.button("Open"):
    order("wool")
st.text(f"app {st.session_state.update('a', lambda n: n + 1, 0)}")
st.text(st.session_state.get("ordered", "nothing"))
"""


@pytest.fixture
def orders(visit, shared):
    def orders(on_dismiss="ignore"):
        shared["ON_DISMISS"] = on_dismiss
        return visit(ORDERS)

    return orders


def test_a_call_opens_it_and_the_page_goes_on(orders):
    page = orders()
    assert page.nodes("dialog") == []
    press(page, "Open")
    dialog = page.one("dialog")
    assert (dialog.label, dialog.width, dialog.icon, dialog.open) == ("Order", "large", "🧶", True)
    assert sorted(texts(page)) == ["app 2", "dialog 1", "nothing"]
    assert page.nodes("dialog")[0].parent.id == MAIN


def test_what_is_done_in_it_reruns_it_alone(orders):
    page = press(orders(), "Open")
    press(page, "Again")
    page.interact((labelled(page, "Name"), "Ada"))
    assert sorted(texts(page)) == ["app 2", "dialog 3", "nothing"]
    assert page.state("name") == "Ada"


def test_a_rerun_of_the_app_in_it_closes_it(orders):
    page = press(orders(), "Open")
    page.interact((labelled(page, "Name"), "Ada"))
    press(page, "Done")
    assert page.nodes("dialog") == []
    assert sorted(texts(page)) == ["app 3", "wool for Ada"]


def test_dismissing_it_removes_it_and_reruns_nothing(orders):
    page = press(orders(), "Open")
    dismiss(page)
    assert page.nodes("dialog") == []
    assert sorted(texts(page)) == ["app 2", "nothing"]
    assert set(page.live.apply(ListLanes())) == {"app"}
    press(press(page, "Open"), "Again")
    assert sorted(texts(page)) == ["app 3", "dialog 3", "nothing"]


def test_dismissing_it_reruns_the_app_if_that_is_wanted(orders):
    page = press(orders("rerun"), "Open")
    dismiss(page)
    assert page.nodes("dialog") == []
    assert sorted(texts(page)) == ["app 3", "nothing"]


def test_a_callback_is_called_before_the_run_that_follows_and_reads_what_was_entered(orders, shared):
    def on_dismiss():
        shared["seen"].append(st.session_state.name)
        st.session_state.ordered = "dismissed"

    page = press(orders(on_dismiss), "Open")
    page.interact((labelled(page, "Name"), "Ada"))
    dismiss(page)
    assert shared["seen"] == ["Ada"]
    assert sorted(texts(page)) == ["app 3", "dismissed"]


def test_an_app_run_that_does_not_call_it_closes_it(orders):
    page = press(orders(), "Open")
    page.rerun()
    page.settle()
    assert page.nodes("dialog") == []


def test_an_app_run_that_calls_it_again_keeps_it_with_new_arguments(visit):
    page = visit("""
import treadle as st

@st.dialog("Counting")
def counting(run):
    st.text_input("Kept", key="kept")
    st.text(f"called by run {run}")

counting(st.session_state.update("runs", lambda n: n + 1, 0))
""")
    before = page.nodes("dialog")[0].id
    page.interact((labelled(page, "Kept"), "as it was"))
    page.rerun()
    page.settle()
    assert (page.nodes("dialog")[0].id, texts(page)) == (before, ["called by run 2"])
    assert page.state("kept") == "as it was"


def test_one_that_is_not_dismissible_refuses_to_be_dismissed(visit):
    page = visit("""
import treadle as st

@st.dialog("Terms", dismissible=False)
def terms():
    st.text("agree")

terms()
""")
    dismiss(page)
    assert texts(page) == ["agree"]
    assert "is not closed this way" in page.browser.messages[-1].message


def test_two_in_one_run_are_refused_by_name(visit):
    page = visit("""
import treadle as st

@st.dialog("One")
def one():
    st.text("one")

@st.dialog("Two")
def two():
    st.text("two")

one()
two()
""")
    assert "“Two” cannot be opened: this run has opened “One” already" in page.error()
    assert texts(page) == ["one"]


def test_one_in_another_is_refused(visit):
    page = visit("""
import treadle as st

@st.dialog("Inner")
def inner():
    st.text("inner")

@st.dialog("Outer")
def outer():
    with st.sidebar:
        inner()

outer()
""")
    assert "“Inner” cannot be opened in a dialog" in page.error()
    (exception,) = page.nodes("exception")
    assert "dialog" in [above.props.kind for above in exception.ancestors()]


def test_one_in_a_fragment_in_another_is_refused(visit):
    page = visit("""
import treadle as st

@st.dialog("Inner")
def inner():
    st.text("inner")

@st.fragment
def part():
    if st.button("Deeper"):
        inner()

@st.dialog("Outer")
def outer():
    part()

outer()
""")
    press(page, "Deeper")
    assert "“Inner” cannot be opened in a dialog" in page.error()


def test_another_takes_its_place_when_the_app_opens_that_instead(visit):
    page = visit("""
import treadle as st

@st.dialog("One")
def one():
    st.text("one")

@st.dialog("Two")
def two():
    st.text("two")

(two if st.session_state.update("runs", lambda n: n + 1, 0) > 1 else one)()
""")
    assert texts(page) == ["one"]
    page.rerun()
    page.settle()
    assert (texts(page), page.one("dialog").label) == (["two"], "Two")


def test_a_fragment_opens_one_that_stays_while_the_fragment_runs_again(visit):
    page = visit("""
import treadle as st

@st.dialog("Details", on_dismiss="rerun")
def details():
    st.text("details")

@st.fragment(key="part")
def part():
    if st.button("Open"):
        details()
    st.button("Other")
    st.text(f"part {st.session_state.update('part', lambda n: n + 1, 0)}")

part()
st.text(f"app {st.session_state.update('a', lambda n: n + 1, 0)}")
""")
    press(page, "Open")
    press(page, "Other")
    assert sorted(texts(page)) == ["app 1", "details", "part 3"]
    dismiss(page)
    assert sorted(texts(page)) == ["app 1", "part 4"]


@pytest.mark.parametrize("parallel", [False, True])
def test_another_part_of_the_page_cannot_take_it_away(visit, parallel):
    page = visit(f"""
import treadle as st

@st.dialog("First")
def first():
    st.text("first")

@st.dialog("Second")
def second():
    st.text("second")

@st.fragment(parallel={parallel})
def part(open, name):
    if st.button(name):
        open()

part(first, "Open the first")
part(second, "Open the second")
""")
    press(page, "Open the first")
    press(page, "Open the second")
    assert "“Second” cannot be opened: another part of the page has opened “First”" in page.error()
    assert texts(page) == ["first"]


def test_a_callback_opens_one(visit):
    page = visit("""
import treadle as st

@st.dialog("From a callback")
def opened(name):
    st.text(f"hello {name}")
    st.button("Again")

st.button("Open", on_click=opened, args=["Ada"])
""")
    press(page, "Open")
    assert texts(press(page, "Again")) == ["hello Ada"]


@pytest.mark.parametrize("daemon", [False, True])
def test_a_thread_opens_one(visit, daemon):
    page = visit(f"""
import threading
import treadle as st

@st.dialog("From a thread")
def opened():
    if st.button("Close"):
        st.rerun()
    st.text("ready")

if "begun" not in st.session_state:
    st.session_state.begun = True
    thread = threading.Thread(target=opened, daemon={daemon})
    thread.start()
    thread.join()
""")
    assert texts(page) == ["ready"]
    press(page, "Close")
    assert page.nodes("dialog") == []
    assert page.nodes("exception") == []


def test_a_thread_that_outlives_its_run_opens_one_after_later_runs(visit, shared):
    page = visit("""
import threading
import treadle as st

@st.dialog("The report is ready")
def report(number):
    st.text(f"report {number}")

def work():
    for number in (1, 2):
        reached.acquire()
        report(number)
        seen.append(number)
    gate.set()

if "begun" not in st.session_state:
    st.session_state.begun = True
    threading.Thread(target=work, daemon=True).start()
""")
    page.rerun()
    page.settle()
    shared["reached"].release(2)
    assert shared["gate"].wait(20)
    assert texts(page.settle()) == ["report 2"]
    page.rerun()
    assert page.settle().nodes("dialog") == []


@pytest.mark.parametrize("call", ["await waiting('Ada')", "waiting('Ada')"])
def test_a_coroutine_function_is_a_dialog_too(visit, call):
    page = visit(f"""
import asyncio
import treadle as st

@st.dialog("Waiting")
async def waiting(name):
    await asyncio.sleep(0)
    st.button("Again")
    st.text(f"hello {{name}} {{st.session_state.update('n', lambda n: n + 1, 0)}}")

{call}
""")
    assert texts(press(page, "Again")) == ["hello Ada 2"]


def test_threads_in_it_have_their_places_and_their_errors(visit):
    page = visit("""
import threading
import treadle as st

@st.dialog("Threads")
def threads():
    def work(name):
        if name == "bad":
            raise ValueError("in a thread")
        st.text(name)
    for name in ("one", "two", "bad", "three"):
        threading.Thread(target=work, args=(name,)).start()
    st.text("body")

threads()
""")
    assert texts(page) == ["one", "two", "three", "body"]
    assert page.error() == "ValueError: in a thread"
    assert all(
        "dialog" in [above.props.kind for above in node.ancestors()]
        for node in page.nodes("exception") + page.nodes("text")
    )


def test_an_error_in_it_stands_in_it_and_the_page_goes_on(visit):
    page = visit("""
import treadle as st

@st.dialog("Broken")
def broken():
    st.text("before")
    raise ValueError("no")

broken()
st.text("the page")
""")
    assert sorted(texts(page)) == ["before", "the page"]
    (exception,) = page.nodes("exception")
    assert exception.parent.props.kind == "dialog"


STUCK = """
import threading
import treadle as st

@st.dialog("Slow")
def slow():
    st.text("begun")
    def work():
        reached.release()
        st.sleep(1000)
    thread = threading.Thread(target=work, daemon=DAEMON)
    thread.start()
    try:
        reached.release()
        st.sleep(1000)
    finally:
        seen.append("body")
        gate.set()

slow()
st.text("the page")
"""


@pytest.mark.parametrize("daemon", [False, True])
def test_dismissing_it_stops_what_runs_in_it_and_nothing_else(visit, shared, daemon):
    shared["DAEMON"] = daemon
    page = visit(STUCK, wait=False)
    for _ in range(2):
        assert shared["reached"].acquire(timeout=20)
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    page.live.receive(page.browser, Interact([(page.nodes("dialog")[0].id, True)]))
    assert shared["gate"].wait(20)
    page.settle()
    assert shared["seen"] == ["body"]
    assert texts(page) == ["the page"]
    assert page.nodes("dialog") == []


def test_the_stop_button_stops_what_runs_in_it_and_leaves_it_open(visit, shared):
    shared["DAEMON"] = False
    page = visit(STUCK, wait=False)
    for _ in range(2):
        assert shared["reached"].acquire(timeout=20)
    assert page.live.wait(LookAtLane(), 20, lambda app: app.live is None)
    page.live.receive(page.browser, Stop())
    page.settle()
    assert "begun" in texts(page)
    assert texts(dismiss(page)) == ["the page"]


def test_the_page_and_a_dialog_may_have_the_same_widget(visit):
    page = visit("""
import treadle as st

@st.dialog("Both")
def both():
    st.text(f"dialog {st.button('Cancel')}")

both()
st.text(f"page {st.button('Cancel')}")
""")
    outside, inside = sorted(page.nodes("button"), key=lambda node: node.parent.props.kind == "dialog")
    page.interact((inside.id, True))
    assert sorted(texts(page)) == ["dialog True", "page False"]
    page.interact((outside.id, True))
    assert sorted(texts(page)) == ["dialog False", "page True"]


def test_the_same_key_on_the_page_and_in_a_dialog_is_an_error(visit):
    page = visit("""
import treadle as st

@st.dialog("Both")
def both():
    st.text_input("In the dialog", key="name")

st.text_input("On the page", key="name")
if st.button("Open"):
    both()
""")
    press(page, "Open")
    assert "DuplicateElementKey" in page.error()
    page.interact((labelled(page, "On the page"), "Ada"))
    assert page.state("name") == "Ada"


def test_a_key_may_move_from_a_dialog_to_the_page(visit):
    page = visit("""
import treadle as st

@st.dialog("First")
def first():
    st.text_input("Name", key="name")
    if st.button("Next"):
        st.session_state.there = True
        st.rerun()

if "there" in st.session_state:
    st.text(st.text_input("Name", key="name"))
else:
    first()
""")
    page.interact((labelled(page, "Name"), "Ada"))
    press(page, "Next")
    assert texts(page) == ["Ada"]
    assert page.nodes("exception") == []


def test_a_form_in_it_is_sent_and_answered(visit):
    page = visit("""
import treadle as st

@st.dialog("Form")
def ask():
    with st.form("f"):
        name = st.text_input("Name")
        if st.form_submit_button("Send"):
            st.session_state.name = name
            st.rerun()

ask() if "name" not in st.session_state else st.text(st.session_state.name)
""")
    page.interact((labelled(page, "Name"), "Ada"), (labelled(page, "Send"), True))
    assert texts(page) == ["Ada"]


def test_a_fragment_rerun_in_it_reruns_it(visit):
    page = visit("""
import treadle as st

@st.dialog("Steps")
def steps():
    step = st.session_state.update("step", lambda n: n + 1, 0)
    if step < 3:
        st.rerun("fragment")
    st.text(f"step {step}")

if "begun" not in st.session_state:
    st.session_state.begun = True
    steps()
""")
    assert texts(page) == ["step 3"]


def test_it_may_stand_wherever_it_is_called(visit):
    page = visit("""
import treadle as st

@st.dialog("Anywhere")
def anywhere():
    st.button("Press")  # a form or an empty could not have it

with st.sidebar, st.form("f"):
    st.form_submit_button("Send")
    with st.empty():
        anywhere()
""")
    assert texts(press(page, "Press")) == []
    assert page.nodes("dialog")[0].parent.id == MAIN


def test_a_cached_function_cannot_open_one(visit):
    page = visit("""
import treadle as st

@st.dialog("No")
def no():
    st.text("no")

@st.cache_data
def cached():
    no()

cached()
""")
    assert "opens a dialog" in page.error()


def test_without_a_page_it_says_what_is_missing():
    @st.dialog("Nowhere")
    def nowhere():
        pass

    with pytest.raises(NoSessionContext):
        nowhere()


@pytest.mark.parametrize("title", [None, "", "  ", lambda: None])
def test_it_needs_a_title(title):
    with pytest.raises(MissingRequiredParameterError, match="title"):
        st.dialog(title)


@pytest.mark.parametrize(
    "how",
    [
        {"width": "huge"},
        {"width": 0},
        {"width": True},
        {"width": 1e9},
        {"position": "top"},
        {"on_dismiss": None},
        {"on_dismiss": "close"},
    ],
)
def test_what_makes_no_sense_is_refused(how):
    (name,) = how
    with pytest.raises(ValueError_, match=name):
        st.dialog("Title", **how)


def test_its_icon_is_checked():
    with pytest.raises(APIError):
        st.dialog("Title", icon="no emoji")


def test_a_width_in_pixels_and_a_side_are_kept(visit):
    page = visit("""
import treadle as st

@st.dialog("At the side", width=640, position="right", icon=":material/tune:")
def side():
    pass

side()
""")
    dialog = page.one("dialog")
    assert (dialog.width, dialog.position, dialog.icon) == (640, "right", ":material/tune:")


def test_what_changes_by_itself_in_it_rests_once_it_is_closed(visit):
    page = visit("""
import treadle as st

@st.fragment(run_every=1000)
def clock():
    st.text("tick")

@st.dialog("Clock")
def watch():
    clock()

watch()
""")
    assert len(page.live.apply(ListTimers())) == 1
    dismiss(page)
    assert page.live.apply(ListTimers()) == []
    assert set(page.live.apply(ListLanes())) == {"app"}


def test_it_runs_again_when_what_it_has_read_changes(visit):
    page = visit("""
import treadle as st

votes = st.shared("votes", 0)

@st.dialog("Votes")
def show():
    st.text(f"{votes.value} votes")

@st.fragment
def part():
    if st.button("Vote"):
        votes.update(lambda n: n + 1)

part()
if st.session_state.update("runs", lambda n: n + 1, 0) == 1:
    show()
""")
    assert texts(page) == ["0 votes"]
    send(page, "Vote")
    assert page.live.wait(ListNodes(), 20, lambda nodes: "1 votes" in _bodies(nodes))


def _bodies(nodes):
    return [getattr(node.props, "body", None) for node in nodes]


def test_opening_and_closing_it_for_ever_keeps_nothing(visit):
    page = press(press(visit(ORDERS_OF_NONE), "Open"), "Again")

    before = page.live.apply(CountKept())
    for _ in range(20):
        dismiss(page)
        press(press(page, "Open"), "Again")
    assert page.live.apply(CountKept()) == before


ORDERS_OF_NONE = ORDERS.replace("ON_DISMISS", "'ignore'")


def test_a_test_finds_it_and_dismisses_it():
    def app():
        import treadle as st

        @st.dialog("Greeting", on_dismiss="rerun")
        def greet():
            if st.button("Say it"):
                st.text("hello")

        st.text(f"run {st.session_state.update('runs', lambda n: n + 1, 0)}")
        if st.button("Open"):
            greet()

    with AppTest.from_function(app) as at:
        at.run().button[0].click().run()
        assert [dialog.label for dialog in at.dialog] == ["Greeting"]
        at.dialog[0].button[0].click().run()
        assert [text.value for text in at.dialog[0].text] == ["hello"]
        at.dialog[0].dismiss().run()
        assert (len(at.dialog), at.text[0].value) == (0, "run 3")
