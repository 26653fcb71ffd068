"""The battery: what is true of every widget with a value. A new widget gets all of it by a line in
`CASES`.
"""

import datetime
import math
from dataclasses import dataclass
from typing import Any

import pytest

from treadle._core.protocol.message import Batch, ClientInfo, Open, Problem, Rerun
from treadle._core.runtime.ports import RequestInfo
from treadle._core.session.state import ListKeys


@dataclass(frozen=True)
class Case:
    """A widget as the tests use it."""

    command: str
    """Its call, without what follows the first parameters."""
    kind: str
    default: Any
    """What it returns at first."""
    wire: Any
    """What a browser sends for another value."""
    value: Any
    """That value, as the app sees it."""
    address: str
    """The query of the address when it has the value, of the widget with the key `k`."""
    valid: tuple[Any, ...] = ()
    """Which of `HOSTILE` are fine after all."""

    def app(self, more: str = "", before: str = "", after: str = "") -> str:
        """An app that shows the widget, what it returns and how often it has run."""
        lines = [
            "import treadle as st",
            "import datetime",
            "def changed(*args, **kwargs): st.session_state.log = (args, kwargs, st.session_state.get('k'))",
            before,
            f"value = st.{self.command[:-1]}{more})",
            "st.session_state.runs = st.session_state.get('runs', 0) + 1",
            "st.text(repr(value))",
            after,
        ]
        return "\n".join(lines)


AHEAD = (datetime.date.today() + datetime.timedelta(days=40)).isoformat()

CASES = [
    Case("checkbox('W')", "checkbox", False, True, True, "k=true", valid=(True, False)),
    Case("toggle('W')", "checkbox", False, True, True, "k=true", valid=(True, False)),
    Case("radio('W', ['a', 'b', 'c'])", "radio", "a", 2, "c", "k=c", valid=(0, 1)),
    Case("selectbox('W', ['a', 'b', 'c'])", "selectbox", "a", 1, "b", "k=b", valid=(0, 1)),
    Case("selectbox('W', ['a', 'b'], None)", "selectbox", None, 1, "b", "k=b", valid=(0, 1, None)),
    Case(
        "multiselect('W', ['a', 'b', 'c'], 'a')",
        "multiselect",
        ["a"],
        [2, 1],
        ["c", "b"],
        "k=c&k=b",
        valid=([], [1]),
    ),
    Case("pills('W', ['a', 'b', 'c'])", "pills", None, [1], "b", "k=b", valid=([], [1])),
    Case(
        "pills('W', ['a', 'b', 'c'], selection_mode='multi')",
        "pills",
        [],
        [2, 1],
        ["c", "b"],
        "k=c&k=b",
        valid=([], [1]),
    ),
    Case(
        "segmented_control('W', ['a', 'b', 'c'], default='a')",
        "segmented_control",
        "a",
        [1],
        "b",
        "k=b",
        valid=([], [1]),
    ),
    Case("select_slider('W', ['a', 'b', 'c'])", "select_slider", "a", [2], "c", "k=c", valid=([1],)),
    Case(
        "select_slider('W', ['a', 'b', 'c'], ('a', 'b'))",
        "select_slider",
        ("a", "b"),
        [1, 2],
        ("b", "c"),
        "k=b&k=c",
    ),
    Case("text_input('W', 'x')", "text_input", "x", "text", "text", "k=text", valid=("", "off-list", "0")),
    Case(
        "text_area('W', 'x')",
        "text_area",
        "x",
        "two\nlines",
        "two\nlines",
        "k=two%0Alines",
        valid=("", "off-list", "0"),
    ),
    Case("number_input('W', 0, 9)", "number_input", 0, 5, 5, "k=5", valid=(None, 0, 1)),
    Case("number_input('W', 0.5, 9.0)", "number_input", 0.5, 5, 5.0, "k=5", valid=(None, 1, 1.5)),
    Case("color_picker('W', '#fff')", "color_picker", "#fff", "#c0ffee", "#c0ffee", "k=%23c0ffee"),
    Case(
        "date_input('W', '2020-01-02')",
        "date_input",
        datetime.date(2020, 1, 2),
        ["2020-03-04"],
        datetime.date(2020, 3, 4),
        "k=2020-03-04",
    ),
    Case(
        "date_input('W', ())",
        "date_input",
        (),
        [AHEAD, AHEAD],
        (datetime.date.fromisoformat(AHEAD),) * 2,
        f"k={AHEAD}&k={AHEAD}",
        valid=([],),
    ),
    Case(
        "time_input('W', '08:30')",
        "time_input",
        datetime.time(8, 30),
        "14:45",
        datetime.time(14, 45),
        "k=14%3A45",
    ),
    Case(
        "datetime_input('W', '2020-01-02 08:30')",
        "datetime_input",
        datetime.datetime(2020, 1, 2, 8, 30),
        "2020-03-04T14:45",
        datetime.datetime(2020, 3, 4, 14, 45),
        "k=2020-03-04T14%3A45",
    ),
    Case("slider('W', 0, 9)", "slider", 0, [5], 5, "k=5", valid=([1],)),
    Case("slider('W', 0.0, 9.0, (1.0, 2.0))", "slider", (1.0, 2.0), [1.5, 8], (1.5, 8.0), "k=1.5&k=8"),
]

