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


def app_built_in():
    import datetime

    import pandas as pd
    import streamlit as st

    wide = pd.DataFrame({"day": [1, 2, 3], "a": [3, 4, 5], "b": [5, 6, 7]})
    long = pd.DataFrame({"day": [1, 1, 2], "n": [3, 4, 5], "kind": ["x", "y", "x"], "w": [1.5, 2, 3]})
    dates = pd.DataFrame({"a": [1, 2]}, index=[datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)])
    for command in (st.line_chart, st.area_chart, st.bar_chart, st.scatter_chart):
        for data in (wide, [1, 2], None, dates, pd.Series([1, 2])):
            command(data)
        command(wide, x="day", y=["a", "b"], x_label="Day", y_label="", color=["#f00", (0, 0, 1.0)])
        command(long, x="day", y="n", color="kind", width=300, height=200)
        command(wide, y="a", color="red", use_container_width=True, alt="Bars")
    for stack in (None, True, False, "normalize", "center", "layered"):
        st.area_chart(wide, stack=stack)
        st.bar_chart(wide, stack=stack)
    for sort in (True, False, "n", "-n"):
        st.bar_chart(long, x="kind", y="n", sort=sort, horizontal=True)
    st.scatter_chart(long, x="day", y="n", size="w")
    st.scatter_chart(long, x="day", y="n", size=40)
    st.text("end")


def app_no_such_x():
    import streamlit as st

    st.bar_chart({"a": [1]}, x="z")


def app_no_such_y():
    import streamlit as st

    st.line_chart({"a": [1]}, y="z")


def app_no_such_color():
    import streamlit as st

    st.area_chart({"a": [1]}, color="z")


def app_x_no_name():
    import streamlit as st

    st.scatter_chart({"a": [1]}, x=5)


def app_too_few_colors():
    import streamlit as st

    st.bar_chart({"a": [1], "b": [1]}, color=["#f00"])


def app_bad_color():
    import streamlit as st

    st.bar_chart({"a": [1]}, color=["nope"])


def app_color_number():
    import streamlit as st

    st.bar_chart({"a": [1]}, color=5)


def app_bad_stack():
    import streamlit as st

    st.area_chart({"a": [1]}, stack="high")


def app_bad_size():
    import streamlit as st

    st.scatter_chart({"a": [1]}, size="z")


def app_bad_sort():
    import streamlit as st

    st.bar_chart({"a": [1]}, sort="z")


def app_chart_of_nothing():
    import streamlit as st

    st.bar_chart(5)
