"""Containers with `on_change`: the app knows which expander, popover or tab is open."""

from dataclasses import dataclass
from typing import Any

import pytest

from treadle._core.protocol.message import ClientInfo, Open, Problem, Rerun
from treadle._core.runtime.ports import RequestInfo
from treadle.testing import AppTest


@dataclass(frozen=True)
class Case:
    command: str
    kind: str
    read: str
    """What reads the state of the handle, or handles, `it`."""
    before: Any
    wire: Any
    """What a browser sends."""
    after: Any
    """That, in the session state and as `read` returns it."""
    address: str = ""

    def app(self, more: str = ", on_change='rerun'", before: str = "", after: str = "") -> str:
        return "\n".join(
            [
                "import threading",
                "import treadle as st",
                "def changed(*args, **kwargs): st.session_state.log = (args, kwargs, "
                "st.session_state.get('k'))",
                before,
                f"it = st.{self.command}{more})",
                "st.session_state.runs = st.session_state.get('runs', 0) + 1",
                f"st.text(repr({self.read}))",
                after,
            ]
        )


OPEN = "next((tab for tab, handle in zip(['a', 'b', 'c'], it) if handle.open), [tab.open for tab in it])"

CASES = [
    Case("expander('W'", "expander", "it.open", False, True, True, "k=true"),
    Case("popover('W'", "popover", "it.open", False, True, True),
    Case("tabs(['a', 'b', 'c']", "tabs", OPEN, "a", 2, "c", "k=c"),
]
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
bindable = pytest.mark.parametrize("case", [c for c in CASES if c.address], ids=lambda case: case.kind)


def shown(page) -> str:
    return page.one("text").body


def use(page, case: Case, wire: Any = None):
    (node,) = page.nodes(case.kind)
    return page.interact((node.id, case.wire if wire is None else wire))


def problems(page) -> list[str]:
    return [message.message for message in page.browser.messages if isinstance(message, Problem)]


@every
def test_the_handle_knows_what_is_open(open_page, case: Case) -> None:
    page = open_page(case.app())
    assert shown(page) == repr(case.before)
    assert shown(use(page, case)) == repr(case.after)
    page.rerun()
    assert shown(page.settle()) == repr(case.after)
    assert page.state("runs") == 3


@every
@pytest.mark.parametrize("more", ["", ", on_change='ignore', key='k'"])
def test_by_default_only_the_browser_knows(open_page, case: Case, more: str) -> None:
    page = open_page(case.app(more))
    assert shown(page) == ("[None, None, None]" if case.kind == "tabs" else "None")
    use(page, case)
    assert "no widget" in problems(page)[0]
    assert (page.state("runs"), page.one(case.kind).tracked) == (1, False)


@every
def test_the_key_names_the_state_in_both_directions(open_page, case: Case) -> None:
    app = case.app(", on_change='rerun', key='k'", before="if st.button('set'): st.session_state.k = NEW")
    page = open_page(app.replace("NEW", repr(case.before)))
    assert page.state("k") == case.before
    assert use(page, case).state("k") == case.after
    page.interact((page.nodes("button")[0].id, True))
    assert (page.state("k"), shown(page), page.one(case.kind).key) == (case.before, repr(case.before), "k")


@every
def test_the_app_can_set_the_state_before_it_is_shown(open_page, case: Case) -> None:
    page = open_page(case.app(", on_change='rerun', key='k'", before=f"st.session_state.k = {case.after!r}"))
    assert shown(page) == repr(case.after)


def test_a_state_that_it_cannot_have(open_page) -> None:
    expander, _, tabs = CASES
    page = open_page(expander.app(", on_change='rerun', key='k'", before="st.session_state.k = 'ajar'"))
    assert "st.session_state['k']" in page.error()
    page = open_page(tabs.app(", on_change='rerun', key='k'", before="st.session_state.k = 'gone'"))
    assert (shown(page), page.state("k")) == ("'a'", "a")  # as for a tab that the app no longer has


@every
def test_a_callback_runs_before_the_rerun(open_page, case: Case) -> None:
    page = open_page(case.app(", on_change=changed, args=[1], kwargs={'x': 2}, key='k'"))
    assert use(page, case).state("log") == ((1,), {"x": 2}, case.after)


@every
@pytest.mark.parametrize("wrong", ["None", "'x'", "5"])
def test_another_on_change_is_refused(open_page, case: Case, wrong: str) -> None:
    assert "ValueError: `on_change`" in open_page(case.app(f", on_change={wrong}")).error()


@every
def test_a_form_holds_back_no_state_of_a_container(open_page, case: Case) -> None:
    app = case.app(before="form = st.form('f')", after="form.form_submit_button('Send')")
    page = open_page(app.replace("it = st.", "it = form."))
    assert shown(use(page, case)) == repr(case.after)
    refused = case.app(", on_change=changed").replace("it = st.", "it = st.form('f').")
    assert "InvalidFormCallbackError" in open_page(refused).error()


@every
def test_a_cached_function_cannot_ask_what_is_open(open_page, case: Case) -> None:
    app = f"@st.cache_data\ndef cached(): st.{case.command}MORE)\ncached()\ncached()"
    untracked, tracked = app.replace("MORE", ""), app.replace("MORE", ", on_change='rerun'")
    assert len(open_page("import treadle as st\n" + untracked).nodes(case.kind)) == 2
    assert "cached function" in open_page("import treadle as st\n" + tracked).error()


@every
def test_a_fragment_reruns_alone(open_page, case: Case) -> None:
    app = f"""
import treadle as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
@st.fragment
def part():
    it = st.{case.command}, on_change="rerun")
    st.text(repr({case.read}))
part()
"""
    page = use(open_page(app), case)
    assert (shown(page), page.state("runs")) == (repr(case.after), 1)