HOSTILE: list[Any] = [
    None, True, False, 0, 1, -1, 10, 1.5, 2**63, -(2**63), math.nan, math.inf, -math.inf, "",
    "off-list", "0", b"bytes",
    [], [1], [1, 2, 3], [None], [True], ["1"], [[1]], [math.nan], [10], [-1], [3, 12], {}, {"value": 1},
]  # fmt: skip


def ids(case: Case) -> str:
    return case.command


every = pytest.mark.parametrize("case", CASES, ids=ids)


def shown(page) -> Any:
    """What the app got, as it wrote it."""
    return page.one("text").body


def use(page, case: Case, wire: Any = None):
    """Do what a person does with the widget."""
    (node,) = page.nodes(case.kind)
    return page.interact((node.id, case.wire if wire is None else wire))


def rerun(page):
    page.live.receive(page.browser, Rerun())
    return page.settle()


@every
def test_returns_its_default_at_first(open_page, case):
    assert shown(open_page(case.app())) == repr(case.default)


@every
def test_returns_what_a_person_entered_and_keeps_it_over_reruns(open_page, case):
    page = use(open_page(case.app()), case)
    assert shown(page) == repr(case.value)
    assert shown(rerun(page)) == repr(case.value)
    assert page.state("runs") == 3


@every
def test_the_same_value_again_runs_nothing(open_page, case):
    page = use(use(open_page(case.app()), case), case)
    assert page.state("runs") == 2


@every
def test_its_key_names_it_in_the_session_state(open_page, case):
    page = open_page(case.app(", key='k'"))
    assert page.state("k") == case.default
    assert use(page, case).state("k") == case.value


@every
def test_the_session_state_sets_it_before_it_is_shown(open_page, case):
    page = open_page(case.app(", key='k'", before=f"st.session_state.setdefault('k', {case.value!r})"))
    assert shown(page) == repr(case.value)
    (node,) = page.nodes(case.kind)
    assert node.props.value == node.props.take(node.props.value)
    assert node.props.value != open_page(case.app()).one(case.kind).value


@every
def test_the_session_state_cannot_set_what_it_cannot_hold(open_page, case):
    page = open_page(case.app(", key='k'", before="st.session_state.k = [object()]"))
    if case.kind.startswith("text"):  # every object is some text
        assert shown(page).startswith("'[<object")
    elif case.kind in ("multiselect", "pills", "segmented_control"):
        # What is no option is left out, as options often depend on other inputs.
        assert shown(page) == ("[]" if isinstance(case.default, list) else "None")
    else:
        assert "st.session_state['k']" in page.error()


@every
def test_a_disabled_one_refuses_a_browser(open_page, case):
    page = use(open_page(case.app(", disabled=True")), case)
    assert shown(page) == repr(case.default)
    assert [m.message for m in page.browser.messages if isinstance(m, Problem)] == ["“W” is disabled."]


@every
def test_disabling_it_keeps_what_was_entered(open_page, case):
    page = open_page(case.app(", disabled=st.session_state.get('runs', 0) > 0"))
    (node,) = page.nodes(case.kind)
    assert shown(use(page, case)) == repr(case.value)
    assert page.one(case.kind).disabled
    assert page.nodes(case.kind)[0] is node


