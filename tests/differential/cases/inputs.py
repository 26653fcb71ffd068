"""Inputs: what they return at first, and what they return when they are operated."""


def app_button():
    import streamlit as st

    st.session_state.setdefault("calls", [])
    st.session_state.pressed = st.button(
        "Go",
        key="go",
        help="why",
        on_click=lambda *a, **k: st.session_state.calls.append([a, k]),
        args=(1,),
        kwargs={"x": 2},
    )
    st.session_state.second = st.button("Other", type="primary", disabled=False)
    st.button("Off", disabled=True)
    st.text(str(st.session_state.pressed))


def steps_button(at):
    at.button[0].click().run()
    yield
    at.button[1].click().run()
    yield
    at.run()
    yield


def app_checkbox():
    import streamlit as st

    st.session_state.a = st.checkbox("A")
    st.session_state.b = st.checkbox("B", value=True, key="keyed", help="h")
    st.session_state.t = st.toggle("T", value=True)
    st.checkbox("Off", disabled=True, label_visibility="collapsed")


def steps_checkbox(at):
    at.checkbox[0].check().run()
    yield
    at.checkbox[1].uncheck().run()
    yield
    at.toggle[0].set_value(False).run()
    yield


def app_texts():
    import streamlit as st

    st.session_state.a = st.text_input("A")
    st.session_state.b = st.text_input("B", "value", max_chars=8, key="b_key", placeholder="type", help="h")
    st.session_state.c = st.text_input("C", value=None)
    st.session_state.d = st.text_area("D", "two\nlines", height=100)
    st.session_state.e = st.text_area("E", value=None, placeholder="p")
    st.text_input("Secret", type="password")


def steps_texts(at):
    at.text_input[0].input("typed").run()
    yield
    at.text_input(key="b_key").set_value("other").run()
    yield
    at.text_input[2].input("x").run()
    yield
    at.text_area[0].input("one").run()
    yield
    at.text_area[1].input("e").run()
    yield


def app_number():
    import streamlit as st

    st.session_state.a = st.number_input("A")
    st.session_state.b = st.number_input("B", 0, 10, 5, key="b_key")
    st.session_state.c = st.number_input("C", value=None, min_value=0.0, step=0.5)
    st.session_state.d = st.number_input("D", value=1.25, step=0.25, format="%.3f", help="h")
    st.session_state.e = st.number_input("E", value="min", min_value=3)
    st.session_state.f = st.number_input("F", min_value=-2.5, max_value=2.5)


def steps_number(at):
    at.number_input[0].increment().run()
    yield
    at.number_input(key="b_key").decrement().run()
    yield
    at.number_input[2].set_value(2.5).run()
    yield
    at.number_input[3].increment().run()
    yield
    at.number_input(key="b_key").set_value(10).increment().run()
    yield


def app_slider():
    import datetime

    import streamlit as st

    st.session_state.a = st.slider("A")
    st.session_state.b = st.slider("B", 0, 10, 5, 1, key="b_key")
    st.session_state.c = st.slider("C", 0.0, 1.0, (0.25, 0.75))
    st.session_state.d = st.slider(
        "D", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), datetime.date(2026, 6, 1)
    )
    st.session_state.e = st.slider(
        "E", datetime.time(8), datetime.time(18), datetime.time(12), datetime.timedelta(minutes=30)
    )
    st.session_state.f = st.slider("F", 0, 100, (20, 40), step=5, format="%d kg", help="h")
    st.session_state.g = st.slider(
        "G",
        datetime.datetime(2026, 1, 1, 8),
        datetime.datetime(2026, 1, 2, 8),
        datetime.datetime(2026, 1, 1, 12),
    )


def steps_slider(at):
    import datetime

    at.slider[0].set_value(50).run()
    yield
    at.slider(key="b_key").set_value(7).run()
    yield
    at.slider[2].set_range(0.1, 0.9).run()
    yield
    at.slider[3].set_value(datetime.date(2026, 2, 3)).run()
    yield
    at.slider[4].set_value(datetime.time(9, 30)).run()
    yield


