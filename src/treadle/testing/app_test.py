"""`AppTest`: a test of an app, with one session and its page."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from treadle._core.runtime.secrets import SecretStore
from treadle._core.session.structure import BOTTOM, MAIN, ROOT, SIDEBAR

from . import source
from .containers import Block, Searchable, block_at
from .driver import Driver
from .element import Element, element_for
from .elements import Toast
from .search import ElementList
from .state import TestedState


class AppTest(Searchable):
    """A test of an app. It runs the app as a browser would, and gives access to the elements on the page.

    The first `run` starts the app. The next `run` sends the values that a test sets in widgets,
    `session_state` and `query_params`. Element objects do not change after the test has read them. A run ends
    when the threads and pool jobs that the app has started have ended, except for daemon threads.

    All resources are released by `close`, at the end of a `with` block, or when the object is
    garbage-collected.

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
        namespace = {source.ARGS: tuple(args or ()), source.KWARGS: dict(kwargs or {})}
        self._driver = Driver(Path(script_path), namespace, temporary=_temporary)

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

    def close(self) -> None:
        """End the session, stop its threads, and release its resources."""
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
        if self.secrets:
            self._driver.app.part(SecretStore.of_app).given = self.secrets
        try:
            self._driver.run(self.query_params, self.default_timeout if timeout is None else timeout)
        finally:
            query = self._driver.query()
            self.query_params.clear()
            self.query_params.update({name: one[0] if len(one) == 1 else one for name, one in query.items()})
        return self

    def switch_page(self, page_path: str) -> Self:
        """Let the next `run` show another page, as a click on its link would. Return this object.

        Before the first run, pages are found by the names of their files. So first `run` the app if a page in
        `st.navigation` has a `url_path`, or if the session state decides which pages exist.

        Args:
            page_path: the file of the page, relative to the folder of the script.

        Raises:
            ValueError: the file does not exist, or the app has no page in it.
        """
        path = self._driver.path_of(str(page_path))
        if path is None:
            raise ValueError(
                f"The app has no page in {str(page_path)!r}. Give the path of a page's file, relative to the "
                f"folder of the script {str(self._driver.app.script)!r}. With `st.navigation`, the last run "
                "must have had the page."
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
        return ElementList("toast", [Toast(effect) for effect in self._driver.effects()])

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
