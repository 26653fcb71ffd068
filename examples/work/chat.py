"""An answer that streams while the page is used: the task writes, and no click stops it."""

import asyncio
from collections.abc import AsyncIterator

import treadle as st

ANSWER = (
    "A treadle is the pedal of a loom. Each one lifts its own threads, so that the shuttle can pass between "
    "them; pressed in turn, they weave a pattern. None of them has to wait for another. "
)


async def words(question: str, pause: float) -> AsyncIterator[str]:
    """Answer word by word, as a language model would."""
    for word in [f"You asked: *{question}*.", *(ANSWER * 2).split()]:
        await asyncio.sleep(pause)
        yield word + " "


@st.task(on_overlap="latest")
async def answer(question: str, pause: float) -> str:
    """Write the answer where it was asked for; return all of it."""
    place, text = st.empty(), ""
    async for word in words(question, pause):
        text += word
        place.markdown(text + "▌")
    place.markdown(text)
    return text


st.title("Ask the loom")
with st.sidebar:
    pause = st.slider("Pause between words (ms)", 0, 500, 100) / 1000
    st.session_state.presses = st.session_state.get("presses", 0) + st.button("Press me meanwhile")
    st.metric("Presses", st.session_state.presses)

question = st.text_input("Question", "What is a treadle?")
if st.button("Ask", type="primary"):
    answer.submit(question, pause)

task = answer.latest
if task is not None and task.status == "done":
    st.markdown(task.result())
    st.caption("The answer is complete.")
