"""Texts of all kinds."""


def app_headings():
    import streamlit as st

    st.title("A *title*")
    st.title("Anchored", anchor="here", help="why")
    st.header("A header", divider="rainbow")
    st.header("No anchor", anchor=False)
    st.subheader("A subheader", divider=True, help="help")


def app_markdown():
    import streamlit as st

    st.markdown(
        """
        Indented **text**
        over two lines
        """
    )
    st.markdown("<b>bold</b>", unsafe_allow_html=True)
    st.markdown("plain", help="why", width=300, text_alignment="center")
    st.caption("A caption")
    st.caption("with help", help="x")
    st.text("  2 * 3 ")
    st.text(12.5)
    st.text(None)
    st.latex(r"x^2")
    st.divider()
    st.badge("New", icon=":material/check:", color="green")


def app_code():
    import streamlit as st

    st.code("print(1)  ")
    st.code("a = 1", language=None, line_numbers=True)
    st.code("SELECT 1", language="sql", wrap_lines=True)
    st.json({"a": [1, 2, {"b": None}]})
    st.json([1, 2], expanded=False)
    st.json('{"c": 1}', expanded=1)


def app_alerts():
    import streamlit as st

    st.info("info")
    st.success("good", icon="✅")
    st.warning("careful", icon=":material/warning:")
    st.error("bad")
    st.error(ValueError("as text"))
    st.exception(ValueError("shown"))


def app_write():
    import datetime

    import streamlit as st

    st.write("text", 1, 2.5, None, True)
    st.write({"a": 1}, [1, 2])
    st.write(("t", 1))
    st.write(datetime.date(2026, 1, 2))
    st.write(ValueError("an error"))
    st.write(len)
    st.write()
    st.write(x for x in "abc")


def app_write_stream():
    import streamlit as st

    st.session_state.whole = st.write_stream(word + " " for word in ["one", "two", "three"])
    st.session_state.mixed = st.write_stream(iter(["a", 1, "b", "c"]))
    st.session_state.one = st.write_stream(iter(["x"]), cursor="|")


def app_magic_values():
    import streamlit as st

    "A text"
    st.session_state.setdefault("n", 1)
    x = 3
    x
    [1, 2]
    """a docstring in the middle"""


def app_metric():
    import streamlit as st

    st.metric("Temperature", "70 °F", "1.2 °F")
    st.metric("Down", 12, -3, delta_color="inverse")
    st.metric("Off", 12.5, 3, delta_color="off", help="why")
    st.metric("None", None)
    st.metric("Hidden", 1, label_visibility="hidden", border=True)
    st.metric("Arrow", 1, 1, delta_arrow="off", format="percent")


def app_progress():
    import streamlit as st

    bar = st.progress(0, text="begin")
    bar.progress(50, text="half")
    st.progress(0.25)
    st.progress(1.0, "full")


def app_empty():
    import streamlit as st

    place = st.empty()
    place.text("first")
    place.text("second")
    gone = st.empty()
    gone.text("gone")
    gone.empty()
    with st.empty():
        st.write("a")
        st.write("b")


def app_bad_icons():
    import streamlit as st

    st.info("x", icon="not an emoji")


def app_bad_heading_divider():
    import streamlit as st

    st.header("x", divider="pinkish")


def app_bad_progress():
    import streamlit as st

    st.progress(1.5)


def app_bad_progress_type():
    import streamlit as st

    st.progress("a")


def app_bad_width():
    import streamlit as st

    st.markdown("x", width="wide")


def app_toast():
    import streamlit as st

    st.toast("Saved", icon="🎉")
    st.toast("Again")


def app_unknown_material_icon():
    import streamlit as st

    st.button("A", icon=":material/nonsense_icon:")
