"""`st.help`, and what `st.write` shows of functions, classes and modules."""

from typing import Any

import pytest

from treadle.testing import AppTest

HEAD = """
import math
import treadle as st

def weave(warp, weft=1):
    '''Weave cloth.

    Slowly.'''

class Loom:
    '''A loom.'''
    width = 90
    def __init__(self, shafts): self.shafts = shafts
    def treadle(self):
        '''Lift a shaft.
        More.'''
    @property
    def broken(self):
        '''Whether it is broken.'''
        raise RuntimeError("a property is not computed")
"""


def shown(script: str) -> list[Any]:
    at = AppTest.from_string(HEAD + script).run()
    assert not at.exception, at.exception[0].message
    return [each._props for each in at.help]


@pytest.mark.parametrize(
    ("call", "name", "type", "value"),
    [
        ("weave", "weave", "function", "weave(warp, weft=1)"),
        ("Loom", "Loom", "class", "Loom(shafts)"),
        ("(loom := Loom(4))", "loom", "Loom", "Loom(shafts)"),
        ("Loom(4).treadle", "Loom(4).treadle", "method", "Loom.treadle()"),
        ("math", "math", "module", ""),
        ("math.sin", "math.sin", "builtin_function_or_method", "math.sin(x, /)"),
        ("[1, 2]", "[1, 2]", "list", "[1, 2]"),
        ("'Hello'", "", "str", "'Hello'"),
        ("None", "", "NoneType", "None"),
        ("5 + 5", "5 + 5", "int", "10"),
        ("lambda x: x", "lambda x: x", "function", "<lambda>(x)"),
        ("\n  weave\n", "weave", "function", "weave(warp, weft=1)"),
        ("'x' * 1000", "'x' * 1000", "str", "'" + "x" * 299 + "..."),
    ],
)
def test_name_type_and_value(call: str, name: str, type: str, value: str) -> None:
    (help,) = shown(f"st.help({call})")
    assert (help.name, help.type) == (name, type)
    assert help.value.endswith(value)
    assert bool(help.value) == bool(value)


def test_the_docstring_is_the_objects_or_its_classs() -> None:
    function, instance, number = shown("st.help(weave)\nst.help(Loom(4))\nst.help(5)")
    assert function.doc == "Weave cloth.\n\nSlowly."
    assert instance.doc == "A loom."
    assert number.doc.startswith("int(")


def test_members_are_values_functions_and_classes_and_no_property_is_computed() -> None:
    (help,) = shown("st.help(Loom(4))")
    members = [(member.name, member.type, member.value, member.doc) for member in help.members]
    assert members == [
        ("broken", "property", "", "Whether it is broken."),
        ("shafts", "int", "4", ""),
        ("width", "int", "90", ""),
        ("treadle", "method", "", "Lift a shaft."),
    ]


def test_a_member_that_raises_says_so() -> None:
    script = """
class Raises:
    def __dir__(self): return ["a", "b"]
    def __getattr__(self, name): raise OSError(name) if name == "a" else AttributeError(name)
"""
    (help,) = shown(script + "st.help(Raises())")
    assert [(member.name, member.type, member.value) for member in help.members] == [("a", "OSError", "a")]


def test_without_an_object_it_is_about_the_package() -> None:
    (help,) = shown("st.help()")
    assert (help.type, "write" in {member.name for member in help.members}) == ("module", True)


def test_write_and_magic_show_help() -> None:
    script = (
        "st.write(1, weave)\nst.write(Loom)\nweave\nst.container().write(math.sin)\nst.help(weave, width=300)"
    )
    found = shown(script)
    assert [help.name for help in found] == ["weave", "Loom", "weave", "math.sin", "weave"]
    assert found[-1].width == 300


def test_apptest_has_a_short_value() -> None:
    at = AppTest.from_string(HEAD + "st.help(weave)\nst.help('text')\nx = 5\nst.help(x)").run()
    assert [(each.name, each.value, each.doc_string[:5]) for each in at.help] == [
        ("weave", "weave", "Weave"),
        ("", "'text'", "str(o"),
        ("x", "5", "int(["),
    ]


def test_a_thread_names_its_own_expression() -> None:
    script = "import threading\nt = threading.Thread(target=lambda: st.help(weave))\nt.start()\nt.join()"
    (help,) = shown(script)
    assert help.name == "weave"


def test_the_width_is_checked() -> None:
    (error,) = AppTest.from_string(HEAD + "st.help(weave, width='content')").run().exception
    assert "width" in error.message