@every
def test_a_dialog_and_a_page_of_its_own_can_show_it(open_page, case: Case) -> None:
    app = f"""
import treadle as st
@st.dialog("D")
def ask():
    it = st.{case.command}, on_change="rerun")
    st.text(repr({case.read}))
ask()
"""
    assert shown(use(open_page(app), case)) == repr(case.after)


@every
def test_a_thread_can_show_it_and_fill_it(open_page, case: Case) -> None:
    into = "it[2]" if case.kind == "tabs" else "it"
    app = f"""
import threading
import treadle as st
def work():
    it = st.{case.command}, on_change="rerun")
    st.text(repr({case.read}))
    {into}.write("from a thread")
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
    page = use(open_page(app), case)
    assert shown(page) == repr(case.after)
    (written,) = page.nodes("markdown")
    assert written.parent.props.kind in (case.kind, "tab")


@every
def test_two_need_keys(open_page, case: Case) -> None:
    assert "DuplicateElementId" in open_page(case.app(after=f"st.{case.command}, on_change='rerun')")).error()
    keyed = ", on_change='rerun', key='k')"
    assert "DuplicateElementKey" in open_page(case.app(keyed[:-1], after=f"st.{case.command}{keyed}")).error()
    assert len(open_page(case.app("", after=f"st.{case.command})")).nodes(case.kind)) == 2


@every
@pytest.mark.parametrize("sent", [None, "x", 7, -1, [1], {}, 1.5, b"1"])
def test_what_no_person_could_enter_is_refused(open_page, case: Case, sent: Any) -> None:
    page = open_page(case.app())
    (node,) = page.nodes(case.kind)
    page.interact((node.id, sent))
    assert problems(page)
    assert shown(page) == repr(case.before)


def test_a_disabled_popover_stays_closed(open_page) -> None:
    page = open_page(CASES[1].app(", on_change='rerun', disabled=st.session_state.get('runs', 0) > 0"))
    assert shown(use(page, CASES[1])) == "True"
    assert page.one("popover").disabled
    use(page, CASES[1], False)
    assert problems(page) == ["“W” is disabled."]


@every
def test_a_reload_finds_it_as_it_was(open_page, case: Case) -> None:
    page = use(open_page(case.app()), case)
    page.live.disconnect(page.browser)
    page.browser = type(page.browser)()
    page.app.open(Open(1, page.live.token, "/", "", ClientInfo()), page.browser, RequestInfo())
    assert page.settle().one(case.kind).value == case.wire


@bindable
def test_the_address_can_have_it(open_page, case: Case) -> None:
    page = open_page(case.app(", key='k', bind='query-params'"))
    assert (shown(page), page.one("page").query) == (repr(case.before), "")
    assert (shown(use(page, case)), page.one("page").query) == (repr(case.after), case.address)
    page.live.receive(page.browser, Rerun(""))  # Back
    assert shown(page.settle()) == repr(case.before)
    assert shown(open_page(page.app, case.address)) == repr(case.after)
    assert shown(open_page(page.app, "k=gone")) == repr(case.before)
    assert "MissingRequiredParameterError" in open_page(case.app(", bind='query-params'")).error()


def test_labels_in_the_address_must_tell_the_tabs_apart(open_page) -> None:
    for labels in (["a", "a"], ["", "a"]):
        error = open_page(f"import treadle as st\nst.tabs({labels}, key='k', bind='query-params')").error()
        assert "ValueError: `tabs`" in error


def test_a_tab_keeps_being_chosen_when_the_others_change(open_page) -> None:
    app = """
import treadle as st
count = st.session_state.runs = st.session_state.get("runs", 0) + 1
tabs = st.tabs(["new", "a", "b"] if count > 2 else ["a", "b"], on_change="rerun", key="k")
st.text(repr([tab.open for tab in tabs]))
"""
    page = open_page(app)
    page.interact((page.nodes("tabs")[0].id, 1))
    page.rerun()
    assert (shown(page.settle()), page.state("k")) == ("[False, False, True]", "b")


def test_without_a_key_another_label_is_another_container(open_page) -> None:
    page = open_page(CASES[0].app().replace("'W'", "f'W{st.session_state.get(\"runs\")}'"))
    assert shown(use(page, CASES[0])) == "False"


def test_a_label_is_needed(open_page) -> None:
    for command in ("expander", "popover"):
        assert (
            "MissingRequiredParameterError" in open_page(f"import treadle as st\nst.{command}(None)").error()
        )


def test_apptest_opens_and_closes_them() -> None:
    script = """
import treadle as st
details = st.expander("Details", on_change="rerun", key="k")
if details.open:
    details.text("in the expander")
menu = st.popover("Menu", on_change="rerun")
if menu.open:
    menu.text("in the popover")
one, two = st.tabs(["One", "Two"], on_change="rerun")
two.text(repr(two.open))
st.expander("Plain", True).text("always")
"""
    at = AppTest.from_string(script).run()
    (expander, plain), (popover,), (one, two) = at.expander, at.get("popover"), at.tabs
    assert [each.is_open for each in (expander, plain, popover, one, two)] == [
        False,
        None,
        False,
        True,
        False,
    ]
    assert (plain.expanded, at.expander("k").label) == (True, "Details")
    expander.open()
    popover.open()
    two.select()
    assert [each.is_open for each in (expander, popover, one, two)] == [True, True, False, True]
    at.run()
    assert [text.value for text in at.text] == ["in the expander", "in the popover", "True", "always"]
    assert [text.value for text in at.expander[0].close().run().text] == ["in the popover", "True", "always"]
    with pytest.raises(ValueError, match="Only a browser knows"):
        at.expander[1].open()
