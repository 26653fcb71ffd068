from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from treadle.testing import AppTest

Write = Callable[..., Path]


@pytest.fixture
def app(tmp_path: Path) -> Write:
    """Write an app: its script, and other files by their paths."""

    def write(script: str, **files: str) -> Path:
        for name, text in ({"app.py": script} | files).items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("import treadle as st\n" + dedent(text))
        return tmp_path / "app.py"

    return write


def texts(at: AppTest) -> list[str]:
    assert not at.exception, at.exception[0].message
    return [each.value for each in at.text]


# The folder `pages` -----------------------------------------------------------------------------------------


def entries(at: AppTest) -> list[tuple[str, str, str | None]]:
    page = at._driver.one(0).props
    return [(each.path, each.title, each.icon) for each in page.pages]


def test_pages_of_the_folder_are_ordered_and_named_by_their_files(app: Write) -> None:
    names = [
        "10_last.py",
        "2_🧶_All_looms.py",
        "1-first page.py",
        "Zebra.py",
        "apple.py",
        "__init__.py",
        ".hidden.py",
        "3.py",
    ]
    script = app("st.text('home')", **{f"pages/{name}": f"st.text({name!r})" for name in names})
    at = AppTest.from_file(script).run()
    assert texts(at) == ["home"]
    assert entries(at) == [
        ("", "app", None),
        ("first_page", "first page", None),
        ("All_looms", "All looms", "🧶"),
        ("3", "3", None),
        ("last", "last", None),
        ("apple", "apple", None),
        ("Zebra", "Zebra", None),
    ]


def test_a_page_of_the_folder_runs_alone(app: Write) -> None:
    script = app("st.text('home')", **{"pages/a.py": "st.text('a')"})
    at = AppTest.from_file(script).run().switch_page("pages/a.py").run()
    assert texts(at) == ["a"]
    assert texts(at.run()) == ["a"]
    assert texts(at.switch_page("app.py").run()) == ["home"]


def test_a_page_can_be_opened_first(app: Write) -> None:
    script = app("st.text('home')", **{"pages/1_a.py": "st.text('a')"})
    assert texts(AppTest.from_file(script).switch_page("pages/1_a.py").run()) == ["a"]


def test_a_file_that_comes_and_goes_is_in_the_next_run(app: Write) -> None:
    script = app("st.text('home')", **{"pages/a.py": ""})
    at = AppTest.from_file(script).run()
    (script.parent / "pages/b.py").write_text("import treadle as st\nst.text('b')")
    assert texts(at.switch_page("pages/b.py").run()) == ["b"]
    (script.parent / "pages/b.py").unlink()
    assert texts(at.run()) == ["home"]


def test_navigation_takes_the_place_of_the_folder(app: Write) -> None:
    script = app(
        """
        st.text("frame")
        st.navigation(["pages/a.py", "pages/b.py"]).run()
        """,
        **{"pages/a.py": "st.text('a')", "pages/b.py": "st.text('b')"},
    )
    at = AppTest.from_file(script).run()
    assert texts(at) == ["frame", "a"]
    assert texts(at.switch_page("pages/b.py").run()) == ["frame", "b"]


# st.navigation ----------------------------------------------------------------------------------------------

FRAME = """
page = st.navigation({"One": ["a.py", st.Page("b.py", title="Bee",
                                           icon="🐝", url_path="bee", help="It hums.")],
                      "Two": [st.Page(lambda: st.text("c"), title="Sea", visibility="hidden")]},
                     position="top", expanded=3)
st.text(f"{page.title}|{page.icon}|{page.url_path}|{page.visibility}|{page.help}")
page.run()
st.text("below")
"""


def test_the_page_at_the_address_is_returned_and_runs_where_it_is_called(app: Write) -> None:
    script = app(FRAME, **{"a.py": "st.text('a')", "b.py": "st.text('b')"})
    at = AppTest.from_file(script).run()
    assert texts(at) == ["a|||visible|", "a", "below"]
    at.switch_page("b.py").run()
    assert texts(at) == ["Bee|🐝|bee|visible|It hums.", "b", "below"]


