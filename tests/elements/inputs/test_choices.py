"""`st.pills`, `st.segmented_control`, `st.select_slider`, `st.feedback`, `st.pagination`,
`st.menu_button` and `st.link_button`.
"""

import pytest

from treadle._core.protocol.message import Problem
from treadle.testing import AppTest

from ..test_widgets import rerun


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("pills('W', ['x', 'y'], default=['x', 'y'])", "APIError: `default` has 2 options"),
        ("pills('W', ['x'], default='q')", "DefaultNotInOptionsError"),
        ("pills('W', ['x'], selection_mode='many')", "`selection_mode`"),
        ("pills('W', ['x'], selection_mode='multi', required=True)", "IncompatibleParametersError"),
        ("segmented_control('W', ['x'], wrap=1)", "`wrap`"),
        ("select_slider('W')", "MissingRequiredParameterError"),
        ("select_slider('W', ['x'], 'q')", "ValueError: `value` must be one of the options. It has `q`"),
        ("select_slider('W', ['x'], ('x',))", "`value`"),
        ("feedback('hearts')", "`options`"),
        ("feedback(default=2)", "ValueOutOfRangeError"),
        ("feedback(default='good')", "InvalidParameterTypeError"),
        ("pagination(0)", "`num_pages`"),
        ("pagination(2.5)", "`num_pages`"),
        ("pagination(3, default=4)", "ValueOutOfRangeError"),
        ("pagination(3, default='1')", "InvalidParameterTypeError"),
        ("pagination(3, max_visible_pages=-1)", "`max_visible_pages`"),
        ("menu_button('W', [])", "MissingRequiredParameterError"),
        ("menu_button('W', ['x', 'y'], format_func=lambda option: 'same')", "APIError"),
        ("form('f').menu_button('W', ['x'])", "InvalidLayoutContextError"),
        ("link_button('W', 'x', on_click='twice')", "`on_click`"),
        ("link_button('W', 'x', type='loud')", "`type`"),
        ("form('f').link_button('W', 'x', on_click=print)", "InvalidFormCallbackError"),
    ],
)
def test_wrong_parameters_are_errors(open_page, call, error):
    assert error in open_page(f"import treadle as st\nst.{call}").error()


@pytest.mark.parametrize("command", ["pills", "segmented_control"])
def test_a_required_choice_can_be_changed_and_not_taken_back(open_page, command):
    page = open_page(f"import treadle as st\nst.text(st.{command}('W', ['a', 'b'], required=True))")
    (node,) = page.nodes(command)
    assert page.one("text").body == "None"
    assert page.interact((node.id, [1])).one("text").body == "b"
    assert page.interact((node.id, [])).one("text").body == "b"
    assert page.interact((node.id, [0, 1])).one("text").body == "b"


def test_the_session_state_can_make_a_range_of_options(open_page):
    page = open_page(
        "import treadle as st\nst.session_state.setdefault('k', ('a', 'b'))\n"
        "st.text(st.select_slider('W', ['a', 'b', 'c'], key='k'))"
    )
    assert page.one("text").body == "('a', 'b')"
    (node,) = page.nodes("select_slider")
    assert page.interact((node.id, [2, 1])).one("text").body == "('b', 'c')"


BARE = pytest.mark.parametrize(
    ("call", "kind", "default", "wire"),
    [
        ("feedback('stars', default=1", "feedback", 1, 4),
        ("feedback('faces'", "feedback", None, 0),
        ("pagination(9, default=2", "pagination", 2, 9),
    ],
)


@BARE
def test_it_returns_what_a_person_chooses(open_page, call, kind, default, wire):
    app = f"import treadle as st\nst.text(st.{call}))\nst.session_state.n = st.session_state.get('n', 0) + 1"
    page = open_page(app)
    assert page.one("text").body == str(default)
    (node,) = page.nodes(kind)
    assert page.interact((node.id, wire)).one("text").body == str(wire)
    assert rerun(page).one("text").body == str(wire)
    assert page.interact((node.id, wire)).state("n") == 3


@BARE
def test_it_has_a_key_a_callback_and_a_place_in_the_address(open_page, call, kind, default, wire):
    app = (
        "import treadle as st\ndef changed(n): st.session_state.changed = (n, st.session_state.k)\n"
        f"st.text(st.{call}, key='k', on_change=changed, args=(7,), bind='query-params'))"
    )
    page = open_page(app, f"k={wire}")
    assert page.one("text").body == str(wire)
    page = open_page(app)
    page.interact((page.nodes(kind)[0].id, wire))
    assert (page.state("changed"), page.one("page").query) == ((7, wire), f"k={wire}")
    assert open_page(app, "k=x").one("text").body == str(default)


@BARE
def test_in_a_form_it_waits_for_the_submit(open_page, call, kind, default, wire):
    page = open_page(
        f"import treadle as st\nwith st.form('f'):\n    value = st.{call})\n    st.form_submit_button('Go')\n"
        "st.text(value)"
    )
    page.interact((page.nodes(kind)[0].id, wire))
    assert page.one("text").body == str(default)
    page.interact((page.nodes("form_submit_button")[0].id, True))
    assert page.one("text").body == str(wire)


