"""A browser asks a `treadle run` whether it is there, and hears what has arrived."""

from ..server.fakes import Client

APP = "import treadle as st; st.button('press'); import time; time.sleep(1000)"


def test_a_ping_is_answered_during_a_run_with_what_has_arrived(start):
    app = start(APP, "--server.port", "0")
    with Client(app.port) as client:
        client.send(["open", 1, None, "/", "", {}, False, "tab"])
        client.send(["ping"])
        answers = []
        while len(answers) < 3:
            message = client.receive()
            if message[0] == "batch":
                client.send(["ack", message[1]])
            if message[0] == "pong":
                answers.append(message[1])
                client.send(["interact", [], len(answers)])
                client.send(["ping"])
    assert answers == [0, 1, 2]
