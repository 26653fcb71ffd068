"""The elements of an app under test that a test only reads. `inputs` has those that a test operates.

Most kinds have no class of their own: they are an `Element` or a `Widget`, whose attributes are the
properties of the element's struct. A kind has a class if Streamlit gives it other names, or if a test
operates it in its own way.
"""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from treadle._core.protocol import message

from .element import Element
from .tables import content

# Text -------------------------------------------------------------------------------------------------------


class Prose(Element):
    """`st.markdown` and `st.caption`."""

    is_caption: ClassVar[bool] = False

    @property
    def value(self) -> str:
        """The text."""
        return str(self.body)

    @property
    def allow_html(self) -> bool:
        """Whether HTML in the text is shown as HTML."""
        return bool(getattr(self._props, "html", False))


class Markdown(Prose, kind="markdown"):
    """`st.markdown`, and most of what `st.write` shows."""


class Caption(Prose, kind="caption"):
    """`st.caption`."""

    is_caption: ClassVar[bool] = True


class Heading(Element):
    """`st.title`, `st.header` and `st.subheader`."""

    @property
    def value(self) -> str:
        """The text."""
        return str(self.body)

    @property
    def tag(self) -> str:
        """The HTML element of the heading: `h1`, `h2` or `h3`."""
        return f"h{self._props.level}"

    @property
    def hide_anchor(self) -> bool:
        """Whether the heading has no link to itself."""
        return not getattr(self._props, "linked", True)


class Title(Heading, kind="heading", level=1):
    """`st.title`."""


class Header(Heading, kind="heading", level=2):
    """`st.header`."""


class Subheader(Heading, kind="heading", level=3):
    """`st.subheader`."""


class Text(Element, kind="text"):
    """`st.text`."""


class Code(Element, kind="code"):
    """`st.code`."""

    @property
    def language(self) -> str:
        """The language of the syntax highlighting."""
        return self._props.language or "plaintext"


class Latex(Element, kind="latex"):
    """`st.latex`."""

    @property
    def value(self) -> str:
        """The formula in Markdown."""
        return f"$$\n{super().value}\n$$"


class Image(Element, kind="image"):
    """`st.image` and `st.pyplot`."""

    @property
    def value(self) -> list[str]:
        """The URL of each image, or the name of its bytes."""
        return [each.url or each.blob.id for each in self._props.pictures]

    @property
    def captions(self) -> list[str]:
        """The line below each image."""
        return [each.caption for each in self._props.pictures]


class Html(Element, kind="html"):
    """`st.html`."""


class Help(Element, kind="help"):
    """`st.help`, and what `st.write` shows of functions, classes and modules."""

    @property
    def doc_string(self) -> str:
        """The docstring."""
        return str(self._props.doc)

    @property
    def value(self) -> str:
        """The value; of functions and classes the app's name for it."""
        props = self._props
        return str(props.name if props.name and (props.signed or not props.value) else props.value)


class Space(Element, kind="space"):
    """`st.space`."""

    @property
    def value(self) -> Any:
        """The size."""
        return self._props.size


class Divider(Element, kind="divider"):
    """`st.divider`."""

    @property
    def value(self) -> str:
        """The line in Markdown."""
        return "---"


class Json(Element, kind="json"):
    """`st.json`."""

    @property
    def value(self) -> str:
        """The JSON as text."""
        value = super().value
        return value if isinstance(value, str) else json.dumps(value)


class Alert(Element):
    """`st.success`, `st.info`, `st.warning` and `st.error`."""

    @property
    def value(self) -> str:
        """The message."""
        return str(self.body)

    @property
    def icon(self) -> str:
        """The icon, empty if there is none."""
        return getattr(self._props, "icon", None) or ""


class Success(Alert, kind="alert", level="success"):
    """`st.success`."""


class Info(Alert, kind="alert", level="info"):
    """`st.info`."""


class Warning_(Alert, kind="alert", level="warning"):  # noqa: N801 - the plain name is Python's
    """`st.warning`."""


class Error(Alert, kind="alert", level="error"):
    """`st.error`."""


class Exception_(Element, kind="exception"):  # noqa: N801 - the plain name is Python's
    """An exception that the app shows, or that ended a run or a thread."""

    @property
    def message(self) -> str:
        """The exception's message."""
        return str(self._props.message)

    @property
    def value(self) -> str:
        """The exception's message."""
        return self.message

    @property
    def is_markdown(self) -> bool:
        """Whether the message is Markdown."""
        return bool(getattr(self._props, "markdown", False))

    @property
    def is_warning(self) -> bool:
        """Whether the exception is shown as a warning."""
        return False

    @property
    def stack_trace(self) -> list[str]:
        """The frames of the traceback, outermost first, in Python's format."""
        frames = self._props.frames
        return [
            f'File "{frame.file}", line {frame.line}, in {frame.function or "<module>"}\n'
            f"    {frame.code}".rstrip()
            for frame in frames
        ]


class Toast(Element):
    """`st.toast`. It is not part of the page: it is shown once."""

    def __init__(self, effect: message.Toast) -> None:
        self._effect = effect

    @property
    def type(self) -> str:
        """Streamlit's name of the kind."""
        return "toast"

    @property
    def key(self) -> None:
        """A toast has no key."""

    @property
    def value(self) -> str:
        """The message."""
        return self._effect.body

    @property
    def icon(self) -> str:
        """The icon, empty if there is none."""
        return self._effect.icon or ""

    def _texts(self) -> Iterator[str]:
        yield self.value

    def __repr__(self) -> str:
        return f"Toast(value={self.value!r}, icon={self.icon!r})"


class Metric(Element, kind="metric"):
    """`st.metric`."""

    @property
    def value(self) -> str:
        """The number, as a text."""
        return str(self._props.value)

    @property
    def delta(self) -> str:
        """The change, as a text; empty if there is none."""
        return "" if self._props.delta is None else str(self._props.delta)


class PageLink(Element, kind="page_link"):
    """`st.page_link`. Its value is its label."""

    @property
    def value(self) -> str:
        """The text of the link."""
        return str(self._props.label)

    @property
    def page(self) -> str:
        """The path of the page in the address, or the URL of another site."""
        return str(self._props.url or self._props.page)

    @property
    def query_string(self) -> str:
        """The query that the link has."""
        return str(self._props.query)


class Progress(Element, kind="progress"):
    """`st.progress`."""


class Table(Element, kind="table"):
    """`st.table`."""

    @property
    def value(self) -> Any:
        """The data as a pandas DataFrame, with its index and columns. Without pandas, an Arrow table."""
        return content(self._props.data.data)
