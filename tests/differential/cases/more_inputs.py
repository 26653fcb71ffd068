"""The parameters that most inputs share, and those that belong to one."""


def app_shared_parameters():
    import streamlit as st

    calls = st.session_state.setdefault("calls", [])

    def called(word, number=0):
        calls.append([word, number])

    def shared(word):
        return {
            "help": f"help of {word}",
            "on_change": called,
            "args": (word,),
            "kwargs": {"number": 1},
            "width": 250,
            "label_visibility": "hidden",
        }

    kept = st.session_state
    kept.a = st.checkbox("A", **shared("a"), wrap=True)
    kept.b = st.toggle("B", **shared("b"), wrap=False)
    kept.c = st.color_picker("C", **shared("c"))
    kept.d = st.number_input("D", 1, **shared("d"), icon="🧶", placeholder="p")
    kept.e = st.radio("E", ["x", "y"], format_func=str.upper, **shared("e"))
    kept.f = st.selectbox("F", ["x", "y"], **shared("f"), filter_mode="prefix", icon="🧶")
    kept.g = st.slider("G", 0, 9, **shared("g"))
    kept.h = st.text_area("H", max_chars=5, **shared("h"))
    kept.i = st.text_input("I", autocomplete="name", icon=":material/person:", **shared("i"))


def steps_shared_parameters(at):
    at.checkbox[0].check().run()
    yield
    at.toggle[0].set_value(True).run()
    yield
    at.color_picker[0].pick("#102030").run()
    yield
    at.number_input[0].set_value(4).run()
    yield
    at.radio[0].set_value("y").run()
    yield
    at.selectbox[0].select("y").run()
    yield
    at.slider[0].set_value(4).run()
    yield
    at.text_area[0].input("text").run()
    yield
    at.text_input[0].input("text").run()
    yield


def app_disabled():
    import streamlit as st

    st.checkbox("A", disabled=True, label_visibility="collapsed", width="stretch", key="a")
    st.toggle("B", disabled=True, label_visibility="collapsed", width="stretch", key="b")
    st.color_picker("C", disabled=True, label_visibility="collapsed", width="stretch", key="c")
    st.number_input("D", disabled=True, label_visibility="collapsed", width="stretch", key="d", required=True)
    st.radio("E", ["x"], disabled=True, label_visibility="collapsed", width="stretch", key="e")
    st.selectbox(
        "F", ["x"], disabled=True, label_visibility="collapsed", width="stretch", key="f", filter_mode=None
    )
    st.slider("G", disabled=True, label_visibility="collapsed", width="stretch", key="g")
    st.text_area("H", disabled=True, label_visibility="collapsed", width="stretch", key="h", required=True)
    st.text_input("I", disabled=True, label_visibility="collapsed", width="stretch", key="i", required=True)


def app_kept():
    import streamlit as st

    for bind, persist in (("query-params", None), (None, "session"), (None, "page")):
        for name, command, words in (
            ("checkbox", st.checkbox, []),
            ("toggle", st.toggle, []),
            ("color", st.color_picker, []),
            ("number", st.number_input, []),
            ("radio", st.radio, [["x", "y"]]),
            ("select", st.selectbox, [["x", "y"]]),
            ("slider", st.slider, []),
            ("area", st.text_area, []),
            ("text", st.text_input, []),
        ):
            command(name, *words, key=f"{name}_{bind}_{persist}", bind=bind, persist_state=persist)
    st.checkbox("literal", key="literal", bind="query-params", persist_state="session")
    st.toggle("literal", key="literal2", bind=None, persist_state="page")
    st.color_picker("literal", key="literal3", bind=None, persist_state="page")
    st.number_input("literal", key="literal4", bind=None, persist_state="page")
    st.radio("literal", ["x"], key="literal5", bind=None, persist_state="page")
    st.selectbox("literal", ["x"], key="literal6", bind=None, persist_state="page")
    st.slider("literal", key="literal7", bind=None, persist_state="page")
    st.text_area("literal", key="literal8", bind=None, persist_state="page")
    st.text_input("literal", key="literal9", bind=None, persist_state="page")


