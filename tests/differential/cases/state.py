"""The session's state, forms, callbacks, control of runs, layout."""


def app_state():
    import streamlit as st

    st.session_state.setdefault("n", 0)
    st.session_state.n += 1
    st.session_state["list"] = [1, "a", None]
    st.text(st.session_state.n)
    st.text("missing" in st.session_state)
    st.text(st.session_state.get("missing", "default"))
    st.text(sorted(st.session_state))


def steps_state(at):
    at.run()
    yield
    at.session_state["n"] = 10
    at.run()
    yield


def app_missing_state():
    import streamlit as st

    st.text("before")
    st.session_state["missing"]


def app_missing_state_attribute():
    import streamlit as st

    st.session_state.missing


def app_widget_state():
    import streamlit as st

    st.session_state.setdefault("name", "set")
    st.text_input("Name", key="name")
    st.slider("Size", 0, 10, key="size")
    if st.button("Clear"):
        st.text("cleared")
    st.text(st.session_state.name)


def steps_widget_state(at):
    at.text_input(key="name").input("typed").run()
    yield
    at.button[0].click().run()
    yield
    at.session_state["size"] = 4
    at.run()
    yield


def app_late_state():
    import streamlit as st

    st.text_input("Name", key="name")
    st.session_state.name = "too late"


def app_default_and_state():
    import streamlit as st

    st.session_state.name = "by the app"
    st.text_input("Name", "default", key="name")


def app_button_state():
    import streamlit as st

    st.session_state.go = True
    st.button("Go", key="go")


def app_callbacks():
    import streamlit as st

    st.session_state.setdefault("log", [])

    def changed(what, extra=None):
        st.session_state.log.append([what, extra, st.session_state.get("name"), st.session_state.get("size")])

    st.text_input("Name", key="name", on_change=changed, args=("name",))
    st.slider("Size", 0, 10, key="size", on_change=changed, args=["size"], kwargs={"extra": 1})
    st.text(len(st.session_state.log))


def steps_callbacks(at):
    at.text_input(key="name").input("a").run()
    yield
    at.slider(key="size").set_value(5)
    at.text_input(key="name").input("b").run()
    yield


def app_form():
    import streamlit as st

    with st.form("f", clear_on_submit=True, border=False):
        st.session_state.name = st.text_input("Name", "default")
        st.session_state.agree = st.checkbox("Agree")
        st.session_state.sent = st.form_submit_button("Send", type="primary", help="h")
    st.text(st.session_state.sent)


def app_form_kept():
    import streamlit as st

    st.session_state.setdefault("calls", 0)

    def sent():
        st.session_state.calls += 1

    with st.form("f"):
        st.session_state.name = st.text_input("Name")
        st.session_state.sent = st.form_submit_button("Send", on_click=sent)
        st.session_state.other = st.form_submit_button("Other")


def steps_form_kept(at):
    at.text_input[0].input("x")
    at.button[0].click().run()
    yield
    at.button[1].click().run()
    yield


def app_form_twice():
    import streamlit as st

    with st.form("f"):
        st.form_submit_button("A")
    with st.form("f"):
        st.form_submit_button("B")


def app_form_in_form():
    import streamlit as st

    with st.form("f"), st.form("g"):
        st.text("x")


def app_button_in_form():
    import streamlit as st

    with st.form("f"):
        st.button("A")


def app_submit_outside():
    import streamlit as st

    st.form_submit_button("A")


def app_callback_in_form():
    import streamlit as st

    with st.form("f"):
        st.text_input("A", on_change=lambda: None)
        st.form_submit_button("B")


def app_stop():
    import streamlit as st

    st.text("before")
    st.stop()
    st.text("after")


def app_rerun():
    import streamlit as st

    st.session_state.setdefault("n", 0)
    if st.session_state.n < 3:
        st.session_state.n += 1
        st.rerun()
    st.text(st.session_state.n)


def app_exception():
    import streamlit as st

    st.text("before")
    {}["missing"]
    st.text("after")


def app_columns():
    import streamlit as st

    a, b = st.columns(2)
    a.text("left")
    with b:
        st.text("right")
    wide, narrow = st.columns([3, 1], gap="large", vertical_alignment="center", border=True)
    wide.button("wide")
    narrow.checkbox("narrow")
    st.columns(3)[1].metric("middle", 1)


def app_bad_columns():
    import streamlit as st

    st.columns(0)


def app_bad_columns_gap():
    import streamlit as st

    st.columns(2, gap="enormous")


def app_containers():
    import streamlit as st

    outer = st.container(border=True)
    st.text("below")
    outer.text("above")
    with outer:
        st.markdown("inside")
    with st.expander("More", expanded=True, icon="📦"):
        st.text("in the expander")
    with st.sidebar:
        st.text("in the sidebar")
        st.sidebar.slider("s")
    one, two = st.tabs(["One", "Two"])
    one.text("first")
    two.text("second")
    with st.status("Working", expanded=True) as status:
        st.text("a step")
        status.update(label="Done", state="complete")
    with st.spinner("Wait"):
        st.text("computed")


def app_bad_tabs():
    import streamlit as st

    st.tabs([])


def app_bad_tab_names():
    import streamlit as st

    st.tabs(["a", 1])


def app_nested_expanders():
    import streamlit as st

    with st.expander("a"), st.expander("b"):
        st.text("x")


def app_query_params():
    import streamlit as st

    st.query_params["a"] = "1"
    st.query_params.b = ["x", "y"]
    st.text(st.query_params["a"])
    st.text(st.query_params.get_all("b"))
    st.text(st.query_params.to_dict())


def app_fragment():
    import streamlit as st

    st.session_state.setdefault("runs", [0, 0])
    st.session_state.runs[0] += 1

    @st.fragment
    def part():
        st.session_state.runs[1] += 1
        st.button("In the fragment")

    part()
    st.button("Outside")


def steps_fragment(at):
    at.button[1].click().run()
    yield


def app_cache():
    import streamlit as st

    @st.cache_data
    def square(n):
        st.session_state.calls = st.session_state.get("calls", 0) + 1
        return n * n

    @st.cache_resource
    def thing():
        return {"kept": True}

    st.text([square(2), square(2), square(3)])
    st.text(thing())
    square.clear()
    st.text(square(2))


def steps_cache(at):
    at.run()
    yield


def app_dialog():
    import streamlit as st

    @st.dialog("Really?")
    def ask():
        st.text("inside")
        if st.button("Yes"):
            st.session_state.answer = True
            st.rerun()

    if st.button("Delete"):
        ask()


def steps_dialog(at):
    at.button[0].click().run()
    yield


def app_tables():
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"a": [1, 2, None], "b": ["x", None, "z"]}, index=[10, 20, 30])
    st.dataframe(frame)
    st.dataframe(frame, hide_index=True, column_order=["b"])
    st.table(frame)
    st.dataframe([[1, 2], [3, 4]])
    st.dataframe({"k": [1, 2]})


def app_secrets():
    import streamlit as st

    st.text(st.secrets.get("missing", "no secret"))


def steps_secrets(at):
    at.secrets["missing"] = "there"
    at.run()
    yield
