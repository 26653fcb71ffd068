"""Inputs that choose among options."""


def app_select_slider():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.select_slider("A", ["x", "y", "z"])
    kept.b = st.select_slider("B", ["x", "y", "z"], "y", key="b_key", help="h", label_visibility="hidden")
    kept.c = st.select_slider("C", ["x", "y", "z"], ("x", "y"), label_visibility="collapsed")
    kept.d = st.select_slider("D", [1, 2, 3], 3, lambda n: f"#{n}", on_change=calls.append, args=("d",))
    kept.e = st.select_slider("E", range(5), disabled=True, width=200)
    kept.f = st.select_slider("F", (1.5, 2.5), [2.5, 1.5], width="stretch")
    kept.g = st.select_slider("G", ["p", "q"], on_change=lambda x: calls.append(x), kwargs={"x": "g"})
    kept.h = st.select_slider("H", ["p", "q"], key="h_key", bind="query-params")
    kept.i = st.select_slider("I", ["p", "q"], key="i_key", persist_state="session")


def steps_select_slider(at):
    at.select_slider[0].set_value("z").run()
    yield
    at.select_slider(key="b_key").set_value("x").run()
    yield
    at.select_slider[2].set_range("y", "z").run()
    yield
    at.select_slider[3].set_value(1).run()
    yield
    at.select_slider[6].set_value("q").run()
    yield


def app_bad_select_sliders():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.select_slider("A", []),
            lambda: st.select_slider("B", ["x"], "y"),
            lambda: st.select_slider("C", ["x", "y"], ("x", "z")),
            lambda: st.select_slider("D", ["x", "y", "z"], ("x", "y", "z")),
            lambda: st.select_slider("E", ["x"], label_visibility="gone"),
            lambda: st.select_slider("G", ["x"], width="content"),
            lambda: st.select_slider("H", ["x", "y"], ()),
            lambda: st.select_slider("I", ["x", "y"], ("y",)),
            lambda: st.select_slider("J", None),
            lambda: st.select_slider("K", ["x", "x"]),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_pills():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.pills("A", ["x", "y", "z"])
    kept.b = st.pills("B", ["x", "y"], selection_mode="multi", default=["y"], key="b_key", help="h")
    kept.c = st.pills(
        "C", [1, 2, 3], default=2, format_func=lambda n: f"#{n}", on_change=calls.append, args=("c",)
    )
    kept.d = st.pills("D", ["x", "y"], default="x", required=True, label_visibility="hidden", width=200)
    kept.e = st.pills("E", ["x"], disabled=True, label_visibility="collapsed", width="stretch", wrap=False)
    kept.f = st.pills("F", ["p", "q"], on_change=lambda x: calls.append(x), kwargs={"x": "f"}, wrap=True)
    kept.g = st.pills("G", ["p", "q"], key="g_key", bind="query-params")
    kept.h = st.pills("H", ["p", "q"], key="h_key", persist_state="session")
    kept.i = st.pills("I", [])


def steps_pills(at):
    at.pills[0].set_value("z").run()
    yield
    at.pills(key="b_key").select("x").run()
    yield
    at.pills(key="b_key").unselect("y").run()
    yield
    at.pills[2].set_value(3).run()
    yield
    at.pills[2].set_value(None).run()
    yield
    at.pills[5].select("q").run()
    yield
    at.pills[3].set_value("y").run()
    yield


def app_segmented():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.segmented_control("A", ["x", "y", "z"])
    kept.b = st.segmented_control(
        "B", ["x", "y"], selection_mode="multi", default=["y", "x"], key="b_key", help="h"
    )
    kept.c = st.segmented_control(
        "C", [1, 2], default=2, format_func=lambda n: f"#{n}", on_change=calls.append, args=(1,)
    )
    kept.d = st.segmented_control(
        "D", ["x", "y"], default="x", required=True, label_visibility="hidden", width=200
    )
    kept.e = st.segmented_control(
        "E", ["x"], disabled=True, label_visibility="collapsed", width="stretch", wrap=False
    )
    kept.f = st.segmented_control("F", ["p", "q"], on_change=lambda x: calls.append(x), kwargs={"x": "f"})
    kept.g = st.segmented_control("G", ["p", "q"], key="g_key", bind="query-params")
    kept.h = st.segmented_control("H", ["p", "q"], key="h_key", persist_state="session")


