"""How functions and classes travel that are not found by their names where they arrive.

The server and the workers use the same, as both send such things. Imports nothing of Treadle, and cloudpickle only when it is
needed: worker processes load this before anything else.
"""

import functools
import importlib
import io
import types
from typing import Any


@functools.cache
def pickler() -> Any:
    """Return cloudpickle's pickler, changed so that code keeps the name of its file.

    From 3.1.3 on, cloudpickle names all code `<dynamic-code>`. Then a traceback shows neither file nor line, and nobody can
    tell the app's code from a library's.
    """
    import cloudpickle
    from cloudpickle import cloudpickle as _cloudpickle

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle has no types
        def reducer_override(self, obj: Any) -> Any:
            if type(obj) is types.CodeType:
                make, args = _cloudpickle._code_reduce(obj)
                # Of what code is made from, its file is the first text, in all Pythons. (A function of ours that sets it would
                # have the worker import all of Treadle: the unpickler imports the package of what it looks up.)
                place = next(place for place, each in enumerate(args) if isinstance(each, str))
                return make, (*args[:place], obj.co_filename, *args[place + 1 :])
            return super().reducer_override(obj)

    return Pickler


def dumps(value: object) -> bytes:
    """Return an object as bytes, by value where it must be."""
    file = io.BytesIO()
    pickler()(file, protocol=5).dump(value)
    return file.getvalue()


def unwrapped(module: str, name: str, depth: int) -> Any:
    """Return what some decorators were put on: how a decorated function travels that is imported where it arrives."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    for _ in range(depth):
        found = found.__wrapped__
    return found


def lru_cached(function: Any, parameters: dict[str, Any]) -> Any:
    """Return what `functools.lru_cache` makes of a function."""
    return functools.lru_cache(**parameters)(function)
