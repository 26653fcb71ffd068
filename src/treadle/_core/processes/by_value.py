"""Pickles functions and classes that the receiver cannot import by their names.

The server and the workers both use this. It imports nothing of Treadle, and cloudpickle only when it is
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

    From 3.1.3 on, cloudpickle names all code `<dynamic-code>`. Then a traceback shows no file and no line,
    and app code cannot be distinguished from libraries.
    """
    import cloudpickle
    from cloudpickle import cloudpickle as _cloudpickle

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc] # cloudpickle has no types
        def reducer_override(self, obj: Any) -> Any:
            if type(obj) is types.CodeType:
                make, args = _cloudpickle._code_reduce(obj)
                # In the arguments that create a code object, the file is the first text, on all Pythons. (A
                # function of ours that sets it would make the worker import all of Treadle, because the
                # unpickler imports the package of each function.)
                place = next(place for place, each in enumerate(args) if isinstance(each, str))
                return make, (*args[:place], obj.co_filename, *args[place + 1 :])
            return super().reducer_override(obj)

    return Pickler


def dumps(value: object) -> bytes:
    """Return an object as bytes, by value where necessary."""
    file = io.BytesIO()
    pickler()(file, protocol=5).dump(value)
    return file.getvalue()


def unwrapped(module: str, name: str, depth: int) -> Any:
    """Return the function below some decorators.

    A decorated function that the receiver imports is pickled like this.
    """
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    for _ in range(depth):
        found = found.__wrapped__
    return found


def lru_cached(function: Any, parameters: dict[str, Any]) -> Any:
    """Return a function decorated with `functools.lru_cache`."""
    return functools.lru_cache(**parameters)(function)
