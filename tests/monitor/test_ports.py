"""A port that was reserved is there for who is told of it, and for nobody else."""

import socket
import sys

import pytest

from monitor.ports import reserved_port


def test_who_is_told_of_a_port_listens_on_it_again_and_again() -> None:
    with reserved_port() as port:
        for _ in range(2):
            with (
                socket.create_server(("127.0.0.1", port)) as server,
                socket.create_connection(server.getsockname()) as client,
            ):
                accepted, _ = server.accept()
                with accepted:
                    accepted.sendall(b"here")
                    assert client.recv(4) == b"here"


def test_nobody_answers_there_before() -> None:
    with reserved_port() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.skipif(sys.platform != "linux", reason="it is held on Linux alone")
def test_nobody_else_is_given_it() -> None:
    with (
        reserved_port() as port,
        socket.socket() as other,
        pytest.raises(OSError, match="in use"),
    ):
        other.bind(("127.0.0.1", port))


def test_it_is_given_back() -> None:
    with reserved_port() as port:
        pass
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