def app_choices():
    import streamlit as st

    st.session_state.a = st.selectbox("A", ["x", "y", "z"])
    st.session_state.b = st.selectbox("B", ["x", "y"], index=None, placeholder="choose")
    st.session_state.c = st.selectbox(
        "C", [1, 2, 3], index=1, format_func=lambda n: f"number {n}", key="c_key"
    )
    st.session_state.d = st.radio("D", ["x", "y"], captions=["first", "second"])
    st.session_state.e = st.radio("E", ["x", "y"], index=None, horizontal=True, help="h")
    st.session_state.f = st.selectbox("F", [])
    st.session_state.g = st.selectbox("G", ["p", "q"], accept_new_options=True)


def steps_choices(at):
    at.selectbox[0].select("z").run()
    yield
    at.selectbox[1].select_index(1).run()
    yield
    at.selectbox(key="c_key").select(3).run()
    yield
    at.radio[0].set_value("y").run()
    yield
    at.radio[1].set_value("x").run()
    yield


def app_multiselect():
    import streamlit as st

    st.session_state.a = st.multiselect("A", ["x", "y", "z"])
    st.session_state.b = st.multiselect(
        "B", ["x", "y", "z"], ["y"], key="b_key", max_selections=2, placeholder="some"
    )
    st.session_state.c = st.multiselect("C", [1, 2, 3], format_func=lambda n: f"#{n}", default=2)
    st.session_state.d = st.multiselect("D", ["a"], accept_new_options=True)


def steps_multiselect(at):
    at.multiselect[0].select("x").select("z").run()
    yield
    at.multiselect(key="b_key").unselect("y").run()
    yield
    at.multiselect[2].set_value([1, 3]).run()
    yield
    at.multiselect[2].select_index(1).run()
    yield


def app_bad_multiselect_default():
    import streamlit as st

    st.multiselect("A", ["x"], ["nope"])


def app_bad_selectbox_index():
    import streamlit as st

    st.selectbox("A", ["x"], index=4)


def app_bad_selectbox_index_type():
    import streamlit as st

    st.selectbox("A", ["x"], index="x")


def app_bad_slider_value():
    import streamlit as st

    st.slider("A", 0, 10, 20)


def app_bad_slider_types():
    import streamlit as st

    st.slider("A", 0, 10.0, 5)


def app_bad_number():
    import streamlit as st

    st.number_input("A", 0, 10, 20)


def app_bad_number_types():
    import streamlit as st

    st.number_input("A", 0, 10.5, 2)


def app_bad_label_visibility():
    import streamlit as st

    st.checkbox("A", label_visibility="gone")


def app_bad_button_type():
    import streamlit as st

    st.button("A", type="important")


def app_duplicate_keys():
    import streamlit as st

    st.text_input("A", key="k")
    st.text_input("B", key="k")


def app_duplicate_ids():
    import streamlit as st

    st.button("A")
    st.button("A")


def app_color():
    import streamlit as st

    st.session_state.a = st.color_picker("A")
    st.session_state.b = st.color_picker("B", "#FF0000", key="b_key")


def steps_color(at):
    at.color_picker[0].pick("#123456").run()
    yield
    at.color_picker(key="b_key").set_value("#abcdef").run()
    yield


def app_bad_color():
    import streamlit as st

    st.color_picker("A", "red")


def app_download():
    import streamlit as st

    st.session_state.a = st.download_button("A", "text")
    st.session_state.b = st.download_button(
        "B", b"bytes", "b.bin", "application/x-thing", key="b_key", help="h", disabled=True
    )
    st.session_state.c = st.download_button("C", "text", on_click="ignore", type="primary", icon="⬇️")


def app_required():
    import streamlit as st

    st.text_input("A", required=True)
    st.selectbox("B", ["x"], index=None, required=True)
