"""Cached functions: a call finds its result, joins a computation, or computes.

The steps of a call: its key (`keys`); then what exists for the key (`results`): an entry, whose value it
returns, or a flight, for which it waits. If there is neither, it leads a flight of its own.
"""

import asyncio
import contextlib
import contextvars
import dataclasses
import functools
import importlib
import inspect
import logging
import operator
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from treadle._core.carry.context import current, within
from treadle._core.carry.current_loop import current_loop
from treadle._core.carry.scope import Scope
from treadle._core.sync.coroutine_functions import is_coroutine_function, mark_coroutine_function
from treadle._core.sync.loopbound import bridge
from treadle._core.sync.loops import BackgroundLoop
from treadle.errors import (
    APIError,
    CacheError,
    InvalidParameterTypeError,
    NoSessionContext,
    StopException,
    UnserializableReturnValueError,
)

from .carried import VARIANT, Carried, Variant, can_carry
from .flight import Flight
from .hashing import HashFuncs, by_type
from .keys import Parameters, identity, name_of
from .methods import CachedClassMethod, CachedMethod
from .releasing import Release
from .replay import Recorder, Recording
from .results import FunctionCache, Taken
from .settings import Settings
from .store import Entry, Maker
from .values import Frozen

if TYPE_CHECKING:
    from .caches import Caches

P = ParamSpec("P")
R = TypeVar("R")
Spinner = Callable[[str], AbstractContextManager[object]]
"""Shows that the function with this name is computing."""

log = logging.getLogger("treadle.cache")

_NOTHING = Variant(b"")


@dataclasses.dataclass(slots=True)
class _Call:
    """One call of a cached function."""

    scope: Scope | None
    cache: FunctionCache
    key: bytes
    variant: Variant
    args: Any
    kwargs: Any
    value: Any = None
    """What it returns."""
    answered: bool = False

    def answer(self, value: Any) -> None:
        """Set the value that it returns."""
        self.value, self.answered = value, True


def _to_join(taken: Taken) -> Flight:
    assert taken.flight is not None
    return taken.flight


