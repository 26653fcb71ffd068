"""What a session offers to the threads that write to it, by role, as `docs/explanation/architecture.md`
says.
"""

import re
from pathlib import Path
from types import ModuleType

from treadle._core.carry import scope
from treadle._core.runtime.live import LiveSession

DOCUMENT = Path(__file__).parents[2] / "docs/explanation/architecture.md"
ROW = re.compile(r"\| `host\.?(\w*)` \| `(\w+)` \| `runtime/(\w+)\.py` \|")
MOST = 18
"""Members of one role: what has more is more than one role."""


def protocols_of(module: ModuleType) -> list[type]:
    return [
        each
        for each in vars(module).values()
        if getattr(each, "_is_protocol", False) and each.__module__ == module.__name__
    ]


def members(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


def test_the_document_names_each_role_and_the_file_that_carries_it_out(open_page):
    live = open_page("pass").live
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    protocols = {each.__name__ for each in protocols_of(scope)}
    assert {protocol for _, protocol, _ in rows} == protocols - {"Part", "Request"}
    for role, protocol, file in rows:
        part = getattr(live, role) if role else live
        assert type(part).__module__ == f"treadle._core.runtime.{file}"
        assert {name for name in members(getattr(scope, protocol)) if not hasattr(part, name)} == set()


def test_no_role_is_more_than_one():
    sizes = {role.__name__: len(members(role)) for role in protocols_of(scope)}
    assert {role: size for role, size in sizes.items() if size > MOST} == {}
    assert len([name for name in vars(LiveSession) if not name.startswith("_")]) < 2 * MOST
