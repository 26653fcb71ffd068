"""`st.rerun` and `st.stop`: the end of a run."""

import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Never

from treadle._core.carry.context import Scope, require
from treadle._core.carry.executing import is_page_code
from treadle._core.session.bodies import FindBody
from treadle._core.session.events import RerunAsked
from treadle._core.session.fragments import ListLanes, lane_of_key
from treadle._core.session.lanes import APP, Run
from treadle.errors import APIError, RerunException, StopException


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
    keys = _keys(here, scope)
    if is_page_code(here):
        raise RerunException(_lanes(here, scope) if keys is None else _known(here, keys))
    if here.host.check(here):
        if keys is None:
            here.host.handle(RerunAsked(_lanes(here, scope)))
        else:
            _rerun_by_key(here, keys)
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


def _keys(here: Scope, scope: str | int | Sequence[str | int]) -> list[str | int] | None:
    """Return the keys of fragments that are asked for, None if it is no key."""
    if scope in ("app", "fragment"):
        return None
    if not here.in_callback and is_page_code(here):
        raise APIError(
            "`st.rerun` takes the keys of fragments only in a callback or a thread, as it replaces what would run else. "
            'Here, use `st.rerun()` or `st.rerun(scope="fragment")`.'
        )
    return [scope] if isinstance(scope, str | int) else list(scope)


def _lanes(here: Scope, scope: object) -> tuple[str, ...]:
    if scope == "app":
        return (APP,)
    if not is_page_code(here) and here.lane.id != APP:  # a thread goes on beside whatever runs
        return (here.lane.id,)
    if here.run.lane.id == APP:
        raise APIError(
            '`st.rerun(scope="fragment")` works only while a fragment runs alone, and this is a run of the whole app. '
            'Use `st.rerun()`, or guard it by what changes when the fragment has run: `if st.button("Again"):`.'
        )
    return (here.run.lane.id,)


def _known(here: Scope, keys: list[str | int]) -> tuple[str, ...]:
    lanes = tuple(lane_of_key(key) for key in keys)
    known = here.host.do(here, ListLanes())
    for key, lane in zip(keys, lanes, strict=True):
        if lane not in known:
            raise APIError(
                f"No fragment on this page has the key `{key}`. Give it one: `@st.fragment(key={key!r})`."
            )
    return lanes


def _rerun_by_key(here: Scope, keys: list[str | int]) -> None:
    """Rerun fragments for a thread: once the page code has called those that it calls, if the thread was faster than that."""
    body = here.host.do(here, FindBody(here))
    try:
        lanes = _known(here, keys)
    except APIError as error:
        if body is None:
            raise
        refusal = error.with_traceback(_traceback(sys._getframe(2)))  # it shows the line that has asked
        here.host.after_body(body, lambda: _rerun_or_report(here, keys, body, refusal))
    else:
        here.host.handle(RerunAsked(lanes))


def _traceback(frame: FrameType | None) -> TracebackType | None:
    """Return a traceback that leads to a frame, as if an exception had come through it."""
    found: TracebackType | None = None
    while frame is not None:
        found = TracebackType(found, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return found


def _rerun_or_report(here: Scope, keys: list[str | int], body: Run, refusal: APIError) -> None:
    if body.fenced:
        return
    try:
        here.host.handle(RerunAsked(_known(here, keys)))
    except APIError:
        here.host.report(here, refusal)
    except StopException:
        pass  # what the thread belongs to is over, and so is what it asked for
