"""Charts: what they give back, and the errors."""


def app_altair():
    import altair as alt
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    plain = alt.Chart(frame).mark_point().encode(x="a", y="b")
    both = plain.add_params(alt.selection_interval(name="brush"), alt.selection_point(name="spot"))
    unnamed = plain.add_params(alt.selection_interval(), alt.selection_point())
    st.altair_chart(plain, theme=None, width=300, height=200, alt="Points")
    st.write(plain)
    for chart, options in (
        (both, {"key": "both"}),
        (both, {"key": "one", "selection_mode": "spot"}),
        (both, {"key": "two", "selection_mode": ["spot", "brush"]}),
        (unnamed, {"key": "unnamed"}),
        (both | plain, {"key": "beside"}),
        (both.interactive(), {"key": "zoom"}),
    ):
        state = st.altair_chart(chart, on_select="rerun", **options)
        st.text(sorted(state.selection.items()))
        st.text(state["selection"] == state.selection)
    with st.form("f"):
        st.altair_chart(both, on_select="rerun", key="in form")
        st.form_submit_button("Go")
    for change in ("state['selection'] = 1", "state.selection.clear()", "state.other", "state['other']"):
        try:
            exec(change)
        except Exception as error:
            st.text(type(error).__name__)


def app_vega_lite():
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"a": [1, 2]})
    spec = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    picked = {**spec, "params": [{"name": "brush", "select": "interval"}]}
    st.vega_lite_chart(frame, spec)
    st.vega_lite_chart({"data": {"values": [{"a": 1}]}, **spec})
    st.vega_lite_chart(None, {"datasets": {"mine": [{"a": 1}]}, "data": {"name": "mine"}, **spec})
    st.text(st.vega_lite_chart(frame, picked, on_select="rerun", key="k").selection)
    st.text(st.vega_lite_chart(frame, {"layer": [picked]}, on_select="rerun").selection)


def app_no_specification():
    import streamlit as st

    st.vega_lite_chart([1, 2])


def app_nothing_to_select():
    import streamlit as st

    st.vega_lite_chart([1, 2], {"mark": "point"}, on_select="rerun")


def app_no_such_selection():
    import streamlit as st

    chart = {"mark": "point", "params": [{"name": "brush", "select": "interval"}]}
    st.vega_lite_chart([1, 2], chart, on_select="rerun", selection_mode="spot")


def app_bad_on_select():
    import streamlit as st

    st.vega_lite_chart([1, 2], {"mark": "point"}, on_select="always")


def app_bad_theme():
    import streamlit as st

    st.vega_lite_chart([1, 2], {"mark": "point"}, theme="dark")


def app_bad_chart_width():
    import streamlit as st

    st.vega_lite_chart([1, 2], {"mark": "point"}, width="wide")


def app_same_chart_twice():
    import streamlit as st

    chart = {"mark": "point", "params": [{"name": "brush", "select": "interval"}]}
    st.vega_lite_chart([1, 2], chart, on_select="rerun")
    st.vega_lite_chart([1, 2], chart, on_select="rerun")


def app_selection_is_not_set():
    import streamlit as st

    st.session_state.k = {"selection": {}}
    chart = {"mark": "point", "params": [{"name": "brush", "select": "interval"}]}
    st.vega_lite_chart([1, 2], chart, on_select="rerun", key="k")
