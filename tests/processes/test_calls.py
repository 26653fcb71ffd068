"""Calls travel: functions, arguments, results, exceptions."""

import asyncio
import contextvars
import dataclasses
import enum
import errno
import functools
import importlib
import os
import sys
import threading
import time

import pytest

from treadle._core.processes import parcels, worker
from treadle._core.runtime import alias
from treadle._core.this_process import is_worker
from treadle.errors import PicklingError, RemoteError, RemoteTraceback, UnpicklingError

from . import helpers_of_app
from .helpers_of_app import Odd, Point, triple


def test_a_function_of_the_app_runs_in_another_process(shared):
    def of_the_app(a, *, b):
        return a + b, os.getpid()

    total, pid = shared.run(of_the_app, 1, b=2)
    assert total == 3
    assert pid != os.getpid()


def test_a_lambda_and_a_closure_take_along_what_they_refer_to(shared):
    base = 10
    assert shared.run(lambda x: x + base, 1) == 11


def test_a_function_that_calls_itself_travels(shared):
    def factorial(n):
        return 1 if n < 2 else n * factorial(n - 1)

    assert shared.run(factorial, 10) == 3628800


def test_a_method_takes_its_object_along(shared):
    class Scale:
        def __init__(self, by):
            self.by = by

        def of(self, value):
            return value * self.by

    assert shared.run(Scale(4).of, 3) == 12


def test_a_function_of_another_module_of_the_app_travels_as_it_is_in_the_server(shared, monkeypatch):
    assert shared.run(triple, 2) == 6
    monkeypatch.setattr(helpers_of_app, "FACTOR", 5)  # as saving the module and running again does
    assert shared.run(triple, 2) == 10


