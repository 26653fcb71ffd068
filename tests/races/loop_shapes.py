"""Programs that loop for ever, generated: kinds of loops x bodies x surroundings x places.

A program takes locks and opens things. `held` and `opened` say what it has to give back, however it ends.
"""

import random
import textwrap
from dataclasses import dataclass

KINDS = {
    "while True": "while True:\n    {body}\n",
    "while with a test": "while not go:\n    {body}\n",
    "while with a test that calls": "while more():\n    {body}\n",
    "while with or": "while not go or more():\n    {body}\n",
    "while with and": "while not go and more() and not go:\n    {body}\n",
    "while with a chain": "while 0 <= len(go) < 1 + len(go):\n    {body}\n",
    "while with a comprehension": "while not any([each for each in go]):\n    {body}\n",
    "while with a conditional": "while (more() if more() else not go):\n    {body}\n",
    "while with else": "while not go:\n    {body}\nelse:\n    x = 0\n",
    "while that acquires": (
        "lock = new_lock()\n"
        "while lock.acquire(timeout=10):\n"
        "    try:\n        {body2}\n    finally:\n        lock.release()\n"
    ),
    "while until acquired": (
        "lock = new_lock()\n"
        "while not lock.acquire(timeout=10):\n    pass\n"
        "try:\n    while not go:\n        {body2}\nfinally:\n    lock.release()\n"
    ),
    "for": "for x in count():\n    {body}\n",
    "for of a generator": "for x in numbers():\n    {body}\n",
    "for in for": "for x in count():\n    for y in range(3):\n        pass\n    {body}\n",
    "while in while": "while True:\n    y = 0\n    while y < 3:\n        y += 1\n    {body}\n",
    "continue": "while True:\n    x = not x\n    if x:\n        continue\n    {body}\n",
    "comprehension": "[step() for x in numbers() if not x]\n",
    "generator expression": "sum(0 for x in numbers())\n",
    "dictionary comprehension": "{0: step() for x in numbers()}\n",
    "recursion": "def again(n):\n    return n < 2 or go or (again(n - 1) and again(n - 2))\nagain(90)\n",
}

BODIES = {
    "pass": "if go: break",
    "steps": "x = step()\n{exit}",
    "try except": "try:\n    x = step()\nexcept ValueError:\n    pass\n{exit}",
    "try, on two lines": "try: x = step()\nexcept ValueError: pass\n{exit}",
    "try that swallows": "try: x = step()\nexcept: pass\n{exit}",
    "try that swallows all but this": "try:\n    x = step()\nexcept BaseException:\n    {exit}\n{exit}",
    "try else": "try:\n    x = step()\nexcept ValueError:\n    pass\nelse:\n    {exit}",
    "try finally": "try:\n    x = step()\nfinally:\n    x = step()\n{exit}",
    "finally at the end": "{exit}\ntry:\n    x = step()\nfinally:\n    x = step()",
    "try except finally": (
        "try:\n    fail()\nexcept ValueError as error:\n    x = step()\nfinally:\n    x = step()\n{exit}"
    ),
    "continue in except": "{exit}\ntry:\n    fail()\nexcept ValueError:\n    continue",
    "loop in finally": "try:\n    x = step()\nfinally:\n    for y in range(2):\n        x = step()\n{exit}",
    "raise again": (
        "try:\n    try:\n        fail()\n    except ValueError:\n        x = step()\n"
        "        raise\nexcept ValueError:\n    {exit}"
    ),
    "lock": (
        "{exit}\nlocked = new_lock()\nlocked.acquire()\ntry:\n    x = step()\nfinally:\n    locked.release()"
    ),
    "with": "with Managed():\n    x = step()\n{exit}",
    "with at the end": "{exit}\nwith Managed():\n    x = step()",
    "with of a generator": "with managed():\n    x = step()\n{exit}",
    "with two": "with Managed(), managed() as y:\n    x = step()\n{exit}",
    "break out of with": "with Managed():\n    {exit}",
    "match": "match step():\n    case 0:\n        {exit}\n    case _:\n        {exit}",
    "group": "try:\n    x = step()\nexcept* ValueError:\n    pass\n{exit}",
}
"""`{exit}` leaves the loop when the test says so."""

