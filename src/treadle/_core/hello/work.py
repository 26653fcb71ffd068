"""Work that outlives a click, in processes and coroutines. Every rerun finds its state again."""

import asyncio
import inspect

import treadle as st

WORDS = (
    "A treadle is the pedal of a loom. Each one lifts its own threads, so that the shuttle can pass between "
    "them; pressed in turn, they weave a pattern, and none of them has to wait for another."
)


@st.task(executor="process", on_overlap="latest")
def count_primes(top: int) -> int:
    """Count primes the slow way, in a worker process."""
    me = st.current_task()
    found = 0
    for number in range(2, top):
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
            found += 1
        if number % 2000 == 0:
            me.report(number / top, f"{found:,} primes up to {number:,}")
    return found


@st.task(on_overlap="latest")
async def tell(pause: float) -> str:
    """Write a text word by word, in the slot of the task."""
    place, text = st.empty(), ""
    for word in WORDS.split():
        await asyncio.sleep(pause)
        text += word + " "
        place.markdown(text + "▌")
    place.empty()
    return text


def show() -> None:
    """Show the page."""
    st.title("Work goes on")
    st.markdown(
        "A **task** runs beside the page and outlives the click that started it. Leave this page and come "
        "back, reload the tab, move the slider meanwhile: the task is still there."
    )
    pressed = st.shared("pressed", 0)
    primes, story = st.columns(2, gap="large")
    with primes:
        st.subheader("In a process")
        top = st.slider("Count primes up to", 100_000, 2_000_000, 600_000, step=100_000)
        if st.button("Count", type="primary"):
            count_primes.submit(top)
            pressed.update(lambda number: number + 1)
        if counting := count_primes.latest:
            st.task_status(counting, label="Primes")
            if counting.status == "done":
                st.metric("Primes", f"{counting.result():,}")
    with story:
        st.subheader("As a coroutine")
        pause = st.slider("Pause between words (ms)", 20, 400, 120) / 1000
        if st.button("Tell me", type="primary"):
            tell.submit(pause)
            pressed.update(lambda number: number + 1)
        if (telling := tell.latest) and telling.status == "done":
            st.markdown(telling.result())
    st.caption(
        f"Tasks that all visitors of this demo have started: {pressed.value}. Each sees the number change."
    )
    st.divider()
    with st.expander("The code of both"):
        st.code(
            "\n\n".join(inspect.getsource(inspect.unwrap(work)) for work in (count_primes, tell)),
            language="python",
        )
