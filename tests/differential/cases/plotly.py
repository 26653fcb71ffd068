"""Charts of Plotly's."""


def app_plotly():
    import plotly.graph_objects as go
    import streamlit as st

    figure = go.Figure(go.Bar(x=["a", "b"], y=[1, 2]))
    st.plotly_chart(figure)
    st.plotly_chart({"data": [{"type": "bar", "y": [1]}], "layout": {"title": {"text": "Bars"}}}, width=300)
    st.plotly_chart([go.Bar(y=[1])], height="stretch", theme=None, config={"scrollZoom": True}, key="bars")
    st.write(go.Figure(go.Bar(y=[3])))
    event = st.plotly_chart(figure, on_select="rerun", key="chosen")
    st.write(type(event).__name__, isinstance(event, dict), event)
    st.write(event.selection.points, event["selection"]["box"], event.selection.point_indices == [])
    st.write(st.session_state["chosen"])
    st.write(st.session_state.chosen.selection.lasso)


def app_plotly_read_only():
    import plotly.graph_objects as go
    import streamlit as st

    st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="rerun").selection["points"] = [1]


def app_plotly_bad_attribute():
    import plotly.graph_objects as go
    import streamlit as st

    st.write(st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="rerun").selection.rows)


def app_plotly_bad_mode():
    import plotly.graph_objects as go
    import streamlit as st

    st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="rerun", selection_mode=["box", "line"])


def app_plotly_bad_select():
    import plotly.graph_objects as go
    import streamlit as st

    st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="now")


def app_plotly_bad_theme():
    import plotly.graph_objects as go
    import streamlit as st

    st.plotly_chart(go.Figure(go.Bar(y=[1])), theme="dark")


def app_plotly_bad_width():
    import plotly.graph_objects as go
    import streamlit as st

    st.plotly_chart(go.Figure(go.Bar(y=[1])), width="wide")


def app_plotly_bad_figure():
    import streamlit as st

    st.plotly_chart(3)


def app_plotly_bad_trace():
    import streamlit as st

    st.plotly_chart({"data": [{"type": "nothing"}]})


def app_plotly_twice():
    import plotly.graph_objects as go
    import streamlit as st

    for _ in range(2):
        st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="rerun")


def app_plotly_twice_by_key():
    import plotly.graph_objects as go
    import streamlit as st

    for number in range(2):
        st.plotly_chart(go.Figure(go.Bar(y=[number])), on_select="rerun", key="chart")


def app_plotly_set():
    import plotly.graph_objects as go
    import streamlit as st

    st.session_state.chart = {"selection": {}}
    st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select="rerun", key="chart")


def app_plotly_callback_in_a_form():
    import plotly.graph_objects as go
    import streamlit as st

    with st.form("form"):
        st.plotly_chart(go.Figure(go.Bar(y=[1])), on_select=print, key="chart")
        st.form_submit_button()