SURROUNDINGS = {
    "if": ("if not go:\n    {inner}", False),
    "for once": ("for each in range(1):\n    {inner}", False),
    "try finally": (
        "opened.append({n})\ntry:\n    {inner}\nfinally:\n    step()\n    opened.remove({n})",
        False,
    ),
    "lock": (
        "lock{n} = new_lock()\nlock{n}.acquire()\ntry:\n    {inner}\nfinally:\n    lock{n}.release()",
        False,
    ),
    "with": ("with Managed():\n    {inner}", False),
    "with of a generator": ("with managed():\n    {inner}", False),
    "two": ("with Managed(), managed():\n    {inner}", False),
    "except": ("try:\n    {inner}\nexcept ValueError:\n    pass", False),
    "except and raise": (
        "opened.append({n})\ntry:\n    {inner}\n    opened.remove({n})\n"
        "except BaseException:\n    opened.remove({n})\n    raise",
        False,
    ),
    "except, finally": (
        "opened.append({n})\ntry:\n    {inner}\nexcept ValueError:\n    pass\nfinally:\n"
        "    opened.remove({n})",
        False,
    ),
    "in except": ("try:\n    fail()\nexcept ValueError:\n    {inner}", False),
    "in except with a name": (
        "try:\n    fail()\nexcept (KeyError, ValueError) as error{n}:\n    {inner}",
        False,
    ),
    "in the second except": (
        "try:\n    fail()\nexcept KeyError:\n    raise\nexcept ValueError:\n    {inner}",
        False,
    ),
    "in except after a call": ("try:\n    fail()\nexcept ValueError:\n    step()\n    {inner}", False),
    "in except without a type": ("try:\n    fail()\nexcept:\n    {inner}", False),
    "in except in finally": (
        "opened.append({n})\ntry:\n    try:\n        fail()\n    except ValueError:\n        {inner2}\n"
        "finally:\n    opened.remove({n})",
        False,
    ),
    "in else": ("try:\n    step()\nexcept ValueError:\n    pass\nelse:\n    {inner}", False),
    "in except that raises": (
        "try:\n    try:\n        fail()\n    except ValueError:\n        {inner2}\n        raise\n"
        "except ValueError:\n    pass",
        True,
    ),
    "in except that returns or raises": (
        "try:\n    try:\n        fail()\n    except ValueError as error{n}:\n        if len(go) > 5:\n"
        "            step()\n"
        "        {inner2}\n        raise\nexcept ValueError:\n    pass",
        True,
    ),
    "in finally": ("try:\n    step()\nfinally:\n    {inner}", True),
    "in finally of an error": (
        "try:\n    try:\n        fail()\n    finally:\n        {inner2}\nexcept ValueError:\n    pass",
        True,
    ),
}
"""With each, whether it protects what is in it. `{n}` tells surroundings of one program apart."""

