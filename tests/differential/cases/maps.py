"""Maps."""


def app_maps():
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"lat": [1.0, 2.0, 3.0], "lon": [4.0, 5.0, 9.0], "c": ["#f00"] * 3, "s": [1, 2, 3]})
    st.map()
    st.map(frame)
    st.map(frame, color="c", size="s", zoom=5, height=200, width=300)
    st.map({"x": [1.0], "y": [4.0]}, latitude="x", longitude="y", color="#ff000080", size=50)
    st.map(pd.DataFrame({"LATITUDE": [1], "LON": [2]}), use_container_width=True)
    st.map(pd.DataFrame({"lat": [], "lon": []}), height="stretch")
    st.map(frame, color=[255, 0, 0])


def app_map_without_latitude():
    import streamlit as st

    st.map({"x": [1.0], "y": [4.0]})


def app_map_with_a_missing_place():
    import pandas as pd
    import streamlit as st

    st.map(pd.DataFrame({"lat": [1.0, None], "lon": [4.0, 5.0]}))


def app_map_without_colours():
    import pandas as pd
    import streamlit as st

    st.map(pd.DataFrame({"lat": [1.0], "lon": [4.0], "g": ["a"]}), color="g")


def app_map_as_wide_as_its_content():
    import streamlit as st

    st.map({"lat": [1.0], "lon": [4.0]}, width="content")


def app_map_as_high_as_its_content():
    import streamlit as st

    st.map({"lat": [1.0], "lon": [4.0]}, height="content")


def app_pydeck():
    import pydeck
    import streamlit as st

    layer = pydeck.Layer("ScatterplotLayer", [{"a": 1, "b": 2}], get_position=["a", "b"], id="dots")
    deck = pydeck.Deck([layer], map_style=None, tooltip={"text": "{a}"})
    st.pydeck_chart()
    st.pydeck_chart(deck, width=300, height="stretch")
    st.pydeck_chart(deck, selection_mode="anything")
    st.write(deck)
    event = st.pydeck_chart(deck, on_select="rerun", key="chosen", selection_mode="multi-object")
    st.write(type(event).__name__, isinstance(event, dict), event)
    st.write(event.selection.indices, event["selection"]["objects"])
    st.write(st.session_state["chosen"])
    st.write(st.session_state.chosen.selection.objects)


def app_pydeck_bad_mode():
    import pydeck
    import streamlit as st

    st.pydeck_chart(pydeck.Deck(), on_select="rerun", selection_mode="box")


def app_pydeck_several_modes():
    import pydeck
    import streamlit as st

    st.pydeck_chart(pydeck.Deck(), on_select="rerun", selection_mode=["single-object"])


def app_pydeck_bad_select():
    import pydeck
    import streamlit as st

    st.pydeck_chart(pydeck.Deck(), on_select="now")


def app_pydeck_bad_height():
    import pydeck
    import streamlit as st

    st.pydeck_chart(pydeck.Deck(), height="content")


def app_pydeck_twice():
    import pydeck
    import streamlit as st

    layer = pydeck.Layer("ScatterplotLayer", [{"a": 1, "b": 2}], get_position=["a", "b"], id="dots")
    for _ in range(2):
        st.pydeck_chart(pydeck.Deck([layer]), on_select="rerun")


def app_pydeck_twice_by_key():
    import pydeck
    import streamlit as st

    for _ in range(2):
        st.pydeck_chart(pydeck.Deck(), on_select="rerun", key="map")


def app_pydeck_set():
    import pydeck
    import streamlit as st

    st.session_state.map = {"selection": {}}
    st.pydeck_chart(pydeck.Deck(), on_select="rerun", key="map")


def app_pydeck_callback_in_a_form():
    import pydeck
    import streamlit as st

    with st.form("form"):
        st.pydeck_chart(pydeck.Deck(), on_select=print, key="map")
        st.form_submit_button()