class Cached(Generic[P, R]):
    """A function whose results are kept. It is called like the function; a coroutine function is awaited.

    Args:
        function: computes the results.
        settings: how results are kept.
        caches: returns the caches that the calling code uses.
        hash_funcs: how arguments of some types are recognised.
        validate: returns whether a result can still be used.
        on_release: called with each result that is no longer kept.
        spinner: shows that a caller waits for a result.
    """

    __wrapped__: Callable[P, R]
    __qualname__: str

    def __init__(
        self,
        function: Callable[P, R],
        settings: Settings,
        caches: "Callable[[Scope | None], Caches]",
        *,
        hash_funcs: HashFuncs | None = None,
        validate: Callable[[Any], bool] | None = None,
        on_release: Callable[[Any], object] | None = None,
        spinner: Spinner | None = None,
    ) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._settings = settings
        self._caches = caches
        self._parameters = Parameters(function, hash_funcs)
        self._carried = Carried(function, hash_funcs) if can_carry(function) else None
        self._validate = validate
        self._name = name_of(function)
        self._release = None if on_release is None else Release(on_release, self._what())
        self._spinner = spinner
        self.identity = identity(function)
        """Identifies the function when it is defined again."""
        self._namespace = (
            getattr(function, "__globals__", None)
            if getattr(function, "__module__", "") == "__main__"
            else None
        )
        """The namespace of the function's page, which has the classes of that page."""
        self._known: tuple[Caches, FunctionCache] | None = None
        """The caches of its last use, and its own cache among them."""
        self._refreshes = settings.refresh == "background"
        self._async = is_coroutine_function(function)
        if self._async:
            mark_coroutine_function(self)

    def __repr__(self) -> str:
        return f"<cached function {self._name}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the function's result for these arguments, computed now or earlier."""
        if self._async:
            return self._call_async(args, kwargs)  # type: ignore[return-value] # a coroutine, as R is
        return self._call(args, kwargs)  # type: ignore[no-any-return]

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Return the method of an object, as functions do."""
        return self if instance is None else CachedMethod(self, instance)

    def __reduce__(self) -> Any:
        """Pickle the function by name; a function of a page, which is only in this process, by value."""
        try:
            found = operator.attrgetter(self.__qualname__)(importlib.import_module(self.__module__))
        except (ImportError, AttributeError):
            found = None
        if found is self and self.__module__ != "__main__":
            return self.__qualname__
        # A spinner needs a page, which the other process does not have. Only this process releases results.
        settings = dataclasses.replace(self._settings, disk=False)
        return _again, (self._function, settings, self._caches, self._validate)

    def clear(self, *args: Any, **kwargs: Any) -> None:
        """Remove the result for these arguments; without arguments, all results of the function.

        A computation in progress still returns its result to waiting callers, but the result is not kept.
        """
        cache = self._cache(current())
        if args or kwargs:
            self._let_go(cache.clear(self._key(args, kwargs)[0]), cache.loop)
        else:
            self._let_go(cache.clear(begin=self._variant().mark), cache.loop)

    def _cache(self, scope: Scope | None) -> FunctionCache:
        caches = self._caches(scope)
        known = self._known
        if known is not None and known[0] is caches:
            return known[1]
        apart = 0 if self._carried is None else VARIANT
        cache = caches.of(self.identity, self._settings, scope, self._release, apart)
        if self._settings.scope == "global":
            self._known = caches, cache
        return cache

    def _variant(self) -> Variant:
        return _NOTHING if self._carried is None else self._carried.variant()

    def _key(self, args: Any, kwargs: Any) -> tuple[bytes, Variant]:
        """Return the key of a call, and what the function carries: its mark begins the key."""
        variant = self._variant()
        return variant.mark + self._parameters.key(args, kwargs), variant

    # Calls --------------------------------------------------------------------------------------------------

    # From taking a flight until `_flying`, nothing must raise: the flight would never end. So no app code
    # runs there, and `_headroom` is checked before.

    def _call(self, args: Any, kwargs: Any) -> Any:
        call = self._begin(args, kwargs)
        if call.answered:
            return call.value
        with self._waiting(call.scope):
            while (taken := self._next(call)) is not None:
                if taken.lead:
                    with self._leading(call, taken) as missing:
                        if missing:
                            call.value = self._function(*args, **kwargs)
                    break
                flight = _to_join(taken)
                flight.wait(call.scope)
                if self._joined(call, flight):
                    break
        return call.value

    async def _call_async(self, args: Any, kwargs: Any) -> Any:
        call = self._begin(args, kwargs)
        if call.answered:
            return call.value
        with self._waiting(call.scope):
            while (taken := self._next(call)) is not None:
                if taken.lead:
                    with self._leading(call, taken) as missing:
                        if missing:
                            call.value = await self._awaited(call.scope, args, kwargs)
                    break
                flight = _to_join(taken)
                await flight.wait_async()
                if self._joined(call, flight):
                    break
        return call.value

    def _begin(self, args: Any, kwargs: Any) -> "_Call":
        """Return a call, which is answered if its result is known already."""
        scope = current()
        cache = self._cache(scope)
        key, variant = self._key(args, kwargs)
        call = _Call(scope, cache, key, variant, args, kwargs)
        if self._refreshes:
            _headroom()
        entry, refresh = cache.look(key, self._what)
        if entry is not None and self._usable(call, entry, refresh):
            call.answer(self._use(entry, scope))
        elif scope is not None:
            scope.host.check(scope)  # a run that is over is to begin nothing that takes long
        return call

    def _next(self, call: "_Call") -> Taken | None:
        """Return the flight that a call leads or joins now, None if it is answered."""
        while True:
            _headroom()
            taken = call.cache.take(call.key, self._what)
            if taken.lead or taken.entry is None:
                return taken
            if self._usable(call, taken.entry, taken.flight):
                call.answer(self._use(taken.entry, call.scope))
                return None

    def _joined(self, call: "_Call", flight: Flight) -> bool:
        """Answer a call by the flight for which it has waited.

        Return False if that has brought nothing for it.

        Raises:
            Exception: the function has failed.
        """
        if flight.outcome == "given up" or not self._shares(call.variant, flight.result, call.scope):
            return False
        flight.reraise()
        call.answer(self._use(flight.result, call.scope))
        return True

    def _usable(self, call: "_Call", entry: Entry, refresh: Flight | None) -> bool:
        """Whether an entry can be used. If not, it is dropped."""
        if refresh is not None:
            self._refresh(call, entry, refresh)
        if self._shares(call.variant, entry, call.scope) and (
            self._validate is None or self._validate(entry.value)
        ):
            return True
        self._let_go(call.cache.drop(call.key, entry), call.cache.loop)
        return False

    def _shares(self, variant: Variant, entry: Entry | None, scope: Scope | None) -> bool:
        """Return whether a result belongs to this function, as far as this can be known.

        Raises:
            CacheError: another function of this run computed it, and nobody can say whether the results are
                the same.
        """
        maker = None if entry is None else entry.maker
        if maker is None or maker.variant.surely_is(variant):
            return True
        if maker.run != _run_of(scope):
            return True  # a later run defines the same function again
        other = maker.function()
        if (other is None and self._settings.kind == "data") or other is self:
            return False  # its maker was freed and may be this function, but that is uncertain
        if maker.run is None and other is None:
            return True
        mine = ", ".join(dict.fromkeys(f"`{which.type_name}`" for which in variant.unknown))
        raise CacheError(
            f"Two functions `{self._name}` have the same code and each its own {mine}. Their results may "
            "differ. Pass the differing value as an argument; or pass "
            f"`hash_funcs={{{variant.unknown[0].type_name.rpartition('.')[2]}: lambda value: …}}` with a "
            "function that returns different values if the results differ."
        )

    def _made(self, call: "_Call", value: Any, recording: Recording | None) -> Entry:
        """Return an entry for a new result."""
        entry = call.cache.entry(value, recording, self._name)
        if call.variant.unknown:
            entry.maker = Maker(weakref.ref(self), call.variant, _run_of(call.scope))
        return entry

    def _use(self, entry: Entry, scope: Scope | None) -> Any:
        """Return an entry's value to a caller, and show what the call has shown."""
        if entry.recording is not None and scope is not None:
            entry.recording.replay(scope)
        value = entry.value
        if not isinstance(value, Frozen):
            return self._shown(entry, scope)
        try:
            return value.thaw(self._namespace)
        except Exception as error:  # what it was made of pickles, and cannot be put together again
            raise UnserializableReturnValueError(
                self._name, value.kind, f"{type(error).__name__}: {error}"
            ) from error

    def _shown(self, entry: Entry, scope: Scope | None) -> Any:
        """Return a resource as callers see it: for a loop-bound client, a stand-in for every loop."""
        if scope is None or self._settings.kind != "resource":
            return entry.value
        if entry.shown is ...:
            entry.shown = bridge(entry.value, scope.host.of_app(BackgroundLoop))
        return entry.shown

    @contextlib.contextmanager
    def _leading(self, call: "_Call", taken: Taken) -> Iterator[bool]:
        """Compute a call's value in a block, unless it is on disk. The block gets whether it must compute."""
        flight, cache, scope = taken.flight, call.cache, call.scope
        assert flight is not None
        with self._flying(cache, call.key, flight):
            self._let_go(taken.gone, cache.loop)
            found = self._on_disk(cache, call.key)
            if found is not None:
                entry, call.value = found
                self._land(call, flight, entry, write=False)
                if entry.recording is not None and scope is not None:
                    entry.recording.replay(scope)
                yield False
                return
            with self._recorded(scope) as recorder:
                yield True
            entry = self._made(call, call.value, None if recorder is None else recorder.finish())
            self._land(call, flight, entry, write=True)
            if not isinstance(entry.value, Frozen):
                call.value = self._shown(entry, scope)

    async def _awaited(self, scope: Scope | None, args: Any, kwargs: Any) -> Any:
        """Call a coroutine function. It creates a resource on the app's own loop, which may bind it."""
        if (
            scope is None
            or self._settings.kind != "resource"
            or scope.host.of_app(BackgroundLoop).is_current()
        ):
            return await self._function(*args, **kwargs)  # type: ignore[misc] # R is a coroutine
        made: list[Any] = []
        given_up = False

        async def make() -> None:
            made.append(await self._function(*args, **kwargs))  # type: ignore[misc] # R is a coroutine
            if given_up:
                self._discard(made, scope)

        try:
            await asyncio.wrap_future(scope.host.of_app(BackgroundLoop).run(make, contextvars.copy_context()))
        except BaseException:
            given_up = True  # from here on, what it makes nevertheless gets to nobody
            self._discard(made, scope)
            raise
        return made[0]

    def _discard(self, made: list[Any], scope: Scope) -> None:
        """Release a result whose caller could not wait for it. Two threads may both call this."""
        with contextlib.suppress(IndexError):
            self._let_go([Entry(made.pop(), None, 0, None)], scope.host.of_app(BackgroundLoop))

    def _on_disk(self, cache: FunctionCache, key: bytes) -> tuple[Entry, Any] | None:
        """Return the entry on disk and its value, None if there is none that the app can read now."""
        entry = cache.on_disk(key)
        if entry is None:
            return None
        try:
            return entry, entry.value.thaw(self._namespace)
        except Exception as error:  # noqa: BLE001 - whatever unpickling raises
            log.info("a result of %s on disk cannot be used any more: %s", self._what(), error)
            return None

    def _let_go(self, gone: list[Entry], loop: BackgroundLoop | None) -> None:
        """Call `on_release` with entries that are no longer kept."""
        if self._release is not None and gone:
            self._release(gone, loop)

    @contextlib.contextmanager
    def _flying(self, cache: FunctionCache, key: bytes, flight: Flight) -> Iterator[None]:
        # The flight is forgotten before it ends, so that the callers that it wakes do not find it again.
        with flight.leading(shielded=not self._async):
            try:
                yield
            finally:
                cache.leave(key, flight)

    def _land(
        self, call: "_Call", flight: Flight, entry: Entry, *, write: bool, awaited: bool = True
    ) -> None:
        cache = call.cache
        gone = cache.keep(call.key, flight, entry, write=write, awaited=awaited and self._release is not None)
        flight.land(entry)
        self._let_go(gone, cache.loop)

    @contextlib.contextmanager
    def _recorded(self, scope: Scope | None) -> Iterator[Recorder | None]:
        """Run the function in a block. What it shows is recorded; its threads may belong to the app."""
        if scope is None:
            yield None
            return
        recorder = Recorder(self._name, scope)
        inner = dataclasses.replace(scope, recorder=recorder)
        shared = self._settings.kind == "resource" and self._settings.scope == "global"
        with within(inner.for_app() if shared else inner):
            yield recorder

    def _waiting(self, scope: Scope | None) -> AbstractContextManager[object]:
        if scope is None or self._spinner is None:
            return contextlib.nullcontext()
        return self._spinner(self._name)

    def _what(self) -> str:
        return f"the cached function `{self._name}`"

    # Beside calls -------------------------------------------------------------------------------------------

    def _refresh(self, call: "_Call", entry: Entry, flight: Flight) -> None:
        """Recompute an entry in the background. Callers get the old one meanwhile."""
        started = False
        try:
            started = self._caches(call.scope).start_refresh(
                self._name, lambda: self._refreshed(call, entry, flight)
            )
        finally:
            if not started:
                call.cache.leave(call.key, flight)
                flight.give_up()

    def _refreshed(self, call: "_Call", entry: Entry, flight: Flight) -> None:
        # If it fails, the flight is given up. A caller that waits by then, because the old result has
        # expired, computes it on its page.
        with self._flying(call.cache, call.key, flight):
            try:
                made = self._made(call, self._anew(call.scope, call.args, call.kwargs), None)
                if self._is_key(call.key, call.args, call.kwargs):
                    self._land(call, flight, made, write=True, awaited=flight.waiters > 0)
                    return
                self._let_go([made], call.cache.loop)
                log.warning(
                    "an argument of %s has changed during a background computation: its result is not kept",
                    self._what(),
                )
            except NoSessionContext:
                log.warning(
                    "%s could not be recomputed in the background: it needs a session. A caller computes it",
                    self._what(),
                    exc_info=True,
                )
            except StopException:
                log.debug("%s was ended by `st.stop` in the background", self._what(), exc_info=True)
            except BaseException:
                log.exception("%s could not be recomputed in the background", self._what())
            call.cache.postpone(entry)

    def _anew(self, scope: Scope | None, args: Any, kwargs: Any) -> Any:
        """Call the function in the background. It creates a resource on the app's own loop."""
        if not self._async:
            with current_loop():
                return self._function(*args, **kwargs)

        async def make() -> Any:
            return await self._function(*args, **kwargs)  # type: ignore[misc] # R is a coroutine

        if scope is None or self._settings.kind != "resource":
            return asyncio.run(make())
        return scope.host.of_app(BackgroundLoop).run(make).result()

    def _is_key(self, key: bytes, args: Any, kwargs: Any) -> bool:
        """Whether arguments are the same as when the key was made: their owner may have changed them."""
        try:
            return self._key(args, kwargs)[0] == key
        except Exception:  # noqa: BLE001 - whatever comes of looking at what another thread changes
            return False


