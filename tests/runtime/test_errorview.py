"""How exceptions are shown: where they come from, through whatever they came."""

import pytest

from treadle.errors import RemoteTraceback
from treadle.runtime.errorview import Exception_, error_element

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
