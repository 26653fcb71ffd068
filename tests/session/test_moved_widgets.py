"""A widget that a run has written in another container still stands where it stood until the body ends. It
can be used there.
"""

from treadle._core.elements.layout.container import Container
from treadle._core.protocol.element import Input
from treadle._core.protocol.message import Set
from treadle._core.session.collect import Collect
from treadle._core.session.events import Flush, Interacted, RerunAsked
from treadle._core.session.lanes import Run
from treadle._core.session.structure import MAIN

from .driving import Driven, box, button


def moved(props: Input) -> tuple[Driven, Run, int]:
    """A run has written the widget in another container than before; returns that run and the node that it
    had.
    """
    driven = Driven()
    old = driven.show(driven.runs[0], props, key="k")
    driven.idle()
    Collect(1, 0.0).apply(driven.session)
    (run,) = driven.started(RerunAsked())
    driven.begin(run)
    session = driven.session
    inner = session.document.write(run.writer("app"), session.document.nodes[MAIN], Container())
    record = session.widgets.by_key["k"]
    node = session.document.write(run.writer("app"), inner, props, record.identity)
    del session.widgets.by_node[old]
    record.node_id, record.stamp = node.id, run.number
    session.widgets.put(record)
    return driven, run, old


def test_a_value_that_is_entered_where_it_stood_is_its_value_where_it_stands():
    driven, _, old = moved(box())
    session = driven.session
    Collect(1, 0.0).apply(session)
    record = session.widgets.by_key["k"]
    driven.said.clear()
    assert not driven.problems(Interacted(1, [(old, True)]))
    assert record.wire is True
    assert Flush() in driven.said
    assert Collect(1, 0.0).apply(session).ops == [Set(record.node_id, {"value": True})]


def test_a_button_that_is_pressed_where_it_stood_is_pressed():
    driven, run, old = moved(button())
    (answer,) = driven.started(Interacted(1, [(old, True)]))
    assert run.fenced
    driven.begin(answer)
    assert list(answer.pressed.values()) == [driven.session.widgets.by_key["k"]]
