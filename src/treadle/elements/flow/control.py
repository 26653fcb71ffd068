"""`st.rerun` and `st.stop`: the end of a run."""

from collections.abc import Sequence
from typing import Never

from treadle.concurrency.context import Scope, require
from treadle.errors import APIError, RerunException, StopException
from treadle.session.events import RerunAsked
from treadle.session.lanes import APP

from .fragment import lane_of_key


def rerun(scope: str | int | Sequence[str | int] = "app") -> Never:
    """End this run here and run again.

    In a thread that the app has started, the thread ends: nothing below this line runs. If it belongs to a run that makes way
    for the new one, so do that run's other threads. A daemon thread that is to refresh the page again and again does not call
    this: it writes to a container, or changes what the page reads (`st.shared`); or the page has a fragment with `run_every`.

    Args:
        scope: "app" for the whole app; "fragment" for the fragment that calls this, once it runs alone, or whose thread
            calls it; or the key of a fragment, or several keys, from a callback or a thread: these run instead of what
            would run else.

    Raises:
        APIError: the scope is "fragment" outside of a fragment's own run; or no fragment has this key; or keys are given
            in the page's own code.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if "name" not in st.session_state:
        ...         st.session_state.name = "Ada"
        ...         st.rerun()
        ...     st.write(st.session_state.name)
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'Ada'
    """
    here = require()
    lanes = _lanes(here, scope)
    if here.job is None:
        raise RerunException(lanes)
    here.host.check(here)
    here.host.handle(RerunAsked(lanes))
    raise StopException()


def stop() -> Never:
    """End this run here: nothing below this line runs. What is on the page so far stays.

    In a thread that the app has started, only that thread ends.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.write("shown")
        ...     st.stop()
        ...     st.write("not shown")
        >>> from treadle.testing import AppTest
        >>> [text.value for text in AppTest.from_function(app).run().markdown]
        ['shown']
    """
    raise StopException()


def _lanes(here: Scope, scope: str | int | Sequence[str | int]) -> tuple[str, ...]:
    if scope == "app":
        return (APP,)
    if scope == "fragment":
        if here.job is not None and here.lane.id != APP:  # it goes on beside whatever runs
            return (here.lane.id,)
        if here.run.lane.id == APP:
            raise APIError(
                '`st.rerun(scope="fragment")` works only while a fragment runs alone, and this is a run of the whole app. '
                'Use `st.rerun()`, or guard it by what changes when the fragment has run: `if st.button("Again"):`.'
            )
        return (here.run.lane.id,)
    if not here.in_callback and here.job is None:
        raise APIError(
            "`st.rerun` takes the keys of fragments only in a callback or a thread, as it replaces what would run else. "
            'Here, use `st.rerun()` or `st.rerun(scope="fragment")`.'
        )
    keys = [scope] if isinstance(scope, str | int) else list(scope)
    lanes = tuple(lane_of_key(key) for key in keys)
    known = here.host.transact(here, lambda session: set(session.lanes))
    for key, lane in zip(keys, lanes, strict=True):
        if lane not in known:
            raise APIError(
                f"No fragment on this page has the key `{key}`. Give it one: `@st.fragment(key={key!r})`."
            )
    return lanes
