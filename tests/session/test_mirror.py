"""A flush sends what the document has and the browser lacks, and nothing else."""

import tracemalloc
from collections import Counter
from typing import ClassVar

import msgspec

from treadle._core.protocol.element import Element
from treadle._core.protocol.message import Append, Insert, Order, Patch, Remove, Set
from treadle._core.session.mirror import EFFECTS_KEPT, Mirror
from treadle._core.session.structure import Slot

from .page import Container, Page, ReferenceBrowser, box, shown, text


def mirrored(page: Page) -> Mirror:
    """A browser that has the page as it is."""
    mirror = page.mirror()
    mirror.flush()
    return mirror


def test_the_first_flush_builds_the_page_parents_first():
    page = Page()
    (inner,) = page.run(Container())
    page.write(page.writer(), text("deep"), inner)
    browser = ReferenceBrowser()
    browser.apply(Mirror(page.document).flush())
    assert browser.tree()[2] == shown(page.document.root)[2]


def test_an_unchanged_run_sends_nothing():
    page = Page()
    elements = [text(str(n)) for n in range(1000)]
    page.run(*elements)
    mirror = mirrored(page)
    page.run(*elements)
    assert mirror.flush() == []


def test_one_changed_line_of_a_thousand_sends_one_operation():
    page = Page()
    nodes = page.run(*[text(str(n)) for n in range(1000)])
    mirror = mirrored(page)
    page.run(*[text("changed" if n == 500 else str(n)) for n in range(1000)])
    assert mirror.flush() == [Set(nodes[500].id, {"body": "changed"})]


def test_one_line_inserted_into_a_thousand_widgets_sends_one_operation():
    page = Page()
    nodes = page.run(*[box(str(n)) for n in range(1000)])
    mirror = mirrored(page)
    boxes = [box(str(n)) for n in range(1000)]
    new = page.run(*boxes[:500], text("new"), *boxes[500:])[500]
    assert mirror.flush() == [Insert(new.id, 1, nodes[499].id, "text", text("new"))]


def test_removing_many_is_one_operation_naming_only_the_topmost():
    page = Page()
    (inner, other) = page.run(Container(), text("x"))
    page.write(page.writer(), text("deep"), inner)
    mirror = mirrored(page)
    page.run()
    assert mirror.flush() == [Remove([inner.id, other.id])]
    assert set(mirror.sent) == {0, 1, 2, 3}


def test_changing_places_sends_the_order_once():
    page = Page()
    one, two, three = page.run(box("1"), box("2"), box("3"))
    mirror = mirrored(page)
    page.run(box("3"), box("2"), box("1"))
    assert mirror.flush() == [Order(1, [three.id, two.id, one.id])]


def test_a_text_that_grows_is_sent_as_what_was_added():
    page = Page()
    (node,) = page.run(text("x" * 100))
    mirror = mirrored(page)
    page.run(text("x" * 100 + " and more"))
    assert mirror.flush() == [Append(node.id, "body", " and more")]


class Picture(msgspec.Struct, frozen=True):
    name: str


class Album(Element, frozen=True, kw_only=True):
    abstract: ClassVar[bool] = True  # no kind of the wire
    pictures: tuple[Picture, ...]


def album(*names: str) -> Album:
    return Album(pictures=tuple(map(Picture, names)))


def test_of_a_list_of_objects_only_new_ones_are_sent():
    page = Page()
    (node,) = page.run(album("a", "b", "c"))
    mirror = mirrored(page)
    page.run(album("c", "a", "d"))
    assert mirror.flush() == [Patch(node.id, "pictures", [2, 0, Picture("d")])]
    page.run(album("x"))
    assert mirror.flush() == [Set(node.id, {"pictures": (Picture("x"),)})]


def test_a_text_that_changes_back_before_a_flush_sends_nothing():
    page = Page()
    page.run(text("a"))
    mirror = mirrored(page)
    page.run(text("b"))
    page.run(text("a"))
    assert mirror.flush() == []


def test_what_came_and_went_between_two_flushes_is_never_sent():
    page = Page()
    page.run()
    mirror = mirrored(page)
    page.run(*[text(str(n)) for n in range(50)])
    page.run()
    assert mirror.flush() == []


def test_an_empty_slot_is_not_sent():
    page = Page()
    page.run()
    mirror = mirrored(page)
    page.run(Slot())
    assert mirror.flush() == []


def test_what_the_browser_did_itself_is_not_told_to_it():
    page = Page()
    (node,) = page.run(box("x"))
    mirror, other = mirrored(page), mirrored(page)
    ticked = type(node.props)(label="x", value=True)
    page.document.update(node, ticked)
    mirror.knows_value(node, True)
    assert mirror.flush() == []
    assert other.flush() == [Set(node.id, {"value": True})]


def test_a_refused_value_is_sent_again_as_it_is():
    page = Page()
    (node,) = page.run(box("x"))
    mirror = mirrored(page)
    mirror.forget_value(node)
    assert mirror.flush() == [Set(node.id, {"value": False})]


def test_a_million_updates_that_nobody_collects_cost_nothing_but_the_page():
    page = Page()
    (node,) = page.run(text("0"))
    mirror = mirrored(page)
    page.document._on_change = mirror.dirty.add  # and not into the list that tests look at
    page.document.update(node, text("warm"))
    props = [text(str(n)) for n in range(100)]
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(10_000):
        for each in props:
            page.document.update(node, each)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mirror.dirty == {node}
    assert after - before < 10_000
    assert len(mirror.flush()) == 1


def test_what_came_changed_and_went_does_not_wait_for_a_browser_that_never_collects():
    page = Page()
    page.run()
    mirror = mirrored(page)
    for n in range(200):
        for node in page.run(*[box(f"{n} {i}") for i in range(10)]):
            page.document.update(node, text("changed"))
    assert mirror.dirty <= set(page.document.nodes.values())


def test_effects_for_a_browser_that_never_collects_are_bounded():
    mirror = Mirror(Page().document)
    for n in range(1000):
        mirror.add_effect(n)
    assert mirror.take_effects() == list(range(1000 - EFFECTS_KEPT, 1000))
    assert not mirror.effects


def test_one_more_line_costs_as_much_as_there_are_lines():
    """Counted in steps and not by the clock: what a line asks of the lines that stand there."""
    asked = Counter[int]()

    class Id(int):
        def __hash__(self) -> int:
            asked[len(lines)] += 1
            return int(self)

    for lines in (range(50), range(100)):
        page = Page()
        writer = page.writer()
        for number in lines:
            page.write(writer, text(str(number)))
        for node in page.main.children:
            node.id = Id(node.id)
        mirror = mirrored(page)
        page.write(writer, text("one more"))
        mirror.flush()
    assert asked[100] < 3 * asked[50], "not the square"
