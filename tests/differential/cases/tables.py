"""Tables: what they show, what is selected, and what the editor returns for each type of data."""


def app_selections():
    import streamlit as st

    data = {"city": ["Bern", "Oslo", "Rome"], "people": [1, 2, 3]}
    st.session_state.rows = st.dataframe(data, key="grid", on_select="rerun").selection.rows
    first = {"selection": {"rows": [2], "columns": ["city"]}}
    modes = ["single-row", "multi-column"]
    event = st.dataframe(data, on_select="rerun", selection_mode=modes, selection_default=first)
    st.session_state.event = dict(event.selection)
    required = st.dataframe(data, on_select="rerun", selection_mode="single-row-required")
    st.session_state.required = required["selection"]["rows"]


def app_selection_errors():
    import streamlit as st

    calls = [
        {"on_select": None},
        {"on_select": "rerun", "selection_mode": "rows"},
        {"on_select": "rerun", "selection_mode": ["single-row", "multi-row"]},
        {"on_select": "rerun", "selection_mode": ["single-column", "multi-column"]},
        {"on_select": "rerun", "selection_mode": ["single-cell", "multi-cell"]},
        {"selection_default": {"selection": {}}},
    ]
    names = []
    for call in calls:
        try:
            st.dataframe([1], **call)
        except Exception as error:
            names.append(
                type(error).__name__.replace("Streamlit", "").replace("APIException", "APIError").rstrip("_")
            )
    st.session_state.names = names


def app_editor_types():
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import streamlit as st

    found = []
    for i, data in enumerate(
        [
            {"a": [1, 2], "b": ["x", "y"]},
            {"k": 1, "m": 2},
            {"a": {"x": 1, "y": 2}},
            [1, 2],
            (1, 2),
            {1},
            [[1, 2], [3, 4]],
            [{"a": 1, "b": "x"}, {"a": 2, "b": None}],
            np.array([1, 2]),
            np.array([[1, 2], [3, 4]]),
            pd.DataFrame({"a": [1, 2]}),
            pd.Series([1, 2], name="s"),
            pd.Index([1, 2], name="i"),
            pa.table({"a": [1, 2]}),
        ]
    ):
        edited = st.data_editor(data, key=f"e{i}")
        plain = edited.to_pydict() if isinstance(edited, pa.Table) else edited
        plain = plain.to_dict() if hasattr(plain, "to_dict") else plain
        found.append([type(edited).__name__, plain.tolist() if hasattr(plain, "tolist") else str(plain)])
    st.session_state.found = found
    st.session_state.states = str(st.session_state.e0)


def app_editor_errors():
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"a": [1], "b": ["x"]})
    calls = [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), {}),
        (pd.DataFrame({"_index": [1]}), {}),
        (frame.set_index(["a", "b"]), {}),
        (frame, {"column_config": {"b": st.column_config.DateColumn()}}),
        (frame, {"column_config": {"a": st.column_config.TextColumn()}}),
        (frame, {"column_config": {"a": st.column_config.TextColumn(disabled=True)}, "key": "fine"}),
        (frame, {"column_config": {"b": st.column_config.NumberColumn()}, "key": "fine too"}),
    ]
    names = []
    for data, options in calls:
        try:
            st.data_editor(data, **options)
            names.append("fine")
        except Exception as error:
            names.append(
                type(error).__name__.replace("Streamlit", "").replace("APIException", "APIError").rstrip("_")
            )
    st.session_state.names = names


def app_styler():
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"a": [0.5, 0.25], "b": ["x", "y"]})
    st.dataframe(frame.style.format({"a": "{:.0%}"}).highlight_max(subset=["a"]))
    st.table(frame.style.set_caption("C"))


def app_column_config():
    import streamlit as st

    columns = st.column_config
    st.session_state.configs = str(
        [
            columns.MarkdownColumn("M", width="small")["type_config"],
            columns.AudioColumn()["type_config"],
            columns.VideoColumn()["type_config"],
            columns.ListColumn()["type_config"],
        ]
    )
    st.dataframe(
        {"b": ["**b**"]},
        column_config={
            "b": columns.MarkdownColumn(),
        },
    )
    names = []
    for make in (
        lambda: columns.ProgressColumn(color="smell"),
        lambda: columns.ButtonColumn(on_click=print),
        lambda: columns.LineChartColumn(color="auto").keys(),
    ):
        try:
            make()
            names.append("fine")
        except Exception as error:
            names.append(
                type(error).__name__.replace("Streamlit", "").replace("APIException", "APIError").rstrip("_")
            )
    st.session_state.names = names


def app_button_column():
    import streamlit as st

    button = st.column_config.ButtonColumn(key="click")
    st.dataframe({"do": ["Go"]}, column_config={"do": button})
    st.text(str(st.session_state.click))


def app_frames():
    import collections
    import dataclasses
    import sqlite3

    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import streamlit as st

    @dataclasses.dataclass
    class City:
        name: str
        people: int

    Point = collections.namedtuple("Point", ["x", "y"])
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    two = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["k", "n"])
    frames = [
        frame,
        frame.set_index("b"),
        pd.DataFrame({"a": [1, 2]}, index=two),
        pd.DataFrame([[1, 2], [3, 4]], columns=two),
        pd.DataFrame({"a": pd.Categorical(["x", "y"])}),
        pd.DataFrame({"a": pd.to_datetime(["2024-01-01", None])}),
        pd.DataFrame({"a": pd.to_datetime(["2024-01-01"]).tz_localize("Asia/Tokyo")}),
        pd.DataFrame({"a": [1.5, float("nan")]}, index=pd.Index(["r", "s"], name="row")),
        pd.DataFrame(),
        pd.Series([1, 2], name="s"),
        pd.Index([1, 2], name="i"),
        np.array([1, 2]),
        np.array([[1, 2], [3, 4]]),
        pa.table({"a": [1, 2], "b": ["x", "y"]}),
        {"a": [1, 2], "b": ["x", "y"]},
        [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}],
        [[1, 2], [3, 4]],
        [1, 2],
        (1, 2),
        [City("Bern", 1), City("Oslo", 2)],
        [Point(1, 2), Point(3, 4)],
        collections.OrderedDict(a=[1, 2]),
        sqlite3.connect(":memory:").execute("select 1 as one, 'x' as two"),
    ]
    for data in frames:
        st.dataframe(data)
