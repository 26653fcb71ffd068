"""`asyncio.get_event_loop()` where page code runs."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from treadle._core.carry import install as carry
from treadle._core.carry.current_loop import PATCHES, current_loop

Open = Callable[..., Any]
(current_loop_patch,) = PATCHES


@pytest.fixture(autouse=True)
def served():
    carry.install()
    yield
    carry.uninstall()


def in_thread(function):
    """Call a function in a new thread; return what it returns."""
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_it_is_one_loop_that_is_closed_with_the_block():
    def work():
        with current_loop():
            loops = {asyncio.get_event_loop(), asyncio.get_event_loop()}
            assert len(loops) == 1
        return loops.pop()

    assert in_thread(work).is_closed()


def test_it_is_the_same_behind_a_run_and_the_running_one_inside():
    def work():
        async def main():
            return asyncio.get_event_loop() is asyncio.get_running_loop()

        with current_loop():
            before = asyncio.get_event_loop()
            return asyncio.run(main()), asyncio.get_event_loop() is before, before.run_until_complete(main())

    assert in_thread(work) == (True, True, True)


def test_one_that_the_app_sets_is_the_current_one_and_one_that_it_has_closed_is_replaced():
    def work():
        with current_loop():
            asyncio.get_event_loop().close()
            assert not asyncio.get_event_loop().is_closed()
            own = asyncio.new_event_loop()
            asyncio.set_event_loop(own)
            found = asyncio.get_event_loop()
            own.close()
            return found is own is asyncio.get_event_loop()

    assert in_thread(work)


def test_what_is_left_on_it_is_cancelled_and_cleans_up():
    def work():
        cleaned = []

        async def long():
            try:
                await asyncio.sleep(60)
            finally:
                cleaned.append(True)

        with current_loop():
            task = asyncio.ensure_future(long(), loop=asyncio.get_event_loop())
            asyncio.get_event_loop().run_until_complete(asyncio.sleep(0))
        return task.cancelled(), cleaned

    assert in_thread(work) == (True, [True])


def test_other_threads_have_none_as_ever():
    def work():
        with pytest.raises(RuntimeError, match="no current event loop"):
            asyncio.get_event_loop()
        return True

    assert in_thread(work)


def test_pages_fragments_callbacks_and_tasks_have_one(open_page: Open) -> None:
    page = open_page("""
        import asyncio
        import treadle as st

        async def double(number):
            await asyncio.sleep(0)
            return 2 * number

        def found(where):
            asyncio.run(double(1))
            results = [asyncio.get_event_loop().run_until_complete(double(21))]
            asyncio.run(double(1))
            results.append(asyncio.get_event_loop().run_until_complete(asyncio.gather(double(1), double(2))))
            return f"{where} {results}"

        def pressed():
            st.session_state.found = found("callback")

        @st.fragment
        def part():
            st.button("Part")
            st.text(found("fragment"))

        @st.cache_data
        def cached():
            return found("cached")

        @st.task
        def work():
            return found("task")

        @st.dialog("Box")
        def box():
            st.text(found("dialog"))

        st.button("Press", on_click=pressed)
        st.text(st.session_state.get("found"))
        st.text(found("page"))
        part()
        st.text(cached())
        st.text(work.submit().result())
        if st.session_state.get("found"):
            box()
        """)
    page.interact((page.nodes("button")[0].id, True))
    shown = {each.body for each in page.props("text")}
    places = ("callback", "page", "fragment", "cached", "task", "dialog")
    assert shown == {f"{place} [42, [2, 4]]" for place in places}
    part = next(node for node in page.nodes("button") if node.props.label == "Part")
    page.interact((part.id, True))
    assert {each.body for each in page.props("text")} == shown


def test_an_async_page_has_its_running_one_and_one_behind_it(open_page: Open) -> None:
    page = open_page("""
        import asyncio
        import treadle as st

        def pressed():
            st.session_state.same = asyncio.get_event_loop() is asyncio.get_event_loop()

        st.button("Press", on_click=pressed)
        await asyncio.sleep(0)
        st.text(asyncio.get_event_loop() is asyncio.get_running_loop())
        """)
    page.interact((page.nodes("button")[0].id, True))
    assert page.one("text").body == "True"
    assert page.state("same") is True


def test_nothing_of_it_is_left_when_no_app_runs():
    policy = current_loop_patch.owner
    assert policy.get_event_loop is not current_loop_patch._original
    carry.uninstall()
    try:
        assert "treadle" not in policy.get_event_loop.__code__.co_filename
    finally:
        carry.install()
