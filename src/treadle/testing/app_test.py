"""`AppTest`: a test of an app, with one session and its page."""

import copy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from treadle._core.protocol import message
from treadle._core.runtime.secrets import SecretStore
from treadle._core.session.structure import BOTTOM, MAIN, ROOT, SIDEBAR

from . import source
from .containers import Block, Searchable, block_at
from .driver import Driver
from .element import Element, element_for
from .elements import Toast
from .errors import AppTestError
from .search import ElementList
from .state import TestedState


class AppTest(Searchable):
    """A test of an app. It runs the app as a browser would, and gives access to the elements on the page.

    The first `run` starts the app. The next `run` sends the values that a test sets in widgets,
    `session_state` and `query_params`. Element objects do not change after the test has read them. A run ends
    when the threads and pool jobs that the app has started have ended, except for daemon threads.

    Other visitors of the app are made by `another_visitor`, other tabs of this one by `another_tab`. All
    resources are released by `close`, at the end of a `with` block, or when the object is garbage-collected.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if st.button("Hello"):
        ...         st.write("World")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.button[0].click().run().markdown[0].value
        'World'
    """

    __test__ = False
    """Tells pytest that this class contains no tests."""

    def __init__(
        self,
        script_path: str | Path,
        *,
        default_timeout: float = 3,
        args: tuple[Any, ...] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        _temporary: bool = False,
    ) -> None:
        self.default_timeout = default_timeout
        self.query_params: dict[str, Any] = {}
        """The query parameters by name: a text, or a list of several texts. After a run, it has what the app
        has set.
        """
        self.secrets: dict[str, Any] = {}
        """The content of `st.secrets`, which replaces the files of secrets. If it is empty, the files are
        read.
        """
        self.user: dict[str, Any] = {"email": "test@example.com"}
        """The content of `st.user` from the next run on. For a person who is logged in, it has
        `"is_logged_in": True` and the claims that the app reads. After `st.logout`, it is another dict.
        """
        self.cookies: dict[str, str] = {}
        """The cookies of the browser, as `st.cookies` has them. After a run, it has what the app has set."""
        self.browser_storage: dict[str, Any] = {}
        """What the browser keeps, as `st.browser_storage` has it. After a run, it has what the app has set.
        """
        self._known: list[Any] = [None, {}, {}]
        """The person, the cookies and the storage that the app knows. What a test has changed is given."""
        namespace = {source.ARGS: tuple(args or ()), source.KWARGS: dict(kwargs or {})}
        self._driver = Driver.of_script(Path(script_path), namespace, temporary=_temporary)

    # Making one ---------------------------------------------------------------------------------------------

    @classmethod
    def from_file(cls, script_path: str | Path, *, default_timeout: float = 3) -> Self:
        """Return a test of an app in a file.

        Args:
            script_path: the file. A relative path starts at the folder of the calling file.
            default_timeout: the timeout of a run in seconds, unless `run` sets another one.

        Raises:
            FileNotFoundError: the file does not exist.
        """
        caller = sys._getframe(1).f_code.co_filename
        return cls(source.beside(Path(script_path), caller), default_timeout=default_timeout)

    @classmethod
    def from_string(cls, script: str, *, default_timeout: float = 3) -> Self:
        """Return a test of an app given as text.

        Args:
            script: the source of the app. Indentation that all lines have in common is removed.
            default_timeout: the timeout of a run in seconds, unless `run` sets another one.
        """
        path = source.write(source.of_text(script))
        return cls(path, default_timeout=default_timeout, _temporary=True)

    @classmethod
    def from_function(
        cls,
        script: Callable[..., Any],
        *,
        default_timeout: float = 3,
        args: tuple[Any, ...] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> Self:
        """Return a test of an app given as a function's source.

        Args:
            script: the function. Its source becomes a script. So it must import what it uses, and cannot use
                variables from outside.
            default_timeout: the timeout of a run in seconds, unless `run` sets another one.
            args: the positional arguments of each call.
            kwargs: the keyword arguments of each call.

        Raises:
            OSError: the function's source cannot be found.
        """
        path = source.write(source.of_function(script))
        return cls(path, default_timeout=default_timeout, args=args, kwargs=kwargs, _temporary=True)

    def another_visitor(self) -> Self:
        """Return a test of the same app for another visitor: with a session of their own.

        Both visitors share what the app shares: caches, resources, `st.shared`, the app's locks and tasks.
        The app stops when its last visitor is closed.

        Example:
            >>> def app():
            ...     import treadle as st
            ...     visits = st.shared("visits", 0)
            ...     if st.button("Visit"):
            ...         visits.update(lambda n: n + 1)
            ...     st.text(visits.value)
            >>> from treadle.testing import AppTest
            >>> ada = AppTest.from_function(app).run()
            >>> grace = ada.another_visitor().run()
            >>> grace.button[0].click().run().text[0].value
            '1'
            >>> ada.idle().text[0].value
            '1'
        """
        return self._beside(self._driver.another_visitor())

    def another_tab(self) -> Self:
        """Return a test of the same session in another browser tab, which the next `run` loads.

        Both tabs show one page with the same values. The session ends when its last tab is closed.
        """
        other = self._beside(self._driver.another_tab())
        other._read_back()
        return other

    def _beside(self, driver: Driver) -> Self:
        other = object.__new__(type(self))
        other.default_timeout = self.default_timeout
        other.query_params = {}
        other.secrets = self.secrets
        other.user = self.user
        other.cookies, other.browser_storage = dict(self.cookies), copy.deepcopy(self.browser_storage)
        other._known = [None, {}, {}]
        other._driver = driver
        return other

    def close(self) -> None:
        """End the session, stop its threads, and release its resources.

        Other visitors of the app, and other tabs of the session, go on.
        """
        self._driver.close()

    def __del__(self) -> None:
        # `weakref.finalize` would keep the app's arguments for ever if one of them refers to this object.
        if not sys.is_finalizing() and hasattr(self, "_driver"):
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Running ------------------------------------------------------------------------------------------------

    def run(self, *, timeout: float | None = None) -> Self:
        """Run the app with the values entered since the last run, wait for its end, and return this object.

        Changed widgets are sent as a browser sends them: widgets of a fragment rerun the fragment alone. With
        nothing changed, the whole app runs again. An exception in the app is not raised here; see
        `exception`.

        Args:
            timeout: the timeout in seconds.

        Raises:
            RuntimeError: the timeout is over. The message says where the app was. The app is stopped.
            ValueError: the app refused an entered value, for example that of a disabled widget.
        """
        self._give()
        try:
            self._driver.run(self.query_params, self._seconds(timeout))
        finally:
            self._read_back()
        return self

    def start(self) -> Self:
        """Start a run as `run` does, and return without waiting for its end.

        This is for tests of what happens during a run. See `wait_for`, `idle` and `stop`.

        Raises:
            ValueError: the app refused an entered value.
        """
        self._give()
        self._driver.send(self.query_params)
        return self

    def stop(self) -> Self:
        """Stop what runs, as the Stop button of the page does, wait for its end, and return this object.

        Raises:
            RuntimeError: the timeout is over. The message says where the app was.
        """
        self._driver.stop()
        self._driver.wait_for_run(self.default_timeout)
        return self

    def idle(self, *, timeout: float | None = None) -> Self:
        """Wait until nothing of the session is busy any more, and return this object.

        That is: no run, no thread or job of a run, also with `daemon=True`, and no task of the session. It
        also waits for reruns that follow from the end of a task or from a change of `st.shared`.

        Args:
            timeout: the timeout in seconds.

        Raises:
            RuntimeError: the timeout is over. The message says what the app was doing, for example in a
                thread that never ends. Use `wait_for` for such an app.
        """
        try:
            self._driver.wait_until_idle(self._seconds(timeout))
        finally:
            self._read_back()
        return self

    def pass_time(self, seconds: float, *, timeout: float | None = None) -> Self:
        """Let time pass for fragments with `run_every`, and return this object.

        A test has a clock of its own, which stands still while nobody calls this. So a fragment runs exactly
        as often as a test says: with `run_every=2`, `pass_time(6)` reruns it three times, without waiting for
        six seconds. Several fragments run in the order of their times, one after the other.

        Args:
            seconds: how much time passes.
            timeout: the timeout of each run in seconds.

        Raises:
            RuntimeError: the timeout of a run is over. The message says where the app was. The app is
                stopped.
            ValueError: `seconds` is below 0.

        Example:
            >>> def app():
            ...     import treadle as st
            ...     @st.fragment(run_every="2s")
            ...     def clock():
            ...         st.session_state.ticks = st.session_state.get("ticks", -1) + 1
            ...         st.text(f"{st.session_state.ticks} ticks")
            ...     clock()
            >>> from treadle.testing import AppTest
            >>> AppTest.from_function(app).run().pass_time(6).text[0].value
            '3 ticks'
        """
        if not seconds >= 0:
            raise ValueError(f"`seconds` is {seconds!r}. It must not be below 0.")
        try:
            self._driver.pass_time(seconds, self._seconds(timeout))
        finally:
            self._read_back()
        return self

    def wait_for(self, wanted: str | Callable[[Self], object], *, timeout: float | None = None) -> Self:
        """Wait until the page is as wanted, and return this object. Starts no run.

        Args:
            wanted: a text that an element must show, as a part of its value or label. Or a function, which
                is called with this object until it returns something true. A `LookupError` in it, such as
                that of `at.text[0]` if there is no text yet, counts as false.
            timeout: the timeout in seconds.

        Raises:
            RuntimeError: the timeout is over. The message shows the page and says what the app was doing.

        Example:
            >>> def app():
            ...     import threading
            ...     import treadle as st
            ...     def work():
            ...         for percent in range(0, 101, 10):
            ...             bar.progress(percent)
            ...     bar = st.progress(0)
            ...     threading.Thread(target=work, daemon=True).start()
            >>> from treadle.testing import AppTest
            >>> at = AppTest.from_function(app).run()
            >>> at.wait_for(lambda at: at.progress[0].value == 100).progress[0].value
            100
        """
        seconds = self._seconds(timeout)
        waited = self._driver.wait_until(lambda: self._is(wanted), seconds)
        if waited.true:
            self._read_back()
            return self
        looked_for = (
            f"{wanted!r} is not on the page" if isinstance(wanted, str) else "the function is not true"
        )
        raise RuntimeError(
            f"After {seconds:g} s, {looked_for}. {self._driver.doing()}\nThe page is:\n{self!r}"
        ) from waited.error

    def _is(self, wanted: str | Callable[[Self], object]) -> object:
        if not isinstance(wanted, str):
            return wanted(self)
        return any(wanted in text for each in (*self._elements(), *self.toast) for text in each._texts())

    # The connection -----------------------------------------------------------------------------------------

    def disconnect(self) -> Self:
        """Cut the connection, as when a browser has no network. Return this object.

        The session, its threads and its tasks continue, and this object still reads the session's page.
        """
        self._driver.disconnect()
        return self

    def reconnect(self) -> Self:
        """Connect again after `disconnect`, and return this object. The app does not run for this."""
        self._driver.reconnect()
        return self

    def reload(self, *, timeout: float | None = None) -> Self:
        """Load the page again, as a browser does, wait for the run, and return this object.

        The session is the same: state and values of widgets stay. What was entered since the last run is
        lost.

        Args:
            timeout: the timeout in seconds.

        Raises:
            RuntimeError: the timeout is over. The message says where the app was. The app is stopped.
        """
        self._give()
        self._driver.reload(self.query_params)
        try:
            self._driver.wait_for_run(self._seconds(timeout))
        finally:
            self._read_back()
        return self

    def _seconds(self, timeout: float | None) -> float:
        return self.default_timeout if timeout is None else timeout

    def _give(self) -> None:
        """Give the app its secrets, and the person and the browser's memory as the test has changed them."""
        if self.secrets:
            self._driver.app.part(SecretStore.of_app).given = self.secrets
        if not isinstance(self.user, dict):
            raise AppTestError(f"`user` must be a dict, not {type(self.user).__name__}.")
        new = copy.deepcopy([self.user, self.cookies, self.browser_storage])
        user, cookies, storage = self._known
        if new[0] != user:
            self._driver.live.visitor.given = copy.deepcopy(new[0])  # the app cannot change the test's
        if new[1] != cookies:
            self._driver.give_cookies(new[1])
        if new[2] != storage:
            self._driver.give_storage(new[2])
        self._known = new

    def _read_back(self) -> None:
        if (user := self._driver.left_as()) is not None:
            self.user = user
        self.cookies, self.browser_storage = self._driver.memory()
        self._known = copy.deepcopy([self.user, self.cookies, self.browser_storage])
        query = self._driver.query()
        self.query_params.clear()
        self.query_params.update(query)

    def switch_page(self, page_path: str) -> Self:
        """Open another page at the next `run`, as a click on its link does. Return this object.

        Before the first run, pages are found by the names of their files. So first `run` the app if a page in
        `st.navigation` has a `url_path`, or if the session state decides which pages exist.

        Args:
            page_path: the file of the page, relative to the folder of the script. Or the page's path in the
                address, for a page that is a function.

        Raises:
            ValueError: the app has no such page.
        """
        path = self._driver.path_of(str(page_path))
        if path is None:
            raise ValueError(
                f"The app has no page in {str(page_path)!r}. Give the path of a page's file, relative to the "
                f"folder of the script {str(self._driver.app.script)!r}, or its path in the address. With "
                "`st.navigation`, the last run must have had the page."
            )
        self._driver.page = path
        return self

    # Looking ------------------------------------------------------------------------------------------------

    @property
    def session_state(self) -> TestedState:
        """The session state of the app. It can be changed before the first run and between runs."""
        return TestedState(self._driver)

    @property
    def main(self) -> Block:
        """The body of the page."""
        return block_at(self, MAIN)

    @property
    def sidebar(self) -> Block:
        """The sidebar of the page."""
        return block_at(self, SIDEBAR)

    @property
    def bottom(self) -> Block:
        """The strip at the lower edge of the page."""
        return block_at(self, BOTTOM)

    @property
    def toast(self) -> ElementList[Toast]:
        """The notifications of the last run."""
        return ElementList(
            "toast", [Toast(each) for each in self._driver.effects() if isinstance(each, message.Toast)]
        )

    def _elements(self) -> list[Element]:
        return [element_for(self, found) for found in self._driver.below(ROOT)]

    def __repr__(self) -> str:
        toasts = [f"    {toast!r}" for toast in self.toast]
        return "\n".join([f"AppTest({self._driver.app.script.name!r})", *self._lines(), *toasts])

    def _lines(self) -> list[str]:
        return [
            f"    {line}"
            for block in (self.main, self.sidebar, *([self.bottom] if len(self.bottom) else []))
            for line in repr(block).splitlines()
        ]
