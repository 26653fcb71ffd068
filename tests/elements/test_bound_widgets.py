"""The battery of `bind="query-params"` and `persist_state`: what is true of every widget with a value."""

from urllib.parse import parse_qs

import pytest

from treadle._core.protocol.message import ClientInfo, Filled, Open, Problem, Rerun
from treadle._core.runtime.ports import RequestInfo

from .test_widgets import Case, every, shown, use

BOUND = ", key='k', bind='query-params'"
HIDING = """
if st.button('hide'):
    st.session_state.hidden = not st.session_state.get('hidden', False)
if st.session_state.get('hidden'):
    st.stop()
"""


def query(page) -> str:
    return page.one("page").query


def go(page, address: str):
    """Do what Back and Forward do."""
    page.live.receive(page.browser, Rerun(address))
    return page.settle()


def load(page, address: str):
    """Load the page in the same tab."""
    page.live.disconnect(page.browser)
    page.browser = type(page.browser)()
    page.app.open(Open(1, page.live.token, "/", address, ClientInfo()), page.browser, RequestInfo())
    return page.settle()


def hide(page):
    """Hide the widget, or show it again."""
    return page.interact((page.nodes("button")[0].id, True))


@every
def test_the_address_follows_what_a_person_enters(open_page, case: Case):
    page = open_page(case.app(BOUND), "other=1")
    assert query(page) == "other=1"
    assert query(use(page, case)) == f"other=1&{case.address}"
    assert shown(page) == repr(case.value)


@every
def test_the_default_is_not_in_the_address(open_page, case: Case):
    page = open_page(case.app(BOUND))
    (node,) = page.nodes(case.kind)
    default = node.props.value
    use(page, case)
    page.interact((node.id, list(default) if isinstance(default, tuple) else default))
    assert (query(page), shown(page)) == ("", repr(case.default))


@every
def test_a_link_decides_the_value(open_page, case: Case):
    page = open_page(case.app(BOUND), case.address)
    assert shown(page) == repr(case.value)
    assert page.state("k") == case.value
    assert query(page) == case.address


@every
def test_a_link_decides_more_than_a_first_value_of_the_app(open_page, case: Case):
    before = f"st.session_state.setdefault('k', {case.default!r})"
    assert shown(open_page(case.app(BOUND, before=before), case.address)) == repr(case.value)


@every
def test_without_a_parameter_the_apps_first_value_counts(open_page, case: Case):
    page = open_page(case.app(BOUND, before=f"st.session_state.setdefault('k', {case.value!r})"))
    assert (shown(page), query(page)) == (repr(case.value), case.address)


@every
def test_back_and_forward_decide_the_value_and_call_nobody(open_page, case: Case):
    page = use(open_page(case.app(BOUND + ", on_change=changed")), case)
    del page.live._session.widgets.values["log"]
    assert (shown(go(page, "")), query(page)) == (repr(case.default), "")
    assert (shown(go(page, case.address)), query(page)) == (repr(case.value), case.address)
    assert "log" not in page.live._session.widgets.values


@every
def test_back_overrides_what_the_app_assigns(open_page, case: Case):
    page = open_page(case.app(BOUND, before=f"st.session_state.k = {case.value!r}"))
    assert shown(go(page, "")) == repr(case.default)


@every
def test_loading_the_page_at_another_address_decides_the_value(open_page, case: Case):
    page = open_page(case.app(BOUND))
    assert shown(load(page, f"?{case.address}")) == repr(case.value)
    assert shown(load(page, "")) == repr(case.default)
    assert shown(load(page, f"?{case.address}")) == repr(case.value)


HOSTILE = [
    "%00",
    "nan",
    "inf",
    "%F0%9F%A7%B5",
    "-99",
    "1e999",
    "x" * 10_000,
    "1&k=2&k=3",
    "",
    "%ED%A0%80",
    "9" * 5000,
    "[1]",
]


@every
@pytest.mark.parametrize("text", HOSTILE)
def test_what_it_cannot_hold_is_dropped_from_the_address(open_page, case: Case, text: str):
    page = open_page(case.app(BOUND), f"a=1&k={text}")
    if case.kind.startswith("text") or (
        case.kind in ("number_input", "multiselect", "pills", "segmented_control") and "k=" in query(page)
    ):
        assert shown(load(page, query(page))) == shown(
            page
        )  # it can hold this one; the link goes on meaning the same
        return
    assert (shown(page), query(page)) == (repr(case.default), "a=1")
    assert not page.browser.messages or not any(isinstance(m, Problem) for m in page.browser.messages)


@every
def test_the_session_state_changes_the_address(open_page, case: Case):
    source = case.app(BOUND, before=f"if st.button('set'): st.session_state.k = {case.value!r}")
    page = open_page(source)
    step = page.one("page").step
    page.interact((page.nodes("button")[0].id, True))
    assert (shown(page), query(page)) == (repr(case.value), case.address)
    assert page.one("page").step == step + 1


