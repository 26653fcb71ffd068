"""`st.rerun` and `st.stop`: the end of a run."""

import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Never

from treadle._core.carry.context import require
from treadle._core.carry.executing import is_page_code
from treadle._core.carry.scope import Scope
from treadle._core.session.bodies import FindBody
from treadle._core.session.events import RerunAsked
from treadle._core.session.fragments import ListLanes, lane_of_key
from treadle._core.session.lanes import APP, Run
from treadle.errors import APIError, RerunException, StopException


def rerun(scope: str | int | Sequence[str | int] = "app") -> Never:
    """Stop this run here and start a new one.

    In a thread of the app, the thread ends here. If the new run replaces the run of the thread, the other
    threads of that run end too. To refresh a page repeatedly, do not call this in a daemon thread: write to a
    container, change a value that the page reads (`st.shared`), or use a fragment with `run_every`.

    Args:
        scope: "app": the whole app. "fragment": the fragment that calls this, or whose thread calls it, while
            the fragment runs alone. In a callback or a thread, also the key of a fragment, or a list of keys:
            only these fragments run.

    Raises:
        APIError: `scope` is "fragment" and no fragment runs alone; or no fragment has this key; or keys are
            passed in the code of the page.

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
    """Stop this run here. The elements shown so far stay on the page.

    In a thread of the app, only the thread ends.

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
    """Return the fragment keys in `scope`, None if it is not a key."""
    if scope in ("app", "fragment"):
        return None
    if not here.in_callback and is_page_code(here):
        raise APIError(
            "`st.rerun` was called with the key of a fragment in the code of the page. Keys work only in a "
            "callback or a thread. "
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
            '`st.rerun(scope="fragment")` was called in a run of the whole app. It works only while a '
            "fragment runs alone. Use `st.rerun()`, or call it under a condition that is false in a run of "
            'the whole app: `if st.button("Again"):`.'
        )
    return (here.run.lane.id,)


def _known(here: Scope, keys: list[str | int]) -> tuple[str, ...]:
    lanes = tuple(lane_of_key(key) for key in keys)
    known = here.host.page.do(here, ListLanes())
    for key, lane in zip(keys, lanes, strict=True):
        if lane not in known:
            raise APIError(
                f"No fragment on this page has the key `{key}`. Give it one: `@st.fragment(key={key!r})`."
            )
    return lanes


def _rerun_by_key(here: Scope, keys: list[str | int]) -> None:
    """Rerun fragments for a thread, after the page code has called its fragments."""
    body = here.host.page.do(here, FindBody(here))
    try:
        lanes = _known(here, keys)
    except APIError as error:
        if body is None:
            raise
        refusal = error.with_traceback(_traceback(sys._getframe(2)))  # it shows the line that has asked
        here.host.ends.after_body(body, lambda: _rerun_or_report(here, keys, body, refusal))
    else:
        here.host.handle(RerunAsked(lanes))


def _traceback(frame: FrameType | None) -> TracebackType | None:
    """Return a traceback to a frame, as if an exception had passed through it."""
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
