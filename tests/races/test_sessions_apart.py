"""No write ever reaches a session other than the one whose code submitted the job."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

APP = """
import asyncio, random, threading
from concurrent.futures import ThreadPoolExecutor, wait
import treadle as st
import pools_of_all_sessions as shared

tag, seed = st.query_params["tag"], int(st.query_params["seed"])
choose = random.Random(seed)
waiting, joining = [], []

def write(number):
    for part in range(3):
        st.text(f"{tag} {number}.{part}")

async def awrite(number):
    for part in range(3):
        st.text(f"{tag} {number}.{part}")
        await asyncio.sleep(0)

async def together(numbers):
    await asyncio.gather(*(awrite(number) for number in numbers))
    await asyncio.to_thread(write, numbers[-1] + 1)

number = 0
while number < 60:
    kind = choose.choice(["thread", "timer", "shared", "own", "pool", "map", "coroutines"])
    if kind == "thread":
        joining.append(threading.Thread(target=write, args=(number,)))
        joining[-1].start()
    elif kind == "timer":
        joining.append(threading.Timer(choose.random() / 100, write, (number,)))
        joining[-1].start()
    elif kind == "shared":
        waiting.append(shared.executor.submit(write, number))
    elif kind == "own":
        with ThreadPoolExecutor(2) as own:
            own.submit(write, number)
    elif kind == "pool":
        shared.pool.apply_async(write, (number,)).get()
    elif kind == "map":
        shared.pool.map(write, [number, number + 1])
        number += 1
    else:
        asyncio.run(together([number, number + 1]))
        number += 2
    number += 1
st.session_state.count = number
wait(waiting)
"""

SHARED = """
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

executor = ThreadPoolExecutor(3, thread_name_prefix="shared")
pool = ThreadPool(3)
"""


@pytest.mark.parametrize("seed", range(6))
def test_two_sessions_never_see_each_others_writes(
    seed: int, open_page: Callable[..., Any], tmp_path: Path, hostile_switching: None
) -> None:
    module = f"pools_of_all_sessions_{seed}"
    (tmp_path / f"{module}.py").write_text(SHARED)
    app = APP.replace("pools_of_all_sessions", module)
    first = open_page(app, f"?tag=a&seed={seed}", wait=False)
    visitors = {"a": first} | {
        tag: open_page(first.app, f"?tag={tag}&seed={seed + i}", wait=False) for i, tag in enumerate("bc", 1)
    }
    try:
        for tag, page in visitors.items():
            page.settle()
            assert page.props("exception") == []
            texts = Counter(props.body for props in page.props("text"))
            expected = {
                f"{tag} {number}.{part}" for number in range(page.state("count")) for part in range(3)
            }
            assert texts == Counter(expected)
    finally:
        shared = sys.modules.pop(module)
        shared.executor.shutdown()
        shared.pool.terminate()
        shared.pool.join()
