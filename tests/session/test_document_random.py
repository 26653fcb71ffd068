"""Whatever is written, swept and flushed in whatever order: a browser's page becomes the document."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from treadle._core.session.lanes import APP
from treadle._core.session.mirror import Mirror
from treadle._core.session.nodes import Writer
from treadle._core.session.structure import Slot

from .page import Container, Empty, Page, ReferenceBrowser, box, shown, text

ELEMENTS = st.one_of(
    st.sampled_from("abcd").map(text),
    st.sampled_from("wxyz").map(box),
    st.sampled_from([Container(), Empty(), Slot()]),
    st.integers(70, 90).map(lambda n: text("long" * n)),
)


@given(st.lists(st.lists(ELEMENTS, max_size=8), min_size=1, max_size=6))
def test_after_each_run_the_page_has_what_was_written_in_its_order(runs):
    page = Page()
    for elements in runs:
        seen: set[object] = set()
        unique = [e for e in elements if e.kind != "checkbox" or (e not in seen and not seen.add(e))]
        nodes = page.run(*unique)
        assert [node.props for node in page.main.children] == unique
        assert page.main.children == nodes


@given(st.lists(ELEMENTS.filter(lambda e: e.kind != "checkbox"), max_size=10))
def test_the_same_again_changes_nothing(elements):
    page = Page()
    page.run(*elements)
    page.changed.clear()
    page.run(*elements)
    assert page.changed == []


class AnyOrder(RuleBasedStateMachine):
    """Writers of several lanes and of the background, and browsers that flush when they like."""

    writers = Bundle("writers")
    containers = Bundle("containers")
    browsers = Bundle("browsers")

    @initialize(target=containers)
    def page(self):
        self.page = Page()
        return multiple(1, 2)

    @rule(target=writers, lane=st.sampled_from([APP, "f1", "f2"]), background=st.booleans())
    def begin(self, lane: str, background: bool):
        return self.page.writer(lane, background=background)

    @rule(target=browsers)
    def connect(self):
        return self.page.mirror(), ReferenceBrowser()

    @rule(target=containers, writer=writers, container=containers, props=ELEMENTS)
    def write(self, writer: Writer, container: int, props):
        parent = self.page.document.get(container)
        if parent is None:
            return multiple()
        identity = (props, container) if props.kind == "checkbox" else None
        return self.page.write(writer, props, parent, identity).id

    @rule(writer=writers, container=containers, delta=st.text("abc", max_size=80))
    def change(self, writer: Writer, container: int, delta: str):
        node = self.page.document.get(container)
        if node is not None and node.props.kind == "text":
            self.page.document.update(node, text(node.props.body + delta))

    @rule(writer=writers)
    def end_body(self, writer: Writer):
        self.page.sweep(writer)

    @rule(writer=consumes(writers))
    def die(self, writer: Writer):
        writer.alive = False

    @rule(container=containers)
    def remove(self, container: int):
        node = self.page.document.get(container)
        if node is not None and container > 2:
            self.page.document.remove(node)

    @rule(browser=browsers)
    def flush(self, browser: tuple[Mirror, ReferenceBrowser]):
        mirror, reference = browser
        reference.apply(mirror.flush())
        assert reference.tree()[2] == shown(self.page.document.root)[2]
        assert mirror.flush() == [], "a second look finds nothing"

    @invariant()
    def document_is_whole(self):
        if hasattr(self, "page"):
            self.page.check()
            live = set(self.page.document.nodes.values())
            assert all(mirror.dirty <= live for mirror in self.page.mirrors), "what waits is at most the page"


AnyOrder.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
test_any_order = AnyOrder.TestCase
