from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.protocol.long_text import SENT
from treadle.testing import AppTest


def test_markdown_leaves_shared_indentation_out(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.markdown(
            """
            # One

              two
            """
        )

    assert open_page(app).one("markdown").body == "# One\n\n  two"


def test_html_is_off_unless_asked_for(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.markdown("<b>x</b>")
        st.markdown("<b>x</b>", unsafe_allow_html=True)
        st.caption("<b>x</b>")
        st.write("<b>x</b>")

    page = open_page(app)
    assert [m.html for m in page.props("markdown")] == [False, True, False]
    assert page.one("caption").html is False


def test_text_keeps_blanks_inside_lines(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.text("  a   b\n    c", help="why")

    text = open_page(app).one("text")
    assert (text.body, text.help, text.width) == ("a   b\n  c", "why", "content")


def test_the_three_headings_are_one_element(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.title("A", anchor="top")
        st.header("B", divider=True)
        st.subheader("C", anchor=False, divider="grey", icon="🧵")

    headings = open_page(app).props("heading")
    assert [(h.body, h.level) for h in headings] == [("A", 1), ("B", 2), ("C", 3)]
    assert [(h.anchor, h.linked) for h in headings] == [("top", True), (None, True), (None, False)]
    assert [h.divider for h in headings] == [None, "auto", "gray"]
    assert headings[2].icon == "🧵"


def test_code_keeps_its_own_indentation(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.code("\n    if x:\n        y\n")
        st.code(6 * 7, language=None, height=None)

    first, second = open_page(app).props("code")
    assert (first.body, first.language) == ("    if x:\n        y", "python")
    assert (second.body, second.language, second.height) == ("42", None, "content")


def test_a_formula_may_come_with_dollar_signs(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        for formula in (r"\frac{1}{2}", "$$\nx^2\n$$", "$x$", r"$x$ and $y$"):
            st.latex(formula)

    assert [f.body for f in open_page(app).props("latex")] == [r"\frac{1}{2}", "x^2", "x", "$x$ and $y$"]


def test_a_badge_is_markdown(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.badge("New", icon=":material/star:", color="green")

    badge = open_page(app).one("markdown")
    assert (badge.body, badge.width) == (":green-badge[:material/star: New]", "content")


def test_a_bracket_does_not_end_a_badge(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.badge("a]b")
        st.badge("[x]")

    assert [m.body for m in open_page(app).props("markdown")] == [r":blue-badge[a\]b]", ":blue-badge[[x]]"]


def test_alerts_have_levels_icons_and_titles(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.success("a")
        st.info("b", icon="ℹ️")
        st.warning("c", title="  Careful ")
        st.error("d", icon=":material/home:", width=300)

    alerts = open_page(app).props("alert")
    assert [a.level for a in alerts] == ["success", "info", "warning", "error"]
    assert [a.icon for a in alerts] == [None, "ℹ️", None, ":material/home:"]
    assert alerts[2].title == "Careful"
    assert alerts[3].width == 300


@pytest.mark.parametrize("level", ["success", "info", "warning", "error"])
@pytest.mark.parametrize("sign", ["🔥", ":material/bolt:", ":fire:"])
def test_a_sign_at_the_beginning_of_an_alert_is_text(
    open_page: Callable[..., Any], level: str, sign: str
) -> None:
    alert = open_page(f"import treadle as st\nst.{level}('{sign} Hot')").one("alert")
    assert (alert.body, alert.icon) == (f"{sign} Hot", None)


def test_code_keeps_blanks_at_the_ends_of_lines(open_page: Callable[..., Any]) -> None:
    code = open_page(r"import treadle as st; st.code('a  \n\tb\t \n  \n')").one("code")
    assert code.body == "a  \n\tb\t \n  "


@pytest.mark.parametrize("command", ["text", "code", "markdown", "caption", "error"])
def test_of_a_very_long_text_the_beginning_is_sent_and_a_test_reads_it_all(
    open_page: Callable[..., Any], command: str
) -> None:
    text = "ä" * (SENT + 30_000)
    element = open_page(f"import treadle as st\nst.{command}('ä' * {len(text)})").one(
        "alert" if command == "error" else command
    )
    assert (len(element.body), element.rest_size) == (SENT, 60_000)
    assert element.whole == text
    at = AppTest.from_string(f"import treadle as st\nst.{command}('ä' * {len(text)})").run()
    assert getattr(at, command)[0].value == text


def test_a_long_text_that_is_sent_at_once_has_no_rest(open_page: Callable[..., Any]) -> None:
    element = open_page(f"import treadle as st\nst.text('x' * {SENT})").one("text")
    assert (len(element.body), element.rest) == (SENT, None)


def test_a_handle_replaces_its_element(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        line = st.info("working")
        st.text("below")
        line.success("done")
        line.markdown("**done**")

    kinds = [node.props.kind for node in open_page(app).nodes() if not node.props.container]
    assert kinds == ["markdown", "text"]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ("st.markdown('x', width=-1)", "`width`"),
        ("st.markdown('x', width=True)", "`width`"),
        ("st.divider(width='content')", "`width`"),
        ("st.code('x', height='tall')", "`height`"),
        ("st.text('x', text_alignment='middle')", "`text_alignment`"),
        ("st.header('x', divider='pink')", "`divider`"),
        ("st.header('x', anchor=True)", "`anchor`"),
        ("st.title('x', anchor=3)", "`anchor`"),
        ("st.badge('x', color='pink')", "`color`"),
        ("st.badge('x', icon='foo')", "`icon`"),
        ("st.error('x', icon=':material/No Such:')", "`icon`"),
        ("st.json([], expanded='yes')", "`expanded`"),
    ],
)
def test_an_error_names_the_parameter(open_page: Callable[..., Any], call: str, named: str) -> None:
    page = open_page(f"import treadle as st\n{call}\n")
    assert named in page.error()


@pytest.mark.parametrize(
    "icon", ["🔥", "❤️", "1️⃣", "👩‍💻", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "‼️", "™️", "👍🏽", "⏱", "spinner", ":material/bolt:"]
)
def test_icons_are_recognised(open_page: Callable[..., Any], icon: str) -> None:
    page = open_page(f"import treadle as st\nst.info('x', icon={icon!r})\n")
    assert page.one("alert").icon == icon


def test_an_unchanged_rerun_sends_no_operation(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.title("T", divider := "t")
        st.header("H", divider="red")
        st.write("a", {"b": {1, 2, 3}}, [1], None, "c")
        st.code("x = 1", line_numbers=True)
        st.latex("x")
        st.error("e", icon="🔥")
        st.exception(ValueError("v"))
        st.divider()
        st.caption(divider)

    from treadle._core.protocol.message import Rerun

    page = open_page(app)
    page.live.collect(page.browser)
    page.live.receive(page.browser, Rerun())
    page.settle()
    batch = page.live.collect(page.browser)
    assert batch is None or batch.ops == []


def test_half_a_surrogate_pair_does_not_break_the_page(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        st.text("a\ud800b")
        st.json({"a": "\ud800"})
        st.code("\udc00")

    from treadle._core.protocol.wire import encode

    page = open_page(app)
    assert encode(page.live.collect(page.browser))
    assert page.one("text").body == "a?b"


def test_a_thread_writes_where_it_was_started(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import threading

        import treadle as st

        second = threading.Thread(target=lambda: st.success("in the thread"))
        second.start()
        st.title("below")
        second.join()

    kinds = [n.props.kind for n in open_page(app).nodes() if n.props.kind in ("alert", "heading")]
    assert kinds == ["alert", "heading"]