def test_a_function_whose_module_has_a_lock_is_imported_instead(make, tmp_path, monkeypatch):
    (tmp_path / "module_with_lock.py").write_text(
        "import threading\n_lock = threading.Lock()\ndef locked(value):\n    with _lock:\n"
        "        return value + 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("module_with_lock")
    driver = make(size=1, by_value=lambda filename: "module_with_lock" in filename)
    assert driver.run(module.locked, 1) == 2
    del sys.modules["module_with_lock"]


def test_a_decorated_function_whose_module_has_a_lock_is_imported_instead(make, tmp_path, monkeypatch):
    (tmp_path / "module_with_decorator.py").write_text(
        "import functools, threading\n"
        "def twice(function):\n"
        "    return functools.wraps(function)(lambda *args: function(*args) * 2)\n"
        "lock = threading.Lock()\n"
        "@twice\n"
        "@twice\n"
        "def one():\n"
        "    with lock:\n"
        "        return 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("module_with_decorator")
    driver = make(size=1, by_value=lambda filename: "module_with_decorator" in filename)
    assert driver.run(module.one.__wrapped__.__wrapped__) == 1
    del sys.modules["module_with_decorator"]


def test_a_function_with_a_cache_takes_it_along_empty(shared):
    def fibonacci(n):
        return n if n < 2 else cached(n - 1) + cached(n - 2)

    fibonacci.__module__ = "__main__"  # as what an app's script defines
    cached = functools.lru_cache(maxsize=None)(fibonacci)
    assert cached(10) == 55

    def compute():
        return cached.cache_info().currsize, cached(80), cached.cache_info().currsize

    assert shared.run(compute) == (0, 23416728348467685, 81)


def test_a_module_of_the_app_is_imported_anew_when_it_was_saved(make, tmp_path, monkeypatch):
    file = tmp_path / "module_that_changes.py"
    file.write_text("value = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("module_that_changes")
    driver = make(size=1)
    assert driver.run(lambda: module.value) == 1
    file.write_text("value = 22\n")
    assert driver.run(lambda: module.value) == 22
    del sys.modules["module_that_changes"]


def test_a_class_of_the_app_comes_back_as_the_same_class(shared):
    @dataclasses.dataclass
    class Local:
        x: int

    class Color(enum.Enum):
        RED = 1

    result = shared.run(lambda: (Local(3), Point(4), Color.RED))
    assert result == (Local(3), Point(4), Color.RED)
    assert [type(each) for each in result] == [Local, Point, Color]


def test_a_coroutine_function_is_run_to_its_end(shared):
    async def compute(x):
        await asyncio.sleep(0)
        return x + 1

    assert shared.run(compute, 1) == 2


def test_what_the_arguments_and_the_function_share_is_shared_there_too(shared):
    things = []
    assert shared.run(lambda given: given is things, things)


def test_a_call_is_taken_as_it_is_when_it_is_made(shared):
    things = [1]
    call = shared.pool.call(lambda given: given, (things,))
    things.append(2)
    heard = type(shared.submit(int)[1])()
    shared.pool.submit(call, heard)
    assert heard.result() == [1]


def test_a_call_can_be_submitted_again(shared):
    call = shared.pool.call(bytearray, (b"x" * (2 << 20),))
    for _ in range(2):
        heard = type(shared.submit(int)[1])()
        shared.pool.submit(call, heard)
        assert len(heard.result()) == 2 << 20


def test_what_cannot_be_pickled_is_named(shared):
    lock = threading.Lock()
    with pytest.raises(PicklingError, match=r"variable `lock` that it uses, which is a `_thread.lock`"):
        shared.pool.call(lambda: lock)
    with pytest.raises(PicklingError, match=r"argument 2, which is a `_thread.lock`"):
        shared.pool.call(print, (1, lock))
    with pytest.raises(PicklingError, match="argument `end`"):
        shared.pool.call(print, (), {"end": lock})

    def inner():
        return lock

    with pytest.raises(
        PicklingError, match=r"`inner` that it uses, and in that the variable `lock` that it uses"
    ):
        shared.pool.call(lambda: inner())


def test_a_result_that_cannot_be_pickled_is_named_and_the_worker_goes_on(make):
    driver = make(size=1)
    error = driver.fails(lambda: threading.Lock())
    assert isinstance(error, PicklingError)
    assert "its result, which is a `_thread.lock`" in str(error)
    assert driver.run(lambda: 1) == 1


class Thorny:
    """Can be pickled, and not be loaded."""

    def __reduce__(self):
        return _explode, ()


def _explode():
    raise ValueError("not in this process") if is_worker() else ZeroDivisionError


def test_arguments_that_cannot_be_loaded_are_named(shared):
    error = shared.fails(print, Thorny())
    assert isinstance(error, UnpicklingError)
    assert "The arguments of `print`" in str(error)
    assert "test_calls._explode` (ValueError" in str(error)
    assert "ValueError: not in this process" in str(error)


def test_a_function_that_cannot_be_loaded_is_named(shared, tmp_path, monkeypatch):
    (tmp_path / "only_here.py").write_text("def function(): pass\n")
    with monkeypatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        call = shared.pool.call(importlib.import_module("only_here").function)
    del sys.modules["only_here"]
    heard = type(shared.submit(int)[1])()
    shared.pool.submit(call, heard)
    assert isinstance(heard.error(), UnpicklingError)
    assert "The function of `function`" in str(heard.error())
    assert "only_here" in str(heard.error())


def test_arguments_that_find_no_memory_are_an_error_of_their_job_alone(make):
    def break_mapping():
        from treadle._core.processes import parcels

        def fail(fd, private):
            raise OSError(errno.ENOMEM, "no memory, on purpose")

        parcels._map = fail
        return os.getpid()

    pool = make(size=1)
    pid = pool.run(break_mapping)
    error = pool.fails(len, b"x" * (2 << 20))
    assert isinstance(error, UnpicklingError)
    assert "no memory, on purpose" in str(error)
    assert pool.run(os.getpid) == pid


def test_a_result_that_finds_no_memory_is_an_error(make, monkeypatch):
    def fail(fd, private):
        raise OSError(errno.ENOMEM, "no memory, on purpose")

    pool = make(size=1)
    monkeypatch.setattr(parcels, "_map", fail)
    error = pool.fails(lambda: b"x" * (2 << 20))
    assert isinstance(error, UnpicklingError)
    assert "The result" in str(error)
    assert "no memory, on purpose" in str(error)


def test_a_result_that_cannot_be_loaded_is_an_error(shared):
    class Trap:
        def __reduce__(self):
            return int, ("no number",)

    error = shared.fails(lambda: Trap())
    assert "it failed in `builtins.int`" in str(error)
    assert isinstance(error, UnpicklingError)
    assert "The result" in str(error)
    assert isinstance(error.__cause__, ValueError)


def test_an_exception_comes_back_with_the_traceback_from_there(shared):
    def outer():
        inner()

    def inner():
        {}["missing"]

    error = shared.fails(outer)
    assert isinstance(error, KeyError)
    assert error.args == ("missing",)
    assert isinstance(error.__cause__, RemoteTraceback)
    text = str(error.__cause__)
    assert "in outer" in text
    assert "in inner" in text
    assert "treadle/_core" not in text  # the worker's own frames say nothing
    line = inner.__code__.co_firstlineno + 1
    assert f'File "{__file__}", line {line}, in inner' in text
    assert '{}["missing"]' in text


def test_code_that_travels_keeps_its_file_in_both_directions(shared):
    def make():
        class Made:
            def method(self):
                return lambda: None

        def nested():
            return Made().method().__code__.co_filename

        return nested, nested.__code__.co_filename, nested()

    function, *names = shared.run(make)
    assert [function.__code__.co_filename, function(), *names] == [__file__] * 4


def test_an_exception_keeps_its_notes_and_its_cause_in_words(shared):
    def fail():
        try:
            1 / 0
        except ZeroDivisionError as cause:
            error = ValueError("outer")
            error.add_note("look here")
            raise error from cause

    error = shared.fails(fail)
    assert error.__notes__ == ["look here"]
    assert "ZeroDivisionError" in str(error.__cause__)


def test_an_exception_of_the_app_comes_back_as_its_own_class(shared):
    class Mine(Exception):
        pass

    def fail():
        raise Mine("x")

    assert type(shared.fails(fail)) is Mine


def test_an_exception_that_cannot_be_loaded_has_a_stand_in(shared):
    def fail():
        raise Odd("this", "that")

    error = shared.fails(fail)
    assert isinstance(error, RemoteError)
    assert error.type.endswith("helpers_of_app.Odd")
    assert error.message == "this and that"
    assert "raise Odd" in str(error.__cause__)


def test_an_exception_that_cannot_be_pickled_has_a_stand_in(shared):
    def fail():
        error = RuntimeError("with a lock")
        error.lock = threading.Lock()
        raise error

    error = shared.fails(fail)
    assert isinstance(error, RemoteError)
    assert str(error) == "RuntimeError: with a lock"


def test_an_exception_whose_text_cannot_be_had_has_a_stand_in(shared):
    class Mute(Exception):
        def __str__(self):
            raise ValueError

        def __reduce__(self):
            raise ValueError

    def fail():
        raise Mute

    error = shared.fails(fail)
    assert isinstance(error, RemoteError)
    assert "cannot be had" in error.message


@pytest.mark.parametrize("kind", [KeyboardInterrupt, GeneratorExit, asyncio.CancelledError, StopIteration])
def test_whatever_is_raised_is_how_the_job_fails(shared, kind):
    def fail():
        raise kind("on purpose")

    assert type(shared.fails(fail)) is kind


def test_each_job_has_a_context_of_its_own(make):
    driver = make(size=1)

    def count():
        import builtins

        if not hasattr(builtins, "variable_of_a_test"):
            builtins.variable_of_a_test = contextvars.ContextVar("n", default=0)
        variable = builtins.variable_of_a_test
        variable.set(variable.get() + 1)
        return variable.get()

    assert [driver.run(count), driver.run(count)] == [1, 1]


# What the process looks like --------------------------------------------------------------------------------


def test_the_process_has_the_servers_folder_environment_and_paths_as_they_are_now(
    make, monkeypatch, tmp_path
):
    def look():
        return os.getcwd(), os.environ.get("SET_BY_A_TEST"), list(sys.path), list(sys.argv)

    driver = make(size=1)
    assert driver.run(look) == look()
    monkeypatch.setenv("SET_BY_A_TEST", "late")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert driver.run(look) == look()


def test_what_a_job_does_to_its_process_is_undone_for_the_next(make, tmp_path):
    def spoil():
        os.chdir(tmp_path)
        os.environ["SPOILT"] = "yes"
        sys.path.insert(0, "spoilt")

    driver = make(size=1)
    driver.run(spoil)
    assert driver.run(lambda: (os.getcwd(), os.environ.get("SPOILT"), sys.path)) == (
        os.getcwd(),
        None,
        sys.path,
    )


def test_a_new_process_loads_next_to_nothing_of_treadle(make):
    loaded = make(size=1).run(lambda: [name for name in sys.modules if name.partition(".")[0] == "treadle"])
    assert sorted(loaded) == [
        "treadle._core.processes.by_value",
        "treadle._core.processes.calls",
        "treadle._core.processes.frames",
        "treadle._core.processes.parcels",
        "treadle._core.processes.reports",
        "treadle._core.processes.unix",
        "treadle._core.processes.worker",
        "treadle._core.this_process",
    ]


def test_the_modules_can_be_imported_on_systems_that_have_less():
    import subprocess

    script = """
import mmap, os, select, signal, socket, sys
for module, names in {
    os: "fork register_at_fork pidfd_open memfd_create killpg sched_getaffinity set_blocking pread pwrite",
    signal: "SIGKILL pidfd_send_signal",
    socket: "AF_UNIX SCM_RIGHTS CMSG_SPACE send_fds recv_fds",
    select: "poll epoll",
    mmap: "MAP_PRIVATE MAP_SHARED PROT_READ",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.modules["resource"] = sys.modules["fcntl"] = None
import treadle._core.processes.pool
treadle._core.processes.pool.ProcessPool().close(0)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=50)


def test_treadle_can_be_imported_in_a_job_and_finds_the_worker_that_is_there(make):
    def look():
        import treadle
        from treadle._core.processes import frames

        return worker.current().name, worker.__name__, bool(frames), treadle.__name__

    assert make(size=1).run(look) == (
        f"{test_treadle_can_be_imported_in_a_job_and_finds_the_worker_that_is_there.__name__}.<locals>.look",
        "treadle._core.processes.worker",
        True,
        "treadle",
    )


def test_the_script_is_not_executed_again(tmp_path):
    """A script without a guard: executing it in the worker would start workers without end."""
    import subprocess

    script = tmp_path / "script.py"
    script.write_text(
        "import os, threading\n"
        "from concurrent.futures import Future\n"
        "from treadle._core.processes.pool import ProcessPool\n"
        "print('executed')\n"
        "class Events:\n"
        "    def __init__(self): self.end = Future()\n"
        "    def started(self, pid): pass\n"
        "    def output(self, text): print(text, end='')\n"
        "    def done(self, result): self.end.set_result(result)\n"
        "    def failed(self, error): self.end.set_exception(error)\n"
        "class Thing:\n"
        "    pass\n"
        "def make():\n"
        "    return Thing()\n"
        "pool = ProcessPool(size=1)\n"
        "events = Events()\n"
        "pool.submit(pool.call(make), events)\n"
        "print(type(events.end.result()) is Thing)\n"
        "pool.close(1)\n"
    )
    out = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=50, check=True)
    assert out.stdout == "executed\nTrue\n"
    assert out.stderr == ""


def test_streamlit_is_treadle_in_a_job_and_loaded_when_it_is_asked_for(make):
    def look():
        before = "treadle" in sys.modules
        import streamlit

        return before, streamlit.__file__.endswith(os.path.join("compat", "streamlit", "__init__.py"))

    alias.install()
    try:
        assert make(size=1).run(look) == (False, True)
    finally:
        alias.uninstall()


def test_a_command_says_that_there_is_no_page_in_a_process(shared):
    def write():
        import treadle as st

        st.write("lost")

    error = shared.fails(write)
    assert type(error).__name__ == "NoSessionContext"
    assert "report" in str(error)
    assert "return" in str(error)


def test_objects_of_the_page_are_harmless_references_there(shared):
    import treadle as st
    from treadle import session_state

    assert shared.run(lambda: type(session_state).__name__) == "SessionState"
    error = shared.fails(lambda: st.session_state.get("x"))
    assert type(error).__name__ == "NoSessionContext"
    assert type(shared.fails(lambda: st.sidebar.write("x"))).__name__ == "NoSessionContext"


def test_the_time_of_a_job_is_its_own(shared):
    """Two workers compute at once, so neither waits for the other."""

    def compute(seconds):
        start = time.process_time()
        while time.process_time() - start < seconds:
            pass
        return time.monotonic()

    start = time.monotonic()
    jobs = [shared.submit(compute, 0.2)[1] for _ in range(2)]
    ends = [heard.result() - start for heard in jobs]
    assert len(ends) == 2