def test_the_table_of_pages_is_on_the_page(app: Write) -> None:
    script = app(FRAME, **{"a.py": "", "b.py": ""})
    page = AppTest.from_file(script).run()._driver.one(0).props
    assert (page.navigation, page.expanded, page.current) == ("top", 3, "")
    assert [(each.path, each.section, each.hidden, each.help) for each in page.pages] == [
        ("", "One", False, None),
        ("bee", "One", False, "It hums."),
        ("<lambda>", "Two", True, None),
    ]


def test_a_page_that_is_no_longer_there_gives_way_to_the_default_page(app: Write) -> None:
    script = app(
        """
        pages = ["a.py", "b.py"] if "left" not in st.session_state else ["a.py"]
        st.navigation(pages).run()
        """,
        **{
            "a.py": "st.text('a')",
            "b.py": "st.button('Log out', on_click=lambda: st.session_state.update(left=True))",
        },
    )
    at = AppTest.from_file(script).run().switch_page("b.py").run()
    at.button[0].click().run()
    assert texts(at) == ["a"]
    page = at._driver.one(0).props
    assert (page.path, page.unknown) == ("", None)


def test_an_app_that_stops_to_have_pages_has_none(app: Write) -> None:
    script = app(
        """
        if st.checkbox("Pages"):
            st.navigation(["a.py", "b.py"]).run()
        else:
            st.text("none")
        """,
        **{"a.py": "st.text('a')", "b.py": ""},
    )
    at = AppTest.from_file(script).run()
    assert texts(at.checkbox[0].check().run()) == ["a"]
    assert texts(at.checkbox[0].uncheck().run()) == ["none"]
    assert at._driver.one(0).props.pages == ()


def test_functions_and_coroutines_are_pages() -> None:
    def script() -> None:
        import asyncio

        import treadle as st

        async def slow() -> None:
            await asyncio.sleep(0)
            st.text("slow")

        st.navigation([slow]).run()

    assert texts(AppTest.from_function(script).run()) == ["slow"]


def test_a_page_that_awaits_runs_in_a_script_that_awaits_or_does_not(app: Write) -> None:
    page = "import asyncio\nawait asyncio.sleep(0)\nst.text('a')"
    script = app("st.navigation(['a.py']).run()", **{"a.py": page})
    assert texts(AppTest.from_file(script).run()) == ["a"]
    script = app("await st.navigation(['a.py']).run()\nst.text('below')", **{"a.py": page})
    assert texts(AppTest.from_file(script).run()) == ["a", "below"]


