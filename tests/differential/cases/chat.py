"""Chat: messages, inputs, and streams."""


def app_messages():
    import streamlit as st

    st.chat_message("user").write("hello")
    st.chat_message("assistant", avatar="🧶").write("good day")
    with st.chat_message("Ada", avatar=":material/person:", width=300):
        st.text("a name of her own")
    st.chat_message("ai", width="content").text("ai")
    st.chat_message("human").text("human")
    st.chat_message("user", avatar="user", width="stretch").text("as a user")
    st.chat_message("user", avatar="Z").text("a letter")


def app_bad_messages():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.chat_message(None),
            lambda: st.chat_message("user", avatar="nowhere.png"),
            lambda: st.chat_message("user", width="wide"),
            lambda: st.chat_message(""),
        ]
    ):
        try:
            attempt().text("in it")
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_chat():
    import streamlit as st

    calls = st.session_state.setdefault("calls", [])
    if text := st.chat_input("Ask", key="ask", max_chars=20, on_submit=calls.append, args=("asked",)):
        st.chat_message("user").text(text)
    with st.container():
        st.session_state.b = st.chat_input(
            "Inside", width=300, height=120, on_submit=lambda x: calls.append(x), kwargs={"x": 2}
        )
    with st.sidebar:
        st.session_state.c = st.chat_input(disabled=True, width="stretch", height="content")
    st.session_state.d = st.chat_input("Mode", submit_mode="disable", key="d_key")


def steps_chat(at):
    at.chat_input(key="ask").set_value("What?").run()
    yield
    at.run()
    yield
    at.chat_input[0].set_value("Both").run()
    yield
    at.main.chat_input[0].set_value("Inside").run()
    yield
    at.chat_input(key="ask").set_value(None).run()
    yield


def app_chat_with_files():
    import streamlit as st

    entry = st.chat_input("Ask", accept_file="multiple", file_type=["txt", "md"], max_upload_size=1)
    other = st.chat_input("Other", accept_file=True, accept_audio=True, audio_sample_rate=8000)
    for each in (entry, other):
        if each:
            st.text(f"{each.text!r} {[(file.name, file.type, file.getvalue()) for file in each.files]}")
            st.text(each["text"])
            st.text(sorted(each))


def steps_chat_with_files(at):
    at.chat_input[0].set_value("Look").upload("a.txt", b"a", "text/plain").upload(
        "b.md", b"b", "text/markdown"
    ).run()
    yield
    at.chat_input[0].upload("alone.txt", b"a", "text/plain").run()
    yield
    at.chat_input[1].set_value("Only text").run()
    yield
    at.chat_input[1].upload("c.bin", b"c").clear().set_value("Cleared").run()
    yield


def app_chat_wrong_file():
    import streamlit as st

    st.chat_input("Ask", accept_file=True, file_type="txt")


def steps_chat_wrong_file(at):
    at.chat_input[0].upload("a.exe", b"a").run()
    yield


def app_chat_no_files():
    import streamlit as st

    st.chat_input("Ask")


def steps_chat_no_files(at):
    at.chat_input[0].upload("a.exe", b"a").run()
    yield


def app_chat_too_long():
    import streamlit as st

    st.text(st.chat_input("Ask", max_chars=3))


def steps_chat_too_long(at):
    at.chat_input[0].set_value("four").run()
    yield


def app_bad_chats():
    import streamlit as st

    st.session_state["set"] = "text"
    for number, attempt in enumerate(
        [
            lambda: st.chat_input("A", accept_file="several"),
            lambda: st.chat_input("B", accept_audio=True, audio_sample_rate=1),
            lambda: st.chat_input("C", submit_mode="never"),
            lambda: st.chat_input("D", width="content"),
            lambda: st.chat_input("E", height="tall"),
            lambda: st.chat_input("F", key="set"),
            lambda: st.form("form").chat_input("G"),
            lambda: st.chat_input("H", max_upload_size=0, accept_file=True),
            lambda: st.chat_input("I", max_chars="three"),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_streams():
    import streamlit as st

    def words():
        yield "one "
        yield "two"

    async def slow_words():
        yield "three "
        yield "four"

    def mixed():
        yield "text"
        yield {"a": 1}
        yield "more"

    kept = st.session_state
    kept.a = st.write_stream(words)
    kept.b = st.write_stream(words())
    kept.c = st.write_stream(slow_words, cursor="|")
    kept.d = st.write_stream(mixed())
    kept.e = st.write_stream(["list ", "of words"])
    kept.f = st.write_stream(iter([]))
    kept.g = st.write_stream(slow_words())


def app_bad_streams():
    import streamlit as st

    for number, attempt in enumerate(
        [
            lambda: st.write_stream("text"),
            lambda: st.write_stream(5),
            lambda: st.write_stream(None),
            lambda: st.write_stream(lambda: 5),
            lambda: st.write_stream(print),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)
