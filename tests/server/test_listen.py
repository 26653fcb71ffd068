import socket

import pytest

from treadle._core.server.listen import PortInUse, listen


def _taken() -> socket.socket:
    (sock,) = listen("127.0.0.1", 0, search=False)
    return sock


def test_a_taken_port_that_was_asked_for_is_an_error_that_names_it() -> None:
    with _taken() as sock:
        port = sock.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"Port {port} is already in use.*--server\.port"):
            listen("127.0.0.1", port, search=False)


def test_a_taken_port_that_was_not_asked_for_moves_to_the_next_free_one() -> None:
    with _taken() as sock:
        port = sock.getsockname()[1]
        (found,) = listen("127.0.0.1", port, search=True)
        with found:
            assert port < found.getsockname()[1] <= port + 100


def test_all_interfaces_share_one_port() -> None:
    sockets = listen(None, 0, search=False)
    try:
        assert len({sock.getsockname()[1] for sock in sockets}) == 1
        assert socket.AF_INET in {sock.family for sock in sockets}
    finally:
        for sock in sockets:
            sock.close()


def test_an_address_of_another_machine_is_an_error_that_names_it() -> None:
    with pytest.raises(OSError, match=r"Cannot listen on 192\.0\.2\.1, port 0"):
        listen("192.0.2.1", 0, search=True)