def steps_segmented(at):
    at.segmented_control[0].set_value("z").run()
    yield
    at.segmented_control(key="b_key").set_value(["x"]).run()
    yield
    at.segmented_control(key="b_key").set_value([]).run()
    yield
    at.segmented_control[2].set_value(1).run()
    yield
    at.segmented_control[0].unselect("z").run()
    yield
    at.segmented_control[5].set_value("q").run()
    yield


def app_bad_pills():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.pills("A", ["x"], default="y"),
            lambda: st.pills("B", ["x", "y"], default=["x", "y"]),
            lambda: st.pills("C", ["x"], selection_mode="several"),
            lambda: st.pills("D", ["x"], label_visibility="gone"),
            lambda: st.pills("E", ["x"], width="wide"),
            lambda: st.segmented_control("G", ["x"], selection_mode="multi", default=["z"]),
            lambda: st.segmented_control("H", ["x"], default=4),
            lambda: st.segmented_control("I", ["x"], selection_mode=None),
            lambda: st.pills("J", ["x", "y"], required=True),
            lambda: st.pills("K", ["x", "y"], selection_mode="multi", required=True),
            lambda: st.pills("L", None),
            lambda: st.pills("M", ["x", "x"]),
            lambda: st.pills("N", ["x", "y"], default=["x"]),
            lambda: st.pills("O", ["x", "y"], selection_mode="multi", default="x"),
            lambda: st.segmented_control("P", {"x": 1}, default="x"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_feedback():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.feedback()
    kept.b = st.feedback("stars", key="b_key", default=2)
    kept.c = st.feedback("faces", on_change=calls.append, args=("c",), width=200)
    kept.d = st.feedback("thumbs", key="d_key", disabled=True, default=1, width="stretch")
    kept.e = st.feedback("faces", key="e_key", on_change=lambda x: calls.append(x), kwargs={"x": "e"})
    kept.f = st.feedback("faces", key="f_key", bind="query-params")
    kept.g = st.feedback("faces", key="g_key", persist_state="session")


def steps_feedback(at):
    at.feedback[0].set_value(1).run()
    yield
    at.feedback(key="b_key").set_value(4).run()
    yield
    at.feedback[2].set_value(0).run()
    yield
    at.feedback(key="e_key").set_value(3).run()
    yield
    at.feedback[0].set_value(None).run()
    yield


def app_bad_feedback():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.feedback("hearts"),
            lambda: st.feedback("thumbs", default=2),
            lambda: st.feedback("stars", default=-1),
            lambda: st.feedback("stars", width="wide"),
            lambda: st.feedback(None),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_multiselect_more():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.multiselect("A", ["x", "y"], help="h", label_visibility="hidden", width=300, wrap=False)
    kept.b = st.multiselect("B", ["x", "y"], disabled=True, label_visibility="collapsed", width="stretch")
    kept.c = st.multiselect("C", ["x", "y"], on_change=calls.append, args=("c",), filter_mode="contains")
    kept.d = st.multiselect(
        "D", ["x", "y"], on_change=lambda x: calls.append(x), kwargs={"x": "d"}, filter_mode=None
    )
    kept.e = st.multiselect("E", ["x", "y"], key="e_key", bind="query-params", select_all=False)
    kept.f = st.multiselect("F", ["x", "y"], key="f_key", persist_state="session", select_all=True, wrap=True)
    kept.g = st.multiselect("G", [], accept_new_options=True, placeholder="new", filter_mode="prefix")
    kept.h = st.multiselect(
        "H", ["x", "y", "z"], ["x", "y"], max_selections=2, filter_mode="fuzzy", select_all=5
    )


def steps_multiselect_more(at):
    at.multiselect[2].select("y").run()
    yield
    at.multiselect[3].select("x").run()
    yield
    at.multiselect[7].unselect("x").select("z").run()
    yield
    at.multiselect[6].set_value(["new one"]).run()
    yield


def app_bad_multiselects():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.multiselect("A", ["x", "y"], ["x", "y"], max_selections=1),
            lambda: st.multiselect("B", ["x"], max_selections=-1),
            lambda: st.multiselect("C", ["x"], filter_mode="guess"),
            lambda: st.multiselect("D", ["x"], label_visibility="gone"),
            lambda: st.multiselect("E", ["x"], width="content"),
            lambda: st.multiselect("G", ["x"], select_all=-1),
            lambda: st.multiselect("H", ["x"], select_all="all"),
            lambda: st.multiselect("I", ["x", "x"], ["x"]),
            lambda: st.multiselect("J", None),
            lambda: st.multiselect("K", ["x"], "xy"),
            lambda: st.multiselect("L", ["x"], max_selections=0),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_menu():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.menu_button("A", ["x", "y"])
    kept.b = st.menu_button(
        "B", [1, 2], key="b_key", help="h", type="primary", icon="🧶", format_func=lambda n: f"#{n}"
    )
    kept.c = st.menu_button("C", ["x"], on_click=calls.append, args=("c",), width="stretch", wrap=True)
    kept.d = st.menu_button("D", ["x"], disabled=True, type="tertiary", icon=":material/menu:", wrap=False)
    kept.e = st.menu_button("E", ["x"], on_click=lambda x: calls.append(x), kwargs={"x": "e"}, width=150)


def steps_menu(at):
    at.menu_button[0].click("y").run()
    yield
    at.menu_button(key="b_key").click(2).run()
    yield
    at.menu_button[2].click("x").run()
    yield
    at.menu_button[4].click_index(0).run()
    yield
    at.run()
    yield


def app_bad_menus():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.menu_button("A", []),
            lambda: st.menu_button("B", ["x"], type="important"),
            lambda: st.menu_button("C", ["x"], icon="not an icon"),
            lambda: st.menu_button("D", ["x"], width="wide"),
            lambda: st.menu_button("F", None),
            lambda: st.menu_button("G", ["x", "x"]),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_pagination():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.pagination(10)
    kept.b = st.pagination(20, default=5, max_visible_pages=5, key="b_key", width="stretch")
    kept.c = st.pagination(3, on_change=calls.append, args=("c",), width=300)
    kept.d = st.pagination(4, disabled=True, max_visible_pages=None)
    kept.e = st.pagination(5, on_change=lambda x: calls.append(x), kwargs={"x": "e"})
    kept.f = st.pagination(6, key="f_key", bind="query-params")
    kept.g = st.pagination(7, key="g_key", persist_state="session")
    kept.h = st.pagination(1)


def steps_pagination(at):
    at.pagination[0].set_value(10).run()
    yield
    at.pagination(key="b_key").select(6).run()
    yield
    at.pagination[2].set_value(2).run()
    yield
    at.pagination[4].set_value(3).run()
    yield


def app_bad_paginations():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.pagination(0),
            lambda: st.pagination(-2),
            lambda: st.pagination(3, default=4),
            lambda: st.pagination(3, default=0),
            lambda: st.pagination(3, max_visible_pages=0),
            lambda: st.pagination(3, width="wide"),
            lambda: st.pagination("three"),
            lambda: st.pagination(2.5),
            lambda: st.pagination(3, default="one"),
            lambda: st.pagination(12, max_visible_pages=4),
            lambda: st.pagination(13, max_visible_pages=100),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_options_that_are_one_number():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.select_slider("A", 5),
            lambda: st.pills("B", 3),
            lambda: st.segmented_control("C", 3),
            lambda: st.multiselect("D", 3),
            lambda: st.menu_button("E", 3),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_feedback_that_is_no_whole_number():
    import streamlit as st

    for number, attempt in enumerate(
        [lambda: st.feedback("faces", default="good"), lambda: st.feedback("stars", default=1.5)]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
