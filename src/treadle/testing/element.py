"""What all elements have that a test finds on a page, and what all widgets have."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from treadle._core.protocol.element import Container, Valued, snake_case
from treadle._core.protocol.long_text import LongText
from treadle._core.session.look import Found
from treadle._core.session.widgets import PLAIN

from .driver import Tested

_CLASSES: "dict[str, list[type[Element]]]" = {}
"""The classes of each kind on the wire, each with a condition. "*" has the class of all other containers."""

_VALUES = ("value", "body", "message", "text", "data")
"""The properties that can be an element's value. The first one that the element has is its value."""

UNSET: Any = object()


class Element:
    """An element on the page, as it was when the test read it.

    Its attributes are the properties of the element's struct: `at.markdown[0].help`.
    """

    _match: ClassVar[dict[str, Any]] = {}
    """The properties that an element must have to be of this class, if several classes have the same kind."""

    _named: ClassVar[bool] = False
    """Whether the name of the class is Streamlit's name of the kind."""

    def __init_subclass__(cls, *, kind: str | None = None, **match: Any) -> None:
        super().__init_subclass__()
        cls._match = match
        cls._named = kind not in (None, "*")
        if kind is not None:
            _CLASSES.setdefault(kind, []).append(cls)

    def __init__(self, at: Tested, found: Found) -> None:
        self._at = at
        self._found = found
        self._props: Any = found.props

    @property
    def type(self) -> str:
        """Streamlit's name of the kind: `title`, `text_input`."""
        return snake_case(type(self).__name__) if self._named else self._props.kind

    @property
    def key(self) -> str | None:
        """The key of the element."""
        return self._found.key

    @property
    def value(self) -> Any:
        """The value that the element shows."""
        for name in _VALUES:
            if name in self._props.__struct_fields__:
                return self.__getattr__(name)
        raise AttributeError(f"A {self.type} has no value.")

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__.get("_found")
        if found is None or name.startswith("_") or name not in found.props.__struct_fields__:
            raise AttributeError(f"{type(self).__name__} has no property {name!r}.")
        if name == "body" and isinstance(found.props, LongText):
            return found.props.whole
        return getattr(found.props, name)

    def __iter__(self) -> "Iterator[Element]":
        yield self

    def _texts(self) -> Iterator[str]:
        """Yield the texts that it shows, as far as a search looks for them."""
        for name in ("label", *_VALUES):
            if name in self._props.__struct_fields__ and isinstance(
                text := self.__getattr__(name), str | int | float
            ):
                yield str(text)

    def __repr__(self) -> str:
        return f"{type(self).__name__.rstrip('_')}({', '.join(self._told())})"

    def _told(self) -> list[str]:
        props = self._props
        told = [] if self.key is None else [f"key={self.key!r}"]
        for field, default in zip(props.__struct_fields__, _defaults(props), strict=True):
            value = getattr(props, field)
            if value != default and field not in ("value", "key"):
                told.append(f"{field}={value!r}")
        return told

    def run(self, *, timeout: float | None = None) -> Any:
        """Run the app with the values entered since the last run, and return the test (an `AppTest`).

        Args:
            timeout: the timeout in seconds. None: the timeout of the test.
        """
        return self._at.run(timeout=timeout)


def _defaults(props: Any) -> list[Any]:
    fields = props.__struct_fields__
    defaults = props.__struct_defaults__
    return [UNSET] * (len(fields) - len(defaults)) + list(defaults)


class Widget(Element):
    """An element that the user can operate. Values that a test enters are sent by the next `run`."""

    def __init__(self, at: Tested, found: Found) -> None:
        super().__init__(at, found)
        entered = at._driver.pending.get(found.id)
        self._value: Any = UNSET if entered is None else entered[0]

    @property
    def value(self) -> Any:
        """The value as the app sees it: the entered value, or else the value that the test has read."""
        return self._known if self._value is UNSET else self._value

    @property
    def _known(self) -> Any:
        return (self._found.codec or PLAIN).decode(self._found.wire)

    def _decoded(self) -> Any:
        """Return the entered value as the app will get it: a text may have been entered for a date."""
        return (self._found.codec or PLAIN).decode(self._at._driver.pending[self._found.id][1])

    @property
    def form_id(self) -> str:
        """The key of the form that contains the widget; empty if it is in no form."""
        form = self._found.form
        found = (
            None
            if form is None
            else next((each for each in self._at._driver.below(0) if each.id == form), None)
        )
        return "" if found is None else found.key or getattr(found.props, "key", None) or str(found.id)

    def set_value(self, v: Any) -> Self:
        """Enter a value, as the app sees it.

        Raises:
            ValueError: the widget cannot have this value.
        """
        props = self._props
        try:
            wire = props.check((self._found.codec or PLAIN).encode(v))
        except (ValueError, TypeError, LookupError) as error:
            raise ValueError(
                f"{type(self).__name__} “{props.called}” cannot be set to {v!r}. {error}"
            ) from error
        return self._enter(v, wire)

    def _enter(self, value: Any, wire: Any) -> Self:
        self._value = value
        self._at._driver.pending[self._found.id] = value, wire
        return self

    def _told(self) -> list[str]:
        return [*super()._told(), f"value={self.value!r}"]


def element_for(at: Tested, found: Found) -> Element:
    """Return the object that a test gets for a node."""
    props = found.props
    for cls in reversed(_CLASSES.get(props.kind, [])):
        if all(getattr(props, name, UNSET) == value for name, value in cls._match.items()):
            return cls(at, found)
    if isinstance(props, Container):
        return _CLASSES["*"][0](at, found)
    return (Widget if isinstance(props, Valued) else Element)(at, found)