PLACES = {
    "module": ("{code}", False),
    "function": ("def work():\n    x = 0\n    {code1}\nwork()", False),
    "function behind except": (
        "def work():\n    x = 0\n    {code1}\ntry:\n    fail()\nexcept ValueError:\n    work()",
        False,
    ),
    "value of a cache": (
        "def train():\n    x = 0\n    {code1}\ncache = {{}}\ntry:\n    model = cache[0]\nexcept KeyError:\n"
        "    model = cache[0] = train()",
        False,
    ),
    "property": (
        "class Thing:\n    @property\n    def value(self):\n        x = 0\n        {code2}\nThing().value",
        False,
    ),
    "cached_property": (
        "import functools\nclass Thing:\n    @functools.cached_property\n    def value(self):\n"
        "        x = 0\n        {code2}\n"
        "Thing().value",
        False,
    ),
    "lru_cache": (
        "import functools\n@functools.lru_cache\ndef work():\n    x = 0\n    {code1}\nwork()",
        False,
    ),
    "singledispatch": (
        "import functools\n@functools.singledispatch\ndef work(what):\n    x = 0\n    {code1}\nwork(1)",
        False,
    ),
    "singledispatchmethod": (
        "import functools\nclass Thing:\n    @functools.singledispatchmethod\n    def work(self, what):\n"
        "        x = 0\n"
        "        {code2}\nThing().work(1)",
        False,
    ),
    "total_ordering": (
        "import functools\n@functools.total_ordering\nclass Thing:\n    def __eq__(self, other):\n"
        "        return False\n"
        "    def __lt__(self, other):\n        x = 0\n        {code2}\nThing() >= Thing()",
        False,
    ),
    "contextmanager": (
        "import contextlib\n@contextlib.contextmanager\ndef context():\n    x = 0\n    {code1}\n    yield\n"
        "with context():\n    pass",
        False,
    ),
    "decorator of a contextmanager": ("@managed()\ndef work():\n    x = 0\n    {code1}\nwork()", False),
    "ExitStack": (
        "import contextlib\n@contextlib.contextmanager\ndef context():\n    x = 0\n    {code1}\n    yield\n"
        "with contextlib.ExitStack() as stack:\n    stack.enter_context(managed())\n"
        "    stack.enter_context(context())",
        False,
    ),
    "dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass Thing:\n    value: int\n"
        "    def __post_init__(self):\n        x = 0\n"
        "        {code2}\nThing(1)",
        False,
    ),
    "replace": (
        "import dataclasses\n@dataclasses.dataclass\nclass Thing:\n    value: int\n"
        "    def __post_init__(self):\n"
        "        if self.value:\n            x = 0\n            {code3}\n"
        "dataclasses.replace(Thing(0), value=1)",
        False,
    ),
    "Generic": (
        "import typing\nT = typing.TypeVar('T')\nclass Thing(typing.Generic[T]):\n    def __init__(self):\n"
        "        x = 0\n"
        "        {code2}\nThing[int]()",
        False,
    ),
    "mapping": (
        "import collections.abc\nclass Thing(collections.abc.Mapping):\n    def __getitem__(self, key):\n"
        "        x = 0\n"
        "        {code2}\n    def __iter__(self):\n        yield 1\n    def __len__(self):\n"
        "        return 1\nThing().get(1)",
        False,
    ),
    "sequence": (
        "import collections.abc\nclass Thing(collections.abc.Sequence):\n    def __getitem__(self, key):\n"
        "        x = 0\n"
        "        {code2}\n        raise IndexError\n    def __len__(self):\n        return 1\n5 in Thing()",
        False,
    ),
    "UserDict": (
        "import collections\nclass Thing(collections.UserDict):\n    def __missing__(self, key):\n"
        "        x = 0\n        {code2}\n"
        "Thing()[1]",
        False,
    ),
    "deepcopy": (
        "import copy\nclass Thing:\n    def __deepcopy__(self, memo):\n        x = 0\n        {code2}\n"
        "copy.deepcopy([Thing()])",
        False,
    ),
    "enum": (
        "import enum\nclass Thing(enum.Enum):\n    ONE = 1\n    @classmethod\n"
        "    def _missing_(cls, value):\n        x = 0\n"
        "        {code2}\n        return cls.ONE\nThing(2)",
        False,
    ),
    "key": ("def key(what):\n    x = 0\n    {code1}\n    return 0\nsorted([1], key=key)", False),
    "exec": ("exec({code!r}, globals())", False),
    "exec of a function": ("exec('def work():\\n' + {indented!r}, globals())\nwork()", False),
    "generator": ("def work():\n    x = 0\n    yield\n    {code1}\nlist(work())", False),
    "coroutine": (
        "import asyncio\nasync def work():\n    x = 0\n    await asyncio.sleep(0)\n    {code1}\n"
        "asyncio.run(work())",
        False,
    ),
    "async for": (
        "import asyncio\nasync def one():\n    yield 1\nasync def work():\n    x = 0\n"
        "    async for each in one():\n"
        "        {code2}\nasyncio.run(work())",
        False,
    ),
    "thread": (
        "import threading\ndef work():\n    x = 0\n    {code1}\nspawn(work)",
        False,
    ),
    "finally": ("def work():\n    x = 0\n    {code1}\ntry:\n    step()\nfinally:\n    work()", True),
    "__exit__": (
        "class Thing:\n    def __enter__(self):\n        pass\n    def __exit__(self, *error):\n"
        "        x = 0\n        {code2}\n"
        "with Thing():\n    pass",
        True,
    ),
    "what __exit__ calls": (
        "def work():\n    x = 0\n    {code1}\nclass Thing:\n    def __enter__(self):\n        pass\n"
        "    def leave(self, *error):\n"
        "        work()\n    __exit__ = leave\nwith Thing():\n    pass",
        True,
    ),
    "end of a contextmanager": (
        "import contextlib\n@contextlib.contextmanager\ndef context():\n    yield\n    x = 0\n    {code1}\n"
        "with context():\n    pass",
        True,
    ),
    "except that raises": (
        "def work():\n    x = 0\n    {code1}\ntry:\n    try:\n        fail()\n    except ValueError:\n"
        "        work()\n        raise\n"
        "except ValueError:\n    pass",
        True,
    ),
    "destructor": (
        "class Thing:\n    def __del__(self):\n        x = 0\n        {code2}\nThing()",
        True,
    ),
    "library's callback": (
        "import json\ndef default(what):\n    x = 0\n    {code1}\n    return 0\n"
        "json.dumps(object(), default=default)",
        True,
    ),
}
"""With each, whether the loop is protected there."""