def steps_kept(at):
    at.checkbox(key="checkbox_query-params_None").check().run()
    yield
    at.text_input(key="text_query-params_None").input("words").run()
    yield


def app_text_input_that_checks():
    import streamlit as st

    st.session_state.a = st.text_input("A", validate=r"\d+", live=False)
    st.session_state.b = st.text_input("B", live=True, required=True, type="password")


def steps_text_input_that_checks(at):
    at.text_input[0].input("12").run()
    yield
    at.text_input[1].input("secret").run()
    yield


def app_buttons():
    import streamlit as st

    calls = st.session_state.setdefault("calls", [])
    st.button("A", icon="🧶", icon_position="right", width=200, wrap=True)
    st.button("B", use_container_width=True, shortcut="Ctrl+B", wrap=False)
    st.button("C", type="tertiary", width="stretch", on_click=lambda x: calls.append(x), kwargs={"x": "c"})
    with st.form("form", clear_on_submit=True, enter_to_submit=False, border=False, width=400, height=200):
        st.text_input("text")
        st.form_submit_button("D", icon="🧶", icon_position="right", width=200, wrap=True, key="d_key")
        st.form_submit_button("E", use_container_width=True, shortcut="Ctrl+E", disabled=True)
        st.form_submit_button("F", "help", calls.append, ("f",), type="primary")
        st.form_submit_button("G", on_click=lambda x: calls.append(x), kwargs={"x": "g"})


def steps_buttons(at):
    at.button[2].click().run()
    yield
    at.text_input[0].input("text")
    at.form_submit_button[2].click().run()
    yield
    at.form_submit_button[3].click().run()
    yield


def app_bad_inputs():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.checkbox("A", value="yes"),
            lambda: st.checkbox("B", width="wide"),
            lambda: st.toggle("C", bind="query-params"),
            lambda: st.color_picker("D", "#12"),
            lambda: st.color_picker("E", 5),
            lambda: st.number_input("F", icon="not an icon"),
            lambda: st.number_input("G", step=0.5, value=1),
            lambda: st.number_input("H", format="%q"),
            lambda: st.number_input("I", min_value=5, max_value=1),
            lambda: st.number_input("J", value="text"),
            lambda: st.number_input("K", min_value=-(1 << 60)),
            lambda: st.radio("L", ["x"], index=2),
            lambda: st.radio("M", ["x"], index="x"),
            lambda: st.radio("N", 5),
            lambda: st.radio("O", ["x"], captions=5),
            lambda: st.selectbox("P", ["x"], filter_mode="guess"),
            lambda: st.selectbox("Q", 5),
            lambda: st.selectbox("R", ["x"], index=-1),
            lambda: st.slider("S", 5, 1),
            lambda: st.slider("T", 0, 9, 3, step=0.5),
            lambda: st.slider("U", 0, 9, (1, 2, 3)),
            lambda: st.slider("V", "a", "z"),
            lambda: st.text_area("W", height="tall"),
            lambda: st.text_area("X", height=10),
            lambda: st.text_area("Y", max_chars="many"),
            lambda: st.text_input("Z", type="secret"),
            lambda: st.text_input("AA", validate="("),
            lambda: st.text_input("AB", persist_state="always"),
            lambda: st.button("AC", shortcut="Ctrl"),
            lambda: st.button("AD", on_click=5),
            lambda: st.form_submit_button("AE"),
            lambda: st.button("AF", args=5, on_click=print),
            lambda: st.text_input("AG", 5),
            lambda: st.text_input(5),
            lambda: st.text_input("AH", key=5),
            lambda: st.text_input("AI", label_visibility=None),
            lambda: st.slider("AJ", step=0),
            lambda: st.slider("AK", 0.0, 1.0, 0.5, step=2.0),
            lambda: st.number_input("AL", step=0),
            lambda: st.number_input("AM", step=-1),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
