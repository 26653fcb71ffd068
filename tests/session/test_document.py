"""A run writes the page from its start; what did not change keeps its node."""

from treadle._core.elements.layout.expander import Expander
from treadle._core.session.structure import MAIN, SIDEBAR, Slot

from .page import Container, Empty, Page, box, text


class Alive:
    """A job of a slot; `alive` is what a document asks."""

    def __init__(self) -> None:
        self.alive = True


def ids(nodes: list) -> list[int]:
    return [node.id for node in nodes]


def test_an_unchanged_run_keeps_every_node_and_changes_nothing():
    page = Page()
    first = page.run(text("a"), box("b"), text("c"))
    page.changed.clear()
    assert ids(page.run(text("a"), box("b"), text("c"))) == ids(first)
    assert page.changed == []


def test_a_changed_text_keeps_its_node_and_is_the_only_change():
    page = Page()
    nodes = page.run(text("a"), text("b"), text("c"))
    page.changed.clear()
    assert ids(page.run(text("a"), text("B"), text("c"))) == ids(nodes)
    assert page.changed == [nodes[1]]


def test_an_element_inserted_in_the_middle_leaves_widgets_their_nodes():
    page = Page()
    one, two = page.run(box("one"), box("two"))
    new = page.run(box("one"), box("new"), box("two"))
    assert ids(new) == [one.id, new[1].id, two.id]
    assert page.bodies() == ["one", "new", "two"]


def test_an_element_of_another_kind_in_the_middle_does_not_take_a_node_over():
    page = Page()
    first, last = page.run(text("a"), text("b"))
    now = page.run(text("a"), Container(), text("b"))
    assert page.bodies() == ["a", "container", "b"]
    assert now[0] is first
    assert now[1] is not last


def test_what_a_run_does_not_write_again_leaves_when_its_body_ends():
    page = Page()
    page.run(text("a"), text("b"), text("c"))
    writer = page.writer()
    page.write(writer, text("a"))
    assert page.bodies() == ["a", "b", "c"], "until then it stays"
    page.sweep(writer)
    assert page.bodies() == ["a"]


def test_widgets_that_swap_places_keep_their_nodes():
    page = Page()
    one, two, three = page.run(box("1"), box("2"), box("3"))
    assert ids(page.run(box("3"), box("1"), box("2"))) == [three.id, one.id, two.id]
    assert page.bodies() == ["3", "1", "2"]


def test_a_widget_moves_before_what_was_written_already():
    page = Page()
    page.run(text("a"), box("x"), text("b"), box("y"))
    page.run(box("y"), text("a"), text("b"), box("x"))
    assert page.bodies() == ["y", "a", "b", "x"]


def test_a_widget_that_moves_into_another_container_gets_a_new_node():
    page = Page()
    (old,) = page.run(box("x"))
    writer = page.writer()
    inner = page.write(writer, Container())
    new = page.write(writer, box("x"), inner, box("x"))
    page.sweep(writer)
    page.check()
    assert new is not old
    assert page.document.identities[box("x")] is new


def test_a_container_written_again_keeps_its_node_and_loses_its_stale_children():
    page = Page()
    for bodies in ("a", "b"), ("b",):
        writer = page.writer()
        inner = page.write(writer, Container())
        for body in bodies:
            page.write(writer, text(body), inner)
        page.sweep(writer)
    assert page.bodies(inner) == ["b"]
    assert page.main.children == [inner]


def test_a_handle_kept_across_runs_revives_its_container():
    page = Page()
    (kept, gone) = page.run(Container(), text("gone"))
    writer = page.writer()
    page.document.revive(writer, kept)
    page.write(writer, text("again"), kept)
    page.sweep(writer)
    assert page.main.children == [kept]
    assert page.bodies(kept) == ["again"]
    assert page.document.get(gone.id) is None


def test_writing_into_empty_replaces_what_it_holds():
    page = Page()
    (place,) = page.run(Empty())
    writer = page.writer()
    first = page.write(writer, text("1"), place)
    assert page.write(writer, text("2"), place) is first
    other = page.write(writer, Container(), place)
    assert place.children == [other]
    assert page.document.get(first.id) is None


def test_a_container_in_empty_starts_anew_each_time_it_is_written():
    page = Page()
    (place,) = page.run(Empty())
    writer = page.writer()
    rounds = []
    for bodies in ("abc", "xy"):
        inner = page.write(writer, Container(), place)
        rounds.append([page.write(writer, text(body), inner) for body in bodies])
        page.document.sweep(inner, writer)
    assert page.bodies(inner) == ["x", "y"]
    assert rounds[1] == rounds[0][:2], "and finds its elements again"


def test_who_has_taken_away_what_it_wrote_last_goes_on_where_that_stood():
    page = Page()
    page.run(text("stale"), box("b"), text("a"))
    writer = page.writer()
    page.write(writer, box("b"), identity=box("b"))  # behind a text that leaves when the body ends
    page.write(writer, text("a"))
    page.document.remove(page.write(writer, Container()))
    page.write(writer, text("c"))
    page.sweep(writer)
    assert page.bodies() == ["b", "a", "c"]


def test_who_has_written_over_what_it_wrote_last_goes_on_behind_it():
    page = Page()
    page.run(text("stale"), box("b"))
    writer = page.writer()
    page.write(writer, box("b"), identity=box("b"))
    page.write(writer, Container(), page.write(writer, text("a")))
    page.write(writer, text("c"))
    page.sweep(writer)
    assert page.bodies() == ["b", "container", "c"]


