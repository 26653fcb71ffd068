"""How exceptions are shown: where they come from, through whatever they came."""

import traceback

import pytest

from treadle._core.runtime.errorview import Exception_, error_element, for_log
from treadle.errors import RemoteTraceback

HERE = __file__


def shown(error: BaseException) -> Exception_:
    return error_element(error, lambda filename: filename == HERE or filename.endswith("app.py"))


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:  # noqa: BLE001 - it is what the test is about
        return caught


def test_an_error_from_another_process_has_the_frames_from_there():
    error = raised(ValueError("no"))
    error.__cause__ = RemoteTraceback(
        'Traceback:\n  File "/x/app.py", line 7, in work\n    boom()\nValueError: no'
    )
    view = shown(error)
    assert [(frame.line, frame.function) for frame in view.frames[-1:]] == [(7, "work")]
    assert view.frames[0].function == "raised"
    assert view.cause is None


@pytest.mark.parametrize("nested", [False, True])
def test_a_group_names_its_errors_and_shows_where_the_first_was_raised(nested):
    inner = raised(KeyError("first"))
    group = ExceptionGroup("several", [inner, TypeError("second")])
    error = raised(ExceptionGroup("outer", [group]) if nested else group)
    view = shown(error)
    assert view.message.splitlines()[1:] == ["– KeyError: 'first'", "– TypeError: second"]
    assert view.frames[-1].function == "raised"
    assert len(view.frames) >= 2


def test_what_led_to_an_error_is_named():
    error = raised(ValueError("then"))
    error.__cause__ = KeyError("first")
    assert shown(error).cause == "KeyError: 'first'"


def test_the_log_begins_where_the_app_does():
    library = compile("def call(function):\n    function()", "library.py", "exec")
    namespace: dict[str, object] = {}
    exec(library, namespace)
    try:
        namespace["call"](lambda: raised_by_app(namespace["call"]))
    except ZeroDivisionError as error:
        outermost = error.with_traceback(error.__traceback__.tb_next)
    said = "".join(traceback.format_exception(*for_log(outermost, lambda name: name == HERE)))
    assert said.splitlines()[1].startswith(f'  File "{HERE}"')
    assert said.count("library.py") == 1, "what the app has called is told of"


def raised_by_app(call) -> None:
    call(lambda: 1 / 0)


def test_the_log_leaves_nothing_out_of_what_never_came_to_the_app():
    error = raised(ValueError("no"))
    assert for_log(error, lambda name: False) == (ValueError, error, error.__traceback__)