@every
def test_query_params_sees_it_and_cannot_change_it(open_page, case: Case):
    page = open_page(
        case.app(BOUND, after="""
st.code(repr(st.query_params.get_all('k')))
from treadle.errors import APIError
for change in (
    lambda: st.query_params.__setitem__('k', '1'), lambda: st.query_params.__delitem__('k'),
    lambda: st.query_params.update(k='1'), lambda: st.query_params.from_dict({'k': '1'}),
    lambda: st.query_params.clear(),
):
    try:
        change()
    except APIError as error:
        assert 'bound' in str(error), error
    else:
        st.caption('changed')
st.query_params.from_dict({'n': '1'})
"""), case.address)  # fmt: skip
    assert page.one("code").body == repr(parse_qs(case.address)["k"])
    assert not page.nodes("caption")
    assert query(page) in (f"n=1&{case.address}", f"{case.address}&n=1")


@every
def test_on_change_ignore_is_in_the_address_at_once(open_page, case: Case):
    page = use(open_page(case.app(BOUND + ", on_change='ignore'")), case)
    assert (page.state("runs"), query(page)) == (1, case.address)


@every
def test_a_form_is_in_the_address_before_it_is_sent(open_page, case: Case):
    source = (
        case.app(BOUND).replace("value = ", "form = st.form('f')\nvalue = form.").replace("form.st.", "form.")
    )
    page = open_page(f"{source}\nform.form_submit_button('Send')")
    (node,), (button,) = page.nodes(case.kind), page.nodes("form_submit_button")
    page.live.receive(page.browser, Filled([(node.id, case.wire)]))
    assert (page.state("runs"), page.state("k"), query(page)) == (1, case.default, case.address)
    page.rerun()
    page.settle()
    assert (shown(page), query(page)) == (repr(case.default), case.address)
    page.live.receive(page.browser, Filled([(node.id, object), (10**6, 1), (button.id, True)]))
    assert query(page) == case.address
    page.interact((node.id, case.wire), (button.id, True))
    assert (shown(page), query(page)) == (repr(case.value), case.address)


@every
def test_while_it_is_not_shown_its_value_is_kept_and_not_in_the_address(open_page, case: Case):
    page = use(open_page(case.app(BOUND, before=HIDING)), case)
    assert query(page) == case.address
    hide(page)
    assert (query(page), page.state("k")) == ("", case.value)
    hide(page)
    assert (query(page), shown(page)) == (case.address, repr(case.value))


@every
@pytest.mark.parametrize("scope", ["page", "session"])
def test_persist_state_keeps_the_value_while_it_is_not_shown(open_page, case: Case, scope: str):
    source = case.app(f", key='k', persist_state='{scope}'", before=HIDING)
    page = use(open_page(source), case)
    hide(page)
    page.rerun()
    page.settle()
    assert page.state("k") == case.value
    hide(page)
    assert shown(page) == repr(case.value)
    assert page.nodes(case.kind)[-1].props.value == page.live._session.widgets.by_key["k"].wire


@every
def test_without_persist_state_the_value_is_forgotten(open_page, case: Case):
    page = use(open_page(case.app(", key='k'", before=HIDING)), case)
    hide(page)
    hide(page)
    assert shown(page) == repr(case.default)


@every
@pytest.mark.parametrize(
    "parameter", ["bind='query-params'", "persist_state='page'", "persist_state='session'"]
)
def test_they_need_a_key(open_page, case: Case, parameter: str):
    error = open_page(case.app(f", {parameter}")).error()
    assert "MissingRequiredParameterError" in error
    assert "`key`" in error


@every
def test_the_pages_own_parameters_cannot_be_bound(open_page, case: Case):
    assert "`Embed`" in open_page(case.app(", key='Embed', bind='query-params'")).error()


def test_a_password_is_in_no_address(open_page):
    page = open_page(
        "import treadle as st\nst.text_input('P', type='password', key='p', bind='query-params')", "p=x"
    )
    assert "IncompatibleParametersError" in page.error()


def test_a_widget_that_is_no_longer_bound_leaves_the_address(open_page):
    page = open_page(
        "import treadle as st\nbind = None if st.toggle('free') else 'query-params'\n"
        "st.text(st.checkbox('W', key='k', bind=bind))",
        "k=true",
    )
    (toggle, _) = page.nodes("checkbox")
    page.interact((toggle.id, True))
    assert (query(page), page.one("text").body) == ("", "True")


def test_an_option_that_is_gone_gives_way_to_the_default(open_page):
    page = open_page(
        "import treadle as st\nfew = st.toggle('few')\n"
        "st.text(st.radio('W', ['a'] if few else ['a', 'b'], key='k', bind='query-params'))",
        "k=b",
    )
    (toggle,) = page.nodes("checkbox")
    page.interact((toggle.id, True))
    assert (query(page), page.one("text").body) == ("", "a")


def test_a_deleted_value_is_not_in_the_address(open_page):
    page = open_page(
        "import treadle as st\nif st.button('x'): del st.session_state.k\n"
        "st.text(st.checkbox('W', key='k', bind='query-params'))",
        "k=true",
    )
    page.interact((page.nodes("button")[0].id, True))
    assert (query(page), page.one("text").body) == ("", "False")
