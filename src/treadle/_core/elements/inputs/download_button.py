"""`st.download_button`."""

import asyncio
import inspect
from collections.abc import Callable
from os import PathLike
from typing import IO, Any, Unpack

from treadle._core.carry.context import bind, require
from treadle._core.data.content import Content, Deferred, content_of
from treadle._core.elements.checks import wire_text
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import Offered

from .button import Button, face

DownloadData = str | bytes | IO[str] | IO[bytes] | PathLike[str] | Callable[[], Any]


class DownloadButton(Button, frozen=True, kw_only=True):
    """A button that gives a file to the person who presses it."""

    address: str = ""
    """The address of the file, without the number of this node."""
    file_name: str | None = None
    made: bool = False
    """Whether the app creates the file when the button is pressed."""
    quiet: bool = False
    """Whether a press starts no run."""


def download_button(
    self: Cursor,
    label: str,
    data: DownloadData,
    file_name: str | None = None,
    mime: str | None = None,
    **shared: Unpack[Offered],
) -> bool:
    """Show a button that downloads a file. Return True in the run that a click starts.

    The file is available while the button is on the page. Small data is kept in memory. A large file on the
    disk is not copied: it is streamed from there. If it changes during a download, the download fails.

    If `data` is a function, a click calls it in a thread of its own, while the page stays usable. The thread
    carries the session of the run that has shown the button. An exception is shown on the page.

    Args:
        label: the text on the button, in Markdown.
        data: a text, bytes, a file that is open for reading, a `Path`, or a function (also `async`) without
            parameters that returns one of these.
        file_name: the name of the file. None: the name of the file in `data`, or one that the browser
            chooses.
        mime: the media type. None: that of the file in `data`, by its name; else `text/plain` for texts and
            `application/octet-stream` for bytes.

    Raises:
        InvalidLayoutContextError: the button is in a form.
        APIError: `data` has another type.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.download_button("Save the pattern", "over, under", "pattern.txt", key="save")
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().download_button(key="save").data
        b'over, under'
    """
    scope = require()
    name = None if file_name is None else wire_text(file_name)
    kind = None if mime is None else wire_text(mime)
    content: Content | Deferred
    if callable(data):

        def make() -> Content:
            made = data()
            if inspect.iscoroutine(made):
                made = asyncio.run(made)
            return content_of(made, name, kind)

        content = Deferred(bind(make), lambda error: scope.host.report(scope, error))
    else:
        content = content_of(data, name, kind)
        name = content.name
    button = DownloadButton(
        **face(label, shared),
        address=f"_treadle/download/{scope.host.file_key}",
        file_name=name,
        made=isinstance(content, Deferred),
        quiet=shared.get("on_click") == "ignore",
    )
    return bool(self.ask(button, shared, content=content))