def _run_of(scope: Scope | None) -> tuple[str, int] | None:
    return None if scope is None else (scope.host.token, scope.run.number)


def _headroom(frames: int = 60) -> None:
    """Raise RecursionError now if the stack is nearly full, and not later, where it would do harm."""
    if frames:
        _headroom(frames - 1)


def _again(
    function: Callable[..., Any],
    settings: Settings,
    caches: "Callable[[Scope | None], Caches]",
    validate: Callable[[Any], bool] | None,
) -> Cached[..., Any]:
    """Return a cached function that came from another process."""
    return Cached(function, settings, caches, validate=validate)


def cached(
    function: Any,
    settings: Settings,
    caches: "Callable[[Scope | None], Caches]",
    *,
    hash_funcs: HashFuncs | None = None,
    validate: Callable[[Any], bool] | None = None,
    on_release: Callable[[Any], object] | None = None,
    spinner: Spinner | None = None,
) -> Any:
    """Return a function that keeps its results. A static or class method stays one.

    Raises:
        APIError: it cannot be called, or it is a generator function.
    """
    if isinstance(function, staticmethod | classmethod):
        inner = cached(
            function.__func__, settings, caches,
            hash_funcs=hash_funcs, validate=validate, on_release=on_release, spinner=spinner,
        )  # fmt: skip
        return CachedClassMethod(inner) if isinstance(function, classmethod) else staticmethod(inner)
    if hash_funcs is not None and not isinstance(hash_funcs, Mapping):
        raise InvalidParameterTypeError("hash_funcs", type(hash_funcs).__name__, ["dict", "None"])
    by_kind = None if hash_funcs is None else by_type(hash_funcs)
    if not callable(function):
        raise APIError(
            f"Only a function can be cached, and this is of type `{type(function).__qualname__}`. "
            "Pass a function."
        )
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise APIError(
            f"`{name_of(function)}` is a generator function. A generator can be read once: return a list."
        )
    if is_coroutine_function(validate):
        raise APIError(
            "`validate` cannot be a coroutine function: it is called where nothing can be awaited."
        )
    return Cached(
        function,
        settings,
        caches,
        hash_funcs=by_kind,
        validate=validate,
        on_release=on_release,
        spinner=spinner,
    )
