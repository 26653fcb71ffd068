"""The ways in which a test finds elements: by kind, by position, by key."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from .element import Element

E = TypeVar("E", bound=Element)


class ElementList(Generic[E]):
    """The elements of one kind in page order: `at.button[0]` by position, `at.button("save")` by key."""

    def __init__(self, name: str, elements: Sequence[E]) -> None:
        self._name = name
        self._list = list(elements)

    def __len__(self) -> int:
        return len(self._list)

    @property
    def len(self) -> int:
        """The number of elements."""
        return len(self._list)

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> "ElementList[E]": ...
    def __getitem__(self, index: int | slice) -> "E | ElementList[E]":
        if isinstance(index, slice):
            return ElementList(self._name, self._list[index])
        try:
            return self._list[index]
        except IndexError:
            raise IndexError(
                f"There is no {self._name}[{index}] on the page: it has {len(self._list)}."
            ) from None

    def __iter__(self) -> Iterator[E]:
        return iter(self._list)

    def __call__(self, key: str) -> E:
        """Return the element with a key.

        Raises:
            KeyError: there is none.
        """
        for element in self._list:
            if element.key == key:
                return element
        keys = ", ".join(repr(element.key) for element in self._list if element.key is not None)
        raise KeyError(f"No {self._name} has the key {key!r}. Keys there are: {keys or 'none'}.")

    @property
    def values(self) -> list[Any]:
        """The value of each element."""
        return [element.value for element in self._list]

    def __eq__(self, other: object) -> bool:
        return self._list == (other._list if isinstance(other, ElementList) else other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._list)


class Place(Protocol):
    """An object in which a test can search for elements."""

    def _elements(self) -> list[Element]:
        """Return them, in page order."""


class Kind(Generic[E]):
    """An attribute of a searchable object: the elements in it that are of one class.

    Args:
        cls: a function that returns the class. It is called late because the modules of containers and
            elements use each other.
        apart: a function that returns a class whose elements have an attribute of their own.
    """

    def __init__(self, cls: Callable[[], type[E]], apart: Callable[[], type[Element]] | None = None) -> None:
        self._class = cls
        self._apart = apart
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, place: Place, owner: type) -> ElementList[E]:
        cls, apart = self._class(), () if self._apart is None else self._apart()
        found = [each for each in place._elements() if isinstance(each, cls) and not isinstance(each, apart)]
        return ElementList(self._name, found)
