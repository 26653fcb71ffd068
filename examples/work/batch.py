"""A batch over all cores: what computes in Python belongs into processes."""

import os
import time

import treadle as st


def primes(span: tuple[int, int]) -> tuple[int, int]:
    """Count the primes of a span the slow way; returns the process that did it, too."""
    found = 0
    for number in range(max(2, span[0]), span[1]):
        divisor = 2
        while divisor * divisor <= number:
            if number % divisor == 0:
                break
            divisor += 1
        else:
            found += 1
    return found, os.getpid()


st.title("Count primes")
parts = st.slider("Parts", 2, 32, 8)
top = st.number_input("Up to", 10_000, 1_000_000, 200_000, step=10_000)
spans = [(top * part // parts, top * (part + 1) // parts) for part in range(parts)]

if st.button("Count", type="primary"):
    bar = st.progress(0.0, "Counting")
    began = time.perf_counter()
    with st.executor("process") as pool:
        counts = []
        for done, result in enumerate(pool.map(primes, spans), 1):
            counts.append(result)
            bar.progress(done / parts, f"Part {done} of {parts}")
    seconds = time.perf_counter() - began
    left, middle, right = st.columns(3)
    left.metric("Primes", f"{sum(found for found, _ in counts):,}")
    middle.metric("Processes", len({pid for _, pid in counts}))
    right.metric("Seconds", f"{seconds:.2f}")
