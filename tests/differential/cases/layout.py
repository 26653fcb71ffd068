"""Containers that open and close, grids, HTML, frames, sources and help."""


def app_expanders():
    import streamlit as st

    plain = st.expander("Plain", True, icon=":material/search:", width=300)
    plain.text(plain.open)
    tracked = st.expander("Tracked", on_change="rerun", key="tracked", type="compact")
    tracked.text(tracked.open)
    step = st.expander("Step", True, on_change="rerun", type="step")
    step.text(step.open)
    bound = st.expander("Bound", key="bound", bind="query-params")
    bound.text(bound.open)
    with st.form("f"):
        inside = st.expander("Inside", on_change="rerun")
        st.text(inside.open)
        st.form_submit_button("Send")

    def both():
        st.session_state.tracked = True
        st.session_state.bound = True

    st.button("Open", on_click=both)


def steps_expanders(at):
    next(button for button in at.button if button.label == "Open").click().run()
    yield


def app_tabs():
    import streamlit as st

    st.text([tab.open for tab in st.tabs(["a", "b"])])
    st.text(
        [
            tab.open
            for tab in st.tabs(["a", "b"], default="b", on_change="rerun", key="k", width=300, height=200)
        ]
    )
    st.text([tab.open for tab in st.tabs(["c", "d"], key="bound", bind="query-params")])

    def other():
        st.session_state.k = "a"
        st.session_state.bound = "gone"

    st.button("Other", on_click=other)


def steps_tabs(at):
    at.button[0].click().run()
    yield


def app_popovers():
    import streamlit as st

    plain = st.popover("Plain", type="primary", help="Why", icon=":material/search:", width="stretch")
    plain.text(plain.open)
    tracked = st.popover("Tracked", on_change="rerun", key="k", disabled=True, wrap=False)
    tracked.text(tracked.open)
    st.popover("Old", use_container_width=True).button("In it")

    def toggle():
        st.session_state.k = True

    st.button("Open", on_click=toggle)


def steps_popovers(at):
    next(button for button in at.button if button.label == "Open").click().run()
    yield


def app_bad_on_change():
    import streamlit as st

    st.expander("a", on_change="x")


def app_bad_default_tab():
    import streamlit as st

    st.tabs(["a"], default="b")


def app_bad_bound_tabs():
    import streamlit as st

    st.tabs(["a", "a"], key="k", bind="query-params")


def app_two_tracked():
    import streamlit as st

    st.expander("a", on_change="rerun")
    st.expander("a", on_change="rerun")


def app_callback_in_form():
    import streamlit as st

    with st.form("f"):
        st.expander("a", on_change=print)
        st.form_submit_button("Send")


def app_no_label():
    import streamlit as st

    st.popover(None)


def app_html():
    from pathlib import Path

    import streamlit as st

    class Shown:
        def _repr_html_(self):
            return "<b>shown</b>"

    st.html("  <p>a\n   <b>b</b></p>", width=200)
    st.html(Shown())
    st.html(5)
    st.html("<script>1</script>", unsafe_allow_javascript=True)
    st.html(Path("absent.html"))


def app_no_html():
    import streamlit as st

    st.html(" ")


def app_iframes():
    import streamlit as st

    st.iframe("https://example.org", height=200, alt="A page", tab_index=-1)
    st.iframe("<p>x</p>", width="content")
    st.iframe("<p>x</p>", tab_index=-2)


def app_echo():
    import streamlit as st

    with st.echo():
        a = 1

        def f():
            return a

        with st.echo("below"):
            st.text(f())
    for n in range(2):
        with st.echo(code_location="above"):
            st.text(n)


def app_help():
    import streamlit as st

    def weave(warp, weft=1):
        """Weave cloth."""

    st.help(weave)
    st.help("text")
    x = [1, 2]
    st.help(x, width=300)
    st.help(weave, width="content")


def app_grid():
    import streamlit as st

    grid = st.grid(
        3, min_column_width=90, gap=("small", None), border=True, row_height=80, key="k", dense=True
    )
    grid.text("a")
    with grid.cell(column_span=2, row_span=2):
        st.text("b")
    with st.grid(wrap=True, vertical_alignment="center", width=300, height=200).cell(column_span="all"):
        st.text("c")


def app_bad_grid():
    import streamlit as st

    st.grid(25)


def app_bad_span():
    import streamlit as st

    st.grid(2).cell(column_span=3)


def app_skeleton():
    import streamlit as st

    place = st.skeleton(height=50)
    with st.skeleton(width=200):
        st.text("in the block")
    place.text("there")
    st.space("large")
    st.balloons()
    st.snow()
