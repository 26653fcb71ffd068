"""A chat over documents. The answers stream from a thread, so nothing that happens on the page cuts them.

    treadle run examples/chat/app.py

There is no ceremony: `threading.Thread(daemon=True)`, `st.write_stream`, and a list in the session state. The
model is a fake that runs here; put your own in place of `answer` in `model.py`.
"""

import threading
from pathlib import Path

from model import answer, passages

import treadle as st

DOCUMENTS = Path(__file__).parent / "documents"

st.set_page_config(page_title="Ask the weavers", page_icon="🧶")


# What is known ----------------------------------------------------------------------------------------------


@st.cache_data
def read(file) -> str:
    """Return the text of a document."""
    return file.read().decode(errors="replace")


@st.cache_data
def own_documents() -> dict[str, str]:
    """Return the documents that come with the app."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.md"))}


with st.sidebar:
    st.header("Documents")
    uploaded = st.file_uploader("Add your own", ["md", "txt"], accept_multiple_files=True)
    documents = own_documents() | {file.name: read(file) for file in uploaded}
    chosen = {name: text for name, text in documents.items() if st.checkbox(name, True, key=f"use {name}")}
    st.caption(f"{sum(map(len, chosen.values())):,} characters in {len(chosen)} documents.")
    pace = st.slider("Words a second", 5, 100, 25)


# The conversation -------------------------------------------------------------------------------------------

# Each has its author and its text. The text of an answer grows while the answer streams.
messages = st.session_state.setdefault("messages", [])


def stream(place, message: dict) -> None:
    """Write an answer into a container, and keep what was written in the message."""

    def kept():
        for word in answer(message["question"], message["sources"], pace):
            message["text"] += word
            yield word

    place.write_stream(kept(), cursor=" ▌")


def show(message: dict) -> None:
    """Show a message. While its thread lives, the thread writes it, and a run only shows the container."""
    with st.chat_message(message["author"]):
        place = st.container()
        if "question" in message and "thread" not in message:
            message["thread"] = threading.Thread(target=stream, args=(place, message), daemon=True)
            message["thread"].start()
        elif "thread" not in message or not message["thread"].is_alive():
            place.markdown(message["text"])
        if message.get("sources"):
            with st.expander(f"{len(message['sources'])} passages"):
                for name, text in message["sources"]:
                    st.markdown(f"**{name}**  \n{text}")


st.title("Ask the weavers")
if not messages:
    st.markdown(
        "I know what the documents on the left say. Ask, and click around meanwhile: **no click stops an "
        "answer**."
    )

if prompt := st.chat_input("Ask about looms, threads and patterns", key="prompt"):
    messages.append({"author": "user", "text": prompt})
    found = passages(prompt, chosen)
    messages.append({"author": "assistant", "text": "", "question": prompt, "sources": found})

for message in messages:
    show(message)

with st.bottom:
    left, right = st.columns(2)
    left.button("Press me meanwhile", on_click=lambda: None, width="stretch")
    if right.button("Forget all", disabled=not messages, width="stretch"):
        messages.clear()
        st.rerun()