def test_page_objects_can_be_shared_by_sessions_with_other_pages(
    app: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = app(
        """
        import shared_pages_of_a_test as pages
        one, two = pages.one, pages.two
        st.navigation([two, one] if st.query_params.get("turn") else [one, two]).run()
        st.text(f"{one.url_path}|{two.url_path}")
        """,
        **{
            "shared_pages_of_a_test.py": "one, two = st.Page('one.py'), st.Page('two.py')",
            "one.py": "st.text('1')",
            "two.py": "st.text('2')",
        },
    )
    first, second = AppTest.from_file(script), AppTest.from_file(script)
    second.query_params["turn"] = "1"
    for _ in range(2):
        assert texts(first.run()) == ["1", "|two"]
        assert texts(second.run()) == ["2", "one|"]


# Errors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        ("st.navigation([])", "MissingRequiredParameterError", "at least one page"),
        ("st.navigation('a.py')", "InvalidParameterTypeError", "pages"),
        ("st.navigation([3])", "InvalidParameterTypeError", "st.Page"),
        ("st.navigation(['a.py'], position='left')", "ValueError", "position"),
        ("st.navigation(['a.py'], expanded=-1)", "ValueError", "expanded"),
        ("st.navigation(['a.py'], expanded='no')", "InvalidParameterTypeError", "expanded"),
        ("st.navigation(['nowhere.py'])", "PageNotFoundError", "nowhere.py"),
        ("st.navigation(['a.py', 'a.py'])", "APIError", "Two pages have the path `/a`"),
        ("p = st.Page('a.py')\nst.navigation([p, p])", "APIError", "Two pages have the path `/a`"),
        (
            "st.navigation([st.Page('a.py', default=True), st.Page(lambda: 0, title='x', default=True)])",
            "APIError", "default=True",
        ),
        ("st.navigation([st.Page('https://example.org', title='x')])", "APIError", "other sites"),
        ("st.Page('https://example.org')", "MissingRequiredParameterError", "title"),
        ("st.Page('https://example.org', title='x', default=True)", "IncompatibleParametersError", "default"),
        ("st.Page('a.py', url_path='x/y')", "APIError", "slash"),
        ("st.Page('a.py', url_path=' / ')", "MissingRequiredParameterError", "url_path"),
        ("st.Page('a.py', icon='no')", "APIError", "icon"),
        ("st.Page('a.py', visibility='no')", "ValueError", "visibility"),
        ("st.Page(3)", "InvalidParameterTypeError", "page"),
        ("st.Page('a\\0.py')", "APIError", "null byte"),
        ("st.Page(type('C', (), {'__call__': lambda self: 0})())", "MissingRequiredParameterError", "title"),
        ("st.Page(lambda: 0, title=' ')", "MissingRequiredParameterError", "title"),
        ("st.Page('a.py').run()", "APIError", "cannot run here"),
        ("p = st.navigation(['a.py'])\np.run()\np.run()", "APIError", "once"),
        ("st.switch_page('nowhere.py')", "PageNotFoundError", "nowhere.py"),
        ("st.switch_page(st.Page('https://example.org', title='x'))", "APIError", "another site"),
        (
            "st.navigation(['a.py'])\nst.switch_page(st.Page(lambda: 0, title='x', url_path='a'))",
            "APIError", "st.navigation",
        ),
        ("st.switch_page('app.py', query_params='a=1')", "InvalidParameterTypeError", "query_params"),
        ("st.page_link('nowhere.py')", "PageNotFoundError", "nowhere.py"),
        ("st.page_link('https://example.org')", "MissingRequiredParameterError", "label"),
    ],
)  # fmt: skip
def test_what_is_wrong_raises_what_streamlit_raises_and_says_what_to_do(
    app: Write, code: str, error: str, says: str
) -> None:
    at = AppTest.from_file(app(code, **{"a.py": ""})).run()
    shown = at.exception[0]._props
    assert shown.type == f"treadle.errors.{error}"
    assert says in shown.message


# st.switch_page ---------------------------------------------------------------------------------------------


def test_switch_page_shows_a_page_with_a_query_of_its_own(app: Write) -> None:
    script = app(
        "st.navigation(['a.py', 'b.py']).run()",
        **{
            "a.py": (
                "st.query_params.x = 1\nif st.button('go'):\n"
                "    st.switch_page('b.py', query_params={'y': [2, 3]})"
            ),
            "b.py": "st.text(str(dict(st.query_params)))\nst.text(str(st.query_params.get_all('y')))",
        },
    )
    at = AppTest.from_file(script).run()
    assert at.query_params == {"x": "1"}
    at.button[0].click().run()
    assert texts(at) == ["{'y': '3'}", "['2', '3']"]
    assert at.query_params == {"y": ["2", "3"]}


SWITCHING = {
    "page": "if st.button('go'):\n    st.switch_page('b.py')\nst.text('a')",
    "callback": "st.button('go', on_click=lambda: st.switch_page('b.py'))\nst.text('a')",
    "fragment": (
        "@st.fragment\ndef f():\n    if st.button('go'):\n        st.switch_page('b.py')\nf()\nst.text('a')"
    ),
    "dialog": (
        "@st.dialog('D')\ndef d():\n    if st.button('go'):\n        st.switch_page('b.py')\nd()\n"
        "st.text('a')"
    ),
    "thread": (
        "import threading\nif st.button('go'):\n"
        "    t = threading.Thread(target=st.switch_page, args=['b.py'])\n    t.start()\n"
        "    t.join()\nst.text('a')"
    ),
}


@pytest.mark.parametrize("place", SWITCHING)
def test_switch_page_works_wherever_code_of_the_page_runs(app: Write, place: str) -> None:
    script = app(
        "st.navigation(['a.py', 'b.py']).run()", **{"a.py": SWITCHING[place], "b.py": "st.text('b')"}
    )
    at = AppTest.from_file(script).run()
    assert texts(at) == ["a"]
    at.button[0].click().run()
    assert texts(at) == ["b"]
    assert not at.dialog
    assert texts(at.run()) == ["b"]


