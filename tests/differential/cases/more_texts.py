"""The remaining parameters of texts."""


def app_more_texts():
    import streamlit as st

    st.title("A", width=300, text_alignment="center", icon="🧶", wrap=False)
    st.header("B", help="h", width="content", text_alignment="right", icon=":material/star:", wrap=True)
    st.subheader("C", anchor="an-anchor", width="stretch", text_alignment="justify", icon="🧶", wrap=True)
    st.caption("D <b>bold</b>", unsafe_allow_html=True, width=300, text_alignment="center", wrap=True)
    st.markdown("E", wrap=True, anchors=True)
    st.text("F", help="h", width=300, text_alignment="center", wrap=False)
    st.code("G", height=100, width=300)
    st.code("H", height="stretch", width="content")
    st.latex("I", help="h", width=300)
    st.json({"J": 1}, width=300)
    st.divider(width=300)
    st.badge("K", width=100, help="h", icon="🧶", color="green")
    st.error("L", title="T", icon="🧶", width=300)
    st.info("M", title="T", width=300)
    st.success("N", title="T", width=300)
    st.warning("O", title="T", width=300)
    st.progress(5, width=300)
    st.exception(ValueError("P"), width=300)
    st.toast("Q", duration="long")
    st.toast("R", duration=7)
    st.metric(
        "S",
        5,
        icon="🧶",
        width=300,
        height=200,
        chart_data=[1, 2, 3],
        chart_type="bar",
        delta_description="d",
    )


def app_html_in_one_line():
    import streamlit as st

    st.caption("<b>bold</b>", unsafe_allow_html=True, wrap=False)


def app_bad_texts():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.title("A", width=0),
            lambda: st.header("B", text_alignment="middle"),
            lambda: st.subheader("C", icon="not an icon"),
            lambda: st.caption("D", width="wide"),
            lambda: st.markdown("E", text_alignment="top"),
            lambda: st.code("G", height="tall"),
            lambda: st.code("H", height=-1),
            lambda: st.json("{"),
            lambda: st.badge("K", color="pinkish"),
            lambda: st.badge("K", icon="not an icon"),
            lambda: st.error("L", icon="not an icon"),
            lambda: st.toast(""),
            lambda: st.toast("Q", duration="forever"),
            lambda: st.toast("Q", duration=-1),
            lambda: st.metric("S", 5, delta_color="pinkish"),
            lambda: st.metric("S", 5, chart_type="pie", chart_data=[1]),
            lambda: st.metric("S", {}),
            lambda: st.metric("S", 5, chart_data=5),
            lambda: st.metric("S", 5, label_visibility="gone"),
            lambda: st.metric("S", 5, delta_arrow="sideways"),
            lambda: st.exception("no exception"),
            lambda: st.progress(None),
            lambda: st.latex(5),
            lambda: st.divider(width=0),
            lambda: st.text("F", width="wide"),
            lambda: st.metric("S", 5, height="tall"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