def test_containers_in_what_starts_anew_start_anew_too():
    page = Page()
    writer = page.writer()
    place = page.write(writer, Empty())
    rounds = []
    for bodies in ("abc", "xy"):
        outer = page.write(writer, Container(), place)
        inner = page.write(writer, Container(), outer)
        rounds.append([inner, *(page.write(writer, text(body), inner) for body in bodies)])
    page.sweep(writer)
    assert page.bodies(inner) == ["x", "y"]
    assert rounds[1] == rounds[0][:3], "and find their elements again"


def test_writing_to_an_elements_handle_replaces_the_element_at_its_place():
    page = Page()
    _, node, _ = page.run(text("a"), text("b"), text("c"))
    writer = page.writer()
    assert page.write(writer, text("B"), node) is node
    box_node = page.write(writer, box("x"), node, box("x"))
    assert page.bodies() == ["a", "x", "c"]
    assert page.document.get(node.id) is None
    assert page.write(writer, text("back"), box_node) is not node
    assert page.bodies() == ["a", "back", "c"]


def test_two_threads_of_a_run_in_one_container_lose_nothing():
    page = Page()
    (inner,) = page.run(Container())
    writer = page.writer()
    nodes = [page.write(writer, text(f"{thread} {n}"), inner) for n in range(20) for thread in "ab"]
    assert inner.children == nodes


def test_elements_of_a_background_writer_stay_while_it_lives():
    page = Page()
    (inner,) = page.run(Container())
    background = page.writer("job-1", background=True)
    page.write(background, text("tick"), inner)
    page.run(Container())
    assert page.bodies(inner) == ["tick"]
    background.alive = False
    page.run(Container())
    assert page.bodies(inner) == []


def test_a_run_does_not_take_over_what_a_background_writer_has_written():
    page = Page()
    (inner,) = page.run(Container())
    ticking = page.write(page.writer("job-1", background=True), text("tick"), inner)
    writer = page.writer()
    page.write(writer, Container())
    assert page.write(writer, text("mine"), inner) is not ticking
    assert sorted(page.bodies(inner)) == ["mine", "tick"]


def test_background_work_in_a_container_that_leaves_goes_with_it():
    page = Page()
    (inner,) = page.run(Container())
    ticking = page.write(page.writer("job-1", background=True), text("tick"), inner)
    page.run(text("something else"))
    assert page.document.get(ticking.id) is None
    assert page.bodies() == ["something else"]


def test_a_live_threads_slot_keeps_what_is_stale_until_the_thread_ends():
    page = Page()
    (slot,) = page.run(Slot())
    page.write(page.writer(), text("from last time"), slot)
    slot.job = job = Alive()
    writer = page.writer()
    page.write(writer, Slot())
    page.sweep(writer)
    assert page.bodies(slot) == ["from last time"]
    job.alive = False
    page.sweep(writer)
    assert page.bodies(slot) == []


def test_an_empty_slot_is_invisible_and_shows_with_its_first_element():
    page = Page()
    (slot,) = page.run(Slot())
    assert not slot.visible
    page.changed.clear()
    page.write(page.writer(), text("here"), slot)
    assert slot.visible
    assert page.main in page.changed


def test_a_fragments_sweep_leaves_the_elements_of_others_alone():
    page = Page()
    (place, other) = page.run(Container(), text("the page's"))
    fragment = page.writer("fragment")
    page.write(fragment, text("old"), place)
    fragment = page.writer("fragment")
    page.sweep(fragment)
    assert place.children == []
    assert page.main.children == [place, other]


def test_a_full_run_does_not_remove_what_a_newer_fragment_run_has_written():
    page = Page()
    full = page.writer()
    place = page.write(full, Container())
    page.write(page.writer("fragment"), text("newer"), place)
    page.sweep(full)
    assert page.bodies(place) == ["newer"]


def test_main_and_sidebar_are_never_swept():
    page = Page()
    page.run()
    assert page.document.get(MAIN) is not None
    assert page.document.get(SIDEBAR) is not None


def test_ids_are_never_given_twice():
    page = Page()
    (old,) = page.run(text("a"))
    page.run()
    (new,) = page.run(text("a"))
    assert new.id > old.id
    assert page.document.was_issued(old.id)
    assert not page.document.was_issued(new.id + 1)


def fold(label: str, expanded: bool = False) -> Expander:
    return Expander(label=label, value=expanded)


def test_a_container_with_a_label_is_not_continued_by_one_with_another():
    # Which of them is open is known to the browser only, by their nodes.
    page = Page()
    (first,) = page.run(fold("A"))
    assert ids(page.run(fold("A", expanded=True))) == ids([first])
    (other,) = page.run(fold("B"))
    assert other.id != first.id


def test_containers_with_labels_keep_their_nodes_when_others_come_go_or_swap():
    page = Page()
    a, b = page.run(fold("A"), fold("B"))
    new, a2, b2 = page.run(fold("new"), fold("A"), fold("B"))
    assert ids([a2, b2]) == ids([a, b])
    assert new.id not in ids([a, b])
    assert ids(page.run(fold("B"), fold("A"), fold("new"))) == ids([b, a, new])
    assert page.bodies() == ["B", "A", "new"]
    assert ids(page.run(text("above"), fold("A")))[1:] == ids([a])


def test_a_label_that_the_app_changes_later_is_not_what_it_is_known_by():
    page = Page()
    (node,) = page.run(fold("Loading"))
    page.document.update(node, fold("Done"))
    assert ids(page.run(fold("Loading"))) == ids([node])


def test_another_container_in_a_place_for_one_is_another():
    page = Page()
    (place,) = page.run(Empty())
    first = page.write(page.writer(), fold("A"), into=place)
    assert page.write(page.writer(), fold("A"), into=place).id == first.id
    other = page.write(page.writer(), fold("B"), into=place)
    assert other.id != first.id