PRELUDE = """
import contextlib
from itertools import count

class Managed:
    def __enter__(self):
        self.lock = new_lock()
        self.lock.acquire()
    def __exit__(self, *error):
        for _ in range(2):
            step()
        self.lock.release()

@contextlib.contextmanager
def managed():
    lock = new_lock()
    lock.acquire()
    try:
        yield
    finally:
        step()
        lock.release()

def numbers():
    while not go:
        yield 0

def more():
    return not go

def step():
    return 0

def fail():
    raise ValueError

x = 0
"""


@dataclass(frozen=True)
class Shape:
    """A program, and whether it may be stopped."""

    name: str
    source: str
    protected: bool


def shape(seed: int) -> Shape:
    """Return the program of a seed."""
    random_ = random.Random(seed)
    kind, body = random_.choice(list(KINDS)), random_.choice(list(BODIES))
    place, protected = random_.choice(list(PLACES)), False
    layers = random_.choices(list(SURROUNDINGS), k=random_.choice([0, 1, 1, 2, 3]))
    steps = _fill(BODIES[body], exit="if go: break")
    code = "begun()\n" + _fill(KINDS[kind], body=steps, body2=steps)
    for number, layer in enumerate(layers):
        template, protects = SURROUNDINGS[layer]
        code = _fill(template, inner=code, inner2=code, n=str(number))
        protected |= protects
    template, protects = PLACES[place]
    protected |= protects
    source = _fill(
        template,
        code=code,
        code1=code,
        code2=code,
        code3=code,
    )
    source = source.replace("{code!r}", repr(code)).replace(
        "{indented!r}", repr("    x = 0\n" + textwrap.indent(code, "    "))
    )
    source = source.replace("{{", "{").replace("}}", "}")
    name = " | ".join([kind, body, *layers, place])
    return Shape(name, PRELUDE + source + "\n", protected)


def _fill(template: str, **parts: str) -> str:
    """Put parts into a template; what fills a line of its own gets that line's indentation."""
    lines = []
    for line in template.split("\n"):
        for name, part in parts.items():
            if line.strip() == f"{{{name}}}":
                line = textwrap.indent(part.rstrip("\n"), line[: len(line) - len(line.lstrip())])
                break
            line = line.replace(f"{{{name}}}", part)
        lines.append(line)
    return "\n".join(lines)