@every
def test_with_a_key_another_label_keeps_what_was_entered(open_page, case):
    command = Case(
        case.command.replace("'W'", "f'W{st.session_state.get(\"runs\")}'"),
        case.kind, case.default, case.wire, case.value, case.address,
    )  # fmt: skip
    page = use(open_page(command.app(", key='k'")), command)
    assert page.one(case.kind).label == "W1"
    assert shown(page) == repr(case.value)


@every
def test_a_callback_runs_first_with_its_arguments_and_the_new_value(open_page, case):
    page = open_page(case.app(", key='k', on_change=changed, args=(1,), kwargs={'b': 2}"))
    assert "log" not in page.live.apply(ListKeys())
    use(page, case)
    assert page.state("log") == ((1,), {"b": 2}, case.value)


@every
def test_ignored_changes_wait_for_the_next_run(open_page, case):
    page = use(open_page(case.app(", on_change='ignore'")), case)
    assert (shown(page), page.state("runs")) == (repr(case.default), 1)
    assert shown(rerun(page)) == repr(case.value)


@every
def test_in_a_form_its_value_comes_with_the_submit(open_page, case):
    source = case.app().replace("value = ", "form = st.form('f')\nvalue = form.").replace("form.st.", "form.")
    page = open_page(f"{source}\nform.form_submit_button('Send')")
    (button,) = page.nodes("form_submit_button")
    assert page.state("runs") == 1
    use(page, case)
    assert page.state("runs") == 1
    page.interact((button.id, True))
    assert shown(page) == repr(case.value)


@every
def test_in_a_form_it_has_no_callback(open_page, case):
    source = case.app(", on_change=changed").replace("value = st.", "value = st.form('f').")
    assert "InvalidFormCallbackError" in open_page(source).error()


@every
def test_a_thread_can_show_it(open_page, case):
    page = open_page(f"""
        import threading, datetime
        import treadle as st
        def work():
            st.text(repr(st.{case.command}))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        st.session_state.runs = 1
    """)
    assert shown(page) == repr(case.default)
    assert shown(use(page, case)) == repr(case.value)


@every
def test_another_tab_of_the_session_sees_the_change(open_page, case):
    page = open_page(case.app())
    (node,) = page.nodes(case.kind)
    first, second = page.browser, type(page.browser)()
    page.app.open(Open(1, page.live.token, "/", "", ClientInfo(), resume=True), second, RequestInfo())
    for browser in (first, second):
        page.live.collect(browser)
    page.settle()
    use(page, case)
    batch = page.live.collect(second)
    assert isinstance(batch, Batch)
    assert [op.props["value"] for op in batch.ops if op.id == node.id] == [node.props.value]
    mine = page.live.collect(first)
    assert not [op for op in mine.ops if op.id == node.id], "who made the change is not told of it"


@every
def test_its_value_survives_a_lost_connection(open_page, case):
    page = use(open_page(case.app()), case)
    page.live.disconnect(page.browser)
    page.browser = type(page.browser)()
    page.app.open(Open(1, page.live.token, "/", "", ClientInfo(), resume=True), page.browser, RequestInfo())
    assert shown(rerun(page)) == repr(case.value)


@every
def test_two_of_them_need_keys(open_page, case):
    assert "DuplicateElementId" in open_page(case.app(after=f"st.{case.command}")).error()
    twice = case.app(", key='k'", after=f"st.{case.command[:-1]}, key='k')")
    assert "DuplicateElementKey" in open_page(twice).error()


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (one == other or (one != one and other != other))


@every
def test_it_refuses_what_no_person_could_enter(open_page, case):
    page = open_page(case.app())
    hostile = [value for value in HOSTILE if not any(same(value, fine) for fine in case.valid)]
    hostile += ["x" * 10_000_001, [1] * 10_000]
    (node,) = page.nodes(case.kind)
    for value in hostile:
        page.browser.messages.clear()
        page.interact((node.id, value))
        problems = [m.message for m in page.browser.messages if isinstance(m, Problem)]
        assert [problem[:3] for problem in problems] == ["“W”"], value
    assert (shown(page), page.state("runs")) == (repr(case.default), 1)


@every
@pytest.mark.parametrize(
    "wrong",
    [
        "label_visibility='gone'",
        "width=0",
        "width='wide'",
        "on_change='sometimes'",
        "bind='url'",
        "persist_state='ever'",
    ],
)
def test_wrong_parameters_are_named(open_page, case, wrong):
    assert f"`{wrong.partition('=')[0]}`" in open_page(case.app(f", {wrong}")).error()
