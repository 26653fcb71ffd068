"""Several pages."""

PAGE = """
import streamlit as st

st.session_state.runs = st.session_state.get("runs", 0) + 1
st.title("{title}")
st.session_state.value = st.text_input("Name", key="name")
st.text(st.query_params.to_dict())
"""

files_folder = {
    "pages/1_First_page.py": PAGE.format(title="First"),
    "pages/second.py": PAGE.format(title="Second"),
}


def app_folder():
    import streamlit as st

    st.title("Home")
    st.text_input("Name", key="name")
    st.session_state.kept = "kept"
    st.page_link("pages/1_First_page.py")
    st.page_link("pages/second.py", label="**Second**", icon="🧶", help="h", disabled=True, width=200)
    st.page_link("https://example.org", label="Elsewhere", icon=":material/link:", icon_position="right")
    st.page_link("pages/second.py", label="query", query_params={"a": "1"}, width="stretch")
    st.page_link("pages/second.py", label="pairs", query_params=[("b", "2")], use_container_width=True)


def steps_folder(at):
    at.text_input[0].input("at home").run()
    yield
    at.switch_page("pages/1_First_page.py").run()
    yield
    at.text_input[0].input("on the first").run()
    yield
    at.switch_page("pages/second.py").run()
    yield
    at.run()
    yield
    at.switch_page("app.py").run()
    yield


def app_navigation():
    import streamlit as st

    def home():
        st.title("At home")
        st.page_link(orders, label="to the orders")
        if st.button("Go", key="go"):
            st.switch_page(orders)
        if st.button("Go with a query", key="go_query"):
            st.switch_page(orders, query_params={"id": "7"})
        st.text(st.query_params.to_dict())

    def orders():
        st.title("Orders")
        if st.button("Back", key="back"):
            st.switch_page(start)
        st.text(st.query_params.to_dict())

    start = st.Page(home, title="Start", icon="🧶", default=True, help="h")
    orders = st.Page(orders, url_path="all-orders", icon=":material/list:", visibility="hidden")
    page = st.navigation({"": [start], "More": [orders]}, position="top", expanded=True)
    st.text(f"{page.title} {page.icon} {page.url_path!r}")
    page.run()


def steps_navigation(at):
    at.button(key="go").click().run()
    yield
    at.button(key="back").click().run()
    yield
    at.button(key="go_query").click().run()
    yield


def app_page_objects():
    import streamlit as st

    def my_page():
        pass

    for page in [
        st.Page(my_page),
        st.Page(my_page, title="A title", icon="🧶"),
        st.Page(my_page, url_path="/other_path/"),
        st.Page(my_page, default=True),
        st.Page(my_page, default=True, url_path="ignored"),
        st.Page(my_page, visibility="hidden"),
    ]:
        st.text(f"{page.title} {page.icon!r} {page.url_path!r} {page.visibility}")


def app_bad_pages():
    import streamlit as st

    def one():
        pass

    def two():
        pass

    for number, attempt in enumerate(
        [
            lambda: st.Page("nowhere.py"),
            lambda: st.Page(lambda: None),
            lambda: st.Page(one, title=""),
            lambda: st.Page(one, title=" "),
            lambda: st.Page(one, icon="not an icon"),
            lambda: st.Page(one, url_path=""),
            lambda: st.Page(one, url_path="a/b"),
            lambda: st.Page(one, url_path=" "),
            lambda: st.Page(one, visibility="maybe"),
            lambda: st.navigation([]),
            lambda: st.navigation([st.Page(one, url_path="x"), st.Page(two, url_path="x")]),
            lambda: st.navigation([st.Page(one, default=True), st.Page(two, default=True)]),
            lambda: st.navigation([st.Page(one)], position="left"),
            lambda: st.navigation([one]),
            lambda: st.navigation([5]),
            lambda: st.navigation([st.Page(one)], expanded="all"),
            lambda: st.switch_page("nowhere.py"),
            lambda: st.page_link("nowhere.py"),
            lambda: st.page_link("https://example.org"),
            lambda: st.page_link("app.py", icon="not an icon"),
            lambda: st.page_link("app.py", width="wide"),
            lambda: st.page_link("app.py", icon_position="top"),
            lambda: st.page_link("https://example.org", label="x", query_params={"a": "b"}),
            lambda: st.navigation({"a": []}),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_page_that_navigation_did_not_return():
    import streamlit as st

    def one():
        pass

    st.Page(one).run()


def app_navigation_of_a_text():
    import streamlit as st

    st.navigation("app.py")


def app_page_of_a_number():
    import streamlit as st

    st.Page(5)


def app_page_config():
    import streamlit as st

    st.set_page_config(
        "Title",
        "🧶",
        "wide",
        "collapsed",
        {"About": "text", "Get help": "https://example.org", "Report a bug": None},
    )
    st.set_page_config(
        page_title="Another", initial_sidebar_state=300, layout="centered", page_icon=":material/star:"
    )
    st.logo("🧶", size="large", link="https://example.org", icon_image="🐑")
    st.text("fine")


def app_bad_page_config():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.set_page_config(layout="narrow"),
            lambda: st.set_page_config(initial_sidebar_state="gone"),
            lambda: st.set_page_config(initial_sidebar_state=-1),
            lambda: st.set_page_config(menu_items={"Nonsense": "x"}),
            lambda: st.set_page_config(menu_items={"Get help": "no address"}),
            lambda: st.logo("x", size="huge"),
            lambda: st.logo("nowhere.png"),
            lambda: st.logo("🧶", link="no address"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
