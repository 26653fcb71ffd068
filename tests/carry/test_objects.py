"""What Treadle knows of the app's threads, futures and tasks is in objects of its own: the app's stay as they
are.
"""

import asyncio
import gc
import sys
import threading
import weakref
from weakref import WeakKeyDictionary

import pytest

from treadle._core.carry import unread


def test_futures_and_results_of_pools_stay_what_they_are(open_page):
    def app():
        from concurrent.futures import Future, ThreadPoolExecutor
        from multiprocessing.pool import ApplyResult, MapResult, ThreadPool

        import treadle as st

        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(str)
            st.text(type(future) is Future and vars(future).keys() == vars(Future()).keys())
            future.result()
        with ThreadPool(1) as pool:
            one, many = pool.apply_async(str), pool.map_async(str, [1])
            st.text(type(one) is ApplyResult and type(many) is MapResult)
            st.text(
                any(name in vars(each) for each in (one, many) for name in ("asked", "by_page", "dropped"))
            )
            one.get(), many.get()

    assert [each.body for each in open_page(app).props("text")] == ["True", "True", "False"]


def test_what_is_known_of_a_future_goes_with_it(open_page):
    def app():
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            pool.submit(str).result()

    open_page(app)
    gc.collect()
    assert not len(unread._watched)


@pytest.mark.skipif(
    sys.version_info >= (3, 14), reason="there, the context that a thread starts in is one of its attributes"
)
def test_threads_have_no_more_attributes_than_python_gives_them(open_page):
    def app():
        import threading

        import treadle as st

        made = threading.Thread(target=lambda: found.append(dict(vars(made))))
        found: list[dict] = []
        before = dict(vars(made))
        made.start()
        made.join()
        changed = {name for name in before if found[0].get(name) is not before[name]}
        st.text(sorted({*changed, *(found[0].keys() - before.keys())}))

    plain = threading.Thread(target=lambda: found.append(dict(vars(plain))))
    found: list[dict] = []
    before = dict(vars(plain))
    plain.start()
    plain.join()
    changed = {name for name in before if found[0].get(name) is not before[name]}
    assert open_page(app).one("text").body == str(sorted({*changed, *(found[0].keys() - before.keys())}))


def test_neither_weak_keys_nor_an_object_of_our_own_tell_whose_a_failed_task_was_when_asyncio_asks():
    """So a task that has failed gets an attribute: garbage collection takes away both before asyncio tells of
    the task.
    """
    weakly: WeakKeyDictionary[asyncio.Task[None], str] = WeakKeyDictionary()
    ours: dict[int, str] = {}
    said: list[tuple[str | None, str | None, str | None]] = []

    def handler(loop, context):
        task = context["task" if "task" in context else "future"]
        said.append((weakly.get(task), ours.get(id(task)), getattr(task, "whose", None)))

    async def fail() -> None:
        raise ValueError

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(handler)
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        weakly[task] = ours[id(task)] = task.whose = "ours"
        number = id(task)
        # An object of our own must be forgotten with the task, or a later task with this `id` would be taken
        # for it.
        weakref.finalize(task, ours.pop, number)
        task.itself = task  # in a circle, as tasks are that their exception refers to
        del task
        gc.collect()

    asyncio.run(main())
    assert said == [(None, None, "ours")]
