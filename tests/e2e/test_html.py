"""HTML in the page: what it may do, and where it stands."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .waiting import box, eventually

Show = Callable[..., Page]


def test_scripts_are_executed_only_if_the_app_says_so(show: Show) -> None:
    page = show(
        """
        import treadle as st
        html = '''<p id="a">before</p>
            <script>document.body.dataset.ran = Number(document.body.dataset.ran ?? 0) + 1</script>
            <script>document.querySelector("#a").textContent = "by script"</script>'''
        if st.checkbox("Allow"):
            st.html(html.replace("before", "now"), unsafe_allow_javascript=True)
        else:
            st.html(html)
        again = st.button("Again")
        st.write("again" if again else "end")
        """
    )
    expect(page.get_by_text("before")).to_be_visible()
    page.get_by_label("Allow").click()
    expect(page.get_by_text("by script")).to_be_visible()
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("again", exact=True)).to_be_visible()
    expect(page.locator("[data-stale]")).to_have_count(0)
    eventually(page, lambda: page.evaluate("({...document.body.dataset})"), {"ran": "1"})


def test_scripts_come_from_files_too_and_in_their_order(show: Show, page: Page) -> None:
    page.route("https://cdn.test/first.js", lambda route: route.fulfill(body="window.first = 'first'"))
    show(
        """
        import treadle as st
        st.html('''<p id="a"></p><script src="https://cdn.test/first.js"></script>
            <script type="module">
            document.querySelector("#a").textContent = `${window.first} second`</script>''',
            unsafe_allow_javascript=True)
        """
    )
    expect(page.get_by_text("first second")).to_be_visible()


def test_a_handler_that_got_into_the_page_is_not_executed(show: Show, complaints: list[str]) -> None:
    page = show("import treadle as st\nst.write('here')")
    expect(page.get_by_text("here")).to_be_visible()
    directive = page.evaluate(  # at once: it waits for the event itself
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
            const box = document.createElement("div");
            box.innerHTML = `<img src="data:," onerror="document.body.dataset.ran = 1">`;
            document.body.append(box);
        })"""
    )
    assert directive == "script-src-attr"
    eventually(page, lambda: page.evaluate("document.body.dataset.ran"), None)
    complaints.clear()


def test_a_style_sheet_takes_no_space(show: Show) -> None:
    page = show(
        """
        import treadle as st
        st.text("above")
        st.html("<style>.stText { color: rgb(1, 2, 3) }</style>")
        st.text("below")
        with st.container():
            st.markdown("<style>.stHtml { color: rgb(4, 5, 6) }</style>", unsafe_allow_html=True)
            st.html("<ul><li>item</ul>", width=200)
        """
    )
    expect(page.get_by_text("below")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.get_by_text("item")).to_have_css("color", "rgb(4, 5, 6)")

    def gap() -> float:
        above, below = (box(page.get_by_text(text)) for text in ("above", "below"))
        return below["y"] - above["y"] - above["height"]

    eventually(page, gap, lambda found: found < 20)
