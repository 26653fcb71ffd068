"""Files in and out, and links."""


def app_uploads():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.file_uploader("A")
    kept.b = st.file_uploader("B", ["csv", ".TXT"], True, key="b_key", help="h", max_upload_size=1)
    kept.c = st.file_uploader("C", "png", on_change=calls.append, args=("c",), width=300)
    kept.d = st.file_uploader(
        "D", on_change=lambda x: calls.append(x), kwargs={"x": "d"}, label_visibility="hidden"
    )
    kept.e = st.file_uploader(
        "E", accept_multiple_files="directory", label_visibility="collapsed", width="stretch"
    )
    kept.f = st.file_uploader("F", disabled=True)
    for file in [kept.a, *kept.b]:
        if file is not None:
            st.text(f"{file.name} {file.type} {file.size} {file.read()!r} {file.getvalue()!r} {file.tell()}")


def steps_uploads(at):
    at.file_uploader[0].upload("a.bin", b"\x00\x01").run()
    yield
    at.run()
    yield
    at.file_uploader(key="b_key").upload("one.csv", b"1,2", "text/csv").run()
    yield
    both = [("one.csv", b"1,2", "text/csv"), ("two.txt", "zwölf".encode(), "text/plain")]
    at.file_uploader(key="b_key").set_value(both).run()
    yield
    at.file_uploader[2].set_value(("dot.png", b"png", "image/png")).run()
    yield
    at.file_uploader[3].upload("empty", b"").run()
    yield
    at.file_uploader[4].set_value([("d/one", b"1", "text/plain"), ("d/two", b"2", "text/plain")]).run()
    yield
    at.file_uploader[0].clear().run()
    yield
    at.file_uploader(key="b_key").set_value(None).run()
    yield


def app_upload_of_one_more():
    import streamlit as st

    st.session_state.a = st.file_uploader("A", accept_multiple_files=True)


def steps_upload_of_one_more(at):
    at.file_uploader[0].upload("one.csv", b"1").run()
    yield
    at.file_uploader[0].upload("two.csv", b"2").run()
    yield


def app_wrong_upload():
    import streamlit as st

    st.session_state.a = st.file_uploader("A", "csv")


def steps_wrong_upload(at):
    at.file_uploader[0].upload("a.exe", b"\x00\x01").run()
    yield


def app_two_uploads():
    import streamlit as st

    st.session_state.a = st.file_uploader("A")


def steps_two_uploads(at):
    at.file_uploader[0].set_value([("a", b"1", "text/plain"), ("b", b"2", "text/plain")]).run()
    yield


def app_upload_to_what_is_disabled():
    import streamlit as st

    st.session_state.a = st.file_uploader("A", disabled=True)


def steps_upload_to_what_is_disabled(at):
    at.file_uploader[0].upload("a", b"1").run()
    yield


def app_upload_with_a_path_as_its_name():
    import streamlit as st

    st.session_state.a = st.file_uploader("A")


def steps_upload_with_a_path_as_its_name(at):
    at.file_uploader[0].upload("../../x", b"1").run()
    yield


def app_several_files_of_another_word():
    import streamlit as st

    st.session_state.a = st.file_uploader("A", accept_multiple_files="folder")