@BARE
def test_it_refuses_what_nobody_could_choose_and_everything_while_disabled(
    open_page, call, kind, default, wire
):
    page = open_page(f"import treadle as st\nst.text(st.{call}))")
    (node,) = page.nodes(kind)
    for hostile in (True, -1, 0.5, 10, "1", [1], {}, 2**63):
        page.browser.messages.clear()
        page.interact((node.id, hostile))
        assert any(isinstance(message, Problem) for message in page.browser.messages), hostile
    page = open_page(f"import treadle as st\nst.text(st.{call}, disabled=True))")
    page.interact((page.nodes(kind)[0].id, wire))
    assert page.one("text").body == str(default)


@BARE
def test_two_of_them_need_keys(open_page, call, kind, default, wire):
    assert "DuplicateElementId" in open_page(f"import treadle as st\nst.{call})\nst.{call})").error()


def test_fewer_pages_than_the_chosen_one_lead_to_the_first(open_page):
    page = open_page(
        "import treadle as st\npages = 3 if st.checkbox('Fewer') else 9\n"
        "st.text(st.pagination(pages, key='k'))"
    )
    page.interact((page.nodes("pagination")[0].id, 8))
    assert page.one("text").body == "8"
    assert page.interact((page.nodes("checkbox")[0].id, True)).one("text").body == "1"


MENU = """
    import treadle as st
    def chosen(): st.session_state.seen = st.session_state.k
    options = [0, 1, 2] if "seen" not in st.session_state else [2, 1, 0]
    st.text(repr(st.menu_button("Export", options, format_func="no. {}".format, key="k", on_click=chosen)))
"""


def test_a_choice_of_a_menu_holds_for_one_run(open_page):
    page = open_page(MENU)
    (node,) = page.nodes("menu_button")
    assert page.one("text").body == "None"
    page.interact((node.id, "no. 0"))
    assert (page.one("text").body, page.state("seen")) == ("0", 0), (
        "though the options have another order by now"
    )
    assert rerun(page).one("text").body == "None"
    assert page.state("k") is None
    assert page.interact((node.id, "no. 0")).one("text").body == "0", (
        "the same choice again is another choice"
    )


def test_a_menu_has_no_other_entries(open_page):
    page = open_page(MENU)
    (node,) = page.nodes("menu_button")
    for hostile in ("no. 3", 0, True, None, ["no. 0"]):
        assert page.interact((node.id, hostile)).one("text").body == "None"


def test_an_option_that_has_gone_meanwhile_is_not_chosen(open_page):
    page = open_page(
        "import treadle as st\nfirst = st.session_state.setdefault('n', 0) == 0\nst.session_state.n += 1\n"
        "st.text(repr(st.menu_button('Export', ['a', 'b'] if first else ['b'], key='k')))"
    )
    assert page.interact((page.nodes("menu_button")[0].id, "a")).one("text").body == "None"


def test_a_quiet_link_returns_its_handle_and_another_whether_it_was_clicked(open_page):
    page = open_page("""
        import treadle as st
        with st.form("f"):
            handle = st.link_button("Quiet", "https://example.org")
            st.link_button("Keyed", "https://example.org", key="k").link_button("Keyed anew", "https://example.org")
            clicked = st.link_button("Loud", "https://example.org", on_click="rerun")
            st.form_submit_button("Go")
        st.text(f"{type(handle).__name__} {clicked}")
    """)
    links = page.nodes("link_button")
    assert [(link.props.label, link.props.quiet) for link in links] == [
        ("Quiet", True),
        ("Keyed anew", True),
        ("Loud", False),
    ]
    assert page.one("text").body == "Container False"
    assert page.interact((links[2].id, True)).one("text").body == "Container True"


def test_a_test_uses_them():
    def app():
        import treadle as st

        fibre = st.pills("Fibre", ["Linen", "Wool"], key="fibre")
        views = st.segmented_control("Views", [1, 2, 3], selection_mode="multi", format_func=str)
        size = st.select_slider("Size", ["S", "M", "L"], ("S", "M"))
        st.text(f"{fibre} {views} {size} {st.feedback('stars')} {st.pagination(5)}")
        st.text(st.menu_button("Export", ["CSV", "PDF"]))
        st.link_button("Read", "https://example.org", key="link")

    at = AppTest.from_function(app).run()
    assert [group.type for group in at.button_group] == ["button_group", "button_group"]
    assert (len(at.get("button_group")), len(at.get("pills")), len(at.get("segmented_control"))) == (2, 1, 1)
    at.pills(key="fibre").select("Wool")
    at.segmented_control[0].select(3).select(1).unselect(3)
    at.select_slider[0].set_range("M", "L")
    at.feedback[0].set_value(4)
    at.pagination[0].select(2)
    assert (at.pills[0].indices, at.segmented_control[0].values) == ([1], ["1"])
    assert at.run().text[0].value == "Wool [1] ('M', 'L') 4 2"
    assert at.pills[0].unselect("Wool").run().text[0].value.startswith("None")
    assert at.menu_button[0].click("PDF").run().text[1].value == "PDF"
    assert at.menu_button[0].value == "PDF"
    assert at.menu_button[0].click_index(0).run().text[1].value == "CSV"
    assert at.run().menu_button[0].value is None
    assert (at.link_button[0].value, at.link_button[0].url, at.link_button(key="link").type) == (
        "Read",
        "https://example.org",
        "link_button",
    )
    for wrong in (
        lambda: at.pills[0].select("Silk"),
        lambda: at.pagination[0].select(6),
        lambda: at.menu_button[0].click("X"),
    ):
        with pytest.raises(ValueError):
            wrong()