def test_switch_page_in_an_app_with_one_page_runs_it_again(app: Write) -> None:
    script = app(
        "st.text(str(len(st.query_params)))\nif st.button('go'):\n"
        "    st.switch_page('app.py', query_params={'a': 1})"
    )
    at = AppTest.from_file(script).run()
    assert texts(at.button[0].click().run()) == ["1"]


# Values -----------------------------------------------------------------------------------------------------


def test_values_of_widgets_belong_to_their_page_unless_they_persist(app: Write) -> None:
    script = app(
        """
        page = st.navigation(["a.py", "b.py"])
        st.text_input("frame")
        page.run()
        """,
        **{
            "a.py": """
                st.text_input("key", key="k")
                st.text_input("page", key="p", persist_state="page")
                st.text_input("session", key="s", persist_state="session")
                st.text_input("none")
                """,
            "b.py": """
                st.text(str({key: st.session_state.get(key) for key in "kps"}))
                st.text_input("key", key="k")
                st.text_input("session", key="s", persist_state="session")
                st.text_input("none")
                """,
        },
    )
    at = AppTest.from_file(script).run()
    for field in at.text_input:
        field.input(field.label.upper())
    at.run()
    at.session_state["kept"] = "state"
    at.switch_page("b.py").run()
    values = {field.label: field.value for field in at.text_input}
    assert values == {"frame": "FRAME", "key": "", "session": "SESSION", "none": ""}
    at.switch_page("a.py").run()
    values = {field.label: field.value for field in at.text_input}
    assert values == {"frame": "FRAME", "key": "", "page": "", "session": "SESSION", "none": ""}
    assert at.session_state["kept"] == "state"


def test_what_the_app_assigns_to_a_key_is_taken_by_the_page_that_shows_it(app: Write) -> None:
    script = app(
        "st.navigation(['a.py', 'b.py']).run()",
        **{
            "a.py": "st.session_state.k = 'set'\nst.text('a')",
            "b.py": "st.text(st.text_input('key', key='k'))",
        },
    )
    at = AppTest.from_file(script).run()
    assert texts(at.switch_page("b.py").run()) == ["set"]


def test_the_same_widget_stands_on_two_pages_with_two_values(app: Write) -> None:
    page = "st.slider('n', 0, 9)\nst.text(__file__[-4])"
    script = app("st.navigation(['a.py', 'b.py']).run()", **{"a.py": page, "b.py": page})
    at = AppTest.from_file(script).run()
    at.slider[0].set_value(5).run()
    at.switch_page("b.py").run()
    assert (at.slider[0].value, texts(at)) == (0, ["b"])


# The browser tab --------------------------------------------------------------------------------------------


def test_what_a_page_sets_for_the_tab_leaves_with_it(app: Write) -> None:
    script = app(
        "st.navigation(['a.py', 'b.py']).run()",
        **{
            "a.py": "st.set_page_config(page_title='A', layout='wide', menu_items={'About': 'x'})",
            "b.py": "",
        },
    )
    at = AppTest.from_file(script).run()
    page = at._driver.one(0).props
    assert (page.title, page.layout, len(page.menu_items)) == ("A", "wide", 1)
    page = at.switch_page("b.py").run()._driver.one(0).props
    assert (page.title, page.layout, page.menu_items) == (None, "centered", ())


def test_what_the_script_sets_for_the_tab_before_the_page_stays(app: Write) -> None:
    script = app(
        "st.set_page_config(page_title='App')\nst.navigation(['a.py', 'b.py']).run()",
        **{"a.py": "st.set_page_config(layout='wide')", "b.py": ""},
    )
    at = AppTest.from_file(script).run().switch_page("b.py").run()
    page = at._driver.one(0).props
    assert (page.title, page.layout) == ("App", "centered")


def test_a_page_that_is_a_function_is_switched_to_by_its_path_in_the_address() -> None:
    at = AppTest.from_string("""
        import treadle as st

        def first():
            st.text("first")

        def second():
            st.text("second")

        st.navigation([st.Page(first), st.Page(second, url_path="2nd")]).run()
    """).run()
    assert texts(at.switch_page("2nd").run()) == ["second"]
    assert texts(at.switch_page("/").run()) == ["first"]
