import socket

from auralis.cli.listener import listen


def test_what_an_answer_consists_of_is_sent_without_waiting_for_the_client() -> None:
    with (
        listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()[:2]),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
