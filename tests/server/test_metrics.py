"""What the server measures of itself, as Prometheus reads it."""

import re
import urllib.request

import pytest

from treadle._core.server.latencies import Latencies
from treadle._core.server.metrics import kind_of

from .fakes import Client, FakeApp


def get(port: int, path: str, accept: str = "*/*") -> tuple[str, str]:
    """Return the type and the text of an answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics"])
def test_programs_get_what_the_app_counts(serve, path):
    kind, text = get(serve(FakeApp()).port, path)
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    lines = text.splitlines()
    for line in (
        "treadle_runs 2",
        "treadle_runs_waiting 3",
        "treadle_threads_blocked 1",
        "treadle_sessions 0",
    ):
        assert line in lines
    assert re.search(r'^treadle_threads\{kind="own"\} [1-9]', text, re.M)


def test_each_value_has_a_help_and_a_type_before_it(serve):
    _, text = get(serve(FakeApp()).port, "/metrics")
    described = set(re.findall(r"^# TYPE (\w+) \w+$", text, re.M))
    assert described == set(re.findall(r"^# HELP (\w+) .", text, re.M))
    for name in re.findall(r"^(\w+)[ {]", re.sub(r"^#.*\n", "", text, flags=re.M), re.M):
        assert re.sub(r"_(bucket|sum|count)$", "", name) in described


def test_a_browser_gets_a_page_of_this_name(serve):
    kind, text = get(serve(FakeApp()).port, "/metrics", "text/html,application/xhtml+xml")
    assert kind.startswith("text/html")
    assert "<base" in text


def test_an_action_is_measured_until_the_page_changes(app: FakeApp, serve):
    port = serve(app).port
    with Client(port) as client:
        client.open()
        session, connection = app.sessions[0], app.connections[0]
        session.write(connection, now=True)
        assert client.receive()[0] == "batch"
        assert "treadle_interaction_seconds_count 0" in get(port, "/metrics")[1]
        client.send(["rerun"])
        session.wait(lambda: bool(session.received))
        session.write(connection, now=True)
        assert client.receive()[0] == "batch"
        text = get(port, "/metrics")[1]
        assert "treadle_interaction_seconds_count 1" in text
        assert "treadle_connections 1" in text


def test_durations_are_counted_up_to_their_bounds():
    latencies = Latencies()
    for seconds in (0.005, 0.02, 100.0):
        latencies.add(seconds)
    lines = list(latencies.lines("x"))
    assert lines[0] == 'x_bucket{le="0.005"} 1'
    assert lines[1] == 'x_bucket{le="0.01"} 1'
    assert lines[2] == 'x_bucket{le="0.025"} 2'
    assert lines[-3:] == ['x_bucket{le="+Inf"} 3', "x_sum 100.025000", "x_count 3"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("treadle-script-1a-2", "script"),
        ("treadle-task-fit", "task"),
        ("treadle-server", "own"),
        ("MainThread", "app"),
        ("loader", "app"),
    ],
)
def test_threads_have_kinds(name, kind):
    assert kind_of(name) == kind
