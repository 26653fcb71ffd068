"""Cached functions that are methods or coroutine functions."""

import inspect
from typing import Any, Generic, Protocol, TypeVar

R_co = TypeVar("R_co", covariant=True)


class CachedFunction(Protocol[R_co]):
    """A cached function, as its methods see it (`function.Cached`)."""

    _name: str

    def __call__(self, *args: Any, **kwargs: Any) -> R_co:
        """Return the function's result for these arguments."""

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Forget the result for these arguments; without arguments, all results of the function."""


class CachedMethod(Generic[R_co]):
    """A cached function that is a method, bound to an object."""

    __slots__ = ("__func__", "__self__")

    def __init__(self, cached: CachedFunction[R_co], instance: object) -> None:
        self.__self__ = instance
        self.__func__ = cached

    def __repr__(self) -> str:
        return f"<cached method {self.__func__._name} of {self.__self__!r}>"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__func__, name)

    @property
    def __signature__(self) -> inspect.Signature:
        signature = inspect.signature(self.__func__)
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    def __call__(self, *args: Any, **kwargs: Any) -> R_co:
        """Return the method's result for these arguments, computed now or earlier."""
        return self.__func__(self.__self__, *args, **kwargs)

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Remove the result for these arguments; without arguments, all results for all objects."""
        if args or kwargs:
            self.__func__.clear(self.__self__, *args, **kwargs)
        else:
            self.__func__.clear()


class CachedClassMethod(classmethod):  # type: ignore[type-arg]
    """A cached class method.

    It binds itself, because `classmethod` leaves `clear` unbound since Python 3.13.
    """

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Return the method of a class."""
        cached: Any = self.__func__
        return CachedMethod(cached, type(instance) if owner is None else owner)