def app_bad_uploads():
    import streamlit as st

    st.session_state["set"] = None
    for number, attempt in enumerate(
        [
            lambda: st.file_uploader("B", 5),
            lambda: st.file_uploader("C", max_upload_size=0),
            lambda: st.file_uploader("D", max_upload_size="large"),
            lambda: st.file_uploader("E", label_visibility="gone"),
            lambda: st.file_uploader("F", width="content"),
            lambda: st.file_uploader("G", key="set"),
            lambda: st.file_uploader("H", []),
            lambda: st.file_uploader("I", max_upload_size=1.5),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_captures():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.camera_input("A")
    kept.b = st.camera_input("B", "b_key", "h", resolution="720p", width=300, label_visibility="hidden")
    kept.c = st.camera_input("C", on_change=calls.append, args=("c",), label_visibility="collapsed")
    kept.d = st.camera_input("D", disabled=True, width="stretch", on_change=print, kwargs={})
    kept.e = st.audio_input("E")
    kept.f = st.audio_input(
        "F", sample_rate=48000, key="f_key", help="h", width=300, label_visibility="hidden"
    )
    kept.g = st.audio_input("G", sample_rate=None, on_change=calls.append, args=("g",), width="stretch")
    kept.h = st.audio_input("H", disabled=True, on_change=print, kwargs={}, label_visibility="collapsed")


def steps_captures(at):
    at.camera_input[0].upload("me.jpg", b"jpeg").run()
    yield
    at.camera_input(key="b_key").set_value(("me.jpg", b"jpeg", "image/jpeg")).run()
    yield
    at.camera_input[2].upload("me.jpg", b"jpeg").run()
    yield
    at.audio_input[0].upload("me.wav", b"wave").run()
    yield
    at.audio_input[2].set_value(("me.wav", b"wave", "audio/wav")).run()
    yield
    at.camera_input[0].clear().run()
    yield
    at.audio_input[0].set_value(None).run()
    yield


def app_bad_captures():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.camera_input("A", resolution="8k"),
            lambda: st.camera_input("B", label_visibility="gone"),
            lambda: st.camera_input("C", width=0),
            lambda: st.audio_input("D", sample_rate=1),
            lambda: st.audio_input("E", sample_rate="high"),
            lambda: st.audio_input("F", width="content"),
            lambda: st.audio_input("G", label_visibility="gone"),
            lambda: st.camera_input("H", resolution=(640, 480)),
            lambda: st.camera_input("I", resolution=720),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_downloads():
    import io

    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    kept.a = st.download_button("A", "text", "a.txt", "text/plain")
    kept.b = st.download_button(
        "B", io.BytesIO(b"x"), key="b_key", help="h", on_click=calls.append, args=("b",)
    )
    kept.c = st.download_button(
        "C", lambda: "made", on_click=lambda x: calls.append(x), kwargs={"x": "c"}, type="tertiary"
    )
    kept.d = st.download_button(
        "D", "x", icon="🧶", icon_position="right", disabled=True, use_container_width=True
    )
    kept.e = st.download_button("E", "x", width=200, shortcut="Ctrl+K", wrap=True, on_click="rerun")
    kept.f = st.download_button("F", "x", width="stretch", on_click="ignore")


def steps_downloads(at):
    at.download_button[0].click().run()
    yield
    at.download_button(key="b_key").click().run()
    yield
    at.download_button[2].click().run()
    yield
    at.run()
    yield


def app_bad_downloads():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.download_button("A", 5),
            lambda: st.download_button("B", None),
            lambda: st.download_button("C", "x", type="important"),
            lambda: st.download_button("D", "x", icon="not an icon"),
            lambda: st.download_button("E", "x", icon_position="top"),
            lambda: st.download_button("F", "x", width="wide"),
            lambda: st.download_button("G", "x", on_click="twice"),
            lambda: st.download_button("H", "x", shortcut="Ctrl+Nowhere"),
            lambda: st.download_button("I", ["a", "list"]),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_links():
    import streamlit as st

    kept = st.session_state
    calls = kept.setdefault("calls", [])
    st.link_button("A", "https://example.org")
    st.link_button("B", "https://example.org/b", help="h", type="primary", icon="🧶", icon_position="right")
    st.link_button("C", "/c", disabled=True, use_container_width=True, type="tertiary", wrap=False)
    kept.d = st.link_button(
        "D", "https://example.org", key="d_key", on_click="rerun", width=200, shortcut="Ctrl+L"
    )
    kept.e = st.link_button("E", "https://example.org", on_click=calls.append, args=("e",), width="stretch")
    kept.f = st.link_button("F", "https://example.org", on_click=lambda x: calls.append(x), kwargs={"x": "f"})


def app_bad_links():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.link_button("A", "x", type="important"),
            lambda: st.link_button("B", "x", icon="not an icon"),
            lambda: st.link_button("C", "x", icon_position="top"),
            lambda: st.link_button("D", "x", width="wide"),
            lambda: st.link_button("E", "x", on_click="twice"),
            lambda: st.link_button("F", "x", shortcut="Nowhere"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
